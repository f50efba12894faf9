from datetime import date, timedelta
from decimal import Decimal

import pytest

from foods.models import Food, Group, Kind
from intake.serializers.trends import EXTRAS, TrendsSerializer
from intake.snapshots import Measure
from tests.contracts import by_fields
from tests.factories import make_entry, make_food, make_profile, make_quick_add, make_target

DAY = date(2026, 11, 23)
TRENDS = "/api/v1/trends/"
EVERYTHING = ",".join(EXTRAS)


@pytest.fixture
def monday(monkeypatch):
    """It is the evening of Monday, 2026-11-23, in Berlin."""
    monkeypatch.setattr("intake.models.Profile.today", lambda self, now=None: DAY)


def test_a_period_with_a_gap_an_unknown_and_a_running_day(as_alice, alice, monday):
    make_profile(alice)
    make_target(alice, date(2026, 11, 1), mg=Decimal(200))
    make_target(alice, date(2026, 11, 22), mg=Decimal(400))
    food, unknown = make_food(magnesium_mg="100.25"), make_food(magnesium_mg=None)
    tablet = make_food(magnesium_mg="50", kind="supplement", basis="unit")
    antacid = make_food(magnesium_mg="300", kind="medicine", basis="unit")
    one = {"measure": Measure(amount=Decimal(1))}
    make_entry(alice, food, date=date(2026, 11, 20))
    make_entry(alice, tablet, date=date(2026, 11, 20), **one)
    make_entry(alice, antacid, date=date(2026, 11, 21), **one)
    make_entry(alice, food, date=date(2026, 11, 22))
    make_entry(alice, unknown, date=date(2026, 11, 22))
    make_entry(alice, food, date=DAY)
    nothing = {
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
    }
    fed = nothing | {"total_mg": 100.25, "food_mg": 100.25, "total_at_most_mg": 100.25}
    dosed = {"total_mg": 150.25, "supplement_mg": 50, "added_mg": 50}
    dosed |= {"total_at_most_mg": 150.25, "added_at_most_mg": 50}
    relieved = {"medicine_mg": 300, "added_mg": 300, "added_at_most_mg": 300}
    lacking = {"unknown_items": 1, "is_lower_bound": True, "total_at_most_mg": None}
    lacking |= {"lower_bounds": ["food"]}
    assert as_alice.get(f"{TRENDS}?from=2026-11-19&to=2026-11-23").json() == {
        "from": "2026-11-19",
        "to": "2026-11-23",
        "days": [
            {
                "date": "2026-11-19",
                "logged": False,
                "skipped": False,
                "intake": None,
                "target_mg": 200,
                "percent_of_target": None,
            },
            {
                "date": "2026-11-20",
                "logged": True,
                "skipped": False,
                "intake": fed | dosed,
                "target_mg": 200,
                "percent_of_target": 75.125,
            },
            {
                "date": "2026-11-21",
                "logged": False,
                "skipped": False,
                "intake": nothing | relieved,
                "target_mg": 200,
                "percent_of_target": None,
            },
            {
                "date": "2026-11-22",
                "logged": True,
                "skipped": False,
                "intake": fed | lacking,
                "target_mg": 400,
                "percent_of_target": 25.063,  # 25.0625
            },
            {
                "date": "2026-11-23",
                "logged": True,
                "skipped": False,
                "intake": fed,
                "target_mg": 400,
                "percent_of_target": 25.063,
            },
        ],
        "summary": {
            "days": 5,
            "logged_days": 2,
            "skipped_days": 0,
            "mean": {
                "total_mg": 125.25,
                "food_mg": 100.25,
                "water_mg": 0,
                "supplement_mg": 25,
                "medicine_mg": 0,
                "added_mg": 25,
            },
            "mean_target_mg": 300,
            "percent_of_target": 41.75,
            "unknown_items": 1,
            "is_lower_bound": True,
            "lower_bounds": ["food"],
        },
    }


