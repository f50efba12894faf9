"""Who sees ounces: docs/decisions/ounces.md."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from foods.languages import ENGLISH, page_language
from foods.shown_units import showing
from intake.models import Person, Profile, Units
from intake.sessions import known_session


def amounts_are_in_the_readers_units(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stands below the one that speaks the reader's language."""

    def show(request: HttpRequest) -> HttpResponse:
        with showing(ounces=units_for(request) == Units.US):
            return get_response(request)

    return show


def units_for(request: HttpRequest) -> str:
    """Of an answer: the signed-in person's, or a guest's by their browser."""
    session = known_session(request)
    return browsers_units(request) if session is None else session.units or Units.METRIC


def browsers_units(request: HttpRequest) -> Units:
    """Nothing but the first choice of a browser tells of the US: all that is spoken elsewhere in
    English lists it too, somewhere behind."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0]
    is_american = first.strip().lower() == "en-us" and page_language() == ENGLISH
    return Units.US if is_american else Units.METRIC


def sees_ounces(person: Person) -> bool:
    """Of what is sent without a request; one query, unless the profile came with the person."""
    profile: Profile | None = getattr(person, "profile", None)
    return profile is not None and profile.units == Units.US
