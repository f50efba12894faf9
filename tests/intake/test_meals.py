"""Saved meals by rules: kept as said, logged by the figures of now, changing no past day."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foods.merging import merge
from foods.models import Food, Kind, State
from intake.again import LeftOut, left_out_of, to_log
from intake.meal_items import NewItem, resized
from intake.meals import (
    SavedMealChanged,
    SavedMealGone,
    SavedMealTaken,
    change_saved_meal,
    create_saved_meal,
    delete_saved_meal,
    place_saved_meal,
    restore_saved_meal,
    save_entries,
    servings_of,
)
from intake.models import ChangeCounter, Entry, SavedMeal, SavedMealItem
from intake.snapshots import InvalidEntry, Measure
from intake.together import InvalidItem, log_together
from tests.factories import make_entry, make_food, make_person, make_portion

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def food_item(food=None, grams="100"):
    return NewItem(food=food or make_food(), measure=Measure(grams=Decimal(grams)))


def saved(person, *items, **fields):
    meal, _ = create_saved_meal(person, **{"name": "Soup", "items": items} | fields)
    return meal


def read(meal):
    return SavedMeal.objects.with_items().get(pk=meal.pk)


def log(person, meal, *, servings=None, doses=True):
    lines = servings_of(read(meal), day=DAY, meal_of_day="dinner", doses=doses, servings=servings)
    entries, _ = log_together(person, to_log(lines), logged_as=meal.name)
    return entries, left_out_of(lines)


def test_a_range_is_kept_and_logged_as_one(alice):
    """1,000 mg of a citrate whose form is not known: 113.4 to 161.6 mg (science.md, section 2)."""
    salt = make_food(
        magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit", source_ref="citrate-unspecified"
    )
    dose = Measure(compound_mg=Decimal(1000), compound="citrate")
    for number, meal in enumerate(
        (
            saved(alice, NewItem(food=salt, measure=dose)),
            save_entries(alice, name="Copy", entries=[make_entry(alice, salt, measure=dose)]),
        )
    ):
        assert read(meal).items.get().compound == "citrate"
        (entry,), _ = log(alice, meal, servings=Decimal(number + 1))
        ends = (entry.magnesium_mg, entry.magnesium_at_most_mg)
        assert [round(float(end) / (number + 1), 1) for end in ends] == [113.4, 161.6]


def test_each_item_becomes_an_entry_named_after_the_meal(alice):
    oats = make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")
    meal = saved(
        alice,
        NewItem(food=oats.food, measure=Measure(portion=oats, amount=Decimal(2))),
        NewItem(name="Stock", kind="food", magnesium_mg=None),
    )
    entries, left_out = log(alice, meal)
    assert left_out == []
    assert [(e.name, e.meal, e.portion_label, e.magnesium_mg, e.logged_as) for e in entries] == [
        ("Oats", "dinner", "1 bowl", 138, "Soup"),
        ("Stock", "dinner", "", None, "Soup"),
    ]


def test_one_of_four_servings_is_a_quarter_of_everything(alice):
    lentils = make_food("Lentils", magnesium_mg="36", added_magnesium_mg_per_basis=Decimal(4))
    meal = saved(
        alice,
        food_item(lentils, "500"),
        NewItem(name="Salt", kind="food", magnesium_mg=Decimal(10)),
        servings=Decimal(4),
    )
    (lentil, salt), _ = log(alice, meal)
    # 500 g / 4 = 125 g; 36 mg / 100 g * 125 g = 45 mg, of which 5 were added.
    assert (lentil.grams, lentil.magnesium_mg, lentil.added_magnesium_mg) == (125, 45, 5)
    assert salt.magnesium_mg == Decimal("2.5")
    (lentil, _), _ = log(alice, meal, servings=Decimal(6))
    assert (lentil.grams, lentil.magnesium_mg) == (750, 270)


def test_changing_it_changes_no_past_day(alice):
    meal = saved(alice, food_item(make_food("Rice", magnesium_mg="40")))
    (before,), _ = log(alice, meal)
    changed = change_saved_meal(meal, name="Feast", servings=Decimal(2), items=[food_item()])
    before.refresh_from_db()
    assert (before.name, before.magnesium_mg, before.logged_as) == ("Rice", 40, "Soup")
    assert (changed.name, changed.servings, changed.version) == ("Feast", 2, 2)
    delete_saved_meal(meal)
    assert Entry.objects.kept().get() == before


def test_what_was_logged_is_kept_as_it_was_said(alice):
    bowl = make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, bowl.food, measure=Measure(portion=bowl, amount=Decimal("1.5")))
    make_entry(alice, tablet, measure=Measure(elemental_mg=Decimal(200), doses=Decimal(2)))
    make_entry(alice, name="Jam", kind="food", magnesium_mg=Decimal(1))
    before = list(Entry.objects.order_by("id"))
    entries, _ = log(alice, save_entries(alice, name="Breakfast", entries=before))
    for old, new in zip(before, entries, strict=True):
        for name in ("food_id", "name", "kind", "portion_label", "amount", "quantity"):
            assert getattr(old, name) == getattr(new, name)
        assert (old.magnesium_mg, old.label_dose_mg) == (new.magnesium_mg, new.label_dose_mg)


def test_medicines_and_supplements_are_left_out_as_for_a_copy(alice):
    antacid = NewItem(name="Antacid", kind="medicine", magnesium_mg=Decimal(200))
    citrate = NewItem(name="Citrate", kind="supplement", magnesium_mg=Decimal(60))
    meal = saved(alice, antacid, citrate, food_item())
    for doses, logged, reasons in [
        (True, 2, [LeftOut.MEDICINE]),
        (False, 1, [LeftOut.MEDICINE, LeftOut.SUPPLEMENT]),
    ]:
        entries, left_out = log(alice, meal, doses=doses)
        assert (len(entries), [item.left_out for item in left_out]) == (logged, reasons)


def test_merged_resolves_retired_logs_and_removed_is_left_out(alice):
    gone, kept = make_food("Oat flakes", magnesium_mg="1"), make_food("Oats", magnesium_mg="138")
    retired = make_food("Old bread")
    mine = make_food("My jam", state=State.PRIVATE, owner=alice)
    meal = saved(alice, food_item(gone), food_item(retired), food_item(mine))
    merge(gone, into=kept)
    Food.objects.filter(pk=retired.pk).update(state=State.RETIRED)
    Food.objects.filter(pk=mine.pk).update(removed_at=timezone.now())
    entries, left_out = log(alice, meal)
    assert [(e.name, e.magnesium_mg) for e in entries] == [("Oats", 138), ("Old bread", 100)]
    assert [(item.said.name, item.left_out) for item in left_out] == [("My jam", LeftOut.REMOVED)]


def test_a_food_measured_otherwise_by_now_is_left_out(alice):
    juice = make_food("Juice")
    meal = saved(alice, food_item(juice))
    Food.objects.filter(pk=juice.pk).update(basis="100ml")
    entries, left_out = log(alice, meal)
    assert (entries, [item.left_out for item in left_out]) == ([], [LeftOut.CHANGED])


def test_the_same_request_saves_once(alice, bob):
    act = uuid4()
    first = saved(alice, food_item(), once=act, request_hash="a")
    meal, is_new = create_saved_meal(alice, name="Soup", items=[], once=act, request_hash="a")
    assert (meal.pk, is_new) == (first.pk, False)
    with pytest.raises(SavedMealTaken):
        create_saved_meal(alice, name="Soup", items=[], once=act, request_hash="b")
    assert saved(bob, once=act, request_hash="b").uuid == act
    delete_saved_meal(first)
    with pytest.raises(SavedMealGone):
        create_saved_meal(alice, name="Soup", items=[], once=act, request_hash="a")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"servings": Decimal(0)}, "servings"),
        ({"servings": Decimal(101)}, "servings"),
    ],
)
def test_what_cannot_be_kept_is_refused(alice, fields, wrong):
    with pytest.raises(InvalidEntry) as caught:
        saved(alice, **fields)
    assert caught.value.field == wrong
    assert not SavedMeal.objects.exists()


def test_an_item_that_cannot_be_is_named(alice):
    with pytest.raises(InvalidItem) as caught:
        saved(alice, food_item(), NewItem(food=make_food(basis="100ml"), measure=Measure(grams=1)))
    assert (caught.value.index, caught.value.error.code) == (1, "wrong_basis")


def test_a_version_protects_what_changed_elsewhere(alice):
    meal = saved(alice, food_item())
    change_saved_meal(meal, name="Stew", expected_version=1)
    with pytest.raises(SavedMealChanged):
        change_saved_meal(meal, name="Broth", expected_version=1)
    assert read(meal).name == "Stew"


def test_each_write_takes_a_number_and_deleting_leaves_a_tombstone(alice):
    meal = saved(alice, food_item())
    assert (meal.change, ChangeCounter.objects.get(person=alice).value) == (1, 1)
    gone = delete_saved_meal(meal)
    assert (gone.change, gone.version, gone.deleted_at is None) == (2, 2, False)
    with pytest.raises(SavedMealGone):
        change_saved_meal(meal, name="Stew")
    back = restore_saved_meal(meal)
    assert (back.change, back.version, back.deleted_at) == (3, 3, None)
    assert read(back).items.count() == 1


def test_the_list_is_put_in_order(alice, bob):
    a, b, c = (saved(alice, name=name) for name in "ABC")
    bobs = saved(bob, name="Z")
    place_saved_meal(c, 0)
    names = SavedMeal.objects.for_person(alice).kept().values_list("name", flat=True)
    assert list(names) == ["C", "A", "B"]
    place_saved_meal(read(a), 99)
    assert list(names.all()) == ["C", "B", "A"]
    bobs.refresh_from_db()
    assert (bobs.position, bobs.version) == (0, 1)
    del b


def test_another_amount_of_an_item_scales_what_is_said_by_weight_or_dose():
    item = SavedMealItem(food=Food(), amount=Decimal(100), quantity=Decimal(100), basis="100g")
    assert resized(item, Decimal(25)).quantity == 25
    dose = SavedMealItem(food=Food(), amount=Decimal(2), label_dose_mg=Decimal(200))
    assert resized(dose, Decimal(1)).label_dose_mg == 100
    with pytest.raises(InvalidEntry):
        resized(SavedMealItem(food=Food(), amount=Decimal(1), quantity=Decimal(90_000)), Decimal(2))


@pytest.mark.parametrize(
    "fields", [{"amount": 0}, {"name": ""}, {"magnesium_mg": -1}, {"kind": "pill"}]
)
def test_the_database_refuses_impossible_items(alice, fields):
    meal = saved(alice, name="Soup")
    good = {"amount": 1, "name": "Jam", "kind": "food", "magnesium_mg": 1, "position": 0}
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedMealItem.objects.create(person=alice, saved_meal=meal, **(good | fields))


class ServingsConserve(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        st.integers(1, 12),
        st.lists(st.decimals("1", "900", places=3), min_size=1, max_size=4),
        st.decimals("0", "700", places=4),
    )
    def test_all_servings_together_are_the_whole(self, servings, grams, figure):
        """To the half milligram of weight that rounding an amount to three decimals can cost."""
        person = make_person()
        food = make_food(magnesium_mg=str(figure))
        meal = saved(
            person,
            *(food_item(food, str(each)) for each in grams),
            NewItem(name="Own", kind="food", magnesium_mg=figure),
            servings=Decimal(servings),
        )
        entries, _ = log(person, meal)
        total = sum(entry.magnesium_mg for entry in entries) * servings
        whole = sum(figure * each / 100 for each in grams) + figure
        slack = Decimal("0.0005") * servings * len(grams) * figure / 100 + Decimal("1e-6")
        assert abs(total - whole) <= slack
