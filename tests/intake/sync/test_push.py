"""What becomes of the writes that a device pushes."""

import time
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foods.models import State
from intake.day_marks import mark_day
from intake.diary import EntryChanges, delete_entry, edit_entry
from intake.food_marks import favourite_ids, mark_food, unmark_food
from intake.models import (
    ChecklistItem,
    DayMark,
    Entry,
    Mark,
    Medicine,
    Profile,
    Purpose,
    PushedWrite,
    SavedMeal,
    Target,
)
from intake.people import give_consent, set_kidney_flag, withdraw_consent
from tests.factories import make_entry, make_food, make_medicine, make_profile, make_target
from tests.intake.sync.test_pull import pull

URL = "/api/v1/sync/"
DAY = date(2026, 11, 23)
ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
OTHER = "0b3e7a52-64c5-4d0e-9a57-57a0f3d9b1aa"
SOUP = {"name": "Soup", "kind": "food", "magnesium_mg": 35, "date": "2026-11-23", "meal": "lunch"}


def write(table="entries", op="put", key=ID, body=None, version=None):
    said = {"table": table, "op": op, "id": str(key), "version": version}
    return said if body is None else said | {"body": body}


def push(client, *writes, **options):
    answer = client.post(URL, {"writes": list(writes)} | options, format="json")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def outcomes(results):
    return [each["outcome"] for each in results]


def outcome(client, *args, **kwargs):
    (result,) = push(client, write(*args, **kwargs))
    return result


class TestEntries:
    def test_a_new_one_is_applied_and_answered_as_it_stands(self, alice, as_alice):
        result = outcome(as_alice, body=SOUP)
        entry = Entry.objects.get()
        assert (result["outcome"], result["version"]) == ("applied", 1)
        assert result["current"] == as_alice.get(f"/api/v1/entries/{entry.uuid}/").json()
        assert str(entry.uuid) == ID

    def test_an_edit_needs_the_version_that_holds(self, as_alice):
        outcome(as_alice, body=SOUP)
        edited = outcome(as_alice, body={"magnesium_mg": 40}, version=1)
        assert (edited["outcome"], edited["version"]) == ("applied", 2)
        stale = outcome(as_alice, body={"magnesium_mg": 45}, version=1)
        assert (stale["outcome"], stale["version"]) == ("conflict", 2)
        assert stale["current"]["magnesium_mg"] == 40
        assert Entry.objects.get().magnesium_mg == 40

    def test_a_new_one_under_a_taken_id_is_a_conflict_with_what_it_holds(self, alice, as_alice):
        entry = make_entry(alice)
        result = outcome(as_alice, key=entry.uuid, body=SOUP)
        assert (result["outcome"], result["current"]["name"]) == ("conflict", entry.name)

    def test_what_was_deleted_elsewhere_is_gone_and_can_be_restored(self, alice, as_alice):
        entry = make_entry(alice)
        delete_entry(entry)
        result = outcome(as_alice, key=entry.uuid, body={"meal": "dinner"}, version=1)
        assert result == {
            "table": "entries",
            "id": str(entry.uuid),
            "outcome": "gone",
            "version": 2,
            "current": None,
        }
        back = outcome(as_alice, op="restore", key=entry.uuid, version=2)
        assert (back["outcome"], back["version"], back["current"]["meal"]) == (
            "applied",
            3,
            "lunch",
        )

    def test_deleting_what_was_changed_elsewhere_is_a_conflict(self, alice, as_alice):
        entry = make_entry(alice)
        edit_entry(entry, EntryChanges(meal="dinner"))
        assert outcome(as_alice, op="delete", key=entry.uuid, version=1)["outcome"] == "conflict"
        assert outcome(as_alice, op="delete", key=entry.uuid, version=2)["outcome"] == "applied"
        assert Entry.objects.get().deleted_at is not None

    def test_after_a_conflict_the_rest_of_the_push_leaves_the_row_alone(self, alice, as_alice):
        entry, other = make_entry(alice), make_entry(alice)
        edit_entry(entry, EntryChanges(meal="dinner"))
        results = push(
            as_alice,
            write(key=entry.uuid, body={"meal": "snack"}, version=1),
            # 2 is what the other device made.
            write(key=entry.uuid, body={"meal": "breakfast"}, version=2),
            write(op="delete", key=entry.uuid, version=2),
            write(key=other.uuid, body={"meal": "snack"}, version=1),
        )
        assert outcomes(results) == ["conflict", "conflict", "conflict", "applied"]
        entry.refresh_from_db()
        assert (entry.meal, entry.deleted_at) == ("dinner", None)

    def test_what_was_deleted_elsewhere_is_not_restored_by_a_number_met_by_chance(
        self, alice, as_alice
    ):
        entry = make_entry(alice)
        delete_entry(entry)
        results = push(
            as_alice,
            write(key=entry.uuid, body={"meal": "snack"}, version=1),
            write(op="restore", key=entry.uuid, version=2),
        )
        assert outcomes(results) == ["gone", "gone"]
        # By itself it is meant.
        assert outcome(as_alice, op="restore", key=entry.uuid, version=2)["outcome"] == "applied"

    def test_deleting_what_is_deleted_and_restoring_what_is_there_changes_nothing(
        self, alice, as_alice
    ):
        entry = make_entry(alice)
        assert outcome(as_alice, op="restore", key=entry.uuid)["outcome"] == "already_applied"
        delete_entry(entry)
        again = outcome(as_alice, op="delete", key=entry.uuid, version=1)
        assert (again["outcome"], again["version"]) == ("already_applied", 2)

    def test_what_never_was_is_not_found(self, as_alice):
        for op, body in (("put", {"meal": "dinner"}), ("delete", None), ("restore", None)):
            result = outcome(as_alice, op=op, body=body, version=1)
            assert (result["outcome"], result["version"]) == ("invalid", None)
            assert result["problem"]["code"] == "not_found"


