"""What a device learns by pulling, and what it costs."""

import gzip
import json
import random
import uuid
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foods import merging
from foods.models import Confidence, Food, State
from foods.own_foods import bring_back
from intake.changes import forget_deleted
from intake.day_marks import mark_day
from intake.diary import EntryChanges, delete_entry, edit_entry
from intake.food_marks import mark_food, unmark_food
from intake.life_stages import begin_life_stage
from intake.meals import place_saved_meal, save_entries
from intake.models import Change, Entry, GotIt, Mark, Purpose, PushedWrite, SavedMeal
from intake.people import give_consent, set_kidney_flag, withdraw_consent
from intake.serializers.sync import PULLED
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.intake.test_checklist import daily, make_tablet

URL = "/api/v1/sync/"
DAY = date(2026, 11, 23)


def pull(client, since=None, **asked):
    """All pages as one: the changes, and the cursor after them."""
    changes = []
    while True:
        answer = client.get(URL, ({"since": since} if since else {}) | asked)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        changes += page["changes"]
        since = page["cursor"]
        if not page["more"]:
            return changes, since


def said(changes):
    """[(table, id, row or None)]"""
    return [(each["table"], each["id"], each.get("row")) for each in changes]


@pytest.fixture
def full(alice):
    """A row in every table that is kept in step."""
    make_profile(alice)
    make_target(alice, DAY, mg=Decimal(350))
    entry = make_entry(alice, make_food("Kale"))
    save_entries(alice, name="Lunch", entries=[entry])
    daily(alice, starts_on=DAY)
    mark_day(alice, DAY, note="Flu.")
    for mark in Mark:
        mark_food(alice, make_food(), mark)
    make_medicine(alice)
    own = make_food("Oat bar", owner=alice, state=State.PRIVATE, confidence=Confidence.PERSONAL)
    make_portion(own)
    GotIt.objects.create(person=alice, note="one-low-day")
    return alice


def test_everything_comes_at_first_and_nothing_after(full, as_alice):
    changes, cursor = pull(as_alice)
    assert {each["table"] for each in changes} == {table for table, _ in PULLED}
    assert all("row" in each for each in changes)
    assert pull(as_alice, cursor)[0] == []


def test_a_row_is_what_its_own_address_answers(full, as_alice):
    rows = {table: row for table, _, row in said(pull(as_alice)[0])}
    entry = Entry.objects.get()
    assert rows["entries"] == as_alice.get(f"/api/v1/entries/{entry.uuid}/").json()
    for table, address in [
        ("targets", "targets/"),
        ("medicines", "medicines/"),
        ("favourites", "favourites/"),
        ("dismissed_suggestions", "suggestions/dismissed/"),
        ("dismissed_notes", "notes/dismissed/"),
    ]:
        assert [rows[table]] == as_alice.get(f"/api/v1/{address}").json()["results"], table
    food = as_alice.get(f"/api/v1/foods/{rows['foods']['id']}/").json()
    assert rows["foods"] == food
    profile = as_alice.get("/api/v1/profile/").json()
    assert profile.pop("authority") == "us"
    assert rows["profile"] == profile
    assert rows["days"] == {
        "date": "2026-11-23",
        "note": "Flu.",
        "skipped": False,
        "version": 1,
        "updated_at": rows["days"]["updated_at"],
    }


def test_what_follows_from_a_foods_figures_is_left_out(full, as_alice):
    """It would outlive a correction: a saved meal's own row does not change with a food."""
    rows = {table: row for table, _, row in said(pull(as_alice)[0])}
    (item,) = rows["saved_meals"]["items"]
    assert (item["name"], item["grams"]) == ("Kale", 100)
    assert {"magnesium_mg", "left_out"}.isdisjoint(item)
    checklist = rows["checklist"]
    assert {"magnesium_mg", "due", "entry", "medicine_spacing"}.isdisjoint(checklist)
    assert checklist["offered"] is True