def test_without_dates_the_last_30_days(as_alice, alice, monday):
    assert len(as_alice.get(TRENDS).json()["days"]) == 30
    for query, first, last in [
        ("", "2026-10-25", "2026-11-23"),
        ("?to=2026-11-01", "2026-10-03", "2026-11-01"),
        ("?from=2026-11-01", "2026-11-01", "2026-11-30"),
    ]:
        body = as_alice.get(TRENDS + query).json()
        assert (body["from"], body["to"]) == (first, last)
        assert body["summary"]["mean"] is None


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("from=2026-11-02&to=2026-11-01", "to", "ends_before_it_starts"),
        ("from=2025-01-01&to=2026-11-01", "to", "too_long"),
        ("from=0308-01-01", "from", "out_of_range"),
        ("since=2026-01-01", "since", "unknown_parameter"),
        ("include=foods,drinks", "include", "invalid_choice"),
        ("include=foods&include=Groups", "include", "invalid_choice"),
    ],
)
def test_wrong_parameters_are_named(as_alice, query, parameter, code):
    response = as_alice.get(f"{TRENDS}?{query}")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["parameter"], error["code"]) == (400, parameter, code)


def test_a_year_takes_as_many_queries_as_a_day(as_alice, alice, django_assert_num_queries):
    food = make_food()
    for back in range(40):
        make_entry(alice, food, date=DAY - timedelta(days=back))
    assert Food.objects.count() == 1
    for first in ("2026-11-23", "2025-11-24"):
        with django_assert_num_queries(4):
            as_alice.get(f"{TRENDS}?from={first}&to=2026-11-23")


# On demand


def test_what_is_not_asked_for_is_not_there(as_alice):
    assert set(as_alice.get(TRENDS).json()) == {"from", "to", "days", "summary"}
    assert set(as_alice.get(f"{TRENDS}?include=").json()) == {"from", "to", "days", "summary"}
    for query in ("include=foods,meals", "include=foods&include=meals"):
        body = as_alice.get(f"{TRENDS}?{query}").json()
        assert set(body) == {"from", "to", "days", "summary", "foods", "meals"}


ONE = {"measure": Measure(amount=Decimal(1))}


@pytest.fixture
def a_week(alice, monday):
    """A woman of 36, 17 to 22 November: 240 mg of food and 60 of supplement a day; on one of them
    an antacid, and a stew without a figure."""
    make_profile(alice)
    nuts = Group.objects.create(slug="nuts-seeds", name="Nuts and seeds")
    almonds = make_food(
        "Almonds", magnesium_mg="240", calcium_mg_per_basis=Decimal(360), group=nuts
    )
    tablet = make_food("Citrate", magnesium_mg="60", kind=Kind.SUPPLEMENT, basis="unit")
    antacid = make_food(magnesium_mg="400", kind=Kind.MEDICINE, basis="unit")
    for back in range(1, 7):
        make_entry(alice, almonds, date=DAY - timedelta(days=back))
        make_entry(alice, tablet, date=DAY - timedelta(days=back), meal="snack", **ONE)
    make_entry(alice, antacid, date=date(2026, 11, 20), meal="snack", **ONE)
    make_entry(alice, make_food("Stew", magnesium_mg=None), date=date(2026, 11, 20))
    make_quick_add(alice, date(2026, 11, 16), "Soup", "100")
    return almonds, tablet


