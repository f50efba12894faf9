"""The contract for where a person is signed in."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from rest_framework import serializers

from intake.templatetags.browsers import browser_in_words


class SessionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    device = serializers.CharField(help_text="From the User-Agent that it signed in with.")
    signed_in_at = serializers.DateTimeField()
    last_seen_on = serializers.DateField(help_text="In UTC; no more than the day is kept.")
    is_current = serializers.BooleanField(help_text="It is the one that asks.")


class SessionsSerializer(serializers.Serializer[Any]):
    results = SessionSerializer(many=True, help_text="The last seen first.")


def session_body(session: UserSession, *, here: str | None) -> dict[str, Any]:
    return {
        "id": session.pk,
        "device": browser_in_words(session.user_agent),
        "signed_in_at": session.created_at.isoformat().replace("+00:00", "Z"),
        "last_seen_on": session.last_seen_at.date().isoformat(),
        "is_current": session.session_key == here,
    }
