"""A note on a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_number
from intake.models import MAX_NOTE, DayMark


def _too_long() -> str:
    return gettext("At most %(number)s characters.") % {"number": format_number(MAX_NOTE)}


class DayNoteForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note on this day"),
        required=False,
        max_length=MAX_NOTE,
        error_messages={"max_length": lazy(_too_long, str)()},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, mark: DayMark) -> None:
        super().__init__(
            data, auto_id="day_%s", initial={"version": mark.version, "note": mark.note}
        )
