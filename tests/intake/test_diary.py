import uuid
from datetime import date, time
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from foods.models import Food, Kind, State
from intake.diary import (
    EntryChanges,
    EntryGone,
    IdTaken,
    NewEntry,
    VersionConflict,
    delete_entry,
    edit_entry,
    log_entry,
    restore_entry,
)
from intake.models import ChangeCounter, Entry
from intake.snapshots import InvalidEntry, Measure
from tests.factories import make_entry, make_food, make_person, make_portion

DAY = date(2026, 11, 23)


def test_an_entry_keeps_what_was_known_of_its_food(alice):
    seeds = make_food(
        "Pumpkin seeds, roasted",
        magnesium_mg="550",
        calcium_mg_per_basis=Decimal(52),
        energy_kcal_per_basis=None,
    )
    handful = make_portion(seeds, "1 handful", "28.35")
    entry = make_entry(alice, seeds, measure=Measure(portion=handful, amount=Decimal(2)))

    Food.objects.filter(pk=seeds.pk).update(magnesium_mg_per_basis=1, name="Renamed")
    entry.refresh_from_db()

    assert entry.name == "Pumpkin seeds, roasted"
    assert (entry.portion_label, entry.amount) == ("1 handful", 2)
    assert entry.grams == Decimal("56.7")
    assert entry.magnesium_mg == Decimal("311.85")
    assert entry.calcium_mg == Decimal("29.484")
    assert entry.energy_kcal is None


@pytest.mark.parametrize(
    ("measure", "field", "code"),
    [
        (Measure(), "amount", "required"),
        (Measure(grams=Decimal(1), millilitres=Decimal(1)), "millilitres", "one_measure"),
        (Measure(amount=Decimal(1)), "portion", "required"),
        (Measure(grams=Decimal(0)), "grams", "out_of_range"),
        (Measure(grams=Decimal(-1)), "grams", "out_of_range"),
        (Measure(grams=Decimal(100_001)), "grams", "out_of_range"),
        (Measure(millilitres=Decimal(1)), "millilitres", "wrong_basis"),
        (Measure(elemental_mg=Decimal(1)), "elemental_mg", "wrong_kind"),
        (Measure(compound_mg=Decimal(1)), "compound_mg", "wrong_kind"),
    ],
)
def test_a_measure_that_does_not_fit_is_refused_beside_its_field(alice, measure, field, code):
    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, make_food(), measure=measure)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert not Entry.objects.exists()


def test_a_portion_of_another_food_is_refused(alice):
    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, make_food(), measure=Measure(portion=make_portion(make_food())))
    assert caught.value.code == "portion_of_another_food"


@pytest.mark.parametrize("day", [date(308, 1, 1), date(9999, 1, 1)])
def test_a_date_of_no_diary_is_refused(alice, day):
    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, make_food(), date=day)
    assert caught.value.field == "date"


def test_a_compound_dose_is_converted_and_says_so(alice):
    citrate = make_food(
        "Magnesium citrate",
        magnesium_mg=None,
        kind=Kind.SUPPLEMENT,
        basis="unit",
        elemental_fraction=Decimal("0.1616"),
    )
    entry = make_entry(alice, citrate, measure=Measure(compound_mg=Decimal(1000), doses=Decimal(2)))

    assert entry.magnesium_mg == Decimal("161.6")
    assert (entry.label_says, entry.elemental_fraction) == ("compound", Decimal("0.1616"))
    assert (entry.amount, entry.portion_label) == (2, "500 mg of the compound")


def test_a_compound_without_its_share_can_only_be_logged_as_elemental(alice):
    citrate = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")

    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, citrate, measure=Measure(compound_mg=Decimal(500)))
    entry = make_entry(alice, citrate, measure=Measure(elemental_mg=Decimal(100)))

    assert caught.value.code == "compound_unknown"
    assert (entry.magnesium_mg, entry.label_says) == (100, "elemental")


@pytest.mark.parametrize(
    ("named", "compound", "mg"),
    [
        ({"compound": "orotate"}, "", ("65.598", "72.664")),
        ({"compound": "orotate"}, "orotate", ("65.598", "72.664")),
        ({"compound": "orotate"}, "orotate-dihydrate", ("65.598", None)),
        ({"source_ref": "orotate-unspecified"}, "", ("65.598", "72.664")),
        ({"source_ref": "orotate-unspecified"}, "orotate-anhydrous", ("72.664", None)),
        ({"compound": "oxide"}, "", ("603.042", None)),
    ],
)
def test_a_salt_is_what_its_food_says(alice, named, compound, mg):
    """One figure would be a guess where a label says "magnesium orotate" and no more."""
    salt = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit", **named)
    dose = Measure(compound_mg=Decimal(1000), compound=compound)
    entry = make_entry(alice, salt, measure=dose)
    ends = (entry.magnesium_mg, entry.magnesium_at_most_mg)
    assert ends == tuple(end and Decimal(end) for end in mg)
    assert entry.compound == (compound or next(iter(named.values())).removesuffix("-unspecified"))