def test_everything_by_hand(as_alice, a_week):
    almonds, tablet = a_week
    body = as_alice.get(f"{TRENDS}?from=2026-11-17&to=2026-11-23&include={EVERYTHING}").json()
    stew = Food.objects.get(name="Stew")
    rest = {"unknown_items": 0, "kind": "food"}
    assert body["foods"] == [
        rest
        | {
            "food": almonds.pk,
            "name": "Almonds",
            "items": 6,
            "magnesium_mg": 1440,
            "percent_of_known": 80,
        },
        rest
        | {
            "food": tablet.pk,
            "name": "Citrate",
            "kind": "supplement",
            "items": 6,
            "magnesium_mg": 360,
            "percent_of_known": 20,
        },
        rest
        | {
            "food": stew.pk,
            "name": "Stew",
            "items": 1,
            "unknown_items": 1,
            "magnesium_mg": 0,
            "percent_of_known": 0,
        },
    ]
    assert body["groups"] == [
        {
            "group": "nuts-seeds",
            "name": "Nuts and seeds",
            "items": 6,
            "unknown_items": 0,
            "magnesium_mg": 1440,
            "percent_of_known": 80,
        },
        {
            "group": None,
            "name": "Supplements without a group",
            "items": 6,
            "unknown_items": 0,
            "magnesium_mg": 360,
            "percent_of_known": 20,
        },
        {
            "group": None,
            "name": "Foods without a group",
            "items": 1,
            "unknown_items": 1,
            "magnesium_mg": 0,
            "percent_of_known": 0,
        },
    ]
    nothing = {"items": 0, "unknown_items": 0, "magnesium_mg": 0, "percent_of_known": 0}
    assert body["meals"] == [
        nothing | {"meal": "breakfast"},
        {
            "meal": "lunch",
            "items": 7,
            "unknown_items": 1,
            "magnesium_mg": 1440,
            "percent_of_known": 80,
        },
        nothing | {"meal": "dinner"},
        {
            "meal": "snack",
            "items": 6,
            "unknown_items": 0,
            "magnesium_mg": 360,
            "percent_of_known": 20,
        },
    ]
    assert body["companions"] == {
        "items": 13,
        "calcium": {"items": 6, "mg": 2160, "magnesium_mg": 1440, "mg_per_mg_magnesium": 1.5},
        "phosphorus": {"items": 0, "mg": 0, "magnesium_mg": 0, "mg_per_mg_magnesium": None},
    }
    # (300 - 265) / sqrt(26.5² + 86² / 6) = 35 / 44.03 = 0.795
    assert body["adequacy"].pop("probability") == pytest.approx(0.7867, abs=0.0005)
    assert body["adequacy"] == {
        "method": "ear",
        "confidence_above": None,
        "verdict": "cant_tell_yet",
        "refused": None,
        "sentence": "Can’t tell yet: at least 7 in 10 that it is enough.",
        "confidence": "low",
        "days": 6,
        "mean_mg": 300,
        "is_lower_bound": True,
        "percent_from_supplements": 20,
        "authority": "us",
        "kind": "RDA",
        "recommended_mg": 320,
        "ear_mg": 265,
        "spread_mg": 86,
        "provisional": False,
        "judged_by_date": "2026-11-23",
        "reference_changed": False,
    }
    # (6 * 60 + 400) / 6 = 126.67; of the stew nothing was added.
    assert body["upper_level"] == {
        "mg": 350,
        "applies_to": "supplements_medicines_fortificants",
        "exceeded": False,
        "days": 6,
        "mean_added_mg": 126.667,
        "mean_added_at_most_mg": 126.667,
        "days_exceeded": 1,
        "days_not_known": 0,
    }
    previous = body["previous"]
    assert (previous["from"], previous["to"]) == ("2026-11-10", "2026-11-16")
    assert previous["summary"]["logged_days"] == 1
    assert previous["summary"]["mean"]["total_mg"] == 100
    assert previous["summary"]["days"] == 7


def test_a_refusal_says_why_and_nothing_else(as_alice, a_week):
    body = as_alice.get(f"{TRENDS}?from=2026-11-21&to=2026-11-23&include=adequacy").json()
    told = {name: value for name, value in body["adequacy"].items() if value is not None}
    assert told == {
        "refused": "too_few_days",
        "sentence": "A few days are no habit: this takes 3 logged days that are over, and gets "
        "better up to 14.",
        "days": 2,
        "judged_by_date": "2026-11-23",
        "reference_changed": False,
    }


