"""What a device answers about a passkey, read with suspicion."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth

Parsed = TypeVar("Parsed")
# Of a public key, a signature and a certificate a few kB are enough; it is kept as it came.
MOST_CHARACTERS = 20_000


def guarded(parse: Callable[[Any], Parsed]) -> Callable[[Any], Parsed]:
    """`parse` that says of everything it can't read that it is not right, as a form does.

    The parser raises whatever it stumbles over: a key that is missing, bytes that end too early.
    """

    def parsed(response: Any) -> Parsed:
        written = json.dumps(response)
        if len(written) > MOST_CHARACTERS or "\\u0000" in written:
            raise get_adapter().validation_error("incorrect_code")
        try:
            return parse(response)
        except Exception as error:
            raise get_adapter().validation_error("incorrect_code") from error

    return parsed


def read_with_suspicion() -> None:
    """allauth parses first of all, but lets some of the parser's errors through as a 500."""
    auth.parse_registration_response = guarded(auth.parse_registration_response)
    auth.parse_authentication_response = guarded(auth.parse_authentication_response)
