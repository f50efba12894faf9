"""What every route of the API gets: nothing that a client sends is ignored."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path, register_converter, resolve
from django.urls.converters import UUIDConverter
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import MethodNotAllowed, NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.rest.exact_json import BodyTooLarge, LengthRequired, most_body_bytes
from config.rest.preconditions import check_takes_if_match, only_if_match
from config.rest.problems import UnknownParameter

READING = ("GET", "HEAD")


class UUIDInAnyCase(UUIDConverter):
    """Swift writes a UUID in capitals."""

    regex = f"(?i:{UUIDConverter.regex})"


register_converter(UUIDInAnyCase, "uuid_in_any_case")


class Strict(APIView):
    """Refuses query parameters that are not fields of the view's `query_serializer_class`.

    Only reading takes parameters. Comes after authentication, so that strangers get their 401.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not hasattr(self, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        check_takes_if_match(self, request)
        length = request.headers.get("Content-Length", "")
        if "Transfer-Encoding" in request.headers and not length:
            raise LengthRequired
        most = most_body_bytes(self)
        if length.isdigit() and int(length) > most:
            raise BodyTooLarge(most)
        query = getattr(self, "query_serializer_class", None)
        known = query().fields if query and request.method in READING else {}
        if unknown := sorted(set(request.query_params) - set(known)):
            raise UnknownParameter(unknown)
        # Of several Django hands on the last.
        if repeated := sorted(
            name
            for name, values in request.query_params.lists()
            if len(values) > 1 and not getattr(known[name], "takes_several", False)
        ):
            raise ValidationError(
                {name: [_("This parameter may be given once.")] for name in repeated},
                code="repeated",
            )
        # To DRF an empty parameter is one that was left out, as in a form.
        if empty := sorted(
            name
            for name, value in request.query_params.items()
            if value == "" and not getattr(known[name], "allow_blank", False)
        ):
            raise ValidationError(
                {name: [_("This parameter may not be empty: leave it out.")] for name in empty},
                code="blank",
            )

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """What people eat stays out of shared caches; one's own may keep it and ask again. What
        was made where it is listed says where it is found by itself."""
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.status_code == status.HTTP_201_CREATED and "id" in (response.data or ()):
            made = f"{request.path}{response.data['id']}/"
            if resolve(made).func.view_class is not NoSuchRoute:  # type: ignore[attr-defined]
                response.headers["Location"] = made
        return super().finalize_response(request, response, *args, **kwargs)


def route(pattern: str, view: type[APIView], name: str) -> URLPattern:
    """A route to `view`, made strict."""
    guarded = {
        method: only_if_match(getattr(view, method))
        for method in ("patch", "delete")
        if hasattr(view, method) and hasattr(view, "get")
    }
    strict_view = type(
        view.__name__,
        (Strict, view),
        {"__doc__": view.__doc__, "__module__": view.__module__, **guarded},
    )
    return path(pattern, strict_view.as_view(), name=name)  # type: ignore[attr-defined]


class NoSuchRoute(APIView):
    """Answers with a problem where Django would answer with a page."""

    permission_classes = [AllowAny]
    authentication_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.path.endswith("/"):
            raise NotFound(_("There is nothing here."))
        raise NotFound(_("There is nothing here. Addresses end with a slash."))
