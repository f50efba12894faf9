"""Nobody reaches what is another person's, by any operation of the schema.

Generated from the schema: an operation that takes an id of a new name, or refers to a food or a
portion from a new place, fails here until it is said whose that is.
"""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from foods.offline import publish
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.meals import save_entries
from intake.models import (
    Meal,
    Person,
)
from intake.snapshots import Measure
from tests.api.schema import operations, schema
from tests.factories import (
    client_of,
    make_curator,
    make_entry,
    make_food,
    make_person,
    make_profile,
)
from tests.one_of_everything import DAY, SECRET, everything

# Path parameters that name no row of one person.
NOBODYS = {"date", "slug", "gtin", "version"}
pytestmark = pytest.mark.django_db


def parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def referring(operation: dict[str, Any]) -> set[str]:
    """Where in its body an operation names a food or a portion: `food`, `items.food`, ..."""
    content = operation.get("requestBody", {}).get("content", {})
    found = {name for each in content.values() for name in _names(each.get("schema", {}))}
    return {name for name in found if name.split(".")[-1] in {"food", "portion"}}


def _names(described: dict[str, Any]) -> set[str]:
    if "$ref" in described:
        return _names(schema()["components"]["schemas"][described["$ref"].split("/")[-1]])
    found = set()
    for name, inner in described.get("properties", {}).items():
        found |= {name, *(f"{name}.{each}" for each in _names(inner))}
    for inner in (*described.get("allOf", ()), *described.get("oneOf", ())):
        found |= _names(inner)
    return found | (_names(described["items"]) if "items" in described else set())


WITH_IDS = [(method, path) for method, path, _ in operations() if set(parameters(path)) - NOBODYS]
READING = [path for method, path, _ in operations() if method == "get"]


def others() -> dict[str, APIClient]:
    """Signed in, and by token; each with a diary of their own, as empty as can be."""
    bob, curator = make_person("bob@example.org"), make_curator()
    clients = {"another by token": client_of(bob), "a curator by token": client_of(curator)}
    for who, person in (("another", bob), ("a curator", curator)):
        make_profile(person)
        clients[who] = APIClient()
        clients[who].force_login(person)
    return clients


def unlike(value: Any) -> Any:
    """An id that is nobody's."""
    return uuid.UUID(int=7) if isinstance(value, uuid.UUID) else 2_000_000_000


def body_of(method: str, path: str) -> dict[str, Any] | None:
    """The least that is right, so that nothing is refused before the row is looked for."""
    if method not in ("post", "patch"):
        return None
    if path.endswith("/log/"):
        return {"date": str(DAY), "meal": "lunch"} if "saved" in path else {"date": str(DAY)}
    if path.endswith("/report/"):
        return {"said": "Too much."}
    return {}


@pytest.mark.parametrize(("method", "path"), WITH_IDS)
def test_an_id_of_hers_is_as_good_as_none(hers: dict[str, Any], method: str, path: str) -> None:
    wanted = {name: hers[name] for name in parameters(path) if name not in NOBODYS}
    before = everything()
    for who, client in others().items():
        answers = []
        for ids in ({name: unlike(value) for name, value in wanted.items()}, wanted):
            address = path.format(**ids)
            answer = getattr(client, method)(address, body_of(method, path))
            answers.append((answer.status_code, _without(answer.content, ids)))
        assert answers[0] == answers[1], who
        # Taking a mark off a food that has none is no error, whatever the food.
        takes_off_a_mark = method == "delete" and "food_id" in wanted and "/foods/" not in path
        # A token ends neither tokens nor sessions, whosever they are.
        is_a_door = bool(wanted.keys() & {"token_id", "session_id"})
        refused = 403 if is_a_door and who.endswith("by token") else 404
        assert answers[1][0] == (204 if takes_off_a_mark else refused), who
    nobody = getattr(APIClient(), method)(path.format(**wanted), body_of(method, path))
    assert nobody.status_code == 401
    assert SECRET not in nobody.content.decode()
    assert everything() == before


def _without(content: bytes, ids: dict[str, Any]) -> str:
    """An answer may repeat the id that it was asked for; that 404 is one does not hide a status."""
    text = content.decode()
    for value in ids.values():
        text = re.sub(rf'(?<!"status":)(?<!\w){re.escape(str(value))}(?!\w)', "?", text)
    return text


def test_an_id_of_404_hides_no_status() -> None:
    problem = b'{"status":404,"detail":"/targets/404/"}'
    assert _without(problem, {"target_id": 404}) == '{"status":404,"detail":"/targets/?/"}'