class TestSentAgain:
    """The answer to a push was lost."""

    def test_every_write_is_already_applied(self, alice, as_alice):
        changed, gone, back = (make_entry(alice) for _ in range(3))
        delete_entry(back)
        food = make_food()
        writes = [
            write(body=SOUP),
            write(key=changed.uuid, body={"meal": "dinner"}, version=1),
            write(op="delete", key=gone.uuid, version=1),
            write(op="restore", key=back.uuid, version=2),
            write("days", key="2026-11-23", body={"note": "Flu."}),
            write("favourites", key=food.pk),
            write("targets", key="2026-11-23", body={"mg": 350}),
            write("profile", key="profile", body={"units": "us"}),
            write("saved_meals", key=OTHER, body={"name": "Lunch", "items": []}),
        ]
        assert {each["outcome"] for each in push(as_alice, *writes)} == {"applied"}
        _, cursor = pull(as_alice)
        assert {each["outcome"] for each in push(as_alice, *writes)} == {"already_applied"}
        assert pull(as_alice, cursor)[0] == []

    def test_also_after_a_later_edit(self, alice, as_alice):
        first = write(body=SOUP)
        second = write(body={"magnesium_mg": 40}, version=1)
        third = write(body={"magnesium_mg": 45}, version=2)
        push(as_alice, first, second, third)
        results = push(as_alice, first, second)
        assert [each["outcome"] for each in results] == ["already_applied"] * 2
        assert [each["current"]["magnesium_mg"] for each in results] == [45, 45]
        assert Entry.objects.get().version == 3

    def test_also_after_it_was_deleted_elsewhere(self, alice, as_alice):
        edit = write(body={"magnesium_mg": 40}, version=1)
        push(as_alice, write(body=SOUP), edit)
        delete_entry(Entry.objects.get())
        (result,) = push(as_alice, edit)
        assert (result["outcome"], result["current"]) == ("already_applied", None)

    def test_numbers_and_keys_may_be_written_otherwise(self, as_alice):
        outcome(as_alice, body=SOUP)
        assert outcome(as_alice, body={"magnesium_mg": 40}, version=1)["outcome"] == "applied"
        said = f'{{"version": 1, "body": {{"magnesium_mg": 40.0}}, "op": "put", "id": "{ID}"'
        raw = f'{{"writes": [{said}, "table": "entries"}}]}}'
        answer = as_alice.post(URL, raw, content_type="application/json")
        assert answer.json()["results"][0]["outcome"] == "already_applied"

    def test_a_write_that_was_refused_may_be_sent_again_and_succeed(self, alice, as_alice):
        named = write("medicines", body={"name": "Iron", "times": ["08:00"]})
        (result,) = push(as_alice, named)
        assert (result["outcome"], result["problem"]["code"]) == ("invalid", "consent_needed")
        give_consent(person=alice, purpose=Purpose.MEDICINES)
        assert push(as_alice, named)[0]["outcome"] == "applied"

    def test_a_favourite_that_was_taken_back_can_be_one_again(self, alice, as_alice):
        food = make_food()
        put = write("favourites", key=food.pk)
        push(as_alice, put)
        unmark_food(alice, food.pk, Mark.FAVOURITE)
        assert push(as_alice, put)[0]["outcome"] == "applied"
        assert favourite_ids(alice) == {food.pk}


