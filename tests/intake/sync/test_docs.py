"""What docs/api.md shows of working offline is what happens."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from intake.diary import EntryChanges, edit_entry
from intake.models import Entry
from tests.factories import make_food, make_portion, make_profile

SECTION = (
    (Path(settings.BASE_DIR) / "docs" / "api.md")
    .read_text()
    .partition("## Work offline\n")[2]
    .partition("\n## ")[0]
)


@pytest.fixture
def seeds(alice, as_alice):
    """The entry of "Logging a meal", which somebody changed elsewhere since."""
    make_profile(alice)
    food = make_food("Pumpkin seeds, dried", magnesium_mg="592")
    portion = make_portion(food)
    said = {"date": "2026-11-23", "meal": "snack", "food": food.pk, "portion": portion.pk}
    body = said | {"amount": 1, "id": "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"}
    assert as_alice.post("/api/v1/entries/", body).status_code == 201
    return Entry.objects.get()


def test_what_is_pulled(seeds, as_alice):
    page = as_alice.get("/api/v1/sync/").json()
    profile, entry = page["changes"]
    assert list(profile) == list(entry) == ["table", "id", "version", "row"]
    assert (profile["table"], profile["id"]) == ("profile", "profile")
    assert entry["row"]["name"] == "Pumpkin seeds, dried"
    assert list(page) == ["changes", "cursor", "more"]
    as_alice.delete(f"/api/v1/entries/{seeds.uuid}/")
    (gone,) = as_alice.get("/api/v1/sync/", {"since": page["cursor"]}).json()["changes"]
    assert gone == {"table": "entries", "id": str(seeds.uuid), "version": 2}


def test_what_is_pushed(seeds, as_alice):
    edit_entry(seeds, EntryChanges(meal="dinner"))
    (body,) = re.findall(r"-d '(\{.*?\})'\n", SECTION, re.DOTALL)
    shown = re.findall(
        r'#    \{"table": "(\w+)", "id": "([\w-]+).*?"outcome": "(\w+)", "version": (\d)', SECTION
    )
    results = as_alice.post("/api/v1/sync/", json.loads(body), format="json").json()["results"]
    assert len(shown) == len(results) == 3
    for (table, id, outcome, version), result in zip(shown, results, strict=True):
        assert (table, outcome, int(version)) == (
            result["table"],
            result["outcome"],
            result["version"],
        )
        assert result["id"].startswith(id.rstrip("."))
        assert list(result) == ["table", "id", "outcome", "version", "current"]


def test_every_table_and_every_outcome_is_named():
    from intake.serializers.sync import OUTCOMES, PULLED

    rows = re.findall(r"^\| (.*?) \|", SECTION, re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", " ".join(rows)))
    assert named == {each for each, _ in (*PULLED, *OUTCOMES)} | {"table", "outcome"}
