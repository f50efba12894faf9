"""What bad input gets, by every operation of the schema: an exact 4xx as a problem, never a 500,
and nothing half-written.

Generated from the schema and its examples, so that a new operation is tried by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.signing import Signer
from rest_framework.test import APIClient

from config.rest.exact_json import MAX_BODY_BYTES
from config.rest.openapi_examples import FILE
from foods.offline import current
from intake.models import Person
from intake.serializers.sync import MOST_WRITES
from tests.api.schema import operations, resolved, schema
from tests.apps import signed_in
from tests.factories import client_of, make_food
from tests.one_of_everything import everything

pytestmark = pytest.mark.django_db

EXAMPLES = {
    example["operation"]: example["body"]
    for example in reversed(json.loads(FILE.read_text(encoding="utf-8")))
    if example["status"] < 400
}
ALL = list(operations())
WRITING = [each for each in ALL if each[0] in ("post", "patch")]
READING = [each for each in ALL if each[0] == "get"]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MEGABYTES_11 = 11_000_000

# Bodies that are none: (what is sent, as what, what it gets).
BODIES: dict[str, tuple[bytes, str, int, str]] = {
    "broken": (b'{"date": ', JSON, 400, "not_json"),
    "cut off in a character": (b'{"name": "\xc3', JSON, 400, "not_utf8"),
    "empty": (b" ", JSON, 400, "not_json"),
    "a list": (b"[]", JSON, 400, "not_an_object"),
    "null": (b"null", JSON, 400, "not_an_object"),
    "NaN": (b'{"grams": NaN}', JSON, 400, "not_json"),
    "Infinity": (b'{"grams": -Infinity}', JSON, 400, "not_json"),
    "5,000 digits": (b'{"grams": ' + b"9" * 5000 + b"}", JSON, 400, "not_json"),
    "20 digits of exponent": (b'{"grams": 1e99999999999999999999}', JSON, 400, "not_json"),
    "deep": (b'{"a":' * 100_000, JSON, 400, "too_deep"),
    "11 MB": (b" " * MEGABYTES_11, JSON, 413, "body_too_large"),
    "a form": (b"date=2026-11-23", FORM, 415, "unsupported_media_type"),
    "a file": (b"--x--", "multipart/form-data; boundary=x", 415, "unsupported_media_type"),
    "XML": (b"<a/>", "text/xml", 415, "unsupported_media_type"),
}
# Values that no field of the type takes, as JSON, and what they get: a slug, a photo and an export
# have words of their own.
VALUES: dict[str, list[tuple[str, str]]] = {
    "string": [
        (r'"\u0000"', "null_characters_not_allowed invalid not_base64"),
        (r'"\ud800"', "surrogate_characters_not_allowed invalid not_base64"),
        ("7e400", "invalid does_not_exist"),
        ("7", "invalid does_not_exist"),
    ],
    "date": [
        ('"0308-01-01"', "out_of_range"),
        ('"2026-02-30"', "invalid"),
        ('"2026-W01-1"', "invalid"),
        (r'"\u0000"', "invalid"),
    ],
    "time": [('"24:00"', "invalid"), ('"08:00+01:00"', "invalid"), ('"8"', "invalid")],
    "uuid": [('"6f1f9d0e"', "invalid"), ("7", "invalid"), (r'"\ud800"', "invalid")],
    "number": [
        ("1e400", "too_large"),
        ("-1e400", "too_large"),
        ("1e999999999", "too_large"),
        ("1e-400", "too_precise"),
        ('"12"', "not_a_number"),
        ("true", "not_a_number"),
    ],
    "integer": [
        ("1e400", "invalid"),
        ("0.5", "invalid"),
        ('"7"', "invalid"),
        ('"\\u0000"', "invalid"),
    ],
    "boolean": [
        ('"true"', "invalid"),
        ("1", "invalid"),
        ('"\\u0000"', "invalid"),
        ("1e400", "invalid"),
    ],
    "enum": [('"\\ud800"', "invalid_choice"), ("1e400", "invalid_choice")],
    "array": [('"x"', "not_a_list"), ('"\\u0000"', "not_a_list"), ("1e400", "not_a_list")],
    "object": [('"\\u0000"', "invalid not_a_dict"), ("[]", "invalid not_a_dict")],
}
# Addresses and parameters in which nothing can be found.
FORGED = Signer(key="not ours", salt="page").sign_object(["next", "2026-11-23", 1])
TEN_THOUSAND_IDS = ",".join(str(number) for number in range(10_000))
NEVER = (TEN_THOUSAND_IDS, "\x00", "\U0010ffff" * 300)
# Words to some, nothing to others.
PARAMETERS = (*NEVER, "0308-01-01", "1e400", "NaN", "-0")


@pytest.fixture(scope="module")
def as_her(hers: dict[str, Any], kept: Any) -> APIClient:
    with kept():
        return client_of(Person.objects.get(email="alice@example.org"))


@pytest.fixture(scope="module")
def by_session(hers: dict[str, Any], kept: Any) -> APIClient:
    """For what a personal token may not do."""
    client = APIClient()
    with kept():
        client.credentials(HTTP_X_SESSION_TOKEN=signed_in("alice@example.org").token)
    return client


@pytest.fixture(scope="module")
def address(hers: dict[str, Any], kept: Any) -> Any:
    """The address of a path, with an id of hers in it."""
    ids = hers | {"date": "2026-11-23", "slug": "one-low-day", "gtin": "4006381333931"}
    with kept():
        ids["version"] = str(current())
        # Only what is published can be reported.
        found = {"food_id": make_food().pk}

    def of(path: str, **others: Any) -> str:
        return path.format(**(ids | (found if path.endswith("/report/") else {}) | others))

    return of


def problem(response: Any, status: int, code: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"]) == (status, status), body
    assert code is None or body["code"] == code, body
    return body


@pytest.mark.parametrize(("method", "path", "operation"), WRITING)
def test_a_body_that_is_none(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    where, before = address(path), everything()
    for name, (raw, media_type, status, code) in BODIES.items():
        if name == "11 MB" and path.endswith("/import/"):
            continue  # it takes more
        problem(getattr(as_her, method)(where, raw, content_type=media_type), status, code)
    assert everything() == before


def test_an_import_may_be_large_and_has_a_limit_too(as_her: APIClient) -> None:
    export = as_her.get("/api/v1/export/").content
    large = b'{"export": ' + b" " * MEGABYTES_11 + export + b"}"
    response = as_her.post("/api/v1/import/", large, content_type=JSON)
    assert response.status_code == 201, response.content
    response = as_her.post(
        "/api/v1/import/", b" " * (50_000_001 + MAX_BODY_BYTES), content_type=JSON
    )
    problem(response, 413, "body_too_large")


@pytest.mark.parametrize(("method", "path", "operation"), WRITING)
def test_a_field_that_nobody_knows(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    where, before = address(path), everything()
    body = (EXAMPLES[operation["operationId"]] or {}) | {"nonsense": 1}
    response = getattr(as_her, method)(where, body)
    errors = problem(response, 400)["errors"]
    assert ("/nonsense", "unknown_field") in {(each["pointer"], each["code"]) for each in errors}
    assert everything() == before


@pytest.mark.parametrize(
    ("method", "path", "operation"), [each for each in WRITING if "requestBody" in each[2]]
)
def test_a_value_that_no_field_takes(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    where, before = address(path), everything()
    example = EXAMPLES[operation["operationId"]] or {}
    ((_, content),) = operation["requestBody"]["content"].items()
    for place, kind in fields_of(resolved(content["schema"])):
        for value, code in VALUES[kind]:
            raw = json.dumps(with_mark(example, place)).replace('"<here>"', value)
            response = getattr(as_her, method)(where, raw, content_type=JSON)
            pointer = "/" + "/".join(map(str, place))
            found = {(error["pointer"], error["code"]) for error in errors_in(response)}
            assert found & {(pointer, each) for each in code.split()}, (raw, found)
            assert everything() == before, raw


# The shapes that the body of a pushed write has: its table, and an operation whose body is alike.
PUSHED = {
    "PutEntry": ("entries", "entries_create"),
    "EntryChange": ("entries", "entries_change"),
    "PutSavedMeal": ("saved_meals", "saved_meals_create"),
    "SavedMealChange": ("saved_meals", "saved_meals_change"),
    "PutChecklistItem": ("checklist", "checklist_create"),
    "ChecklistChange": ("checklist", "checklist_change"),
    "PutMedicine": ("medicines", "medicines_create"),
    "MedicineChange": ("medicines", "medicines_change"),
    "PutFood": ("foods", "foods_create"),
    "FoodChange": ("foods", "foods_change"),
    "DayChange": ("days", "days_change"),
    "PutTarget": ("targets", "targets_create"),
    "ProfileChange": ("profile", "profile_change"),
}
NEW_IDS = {"days": "2026-11-22", "targets": "2026-12-01"}


def test_every_shape_of_a_pushed_body_is_tried() -> None:
    body = schema()["components"]["schemas"]["SyncWrite"]["properties"]["body"]
    assert [each["$ref"].rpartition("/")[2] for each in body["anyOf"]] == list(PUSHED)


@pytest.mark.parametrize("shape", PUSHED)
def test_a_value_that_no_field_of_a_pushed_row_takes(as_her: APIClient, shape: str) -> None:
    """`test_a_value_that_no_field_takes` pushes entries alone."""
    table, alike = PUSHED[shape]
    described = schema()["components"]["schemas"][shape]
    body = {
        name: EXAMPLES[alike][name] for name in EXAMPLES[alike].keys() & described["properties"]
    }
    there = {each["table"]: each for each in as_her.get("/api/v1/sync/").json()["changes"]}
    if shape.endswith("Change") and shape != "DayChange":
        row = {name: there[table][name] for name in ("id", "version")}
    else:
        row = {"id": NEW_IDS.get(table, "3a2b1c0d-9e8f-4a7b-8c6d-5e4f3a2b1c0d")}
    before = everything()
    wrong = [(place, *said) for place, kind in fields_of(described) for said in VALUES[kind]]
    for some in (wrong[start : start + MOST_WRITES] for start in range(0, len(wrong), MOST_WRITES)):
        writes = [
            json.dumps(row | {"table": table, "op": "put", "body": with_mark(body, place)}).replace(
                '"<here>"', value
            )
            for place, value, _ in some
        ]
        raw = f'{{"writes": [{", ".join(writes)}]}}'
        response = as_her.post("/api/v1/sync/", raw, content_type=JSON)
        results = response.json()["results"]
        for index, (place, _, code) in enumerate(some):
            pointer = "/".join(map(str, ("", "writes", index, "body", *place)))
            found = {(error["pointer"], error["code"]) for error in errors_of(results[index])}
            assert found & {(pointer, each) for each in code.split()}, (writes[index], found)
    assert everything() == before


def errors_in(response: Any) -> list[dict[str, Any]]:
    """Of a problem, or of those in the answer to a batch."""
    if response.status_code == 200 and "results" in response.json():
        return [error for each in response.json()["results"] for error in errors_of(each)]
    return errors_of({"problem": problem(response, 400)})


def errors_of(result: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = result.get("problem", {}).get("errors", [])
    return found


def fields_of(described: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The place of each field in a body, and its kind; of a list, that of the first item's."""
    for name, field in described.get("properties", {}).items():
        field = the_type_of(field)
        yield (name,), kind_of(field)
        if field.get("type") == "object":
            for place, kind in fields_of(field):
                yield (name, *place), kind
        if kind_of(field) == "array":
            for place, kind in fields_of(the_type_of(field["items"])):
                yield (name, 0, *place), kind


