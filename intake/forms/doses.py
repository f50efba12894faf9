"""A supplement or medicine by what its label states."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_range_mg
from foods.models import Food
from foods.supplements import UNUSUAL_DOSE_MG, Form, form_of, name_of, shares_of
from foods.units import kept
from intake.diary import NewEntry
from intake.forms.entries import NewEntryForm
from intake.forms.fields import AmountField, WasField, as_meant
from intake.models import MAX_MAGNESIUM_MG, LabelSays
from intake.snapshots import (
    COMPOUND_UNKNOWN,
    MOST_DOSES,
    InvalidEntry,
    Measure,
    compounds_of,
    snapshot_of_food,
)


class DoseForm(NewEntryForm):
    """A supplement by its label: elemental magnesium or the compound, on purpose one of the two."""

    label_says = forms.ChoiceField(
        label=_("What does the label state?"),
        choices=LabelSays.choices,
        initial=LabelSays.ELEMENTAL,
        widget=forms.RadioSelect,
    )
    compound = forms.ChoiceField(
        label=_("Which compound?"),
        required=False,
        help_text=_("The form stands in the small print: “anhydrous”, “dihydrate” and the like."),
    )
    doses = AmountField(label=_("How many"), most=MOST_DOSES, initial=1)
    dose_mg = AmountField(label=_("mg in each"), most=MAX_MAGNESIUM_MG)
    was = WasField()
    confirmed = forms.BooleanField(required=False)

    # The sum that is asked about, where it is unusual.
    asked_mg: tuple[Decimal, Decimal] | None = None

    def __init__(self, data: Any = None, *, food: Food, **options: Any) -> None:
        super().__init__(data, **options)
        self.food = food
        slugs = compounds_of(food)
        if slugs:
            self.fields["compound"].choices = [  # type: ignore[attr-defined]
                ("", gettext("Choose it")),
                *((slug, gettext(name_of(slug))) for slug in slugs),
            ]
        else:
            del self.fields["compound"]

    @property
    def is_dose(self) -> bool:
        return True

    @property
    def compounds(self) -> list[dict[str, Any]]:
        """The choices, each with the share of its weight that is magnesium, and its classes."""
        if "compound" not in self.fields:
            return []
        chosen = self["compound"].value() or ""
        return [
            {
                "slug": slug,
                "name": name,
                "chosen": slug == chosen,
                "shares": shares_of(slug),
                "about": form_of(slug),
            }
            for slug, name in self.fields["compound"].choices  # type: ignore[attr-defined]
        ]

    @property
    def form_of_magnesium(self) -> Form | None:
        """What is told about the compound, once it is known which."""
        field = "compound" in self.fields
        return form_of((self["compound"].value() if field else self.food.compound) or "")

    @property
    def sum_mg(self) -> tuple[Decimal, Decimal] | None:
        """Least and most elemental magnesium of what was typed; None until that is clear."""
        data = getattr(self, "cleaned_data", {})
        if not all(data.get(name) for name in ("dose_mg", "doses", "label_says")):
            return None
        try:
            fields = snapshot_of_food(self.food, self._measure())
        except InvalidEntry:
            return None
        least = fields["magnesium_mg"]
        return least, fields["magnesium_at_most_mg"] or least

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        weight = data.get("label_says") == LabelSays.COMPOUND
        if weight and "compound" in self.fields and not self["compound"].value():
            # A range is for who looked: most labels tell the form in the small print.
            self.add_error("compound", COMPOUND_UNKNOWN)
            return data
        total_mg = self.sum_mg
        if total_mg and total_mg[1] > UNUSUAL_DOSE_MG and not data.get("confirmed"):
            self.asked_mg = total_mg
            asked = (
                gettext(
                    "%(mg)s mg of elemental magnesium is far more than usual. Is this the weight "
                    "of the compound? Then choose that above."
                )
                if data["label_says"] == LabelSays.ELEMENTAL
                else gettext(
                    "%(mg)s mg of elemental magnesium is far more than usual. Is the weight right?"
                )
            )
            self.add_error("dose_mg", asked % {"mg": format_range_mg(*total_mg)})
        return data

    def _measure(self) -> Measure:
        data = self.cleaned_data
        total_mg = kept(as_meant(data["dose_mg"], was=data["was"]) * data["doses"])
        elemental = data["label_says"] == LabelSays.ELEMENTAL
        return Measure(
            elemental_mg=total_mg if elemental else None,
            compound_mg=None if elemental else total_mg,
            compound="" if elemental else data.get("compound", ""),
            doses=data["doses"],
        )

    def new_entry(self) -> NewEntry:
        return NewEntry(**self.when(), food=self.food, measure=self._measure())
