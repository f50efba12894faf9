"""What leaves an account comes back in another with every milligram."""

import uuid
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.models import Food, FoodName, Identifier, Portion, State
from intake.export import as_json, everything_about
from intake.models import (
    Consent,
    DayMark,
    Entry,
    FoodMark,
    GotIt,
    Import,
    LifeStage,
    Medicine,
    Profile,
    Purpose,
    SavedMeal,
    SavedMealItem,
    Target,
)
from intake.transfer.applying import apply
from intake.transfer.exact import NotReadable, encoded, read
from intake.transfer.reading import read_twelve
from tests.factories import make_food, make_person

pytestmark = pytest.mark.django_db

amounts = st.decimals(0, 1_000_000, places=10, allow_nan=False)
quantities = st.decimals("0.0000000001", 100_000, places=10, allow_nan=False)
counts = st.decimals("0.001", 100_000, places=3, allow_nan=False)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
moments = st.integers(0, 4 * 10**15).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20
).filter(str.strip)
maybe = st.none() | amounts
# Twenty digits: more than a float tells apart.
long = st.none() | st.decimals(0, 9_999_999_999, places=10, allow_nan=False)


@st.composite
def entries(draw):
    return {
        "uuid": draw(st.uuids()),
        "date": draw(days),
        "time": draw(st.none() | st.times()),
        "meal": draw(st.sampled_from(["breakfast", "lunch", "dinner", "snack"])),
        "name": draw(words),
        "kind": draw(st.sampled_from(["food", "water", "supplement", "medicine"])),
        "amount": draw(counts),
        "portion_label": draw(st.just("") | words),
        "basis": draw(st.sampled_from(["", "100g", "100ml", "unit"])),
        "quantity": draw(st.none() | quantities),
        "magnesium_mg": draw(maybe),
        "added_magnesium_mg": draw(maybe),
        "calcium_mg": draw(long),
        "phosphorus_mg": draw(long),
        "potassium_mg": draw(long),
        "energy_kcal": draw(long),
        "confidence": draw(st.sampled_from(["", "analysed", "label", "personal"])),
        "label_says": draw(st.sampled_from(["", "elemental", "compound"])),
        "label_dose_mg": draw(st.none() | st.decimals(0, 999_999, places=3, allow_nan=False)),
        "elemental_fraction": draw(st.none() | st.decimals("0.000001", 1, places=6)),
        "created_at": draw(moments),
        "updated_at": draw(moments),
        "deleted_at": draw(st.none() | moments),
        "food": draw(st.sampled_from([None, "own", "public"])),
        "together": draw(st.none() | st.uuids()),
        "logged_as": draw(st.just("") | words),
    }


@st.composite
def saved_meals(draw):
    items = [
        {
            "name": draw(words),
            "kind": draw(st.sampled_from(["food", "water", "supplement", "medicine"])),
            "amount": draw(counts),
            "portion_label": draw(st.just("") | words),
            "basis": draw(st.sampled_from(["", "100g", "100ml", "unit"])),
            "quantity": draw(st.none() | quantities),
            "label_says": draw(st.sampled_from(["", "elemental", "compound"])),
            "compound": draw(st.sampled_from(["", "citrate"])),
            "label_dose_mg": draw(st.none() | st.decimals(0, 999_999, places=3)),
            "food": food,
            "magnesium_mg": None if food else draw(maybe),
        }
        for food in draw(st.lists(st.sampled_from([None, "public"]), max_size=3))
    ]
    return {
        "uuid": draw(st.uuids()),
        "name": draw(words),
        "servings": draw(st.decimals("0.001", 100, places=3)),
        "position": draw(st.integers(0, 500)),
        "deleted_at": draw(st.none() | moments),
        "items": items,
    }


@st.composite
def medicines(draw):
    return {
        "uuid": draw(st.uuids()),
        "name": draw(words),
        "medicine_class": draw(st.sampled_from(["", "quinolone", "diuretic"])),
        "times": sorted(draw(st.sets(st.times(), min_size=1, max_size=12))),
        "deleted_at": draw(st.none() | moments),
    }


@st.composite
def day_marks(draw):
    note, skipped = draw(st.just("") | words), draw(st.booleans())
    gone = None if note or skipped else draw(moments)
    return {"date": draw(days), "note": note, "skipped": skipped, "deleted_at": gone}


