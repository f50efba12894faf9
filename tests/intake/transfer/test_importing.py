"""Twelve's own file into an account that is used already, and back out of it."""

import json
import uuid
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from foods.models import Food, Identifier, Portion, State
from foods.search import search
from intake.checklist_items import MOST_ITEMS, add_item
from intake.day_marks import mark_day, mark_of
from intake.diary import EntryChanges, NewEntry, delete_entry, edit_entry
from intake.export import as_json, everything_about
from intake.food_marks import favourite_ids, mark_food
from intake.forms.entry_edits import EntryEditForm
from intake.meals import MOST_SAVED_MEALS, delete_saved_meal, save_entries, servings_of
from intake.medicines.writing import MOST_MEDICINES, set_removed
from intake.models import (
    ChangeCounter,
    ChecklistItem,
    Consent,
    Entry,
    FoodMark,
    GotIt,
    Import,
    LifeStage,
    Mark,
    Medicine,
    Profile,
    Purpose,
    SavedMeal,
    Target,
    circumstances_of,
)
from intake.people import (
    give_consent,
    has_consent,
    profile_of,
    set_health_facts,
    set_kidney_flag,
    withdraw_consent,
)
from intake.snapshots import Measure
from intake.transfer.applying import AppliedAlready, apply
from intake.transfer.planning import plan
from intake.transfer.reading import Damaged, read_twelve
from intake.transfer.tables import TABLES
from intake.transfer.undoing import NotUndoable, undo
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def file_of(person):
    return read_twelve("".join(as_json(person)))


def brought_by(person):
    return Import.objects.create(person=person, kind="twelve", content=b"")


def bring(person, incoming, *consents):
    return apply(brought_by(person), incoming, consents=consents)


def planned(person, incoming):
    return plan(person, incoming, today=DAY)


@pytest.fixture
def full(alice):
    """Alice's diary: a catalogue food by portion, a food of her own, a quick add, a target."""
    almonds = make_food("Almonds", magnesium_mg="270")
    Identifier.objects.create(food=almonds, scheme="ndb", value="12061")
    handful = make_portion(almonds)
    own = make_food("Crispbread", state="private", owner=alice, magnesium_mg=None)

    make_entry(alice, almonds, measure=Measure(portion=handful, amount=Decimal(2)), date=DAY)
    make_entry(alice, own)
    make_quick_add(alice, DAY, "Soup", "35.5")
    make_target(alice, date(2026, 1, 1), authority="efsa")
    make_target(alice, date(2026, 6, 1), mg=Decimal("355.5"))
    return alice


def test_entries_keep_id_snapshot_and_food_and_take_change_numbers(full, bob):
    bring(bob, file_of(full))
    ours = {entry.name: entry for entry in Entry.objects.filter(person=bob)}
    theirs = {entry.name: entry for entry in Entry.objects.filter(person=full)}
    assert {name: entry.uuid for name, entry in ours.items()} == {
        name: entry.uuid for name, entry in theirs.items()
    }
    assert ours["Almonds"].food == theirs["Almonds"].food
    assert ours["Almonds"].portion == theirs["Almonds"].portion
    assert ours["Almonds"].magnesium_mg == Decimal(162)
    assert ours["Crispbread"].magnesium_mg is None
    assert ours["Crispbread"].food.owner == bob
    assert ours["Crispbread"].food != theirs["Crispbread"].food
    last = ChangeCounter.objects.get(person=bob).value
    assert sorted(entry.change for entry in ours.values()) == [last - 2, last - 1, last]
    assert {entry.version for entry in ours.values()} == {1}


def test_the_same_file_twice_adds_nothing(full, bob):
    incoming = file_of(full)
    bring(bob, incoming)
    again = planned(bob, incoming)
    assert not again.adds_something
    assert {key: (part.added, part.same) for key, part in again.parts.items()} == {
        "foods": (0, 1),
        "consents": (0, 0),
        "life_stages": (0, 0),
        "medicines": (0, 0),
        "targets": (0, 2),
        "checklist": (0, 0),
        "saved_meals": (0, 0),
        "days": (0, 0),
        "food_marks": (0, 0),
        "notes_put_away": (0, 0),
        "entries": (0, 3),
    }
    assert again.stays == []
    assert not planned(full, incoming).adds_something  # nor into the account it came from