@pytest.mark.parametrize("other", ["citrate", "malate", "oxide", "citrate-monomagnesium"])
@pytest.mark.parametrize(
    "named",
    [
        {"compound": "orotate"},
        {"compound": "orotate-anhydrous"},
        {"compound": "orotate-anhydrous", "elemental_fraction": Decimal("0.0727")},
        {"source_ref": "orotate-unspecified"},
    ],
)
def test_a_dose_is_of_no_other_compound_than_its_food(alice, named, other):
    salt = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit", **named)
    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, salt, measure=Measure(compound_mg=Decimal(1000), compound=other))
    assert caught.value.field == "compound"
    assert caught.value.code in {"another_compound", "invalid_choice"}


def test_what_says_no_compound_may_be_any(alice):
    """A blend is logged part by part, and the label of a multivitamin names its salt."""
    blend = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit", source_ref="blend")
    dose = Measure(compound_mg=Decimal(100), compound="oxide")
    assert make_entry(alice, blend, measure=dose).magnesium_mg == Decimal("60.3042")


def test_a_tablet_of_unknown_strength_is_unknown(alice):
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")

    entry = make_entry(alice, tablet, measure=Measure(amount=Decimal(2)))

    assert entry.magnesium_mg is None


def test_a_quick_add_needs_a_name_and_a_kind(alice):
    entry = make_entry(alice, name="Canteen stew", kind="food", magnesium_mg=Decimal(80))
    assert (entry.name, entry.magnesium_mg, entry.food) == ("Canteen stew", 80, None)

    for missing in ("name", "kind"):
        fields = {"name": "Stew", "kind": "food", "magnesium_mg": Decimal(80)} | {missing: ""}
        with pytest.raises(InvalidEntry) as caught:
            log_entry(alice, NewEntry(date=DAY, meal="lunch", **fields))
        assert caught.value.field == missing


def test_the_same_request_again_is_the_same_entry(alice):
    request = {"uuid": uuid.uuid4(), "request_hash": "a" * 64}
    food = make_food()
    first = make_entry(alice, food, **request)
    edit_entry(first, EntryChanges(amount=Decimal(50)))

    new = NewEntry(date=DAY, meal="lunch", food=food, measure=Measure(grams=Decimal(100)))
    again, created = log_entry(alice, NewEntry(**(vars(new) | request)))

    assert (again.pk, again.amount, created) == (first.pk, 50, False)


def test_another_request_under_the_same_id_is_refused(alice):
    known = make_entry(alice, uuid=uuid.uuid4(), request_hash="a" * 64)
    with pytest.raises(IdTaken) as caught:
        make_entry(alice, uuid=known.uuid, request_hash="b" * 64)
    assert caught.value.entry == known


def test_an_id_of_somebody_else_is_free(alice, bob):
    known = make_entry(alice, uuid=uuid.uuid4())
    assert make_entry(bob, uuid=known.uuid).uuid == known.uuid


def test_a_deleted_entry_is_gone_until_it_is_restored(alice):
    entry = make_entry(alice, uuid=uuid.uuid4(), request_hash="a" * 64)

    delete_entry(entry)
    delete_entry(entry)
    with pytest.raises(EntryGone):
        make_entry(alice, uuid=entry.uuid, request_hash="a" * 64)
    with pytest.raises(EntryGone):
        edit_entry(entry, EntryChanges(amount=Decimal(1)))
    restored = restore_entry(entry)

    assert restored.deleted_at is None
    assert restored.version == 3


def test_editing_an_amount_scales_by_the_figures_of_then(alice):
    food = make_food(magnesium_mg="33.3333")
    entry = make_entry(alice, food)
    Food.objects.filter(pk=food.pk).update(magnesium_mg_per_basis=1)

    small = edit_entry(entry, EntryChanges(amount=Decimal("0.001")))
    back = edit_entry(small, EntryChanges(measure=Measure(grams=Decimal(100))))

    assert small.magnesium_mg == Decimal("0.000333333")
    assert back.magnesium_mg == Decimal("33.3333")


