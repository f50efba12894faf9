"""No way of writing escapes those who pull: by the API, and by any statement at all."""

from datetime import date, time

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F

from foods.models import Confidence, Food, Portion, State
from intake.day_marks import mark_day
from intake.food_marks import mark_food
from intake.life_stages import begin_life_stage
from intake.meals import save_entries
from intake.models import (
    ChecklistItem,
    Consent,
    DayMark,
    Entry,
    FoodMark,
    GotIt,
    LifeStage,
    Mark,
    Medicine,
    Person,
    Profile,
    SavedMeal,
    SavedMealItem,
    Target,
)
from intake.people import give_consent
from notes.models import Note
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_note,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.intake.sync.test_pull import pull
from tests.intake.test_checklist import daily

DAY = date(2026, 11, 23)
ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
QUICK = {"name": "Soup", "kind": "food", "magnesium_mg": 3, "meal": "lunch"}
ENTRY = QUICK | {"date": "2026-11-23"}


@pytest.fixture
def there(alice):
    """What each operation below works on, by name."""
    make_profile(alice)
    for purpose in ("medicines", "life_stage", "health_facts", "kidney"):
        give_consent(person=alice, purpose=purpose)
    begin_life_stage(person=alice, kind="pregnant", starts_on=DAY, today=DAY)
    food = make_food("Kale")
    own = make_food("Bar", owner=alice, state=State.PRIVATE, confidence=Confidence.PERSONAL)
    make_portion(own)
    waiting = make_food("Waiting", owner=alice, state=State.PRIVATE)
    entry, gone = make_entry(alice, food), make_entry(alice)
    meal, gone_meal = (
        save_entries(alice, name=name, entries=[entry]) for name in ("Lunch", "Gone")
    )
    item, gone_item = daily(alice, starts_on=DAY), daily(alice, starts_on=DAY)
    medicine, gone_medicine = make_medicine(alice), make_medicine(alice, name="Iron")
    mark_day(alice, DAY, note="Flu.")
    for mark in Mark:
        mark_food(alice, food, mark)
    GotIt.objects.create(person=alice, note="water-counts")
    make_note("one-low-day")
    make_quick_add(alice, date(2026, 11, 20), "Soup", "40")
    return {
        "food": food.pk,
        "other": make_food().pk,
        "own": own.pk,
        "waiting": waiting.pk,
        "entry": entry.uuid,
        "gone": gone.uuid,
        "meal": meal.uuid,
        "gone_meal": gone_meal.uuid,
        "item": item.uuid,
        "gone_item": gone_item.uuid,
        "medicine": medicine.uuid,
        "gone_medicine": gone_medicine.uuid,
        "target": make_target(alice, DAY).pk,
    }


