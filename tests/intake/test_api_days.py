from datetime import date, timedelta
from decimal import Decimal

import pytest

from intake.models import Entry, Profile
from intake.serializers.days import DaySerializer
from intake.snapshots import Measure
from tests.contracts import by_fields
from tests.factories import (
    make_entry,
    make_food,
    make_note,
    make_portion,
    make_profile,
    make_target,
)

DAY = date(2026, 11, 23)
URL = "/api/v1/days/2026-11-23/"
TRENDS = "/api/v1/trends/"


def test_a_day_without_anything(as_alice):
    body = as_alice.get(URL).json()
    assert body == {
        "date": "2026-11-23",
        "logged": False,
        "note": "",
        "skipped": False,
        "target": {
            "mg": 420,
            "kind": "DV",
            "authority": None,
            "custom": False,
            "provisional": False,
        },
        "intake": {
            "total_mg": 0,
            "food_mg": 0,
            "water_mg": 0,
            "supplement_mg": 0,
            "medicine_mg": 0,
            "added_mg": 0,
            "total_at_most_mg": 0,
            "added_at_most_mg": 0,
            "unknown_items": 0,
            "is_lower_bound": False,
            "lower_bounds": [],
        },
        "percent_of_target": 0,
        "remaining_mg": 420,
        "upper_level": None,
        "meals": [
            {"meal": meal, "magnesium_mg": 0, "entries": []}
            for meal in ("breakfast", "lunch", "dinner", "snack")
        ],
        "coming_mg": None,  # it is another day
        "suggestions": [],
        "notes": [],
        "medicine_spacing": [],
    } | {"upper_level": body["upper_level"]}
    assert body["upper_level"] == {
        "mg": 350,
        "applies_to": "supplements_medicines_fortificants",
        "counted_mg": 0,
        "exceeded": False,
        "provisional": False,
    }


def test_a_full_day_by_hand(as_alice, alice):
    """A woman of 36, RDA 320: 0.1 + 0.2 mg of food twice over, water, a tablet, an antacid, and
    a food without a figure."""
    make_profile(alice)
    make_target(alice, date(2026, 1, 1))
    food = make_food("Kale", magnesium_mg="33.3333")
    water = make_food("Hépar", magnesium_mg="11.9", kind="water", basis="100ml")
    tablet = make_food("Citrate", magnesium_mg="100", kind="supplement", basis="unit")
    antacid = make_food("Antacid", magnesium_mg="300.5", kind="medicine", basis="unit")
    unknown = make_food("Stew", magnesium_mg=None)
    logged = [
        make_entry(alice, food, meal="lunch", measure=Measure(grams=Decimal("150.7"))),
        make_entry(alice, water, meal="lunch", measure=Measure(millilitres=Decimal(500))),
        make_entry(alice, tablet, meal="breakfast", measure=Measure(amount=Decimal(1))),
        make_entry(alice, antacid, meal="dinner", measure=Measure(amount=Decimal(1))),
        make_entry(alice, unknown, meal="dinner"),
    ]
    body = as_alice.get(URL).json()
    suggestions, notes = body.pop("suggestions"), body.pop("notes")
    assert body.pop("coming_mg") is None
    entries = {
        entry.uuid: as_alice.get(f"/api/v1/entries/{entry.uuid}/").json() for entry in logged
    }
    kale, hepar, citrate, relief, stew = entries.values()
    # 33.3333 * 1.507 = 50.2332831; 11.9 * 5 = 59.5; with 100 that is 209.7332831.
    assert body == {
        "date": "2026-11-23",
        "logged": True,
        "note": "",
        "skipped": False,
        "target": {
            "mg": 320,
            "kind": "RDA",
            "authority": "us",
            "custom": False,
            "provisional": False,
        },
        "intake": {
            "total_mg": 209.733,
            "food_mg": 50.233,
            "water_mg": 59.5,
            "supplement_mg": 100,
            "medicine_mg": 300.5,
            "added_mg": 400.5,
            "total_at_most_mg": None,
            "added_at_most_mg": 400.5,  # nothing was added to the stew
            "unknown_items": 1,
            "is_lower_bound": True,
            "lower_bounds": ["food"],
        },
        "percent_of_target": 65.542,  # 65.54165...
        "remaining_mg": 110.267,  # 110.2667169
        "upper_level": {
            "mg": 350,
            "applies_to": "supplements_medicines_fortificants",
            "counted_mg": 400.5,
            "exceeded": True,
            "provisional": False,
        },
        "meals": [
            {"meal": "breakfast", "magnesium_mg": 100, "entries": [citrate]},
            {"meal": "lunch", "magnesium_mg": 109.733, "entries": [kale, hepar]},
            {"meal": "dinner", "magnesium_mg": 0, "entries": [relief, stew]},
            {"meal": "snack", "magnesium_mg": 0, "entries": []},
        ],
        "medicine_spacing": [],
    }
    assert (suggestions, notes) == ([], [])


def test_what_is_suggested_can_be_logged_as_it_is(as_alice):
    seeds = make_food("Pumpkin seeds", magnesium_mg="550", popularity=80)
    portion = make_portion(seeds, "1 handful", "28")
    (suggestion,) = as_alice.get(URL).json()["suggestions"]
    assert suggestion == {
        "food": seeds.pk,
        "name": "Pumpkin seeds",
        "portion": portion.pk,
        "portion_label": "1 handful",
        "amount": 1,
        "grams": None,
        "millilitres": None,
        "magnesium_mg": 154,
        "confidence": "analysed",
        "usual": False,
    }
    entry = {name: suggestion[name] for name in ("food", "portion", "amount")}
    response = as_alice.post("/api/v1/entries/", entry | {"date": "2026-11-23", "meal": "snack"})
    assert response.json()["magnesium_mg"] == 154