def test_saved_meals_marks_and_notes_come_along_and_go_again(full, bob):
    almonds = Food.objects.get(name="Almonds")
    entries = list(Entry.objects.filter(person=full).order_by("pk"))
    saved = save_entries(full, name="Snack", entries=entries)
    mark_day(full, DAY, note="Flu.", skipped=True)
    mark_food(full, almonds, Mark.FAVOURITE)
    incoming = file_of(full)
    applied = bring(bob, incoming)

    meal = SavedMeal.objects.with_items().get(person=bob)
    assert (meal.uuid, meal.name) == (saved.uuid, "Snack")
    lines = servings_of(meal, day=DAY, meal_of_day="snack", doses=True)
    assert [(line.said.name, line.magnesium_mg) for line in lines] == [
        ("Almonds", 162),
        ("Crispbread", None),
        ("Soup", Decimal("35.5")),
    ]
    assert {item.food.owner for item in meal.items.all() if item.name == "Crispbread"} == {bob}
    assert (mark_of(bob, DAY).note, mark_of(bob, DAY).skipped) == ("Flu.", True)
    assert favourite_ids(bob) == {almonds.pk}
    assert not planned(bob, incoming).adds_something

    undone = undo(applied)
    assert [undone.removed[key] for key in ("saved_meals", "days", "food_marks")] == [1, 1, 1]
    assert not SavedMeal.objects.for_person(bob).kept().exists()
    assert (mark_of(bob, DAY).note, mark_of(bob, DAY).skipped) == ("", False)
    assert favourite_ids(bob) == set()
    assert undone.stayed == []


def test_two_favourites_that_are_one_food_here_are_one(alice, bob):
    foods = [make_food("Oat bar"), make_food("Oat bars")]
    for number, food in enumerate(foods):
        Identifier.objects.create(food=food, scheme="ndb", value=f"1206{number}")
        mark_food(alice, food, Mark.FAVOURITE)
    incoming = file_of(alice)
    gone, kept = foods
    Identifier.objects.filter(food=gone).update(food=kept)
    gone.delete()
    bring(bob, incoming)
    assert [mark.food for mark in FoodMark.objects.filter(person=bob)] == [kept]


def test_an_import_is_applied_once(full, bob):
    brought = brought_by(bob)
    apply(brought, file_of(full))
    with pytest.raises(AppliedAlready):
        apply(brought, file_of(full))
    assert Entry.objects.filter(person=bob).count() == 3


def test_what_the_account_has_stays(full, bob):
    incoming = file_of(full)
    theirs = Entry.objects.get(person=full, name="Soup")
    make_entry(bob, uuid=theirs.uuid, name="Stew", kind="food", magnesium_mg=Decimal(1), date=DAY)
    make_target(bob, date(2026, 6, 1), mg=Decimal(300))
    bring(bob, incoming)
    assert Entry.objects.get(person=bob, uuid=theirs.uuid).name == "Stew"
    assert Target.objects.get(person=bob, starts_on=date(2026, 6, 1)).mg == 300
    assert Target.objects.filter(person=bob).count() == 2
    assert sorted(planned(bob, incoming).stays) == [
        "2026-06-01 (target): your account has another, which stays",
        "Soup, 23 November 2026: your account has it otherwise, and yours stays",
    ]


def test_an_entry_deleted_here_stays_deleted(full, bob):
    incoming = file_of(full)
    bring(bob, incoming)
    delete_entry(Entry.objects.get(person=bob, name="Soup"))
    again = planned(bob, incoming)
    assert (again.parts["entries"].deleted, again.adds_something) == (1, False)


