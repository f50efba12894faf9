"""Who sends a request: the bearer of a personal token."""

from __future__ import annotations

from hmac import compare_digest

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from intake.models import Person, PersonalToken


class PersonRequest(Request):
    """A request whose sender is known: every route asks for that, save the few open ones."""

    user: Person


class PersonalTokenAuthentication(TokenAuthentication):
    """Knox's header and hashing with one query, and no write: reading must not delete tokens."""

    def authenticate_credentials(self, token: bytes) -> tuple[Person, PersonalToken]:
        refusal = AuthenticationFailed(_("This token is not valid, or has expired."))
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError:
            raise refusal from None
        digest = hash_token(text)
        candidates = (
            PersonalToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
            .filter(Q(expiry=None) | Q(expiry__gt=timezone.now()))
            .filter(user__is_active=True)
            .select_related("user")
        )
        for candidate in candidates:
            if compare_digest(digest, candidate.digest):
                return candidate.user, candidate
        raise refusal