def test_below_an_ai_nothing_is_concluded(as_alice, alice, a_week):
    make_target(alice, date(2026, 1, 1), authority="efsa")
    make_quick_add(alice, date(2026, 11, 15), "Soup", "100")
    body = as_alice.get(f"{TRENDS}?from=2026-11-15&to=2026-11-23&include=adequacy").json()
    found = body["adequacy"]
    assert (found["method"], found["kind"], found["ear_mg"]) == ("recommendation", "AI", None)
    assert (found["probability"], found["confidence_above"]) == (None, None)
    assert found["verdict"] == "nothing_concluded"


def test_with_weak_kidneys_nothing_is_judged_ranked_or_a_share(as_alice, alice, a_week):
    alice.profile.kidney_disease = True
    alice.profile.save()
    body = as_alice.get(f"{TRENDS}?from=2026-11-17&to=2026-11-23&include={EVERYTHING}").json()
    for name in ("foods", "groups", "companions", "adequacy", "upper_level"):
        assert body[name] is None, name
    assert [meal["magnesium_mg"] for meal in body["meals"]] == [0, 1440, 0, 360]
    assert [meal["percent_of_known"] for meal in body["meals"]] == [None] * 4
    assert body["previous"]["summary"]["mean"]["total_mg"] == 100
    assert body["previous"]["summary"]["percent_of_target"] is None
    assert body["previous"]["summary"]["mean_target_mg"] is None


def test_bob_gets_nothing_of_alices(as_bob, bob, a_week):
    make_profile(bob)
    body = as_bob.get(f"{TRENDS}?include={EVERYTHING}").json()
    assert body["foods"] == []
    assert [meal["items"] for meal in body["meals"]] == [0] * 4
    assert body["adequacy"]["days"] == 0


def test_bodies_are_as_the_schema_says(as_alice, a_week):
    body = as_alice.get(f"{TRENDS}?to=2026-11-23&include={EVERYTHING}").json()
    by_fields(body, TrendsSerializer())


def test_a_skipped_day_is_a_row_and_in_nothing_else(as_alice, alice):
    for day, name, mg in ((20, "Kale", "100"), (21, "Feast", "900")):
        make_entry(alice, make_food(name, magnesium_mg=mg), date=date(2026, 11, day))
    as_alice.patch("/api/v1/days/2026-11-21/", {"skipped": True})
    extras = "foods,groups,meals,companions,adequacy,upper_level,previous"
    url = f"{TRENDS}?from=2026-11-20&to=2026-11-22&include={extras}"
    body = as_alice.get(url).json()
    assert [day["skipped"] for day in body["days"]] == [False, True, False]
    assert body["days"][1]["intake"]["total_mg"] == 900
    summary = body["summary"]
    assert (summary["logged_days"], summary["skipped_days"]) == (1, 1)
    assert summary["mean"]["total_mg"] == 100
    assert [(part["name"], part["percent_of_known"]) for part in body["foods"]] == [("Kale", 100)]
    assert [part["magnesium_mg"] for part in body["groups"]] == [100]
    assert sum(part["magnesium_mg"] for part in body["meals"]) == 100
    assert body["companions"]["items"] == 1
    assert body["adequacy"]["days"] == 1
    assert body["upper_level"]["days"] == 1
    later = as_alice.get(f"{TRENDS}?from=2026-11-22&to=2026-11-23&include=previous").json()
    before = later["previous"]["summary"]
    assert (before["logged_days"], before["skipped_days"]) == (1, 1)


def test_everything_takes_eight_queries_whatever_the_period(
    as_alice, a_week, django_assert_num_queries
):
    for first in ("2026-11-22", "2025-11-24"):
        with django_assert_num_queries(8):
            as_alice.get(f"{TRENDS}?from={first}&to=2026-11-23&include={EVERYTHING}")
