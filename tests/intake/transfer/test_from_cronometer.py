"""From Cronometer's lines to entries."""

from datetime import date, time
from decimal import Decimal

import pytest

from intake.diary import delete_entry
from intake.models import Entry, Import
from intake.transfer import cronometer
from intake.transfer.applying import apply
from intake.transfer.from_cronometer import Choices, incoming, key_of, taken_days, unmatched
from intake.transfer.undoing import undo
from tests.factories import make_food, make_quick_add

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
HEADING = "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Category\n"
OATS = "2026-11-20,08:14 AM,Breakfast,Oats,80.00 g,311,138.05,Cereals\n"
BREAD = "2026-11-20,,Lunch,Rye bread,2.00 slice,160,,Baked\n"
WEIGHED = "2026-11-20,,Dinner,Kale,150.00 g,60,,Vegetables\n"
CITRATE = "2026-11-20,,Snacks,Citrate,1.00 tablet,,100.00,Supplements\n"
DAILY = "Date,Energy (kcal),Magnesium (mg),Completed\n"


def servings(*lines):
    return cronometer.read(HEADING + "".join(lines), today=TODAY)


def bring(person, contents, **choices):
    brought = Import.objects.create(person=person, kind="servings", content=b"")
    return apply(brought, incoming(person, contents, Choices(**choices)))


def kept(person):
    return list(Entry.objects.for_person(person).kept().order_by("date", "pk"))


def test_a_line_with_a_figure_is_a_quick_add_under_the_file_s_name(alice):
    bring(alice, servings(OATS, CITRATE))
    oats, citrate = kept(alice)
    assert (oats.name, oats.date, oats.time, oats.meal, oats.kind) == (
        "Oats",
        date(2026, 11, 20),
        time(8, 14),
        "breakfast",
        "food",
    )
    assert (oats.food, oats.portion_label, oats.grams, oats.amount) == (None, "80 g", 80, 1)
    assert (oats.magnesium_mg, oats.energy_kcal, oats.calcium_mg) == (Decimal("138.05"), 311, None)
    assert (oats.added_magnesium_mg, oats.confidence) == (None, "personal")
    assert (citrate.kind, citrate.magnesium_mg) == ("supplement", 100)


def test_a_line_without_a_figure_is_not_known_until_a_food_is_chosen(alice, bob):
    contents = servings(OATS, BREAD, BREAD.replace("11-20", "11-21"), WEIGHED)
    asked = unmatched(contents)
    assert [(one.name, one.amount, one.grams, one.lines) for one in asked] == [
        ("Rye bread", "2.00 slice", None, [3, 4]),
        ("Kale", "150.00 g", 150, [5]),
    ]
    bring(alice, contents)
    assert [entry.magnesium_mg for entry in kept(alice)] == [Decimal("138.05"), None, None, None]

    rye = make_food("Bread, rye", magnesium_mg="40", added_magnesium_mg_per_basis=None)
    chosen = {key_of("Rye bread", "2.00 slice"): (rye.pk, Decimal(64))}
    bring(bob, contents, foods=chosen)
    bread = Entry.objects.get(person=bob, date=date(2026, 11, 21))
    assert (bread.food, bread.name, bread.grams) == (rye, "Bread, rye", 64)
    assert (bread.magnesium_mg, bread.meal, bread.energy_kcal) == (Decimal("25.6"), "lunch", None)


def test_somebody_else_s_food_can_not_be_chosen(alice, bob):
    private = make_food("Bob's bread", state="private", owner=bob)
    bring(
        alice, servings(BREAD), foods={key_of("Rye bread", "2.00 slice"): (private.pk, Decimal(64))}
    )
    (bread,) = kept(alice)
    assert (bread.food, bread.name, bread.magnesium_mg) == (None, "Rye bread", None)


def test_the_same_file_twice_adds_nothing_and_a_longer_one_the_rest(alice):
    assert bring(alice, servings(OATS, BREAD)).result["entries"]["added"] == 2
    again = bring(alice, servings(OATS, BREAD))
    assert again.result["entries"] | {"stayed": 0} == {
        "added": 0,
        "same": 2,
        "deleted": 0,
        "stayed": 0,
    }
    assert bring(alice, servings(OATS, BREAD, CITRATE)).result["entries"]["added"] == 1
    assert len(kept(alice)) == 3


def test_another_person_s_entries_have_ids_of_their_own(alice, bob):
    bring(alice, servings(OATS))
    bring(bob, servings(OATS))
    assert kept(alice)[0].uuid != kept(bob)[0].uuid


def test_a_line_that_stands_twice_is_had_twice_unless_dropped(alice, bob):
    contents = servings(OATS, OATS)
    bring(alice, contents)
    bring(bob, contents, drop_repeats=True)
    assert (len(kept(alice)), len(kept(bob))) == (2, 1)


def test_what_was_deleted_since_stays_so_and_undo_takes_the_rest(alice):
    applied = bring(alice, servings(OATS, CITRATE))
    delete_entry(kept(alice)[0])
    assert bring(alice, servings(OATS, CITRATE)).result["entries"]["deleted"] == 1
    assert undo(applied).removed["entries"] == 1
    assert kept(alice) == []
    assert bring(alice, servings(OATS, CITRATE)).result["entries"]["added"] == 1


class TestWholeDays:
    @pytest.fixture
    def contents(self):
        rows = "2026-11-19,2000,300.5,true\n2026-11-20,1800,,false\n"
        return cronometer.read(DAILY + rows, today=TODAY)

    def test_a_day_is_one_entry(self, alice, contents):
        bring(alice, contents)
        assert [
            (entry.name, entry.kind, entry.date.day, entry.magnesium_mg) for entry in kept(alice)
        ] == [
            ("Cronometer, whole day", "food", 19, Decimal("300.5")),
            ("Cronometer, whole day", "food", 20, None),
        ]
        assert unmatched(contents) == []

    def test_a_day_that_has_entries_is_left_out_unless_asked_for(self, alice, contents):
        logged = date(2026, 11, 19)
        make_quick_add(alice, logged, "Soup", "35")
        assert taken_days(alice, contents) == [logged]
        bring(alice, contents)
        assert [entry.name for entry in Entry.objects.on(logged)] == ["Soup"]
        bring(alice, contents, days=frozenset([logged]))
        assert Entry.objects.on(logged).count() == 2

    def test_the_same_file_twice_adds_nothing_and_asks_nothing(self, alice, contents):
        bring(alice, contents)
        assert taken_days(alice, contents) == []
        assert bring(alice, contents).result["entries"]["added"] == 0