@st.composite
def own_foods(draw):
    magnesium = draw(st.none() | st.decimals(0, 1_000_000, places=4, allow_nan=False))
    return {
        "name": draw(words),
        "brand": draw(st.just("") | words),
        "kind": draw(st.sampled_from(["food", "water", "supplement"])),
        "basis": draw(st.sampled_from(["100g", "100ml", "unit"])),
        "magnesium_mg_per_basis": magnesium,
        "added_magnesium_mg_per_basis": draw(st.sampled_from([None, Decimal(0), magnesium])),
        "calcium_mg_per_basis": draw(st.none() | st.decimals(0, 1000, places=4)),
        "confidence": draw(st.sampled_from(["personal", "label"])),
        "removed_at": draw(st.none() | moments),
        "portions": draw(st.dictionaries(words, st.decimals("0.001", 9999, places=3), max_size=3)),
        "alias": draw(st.none() | words),
        "gtin": draw(st.none() | st.just("4001234567890")),
    }


@st.composite
def diaries(draw):
    starts = draw(st.lists(days, unique=True, max_size=4))
    begun, ended = sorted(draw(st.tuples(moments, moments)))
    first, last = sorted(draw(st.tuples(days, days)))
    return {
        "entries": draw(st.lists(entries(), max_size=5, unique_by=lambda entry: entry["uuid"])),
        "foods": draw(st.lists(own_foods(), max_size=2)),
        "targets": [(day, draw(st.none() | st.decimals(1, 10_000, places=3))) for day in starts],
        "meals": draw(st.lists(saved_meals(), max_size=2, unique_by=lambda meal: meal["uuid"])),
        "marks": draw(st.lists(day_marks(), max_size=3, unique_by=lambda mark: mark["date"])),
        "medicines": draw(st.lists(medicines(), max_size=2, unique_by=lambda one: one["uuid"])),
        "got": draw(
            st.dictionaries(
                st.sampled_from(["water-counts", "one-low-day"]),
                st.lists(words, max_size=2).map(lambda each: [one[:40] for one in each]),
            )
        ),
        "food_marks": draw(
            st.dictionaries(st.sampled_from(["favourite", "not_this"]), st.none() | moments)
        ),
        "consent": (begun, ended),
        "stage": (first, draw(st.sampled_from([None, last]))),
        "profile": {
            "country": draw(st.sampled_from(["", "DE", "US"])),
            "birth_date": draw(st.sampled_from([None, date(1990, 3, 15)])),
            "sex": draw(st.sampled_from(["", "female", "male"])),
            "time_zone": draw(st.sampled_from(["UTC", "Europe/Berlin"])),
            "units": draw(st.sampled_from(["metric", "us"])),
            "language": draw(st.sampled_from(["", "de"])),
            "week_start": draw(st.sampled_from([None, 1, 7])),
            "hide_numbers": draw(st.booleans()),
            "show_energy": draw(st.booleans()),
            "interested_in_calcification": draw(st.booleans()),
            "kidney_disease": draw(st.booleans()),
            "health_facts": draw(st.sampled_from([[], ["alcohol"], ["kidney_stones", "alcohol"]])),
            "first_run_done_at": draw(st.none() | moments),
        },
    }


def kept_by(somebody, diary, public):
    Profile.objects.create(person=somebody, **diary["profile"])
    if diary["profile"]["kidney_disease"]:
        Consent.objects.create(person=somebody, purpose=Purpose.KIDNEY)
    begun, ended = diary["consent"]
    Consent.objects.create(
        person=somebody, purpose=Purpose.LIFE_STAGE, given_at=begun, withdrawn_at=ended
    )
    first, last = diary["stage"]
    LifeStage.objects.create(person=somebody, kind="pregnant", starts_on=first, ends_on=last)
    for day, mg in diary["targets"]:
        Target.objects.create(person=somebody, starts_on=day, authority="efsa", mg=mg)
    own = None
    for told in diary["foods"]:
        said = {k: v for k, v in told.items() if k not in ("portions", "alias", "gtin")}
        own = Food.objects.create(owner=somebody, state=State.PRIVATE, **said)
        for label, quantity in told["portions"].items():
            Portion.objects.create(food=own, label=label, quantity=quantity)
        if told["alias"]:
            FoodName.objects.create(food=own, name=told["alias"])
        if told["gtin"]:
            Identifier.objects.create(food=own, scheme="gtin", value=told["gtin"])
    for told in diary["meals"]:
        meal = SavedMeal.objects.create(
            person=somebody, **{name: said for name, said in told.items() if name != "items"}
        )
        for place, item in enumerate(told["items"]):
            food = public if item["food"] else None
            SavedMealItem.objects.create(
                person=somebody, saved_meal=meal, position=place, **(item | {"food": food})
            )
    for told in diary["medicines"]:
        Medicine.objects.create(person=somebody, **told)
    if diary["profile"]["health_facts"]:
        Consent.objects.create(person=somebody, purpose=Purpose.HEALTH_FACTS)
    for note, rests_on in diary["got"].items():
        GotIt.objects.create(person=somebody, note=note, rests_on=rests_on)
    for told in diary["marks"]:
        DayMark.objects.create(person=somebody, **told)
    for mark, gone in diary["food_marks"].items():
        food = public or make_food()
        FoodMark.objects.create(person=somebody, mark=mark, food=food, deleted_at=gone)
    for told in diary["entries"]:
        food = {"own": own, "public": public}.get(told["food"])
        stamps = {"created_at": told["created_at"], "updated_at": told["updated_at"]}
        row = Entry.objects.create(person=somebody, **(told | {"food": food}))
        Entry.objects.filter(pk=row.pk).update(**stamps)