def test_an_entry_of_a_food_that_is_not_here_keeps_its_figures(full, bob):
    text = "".join(as_json(full))
    Identifier.objects.all().update(value="99999")
    bring(bob, read_twelve(text))
    entry = Entry.objects.get(person=bob, name="Almonds")
    assert (entry.food, entry.portion, entry.magnesium_mg, entry.quantity) == (
        None,
        None,
        Decimal(162),
        Decimal(60),
    )


def checked(form):
    assert form.is_valid(), form.errors
    return form.changes()


class TestEntryWithoutItsFood:
    @pytest.fixture
    def soup(self, bob):
        return Entry.objects.create(
            person=bob,
            date=DAY,
            meal="lunch",
            name="Soup",
            kind="food",
            amount=2,
            portion_label="1 bowl",
            basis="100g",
            quantity=600,
            magnesium_mg=Decimal("35.0123456789"),
            added_magnesium_mg=Decimal(5),
            confidence="label",
        )

    def form(self, entry, **changes):
        data = {"version": entry.version, "date": entry.date, "meal": entry.meal}
        data |= {"name": entry.name, "magnesium_mg": "35.012"}
        return EntryEditForm(data | changes, entry=entry)

    def test_moving_it_keeps_amount_and_every_digit(self, soup):
        edited = edit_entry(soup, checked(self.form(soup, meal="dinner", name="Stew")))
        assert (edited.meal, edited.name, edited.amount, edited.magnesium_mg) == (
            "dinner",
            "Stew",
            2,
            Decimal("35.0123456789"),
        )
        assert (edited.added_magnesium_mg, edited.confidence) == (5, "label")

    def test_another_figure_is_the_person_s_own_and_what_was_added_is_not_known(self, soup):
        edited = edit_entry(soup, checked(self.form(soup, magnesium_mg="4")))
        assert (edited.magnesium_mg, edited.added_magnesium_mg, edited.confidence) == (
            4,
            None,
            "personal",
        )


def test_an_own_food_comes_with_portions_names_and_barcode_and_is_found(alice, bob):
    food = make_food("Crispbread", state="private", owner=alice, brand="Wasa")
    make_portion(food, "1 slice", "9.5")
    food.names.create(name="Knäcke", language="de", preferred=True)
    food.identifiers.create(scheme="gtin", value="4001234567890")
    bring(bob, file_of(alice))
    made = Food.objects.get(owner=bob)
    assert (made.name, made.brand, made.state) == ("Crispbread", "Wasa", State.PRIVATE)
    assert [(p.label, p.quantity, p.is_default) for p in made.portions.all()] == [
        ("1 slice", Decimal("9.5"), True)
    ]
    assert [name.name for name in made.names.all()] == ["Knäcke"]
    assert [row.value for row in made.identifiers.all()] == ["4001234567890"]
    assert made.history.count() == 1

    assert search("knäcke", person=bob).foods == [made]


def test_a_salt_of_an_older_file_is_a_range_here_too(alice, bob):
    make_food(
        "Orotate",
        state="private",
        owner=alice,
        compound="orotate",
        elemental_fraction=Decimal("0.072664"),
    )
    bring(bob, file_of(alice))
    made = Food.objects.get(owner=bob)
    assert (made.compound, made.elemental_fraction) == ("orotate", None)


def test_a_file_can_not_publish_a_food_or_take_another_s(alice, bob):
    food = make_food("Crispbread", state="private", owner=alice)
    make_entry(alice, food)
    whole = json.loads("".join(as_json(alice)))
    whole["foods"][0]["state"] = "published"
    bring(bob, read_twelve(json.dumps(whole)))
    assert Food.objects.get(owner=bob).state == State.PRIVATE
    # Without the food in the file, its id is no way to Alice's.
    del whole["foods"][:]
    for entry in whole["entries"]:
        entry["uuid"] = str(uuid.uuid4())
    bring(bob, read_twelve(json.dumps(whole)))
    assert not Entry.objects.filter(person=bob, food=food).exists()