def the_type_of(field: dict[str, Any]) -> dict[str, Any]:
    """What a field holds where it is not null or empty."""
    field = resolved(field)
    for word in ("allOf", "oneOf", "anyOf"):
        if word in field:
            return the_type_of(field[word][0])
    return field


def kind_of(field: dict[str, Any]) -> str:
    if "enum" in field:
        return "enum"
    if field.get("format") in ("date", "uuid"):
        return str(field["format"])
    if field.get("pattern", "").startswith("^([01]"):
        return "time"
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return next(kind for kind in kinds if kind != "null")


def with_mark(body: Any, place: tuple[Any, ...]) -> Any:
    """`body` with a mark at `place`, which is made where it is not there."""
    if not place:
        return "<here>"
    first, *rest = place
    if isinstance(first, int):
        items = list(body) if isinstance(body, list) and body else [{}]
        return [with_mark(items[0], tuple(rest)), *items[1:]]
    held = body if isinstance(body, dict) else {}
    return held | {first: with_mark(held.get(first), tuple(rest))}


@pytest.mark.parametrize(("method", "path", "operation"), READING)
def test_a_parameter_that_says_nothing(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    where = address(path)
    for parameter in operation.get("parameters", ()):
        if parameter.get("in") != "query":
            continue
        name = parameter["name"]
        for value in PARAMETERS:
            response = as_her.get(f"{where}?{urlencode({name: value})}")
            if value in NEVER and response.status_code != 404:
                found = [error["parameter"] for error in problem(response, 400)["errors"]]
                assert name in found, (name, value)
            elif response.status_code != 200:
                problem(response, response.status_code)
                assert response.status_code in (400, 404)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        (path, parameter["name"])
        for _, path, operation in READING
        for parameter in operation["parameters"]
        if "cursor" in f"{parameter.get('name')} {parameter.get('description')}"
    ],
)
def test_a_cursor_that_was_tampered_with(
    as_her: APIClient, address: Any, path: str, parameter: str
) -> None:
    """What is not signed by us is none, however well it is formed."""
    for cursor in (
        "x",
        "bz1u",
        "bz0tMQ==",
        "%00",
        "cD0lMDA=",
        "é",
        "=" * 5000,
        "A" * 5000,
        "bz0y",
        FORGED,
    ):
        response = as_her.get(f"{address(path)}?{parameter}={quote(cursor)}")
        problem(response, 400, "invalid_cursor")


