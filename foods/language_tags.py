"""Languages as programs name them: BCP 47, of which we look at the first part."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty


def primary_language(tag: str) -> str:
    """ "de" of "de", "DE", "de-AT" and "de-Latn-CH": nothing here differs by region."""
    return tag.partition("-")[0].lower()


class LanguageField(serializers.RegexField):
    """A tag of any language, also one that nothing is written in; its value is without a region."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", max_length=35, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        return primary_language(super().run_validation(data))