def without_stamps(row):
    return {key: value for key, value in row.items() if key not in ("created_at", "updated_at")}


def conserved(said):
    """What an export says, without the ids of foods and what the account itself stamps."""
    names = {food["id"]: food["name"] for food in [*said["foods"], *said["food_references"]]}
    return {
        "entries": sorted(
            (entry | {"food": names.get(entry["food"])} for entry in said["entries"]),
            key=lambda entry: entry["uuid"],
        ),
        "foods": sorted(
            ({key: value for key, value in food.items() if key != "id"} for food in said["foods"]),
            key=repr,
        ),
        "targets": said["targets"],
        "saved_meals": sorted(
            (
                without_stamps(meal)
                | {"items": [i | {"food": names.get(i["food"])} for i in meal["items"]]}
                for meal in said["saved_meals"]
            ),
            key=lambda meal: meal["uuid"],
        ),
        "medicines": [without_stamps(one) for one in said["medicines"]],
        "notes_put_away": said["notes_put_away"],
        "days": [without_stamps(mark) for mark in said["days"]],
        "food_marks": [
            without_stamps(mark) | {"food": names.get(mark["food"])} for mark in said["food_marks"]
        ],
        "life_stages": said["life_stages"],
        "ended_consents": [row for row in said["consents"] if row["withdrawn_at"]],
        # Whoever has not said no to weak kidneys here is asked here.
        "profile": {
            key: value
            for key, value in (said["profile"] or {}).items()
            if key not in ("updated_at", "kidney_answered_at")
        },
        "food_references": [
            {k: v for k, v in food.items() if k != "id"} for food in said["food_references"]
        ],
    }


@given(diaries())
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_account_comes_back_in_another(db, diary):
    public = make_food(f"Almonds {uuid.uuid4()}")
    Identifier.objects.create(food=public, scheme="ndb", value=str(uuid.uuid4()))
    alice, other = make_person(), make_person()
    kept_by(alice, diary, public)
    before = everything_about(alice)

    brought = Import.objects.create(person=other, kind="twelve", content=b"")
    apply(brought, read_twelve("".join(as_json(alice))), consents=list(Purpose))

    after = everything_about(other)
    assert conserved(after) == conserved(before)


def test_times_are_to_the_microsecond_and_amounts_to_the_last_digit(db):
    alice, other = make_person(), make_person()
    Entry.objects.create(
        person=alice,
        date=date(2026, 11, 23),
        time=time(8, 0, 0, 1),
        meal="lunch",
        name="Soup",
        kind="food",
        amount=1,
        magnesium_mg=Decimal("0.0000000001"),
        calcium_mg=Decimal("1234567890.0123456789"),
    )
    brought = Import.objects.create(person=other, kind="twelve", content=b"")
    apply(brought, read_twelve("".join(as_json(alice))))
    (entry,) = Entry.objects.filter(person=other)
    assert (entry.time, entry.magnesium_mg) == (time(8, 0, 0, 1), Decimal("0.0000000001"))
    assert entry.calcium_mg == Decimal("1234567890.0123456789")


values = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=10)
    | st.sampled_from(
        [[], {}, "", -1, 10**30, "2026-11-23", "2026-11-23T08:00:00+00:00", "food", "\0", "\ud800"]
    )
)
slips = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), values),
    min_size=1,
    max_size=4,
)


@given(diaries(), slips)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_file_that_was_tampered_with_is_taken_or_refused_in_words(db, diary, slips):
    alice, other = make_person(), make_person()
    kept_by(alice, diary, None)
    whole = read("".join(as_json(alice)))
    for part, row, field, value in slips:
        lists = sorted(key for key, found in whole.items() if isinstance(found, list) and found)
        rows = whole[lists[part % len(lists)]]
        if isinstance(rows[row % len(rows)], dict):
            names = sorted(rows[row % len(rows)])
            rows[row % len(rows)][names[field % len(names)]] = value
    text = encoded(whole)
    brought = Import.objects.create(person=other, kind="twelve", content=b"")
    with suppress(NotReadable):
        apply(brought, read_twelve(text), consents=list(Purpose))