def test_with_weak_kidneys_amounts_only(as_alice, alice):
    make_profile(alice, kidney_disease=True)
    make_target(alice, date(2026, 1, 1), mg=Decimal(400))
    make_note("kidney-disease", safety=True)
    make_note("one-low-day")
    entry = make_entry(alice, make_food(magnesium_mg="80", popularity=90))
    body = as_alice.get(URL).json()
    assert {name for name, value in body.items() if value is None} == {
        "target",
        "percent_of_target",
        "remaining_mg",
        "upper_level",
        "coming_mg",
        "suggestions",
    }
    assert body["intake"]["total_mg"] == 80
    assert body["meals"][1]["entries"][0]["id"] == str(entry.uuid)
    assert body["notes"] == [
        {
            "slug": "kidney-disease",
            "language": "en",
            "title": "kidney-disease",
            "summary": "In short.",
            "evidence": {"kind": "consensus", "verdict": "shown"},
            "reason": "shown because you told us about your kidneys",
            "safety": True,
            "may_be_hidden": True,
        }
    ]
    trends = as_alice.get(f"{TRENDS}?from=2026-11-22&to=2026-11-23").json()
    assert [day["target_mg"] for day in trends["days"]] == [None, None]
    assert [day["percent_of_target"] for day in trends["days"]] == [None, None]
    assert trends["summary"]["mean_target_mg"] is None
    assert trends["summary"]["percent_of_target"] is None


def test_under_18_nothing_is_suggested_on_days_to_come_either(as_alice, alice):
    today = make_profile(alice).today()
    Profile.objects.filter(person=alice).update(birth_date=today - timedelta(days=17 * 365))
    for day in (today, today + timedelta(days=3 * 365)):
        assert as_alice.get(f"/api/v1/days/{day}/").json()["suggestions"] is None


@pytest.mark.parametrize(
    "day", ["0308-11-23", "9999-01-01", "2026-02-30", "2026-2-3", "today", "%00"]
)
def test_a_date_that_is_none(as_alice, day):
    response = as_alice.get(f"/api/v1/days/{day}/")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["date"]


def test_queries_stay_flat_however_many_entries(as_alice, alice, django_assert_max_num_queries):
    make_profile(alice)
    make_target(alice, date(2026, 1, 1))
    for slug in ("supplement-upper-level", "one-low-day"):
        make_note(slug)
    counts = []
    for wanted in (1, 60):
        while Entry.objects.count() < wanted:
            make_entry(alice, make_food(magnesium_mg="1", popularity=50))
        with django_assert_max_num_queries(12) as queries:
            body = as_alice.get(URL).json()
        counts.append(len(queries))
        assert len(body["meals"][1]["entries"]) == wanted
    assert counts[0] == counts[1]


def test_bodies_are_as_the_schema_says(as_alice, alice):
    make_profile(alice)
    make_note("one-low-day")
    food = make_food("Seeds", magnesium_mg="500", popularity=90)
    make_portion(food)
    make_entry(alice, make_food(magnesium_mg="3"))
    by_fields(as_alice.get(URL).json(), DaySerializer())


class TestMarking:
    def test_a_note_and_a_skipped_day(self, as_alice, alice, as_bob):
        make_entry(alice, make_food(magnesium_mg="33.3333"))
        body = as_alice.patch(URL, {"note": "Flu.\nNo appetite.", "skipped": True}).json()
        assert (body["note"], body["skipped"]) == ("Flu.\nNo appetite.", True)
        assert body["intake"]["total_mg"] == 33.333
        assert as_alice.patch(URL, {"skipped": False}).json()["note"] == "Flu.\nNo appetite."
        assert as_alice.patch(URL, {"note": ""}).json()["note"] == ""
        assert as_bob.get(URL).json()["note"] == ""

    def test_a_skipped_day_is_shown_and_in_no_mean(self, as_alice, alice, monkeypatch):
        for day, mg in ((20, "100"), (21, "900")):
            make_entry(alice, make_food(magnesium_mg=mg), date=date(2026, 11, day))
        as_alice.patch("/api/v1/days/2026-11-21/", {"skipped": True})
        body = as_alice.get(f"{TRENDS}?from=2026-11-20&to=2026-11-22").json()
        assert [day["skipped"] for day in body["days"]] == [False, True, False]
        assert body["days"][1]["intake"]["total_mg"] == 900
        summary = body["summary"]
        assert (summary["logged_days"], summary["skipped_days"]) == (1, 1)
        assert summary["mean"]["total_mg"] == 100

    @pytest.mark.parametrize(
        ("said", "pointer", "code"),
        [
            ({"note": "x" * 2001}, "/note", "max_length"),
            ({"note": None}, "/note", "null"),
            ({"skipped": "perhaps"}, "/skipped", "invalid"),
            ({"mood": "fine"}, "/mood", "unknown_field"),
        ],
    )
    def test_what_is_refused(self, as_alice, said, pointer, code):
        response = as_alice.patch(URL, said)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["pointer"], error["code"]) == (400, pointer, code)
        assert as_alice.patch("/api/v1/days/0308-01-01/", {"skipped": True}).status_code == 400
