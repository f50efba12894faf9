"""What is asked about a file that a person brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_mg
from foods.models import Food
from foods.search import MOST_CHARACTERS
from foods.templatetags.amounts import plain_number
from intake.forms.fields import AmountField
from intake.models import MAX_QUANTITY, Purpose
from intake.snapshots import InvalidEntry
from intake.transfer.from_cronometer import Unmatched, measured

CONSENT_LABELS: dict[Purpose, Any] = {
    Purpose.KIDNEY: _(
        "The file says that I have weak kidneys. I agree that Twelve keeps this to show amounts "
        "only"
    ),
    Purpose.LIFE_STAGE: _(
        "The file tells of pregnancy or breastfeeding. I agree that Twelve keeps this to pick the "
        "right recommendation"
    ),
    Purpose.MEDICINES: _(
        "The file names medicines. I agree that Twelve keeps them to show the gaps that are "
        "advised between them and magnesium, and the notes that concern them"
    ),
    Purpose.HEALTH_FACTS: _(
        "The file tells other facts about my health. I agree that Twelve keeps them to show the "
        "notes that concern them"
    ),
}


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("Twelve’s JSON, or Cronometer’s servings.csv or dailysummary.csv."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
        error_messages={"required": _("Choose a file."), "empty": _("It is empty.")},
    )


class ConsentForm(forms.Form):
    """A tick for each sensitive part; without it that part is left out."""

    def __init__(self, data: Any = None, *, purposes: Iterable[Purpose]) -> None:
        super().__init__(data)
        self.purposes = list(purposes)
        for purpose in self.purposes:
            self.fields[purpose.value] = forms.BooleanField(
                label=CONSENT_LABELS[purpose], required=False
            )

    def given(self) -> list[Purpose]:
        return [purpose for purpose in self.purposes if self.cleaned_data[purpose.value]]


@dataclass(frozen=True)
class Said:
    """What stands in the fields of one question. `searched` is what its foods were found for."""

    asked: Unmatched
    food_id: int | None
    grams: str
    search: str = ""
    searched: str = ""

    @classmethod
    def of(
        cls, posted: Mapping[str, str] | None, asked: Unmatched, chosen: tuple[int, Decimal] | None
    ) -> Said:
        """As it was sent, else as it was kept."""
        if posted is None:
            kept_id, kept_grams = chosen or (None, asked.grams)
            return cls(asked, kept_id, plain_number(kept_grams))
        food, grams, search, searched = (
            posted.get(f"{asked.key}-{name}", "").strip()
            for name in ("food", "grams", "search", "searched")
        )
        food_id = int(food) if food.isdecimal() and len(food) < 10 else None
        return cls(asked, food_id, grams, search[:MOST_CHARACTERS], searched)

    @property
    def looks(self) -> bool:
        """Whether another food is to be looked for, before anything is kept."""
        return bool(self.search) and self.search != self.searched


class UnmatchedForm(forms.Form):
    """Which food a line without a figure is, and how many grams of it; or not known. `picked`,
    chosen for it or for its name before, is offered beside what was `found`."""

    food = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    search = forms.CharField(
        label=_("Another food"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    searched = forms.CharField(required=False, widget=forms.HiddenInput)
    grams = AmountField(
        label=_("Grams"), most=MAX_QUANTITY, required=False, help_text=_("Of one such line.")
    )

    def __init__(
        self, data: Any = None, *, said: Said, found: Sequence[Food], picked: Food | None
    ) -> None:
        asked = said.asked
        initial = {
            "food": said.food_id or "",
            "search": said.search,
            "searched": said.search,
            "grams": said.grams,
        }
        super().__init__(data, prefix=asked.key, initial=initial)
        self.asked, self.said, self.found = asked, said, found
        offered = found if picked is None or picked in found else [picked, *found]
        self.offered = {food.pk: food for food in offered}
        field: Any = self.fields["food"]
        field.label = str(asked)
        field.choices = [
            ("", _("Leave it as not known")),
            *(
                (
                    food.pk,
                    _("%(food)s: %(mg)s mg in 100 g")
                    % {"food": food, "mg": format_mg(food.magnesium_mg_per_basis)},
                )
                for food in offered
            ),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("food"):
            self.errors.pop("grams", None)  # what the file says of a line that nothing is asked of
        elif data.get("grams") is None and "grams" not in self.errors:
            self.add_error("grams", _("Say how many grams it was."))
        elif data.get("grams") is not None:
            try:
                measured(self.offered[data["food"]], data["grams"])
            except InvalidEntry as error:
                self.add_error("grams", error.message)
        return data

    def choice(self) -> tuple[int, Decimal] | None:
        food = self.cleaned_data["food"]
        return (food, self.cleaned_data["grams"]) if food else None


class RepeatsForm(forms.Form):
    drop_repeats = forms.TypedChoiceField(
        label=_("Lines that say the same"),
        coerce=lambda value: value == "drop",
        choices=[("keep", _("Keep them all: I had it twice")), ("drop", _("Keep one of each"))],
        widget=forms.RadioSelect,
    )


class DaysForm(forms.Form):
    """Days of a page that have entries already: ticked ones get the file's total too."""

    days = forms.MultipleChoiceField(
        label=_("Add to these days too"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, days: Sequence[date], chosen: Iterable[date]) -> None:
        initial = {"days": [day.isoformat() for day in chosen if day in days]}
        super().__init__(data, initial=initial)
        field: Any = self.fields["days"]
        field.choices = [(day.isoformat(), date_format(day, "DATE_FORMAT")) for day in days]

    def clean_days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self.cleaned_data["days"]]
