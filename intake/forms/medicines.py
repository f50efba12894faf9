"""A medicine that a person names: what they call it, what it is, and when they usually take it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake.forms.fields import SaysInvalid, name_field
from intake.medicines.classes import CLASSES, HOURS_DO_NOT_MATTER, MedicineClass
from intake.medicines.ingredients import classes_named_in
from intake.models import MOST_TIMES, Medicine

BY_NAME = ""
NOT_IN_TABLE = "other"
TIMES_SHOWN = 4


class MedicineForm(SaysInvalid):
    """Where the name names a class, that is proposed and has to be confirmed: see `proposed`."""

    fields_of_errors = {"times": "time_0"}

    once = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = name_field(
        most=120,
        help_text=gettext_lazy("As on the pack; the active ingredient is best."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    medicine_class = forms.ChoiceField(
        required=False,
        label=gettext_lazy("What it is"),
        help_text=gettext_lazy("If you know. Twelve asks you before it takes a name for one."),
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "I agree that Twelve keeps my medicines to show the gaps that are advised between "
            "them and magnesium, and the notes that concern them"
        ),
        error_messages={"required": gettext_lazy("Twelve keeps this only if you agree to it.")},
    )

    # Whether the classes that the name names were put before them.
    asked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    proposed: tuple[MedicineClass, ...] = ()

    def __init__(
        self, data: Any = None, *, medicine: Medicine | None = None, has_consent: bool
    ) -> None:
        self.medicine = medicine
        super().__init__(data, initial=_said_of(medicine) if medicine else None)
        classes = [(each.key, _(each.name)) for each in CLASSES.values()]
        self.fields["medicine_class"].choices = [  # type: ignore[attr-defined]
            (BY_NAME, _("Find it by its name")),
            *classes,
            (NOT_IN_TABLE, _("None of these, or not sure")),
        ]
        if has_consent:
            del self.fields["consent"]
        filled = len(medicine.times) if medicine else 0
        for number in range(min(MOST_TIMES, max(TIMES_SHOWN, filled + 1))):
            self.fields[f"time_{number}"] = forms.TimeField(
                required=False,
                label=_("Time %(number)d") % {"number": number + 1},
                widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
                error_messages={"invalid": _("Write the time as in 08:30.")},
            )

    @property
    def time_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("time_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen, named = data.get("medicine_class"), classes_named_in(data.get("name", ""))
        if chosen == BY_NAME or (self._kept_for_another_name and chosen not in _keys(named)):
            # Of a name that says nothing: whether it still is what it was.
            self.proposed = tuple(named) or tuple(
                each for each in CLASSES.values() if each.key == chosen
            )
        # Of what is asked first, a time is asked for once it is known to need one.
        may_be = _keys(self.proposed) or {chosen or BY_NAME}
        no_time = not self._times and not any(field.errors for field in self.time_fields)
        if no_time and may_be.isdisjoint(HOURS_DO_NOT_MATTER):
            self.add_error("time_0", _("Give a time at which you usually take it."))
        if self.proposed:
            self.add_error(
                "medicine_class",
                ngettext(
                    "Is it this? Please choose.",
                    "Is it one of these? Please choose.",
                    len(self.proposed),
                ),
            )
        return data

    @property
    def _kept_for_another_name(self) -> bool:
        """Whether the name was changed and what it is was left as it stood, unasked."""
        return (
            self.medicine is not None
            and "name" in self.changed_data
            and "medicine_class" not in self.changed_data
            and not self.cleaned_data.get("asked")
        )

    @property
    def _times(self) -> list[time]:
        found = [self.cleaned_data.get(field.name) for field in self.time_fields]
        return [each for each in found if each is not None]

    @property
    def proposals(self) -> list[tuple[str, str]]:
        """What the name was read as, and that it is none of it: none of them is chosen yet."""
        named = [(each.key, _("Yes: %(name)s") % {"name": _(each.name)}) for each in self.proposed]
        return [*named, (NOT_IN_TABLE, _("No, or not sure"))] if named else []

    def said(self) -> dict[str, Any]:
        """The fields of `name_medicine`."""
        chosen = self.cleaned_data["medicine_class"]
        return {
            "name": self.cleaned_data["name"],
            "medicine_class": chosen if chosen in CLASSES else "",
            "times": self._times,
        }


def _keys(classes: Iterable[MedicineClass]) -> set[str]:
    return {each.key for each in classes}


def _said_of(medicine: Medicine) -> dict[str, Any]:
    return {
        "version": medicine.version,
        "name": medicine.name,
        "medicine_class": medicine.medicine_class or NOT_IN_TABLE,
        **{f"time_{number}": at for number, at in enumerate(medicine.times)},
    }