class TestOtherTables:
    def test_saved_meals(self, alice, as_alice):
        made = outcome(
            as_alice, "saved_meals", body={"name": "Lunch", "items": [{"food": make_food().pk}]}
        )
        assert made["problem"]["errors"][0]["pointer"].startswith("/writes/0/body/items/0/")
        body = {"name": "Lunch", "items": [{"food": make_food("Kale").pk, "grams": 50}]}
        made = outcome(as_alice, "saved_meals", body=body)
        assert made["current"]["items"][0]["grams"] == 50
        named = outcome(as_alice, "saved_meals", body={"name": "Tea"}, version=1)
        assert (named["outcome"], named["version"]) == ("applied", 2)
        stale = outcome(as_alice, "saved_meals", body={"name": "Dinner"}, version=1)
        assert (stale["outcome"], stale["current"]["name"]) == ("conflict", "Tea")
        assert outcome(as_alice, "saved_meals", "delete", version=2)["outcome"] == "applied"
        assert outcome(as_alice, "saved_meals", body={"name": "A"}, version=2)["outcome"] == "gone"
        back = outcome(as_alice, "saved_meals", "restore", version=3)
        assert back["current"]["name"] == SavedMeal.objects.kept().get().name == "Tea"

    def test_checklist(self, alice, as_alice):
        dose = {"name": "Powder", "kind": "supplement", "magnesium_mg": 100, "meal": "dinner"}
        made = outcome(as_alice, "checklist", body=dose)
        assert made["outcome"] == "applied"
        assert outcome(as_alice, "checklist", body=dose)["outcome"] == "already_applied"
        paused = outcome(as_alice, "checklist", body={"paused": True}, version=made["version"])
        assert (paused["outcome"], paused["current"]["paused"]) == ("applied", True)
        stale = outcome(as_alice, "checklist", body={"paused": False}, version=made["version"])
        assert (stale["outcome"], stale["version"]) == ("conflict", paused["version"])
        gone = outcome(as_alice, "checklist", "delete", version=paused["version"])
        assert (gone["outcome"], gone["current"]) == ("applied", None)
        assert outcome(as_alice, "checklist", body=dose | {"meal": "lunch"})["outcome"] == "gone"
        assert outcome(as_alice, "checklist", "restore")["outcome"] == "applied"
        assert ChecklistItem.objects.kept().count() == 1

    def test_days(self, alice, as_alice):
        key = "2026-11-23"
        made = outcome(as_alice, "days", key=key, body={"note": "Flu."})
        assert (made["outcome"], made["current"]["note"]) == ("applied", "Flu.")
        mark_day(alice, DAY, note="Well again.")
        unseen = outcome(as_alice, "days", key=key, body={"note": "Cold."})
        assert (unseen["outcome"], unseen["current"]["note"]) == ("conflict", "Well again.")
        stale = outcome(as_alice, "days", key=key, body={"skipped": True}, version=1)
        assert stale["outcome"] == "conflict"
        gone = outcome(as_alice, "days", "delete", key=key, version=2)
        assert (gone["version"], gone["current"]) == (3, None)
        late = outcome(as_alice, "days", key=key, body={"note": "Cold."}, version=2)
        assert late["outcome"] == "gone"
        again = outcome(as_alice, "days", key=key, body={"note": "Cold."}, version=3)
        assert again["outcome"] == "applied"
        assert DayMark.objects.get().note == "Cold."

    def test_targets_go_by_their_date(self, alice, as_alice):
        key = "2026-12-01"
        made = outcome(as_alice, "targets", key=key, body={"mg": 350})
        assert (made["outcome"], made["current"]["mg"]) == ("applied", 350)
        other = outcome(as_alice, "targets", key=key, body={"mg": 300})
        assert (other["outcome"], other["current"]["mg"]) == ("conflict", 350)
        changed = outcome(as_alice, "targets", key=key, body={"mg": None}, version=made["version"])
        assert (changed["outcome"], changed["current"]["mg"]) == ("applied", None)
        gone = outcome(as_alice, "targets", "delete", key=key, version=changed["version"])
        assert (gone["outcome"], Target.objects.count()) == ("applied", 0)
        assert outcome(as_alice, "targets", "delete", key=key)["outcome"] == "already_applied"
        dated = outcome(as_alice, "targets", key=key, body={"starts_on": key})
        assert dated["problem"]["errors"][0]["pointer"] == "/writes/0/body/starts_on"

    def test_a_change_of_authority_that_a_target_carried_stays(self, alice, as_alice):
        make_target(alice, DAY, authority="efsa", mg=Decimal(350))
        result = outcome(as_alice, "targets", "delete", key=str(DAY))
        assert (result["outcome"], result["current"]["authority"]) == ("applied", "efsa")
        assert result["current"]["mg"] is None

    def test_the_profile(self, alice, as_alice):
        made = outcome(as_alice, "profile", key="profile", body={"units": "us"})
        assert (made["outcome"], made["current"]["units"]) == ("applied", "us")
        unseen = outcome(as_alice, "profile", key="profile", body={"units": "metric"})
        assert unseen["outcome"] == "conflict"
        body = {"kidney_disease": True}
        refused = outcome(as_alice, "profile", key="profile", body=body, version=made["version"])
        assert refused["problem"]["code"] == "consent_needed"
        assert refused["problem"]["errors"][0]["pointer"] == "/writes/0/body/kidney_disease"
        body |= {"consent": {"kidney": True}}
        given = outcome(as_alice, "profile", key="profile", body=body, version=made["version"])
        assert given["current"]["kidney_disease"] is True
        assert Profile.objects.get().kidney_disease is True

    def test_favourites_and_what_is_not_to_be_suggested(self, alice, as_alice):
        food = make_food()
        for table, mark in [
            ("favourites", Mark.FAVOURITE),
            ("dismissed_suggestions", Mark.NOT_THIS),
        ]:
            made = outcome(as_alice, table, key=food.pk)
            assert (made["outcome"], made["current"]["food"]) == ("applied", food.pk)
            gone = outcome(as_alice, table, "delete", key=food.pk, version=made["version"])
            assert (gone["outcome"], gone["current"]) == ("applied", None)
            mark_food(alice, food, mark)
            assert outcome(as_alice, table, key=food.pk)["outcome"] == "already_applied"
            late = outcome(as_alice, table, "delete", key=food.pk, version=gone["version"])
            assert late["outcome"] == "conflict"

    def test_medicines(self, alice, as_alice):
        give_consent(person=alice, purpose=Purpose.MEDICINES)
        body = {"name": "Iron", "medicine_class": None, "times": ["08:00"]}
        assert outcome(as_alice, "medicines", body=body)["outcome"] == "applied"
        moved = outcome(as_alice, "medicines", body={"times": ["09:00"]}, version=1)
        assert (moved["version"], moved["current"]["times"]) == (2, ["09:00:00"])
        assert outcome(as_alice, "medicines", "delete", version=1)["outcome"] == "conflict"
        assert outcome(as_alice, "medicines", "delete", version=2)["outcome"] == "applied"
        assert outcome(as_alice, "medicines", "restore", version=3)["outcome"] == "applied"
        withdraw_consent(person=alice, purpose=Purpose.MEDICINES)
        gone = outcome(as_alice, "medicines", body={"times": ["10:00"]}, version=4)
        assert (gone["outcome"], Medicine.objects.count()) == ("gone", 0)


