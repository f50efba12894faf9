"""Which language somebody is spoken to in: docs/decisions/languages.md."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from intake.models import MailChoice, Profile
from intake.sessions import known_session


def answers_are_in_the_readers_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stands below the one that knows whose session it is."""

    def speak(request: HttpRequest) -> HttpResponse:
        language = language_for(request)
        with translation.override(language):
            response = get_response(request)
        if "public" in response.headers.get("Cache-Control", ""):
            # What all caches may keep says the same to everybody: that a session was looked at for
            # its language changed nothing in it.
            request.session.accessed = False
        else:
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return speak


def language_for(request: HttpRequest) -> str:
    """Of an answer: what the signed-in person chose, what was chosen in this browser, what it
    asks for, English."""
    session = known_session(request)
    return (session.language if session else "") or translation.get_language_from_request(request)


def language_of_letters(choice: MailChoice) -> str:
    """Of what is sent without a request: as the person chose, or as the page was on which they
    asked for letters. One query, unless `person__profile` came with the choice."""
    profile = getattr(choice.person, "profile", None)
    return (profile.language if profile else "") or choice.language or settings.LANGUAGE_CODE


def language_of_address(email: str) -> str:
    """Of a letter that a request sends: who asked for it may be another than who reads it."""
    known = Profile.objects.filter(person__email=email.lower())
    return known.values_list("language", flat=True).first() or translation.get_language() or ""
