"""Every error of the API as `application/problem+json` (RFC 9457), with DEBUG on or off."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from logging import getLogger
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

log = getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
# DRF's own "were not provided" is said also of a session token that has ended.
NOBODY = gettext_lazy(
    "This request signs nobody in. Send a personal token (Authorization: Bearer "
    "...), or the X-Session-Token of a session that has not ended."
)
# As Python names them; here for the catalogues.
TITLES = (
    gettext_lazy("Bad Request"),
    gettext_lazy("Unauthorized"),
    gettext_lazy("Forbidden"),
    gettext_lazy("Not Found"),
    gettext_lazy("Method Not Allowed"),
    gettext_lazy("Not Acceptable"),
    gettext_lazy("Conflict"),
    gettext_lazy("Gone"),
    gettext_lazy("Length Required"),
    gettext_lazy("Precondition Failed"),
    gettext_lazy("Request Entity Too Large"),
    gettext_lazy("Unsupported Media Type"),
    gettext_lazy("Failed Dependency"),
    gettext_lazy("Too Many Requests"),
    gettext_lazy("Internal Server Error"),
    gettext_lazy("Service Unavailable"),
)
WITHOUT_BODY = {"GET", "HEAD", "OPTIONS", "DELETE"}


class ServerError(exceptions.APIException):
    default_code = "server_error"
    default_detail = gettext_lazy("Something went wrong here, and was written to our log.")


class Unavailable(exceptions.APIException):
    """The database does not answer: it restarts, or is gone for a moment."""

    status_code = 503
    default_code = "unavailable"
    default_detail = gettext_lazy("Try again in a few seconds.")
    wait = 5


class UnknownParameter(exceptions.ValidationError):
    """Refused wherever it stands: in a query string also where the request has a body."""

    in_query = True

    def __init__(self, names: list[str]) -> None:
        message = _("There is no such parameter here.")
        super().__init__({name: [message] for name in names}, code="unknown_parameter")


class TooManyParameters(exceptions.ParseError):
    """Django reads no query string of more than a thousand."""

    default_code = "too_many_parameters"
    default_detail = gettext_lazy("These are more parameters than anything here takes.")


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER. What nobody foresaw becomes a 500 that tells nothing."""
    set_rollback()
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, exceptions.NotAuthenticated):
        exc.detail = exceptions.ErrorDetail(str(NOBODY), exc.default_code)
    elif isinstance(exc, TooManyFieldsSent):
        exc = TooManyParameters()
    request = context.get("request")
    if not isinstance(exc, exceptions.APIException):
        log.error("Unhandled in %s", type(context.get("view")).__name__, exc_info=exc)
        got_request_exception.send(sender=None, request=getattr(request, "_request", None))
        exc = Unavailable() if isinstance(exc, OperationalError | InterfaceError) else ServerError()
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(ceil(wait))
    in_query = getattr(exc, "in_query", False) or (
        request is not None and request.method in WITHOUT_BODY
    )
    return Response(
        problem_of(exc, in_query=in_query, pointer=context.get("pointer", "")),
        status=exc.status_code,
        headers=headers,
        content_type=CONTENT_TYPE,
    )


def problem_of(
    exc: exceptions.APIException, *, in_query: bool = False, pointer: str = ""
) -> dict[str, Any]:
    """The body of a problem.

    `errors` names each wrong field by a JSON pointer into the body, beginning with `pointer`, or
    each wrong parameter by its name. `extension` of the exception is added as it is.
    """
    body = {
        "type": "about:blank",
        "title": _(HTTPStatus(exc.status_code).phrase),
        "status": exc.status_code,
    }
    if isinstance(exc, exceptions.ValidationError):
        errors = [
            {"code": detail.code, "detail": str(detail)}
            | ({"parameter": ".".join(path)} if in_query else {"pointer": pointer + _pointer(path)})
            for path, detail in _flat(exc.detail, ())
        ]
        codes = {error["code"] for error in errors}
        body |= {
            "code": codes.pop() if len(codes) == 1 else "invalid",
            "detail": errors[0]["detail"]
            if len(errors) == 1
            else _("%(count)d things are not right; each is named in errors.")
            % {"count": len(errors)},
            "errors": errors,
        }
    else:
        body |= {"code": exc.get_codes(), "detail": str(exc.detail)}
    return body | getattr(exc, "extension", {})


def _flat(
    detail: Any, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], exceptions.ErrorDetail]]:
    """DRF's nested details, each with its place. Lists hold messages, or the errors of items."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _flat(inner, path if key == "non_field_errors" else (*path, str(key)))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            is_message = isinstance(inner, exceptions.ErrorDetail)
            yield from _flat(inner, path if is_message else (*path, str(index)))
    else:
        yield path, detail


def _pointer(path: tuple[str, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)