class TestRules:
    def test_weak_kidneys_take_no_target_and_no_dose(self, alice, as_alice):
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)
        dose = {"name": "Powder", "kind": "supplement", "magnesium_mg": 100, "meal": "dinner"}
        for result in push(
            as_alice,
            write("targets", key="2026-11-23", body={"mg": 350}),
            write("checklist", body=dose),
        ):
            assert (result["outcome"], result["problem"]["status"]) == ("invalid", 409)
            assert result["problem"]["code"] == "amounts_only"
        assert not Target.objects.exists()
        assert not ChecklistItem.objects.exists()

    def test_a_food_of_somebody_elses_is_not_found(self, bob, as_alice):
        food = make_food(owner=bob, state=State.PRIVATE)
        body = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30}
        assert outcome(as_alice, body=body)["problem"]["code"] == "not_found"
        assert outcome(as_alice, "favourites", key=food.pk)["problem"]["code"] == "not_found"

    def test_ids_of_somebody_elses_tell_nothing(self, bob, as_alice):
        entry = make_entry(bob)
        never = outcome(as_alice, op="delete", key=OTHER, version=1)
        theirs = outcome(as_alice, op="delete", key=entry.uuid, version=1)
        assert never | {"id": theirs["id"]} == theirs
        assert outcome(as_alice, key=entry.uuid, body=SOUP)["outcome"] == "applied"
        assert Entry.objects.count() == 2

    def test_medicines_without_consent_are_refused(self, alice, as_alice):
        make_medicine(alice)
        withdraw_consent(person=alice, purpose=Purpose.MEDICINES)
        result = outcome(as_alice, "medicines", body={"name": "Iron", "times": ["08:00"]})
        assert result["problem"]["code"] == "consent_needed"


