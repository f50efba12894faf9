"""`If-Match`: what was changed since it was read is not written over."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import set_response_etag
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from foods.problems import Deleted
from intake.authentication import PersonRequest
from intake.diary import hold_changes
from intake.people import hold
from intake.problems import Changed

TAKING = ("PATCH", "DELETE")

Handler = Callable[..., Response]


class NoPrecondition(APIException):
    """Whoever sends one believes to be protected."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "no_precondition"
    default_detail = gettext_lazy(
        "There is no If-Match here: a PATCH or DELETE takes it where GET reads the same address."
    )


def check_takes_if_match(view: Any, request: Request) -> None:
    """Raises NoPrecondition where the header would be passed over."""
    if "If-Match" in request.headers and not (request.method in TAKING and hasattr(view, "get")):
        raise NoPrecondition


def only_if_match(write: Handler) -> Handler:
    """`write`, a view's method, done only where its `get` answers one of the tags in `If-Match`.

    Nothing of the person's changes in between. The writing of what is deleted answers for itself.
    """

    @wraps(write)
    def checked(view: Any, request: PersonRequest, *args: Any, **kwargs: Any) -> Response:
        asked = request.headers.get("If-Match")
        if asked is None:
            return write(view, request, *args, **kwargs)
        with transaction.atomic():
            hold(request.user)
            hold_changes(request.user)
            try:
                now = view.get(request, *args, **kwargs)
            except Deleted:
                pass
            else:
                if not _matches(asked, _etag(view, request, now)):
                    raise Changed(current=now.data)
            return write(view, request, *args, **kwargs)

    return checked


def _matches(header: str, etag: str) -> bool:
    """Weak tags count too: compressing a response on its way weakens the tag it had."""
    return header.strip() == "*" or etag in re.findall(r'(?:W/)?("[^"]*")', header)


def _etag(view: Any, request: Request, now: Response) -> str:
    """The view's own, or the one that the middleware makes of what is answered."""
    if "ETag" in now.headers:
        return now.headers["ETag"]
    written = request.accepted_renderer.render(
        now.data, request.accepted_media_type, view.get_renderer_context()
    )
    tagged = HttpResponse(written)
    set_response_etag(tagged)
    return tagged.headers["ETag"]
