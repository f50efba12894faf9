"""A measure as the fields of a form, and back: so many portions, or so much of the basis unit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from foods.models import Basis, Food, Portion
from foods.shown_units import shows_ounces
from foods.templatetags.amounts import plain_number
from foods.typed_amounts import Helping
from foods.units import OUNCES, OUR_UNITS, in_ounces, kept, typed_in_ounces
from intake.forms.fields import as_meant
from intake.models import LabelSays
from intake.snapshots import Measure

# A choice beside the portions: the amount is in the basis unit itself.
BASIS_UNIT = "unit"
SAY_HOW_MANY = {
    "g": _("%(amount)s g? Say how many grams it was."),
    "ml": _("%(amount)s ml? Say how many millilitres it was."),
    "oz": _("%(amount)s oz? Say how many ounces it was."),
    "fl oz": _("%(amount)s fl oz? Say how many fluid ounces it was."),
}


def units_of(food: Food) -> dict[str, str]:
    """The choices of a portion that are units; none of pieces."""
    unit = food.basis_unit
    return {OUNCES[unit]: OUNCES[unit], BASIS_UNIT: unit} if unit else {}


def came_with(amount: str, way: str, units: Mapping[str, str]) -> str:
    """What a form showed before it was sent: "1" of a portion, "1.06 oz"."""
    return f"{amount} {units.get(way, '')}".rstrip()


def ask_unit(form: forms.Form, shown: str, units: Mapping[str, str]) -> None:
    """Adds an error where another unit was chosen than the form `came_with`, and the number stayed:
    the 1 of 1 handful is hardly 1 g, nor 30 g 30 oz. Typed as "1.0" it is meant."""
    data = form.cleaned_data
    number, _space, unit = shown.partition(" ")
    chosen = units.get(data.get("portion", ""), "")
    if not chosen or chosen == unit or "amount" not in data:
        return
    if str(form.data.get("amount", "")).strip().replace(",", ".") == number:
        form.add_error("amount", SAY_HOW_MANY[chosen] % {"amount": number})


def shown_in_ounces(amount: Decimal, label: str) -> tuple[Decimal, str] | None:
    """What a field shows in place of `amount` "g" or "ml", and its unit. None: the amount as it is,
    of other portions, to whoever reads grams, and where it is too little to be told in ounces."""
    ounce = OUNCES.get(label, "")
    if not ounce or not shows_ounces():
        return None
    shown = in_ounces(amount, ounce)
    return (shown, ounce) if shown else None


def fields_of_helping(helping: Helping, food: Food) -> dict[str, str]:
    """What LogForm starts with: in the unit that was typed, else in the reader's; `was` is what
    ounces show, in g or ml."""
    if helping.portion is not None:
        return {"portion": str(helping.portion.pk), "amount": plain_number(helping.amount)}
    was = plain_number(helping.amount)
    shown = None if helping.typed_in_metric else shown_in_ounces(helping.amount, food.basis_unit)
    if shown is None:
        return {"portion": BASIS_UNIT, "amount": was}
    amount, ounce = shown
    if helping.unit:
        amount = typed_in_ounces(helping.amount, ounce)
    return {"portion": ounce, "amount": plain_number(amount), "was": was}


def measure_of(
    food: Food,
    portions: Mapping[str, Portion],
    way: str,
    amount: Decimal,
    *,
    was: Decimal | None = None,
) -> Measure:
    """`way`: one of `portions`, "oz" or "fl oz", else the food's basis unit. `was`: so many g or ml
    did the ounces show."""
    if way in portions:
        return Measure(portion=portions[way], amount=amount)
    if way in OUR_UNITS:
        amount = as_meant(amount, was=was, ounce=way)
    if food.basis == Basis.PER_100_G:
        return Measure(grams=amount)
    if food.basis == Basis.PER_100_ML:
        return Measure(millilitres=amount)
    return Measure(amount=amount)


def fields_of(measure: Measure) -> dict[str, str]:
    """What a form posts to log `measure` again: the fields of LogForm or of DoseForm; `was` is what
    the mg in each show, to the last digit."""
    dose_mg = measure.compound_mg if measure.elemental_mg is None else measure.elemental_mg
    if dose_mg is not None:
        each = dose_mg / measure.doses
        elemental = measure.elemental_mg is not None
        return {
            "label_says": LabelSays.ELEMENTAL if elemental else LabelSays.COMPOUND,
            "doses": plain_number(measure.doses),
            "dose_mg": plain_number(kept(each)),
            "was": plain_number(each),
            "compound": measure.compound,
            "confirmed": "1",  # it was, when it was first logged
        }
    if measure.portion is not None:
        amount = Decimal(1) if measure.amount is None else measure.amount
        return {"portion": str(measure.portion.pk), "amount": plain_number(amount)}
    plain = (measure.grams, measure.millilitres, measure.amount)
    amount = next((number for number in plain if number is not None), Decimal(1))
    return {"portion": BASIS_UNIT, "amount": plain_number(amount)}