class TestBadWrites:
    @pytest.mark.parametrize(
        ("said", "pointer", "code"),
        [
            ({"table": "letters"}, "/table", "invalid_choice"),
            ({"table": "dismissed_notes", "id": "a"}, "/table", "not_pushable"),
            ({"table": ["foods"]}, "/table", "invalid_choice"),
            ({"op": "merge"}, "/op", "invalid_choice"),
            ({"id": "x"}, "/id", "invalid"),
            ({"id": ID.upper()}, "/id", "invalid"),
            ({"id": "{" + ID + "}"}, "/id", "invalid"),
            ({"id": None}, "/id", "null"),
            ({"table": "days", "id": "0308-01-01"}, "/id", "out_of_range"),
            ({"table": "targets", "id": "2026-13-01"}, "/id", "invalid"),
            ({"table": "favourites", "id": "-1"}, "/id", "invalid"),
            ({"table": "favourites", "id": str(2**63)}, "/id", "invalid"),
            ({"table": "profile", "id": "mine"}, "/id", "invalid"),
            (
                {"table": "profile", "id": "profile", "op": "delete", "body": {}},
                "/op",
                "not_deletable",
            ),
            (
                {"table": "days", "id": "2026-11-23", "op": "restore", "body": {}},
                "/op",
                "not_restorable",
            ),
            ({"version": -1}, "/version", "min_value"),
            ({"version": "one"}, "/version", "invalid"),
            ({"body": []}, "/body", "not_a_dict"),
            ({"body": SOUP | {"id": OTHER}}, "/body/id", "unknown_field"),
            ({"body": SOUP | {"meal": "tea"}}, "/body/meal", "invalid_choice"),
            ({"body": SOUP | {"nonsense": 1}}, "/body/nonsense", "unknown_field"),
            ({"body": SOUP | {"magnesium_mg": -1}}, "/body/magnesium_mg", "min_value"),
            ({"op": "delete"}, "/body", "unexpected_body"),
            ({"nonsense": 1}, "/nonsense", "unknown_field"),
        ],
    )
    def test_each_is_refused_by_itself_with_its_place(self, as_alice, said, pointer, code):
        results = push(as_alice, write(key=OTHER, body=SOUP), write(body=SOUP) | said)
        assert [each["outcome"] for each in results] == ["applied", "invalid"]
        found = [(error["pointer"], error["code"]) for error in results[1]["problem"]["errors"]]
        assert ("/writes/1" + pointer, code) in found

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"writes": []},
            {"writes": {}},
            {"writes": [write(body=SOUP)] * 101},
            {"writes": [write(body=SOUP)], "nonsense": 1},
            {"writes": [write(body=SOUP)], "all_or_nothing": "perhaps"},
        ],
    )
    def test_a_push_that_is_none_is_refused_as_a_whole(self, as_alice, body):
        assert as_alice.post(URL, body, format="json").status_code == 400
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("number", ["1e99999999", "-1e99999999", "1e-99999999", "0e99999999"])
    def test_a_number_without_measure_takes_no_time(self, as_alice, number):
        said = f'"table": "entries", "op": "put", "id": "{ID}", "version": null'
        raw = f'{{"writes": [{{{said}, "body": {{"nonsense": [{number}]}}}}]}}'
        started = time.process_time()
        answer = as_alice.post(URL, raw, content_type="application/json")
        assert answer.json()["results"][0]["outcome"] == "invalid"
        assert time.process_time() - started < 1

    @pytest.mark.parametrize("item", [None, 1, "x", [], {}])
    def test_what_is_no_write_is_refused_by_itself(self, as_alice, item):
        results = push(as_alice, item, write(body=SOUP))
        assert [each["outcome"] for each in results] == ["invalid", "applied"]
        assert results[0]["table"] is results[0]["id"] is None