def test_changing_the_food_takes_the_other_foods_figures(alice):
    entry = make_entry(alice, make_food(magnesium_mg="50"))
    other = make_food("Kale", magnesium_mg="33")

    changed = edit_entry(entry, EntryChanges(food=other, measure=Measure(grams=Decimal(200))))

    assert (changed.name, changed.magnesium_mg) == ("Kale", 66)


def test_a_dose_keeps_nothing_of_the_fortified_food_it_replaces(alice):
    entry = make_entry(alice, make_food(added_magnesium_mg_per_basis=Decimal(30)))
    assert entry.added_magnesium_mg == 30
    tablet = make_food(magnesium_mg=None, kind="supplement", basis="unit")
    changes = EntryChanges(food=tablet, measure=Measure(elemental_mg=Decimal(100)))
    assert edit_entry(entry, changes).added_magnesium_mg is None


def test_meal_date_and_time_can_be_moved(alice):
    entry = make_entry(alice, time=time(8, 30))

    moved = edit_entry(entry, EntryChanges(date=date(2026, 11, 22), meal="dinner", clear_time=True))

    assert (moved.date, moved.meal, moved.time) == (date(2026, 11, 22), "dinner", None)
    assert moved.magnesium_mg == entry.magnesium_mg


def test_a_version_seen_before_another_change_is_refused(alice):
    entry = make_entry(alice)
    edit_entry(entry, EntryChanges(amount=Decimal(50)), expected_version=1)

    with pytest.raises(VersionConflict) as caught:
        edit_entry(entry, EntryChanges(amount=Decimal(70)), expected_version=1)

    assert caught.value.entry.amount == 50


def test_every_write_has_the_next_change_number(alice, bob):
    entry = make_entry(alice)
    make_entry(bob)
    edit_entry(entry, EntryChanges(amount=Decimal(50)))
    delete_entry(entry)
    entry.refresh_from_db()

    assert entry.change == 3
    assert ChangeCounter.objects.get(person=alice).value == 3


def test_a_retired_food_can_still_be_logged_by_a_phone_that_was_offline(alice, bob):
    retired = make_food(state=State.RETIRED)
    private = make_food(state=State.PRIVATE, owner=bob)

    loggable = Food.objects.loggable_by(alice)

    assert retired in loggable
    assert private not in loggable


def test_a_merged_food_is_logged_by_the_figures_of_the_one_that_was_kept(alice):
    kept = make_food("Kale, raw", magnesium_mg="33")
    merged = make_food("Kale", magnesium_mg="47", state=State.MERGED, merged_into=kept)
    cup = make_portion(merged, "1 cup", "20")

    entry = make_entry(alice, merged, measure=Measure(portion=cup, amount=Decimal(2)))

    assert (entry.food, entry.name, entry.portion_label) == (kept, "Kale, raw", "1 cup")
    assert entry.magnesium_mg == Decimal("13.2")


def test_a_merged_food_measured_otherwise_keeps_its_own_figures(alice):
    kept = make_food("Juice", magnesium_mg="11", basis="100ml")
    merged = make_food("Juice, by weight", magnesium_mg="10")
    Food.objects.filter(pk=merged.pk).update(state=State.MERGED, merged_into=kept)
    merged.refresh_from_db()

    assert make_entry(alice, merged).magnesium_mg == 10


def test_tablets_are_counted_for_a_dose_only(alice):
    with pytest.raises(InvalidEntry) as caught:
        make_entry(alice, measure=Measure(grams=Decimal(10), doses=Decimal(2)))
    assert caught.value.field == "doses"


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_makes_one_entry():
    person, food = make_person(), make_food()
    new = NewEntry(
        date=DAY,
        meal="lunch",
        food=food,
        measure=Measure(grams=Decimal(1)),
        uuid=uuid.uuid4(),
        request_hash="a" * 64,
    )
    barrier, made = Barrier(4), []

    def write() -> None:
        barrier.wait(timeout=10)
        made.append(log_entry(person, new)[1])
        connection.close()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)

    assert sorted(made) == [False, False, False, True]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"amount": 0},
        {"magnesium_mg": Decimal(-1)},
        {"quantity": Decimal(-1)},
        {"name": ""},
        {"date": date(308, 1, 1)},
        {"meal": "brunch"},
    ],
)
def test_the_database_refuses_what_can_not_be(alice, values):
    entry = make_entry(alice)
    with pytest.raises(IntegrityError):
        Entry.objects.filter(pk=entry.pk).update(**values)
