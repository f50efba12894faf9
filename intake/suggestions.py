"""Ways to close today's gap: what the person eats anyway first, then varied common foods.

Foods and waters only, in the portions people take, two at most, and no two of one group. What the
person does not want to be suggested is not. Nothing is suggested to someone who has set the kidney
flag or is under 18.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from foods.languages import page_language
from foods.models import preferred_names
from intake.days import DaySummary
from intake.models import Mark, Person
from intake.targets import Situation
from intake.usual import Usual, usual_foods

ADULT_YEARS = 18
SUGGESTED = 3
HABITS = 20
# A spoonful that hardly moves the number is no help, and nobody needs twice the gap.
SHARE_OF_GAP_FROM, SHARE_OF_GAP_TO = Decimal("0.1"), Decimal("1.5")
LEAST_MG = Decimal(8)
SMALL_PORTION_MG = Decimal(60)
COMMON = 60  # popularity from which a food is one that people eat as it stands
MOST_PORTIONS = Decimal(2)
# Beer and wine are filed beside coffee and juice: nothing of that shelf is suggested.
WITH_ALCOHOL = "drinks"


@dataclass(frozen=True)
class Suggestion:
    """One tap logs it: `amount` of the portion, or `quantity` g or ml where there is none.
    `confidence` is that of the food's figure."""

    food_id: int
    name: str
    group_id: str | None
    portion_id: int | None
    portion_label: str
    amount: Decimal
    quantity: Decimal | None
    unit: str
    magnesium_mg: Decimal
    confidence: str
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

    `eaten` are ids of foods already on the day, also of some that were merged since; `usual` are
    the person's habits if they were read already. `coming_mg` is what today's checklist still
    brings, which needs no closing. One query, and one for the habits.
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
    habits = {
        habit.food.pk: habit
        for habit in usual
        if habit.magnesium_mg is not None and not habit.is_dose
    }
    known = {food_id for food_id in eaten if food_id is not None}
    offered = _offered(person, habits, known, least, most)
    taken = (_from_habit(habits[each.food_id], each) for each in offered if each.food_id in habits)
    found = [each for each in taken if least <= each.magnesium_mg <= most]
    found.sort(key=lambda each: abs(each.magnesium_mg - gap_mg))
    found += [_from_catalogue(each) for each in offered if each.food_id not in habits]
    one_a_group: dict[str | None, Suggestion] = {}
    for suggestion in found:
        one_a_group.setdefault(suggestion.group_id, suggestion)
    return list(one_a_group.values())[:SUGGESTED]


def may_suggest(situation: Situation, day: date, *, today: date) -> bool:
    """By the age on that day, but nobody is older than today."""
    age_years = situation.age_years(min(day, today))
    return not situation.kidney_disease and (age_years is None or age_years >= ADULT_YEARS)


def _from_habit(usual: Usual, offered: Offered) -> Suggestion:
    """As the person takes it, but no more than two default portions."""
    most = offered.quantity * MOST_PORTIONS
    if usual.quantity is None or usual.quantity > most:
        return Suggestion(
            food_id=usual.food.pk,
            name=str(usual.food),
            group_id=usual.food.group_id,
            portion_id=offered.portion_id,
            portion_label=offered.label,
            amount=MOST_PORTIONS,
            quantity=most,
            unit=usual.food.basis_unit,
            magnesium_mg=usual.food.magnesium_mg_in(most) or Decimal(0),
            confidence=usual.food.confidence,
            usual=True,
        )
    return Suggestion(
        food_id=usual.food.pk,
        name=str(usual.food),
        group_id=usual.food.group_id,
        portion_id=usual.measure.portion.pk if usual.measure.portion else None,
        portion_label=usual.portion_label,
        amount=usual.amount,
        quantity=usual.quantity,
        unit=usual.food.basis_unit,
        magnesium_mg=usual.magnesium_mg or Decimal(0),
        confidence=usual.food.confidence,
        usual=True,
    )


def _from_catalogue(offered: Offered) -> Suggestion:
    return Suggestion(
        food_id=offered.food_id,
        name=f"{offered.name} ({offered.brand})" if offered.brand else offered.name,
        group_id=offered.group_id,
        portion_id=offered.portion_id,
        portion_label=offered.label,
        amount=Decimal(1),
        quantity=offered.quantity,
        unit="g",
        magnesium_mg=offered.magnesium_mg,
        confidence=offered.confidence,
        usual=False,
    )


class Offered(NamedTuple):
    """A food's default portion: `quantity` in its basis unit, and `magnesium_mg` of it, which
    holds for foods measured by weight."""

    food_id: int
    name: str
    brand: str
    group_id: str | None
    portion_id: int
    label: str
    quantity: Decimal
    magnesium_mg: Decimal
    confidence: str


# Habits and common foods each by an index of the foods, so that it does not matter how many the
# catalogue has. Written out, for it is asked for with every look at today.
_OFFERED = """
SELECT food.id, food.name, food.brand, food.group_id, portion.id, portion.label, portion.quantity,
  food.magnesium_mg_per_basis * portion.quantity / 100, food.confidence
FROM foods_food AS food
JOIN foods_portion AS portion ON portion.food_id = food.id AND portion.is_default
WHERE (
    food.id = ANY(%(habits)s)
    OR (food.popularity >= %(common)s AND food.state = 'published' AND food.kind = 'food'
      AND food.basis = '100g')
  )
  AND food.magnesium_mg_per_basis IS NOT NULL
  AND (food.id = ANY(%(habits)s)
    OR food.magnesium_mg_per_basis * portion.quantity / 100 BETWEEN %(least)s AND %(most)s)
  AND food.id NOT IN (
    SELECT coalesce(logged.merged_into_id, logged.id)
    FROM foods_food AS logged
    WHERE logged.id = ANY(%(eaten)s)
  )
  AND food.id NOT IN (
    SELECT coalesce(marked.merged_into_id, marked.id)
    FROM intake_foodmark AS mark
    JOIN foods_food AS marked ON marked.id = mark.food_id
    WHERE mark.person_id = %(person)s AND mark.mark = %(not_this)s AND mark.deleted_at IS NULL
  )
  AND food.group_id IS DISTINCT FROM %(with_alcohol)s
ORDER BY food.id = ANY(%(habits)s) DESC,
  food.magnesium_mg_per_basis * portion.quantity / 100 * food.popularity DESC, food.id
LIMIT %(limit)s
"""


def _offered(
    person: Person,
    habits: Collection[int],
    eaten: Collection[int],
    least: Decimal,
    most: Decimal,
) -> list[Offered]:
    """Default portions of the habits and of varied common foods, without what the person does not
    want suggested: by a portion one can tell what is a sensible amount. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _OFFERED,
            {
                "person": person.pk,
                "habits": list(habits),
                "common": COMMON,
                "least": least,
                "most": most,
                "eaten": list(eaten),
                "not_this": Mark.NOT_THIS,
                "with_alcohol": WITH_ALCOHOL,
                "limit": HABITS + 60,
            },
        )
        offered = [Offered(*row) for row in cursor]
    names = preferred_names([each.food_id for each in offered], page_language())
    return [each._replace(name=names.get(each.food_id, each.name)) for each in offered]
