"""What an entry keeps of a food: the amounts and figures as they were when it was logged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foods.formatting import format_number
from foods.models import NUTRIENTS, Basis, Confidence, Food, Kind, Portion
from foods.supplements import COMPOUNDS, FORMS, fractions_of
from intake.models import MAX_MAGNESIUM_MG, MAX_QUANTITY, Entry, LabelSays

KEPT = Decimal("1e-10")

COMPOUND_UNKNOWN = gettext_lazy(
    "How much of this compound is magnesium isn't known. Choose the exact compound, or “form not "
    "known” for a range, or give the elemental magnesium on the label."
)

MOST_DOSES = Decimal(1_000)
DOSE_KINDS = (Kind.SUPPLEMENT, Kind.MEDICINE)


class InvalidEntry(Exception):
    """A field that can't be taken, a code for machines, and a sentence for people."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How much of a food: exactly one of the five ways, as its basis allows.

    `amount` counts portions, or pieces of a food whose basis is a unit. The doses are mg in all;
    `doses` only says how many tablets they were taken as. `compound` says which, where the food
    does not: a slug of `foods.supplements.COMPOUNDS`, or of `FORMS` where the form is not known.
    A salt that says so itself needs none to be a range.
    """

    portion: Portion | None = None
    amount: Decimal | None = None
    grams: Decimal | None = None
    millilitres: Decimal | None = None
    elemental_mg: Decimal | None = None
    compound_mg: Decimal | None = None
    compound: str = ""
    doses: Decimal = Decimal(1)

    @property
    def ways(self) -> list[str]:
        ways = [
            name
            for name in ("grams", "millilitres", "elemental_mg", "compound_mg")
            if getattr(self, name) is not None
        ]
        if self.portion is not None or self.amount is not None:
            ways.insert(0, "amount")
        return ways


def plain(number: Decimal) -> str:
    """`2`, `0.5`: no trailing zeros, no exponent."""
    return f"{number.normalize():f}"


def snapshot_of_food(food: Food, measure: Measure) -> dict[str, Any]:
    """The entry's fields for `measure` of `food`, or of the food that it was merged into.

    Raises InvalidEntry where the food isn't measured that way or the amount is out of range.
    """
    ways = measure.ways
    if len(ways) != 1:
        raise InvalidEntry(
            ways[-1] if ways else "amount",
            "one_measure" if ways else "required",
            _("Say how much in one way only: %(ways)s.") % {"ways": ", ".join(ways)}
            if ways
            else _("Say how much: a portion, grams, millilitres, or the mg of a supplement."),
        )
    (way,) = ways
    measured_in, food = food, _standing_for(food)
    if way in ("elemental_mg", "compound_mg"):
        return snapshot_of_dose(food, measure, way)
    if measure.compound:
        raise InvalidEntry("compound", "dose_only", _("A compound belongs to a dose in mg of it."))
    if measure.doses != 1:
        raise InvalidEntry("doses", "dose_only", _("Tablets are counted for a dose in mg only."))
    quantity, amount, label = _quantity(measured_in, measure, way)
    if not 0 < amount <= MAX_QUANTITY:
        raise InvalidEntry(way, "out_of_range", _amount_out_of_range())
    if not 0 < quantity <= MAX_QUANTITY:
        raise InvalidEntry(way, "out_of_range", _("That is more than anybody can have."))
    fields = _described(food) | {
        "portion": measure.portion,
        "amount": amount,
        "portion_label": label,
        "basis": food.basis,
        "quantity": quantity,
        "magnesium_at_most_mg": _share(food.magnesium_at_most_mg_per_basis, quantity, food),
        "added_magnesium_mg": _share(food.added_magnesium_mg_per_basis, quantity, food),
    }
    for nutrient in NUTRIENTS:
        fields[nutrient] = _share(getattr(food, f"{nutrient}_per_basis"), quantity, food)
    most_mg = fields["magnesium_mg"] or fields["magnesium_at_most_mg"] or 0
    if most_mg > MAX_MAGNESIUM_MG:
        raise InvalidEntry(way, "out_of_range", _("That is more than anybody can have."))
    return fields


def _amount_out_of_range() -> str:
    return _("Give an amount above 0 and up to %(most)s.") % {"most": format_number(MAX_QUANTITY)}


def _standing_for(food: Food) -> Food:
    """The food whose figures hold now; a merged one's own where the kept one is measured in
    another way, since a phone that was offline must not lose its entry."""
    kept = food.resolved
    return kept if kept.basis == food.basis else food


def _quantity(food: Food, measure: Measure, way: str) -> tuple[Decimal, Decimal, str]:
    """Quantity in the basis unit, the amount as said, and the portion's label."""
    if way == "amount":
        amount = Decimal(1) if measure.amount is None else measure.amount
        if measure.portion is None:
            if food.basis != Basis.PER_UNIT:
                raise InvalidEntry(
                    "portion", "required", _("Choose a portion, or give a weight or a volume.")
                )
            return amount, amount, ""
        if measure.portion.food_id not in (food.pk, _standing_for(food).pk):
            raise InvalidEntry(
                "portion", "portion_of_another_food", _("That portion is of another food.")
            )
        return measure.portion.quantity * amount, amount, measure.portion.label
    if way == "grams" and measure.grams is not None:
        if food.basis != Basis.PER_100_G:
            raise InvalidEntry("grams", "wrong_basis", _("This isn't measured in grams."))
        return measure.grams, measure.grams, "g"
    if way == "millilitres" and measure.millilitres is not None:
        if food.basis != Basis.PER_100_ML:
            raise InvalidEntry(
                "millilitres", "wrong_basis", _("This isn't measured in millilitres.")
            )
        return measure.millilitres, measure.millilitres, "ml"
    raise AssertionError(way)