class TestHealth:
    @pytest.fixture
    def told(self, alice):
        make_profile(alice, kidney_disease=True)
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        give_consent(person=alice, purpose=Purpose.LIFE_STAGE)
        LifeStage.objects.create(person=alice, kind="pregnant", starts_on=date(2026, 5, 1))
        return alice

    def test_comes_with_a_consent_given_now_only(self, told, bob):
        incoming = file_of(told)
        assert planned(bob, incoming).purposes == [Purpose.KIDNEY, Purpose.LIFE_STAGE]
        bring(bob, incoming)
        assert not profile_of(bob).kidney_disease
        assert not LifeStage.objects.filter(person=bob).exists()
        assert not Consent.objects.filter(person=bob).exists()
        assert profile_of(bob).birth_date == date(1990, 3, 15)

    def test_one_tick_is_for_one_thing(self, told, bob):
        bring(bob, file_of(told), Purpose.KIDNEY)
        assert profile_of(bob).kidney_disease
        assert not LifeStage.objects.filter(person=bob).exists()
        assert [consent.purpose for consent in Consent.objects.filter(person=bob)] == ["kidney"]

    def test_a_consent_that_held_elsewhere_is_dated_now(self, told, bob):
        Consent.objects.filter(person=told).update(given_at=datetime(2020, 1, 1, tzinfo=UTC))
        bring(bob, file_of(told), *Purpose)
        assert all(row.given_at.year >= 2026 for row in Consent.objects.filter(person=bob))

    def test_ended_consents_come_as_they_were(self, alice, bob):
        begun, ended = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
        Consent.objects.create(person=alice, purpose="kidney", given_at=begun, withdrawn_at=ended)
        bring(bob, file_of(alice))
        (row,) = Consent.objects.filter(person=bob)
        assert (row.given_at, row.withdrawn_at) == (begun, ended)
        assert not has_consent(bob, Purpose.KIDNEY)

    def test_facts_come_with_a_consent_and_go_again(self, alice, bob):
        make_profile(alice, health_facts=["type_2_diabetes", "alcohol"])
        give_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
        incoming = file_of(alice)
        assert planned(bob, incoming).purposes == [Purpose.HEALTH_FACTS]
        bring(bob, incoming)
        assert profile_of(bob).health_facts == []
        brought = bring(bob, file_of(alice), Purpose.HEALTH_FACTS)
        assert profile_of(bob).health_facts == ["type_2_diabetes", "alcohol"]
        assert not planned(bob, file_of(alice)).adds_something
        undo(brought)
        assert profile_of(bob).health_facts == []
        assert not has_consent(bob, Purpose.HEALTH_FACTS)

    def test_facts_of_the_account_stay(self, alice, bob):
        make_profile(alice, health_facts=["alcohol"])
        make_profile(bob, health_facts=["kidney_stones"])
        give_consent(person=bob, purpose=Purpose.HEALTH_FACTS)
        brought = bring(bob, file_of(alice), Purpose.HEALTH_FACTS)
        assert profile_of(bob).health_facts == ["kidney_stones", "alcohol"]
        undo(brought)
        assert profile_of(bob).health_facts == ["kidney_stones"]
        assert has_consent(bob, Purpose.HEALTH_FACTS)

    def test_an_import_forgets_what_its_person_takes_back(self, alice, bob):
        make_profile(alice, kidney_disease=True, health_facts=["type_2_diabetes", "alcohol"])
        give_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        brought = bring(bob, file_of(alice), *Purpose)

        def kept():
            before = Import.objects.get(pk=brought.pk).before
            return before.get("health_facts"), before.get("kidney")

        assert kept() == (["type_2_diabetes", "alcohol"], True)
        set_health_facts(person=bob, facts=["alcohol", "kidney_stones"])
        assert kept() == (["alcohol"], True)
        withdraw_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
        withdraw_consent(person=bob, purpose=Purpose.MEDICINES)
        assert kept() == (["alcohol"], True)
        set_kidney_flag(person=bob, kidney_disease=False)
        assert kept() == (["alcohol"], None)
        set_health_facts(person=bob, facts=["kidney_stones"])
        assert kept() == (None, None)
        assert "the kidney flag" not in " ".join(undo(brought).stayed)
        assert profile_of(bob).health_facts == ["kidney_stones"]

    def test_an_import_forgets_facts_with_their_consent(self, alice, bob):
        make_profile(alice, health_facts=["type_2_diabetes"])
        give_consent(person=alice, purpose=Purpose.HEALTH_FACTS)
        brought = bring(bob, file_of(alice), Purpose.HEALTH_FACTS)
        withdraw_consent(person=bob, purpose=Purpose.HEALTH_FACTS)
        brought.refresh_from_db()
        assert "health_facts" not in brought.before

    def test_a_fact_that_is_none_is_named(self, alice, bob):
        make_profile(alice)
        whole = json.loads("".join(as_json(alice)))
        whole["profile"]["health_facts"] = ["gout"]
        with pytest.raises(Damaged) as damaged:
            read_twelve(json.dumps(whole))
        assert damaged.value.problems[0].startswith(
            "profile, row 1, health_facts: holds 'gout', which is none of kidney_stones"
        )

    def test_an_older_file_without_facts_is_read(self, alice, bob):
        make_profile(alice)
        whole = json.loads("".join(as_json(alice)))
        del whole["profile"]["health_facts"]
        bring(bob, read_twelve(json.dumps(whole)))
        assert profile_of(bob).sex == "female"

    def test_which_notes_on_an_illness_were_read_does_not_come(self, alice, bob):
        for note in ("water-counts", "kidney-stones", "kidney-disease", "ppis-and-diuretics"):
            GotIt.objects.create(person=alice, note=note)
        bring(bob, file_of(alice), *Purpose)
        assert [row.note for row in GotIt.objects.filter(person=bob)] == ["water-counts"]

    def test_a_stage_that_overlaps_one_of_the_account_is_left_out(self, told, bob):
        LifeStage.objects.create(
            person=bob, kind="pregnant", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 1)
        )
        incoming = file_of(told)
        assert planned(bob, incoming).parts["life_stages"].stays == [
            "pregnant, 2026-05-01 (pregnancy or time of breastfeeding): it overlaps the one "
            "from 2026-01-01, so it is left out"
        ]
        bring(bob, incoming, *Purpose)
        assert LifeStage.objects.filter(person=bob).count() == 1

    def test_undoing_leaves_the_kidney_flag_and_says_so(self, told, bob):
        done = undo(bring(bob, file_of(told), *Purpose))
        assert profile_of(bob).kidney_disease
        assert done.stayed == [
            "the kidney flag, which only you take back, under Health and consent"
        ]
        assert not LifeStage.objects.filter(person=bob).exists()
        assert not has_consent(bob, Purpose.LIFE_STAGE)
        assert profile_of(bob).birth_date is None