@pytest.mark.parametrize(("method", "path", "operation"), [each for each in ALL if "{" in each[1]])
def test_an_address_of_nothing(
    as_her: APIClient,
    by_session: APIClient,
    address: Any,
    method: str,
    path: str,
    operation: dict[str, Any],
) -> None:
    client = by_session if "session_needed" in operation.get("description", "") else as_her
    before = everything()
    for parameter in operation["parameters"]:
        name = parameter.get("name")
        if parameter.get("in") != "path" or name == "date":
            continue
        own = address(f"{{{name}}}")
        for value in (
            "0",
            "-1",
            "9" * 20,
            own.upper() + "X",
            "%00",
            "%ED%A0%80",
            "1e400",
            "x" * 999,
        ):
            body = EXAMPLES[operation["operationId"]]
            response = getattr(client, method)(address(path, **{name: value}), body)
            if method == "delete" and response.status_code == 204:
                continue  # taking a mark off what has none is no error
            problem(response, 404, "not_found")
    assert everything() == before


@pytest.mark.parametrize("path", sorted({path for _, path, _ in ALL if "{date}" in path}))
@pytest.mark.parametrize("day", ["0308-01-01", "2026-02-30", "2026-W01-1", "x", "99999-01-01"])
def test_a_day_that_is_none(as_her: APIClient, address: Any, path: str, day: str) -> None:
    for method in schema()["paths"][path]:
        body = {"from": "2026-11-22"} if path.endswith("/copy/") else {}
        response = getattr(as_her, method)(address(path, date=day), body)
        problem(response, 400, "out_of_range" if day.startswith("0") else "invalid")


