"""The contract for personal tokens."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.serializers.fields import StrictSerializer
from intake.models import MOST_TOKEN_LIFE, PersonalToken, Scope
from intake.tokens import MOST_TOKENS


class TokenSerializer(serializers.ModelSerializer[PersonalToken]):
    id = serializers.UUIDField(source="uuid")
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(
        source="expiry", help_text="From this moment on it is refused."
    )
    last_used_on = serializers.DateField(
        allow_null=True, help_text="In UTC; no more than the day is kept. Null: never."
    )

    class Meta:
        model = PersonalToken
        fields = ["id", "name", "scope", "created_at", "expires_at", "last_used_on"]


class MadeTokenSerializer(TokenSerializer):
    token = serializers.CharField(help_text="The secret: shown here and never again.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class TokensSerializer(serializers.Serializer[Any]):
    results = TokenSerializer(many=True, help_text=f"The newest first; at most {MOST_TOKENS}.")


class TokenWriteSerializer(StrictSerializer):
    name = serializers.CharField(max_length=80, help_text="What it is for.")
    scope = serializers.ChoiceField(
        choices=Scope.choices, default=Scope.READ, help_text="`write` includes reading."
    )
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_TOKEN_LIFE.days, default=90, help_text="After which it ends."
    )
