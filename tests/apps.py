"""An app on a phone, as far as signing in goes: allauth's headless API and its session token."""

from __future__ import annotations

import json
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

START = "/_allauth/app/v1/"
PASSWORD = "a pass phrase"


class App:
    """Sends JSON and keeps the session token that the answers give."""

    def __init__(self, token: str = "", address: str = "192.0.2.1") -> None:
        self.token = token
        self.client = Client(REMOTE_ADDR=address, headers={"user-agent": "Twelve for Android"})

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Status and body. Paths with a slash at the start are the API's own."""
        answer = self.client.generic(
            method,
            path if path.startswith("/") else START + path,
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"x-session-token": self.token} if self.token else {},
        )
        said = answer.json() if answer.content else {}
        self.token = said.get("meta", {}).get("session_token") or self.token
        return answer.status_code, said

    def get(self, path: str) -> Any:
        return self.client.get(path, headers={"x-session-token": self.token})

    def show_password(self) -> None:
        """What touches signing in asks for it once more."""
        status, said = self.send("POST", "auth/reauthenticate", {"password": PASSWORD})
        assert status == 200, said

    def is_in(self) -> bool:
        return bool(self.send("GET", "/api/v1/")[0] == 200)


def signed_in(email: str, password: str = PASSWORD) -> App:
    app = App()
    status, said = app.send("POST", "auth/login", {"email": email, "password": password})
    assert status == 200, said
    return app


def code_of(secret: str) -> str:
    """What the other app on the phone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_codes(app: App) -> str:
    """Turns on codes from an app; their secret."""
    app.show_password()
    secret: str = app.send("GET", "account/authenticators/totp")[1]["meta"]["secret"]
    status, said = app.send("POST", "account/authenticators/totp", {"code": code_of(secret)})
    assert status == 200, said
    return secret