class TestProfile:
    def test_fills_what_is_open_and_leaves_the_rest(self, alice, bob):
        make_profile(alice, country="DE")
        make_profile(bob, birth_date=None, country="FR", time_zone="Europe/Paris")
        incoming = file_of(alice)
        assert planned(bob, incoming).profile_stays == [
            "Country: yours stays",
            "Time zone: yours stays",
        ]
        bring(bob, incoming)
        profile = profile_of(bob)
        assert (profile.birth_date, profile.country, profile.time_zone) == (
            date(1990, 3, 15),
            "FR",
            "Europe/Paris",
        )

    def test_a_date_of_birth_of_a_child_is_not_kept(self, alice, bob):
        make_profile(alice)
        Profile.objects.filter(person=alice).update(birth_date=date(2020, 1, 1))
        incoming = file_of(alice)
        bring(bob, incoming)
        assert profile_of(bob).birth_date is None
        assert planned(bob, incoming).profile_stays == [
            "Date of birth: Twelve is for people of 16 or more. This date was not saved.",
        ]


class TestUndo:
    def test_takes_back_exactly_what_was_added(self, full, bob):
        make_quick_add(bob, DAY, "Bob's stew", "10")
        make_target(bob, date(2020, 1, 1))
        before = everything_about(bob)
        done = undo(bring(bob, file_of(full)))
        after = everything_about(bob)
        kept = [entry for entry in after["entries"] if entry["deleted_at"] is None]
        assert kept == before["entries"]
        assert after["targets"] == before["targets"]
        assert not Food.objects.owned_by(bob).exists()
        assert (done.removed, done.stayed) == (
            {
                "entries": 3,
                "targets": 2,
                "life_stages": 0,
                "medicines": 0,
                "consents": 0,
                "foods": 1,
                "checklist": 0,
                "saved_meals": 0,
                "days": 0,
                "food_marks": 0,
                "notes_put_away": 0,
            },
            [],
        )

    def test_leaves_and_names_what_was_edited_since(self, full, bob):
        applied = bring(bob, file_of(full))
        soup = Entry.objects.get(person=bob, name="Soup")
        edit_entry(soup, EntryChanges(amount=Decimal(2)))
        crisp = Food.objects.get(owner=bob)
        make_entry(bob, crisp)
        Target.objects.filter(person=bob, mg=None).update(authority="who")
        done = undo(applied)
        assert Entry.objects.get(pk=soup.pk).deleted_at is None
        assert list(Food.objects.owned_by(bob)) == [crisp]
        assert done.stayed == [
            "1 entry that you changed since",
            "1 target that you changed since",
            "1 food of your own that you changed or logged since",
        ]

    def test_tells_other_devices_and_the_file_can_come_again(self, full, bob):
        incoming = file_of(full)
        applied = bring(bob, incoming)
        before = ChangeCounter.objects.get(person=bob).value
        undo(applied)
        gone = Entry.objects.filter(person=bob)
        assert sorted(gone.values_list("change", flat=True)) == [before + n for n in (1, 2, 3)]
        again = planned(bob, incoming)
        assert len(again.parts["entries"].again) == 3
        bring(bob, incoming)
        back = Entry.objects.for_person(bob).kept()
        assert sorted(back.values_list("version", flat=True)) == [3, 3, 3]
        assert sum(entry.magnesium_mg or 0 for entry in back) == Decimal("197.5")

    @pytest.fixture
    def incoming(self, full):
        entries = list(Entry.objects.filter(person=full).order_by("pk"))
        save_entries(full, name="Snack", entries=entries)
        delete_saved_meal(save_entries(full, name="Long gone", entries=entries))
        mark_day(full, DAY, note="Flu.", skipped=True)
        mark_food(full, Food.objects.get(name="Almonds"), Mark.FAVOURITE)
        return file_of(full)

    def test_tells_other_devices_of_meals_days_and_favourites_too(self, incoming, bob):
        applied = bring(bob, incoming)
        before = ChangeCounter.objects.get(person=bob).value
        undo(applied)
        meal = SavedMeal.objects.get(person=bob)  # no device has seen the one that came deleted
        day, mark = mark_of(bob, DAY), FoodMark.objects.get(person=bob)
        assert [meal.name, meal.version, day.version] == ["Snack", 2, 2]
        assert None not in [meal.deleted_at, day.deleted_at, mark.deleted_at]
        # After those of the three entries; a tombstone of the other meal may lie between.
        assert len({meal.change, day.change, mark.change}) == 3
        assert min(meal.change, day.change, mark.change) > before + 3

    def test_meals_days_and_favourites_can_come_again(self, incoming, bob):
        undo(bring(bob, incoming))
        again = planned(bob, incoming)
        added = {key: part.added for key, part in again.parts.items() if part.added}
        assert added == {
            "entries": 3, "targets": 2, "foods": 1, "saved_meals": 2, "days": 1, "food_marks": 1
        }  # fmt: skip
        assert again.stays == []
        second = bring(bob, incoming)
        meal = SavedMeal.objects.for_person(bob).kept().get()
        assert (meal.version, meal.items.count()) == (3, 3)
        assert (mark_of(bob, DAY).note, mark_of(bob, DAY).version) == ("Flu.", 3)
        assert len(favourite_ids(bob)) == 1
        assert not planned(bob, incoming).adds_something
        undo(second)
        assert planned(bob, incoming).parts["saved_meals"].added == 2

    def test_what_was_said_anew_of_a_day_stays(self, incoming, bob):
        undo(bring(bob, incoming))
        mark_day(bob, DAY, note="Away.")
        part = planned(bob, incoming).parts["days"]
        assert (part.added, part.stays) == (
            0,
            ["2026-11-23 (note on a day or skipped day): your account has another, which stays"],
        )
        mark_day(bob, DAY, note="")
        assert planned(bob, incoming).parts["days"].added == 0  # its person deleted it

    def test_what_its_person_deleted_after_it_stays_deleted(self, full, bob):
        incoming = file_of(full)
        applied = bring(bob, incoming)
        delete_entry(Entry.objects.get(person=bob, name="Soup"))
        undo(applied)
        bring(bob, incoming)
        assert Entry.objects.get(person=bob, name="Soup").deleted_at is not None

    def test_is_done_once(self, full, bob):
        applied = bring(bob, file_of(full))
        undo(applied)
        with pytest.raises(NotUndoable):
            undo(applied)