DOSE = {"name": "Powder", "kind": "supplement", "magnesium_mg": 100, "meal": "lunch"}
# Operation: [requests before it was pulled, the request, the table that shows it].
WRITES = {
    "entries_create": ("post", "entries/", ENTRY, "entries"),
    "entries_batch": ("post", "entries/batch/", {"entries": [ENTRY]}, "entries"),
    "entries_change": ("patch", "entries/{entry}/", {"meal": "dinner"}, "entries"),
    "entries_delete": ("delete", "entries/{entry}/", None, "entries"),
    "entries_restore": ("post", "entries/{gone}/restore/", {}, "entries"),
    "checklist_create": ("post", "checklist/", DOSE, "checklist"),
    "checklist_change": ("patch", "checklist/{item}/", {"paused": True}, "checklist"),
    "checklist_delete": ("delete", "checklist/{item}/", None, "checklist"),
    "checklist_restore": ("post", "checklist/{gone_item}/restore/", {}, "checklist"),
    "checklist_log": ("post", "checklist/{item}/log/", {"date": "2026-11-24"}, "entries"),
    "days_change": ("patch", "days/2026-11-25/", {"skipped": True}, "days"),
    "days_copy": ("post", "days/2026-11-25/copy/", {"from": "2026-11-23"}, "entries"),
    "foods_create": ("post", "foods/", {"name": "Mine"}, "foods"),
    "foods_change": (
        "patch",
        "foods/{own}/",
        {"portions": [{"label": "1 slice", "quantity": 20}]},
        "foods",
    ),
    "foods_delete": ("delete", "foods/{own}/", None, "foods"),
    "foods_submit": ("post", "foods/{own}/submit/", {}, "foods"),
    "submissions_withdraw": ("delete", "submissions/{submission}/", None, "foods"),
    "medicines_create": (
        "post",
        "medicines/",
        {"name": "Iron", "medicine_class": None, "times": ["08:00"]},
        "medicines",
    ),
    "medicines_change": ("patch", "medicines/{medicine}/", {"times": ["09:00"]}, "medicines"),
    "medicines_delete": ("delete", "medicines/{medicine}/", None, "medicines"),
    "medicines_restore": ("post", "medicines/{gone_medicine}/restore/", {}, "medicines"),
    "profile_change": ("patch", "profile/", {"units": "us"}, "profile"),
    "targets_create": ("post", "targets/", {"starts_on": "2026-12-01", "mg": 350}, "targets"),
    "targets_change": ("patch", "targets/{target}/", {"mg": 300}, "targets"),
    "targets_delete": ("delete", "targets/{target}/", None, "targets"),
    "saved_meals_create": ("post", "saved-meals/", {"name": "New", "items": []}, "saved_meals"),
    "saved_meals_change": ("patch", "saved-meals/{meal}/", {"name": "Tea"}, "saved_meals"),
    "saved_meals_delete": ("delete", "saved-meals/{meal}/", None, "saved_meals"),
    "saved_meals_restore": ("post", "saved-meals/{gone_meal}/restore/", {}, "saved_meals"),
    "saved_meals_log": (
        "post",
        "saved-meals/{meal}/log/",
        {"date": "2026-11-24", "meal": "lunch"},
        "entries",
    ),
    "favourites_add": ("post", "favourites/", {"food": "{other}"}, "favourites"),
    "favourites_remove": ("delete", "favourites/{food}/", None, "favourites"),
    "suggestions_dismiss": (
        "post",
        "suggestions/dismissed/",
        {"food": "{other}"},
        "dismissed_suggestions",
    ),
    "suggestions_restore": (
        "delete",
        "suggestions/dismissed/{food}/",
        None,
        "dismissed_suggestions",
    ),
    "notes_dismiss": (
        "post",
        "notes/dismissed/",
        {"note": "one-low-day", "date": "2026-11-20"},
        "dismissed_notes",
    ),
    "notes_restore": ("delete", "notes/dismissed/water-counts/", None, "dismissed_notes"),
    "imports_create": ("post", "import/", {"export": None}, "entries"),
    "sync_push": (
        "post",
        "sync/",
        {"writes": [{"table": "entries", "op": "put", "id": ID, "body": ENTRY}]},
        "entries",
    ),
}
# Of the catalogue, for curators.
OTHERS = {
    "foods_report",
    # These change who may sign in, and nothing that a device keeps.
    "sessions_end",
    "sessions_end_others",
    "tokens_create",
    "tokens_revoke",
}


def test_every_operation_that_writes_is_tried_here(client, db):
    paths = client.get("/api/v1/schema/").json()["paths"]
    writing = {
        operation["operationId"]
        for operations in paths.values()
        for method, operation in operations.items()
        if method in ("post", "put", "patch", "delete")
    }
    assert writing == WRITES.keys() | OTHERS


@pytest.mark.parametrize("operation", WRITES)
def test_a_pull_shows_what_an_operation_wrote(operation, there, alice, as_alice, bob, as_bob):
    method, address, body, table = WRITES[operation]
    for gone in ("entries/{gone}/", "saved-meals/{gone_meal}/", "checklist/{gone_item}/"):
        as_alice.delete(f"/api/v1/{gone.format(**there)}")
    as_alice.delete(f"/api/v1/medicines/{there['gone_medicine']}/")
    as_alice.post(f"/api/v1/foods/{there['waiting']}/submit/", {})
    (waits,) = as_alice.get("/api/v1/submissions/").json()["results"]
    if operation == "imports_create":
        make_quick_add(bob, DAY, "Bob's soup", "3")
        body = {"export": as_bob.get("/api/v1/export/").json()}
    if body and body.get("food") == "{other}":
        body = body | {"food": there["other"]}
    _, cursor = pull(as_alice)
    path = "/api/v1/" + address.format(**there, submission=waits["id"])
    answer = getattr(as_alice, method)(path, body, format="json")
    assert answer.status_code in (200, 201, 204), answer.content
    assert table in {each["table"] for each in pull(as_alice, cursor)[0]}