@pytest.mark.parametrize("known", [Decimal(35), Decimal(0), None])
def test_an_item_without_a_food_has_its_own_figure_and_null_is_not_known(alice, as_alice, known):
    soup = make_entry(alice, name="Soup", kind="food", magnesium_mg=known)
    save_entries(alice, name="Supper", entries=[soup])
    ((_, _, meal),) = [each for each in said(pull(as_alice)[0]) if each[0] == "saved_meals"]
    assert meal["items"][0]["magnesium_mg"] == known


def test_only_the_last_state_of_a_row_is_sent_and_the_oldest_change_first(alice, as_alice):
    first, second = make_entry(alice), make_entry(alice)
    edit_entry(first, EntryChanges(meal="dinner"))
    changes, _ = pull(as_alice)
    assert [(each["id"], each["version"]) for each in changes] == [
        (str(second.uuid), 1),
        (str(first.uuid), 2),
    ]
    assert changes[1]["row"]["meal"] == "dinner"


def test_tombstones_come_in_the_same_stream(alice, as_alice):
    kept, gone = make_entry(alice), make_entry(alice)
    food = make_food()
    mark_food(alice, food, Mark.FAVOURITE)
    _, cursor = pull(as_alice)
    delete_entry(gone)
    edit_entry(kept, EntryChanges(meal="dinner"))
    unmark_food(alice, food.pk, Mark.FAVOURITE)
    changes, _ = pull(as_alice, cursor)
    assert changes[0] == {"table": "entries", "id": str(gone.uuid), "version": 2}
    assert said(changes)[1][:2] == ("entries", str(kept.uuid))
    assert said(changes)[2] == ("favourites", str(food.pk), None)


def test_who_begins_is_told_nothing_of_what_was_deleted_before(alice, as_alice):
    delete_entry(make_entry(alice))
    kept = make_entry(alice)
    assert [each["id"] for each in pull(as_alice)[0]] == [str(kept.uuid)]


def test_what_is_deleted_while_somebody_begins_is_told(alice, as_alice):
    entries = [make_entry(alice) for _ in range(4)]
    page = as_alice.get(URL, {"limit": 2}).json()
    assert page["more"]
    delete_entry(entries[0])
    delete_entry(entries[3])
    rest, _ = pull(as_alice, page["cursor"], limit=2)
    assert [(each["id"], "row" in each) for each in rest] == [
        (str(entries[2].uuid), True),
        (str(entries[0].uuid), False),
        (str(entries[3].uuid), False),
    ]


def test_a_page_never_ends_within_what_changed_under_one_number(alice, as_alice):
    meals = [save_entries(alice, name=f"Meal {n}", entries=[]) for n in range(5)]
    _, cursor = pull(as_alice)
    place_saved_meal(meals[4], 0)
    assert len(set(SavedMeal.objects.values_list("change", flat=True))) == 1
    changes, _ = pull(as_alice, cursor, limit=2)
    assert {each["id"] for each in changes} == {str(meal.uuid) for meal in meals}


def test_a_deletion_without_a_tombstone_is_told_too(alice, as_alice):
    """Withdrawing the consent deletes medicines outright, also those that were removed."""
    medicine = make_medicine(alice)
    _, cursor = pull(as_alice)
    withdraw_consent(person=alice, purpose=Purpose.MEDICINES)
    tombstone = ("medicines", str(medicine.uuid), None)
    assert tombstone in said(pull(as_alice, cursor)[0])


def test_what_was_deleted_outright_and_came_again_is_there_once(alice, as_alice):
    """It stands twice among the changes, which does not end the pages early."""
    first, second, third = (make_entry(alice) for _ in range(3))
    _, cursor = pull(as_alice)
    Entry.objects.filter(pk=first.pk).delete()
    again = make_entry(alice, uuid=first.uuid)
    edit_entry(second, EntryChanges(meal="dinner"))
    edit_entry(third, EntryChanges(meal="dinner"))
    changes, _ = pull(as_alice, cursor, limit=2)
    rows = {each["id"]: each.get("row") for each in changes}
    assert set(rows) == {str(entry.uuid) for entry in (again, second, third)}
    assert None not in rows.values()