class TestAllOrNothing:
    def test_applies_all(self, as_alice):
        results = push(as_alice, write(body=SOUP), write(key=OTHER, body=SOUP), all_or_nothing=True)
        assert [each["outcome"] for each in results] == ["applied", "applied"]
        assert Entry.objects.count() == 2

    def test_or_none(self, alice, as_alice):
        entry = make_entry(alice)
        edit_entry(entry, EntryChanges(meal="dinner"))
        writes = [
            write(body=SOUP),
            write(key=entry.uuid, body={"meal": "snack"}, version=1),
            write(key=OTHER, body={"nonsense": 1}),
        ]
        results = push(as_alice, *writes, all_or_nothing=True)
        assert [each["outcome"] for each in results] == ["not_applied", "conflict", "invalid"]
        assert (results[0]["version"], results[0]["current"]) == (None, None)
        assert Entry.objects.get().meal == "dinner"
        assert not PushedWrite.objects.exists()
        # Sent again without what was wrong, it is new.
        assert push(as_alice, writes[0], all_or_nothing=True)[0]["outcome"] == "applied"

    def test_or_none_of_what_it_says_twice(self, alice, as_alice):
        """The second had nothing to do, but for what was taken back."""
        food = make_food()
        mark_food(alice, food, Mark.FAVOURITE)
        entry = make_entry(alice)
        before = write(key=entry.uuid, body={"meal": "dinner"}, version=1)
        push(as_alice, before)
        unmark = write("favourites", "delete", food.pk)
        new = write(body=SOUP)
        results = push(as_alice, before, new, new, unmark, unmark, None, all_or_nothing=True)
        assert [each["outcome"] for each in results] == [
            "already_applied",
            *["not_applied"] * 4,
            "invalid",
        ]
        assert not Entry.objects.filter(uuid=ID).exists()
        assert favourite_ids(alice) == {food.pk}


def test_writes_of_one_push_follow_each_other(as_alice):
    results = push(
        as_alice,
        write(body=SOUP),
        write(body={"magnesium_mg": 40}, version=1),
        write(op="delete", version=2),
        write(op="restore", version=3),
        write(body={"meal": "dinner"}, version=4),
    )
    assert [each["outcome"] for each in results] == ["applied"] * 5
    assert {each["version"] for each in results} == {5}
    assert {each["current"]["magnesium_mg"] for each in results} == {40}


def test_counts_as_one_write(as_alice, settings):
    settings.WRITES_PER_MINUTE = 2
    answers = [
        as_alice.post(
            "/api/v1/sync/",
            {"writes": [write(key=uuid.uuid4(), body=SOUP) for _ in range(20)]},
            format="json",
        ).status_code
        for _ in range(3)
    ]
    assert answers == [200, 200, 429]


def test_costs_the_same_few_queries_a_write(alice, as_alice):
    make_profile(alice)

    def cost(count):
        writes = [write(key=uuid.uuid4(), body=SOUP) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            push(as_alice, *writes)
        return len(queries)

    assert cost(11) - cost(1) == 10 * 9