# Model, what sync calls it, and a field that any statement may change.
TABLES = [
    (Entry, "entries", {"meal": "snack"}),
    (SavedMeal, "saved_meals", {"name": "Tea"}),
    (Medicine, "medicines", {"times": [time(9)]}),
    (DayMark, "days", {"skipped": True}),
    (FoodMark, "favourites", {"updated_at": F("created_at")}),
    (ChecklistItem, "checklist", {"weekdays": 1}),
    (Target, "targets", {"authority": "efsa"}),
    (GotIt, "dismissed_notes", {"rests_on": ["a"]}),
    (Profile, "profile", {"units": "us"}),
    (LifeStage, "profile", {"starts_on": date(2026, 11, 1)}),
    (Consent, "profile", {"withdrawn_at": "2099-01-01T00:00Z"}),
    (Food, "foods", {"name": "Other"}),
]
NOT_KEPT_IN_STEP = {
    "intake.ChangeCounter": "numbers the changes",
    "intake.Change": "notes the changes",
    "intake.PushedWrite": "notes what was pushed",
    "intake.PersonalToken": "signs in",
    "intake.Import": "a file that waits, and what undoing it needs",
    "intake.MailChoice": "letters are the site's alone",
    "intake.SentMail": "letters are the site's alone",
    "intake.RecalculatedEntry": "what undoing it needs; the entry itself is kept in step",
    "intake.SavedMealItem": "comes within its meal",
}


def test_every_table_of_a_persons_own_is_kept_in_step_or_named_with_a_reason():
    of_people = {
        model._meta.label
        for model in apps.get_app_config("intake").get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person and field.name in ("person", "user")
    }
    in_step = {model._meta.label for model, _, _ in TABLES} - {"foods.Food"}
    assert of_people == in_step | NOT_KEPT_IN_STEP.keys()


@pytest.mark.parametrize(("model", "table", "change"), TABLES)
def test_a_pull_shows_what_any_statement_wrote(model, table, change, there, alice, as_alice):
    """`update` and `delete` know nothing of numbers and tombstones."""
    owner = "owner" if model is Food else "person"
    SavedMealItem.objects.all().delete()
    _, cursor = pull(as_alice)
    rows = model.objects.filter(**{owner: alice})
    count = rows.update(**change)
    assert count
    changed, cursor = pull(as_alice, cursor)
    assert table in {each["table"] for each in changed}
    with connection.cursor() as raw:
        raw.execute(
            f"DELETE FROM {model._meta.db_table} WHERE {owner}_id = %s"  # noqa: S608
            + (" AND id NOT IN (SELECT food_id FROM foods_portion)" if model is Food else ""),
            [alice.pk],
        )
    gone, cursor = pull(as_alice, cursor)
    assert table in {each["table"] for each in gone}
    if table != "profile":
        assert [each for each in gone if each["table"] == table and "row" in each] == []
    assert pull(as_alice, cursor)[0] == []


def test_a_row_inserted_without_a_number_is_pulled(alice, as_alice):
    food = make_food()
    _, cursor = pull(as_alice)
    Entry.objects.create(
        person=alice, date=DAY, meal="lunch", food=food, name="Kale", kind="food", amount=1
    )
    assert len(pull(as_alice, cursor)[0]) == 1


def test_what_stays_the_same_is_not_pulled_again(there, alice, as_alice):
    _, cursor = pull(as_alice)
    for model, _, _ in TABLES:
        owner = "owner" if model is Food else "person"
        model.objects.filter(**{owner: alice}).update(**{owner: alice})
    assert pull(as_alice, cursor)[0] == []


def test_a_portion_that_goes_changes_what_named_it(alice, as_alice):
    food = make_food()
    portion = make_portion(food)
    as_alice.post(
        "/api/v1/entries/",
        {
            "date": "2026-11-23",
            "meal": "lunch",
            "food": food.pk,
            "portion": portion.pk,
            "amount": 1,
        },
        format="json",
    )
    save_entries(alice, name="Lunch", entries=[Entry.objects.get()])
    _, cursor = pull(as_alice)
    address = f"/api/v1/entries/{Entry.objects.get().uuid}/"
    tag = as_alice.get(address).headers["ETag"]
    Portion.objects.filter(pk=portion.pk).delete()
    now = as_alice.get(address, headers={"If-None-Match": tag})
    assert (now.status_code, now.json()["portion"]) == (200, None)
    stale = as_alice.patch(address, {"meal": "dinner"}, headers={"If-Match": tag})
    assert stale.status_code == 412
    rows = {each["table"]: each["row"] for each in pull(as_alice, cursor)[0]}
    assert rows["entries"]["portion"] is None
    assert rows["saved_meals"]["items"][0]["portion"] is None


def test_foods_of_the_catalogue_are_nobodys_change(alice, as_alice, bob):
    food = make_food()
    make_food("Bob's", owner=bob, state=State.PRIVATE)
    Food.objects.filter(pk=food.pk).update(name="Other")
    food.delete()
    assert pull(as_alice)[0] == []
    assert Note.objects.count() == 0