def test_a_target_that_moves_leaves_its_date(alice, as_alice):
    target = make_target(alice, DAY)
    _, cursor = pull(as_alice)
    as_alice.patch(f"/api/v1/targets/{target.pk}/", {"starts_on": "2026-12-01"})
    assert [each[:2] for each in said(pull(as_alice, cursor)[0])] == [
        ("targets", "2026-11-23"),
        ("targets", "2026-12-01"),
    ]


def test_a_merged_food_is_no_longer_ones_own(alice, as_alice, curator):
    from foods import submissions

    own = make_food("Oat bar", owner=alice, state=State.PRIVATE)
    _, cursor = pull(as_alice)
    asked = submissions.propose(own, alice)
    changes, cursor = pull(as_alice, cursor)
    assert changes[0]["row"]["state"] == "proposed"
    merging.merge(asked.food, into=make_food("Oat bars"), by=curator)
    assert said(pull(as_alice, cursor)[0]) == [("foods", str(own.pk), None)]


class TestAFoodOfAnotherKind:
    """Whoever had it on the checklist is no longer offered it for one tap."""

    @pytest.fixture
    def tablet(self, alice):
        make_profile(alice)
        tablet = make_tablet()
        daily(alice, tablet, starts_on=DAY)
        return tablet

    def offered(self, client, cursor):
        changes, cursor = pull(client, cursor)
        return [row["offered"] for table, _, row in said(changes) if table == "checklist"], cursor

    def test_is_told(self, as_alice, tablet):
        first, cursor = self.offered(as_alice, None)
        Food.objects.filter(pk=tablet.pk).update(kind="medicine")
        then, cursor = self.offered(as_alice, cursor)
        Food.objects.filter(pk=tablet.pk).update(kind="supplement")
        again, _ = self.offered(as_alice, cursor)
        assert (first, then, again) == ([True], [False], [True])

    def test_is_told_of_the_one_that_it_was_merged_into(self, as_alice, tablet, curator):
        _, cursor = self.offered(as_alice, None)
        kept = make_tablet()
        merging.merge(tablet, into=kept, by=curator)
        Food.objects.filter(pk=kept.pk).update(kind="medicine")
        assert self.offered(as_alice, cursor)[0] == [False]

    def test_or_of_another_name_is_no_change(self, as_alice, tablet):
        _, cursor = pull(as_alice)
        Food.objects.filter(pk=tablet.pk).update(name="Other", magnesium_mg_per_basis=3)
        assert pull(as_alice, cursor)[0] == []


class TestWeakKidneys:
    def set_flag(self, alice):
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)

    def test_no_number_to_reach_is_pulled_and_no_dose_offered(self, full, as_alice):
        self.set_flag(full)
        rows = {table: row for table, _, row in said(pull(as_alice)[0])}
        assert rows["profile"]["kidney_disease"] is True
        assert rows["targets"]["mg"] is None
        assert rows["checklist"]["offered"] is False

    def test_a_device_that_had_them_forgets_them_and_gets_them_back(self, full, as_alice):
        _, cursor = pull(as_alice)
        self.set_flag(full)
        changes, cursor = pull(as_alice, cursor)
        rows = {table: row for table, _, row in said(changes)}
        assert rows["targets"]["mg"] is None
        assert rows["checklist"]["offered"] is False
        set_kidney_flag(person=full, kidney_disease=False)
        rows = {table: row for table, _, row in said(pull(as_alice, cursor)[0])}
        assert rows["targets"]["mg"] == 350
        assert rows["checklist"]["offered"] is True

    def test_under_18_no_dose_is_offered_from_the_day_the_birthday_is_known(self, full, as_alice):
        _, cursor = pull(as_alice)
        young = timezone.now().date() - timedelta(days=17 * 365)
        as_alice.patch("/api/v1/profile/", {"birth_date": str(young)})
        rows = {table: row for table, _, row in said(pull(as_alice, cursor)[0])}
        assert rows["checklist"]["offered"] is False


