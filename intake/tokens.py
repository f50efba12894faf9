"""Making personal tokens. What one may do, and until when, is said when it is made."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import Person, PersonalToken, Scope
from intake.owners import hold_session

MOST_TOKENS = 50


class TooManyTokens(ValueError):
    """As many as a person can tell apart."""


@transaction.atomic
def make_token(
    person: Person, *, session_key: str | None, name: str, scope: Scope | str, days: int
) -> tuple[PersonalToken, str]:
    """The token, and the secret that is never to be had again; `session_key` is of the session that
    asks for it. Raises SessionEnded, TooManyTokens."""
    hold_session(session_key)
    if PersonalToken.objects.filter(user=person).count() >= MOST_TOKENS:
        raise TooManyTokens(
            _("You have %(most)s tokens. Revoke one first.") % {"most": MOST_TOKENS}
        )
    made: tuple[PersonalToken, str] = PersonalToken.objects.create(
        user=person, name=name, scope=scope, expiry=timedelta(days=days)
    )
    return made