IF_MATCH = {"$ref": "#/components/parameters/If-Match"}
GUARDED = [each for each in ALL if IF_MATCH in each[2].get("parameters", ())]


def test_every_change_of_what_can_be_read_takes_if_match() -> None:
    assert [(method, path) for method, path, _ in GUARDED] == [
        (method, path)
        for method, path, _ in ALL
        if method in ("patch", "delete") and "get" in schema()["paths"][path]
    ]


@pytest.mark.parametrize(("method", "path", "operation"), GUARDED)
def test_a_version_that_is_not_the_one(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    before = everything()
    body = EXAMPLES[operation["operationId"]]
    read = as_her.get(address(path))
    for stale in ('"0"', "1", "W/", '"', "é", '"7", "8"'):
        response = getattr(as_her, method)(address(path), body, headers={"If-Match": stale})
        assert problem(response, 412, "changed")["current"] == read.json()
    assert everything() == before
    etag = read.headers["ETag"]
    response = getattr(as_her, method)(address(path), body, headers={"If-Match": f'"0", W/{etag}'})
    assert response.status_code != 412


@pytest.mark.parametrize(
    ("method", "path", "operation"), [each for each in ALL if each not in GUARDED]
)
def test_if_match_where_there_is_none(
    as_her: APIClient, address: Any, method: str, path: str, operation: dict[str, Any]
) -> None:
    """Whoever sends it believes to be protected."""
    before = everything()
    body = EXAMPLES[operation["operationId"]]
    for tag in ('"1"', "*"):
        response = getattr(as_her, method)(address(path), body, headers={"If-Match": tag})
        problem(response, 400, "no_precondition")
    assert everything() == before


@pytest.mark.parametrize("path", schema()["paths"])
def test_a_method_that_is_not_there(as_her: APIClient, address: Any, path: str) -> None:
    there = set(schema()["paths"][path])
    before = everything()
    for method in {"get", "post", "put", "patch", "delete", "trace"} - there:
        response = as_her.generic(method.upper(), address(path))
        problem(response, 405, "method_not_allowed")
        allowed = set(response.headers["Allow"].lower().split(", "))
        assert allowed - {"head", "options"} == there
    assert everything() == before


def test_an_id_in_capitals_is_the_same_id(as_her: APIClient) -> None:
    """In a body and in an address; `sync/` alone takes them as they are."""
    own = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
    body = {"date": "2026-11-23", "meal": "lunch", "name": "Soup", "kind": "food"}
    body |= {"magnesium_mg": None}
    first = as_her.post("/api/v1/entries/", body | {"id": own.upper()})
    assert (first.status_code, first.json()["id"]) == (201, own)
    assert as_her.post("/api/v1/entries/", body | {"id": own}).status_code == 200
    read = as_her.get(f"/api/v1/entries/{own.upper()}/")
    assert (read.status_code, read.json()["id"]) == (200, own)
    write = {"table": "entries", "op": "delete", "id": own.upper()}
    (result,) = as_her.post("/api/v1/sync/", {"writes": [write]}).json()["results"]
    assert result["outcome"] == "invalid"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (path, parameter["name"])
        for _, path, operation in READING
        for parameter in operation.get("parameters", ())
        if parameter.get("in") == "query" and parameter["schema"].get("type") == "integer"
    ],
)
@pytest.mark.parametrize("text", ["1_0", "+5", " 5", "5 ", "5.0", "05", "\u0665", "\uff15", "5\n"])
def test_a_number_that_only_python_reads(
    as_her: APIClient, address: Any, path: str, name: str, text: str
) -> None:
    response = as_her.get(address(path) + "?" + urlencode({name: text}))
    found = problem(response, 400, response.json()["code"])["errors"]
    assert {"parameter": name, "code": "invalid"} in [
        {"parameter": each["parameter"], "code": each["code"]} for each in found
    ]


def test_a_time_zone_that_is_not_known(as_her: APIClient) -> None:
    for zone in ("Mars/Olympus", "../../etc/passwd", "europe/berlin ", "A" * 64, "/UTC"):
        response = as_her.patch("/api/v1/profile/", {"time_zone": zone})
        (error,) = problem(response, 400, "unknown_time_zone")["errors"]
        assert error["pointer"] == "/time_zone"


def test_minus_nothing_is_nothing(as_her: APIClient) -> None:
    raw = json.dumps(
        {"date": "2026-11-23", "meal": "lunch", "name": "Soup", "kind": "food", "magnesium_mg": 7}
    )
    for zero in ("-0", "-0.0", "-0e5"):
        response = as_her.post("/api/v1/entries/", raw.replace(" 7", f" {zero}"), content_type=JSON)
        assert response.status_code == 201
        assert '"magnesium_mg":0,' in response.content.decode()
