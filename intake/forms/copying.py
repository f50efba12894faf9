"""Where to copy what was logged."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from intake.forms.fields import DayField
from intake.models import Meal


def hash_of_said(said: Mapping[str, Any]) -> str:
    """Tells the same form sent twice from another that came with its id."""
    words = {name: str(value) for name, value in said.items() if name != "once"}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


class CopyForm(forms.Form):
    """`offered` are the meals of the day that have something."""

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    to = DayField(label=pgettext_lazy("a day to copy to", "To"))
    meals = forms.MultipleChoiceField(
        label=_("What"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one meal.")},
    )

    def __init__(self, data: Any = None, *, offered: Sequence[Meal], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["meals"].choices = [  # type: ignore[attr-defined]
            (meal.value, meal.label) for meal in offered
        ]