def snapshot_of_dose(food: Food, measure: Measure, way: str) -> dict[str, Any]:
    """A supplement or medicine by what its label says: elemental magnesium, or the compound."""
    if food.kind not in DOSE_KINDS:
        raise InvalidEntry(
            way, "wrong_kind", _("Only supplements and medicines have a dose in mg.")
        )
    dose_mg = measure.elemental_mg if way == "elemental_mg" else measure.compound_mg
    if dose_mg is None or not 0 < dose_mg <= MAX_MAGNESIUM_MG:
        raise InvalidEntry(
            way,
            "out_of_range",
            _("Give a dose above 0 and up to %(most)s mg.")
            % {"most": format_number(MAX_MAGNESIUM_MG)},
        )
    if not 0 < measure.doses <= MOST_DOSES:
        raise InvalidEntry(
            "doses",
            "out_of_range",
            _("Give a number above 0 and up to %(most)s.") % {"most": format_number(MOST_DOSES)},
        )
    elemental = way == "elemental_mg"
    if elemental and measure.compound:
        raise InvalidEntry("compound", "dose_only", _("A compound belongs to a dose in mg of it."))
    compound = measure.compound
    if not elemental and not compound and food.elemental_fraction is None:
        compound = food.compound_named
    least, most = (Decimal(1), Decimal(1)) if elemental else _fractions(food, compound)
    at_most_mg = (dose_mg * most).quantize(KEPT, ROUND_HALF_EVEN) if most > least else None
    each = plain((dose_mg / measure.doses).quantize(Decimal("0.001")))
    return (
        _described(food)
        | {
            "portion": None,
            "amount": measure.doses,
            "portion_label": f"{each} mg {'elemental' if elemental else 'of the compound'}",
            "basis": "",
            "quantity": None,
            "added_magnesium_mg": None,
            "magnesium_mg": (dose_mg * least).quantize(KEPT, ROUND_HALF_EVEN),
            "magnesium_at_most_mg": at_most_mg,
            "confidence": Confidence.LABEL,
            "label_says": LabelSays.ELEMENTAL if elemental else LabelSays.COMPOUND,
            "label_dose_mg": dose_mg,
            "compound": compound,
            "elemental_fraction": None if elemental else least,
        }
        | {nutrient: None for nutrient in NUTRIENTS if nutrient != "magnesium_mg"}
    )


def compounds_of(food: Food) -> list[str]:
    """What a food whose share of magnesium is not known may be, by its slug; the salt as a whole
    stands last, for a form that is not known. Empty where the food says what it is."""
    if food.elemental_fraction is not None:
        return []
    named = food.compound_named
    return [*FORMS.get(named, ()), named] if named else [*COMPOUNDS, *FORMS]


