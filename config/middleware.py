"""Middleware of our own."""

from collections.abc import Callable
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse


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
