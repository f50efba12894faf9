"""What a person knows of their tap water."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_mg
from foods.models import Food
from foods.templatetags.amounts import plain_number
from foods.waters import (
    MOST_MG_PER_LITRE,
    UNUSUAL_MG_PER_LITRE,
    Known,
    NoMagnesiumUnit,
    Reading,
    Unit,
    hardness_of_bound,
    reading_of,
)
from intake.forms.fields import AmountField, name_field
from intake.models import MAX_MAGNESIUM_MG

KNOWN_CHOICES = [
    (Known.MAGNESIUM.value, _("Its magnesium (Mg), in mg/L or mmol/L")),
    (Known.MAGNESIUM_HARDNESS.value, _("Its magnesium hardness, as calcium carbonate (CaCO3)")),
    (Known.TOTAL_HARDNESS.value, _("Only its total hardness, as calcium carbonate (CaCO3)")),
    (Known.NOTHING.value, _("Nothing yet")),
]
UNIT_CHOICES = [
    (Unit.MG_PER_LITRE.value, _("mg/L (ppm)")),
    (Unit.MMOL_PER_LITRE.value, _("mmol/L")),
    (Unit.GERMAN_DEGREES.value, _("°dH (German degrees)")),
    (Unit.FRENCH_DEGREES.value, _("°fH (French degrees)")),
]


class WaterForm(forms.Form):
    name = name_field()
    knows = forms.ChoiceField(
        label=_("What do you know of it?"),
        choices=KNOWN_CHOICES,
        initial=Known.MAGNESIUM.value,
        widget=forms.RadioSelect,
        help_text=_(
            "Your supplier’s water report says it; look for “magnesium” or “Mg”. Total "
            "hardness is mostly calcium, so it tells only how much magnesium there can be at most."
        ),
    )
    figure = AmountField(
        label=_("How much"), most=MAX_MAGNESIUM_MG, zero=True, required=False, initial=""
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES, initial=Unit.MG_PER_LITRE.value)
    confirmed = forms.BooleanField(required=False)

    asks = False  # whether what was typed is rare, and has to be confirmed

    def __init__(self, data: Any = None, *, food: Food | None = None, name: str = "") -> None:
        super().__init__(data, initial=_said_of(food) if food else {"name": name})

    @property
    def reading(self) -> Reading | None:
        """None until it is clear what was typed."""
        data = getattr(self, "cleaned_data", {})
        if not data.get("knows") or not data.get("unit"):
            return None
        if data["knows"] != Known.NOTHING and data.get("figure") is None:
            return None
        try:
            return reading_of(Known(data["knows"]), data["figure"], Unit(data["unit"]))
        except NoMagnesiumUnit:
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        knows, figure = data.get("knows"), data.get("figure")
        if knows == Known.NOTHING:
            # What stands in a field that does not count is no reason to refuse.
            self.errors.pop("figure", None)
            data["figure"] = None
            return data
        if knows and figure is None and "figure" not in self.errors:
            self.add_error("figure", _("Say how much."))
        if figure is not None and (reading := self.reading):
            self._check(reading.most_mg_per_litre, data)
        elif knows == Known.MAGNESIUM and figure is not None and data.get("unit"):
            self.add_error(
                "unit",
                _("Degrees are a hardness. Choose above which hardness it is, or give mg/L."),
            )
        return data

    def _check(self, mg_per_litre: Decimal, data: dict[str, Any]) -> None:
        named = {"mg": format_mg(mg_per_litre)}
        asked = (
            _("Is this the total hardness, or mg in a cubic metre (mg/m³)?")
            if data["knows"] == Known.MAGNESIUM
            else _("Is the unit right?")
        )
        if mg_per_litre > MOST_MG_PER_LITRE:
            found = _("That makes %(mg)s mg of magnesium in a litre, more than any water holds.")
            self.add_error("figure", f"{found % named} {asked}")
        elif mg_per_litre >= UNUSUAL_MG_PER_LITRE and not data.get("confirmed"):
            self.asks = True
            found = (
                _("That makes up to %(mg)s mg of magnesium in a litre.")
                if data["knows"] == Known.TOTAL_HARDNESS
                else _("That makes %(mg)s mg of magnesium in a litre.")
            )
            rare = _("Tap water has 1 to 40, and only few mineral waters have so much.")
            self.add_error("figure", f"{found % named} {rare} {asked}")


def _said_of(food: Food) -> dict[str, Any]:
    """What the form would have to be told to give the food what it has."""
    figure, bound = food.magnesium_mg_per_basis, food.magnesium_at_most_mg_per_basis
    said: dict[str, Any] = {"name": food.name, "knows": Known.NOTHING.value}
    if figure is not None:
        said |= {"knows": Known.MAGNESIUM.value, "figure": plain_number(figure * 10)}
    elif bound is not None:
        hardness, unit = hardness_of_bound(bound)
        said |= {
            "knows": Known.TOTAL_HARDNESS.value,
            "figure": plain_number(hardness),
            "unit": unit.value,
        }
    return said
