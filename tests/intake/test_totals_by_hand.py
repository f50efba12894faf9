"""A day's sums beside the same sums over its entries, one by one."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from foods.models import Kind
from intake.models import Entry
from intake.totals import DOSES, Totals, totals_by_day
from tests.intake.test_totals import often

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 22), date(2026, 11, 23)
LUNCH = {"meal": "lunch", "name": "Item", "amount": 1}


amounts = st.none() | st.sampled_from([Decimal(0), Decimal("0.125"), Decimal(76), Decimal(400)])
# With a figure, a range, a bound or none; a part of it added, none of it, or nobody asked.
entries = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(Kind.values),
        "magnesium_mg": amounts,
        "magnesium_at_most_mg": amounts,
        "added_magnesium_mg": amounts,
        "date": st.sampled_from([FIRST, LAST]),
    }
).filter(lambda each: has_an_order(figure(each), bound(each)))
OF_BOB: dict[str, Any] = {}
elsewhere = st.sampled_from(
    [{"date": FIRST - timedelta(days=1)}, {"deleted_at": timezone.now()}, OF_BOB]
)


def has_an_order(least, most) -> bool:
    return least is None or most is None or least <= most


def by_hand(logged) -> Totals:
    counted = [each for each in logged if each["kind"] != Kind.MEDICINE]
    added = [added_of(each) for each in logged]
    added_at_most = [added_at_most_of(each) for each in logged]
    unbounded = any(figure(each) is None and bound(each) is None for each in counted)
    return Totals(
        entries=len(logged),
        items=len(counted),
        **{
            f"unknown_{kind}": sum(figure(each) is None for each in of_kind(logged, kind))
            for kind in Kind.values
        },
        **{
            f"{kind}_mg": sum_of(figure(each) for each in of_kind(logged, kind))
            for kind in Kind.values
        },
        **{
            f"{kind}_range_mg": sum_of(
                bound(each) - figure(each)
                for each in of_kind(logged, kind)
                if figure(each) is not None and bound(each) is not None
            )
            for kind in DOSES
        },
        unknown_at_most_mg=None
        if unbounded
        else sum_of(bound(each) for each in counted if figure(each) is None),
        added_mg=sum_of(added),
        added_at_most_mg=None if "no bound" in added_at_most else sum_of(added_at_most),
    )


def figure(entry):
    return entry["magnesium_mg"]


def bound(entry):
    return entry["magnesium_at_most_mg"]


def of_kind(logged, kind):
    return [each for each in logged if each["kind"] == kind]


def sum_of(found):
    return sum((mg for mg in found if mg is not None), Decimal(0))


def added_of(entry):
    return figure(entry) if entry["kind"] in DOSES else entry["added_magnesium_mg"]


def added_at_most_of(entry):
    """Of a food nobody asked about all of it, up to its bound."""
    said = entry["added_magnesium_mg"]
    if entry["kind"] not in DOSES and said == 0:
        return said
    if figure(entry) is None and bound(entry) is None:
        return "no bound"
    if entry["kind"] in DOSES:
        return figure(entry) if bound(entry) is None else bound(entry)
    if said is not None:
        return said
    return bound(entry) if figure(entry) is None else figure(entry)


@often
@given(logged=st.lists(entries, min_size=3, max_size=12), others=st.lists(entries), where=elsewhere)
def test_each_sum_is_that_of_the_entries(alice, bob, logged, others, where):
    Entry.objects.filter(person__in=[alice, bob]).delete()
    Entry.objects.bulk_create(
        [Entry(person=alice, **LUNCH | each) for each in logged]
        + [
            Entry(person=bob if where is OF_BOB else alice, **LUNCH | each | where)
            for each in others
        ]
    )
    assert totals_by_day(alice, FIRST, LAST) == {
        day: by_hand([each for each in logged if each["date"] == day])
        for day in {each["date"] for each in logged}
    }
