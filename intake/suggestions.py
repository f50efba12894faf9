"""Ways to close today's gap: what the person eats anyway first, then varied common foods.

Foods and waters only, in the portions people take. Nothing is suggested to someone who has set
the kidney flag or is under 18.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, ExpressionWrapper, F

from foods.models import Kind, Portion, State
from intake.days import DaySummary
from intake.models import Person
from intake.targets import Situation
from intake.usual import Usual, usual_foods

ADULT_YEARS = 18
SUGGESTED = 3
HABITS = 30
# A spoonful that hardly moves the number is no help, and nobody needs twice the gap.
SHARE_OF_GAP_FROM, SHARE_OF_GAP_TO = Decimal("0.1"), Decimal("1.5")
LEAST_MG = Decimal(8)
SMALL_PORTION_MG = Decimal(60)
COMMON = 60  # popularity from which a food is one that people eat as it stands


@dataclass(frozen=True)
class Suggestion:
    """One tap logs it: `amount` of the portion, or `quantity` g or ml where there is none."""

    food_id: int
    name: str
    portion_id: int | None
    portion_label: str
    amount: Decimal
    quantity: Decimal | None
    unit: str
    magnesium_mg: Decimal
    usual: bool


def suggestions_for(
    person: Person,
    day: DaySummary,
    situation: Situation,
    *,
    today: date,
    eaten: Collection[int | None] = (),
    usual: Sequence[Usual] | None = None,
    coming_mg: Decimal = Decimal(0),
) -> list[Suggestion] | None:
    """At most three; none when there is no gap. None where nothing may be suggested at all.

    `eaten` are ids of foods already on the day, `usual` the person's habits if they were read
    already. `coming_mg` is what today's checklist still brings, which needs no closing. One query,
    and two for the habits.
    """
    if not may_suggest(situation, day.date, today=today):
        return None
    gap_mg = (day.remaining_mg or Decimal(0)) - coming_mg
    if gap_mg < LEAST_MG:
        return []
    least, most = (
        max(LEAST_MG, gap_mg * SHARE_OF_GAP_FROM),
        max(gap_mg * SHARE_OF_GAP_TO, SMALL_PORTION_MG),
    )
    if usual is None:
        usual = usual_foods(person, today=day.date, limit=HABITS)
    found = [
        _from_habit(habit)
        for habit in usual
        if habit.magnesium_mg is not None
        and least <= habit.magnesium_mg <= most
        and not habit.is_dose
        and habit.food.pk not in eaten
    ]
    found.sort(key=lambda each: abs(each.magnesium_mg - gap_mg))
    found = found[:SUGGESTED]
    if len(found) < SUGGESTED:
        known = {each for each in eaten if each} | {each.food_id for each in found}
        found += _from_catalogue(least, most, known, SUGGESTED - len(found))
    return found


def may_suggest(situation: Situation, day: date, *, today: date) -> bool:
    """By the age on that day, but nobody is older than today."""
    age_years = situation.age_years(min(day, today))
    return not situation.kidney_disease and (age_years is None or age_years >= ADULT_YEARS)


def _from_habit(usual: Usual) -> Suggestion:
    return Suggestion(
        food_id=usual.food.pk,
        name=str(usual.food),
        portion_id=usual.measure.portion.pk if usual.measure.portion else None,
        portion_label=usual.portion_label,
        amount=usual.amount,
        quantity=usual.quantity,
        unit=usual.food.basis_unit,
        magnesium_mg=usual.magnesium_mg or Decimal(0),
        usual=True,
    )


def _from_catalogue(
    least: Decimal, most: Decimal, known: Collection[int], wanted: int
) -> list[Suggestion]:
    magnesium_mg = ExpressionWrapper(
        F("food__magnesium_mg_per_basis") * F("quantity") / 100,
        output_field=DecimalField(max_digits=20, decimal_places=4),
    )
    portions = (
        Portion.objects.filter(
            is_default=True,
            food__state=State.PUBLISHED,
            food__kind=Kind.FOOD,
            food__basis="100g",
            food__popularity__gte=COMMON,
            food__magnesium_mg_per_basis__isnull=False,
        )
        .exclude(food__in=known)
        .annotate(portion_mg=magnesium_mg)
        .filter(portion_mg__gte=least, portion_mg__lte=most)
        .select_related("food")
        .order_by(-(F("portion_mg") * F("food__popularity")), "food_id")[:60]
    )
    one_a_group: dict[str | None, Suggestion] = {}
    for portion in portions:
        one_a_group.setdefault(
            portion.food.group_id,
            Suggestion(
                food_id=portion.food_id,
                name=str(portion.food),
                portion_id=portion.pk,
                portion_label=portion.label,
                amount=Decimal(1),
                quantity=portion.quantity,
                unit=portion.food.basis_unit,
                magnesium_mg=portion.portion_mg,
                usual=False,
            ),
        )
    return list(one_a_group.values())[:wanted]