def test_ten_thousand_entries_take_few_queries_and_little_time(
    alice, bob, django_assert_max_num_queries
):
    Entry.objects.bulk_create(
        Entry(
            person=alice,
            date=DAY,
            meal="lunch",
            name=f"Food {number}",
            kind="food",
            amount=1,
            magnesium_mg=Decimal("0.1234567891") * number,
        )
        for number in range(10_000)
    )
    text = "".join(as_json(alice))
    with django_assert_max_num_queries(40):
        bring(bob, read_twelve(text))
    assert Entry.objects.filter(person=bob).count() == 10_000


def test_portions_are_those_of_the_food_that_is_here(full, bob):
    text = "".join(as_json(full))
    Portion.objects.update(quantity=31)  # the same label, another weight
    bring(bob, read_twelve(text))
    assert Entry.objects.get(person=bob, name="Almonds").portion is None


def test_the_checklist_and_a_range_come_along_and_go_again(alice, bob):
    citrate = make_food("Citrate", magnesium_mg=None, kind="supplement", basis="unit")
    Identifier.objects.create(food=citrate, scheme="fdc", value="1")
    half_known = Measure(compound_mg=Decimal(1_000), compound="citrate")
    make_entry(alice, citrate, measure=half_known, date=DAY)
    add_item(alice, NewEntry(date=DAY, meal="dinner", food=citrate, measure=half_known), weekdays=3)
    brought = bring(bob, file_of(alice))
    entry = Entry.objects.get(person=bob)
    assert (round(entry.magnesium_mg, 1), round(entry.magnesium_at_most_mg, 1)) == (
        Decimal("113.4"),
        Decimal("161.6"),
    )
    item = ChecklistItem.objects.get(person=bob)
    assert (item.food, item.compound, item.label_dose_mg) == (citrate, "citrate", 1_000)
    assert item.iso_weekdays == [1, 2]
    undo(brought)
    assert not ChecklistItem.objects.filter(person=bob).exists()


