"""A measure as the fields of a form, and back: so many portions, or so much of the basis unit."""

from __future__ import annotations

from decimal import Decimal

from django import forms

from foods.models import Basis, Food, Portion
from foods.templatetags.amounts import plain_number
from intake.models import LabelSays
from intake.snapshots import Measure

# A choice beside the portions: the amount is in the basis unit itself.
BASIS_UNIT = "unit"
UNIT_LABELS = {Basis.PER_100_G: "g", Basis.PER_100_ML: "ml", Basis.PER_UNIT: "pieces"}
UNIT_WORDS = {Basis.PER_100_G: "grams", Basis.PER_100_ML: "millilitres"}


def ask_unit(form: forms.Form, basis: str, was: str) -> None:
    """Adds an error where portions became grams or millilitres and their number stayed as it
    `was`: the 1 of 1 handful is hardly 1 g. Typed as "1.0" it is meant."""
    data = form.cleaned_data
    if basis not in UNIT_WORDS or data.get("portion") != BASIS_UNIT or "amount" not in data:
        return
    if str(form.data.get("amount", "")).strip() == was:
        unit, word = UNIT_LABELS[Basis(basis)], UNIT_WORDS[Basis(basis)]
        form.add_error("amount", f"{was} {unit}? Say how many {word} it was.")


def measure_of(food: Food, portion: Portion | None, amount: Decimal) -> Measure:
    if portion is not None:
        return Measure(portion=portion, amount=amount)
    if food.basis == Basis.PER_100_G:
        return Measure(grams=amount)
    if food.basis == Basis.PER_100_ML:
        return Measure(millilitres=amount)
    return Measure(amount=amount)


def fields_of(measure: Measure) -> dict[str, str]:
    """What a form posts to log `measure` again: the fields of LogForm or of DoseForm."""
    dose_mg = measure.compound_mg if measure.elemental_mg is None else measure.elemental_mg
    if dose_mg is not None:
        each = (dose_mg / measure.doses).quantize(Decimal("0.001"))
        elemental = measure.elemental_mg is not None
        return {
            "label_says": LabelSays.ELEMENTAL if elemental else LabelSays.COMPOUND,
            "doses": plain_number(measure.doses),
            "dose_mg": plain_number(each),
            "compound": measure.compound,
            "confirmed": "1",  # it was, when it was first logged
        }
    if measure.portion is not None:
        amount = Decimal(1) if measure.amount is None else measure.amount
        return {"portion": str(measure.portion.pk), "amount": plain_number(amount)}
    plain = (measure.grams, measure.millilitres, measure.amount)
    amount = next((number for number in plain if number is not None), Decimal(1))
    return {"portion": BASIS_UNIT, "amount": plain_number(amount)}
