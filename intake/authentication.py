"""Who sends a request: the bearer of a personal token, or an app with its session's."""

from __future__ import annotations

from datetime import UTC
from hmac import compare_digest

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from intake.models import Person, PersonalToken, Scope
from intake.problems import ReadOnlyToken, SessionNeeded


class PersonRequest(Request):
    """A request whose sender is known: every route asks for that, save the few open ones."""

    user: Person


class PersonalTokenAuthentication(TokenAuthentication):
    """Knox's header and hashing with one query, and no write but the day of the last use.

    Whether a token may write is settled here, so that no view can forget it.
    """

    def authenticate(self, request: Request) -> tuple[Person, PersonalToken] | None:
        known: tuple[Person, PersonalToken] | None = super().authenticate(request)
        if known and known[1].scope == Scope.READ and request.method not in SAFE_METHODS:
            raise ReadOnlyToken
        return known

    def authenticate_credentials(self, token: bytes) -> tuple[Person, PersonalToken]:
        refusal = AuthenticationFailed(_("This token is not valid, or has expired."))
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError:
            raise refusal from None
        digest = hash_token(text)
        candidates = (
            PersonalToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
            .filter(expiry__gt=timezone.now(), user__is_active=True)
            .select_related("user")
        )
        for candidate in candidates:
            if compare_digest(digest, candidate.digest):
                _note_use(candidate)
                return candidate.user, candidate
        raise refusal


def _note_use(token: PersonalToken) -> None:
    """Once a day, whoever comes first."""
    today = timezone.now().astimezone(UTC).date()
    if token.last_used_on != today:
        PersonalToken.objects.filter(
            Q(last_used_on=None) | Q(last_used_on__lt=today), pk=token.pk
        ).update(last_used_on=today)


def needs_session(request: PersonRequest) -> None:
    """A token that got into wrong hands must not outlive its end by making another, nor sign its
    owner out. Raises SessionNeeded."""
    if isinstance(request.auth, PersonalToken):
        raise SessionNeeded