QUERIES = {
    "/api/v1/trends/": {"from": "2026-11-01", "to": "2026-11-23", "include": "foods,groups,meals"},
    "/api/v1/foods/": {"q": SECRET},
    "/api/v1/reference-values/": {"authority": "us", "age_years": "40", "sex": "female"},
    "/api/v1/reference-values/comparison/": {"age_years": "40"},
}
PLACES = {"date": DAY, "slug": "one-low-day", "gtin": "4006381333931"}


@pytest.mark.parametrize("path", [path for path in READING if not set(parameters(path)) - NOBODYS])
def test_nothing_of_hers_is_in_what_others_read(hers: dict[str, Any], path: str) -> None:
    version = publish().name
    address = path.format(**PLACES, version=version)
    query = {"since": version} if path.endswith("/changes/") else QUERIES.get(path)
    for who, client in others().items():
        answer = client.get(address, query)
        content = answer.getvalue()
        assert answer.status_code in (200, 404), who
        assert SECRET not in content.decode(), who
        for value in hers.values():
            assert not isinstance(value, uuid.UUID) or str(value) not in content.decode(), who
    anonymous = APIClient().get(address, query)
    security = schema()["paths"][path]["get"]["security"]
    open_to_all = {} in security
    assert (anonymous.status_code != 401) == open_to_all
    assert SECRET not in anonymous.content.decode()


# Operations that name a food or a portion in their body, each with a body that does.
BODIES: dict[str, dict[str, Any]] = {
    "entries_create": {"date": str(DAY), "meal": "lunch"},
    "entries_batch": {"entries": [{"date": str(DAY), "meal": "lunch"}]},
    "checklist_create": {"meal": "lunch", "starts_on": str(DAY)},
    "saved_meals_create": {"name": "Mine", "items": [{}]},
    "favourites_add": {},
    "suggestions_dismiss": {},
    # These change a row of one's own first.
    "entries_change": {},
    "checklist_change": {},
    "saved_meals_change": {"items": [{}]},
}


def test_every_body_that_names_a_food_is_tried() -> None:
    assert {each["operationId"] for _, _, each in operations() if referring(each)} == set(BODIES)


@pytest.mark.parametrize("operation_id", BODIES)
@pytest.mark.parametrize("with_portion", [False, True])
def test_a_food_of_hers_is_as_good_as_none(
    hers: dict[str, Any], operation_id: str, with_portion: bool
) -> None:
    method, path, operation = next(
        each for each in operations() if each[2]["operationId"] == operation_id
    )
    if with_portion and not any(name.endswith("portion") for name in referring(operation)):
        pytest.skip("takes no portion")
    bob = make_person("bob@example.org")
    make_profile(bob)
    own = make_entry(bob, make_food("Kale"), date=DAY)
    item = add_item(
        bob, NewEntry(date=DAY, meal=Meal.LUNCH, food=own.food, measure=Measure(grams=Decimal(10)))
    )
    ids = {
        "entry_id": own.uuid,
        "item_id": item.uuid,
        "meal_id": save_entries(bob, name="Mine too", entries=[own]).uuid,
    }
    before = everything()
    client = client_of(bob)
    answers = []
    for food, portion in ((2_000_000_000, 2_000_000_001), (hers["food_id"], hers["portion"])):
        named = {"food": food} | (
            {"portion": portion, "amount": 1}
            if with_portion
            else {}
            if path.endswith(("favourites/", "dismissed/"))
            else {"grams": 10}
        )
        answer = getattr(client, method)(path.format(**ids), _naming(BODIES[operation_id], named))
        answers.append((answer.status_code, answer.content))
        assert SECRET not in answer.content.decode()
    assert answers[0] == answers[1]
    assert answers[1][0] in (400, 207) or b'"status":400' in answers[1][1]
    assert everything() == before


def _naming(body: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """`named` in the innermost object of `body`."""
    for key in ("entries", "items"):
        if key in body:
            return body | {key: [body[key][0] | named]}
    return body | named


def test_the_secret_is_there_for_her(hers: dict[str, Any]) -> None:
    """Else the tests above would find nothing anywhere."""
    client = client_of(Person.objects.get(email="alice@example.org"))
    for path in ("entries/", "saved-meals/", "checklist/", "medicines/", "favourites/"):
        assert SECRET in client.get(f"/api/v1/{path}").content.decode(), path
    for name, route in (("food_id", "foods"), ("submission_id", "submissions")):
        assert SECRET in client.get(f"/api/v1/{route}/{hers[name]}/").content.decode()