def test_medicines_come_with_a_consent_only_and_go_again(alice, bob):
    make_medicine(alice, times=[time(7), time(19, 30)])
    set_removed(make_medicine(alice, name="Iron", medicine_class="iron"), removed=True)
    assert planned(bob, file_of(alice)).purposes == [Purpose.MEDICINES]
    bring(bob, file_of(alice))
    assert not Medicine.objects.for_person(bob).exists()
    brought = bring(bob, file_of(alice), Purpose.MEDICINES)
    assert [(each.name, each.times) for each in circumstances_of(profile_of(bob)).medicines] == [
        ("Levothyroxine", (time(7), time(19, 30)))
    ]
    first, second = Medicine.objects.for_person(bob).order_by("pk")
    assert second.change == first.change + 1
    assert Medicine.objects.get(person=bob, name="Iron").deleted_at is not None
    undo(brought)
    assert not Medicine.objects.for_person(bob).exists()
    assert not has_consent(bob, Purpose.MEDICINES)


def test_more_medicines_than_fit_are_left_out_by_name(alice, bob):
    for n in range(MOST_MEDICINES - 1):
        make_medicine(bob, name=f"Bob's {n}")
    set_removed(make_medicine(alice, name="Aspirin"), removed=True)
    for name in ("Iron", "Zinc", "Calcium"):
        make_medicine(alice, name=name)
    incoming = file_of(alice)
    words = f"it would be one more than the {MOST_MEDICINES} that fit, so it is left out"
    assert planned(bob, incoming).stays == [
        f"Zinc (medicine): {words}",
        f"Calcium (medicine): {words}",
    ]
    brought = bring(bob, incoming, Purpose.MEDICINES)
    assert brought.result["medicines"] == {"added": 2, "same": 0, "deleted": 0, "stayed": 2}
    kept = Medicine.objects.for_person(bob).kept()
    assert (kept.count(), kept.last().name) == (MOST_MEDICINES, "Iron")
    # Room that was made since is used.
    set_removed(kept.first(), removed=True)
    assert [row["name"] for row in planned(bob, incoming).parts["medicines"].new] == ["Zinc"]