def test_health_facts_and_life_stages_are_what_the_profile_shows(full, as_alice):
    _, cursor = pull(as_alice)
    give_consent(person=full, purpose=Purpose.LIFE_STAGE)
    begin_life_stage(person=full, kind="pregnant", starts_on=DAY, today=DAY)
    ((_, key, row),) = said(pull(as_alice, cursor)[0])
    assert (key, [stage["kind"] for stage in row["life_stages"]]) == ("profile", ["pregnant"])
    _, cursor = pull(as_alice)
    withdraw_consent(person=full, purpose=Purpose.LIFE_STAGE)
    ((_, _, row),) = said(pull(as_alice, cursor)[0])
    assert (row["life_stages"], [each["purpose"] for each in row["consents"]]) == (
        [],
        ["medicines"],
    )


class TestCursor:
    def test_is_refused_when_it_is_not_ours(self, alice, as_alice):
        _, cursor = pull(as_alice)
        for wrong in ("x", cursor[:-1], "[0,0]", cursor.swapcase(), "\x00", "a" * 201):
            answer = as_alice.get(URL, {"since": wrong})
            assert answer.status_code == 400, wrong
            assert answer.json()["errors"][0]["parameter"] == "since"
        assert as_alice.get(URL, {"since": cursor[:-1]}).json()["code"] == "invalid_cursor"

    def test_of_somebody_else_is_refused(self, alice, as_alice, as_bob):
        make_entry(alice)
        _, cursor = pull(as_alice)
        answer = as_bob.get(URL, {"since": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")

    def test_is_too_old_once_tombstones_after_it_were_forgotten(self, alice, as_alice, settings):
        entry, kept = make_entry(alice), make_entry(alice)
        _, old = pull(as_alice)
        delete_entry(entry)
        _, recent = pull(as_alice, old)
        PushedWrite.objects.create(person=alice, digest="of a write")
        call_command("forget_deleted")
        assert Entry.objects.count() == 2
        assert PushedWrite.objects.exists()
        later = timezone.now() + settings.DELETED_KEPT + timedelta(seconds=1)
        assert forget_deleted(later) == 1
        assert list(Entry.objects.all()) == [kept]
        assert not PushedWrite.objects.exists()
        answer = as_alice.get(URL, {"since": old})
        assert (answer.status_code, answer.json()["code"]) == (410, "cursor_too_old")
        assert pull(as_alice, recent)[0] == []
        fresh, cursor = pull(as_alice, limit=1)
        assert [each["id"] for each in fresh] == [str(kept.uuid)]
        assert pull(as_alice, cursor)[0] == []

    def test_of_who_is_just_beginning_is_not_too_old(self, alice, as_alice, settings):
        """The pages of a start lie before what was forgotten, and need none of it."""
        for _ in range(3):
            make_entry(alice)
        delete_entry(make_entry(alice))
        forget_deleted(timezone.now() + settings.DELETED_KEPT + timedelta(seconds=1))
        assert len(pull(as_alice, limit=1)[0]) == 3

    def test_from_after_what_a_restored_backup_knows_is_too_old(self, alice, as_alice):
        make_entry(alice)
        _, cursor = pull(as_alice)
        alice.change_counter.delete()
        assert as_alice.get(URL, {"since": cursor}).status_code == 410

    def test_the_id_chosen_for_a_food_is_free_once_the_food_is_forgotten(self, as_alice, settings):
        bodies = [{"name": "Bar", "client_id": str(uuid.uuid4())} for _ in range(2)]
        kept, gone = (as_alice.post("/api/v1/foods/", body).json() for body in bodies)
        as_alice.delete(f"/api/v1/foods/{gone['id']}/")
        late = timezone.now() + settings.DELETED_KEPT
        forget_deleted(late - timedelta(minutes=1))
        assert as_alice.post("/api/v1/foods/", bodies[1]).status_code == 410
        forget_deleted(late + timedelta(seconds=1))
        again = [as_alice.post("/api/v1/foods/", body) for body in bodies]
        assert [answer.status_code for answer in again] == [200, 201]
        assert again[0].json()["id"] == kept["id"]

    def test_a_removed_food_goes_for_good_where_nothing_names_it(self, alice, as_alice, settings):
        logged, unlogged, unused, back = (
            make_food(name, owner=alice, state=State.PRIVATE)
            for name in ("Logged", "Logged, and deleted", "Not logged", "Back")
        )
        entry = make_entry(alice, logged)
        delete_entry(make_entry(alice, unlogged))
        for food in (logged, unlogged, unused, back):
            assert as_alice.delete(f"/api/v1/foods/{food.pk}/").status_code == 204
        bring_back(back)
        late = timezone.now() + settings.DELETED_KEPT
        forget_deleted(late - timedelta(minutes=1))
        assert Food.objects.filter(owner=alice).count() == 4
        forget_deleted(late + timedelta(seconds=1))
        assert set(Food.objects.filter(owner=alice)) == {logged, back}
        entry.refresh_from_db()
        assert entry.food == logged

    def test_a_removed_food_goes_for_good_once_nothing_names_it(self, alice, as_alice, settings):
        """Long after it was removed: no trace of that is left then but the food itself."""
        body = {"name": "Logged", "client_id": str(uuid.uuid4())}
        food_id = as_alice.post("/api/v1/foods/", body).json()["id"]
        entry = make_entry(alice, Food.objects.get(pk=food_id))
        as_alice.delete(f"/api/v1/foods/{food_id}/")
        late = timezone.now() + settings.DELETED_KEPT + timedelta(minutes=1)
        forget_deleted(late)
        assert Food.objects.filter(pk=food_id).exists(), "an entry names it"
        entry.delete()  # as with what an import brought
        Change.objects.all().delete()
        forget_deleted(late)
        assert not Food.objects.filter(pk=food_id).exists()
        assert as_alice.post("/api/v1/foods/", body).status_code == 201

    def test_a_removed_food_goes_for_good_with_the_last_entry_of_it(
        self, alice, as_alice, settings
    ):
        food = make_food("Logged", owner=alice, state=State.PRIVATE)
        entry = make_entry(alice, food)
        as_alice.delete(f"/api/v1/foods/{food.pk}/")
        late = timezone.now() + settings.DELETED_KEPT + timedelta(minutes=1)
        forget_deleted(late)
        delete_entry(entry)
        forget_deleted(late - timedelta(minutes=2))
        assert Food.objects.filter(pk=food.pk).exists(), "the entry can be restored"
        forget_deleted(late)
        assert not Food.objects.filter(pk=food.pk).exists()

    def test_forgetting_takes_outright_deletions_too(self, alice, as_alice, settings):
        target = make_target(alice, DAY)
        _, old = pull(as_alice)
        target.delete()
        forget_deleted(timezone.now() + settings.DELETED_KEPT + timedelta(seconds=1))
        assert not Change.objects.exists()
        assert as_alice.get(URL, {"since": old}).status_code == 410


class TestCost:
    ACT = uuid.UUID("5f0b6f0e-2a53-4d0f-9c35-9f6d5d0f8a12")

    def count(self, client, **asked):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL, asked).status_code == 200
        return len(queries)

    def test_nothing_new_costs_three_queries(self, full, as_alice):
        _, cursor = pull(as_alice)
        assert self.count(as_alice, since=cursor) == 3  # token, counter, changes

    def test_more_rows_of_every_table_cost_no_more_queries(self, full, as_alice):
        before = self.count(as_alice)
        assert before == 19
        for n in range(1, 4):
            entry = make_quick_add(full, DAY, f"Soup {n}", "3")
            save_entries(full, name=f"Meal {n}", entries=[entry, entry])
            daily(full, starts_on=DAY)
            mark_day(full, DAY + timedelta(days=n), note="Flu.")
            make_target(full, DAY + timedelta(days=n))
            make_medicine(full, name=f"Iron {n}", medicine_class="", times=[time(8)])
            own = make_food(f"Bar {n}", owner=full, state=State.PRIVATE)
            make_portion(own)
            for mark in Mark:
                mark_food(full, make_food(), mark)
            GotIt.objects.create(person=full, note=f"note-{n}")
        assert self.count(as_alice) == before

    def test_pulling_writes_nothing(self, full, as_alice):
        with CaptureQueriesContext(connection) as queries:
            as_alice.get(URL)
        assert all(each["sql"].lstrip().startswith("SELECT") for each in queries)

    def test_a_year_of_ten_entries_a_day_takes_four_requests_and_350_kb(self, alice, as_alice):
        """Named, measured and timed as people do it, with ids and figures of their own."""
        chance = random.Random(12)  # noqa: S311
        make_profile(alice)
        foods = [
            make_food(
                f"Food {n}, with a name of some length",
                magnesium_mg=str(chance.randint(1, 3000) / 10),
                calcium_mg_per_basis=Decimal(chance.randint(1, 9000)) / 10,
                potassium_mg_per_basis=Decimal(chance.randint(1, 9000)) / 10,
                energy_kcal_per_basis=Decimal(chance.randint(1, 600)),
                phosphorus_mg_per_basis=Decimal(chance.randint(1, 900)),
            )
            for n in range(60)
        ]
        pattern = [make_entry(alice, food) for food in foods]
        Entry.objects.bulk_create(
            self.copy(alice, chance, pattern, n) for n in range(3650 - len(pattern))
        )
        size, requests, rows, since = 0, 0, 0, None
        while True:
            answer = as_alice.get(
                URL, {"since": since} if since else {}, headers={"Accept-Encoding": "gzip"}
            )
            assert answer.headers["Content-Encoding"] == "gzip"
            size += len(answer.content)
            requests += 1
            page = json.loads(gzip.decompress(answer.content))
            rows += sum(each["table"] == "entries" for each in page["changes"])
            since = page["cursor"]
            if not page["more"]:
                break
        assert rows == 3650
        assert requests <= 4
        assert size < 350_000, size

    def copy(self, alice, chance, pattern, n):
        like = chance.choice(pattern)
        share = Decimal(chance.randint(10, 300)) / 100
        figures = ("magnesium_mg", "calcium_mg", "potassium_mg", "energy_kcal", "phosphorus_mg")
        fields = {name: getattr(like, name) * share for name in figures}
        return Entry(
            person=alice,
            date=date(2025, 11, 24) + timedelta(days=n // 10),
            time=time(chance.randint(6, 22), chance.randint(0, 59)),
            meal=chance.choice(["breakfast", "lunch", "dinner", "snack"]),
            # Every other day a saved meal of four.
            together=uuid.uuid5(self.ACT, str(n // 20)) if n % 20 < 4 else None,
            logged_as="Porridge with seeds" if n % 20 < 4 else "",
            food=like.food,
            amount=100 * share,
            quantity=100 * share,
            **{
                name: getattr(like, name)
                for name in ("name", "kind", "basis", "added_magnesium_mg", "confidence")
            },
            **fields,
        )


def test_asks_who_it_is_and_shows_nobody_elses(client, full, as_bob):
    assert client.get(URL).status_code == 401
    assert client.post(URL, {}, content_type="application/json").status_code == 401
    assert pull(as_bob)[0] == []


def test_limits_and_parameters_are_checked(as_alice):
    for wrong in ({"limit": 0}, {"limit": 1501}, {"limit": "many"}, {"from": "2026-01-01"}):
        assert as_alice.get(URL, wrong).status_code == 400


def test_a_row_moved_by_a_later_change_is_not_lost_between_pages(alice, as_alice):
    entries = [make_entry(alice) for _ in range(6)]
    seen, since = [], None
    for n in range(3):
        page = as_alice.get(URL, {"limit": 2} | ({"since": since} if since else {})).json()
        seen += [each["id"] for each in page["changes"]]
        since = page["cursor"]
        edit_entry(entries[5 - n], EntryChanges(meal="dinner"))
    seen += [each["id"] for each in pull(as_alice, since, limit=2)[0]]
    assert set(seen) == {str(entry.uuid) for entry in entries}
