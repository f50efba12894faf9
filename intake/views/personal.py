"""What every page about one person has in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

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
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(cast(PersonalRequest, request), *args, **kwargs)

    return guarded
