"""Phrases of modules without Django, in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext

from foods.formatting import format_number
from foods.marked import Phrase


def in_words(phrase: Phrase) -> str:
    named = {name: _worded(value) for name, value in phrase.named}
    return gettext(phrase.message) % named


def _worded(value: str | int | Decimal | date | Phrase) -> str:
    if isinstance(value, date):
        return date_format(value, "MONTH_DAY_FORMAT")
    if isinstance(value, str | Phrase):
        return str(value)
    return format_number(value)
