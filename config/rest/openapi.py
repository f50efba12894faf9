"""What the schema says beyond the views' own words: how to sign in, and what errors look like."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import serializers

from foods.serializers.fields import Fields

PROBLEM = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For machines; does not change."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {
            "type": "array",
            "description": "With 400: each wrong field or parameter.",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "pointer": {
                        "type": "string",
                        "description": "JSON pointer into the body (RFC 6901).",
                    },
                    "parameter": {"type": "string"},
                },
            },
        },
        "current": {
            "type": "object",
            "description": "With 409 and 412: the state that holds now.",
        },
    },
}
EXAMPLE = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "code": "min_value",
    "detail": "Give at least 0.001.",
    "errors": [
        {
            "code": "min_value",
            "detail": "Give at least 0.001.",
            "pointer": "/grams",
        }
    ],
}


class RootSerializer(serializers.Serializer[Any]):
    """Addresses by name."""

    foods = serializers.URLField()
    catalogue = serializers.URLField()
    submissions = serializers.URLField()
    entries = serializers.URLField()
    trends = serializers.URLField()
    profile = serializers.URLField()
    targets = serializers.URLField()
    favourites = serializers.URLField()
    notes = serializers.URLField()
    sync = serializers.URLField()
    export = serializers.URLField()
    tokens = serializers.URLField()
    sessions = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField()

    def get_fields(self) -> Fields:
        """A hyphen is no part of a name in Python."""
        hyphenated = ("reference-values", "saved-meals", "dismissed-suggestions")
        return super().get_fields() | {name: serializers.URLField() for name in hyphenated}


class PersonalTokenScheme(OpenApiAuthenticationExtension):
    target_class = "intake.authentication.PersonalTokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made under Settings or by `tokens/`.",
        }


def add_problems(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """spectacular's POSTPROCESSING_HOOK: every operation may answer with a problem."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {
        "application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "example": EXAMPLE,
        }
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = {
                "description": "Any error, by its status and code.",
                "content": content,
            }
    return result
