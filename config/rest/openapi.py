"""What the schema says beyond the views' own words: how to sign in, and what there is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from config.rest import openapi_fields  # noqa: F401 - drf-spectacular finds what was imported
from config.rest.openapi_answers import add_answers
from config.rest.openapi_examples import add_examples

TAGS = {
    "root": "Where to go from here.",
    "catalogue": "The catalogue as a whole, for search without a network.",
    "foods": "The catalogue: search, one food, foods of your own, proposals and reports.",
    "submissions": "What you proposed or reported, and what a curator decided.",
    "entries": "What was eaten, drunk or taken.",
    "days": "A day: its entries, its total and how that compares.",
    "trends": "A period: a row a day, and means.",
    "saved-meals": "Meals and recipes to log at once.",
    "checklist": "What is taken daily.",
    "favourites": "Foods to have at hand.",
    "suggestions": "Foods that are not to be suggested.",
    "profile": "What you told us about yourself.",
    "targets": "What you aim at, from a date on.",
    "reference-values": "What authorities recommend.",
    "medicines": "Medicines that you take, and when.",
    "medicine-classes": "The gaps that are advised between medicines and magnesium.",
    "notes": "Educational notes with their evidence.",
    "sync": "What changed since you looked, and what you wrote meanwhile.",
    "tokens": "Personal tokens, for scripts and small apps.",
    "sessions": "Where you are signed in.",
    "export": "Your data out.",
    "import": "Your data in.",
}


class SaidToClients(AutoSchema):
    """Docstrings of views are for whoever reads the code: a client is told what `extend_schema`
    says, which comes before this."""

    def get_description(self) -> str:  # type: ignore[override]
        return ""


class InEnglish(SchemaGenerator):
    """One contract for all: models are labelled in the language of whoever reads a page."""

    def get_schema(self, *args: Any, **kwargs: Any) -> Any:
        with override("en"):
            return super().get_schema(*args, **kwargs)


class PersonalTokenScheme(OpenApiAuthenticationExtension):
    target_class = "intake.authentication.PersonalTokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, made under Settings or by `tokens/`.",
        }


def complete(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """spectacular's POSTPROCESSING_HOOK: what views need not say, each by itself."""
    used = set()
    for operations in result["paths"].values():
        for operation in operations.values():
            used.update(operation.setdefault("tags", ["root"]))
    result["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in sorted(used)]
    add_answers(result)
    add_examples(result)
    return result
