"""Middleware of our own."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus
from math import ceil
from typing import cast
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.urls import reverse

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Gives each line of the log the id of the request that it is about, `-` outside of any."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


def request_ids(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """An answer and its lines in the log have an id in common, which a client may choose."""

    def name(request: HttpRequest) -> HttpResponse:
        asked = request.headers.get("X-Request-ID", "")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else uuid4().hex
        token = _request_id.set(request_id)
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response.headers["X-Request-ID"] = request_id
        return response

    return name


def unchanged_answers_of_the_api_are_not_sent_again(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """By an ETag of the body where the view has none. Pages differ with every request."""
    conditional = ConditionalGetMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        return cast("HttpResponse", conditional(request))

    return answer


def admin_content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Widen the policy where the admin's Alpine needs it, and nowhere else.

    Stands below django-csp's middleware, which writes the header.
    """
    prefix = reverse("admin:index")

    def widen(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(prefix):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response

    return widen


def pages_of_one_are_not_for_all(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep out of shared caches what is answered to somebody with a session, whatever it is:
    also public pages show who is signed in, and what is kept from weak kidneys."""

    def mark(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return mark


def a_page_where_a_method_is_not_allowed(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Django has pages for 400, 403, 404 and 500 but answers 405 with nothing to read. The API's
    answers are its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and "text/html" in request.headers.get(
            "Accept", ""
        ):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return answer


def a_refusal_says_how_long_to_wait(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Limits on signing in leave the seconds on the request; allauth's answer does not say them."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        seconds = getattr(request, "seconds_to_wait", None)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS and seconds is not None:
            response.headers["Retry-After"] = str(max(1, ceil(seconds)))
        return response

    return answer
