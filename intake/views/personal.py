"""What every page about one person has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from intake.models import Person

P = ParamSpec("P")


class PersonalRequest(HttpRequest):
    """A request whose sender is signed in."""

    user: Person


def personal(
    view: Callable[Concatenate[PersonalRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Asks strangers to sign in, and keeps the page out of every cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            sign_in = redirect_to_login(_back_to(request))
            # Followed by htmx, the whole page would stand where a part of one belongs.
            return HttpResponseClientRedirect(sign_in.url) if request.htmx else sign_in  # type: ignore[attr-defined]
        return view(cast(PersonalRequest, request), *args, **kwargs)

    return guarded


def _back_to(request: HttpRequest) -> str:
    """Where to go on once signed in. An address that a button sends to is no page, and one that
    htmx asks for is a part of one: then the page that it was on, where it can be done again."""
    if request.method in ("GET", "HEAD") and not request.htmx:  # type: ignore[attr-defined]
        return request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        again = _("You had been signed out, so that was not done. Please do it again.")
        messages.info(request, again)
    page = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if page and here else resolve_url("home")
