"""What is wrong with a file, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from foods.formatting import format_number
from intake.transfer.cronometer import Problem
from intake.transfer.told import Told


def in_words(told: Told) -> str:
    return _(told.message) % {name: _said(value) for name, value in told.named.items()}


def problem_in_words(problem: Problem) -> str:
    """Columns keep the names that the file has."""
    named = {"line": str(problem.line), "column": problem.column, "wrong": in_words(problem.wrong)}
    if not problem.column:
        return _("Line %(line)s, the whole line: %(wrong)s.") % named
    return _("Line %(line)s, %(column)s: %(wrong)s.") % named


def _said(value: str | int | Decimal | Told) -> str:
    if isinstance(value, Told):
        return in_words(value)
    return format_number(value) if isinstance(value, (int, Decimal)) else value
