"""The same once more: what was logged or saved, by the foods' figures of now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from foods.models import Basis, Food, Kind
from intake.diary import NewEntry
from intake.models import ChecklistItem, Entry, EntryQuerySet, LabelSays, Person, SavedMealItem
from intake.snapshots import KEPT, InvalidEntry, Measure, snapshot_of_food

Said = Entry | SavedMealItem
THREE_PLACES = Decimal("0.001")
WHOLE = Fraction(1)


class LeftOut(StrEnum):
    """Why one tap logs an item not."""

    MEDICINE = "medicine"
    SUPPLEMENT = "supplement"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Again:
    """An item with what one tap logs of it: `new`, or the reason why it does not.

    `magnesium_mg` is by the figure of now, of that `confidence`; None not known. Where it is a
    range, that is its least and `magnesium_at_most_mg` its most.
    """

    said: Said
    new: NewEntry | None
    magnesium_mg: Decimal | None
    left_out: LeftOut | None
    magnesium_at_most_mg: Decimal | None = None
    confidence: str = ""

    @property
    def is_lower_bound(self) -> bool:
        return self.magnesium_mg is None or self.magnesium_at_most_mg is not None


def again(said: Said, *, day: date, meal: str, doses: bool, share: Fraction = WHOLE) -> Again:
    """`share` of what was `said`, to be logged; `doses` False leaves out supplements, which some
    people are never offered with one tap, as nobody is a medicine."""
    left_out = _left_out(said, doses=doses)
    new, magnesium_mg, at_most_mg, confidence = None, None, None, ""
    try:
        new = _new_entry(said, day=day, meal=meal, share=share)
        if new.food is None:
            magnesium_mg = new.magnesium_mg
        else:
            fields = snapshot_of_food(new.food, new.measure)
            magnesium_mg, at_most_mg = fields["magnesium_mg"], fields["magnesium_at_most_mg"]
            confidence = fields["confidence"]
    except InvalidEntry:
        left_out = left_out or LeftOut.CHANGED
    return Again(said, None if left_out else new, magnesium_mg, left_out, at_most_mg, confidence)


def _left_out(said: Said, *, doses: bool) -> LeftOut | None:
    # Also where the food became a medicine since.
    kinds = {said.kind} | ({said.food.resolved.kind} if said.food else set())
    if Kind.MEDICINE in kinds:
        return LeftOut.MEDICINE
    if Kind.SUPPLEMENT in kinds and not doses:
        return LeftOut.SUPPLEMENT
    if said.food and said.food.removed_at is not None and isinstance(said, SavedMealItem):
        return LeftOut.REMOVED
    return None


def _new_entry(said: Said, *, day: date, meal: str, share: Fraction) -> NewEntry:
    """Raises InvalidEntry where that can't be had any more, or so little of it."""
    if said.food is None:
        known = said.magnesium_mg
        return NewEntry(
            date=day,
            meal=meal,
            name=said.name,
            kind=said.kind,
            magnesium_mg=None if known is None else _times(known, share).quantize(KEPT),
        )
    measure = measure_again(said, said.food)
    return NewEntry(
        date=day, meal=meal, food=said.food, measure=share_of(said.food, measure, share)
    )


def measure_again(said: Said | ChecklistItem, food: Food) -> Measure:
    """The measure of `food` that gives what was `said` again, should the portion have gone too.

    Raises InvalidEntry where that can't be: grams are no millilitres, and a compound is no
    magnesium.
    """
    if said.label_says == LabelSays.ELEMENTAL:
        return Measure(elemental_mg=said.label_dose_mg, doses=said.amount)
    if said.label_says == LabelSays.COMPOUND:
        return Measure(
            compound_mg=said.label_dose_mg,
            doses=said.amount,
            # A food that names its compound by now says itself how much of it is magnesium.
            compound="" if food.elemental_fraction else said.compound,
        )
    # Of a food that was merged: as much of the one that stands for it.
    if said.portion is not None and said.portion.food_id == food.pk:
        return Measure(portion=said.portion, amount=said.amount)
    if said.basis != food.basis:
        raise InvalidEntry(
            "amount",
            "wrong_basis",
            _("%(food)s isn't measured that way any more.") % {"food": food},
        )
    return _in_basis_unit(food, said.quantity)


def _in_basis_unit(food: Food, quantity: Decimal | None) -> Measure:
    if food.basis == Basis.PER_100_G:
        return Measure(grams=quantity)
    if food.basis == Basis.PER_100_ML:
        return Measure(millilitres=quantity)
    return Measure(amount=quantity)


def share_of(food: Food, measure: Measure, share: Fraction) -> Measure:
    """A part of a measure, or more of it. A third of a piece that has a weight is said by weight,
    so that amount and figures agree. Raises InvalidEntry where too little would be left."""
    if share == 1:
        return measure
    if measure.elemental_mg is not None or measure.compound_mg is not None:
        return Measure(
            elemental_mg=_rounded(measure.elemental_mg, share),
            compound_mg=_rounded(measure.compound_mg, share),
            compound=measure.compound,
            doses=_rounded(measure.doses, share) or Decimal(1),
        )
    if measure.portion is not None:
        amount = _times(Decimal(1) if measure.amount is None else measure.amount, share)
        if amount == amount.quantize(THREE_PLACES) or food.basis == Basis.PER_UNIT:
            return Measure(portion=measure.portion, amount=_rounded(amount, WHOLE))
        return _in_basis_unit(food, _rounded(measure.portion.quantity * amount, WHOLE))
    return Measure(
        amount=_rounded(measure.amount, share),
        grams=_rounded(measure.grams, share),
        millilitres=_rounded(measure.millilitres, share),
    )


def _times(number: Decimal, share: Fraction) -> Decimal:
    """Divided last, so that a third of three is one."""
    return number * share.numerator / share.denominator


def _rounded(number: Decimal | None, share: Fraction) -> Decimal | None:
    """Three decimals, as an entry keeps its amount."""
    if number is None:
        return None
    part = _times(number, share).quantize(THREE_PLACES, ROUND_HALF_EVEN)
    if not part:
        raise InvalidEntry("servings", "too_little", _("That is too little of one of its foods."))
    return part


def entries_to_copy(
    person: Person, day: date, meals: Collection[str] | None = None
) -> EntryQuerySet:
    """A day's entries, or those of some of its `meals`."""
    entries = Entry.objects.for_person(person).kept().on(day).order_by("id")
    if meals is not None:
        entries = entries.filter(meal__in=meals)
    return entries.select_related("food__merged_into", "portion")


def entries_again(entries: Iterable[Entry], *, to_day: date, doses: bool) -> list[Again]:
    """What copying them would log on `to_day`, in the same meals, and what not."""
    return [again(entry, day=to_day, meal=entry.meal, doses=doses) for entry in entries]


def day_again(
    person: Person,
    *,
    from_day: date,
    to_day: date,
    doses: bool,
    meals: Collection[str] | None = None,
) -> list[Again]:
    """The same of a day, or of some of its `meals`. One query."""
    entries = entries_to_copy(person, from_day, meals)
    return entries_again(entries, to_day=to_day, doses=doses)


def to_log(items: Iterable[Again]) -> list[NewEntry]:
    return [item.new for item in items if item.new is not None]


def left_out_of(items: Iterable[Again]) -> list[Again]:
    return [item for item in items if item.left_out is not None]
