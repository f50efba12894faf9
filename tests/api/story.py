"""A diary kept over the API, by way of which every operation is met once.

What it sends and what it is answered are the examples of the schema. `record` runs it on the
catalogue as it is shipped; time stands still, so that the same comes out each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from intake.models import Person
from tests.apps import signed_in
from tests.factories import client_of

START = "/api/v1/"
NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
ENTRY = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
TABLET = "0d0c3a52-8a3e-4c39-9c55-2f2b7a0a7c11"
SOUP = "3b0a9a5e-5f0f-4b53-8e7c-5a4b1f7d9e21"
SALAD = "b6c7f9e4-1c2d-4f7a-8a55-0c9d8e7f6a51"
BATCHED = "a4a1d0a6-7c0e-4b57-9d3f-1e2d3c4b5a69"
COPIED = "c0ffee00-1d2e-4f3a-8b4c-5d6e7f8091a2"
EATEN = "e5d4c3b2-a190-4f8e-9d7c-6b5a49382716"
ANTIBIOTIC = "91f3a7b2-2c4d-4e5f-8a6b-7c8d9e0f1a2b"
BAR = "5c4d3e2f-1a0b-4c9d-8e7f-6a5b4c3d2e1f"
PUSHED_BAR = "4b3c2d1e-0f9a-4b8c-9d7e-6f5a4b3c2d1e"
PUSHED_SNACK = "3a2b1c0d-9e8f-4a7b-8c6d-5e4f3a2b1c0d"
PUSHED = "7d9e0f1a-2b3c-4d5e-8f60-718293a4b5c6"


@dataclass(frozen=True)
class Step:
    name: str
    method: str
    path: str  # {made} is what the step of that `makes` was answered
    body: dict[str, Any] | None = None
    makes: str = ""  # its id, or the part of the answer that has this name
    by_session: bool = False  # of an app that is signed in; else by a personal token
    rows: int | None = None  # how many of each list are shown, where there are thousands


A_PORTION = {
    "id": ENTRY,
    "date": "2026-11-23",
    "meal": "snack",
    "food": 54,
    "portion": 171,
    "amount": 1,
}
OAT_BAR = {
    "client_id": BAR,
    "name": "Oat bar",
    "brand": "Corner shop",
    "magnesium_mg_per_basis": 62.5,
    "portions": [{"label": "1 bar", "quantity": 40, "is_default": True}],
    "gtin": "4006381333931",
}
STORY = (
    Step("The entrances", "get", ""),
    Step("Tell what decides about a target", "patch", "profile/", {
        "birth_date": "1990-03-15", "sex": "female", "time_zone": "Europe/Berlin",
        "kidney_disease": False, "consent": {"medicines": True}}),
    Step("What was told", "get", "profile/"),
    # Foods.
    Step("Words with an amount", "get", "foods/?q=30+g+pumpkin+seeds+dried&limit=1"),
    Step("A food of the catalogue", "get", "foods/54/"),
    Step("A food of your own", "post", "foods/", OAT_BAR, makes="food"),
    Step("The same once more", "post", "foods/", OAT_BAR),
    Step("Its id for something else", "post", "foods/", OAT_BAR | {"name": "Nut bar"}),
    Step("By its barcode", "get", "foods/barcode/4006381333931/"),
    Step("A figure that was added", "patch", "foods/{food}/", {"energy_kcal_per_basis": 410}),
    Step("Propose it to everybody", "post", "foods/{food}/submit/", {
        "said": "From the corner shop."}),
    Step("Report a figure", "post", "foods/54/report/", {
        "said": "The label says less.", "suggested_mg": 520}, makes="submission"),
    Step("What was proposed and reported", "get", "submissions/?limit=1"),
    Step("One report", "get", "submissions/{submission}/"),
    Step("Take it back", "delete", "submissions/{submission}/"),
    # Entries.
    Step("A portion of a food", "post", "entries/", A_PORTION),
    Step("The same once more", "post", "entries/", A_PORTION),
    Step("Its id for something else", "post", "entries/", A_PORTION | {"amount": 2}),
    Step("A tablet, by its label", "post", "entries/", {
        "id": TABLET, "date": "2026-11-23", "time": "21:00", "meal": "dinner", "food": 11015,
        "elemental_mg": 100}),
    Step("A quick add, whose magnesium is not known", "post", "entries/", {
        "id": SOUP, "date": "2026-11-22", "meal": "lunch", "name": "Grandma's soup",
        "kind": "food", "magnesium_mg": None}),
    Step("Something that is not right", "post", "entries/", {
        "date": "2026-11-23", "meal": "snack", "food": 54, "grams": -3, "gramms": 30}),
    Step("Two at once, of which one is wrong", "post", "entries/batch/", {"entries": [
        {"id": BATCHED, "date": "2026-11-22", "meal": "snack", "food": 406, "grams": 100},
        {"date": "2026-11-22", "meal": "snack", "food": 406, "millilitres": 100}]}),
    Step("The last one", "get", "entries/?limit=1"),
    Step("One entry", "get", f"entries/{ENTRY}/"),
    Step("Twice as much", "patch", f"entries/{ENTRY}/", {"amount": 2}),
    Step("Delete it", "delete", f"entries/{ENTRY}/"),
    Step("It was deleted", "get", f"entries/{ENTRY}/"),
    Step("Undo that", "post", f"entries/{ENTRY}/restore/"),
    # Days.
    Step("A day", "get", "days/2026-11-23/"),
    Step("A note on a day", "patch", "days/2026-11-22/", {"note": "Flu."}),
    Step("Yesterday's snacks", "post", "days/2026-11-23/copy/", {
        "id": COPIED, "from": "2026-11-22", "meals": ["snack"]}),
    Step("Two days, and where it came from", "get",
         "trends/?from=2026-11-22&to=2026-11-23&include=foods"),
    # Saved meals.
    Step("A recipe for four", "post", "saved-meals/", {
        "id": SALAD, "name": "Spinach salad", "servings": 4,
        "items": [{"food": 54, "grams": 100}]}),
    Step("All of them", "get", "saved-meals/"),
    Step("One of them", "get", f"saved-meals/{SALAD}/"),
    Step("For two", "patch", f"saved-meals/{SALAD}/", {"servings": 2}),
    Step("A serving of it", "post", f"saved-meals/{SALAD}/log/", {
        "id": EATEN, "date": "2026-11-23", "meal": "dinner", "servings": 1}),
    Step("Delete it", "delete", f"saved-meals/{SALAD}/"),
    Step("Undo that", "post", f"saved-meals/{SALAD}/restore/"),
    # The checklist.
    Step("A tablet in the evening", "post", "checklist/", {
        "food": 11015, "elemental_mg": 100, "meal": "dinner", "time": "21:30"}, makes="item"),
    Step("What is due", "get", "checklist/?date=2026-11-24"),
    Step("One item", "get", "checklist/{item}/"),
    Step("On weekdays", "patch", "checklist/{item}/", {"weekdays": [1, 2, 3, 4, 5]}),
    Step("Taken", "post", "checklist/{item}/log/", {"date": "2026-11-24"}),
    Step("Delete it", "delete", "checklist/{item}/"),
    Step("Undo that", "post", "checklist/{item}/restore/"),
    # Marks.
    Step("A favourite", "post", "favourites/", {"food": 54}),
    Step("All of them", "get", "favourites/"),
    Step("Not any more", "delete", "favourites/54/"),
    Step("Not this", "post", "suggestions/dismissed/", {"food": 406}),
    Step("All of them", "get", "suggestions/dismissed/"),
    Step("It may be suggested", "delete", "suggestions/dismissed/406/"),
    # Targets and what is recommended.
    Step("A number of one's own", "post", "targets/", {
        "starts_on": "2026-11-24", "mg": 350}, makes="target"),
    Step("A date that is taken", "post", "targets/", {"starts_on": "2026-11-24", "mg": 300}),
    Step("All of them", "get", "targets/"),
    Step("One of them", "get", "targets/{target}/"),
    Step("Another number", "patch", "targets/{target}/", {"mg": 320}),
    Step("Without it", "delete", "targets/{target}/"),
    Step("One authority", "get",
         "reference-values/?authority=japan&age_years=40&life_stage=pregnant"),
    Step("All authorities", "get", "reference-values/comparison/?age_months=3"),
    # Medicines.
    Step("What a name may be", "get", "medicine-classes/?name=Ciprofloxacin+500+mg"),
    Step("An antibiotic, twice a day", "post", "medicines/", {
        "id": ANTIBIOTIC, "name": "Ciprofloxacin 500 mg", "medicine_class": "quinolone",
        "times": ["07:00", "19:00"]}),
    Step("All of them", "get", "medicines/"),
    Step("One of them", "get", f"medicines/{ANTIBIOTIC}/"),
    Step("Another time", "patch", f"medicines/{ANTIBIOTIC}/", {"times": ["08:00", "20:00"]}),
    Step("Delete it", "delete", f"medicines/{ANTIBIOTIC}/"),
    Step("Undo that", "post", f"medicines/{ANTIBIOTIC}/restore/"),
    # Notes.
    Step("Those on oxalate", "get", "notes/?about=oxalate"),
    Step("A note", "get", "notes/one-low-day/"),
    Step("What the words mean", "get", "notes/evidence/"),
    Step("Got it", "post", "notes/dismissed/", {"note": "timing-with-medicines",
                                                "date": "2026-11-23"}),
    Step("Those put away", "get", "notes/dismissed/"),
    Step("Show it again", "delete", "notes/dismissed/timing-with-medicines/"),
    # Without a network.
    Step("The newest version", "get", "catalogue/", makes="version"),
    Step("All of it", "get", "catalogue/{version}/", rows=1),
    Step("Nothing since", "get", "catalogue/changes/?since={version}", rows=1),
    Step("The beginning", "get", "sync/?limit=3", makes="cursor"),
    Step("What was done offline", "post", "sync/", {"writes": [
        {"table": "entries", "op": "put", "id": PUSHED, "version": None,
         "body": {"date": "2026-11-23", "meal": "snack", "food": 54, "grams": 30}},
        {"table": "entries", "op": "put", "id": ENTRY, "version": 1, "body": {"amount": 3}},
        {"table": "days", "op": "delete", "id": "2026-11-22"}]}),
    Step("A food made offline, and logged", "post", "sync/", {"writes": [
        {"table": "foods", "op": "put", "id": PUSHED_BAR, "version": None,
         "body": {"name": "Nut bar", "magnesium_mg_per_basis": 110}},
        {"table": "entries", "op": "put", "id": PUSHED_SNACK, "version": None,
         "body": {"date": "2026-11-23", "meal": "snack", "food_client_id": PUSHED_BAR,
                  "grams": 40}}]}),
    Step("What came after", "get", "sync/?since={cursor}&limit=2"),
    # Who may.
    Step("One that only reads", "post", "tokens/", {"name": "Report"}, makes="token",
         by_session=True),
    Step("Without signing in", "post", "tokens/", {"name": "Another"}),
    Step("All of them", "get", "tokens/"),
    Step("Refuse it from now on", "delete", "tokens/{token}/", by_session=True),
    Step("A phone", "get", "sessions/", makes="session", by_session=True),
    Step("All others", "delete", "sessions/", by_session=True),
    Step("This one, too", "delete", "sessions/{session}/", by_session=True),
    # Out and in.
    Step("Everything", "get", "export/"),
    Step("Nothing new", "post", "import/", {"export": {
        "format": "twelve-export", "version": 1}}),
    Step("Without the food", "delete", "foods/{food}/"),
)  # fmt: skip


def told(person: Person) -> Iterator[tuple[Step, str, Any]]:
    """Each step as this person takes it, its address, and the response. `load` comes before."""
    by_token, by_session = client_of(person), APIClient()
    by_session.credentials(HTTP_X_SESSION_TOKEN=signed_in(person.email).token)
    with patch("django.utils.timezone.now", lambda: NOW):
        made: dict[str, Any] = {}
        for step in STORY:
            address = START + step.path.format(**made)
            client = by_session if step.by_session else by_token
            response = getattr(client, step.method)(address, step.body)
            if step.makes:
                answer = response.json()
                found = answer["results"][0] if "results" in answer else answer
                made[step.makes] = found["id"] if "id" in found else found[step.makes]
            yield step, address, response


def load() -> None:
    """The catalogue and the notes, and ids as on a server of which nobody made use yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename FROM pg_sequences"
            " WHERE sequencename ~ '^(foods|intake|notes|usersessions)_'"
        )
        for (name,) in cursor.fetchall():
            # Below a million are the foods of the catalogue, which bring their ids.
            first = 1_000_000 if name == "foods_food_id_seq" else 1
            cursor.execute(f"ALTER SEQUENCE {name} RESTART WITH {first}")
    call_command("load_catalogue", verbosity=0)
    call_command("load_notes", verbosity=0)
