"""A note on a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import WordsField
from intake.models import MAX_NOTE, DayMark


class DayNoteForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = WordsField(
        label=_("Note on this day"),
        required=False,
        most=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, mark: DayMark) -> None:
        super().__init__(
            data, auto_id="day_%s", initial={"version": mark.version, "note": mark.note}
        )
