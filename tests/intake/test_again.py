"""Copying by rules: what one tap may log, and that not a milligram is lost on the way."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foods.models import Food, Kind
from intake.again import LeftOut, again, day_again, share_of, to_log
from intake.diary import EntryGone, IdTaken, delete_entry
from intake.models import ChangeCounter, Entry
from intake.snapshots import InvalidEntry, Measure
from intake.together import InvalidItem, delete_together, log_together
from intake.totals import totals_by_day
from tests.factories import make_entry, make_food, make_person, make_portion

RANGE_MG = ("113.4", "161.6")  # of 1,000 mg of a citrate whose form is not known: science.md, 2


DAY, OTHER = date(2026, 11, 22), date(2026, 11, 23)


def copied(person, *, doses=True, meals=None, once=None, **said):
    items = day_again(person, from_day=DAY, to_day=OTHER, doses=doses, meals=meals)
    return log_together(person, to_log(items), once=once, **said)


def test_a_meal_is_copied_whole(alice, bob):
    portion = make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")
    fields = {"date": DAY, "meal": "breakfast"}
    make_entry(alice, portion.food, measure=Measure(portion=portion), **fields)
    make_entry(alice, name="Jam", kind="food", magnesium_mg=Decimal(1), **fields)
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, tablet, measure=Measure(elemental_mg=Decimal(100)), **fields)
    make_entry(alice, date=DAY, meal="lunch")
    make_entry(bob, **fields)

    copied(alice, meals=["breakfast"])

    there = Entry.objects.for_person(alice).on(OTHER).order_by("id")
    assert [(e.name, e.meal, e.magnesium_mg) for e in there] == [
        ("Oats", "breakfast", 69),
        ("Jam", "breakfast", 1),
        (tablet.name, "breakfast", 100),
    ]
    assert len({e.together for e in there}) == 1


def test_a_dose_whose_form_is_not_known_stays_a_range(alice):
    salt = make_food(
        magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit", source_ref="citrate-unspecified"
    )
    dose = Measure(compound_mg=Decimal(1000), compound="citrate", doses=Decimal(2))
    make_entry(alice, salt, date=DAY, measure=dose)
    (item,) = day_again(alice, from_day=DAY, to_day=OTHER, doses=True)
    assert item.is_lower_bound
    copied(alice)
    entry = Entry.objects.for_person(alice).on(OTHER).get()
    tenth = Decimal("0.1")
    ends = (entry.magnesium_mg.quantize(tenth), entry.magnesium_at_most_mg.quantize(tenth))
    assert tuple(map(str, ends)) == RANGE_MG
    assert (entry.compound, entry.amount, entry.label_dose_mg) == ("citrate", 2, 1000)
    assert share_of(salt, dose, Fraction(1, 2)) == Measure(
        compound_mg=Decimal(500), compound="citrate", doses=Decimal(1)
    )


def test_a_salt_that_named_no_form_is_a_range_by_now(alice):
    """It stood in the catalogue as one form; what was logged then stays as it was seen."""
    salt = make_food(
        "Magnesium malate",
        magnesium_mg=None,
        kind=Kind.SUPPLEMENT,
        basis="unit",
        compound="malate",
        elemental_fraction=Decimal("0.1554"),
    )
    make_entry(alice, salt, date=DAY, measure=Measure(compound_mg=Decimal(1000)))
    Food.objects.filter(pk=salt.pk).update(
        compound="", elemental_fraction=None, source_ref="malate-unspecified"
    )
    copied(alice)
    before, after = Entry.objects.for_person(alice).order_by("date")
    assert (before.magnesium_mg, before.magnesium_at_most_mg) == (Decimal("155.4"), None)
    ends = (after.magnesium_mg, after.magnesium_at_most_mg)
    assert ends == (Decimal("115.507"), Decimal("155.427"))


def test_medicines_stay_behind_also_where_a_food_became_one(alice):
    make_entry(alice, name="Antacid", kind="medicine", magnesium_mg=Decimal(200), date=DAY)
    salt = make_entry(alice, make_food("Salt"), date=DAY)
    Food.objects.filter(pk=salt.food_id).update(kind=Kind.MEDICINE)
    items = day_again(alice, from_day=DAY, to_day=OTHER, doses=True)
    assert [(item.said.name, item.left_out) for item in items] == [
        ("Antacid", LeftOut.MEDICINE),
        ("Salt", LeftOut.MEDICINE),
    ]
    assert to_log(items) == []


def test_supplements_stay_behind_where_they_are_not_offered(alice):
    make_entry(alice, name="Citrate", kind="supplement", magnesium_mg=Decimal(60), date=DAY)
    (item,) = day_again(alice, from_day=DAY, to_day=OTHER, doses=False)
    assert (item.new, item.left_out) == (None, LeftOut.SUPPLEMENT)


def test_it_is_all_or_nothing(alice):
    make_entry(alice, name="Jam", kind="food", magnesium_mg=Decimal(1), date=DAY)
    good = to_log(day_again(alice, from_day=DAY, to_day=OTHER, doses=True))
    (bad,) = to_log(day_again(alice, from_day=DAY, to_day=date(2999, 1, 1), doses=True))
    with pytest.raises(InvalidItem) as caught:
        log_together(alice, [*good, bad])
    assert (caught.value.index, caught.value.error.field) == (1, "date")
    assert not Entry.objects.on(OTHER).exists()


def test_the_same_act_is_logged_once(alice, bob):
    make_entry(alice, date=DAY)
    make_entry(bob, date=DAY)
    act = uuid4()
    first, is_new = copied(alice, once=act, request_hash="a")
    assert is_new
    # Even where the source has more by now.
    make_entry(alice, date=DAY)
    again_, is_new = copied(alice, once=act, request_hash="a")
    assert ([e.pk for e in again_], is_new) == ([e.pk for e in first], False)
    with pytest.raises(IdTaken):
        copied(alice, once=act, request_hash="another")
    # An id is the person's alone.
    _, is_new = copied(bob, once=act, request_hash="a")
    assert is_new

    delete_entry(first[0])
    with pytest.raises(EntryGone):
        copied(alice, once=act, request_hash="a")


def test_an_act_is_taken_back_as_one_and_devices_learn_of_it(alice):
    for _ in range(3):
        make_entry(alice, date=DAY)
    entries, _ = copied(alice)
    last = max(entry.change for entry in entries)
    gone = delete_together(alice, entries[0].together)
    assert len(gone) == 3
    assert not Entry.objects.kept().on(OTHER).exists()
    assert all(entry.change > last for entry in gone)
    assert ChangeCounter.objects.get(person=alice).value == max(entry.change for entry in gone)
    assert Entry.objects.kept().on(DAY).count() == 3


def test_the_figure_is_the_foods_of_now_and_may_be_known_by_now(alice):
    entry = make_entry(alice, make_food("Rye", magnesium_mg=None), date=DAY)
    Food.objects.filter(pk=entry.food_id).update(magnesium_mg_per_basis=90)
    copied(alice)
    assert [e.magnesium_mg for e in Entry.objects.for_person(alice)] == [None, 90]


def test_what_is_no_portion_any_more_is_had_by_weight(alice):
    portion = make_portion(make_food(magnesium_mg="100"), "1 bowl", "50")
    make_entry(alice, portion.food, measure=Measure(portion=portion), date=DAY)
    portion.delete()
    ((entry,), _) = copied(alice)
    assert (entry.grams, entry.portion_label, entry.magnesium_mg) == (50, "g", 50)


@pytest.mark.parametrize(
    ("measure", "share", "expected"),
    [
        (Measure(grams=Decimal(100)), Fraction(1, 4), Measure(grams=Decimal(25))),
        (Measure(grams=Decimal(100)), Fraction(1, 3), Measure(grams=Decimal("33.333"))),
        (Measure(millilitres=Decimal(500)), Fraction(3, 2), Measure(millilitres=Decimal(750))),
        (Measure(amount=Decimal(3)), Fraction(1, 3), Measure(amount=Decimal(1))),
        (
            Measure(compound_mg=Decimal(500), doses=Decimal(2)),
            Fraction(1, 2),
            Measure(compound_mg=Decimal(250), doses=Decimal(1)),
        ),
    ],
)
def test_a_share_of_a_measure(measure, share, expected):
    assert share_of(Food(basis="100g"), measure, share) == expected


def test_a_third_of_a_portion_is_said_by_weight_and_a_half_by_portion(alice):
    onion = make_portion(make_food("Onion"), "1 onion", "110")
    one = Measure(portion=onion, amount=Decimal(1))
    assert share_of(onion.food, one, Fraction(1, 3)) == Measure(grams=Decimal("36.667"))
    assert share_of(onion.food, one, Fraction(1, 2)) == Measure(
        portion=onion, amount=Decimal("0.5")
    )


def test_so_little_that_nothing_is_left_is_refused():
    with pytest.raises(InvalidEntry):
        share_of(Food(basis="100g"), Measure(grams=Decimal("0.001")), Fraction(1, 100))


def test_a_share_of_something_unknown_stays_unknown(alice):
    entry = make_entry(alice, name="Soup", kind="food", magnesium_mg=None, date=DAY)
    found = again(entry, day=OTHER, meal="lunch", doses=True, share=Fraction(1, 4))
    assert (found.magnesium_mg, found.new.magnesium_mg) == (None, None)


amounts = st.decimals("0.001", "900", places=3)
figures = st.one_of(st.none(), st.decimals("0", "700", places=4))
kinds = st.sampled_from([Kind.FOOD, Kind.WATER, Kind.SUPPLEMENT, Kind.MEDICINE])


class CopyingConserves(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["grams", "portion", "millilitres", "piece", "dose", "quick"]),
                figures,
                amounts,
                kinds,
            ),
            max_size=8,
        )
    )
    def test_every_milligram(self, said):
        """A day and its copy have the same sums and the same unknowns, medicines apart."""
        person = make_person()
        for way, figure, amount, kind in said:
            self.log(person, way, figure, amount, kind)
        copied(person)
        days = totals_by_day(person, DAY, OTHER)
        before, after = days.get(DAY), days.get(OTHER)
        if before is None or after is None:
            assert before is None or before.items == 0
            return
        for name in ("items", "unknown_food", "unknown_water", "unknown_supplement"):
            assert getattr(before, name) == getattr(after, name)
        for name in ("food_mg", "water_mg", "supplement_mg"):
            assert getattr(before, name) == getattr(after, name)
        assert after.medicine_mg == 0

    def log(self, person, way, figure, amount, kind):
        if way == "quick":
            make_entry(person, name="Q", kind=kind, magnesium_mg=figure, date=DAY)
            return
        if way == "dose" and kind not in (Kind.SUPPLEMENT, Kind.MEDICINE):
            kind = Kind.SUPPLEMENT
        basis = {"millilitres": "100ml", "piece": "unit", "dose": "unit"}.get(way, "100g")
        food = make_food(
            magnesium_mg=None if way == "dose" else figure,
            kind=kind,
            basis=basis,
            added_magnesium_mg_per_basis=None,
            elemental_fraction=Decimal("0.1616") if way == "dose" else None,
        )
        measure = {
            "grams": lambda: Measure(grams=amount),
            "portion": lambda: Measure(portion=make_portion(food, quantity="33.3"), amount=amount),
            "millilitres": lambda: Measure(millilitres=amount),
            "piece": lambda: Measure(amount=amount),
            "dose": lambda: Measure(compound_mg=amount),
        }[way]()
        make_entry(person, food, measure=measure, date=DAY)