def test_so_are_more_items_of_a_checklist_and_more_saved_meals(full, bob, monkeypatch):
    entries = list(Entry.objects.filter(person=full).order_by("pk"))
    for name in ("One", "Two"):
        save_entries(full, name=name, entries=entries)
        new = NewEntry(date=DAY, meal="lunch", name=name, kind="food", magnesium_mg=Decimal(10))
        add_item(full, new)
    tables = {table.key: table for table in TABLES}
    assert (tables["checklist"].most, tables["saved_meals"].most) == (MOST_ITEMS, MOST_SAVED_MEALS)
    for key in ("checklist", "saved_meals"):
        monkeypatch.setitem(vars(tables[key]), "most", 1)
    words = "it would be one more than the 1 that fit, so it is left out"
    assert planned(bob, file_of(full)).stays == [
        f"Two (item of the daily checklist): {words}",
        f"Two (saved meal): {words}",
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"times": []}, ": has no time."),
        ({"times": ["25:00"]}, ", times: is 25:00, which is no time."),
        ({"times": "07:00"}, ", times: has to be a list of up to 12 times such as 08:00."),
        (
            {"medicine_class": "antihistamine"},
            ", medicine_class: is 'antihistamine', which is none",
        ),
    ],
)
def test_a_medicine_that_can_not_be_is_named(alice, wrong, message):
    make_medicine(alice)
    whole = json.loads("".join(as_json(alice)))
    whole["medicines"][0] |= wrong
    with pytest.raises(Damaged) as damaged:
        read_twelve(json.dumps(whole))
    assert damaged.value.problems[0].startswith(f"medicines, row 1{message}")


def test_whoever_brings_a_file_without_the_kidney_flag_is_asked_about_it(alice, bob):
    """The file's answer was "yes", and this account's has not been given."""
    make_profile(alice)
    give_consent(person=alice, purpose=Purpose.KIDNEY)
    set_kidney_flag(person=alice, kidney_disease=True)
    bring(bob, file_of(alice))
    profile = profile_of(bob)
    assert (profile.kidney_disease, profile.kidney_answered_at) == (False, None)


def test_a_water_with_a_bound_comes_along(alice, bob):
    water = make_food(
        "Tap water", kind="water", basis="100ml", magnesium_mg=None, state="private", owner=alice
    )
    Food.objects.filter(pk=water.pk).update(magnesium_at_most_mg_per_basis=Decimal("4.3342"))
    bring(bob, file_of(alice))
    ours = Food.objects.owned_by(bob).get()
    assert (ours.magnesium_mg_per_basis, ours.magnesium_at_most_mg_per_basis) == (
        None,
        Decimal("4.3342"),
    )