def _fractions(food: Food, compound: str) -> tuple[Decimal, Decimal]:
    """Least and greatest share of magnesium."""
    if food.elemental_fraction is not None:
        if compound and compound != food.compound:
            raise InvalidEntry(
                "compound",
                "another_compound",
                _("This one is %(compound)s.") % {"compound": food.compound or food.name},
            )
        return food.elemental_fraction, food.elemental_fraction
    if not compound:
        raise InvalidEntry("compound", "compound_unknown", str(COMPOUND_UNKNOWN))
    if compound not in compounds_of(food):
        raise InvalidEntry("compound", "invalid_choice", _("That isn't a form of this one."))
    return fractions_of(compound)


def snapshot_of_quick_add(*, name: str, kind: str, magnesium_mg: Decimal | None) -> dict[str, Any]:
    """The fields of an entry without a food; `magnesium_mg` None: not known."""
    if not name.strip():
        raise InvalidEntry("name", "required", _("Give it a name, or choose a food."))
    if kind not in Kind.values:
        raise InvalidEntry(
            "kind", "required", _("Say whether it was a food, water, supplement ...")
        )
    if magnesium_mg is not None and not 0 <= magnesium_mg <= MAX_MAGNESIUM_MG:
        raise InvalidEntry(
            "magnesium_mg",
            "out_of_range",
            _("Give 0 to %(most)s mg.") % {"most": format_number(MAX_MAGNESIUM_MG)},
        )
    return {
        "food": None,
        "portion": None,
        "amount": Decimal(1),
        "name": name.strip(),
        "kind": kind,
        "magnesium_mg": magnesium_mg,
        "confidence": Confidence.PERSONAL,
    }


def scaled(entry: Entry, *, amount: Decimal) -> dict[str, Any]:
    """The fields of `entry` for another amount of the same, by the figures it was logged with."""
    if not 0 < amount <= MAX_QUANTITY:
        raise InvalidEntry("amount", "out_of_range", _amount_out_of_range())
    fields = {"amount": amount} | _figures_times(entry, amount, entry.amount)
    most_mg = fields["magnesium_at_most_mg"] or fields["magnesium_mg"] or 0
    if (fields["quantity"] or 0) > MAX_QUANTITY or most_mg > MAX_MAGNESIUM_MG:
        raise InvalidEntry("amount", "out_of_range", _("That is more than anybody can have."))
    return fields


def remeasured(entry: Entry, food: Food, measure: Measure) -> dict[str, Any]:
    """The fields of `entry` for another `measure` of the same food.

    Its figures stay those it was logged with, whatever became of the food since.
    """
    if measure.compound_mg is not None and not measure.compound:
        measure = replace(measure, compound=entry.compound)
    fields = snapshot_of_food(food, measure)
    quantity = fields.get("quantity")
    if quantity is None or entry.quantity is None or entry.basis != food.basis:
        return fields
    kept = {"name": entry.name, "kind": entry.kind, "confidence": entry.confidence}
    return fields | kept | _figures_times(entry, quantity, entry.quantity) | {"quantity": quantity}


def _figures_times(entry: Entry, over: Decimal, under: Decimal) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name in (
        "quantity",
        "magnesium_at_most_mg",
        "added_magnesium_mg",
        "label_dose_mg",
        *NUTRIENTS,
    ):
        value = getattr(entry, name)
        places = Decimal("0.001") if name == "label_dose_mg" else KEPT
        figures[name] = (
            None if value is None else (value * over / under).quantize(places, ROUND_HALF_EVEN)
        )
    return figures


def _described(food: Food) -> dict[str, Any]:
    return {
        "food": food,
        "name": str(food),
        "kind": food.kind,
        "confidence": food.confidence,
        "magnesium_at_most_mg": None,
        "label_says": "",
        "compound": "",
        "label_dose_mg": None,
        "elemental_fraction": None,
    }


def _share(per_basis: Decimal | None, quantity: Decimal, food: Food) -> Decimal | None:
    if per_basis is None:
        return None
    return (per_basis * quantity / food.basis_quantity).quantize(KEPT, ROUND_HALF_EVEN)
