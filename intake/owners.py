"""Whose account it is: whoever reads the address's mail.

Anybody can sign up with anybody's address, and set up a password, a second factor and tokens,
before its owner ever comes. So the first proof that somebody reads the mail ends whatever let
somebody in before. What is written in the diary stays.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from intake.models import Person, PersonalToken


def has_shown_address(person: Person) -> bool:
    """Whether the person showed, at some time, that they read their address's mail."""
    return EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()


def sessions_of(person: Person) -> QuerySet[UserSession]:
    """Of browsers and apps that are signed in now; the last seen first."""
    running = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    return UserSession.objects.filter(Exists(running), user=person).order_by("-last_seen_at", "-pk")


def end_sessions(person: Person, *, keep: str | None = None, only: int | None = None) -> None:
    """Sign the person out everywhere, but for the session whose key is to be kept; or end the one
    with the id `only`."""
    with transaction.atomic():
        ending = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
        if only is not None:
            ending = ending.filter(pk=only)
        Session.objects.filter(session_key__in=ending.values("session_key")).delete()
        ending.delete()


class SessionEnded(Exception):
    """What the request began with is no longer signed in."""


def hold_session(key: str | None) -> None:
    """Keep a session from ending until the transaction does. Raises SessionEnded once it has.

    A request is let in before its body is read, and a body may be sent as slowly as one likes: what
    it makes to get in by must not come after a reset that ends all of that.
    """
    if Session.objects.select_for_update().filter(session_key=key).first() is None:
        raise SessionEnded


def end_access(person: Person, *, keep: str | None = None) -> None:
    """Sessions and tokens end. So does a second factor where the address was never shown to be
    the person's; one whose setting up was begun and not finished is in a session, and ends with it.

    Whoever calls it has just seen that proof, which is kept.
    """
    with transaction.atomic():
        end_sessions(person, keep=keep)
        PersonalToken.objects.filter(user=person).delete()
        if not has_shown_address(person):
            Authenticator.objects.filter(user=person).delete()
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(
                user=person, email=person.email, primary=True, verified=True
            )
