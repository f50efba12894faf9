"""Making personal tokens. What one may do, and until when, is said when it is made."""

from __future__ import annotations

from datetime import timedelta

from intake.models import Person, PersonalToken, Scope

MOST_TOKENS = 50


class TooManyTokens(ValueError):
    """As many as a person can tell apart."""


def make_token(
    person: Person, *, name: str, scope: Scope | str, days: int
) -> tuple[PersonalToken, str]:
    """The token, and the secret that is never to be had again. Raises TooManyTokens."""
    if PersonalToken.objects.filter(user=person).count() >= MOST_TOKENS:
        raise TooManyTokens(f"You have {MOST_TOKENS} tokens. Revoke one first.")
    return PersonalToken.objects.create(
        user=person, name=name, scope=scope, expiry=timedelta(days=days)
    )
