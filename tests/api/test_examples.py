"""The examples of the schema are true: sent anew, each is answered as it says.

WRITE_EXAMPLES=1 writes what is answered now; look at the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
from django.urls import resolve

from config.rest.openapi_examples import FILE
from tests.api import story
from tests.api.schema import check_answer, operations, schema
from tests.factories import make_person

CHOSEN = {value for value in vars(story).values() if isinstance(value, str)}
# Of which nobody can tell beforehand what they are: by the machine, its secrets and its clock.
OF_THE_MOMENT = {
    *("bytes", "brotli_bytes", "gzip_bytes", "sha256", "last_seen_on", "last_used_on"),
    *("token", "cursor"),
}
VERSION = re.compile(r"\b[0-9]{1,9}-[0-9a-f]{12}\b")
CURSOR = re.compile(r"since=\w+:[\w-]{43}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@pytest.fixture(scope="module")
def stored() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@pytest.mark.django_db
def test_every_example_is_what_is_answered(stored: list[dict[str, Any]]) -> None:
    story.load()
    told = [example_of(*each) for each in story.told(make_person("alice@example.org"))]
    if os.environ.get("WRITE_EXAMPLES"):
        write(told, stored)
        pytest.skip("wrote the examples")
    assert [each["name"] for each in told] == [each["name"] for each in stored]
    for now, then in zip(told, stored, strict=True):
        assert lasting(now) == lasting(then), now["address"]
        if now["answer"] is not None:
            check_answer(now["operation"], now["status"], now["answer"])


def test_every_operation_has_an_example(stored: list[dict[str, Any]]) -> None:
    """A new one: add a step to story.py, and write the examples."""
    ids = {operation["operationId"] for _, _, operation in operations()}
    assert ids == {example["operation"] for example in stored if example["status"] < 400}


def example_of(step: story.Step, address: str, response: Any) -> dict[str, Any]:
    route = "/" + re.sub(r"<(\w+:)?(\w+)>", r"{\2}", resolve(address.partition("?")[0]).route)
    content = response.getvalue()
    answer = json.loads(content) if content else None
    if step.rows is not None:
        answer = {
            name: value[: step.rows] if isinstance(value, list) else value
            for name, value in answer.items()
        }
    return {
        "operation": schema()["paths"][route][step.method]["operationId"],
        "name": step.name,
        "address": address,
        "body": step.body,
        "status": response.status_code,
        "answer": answer,
    }


def lasting(value: Any) -> Any:
    """What is the same at every time: ids that the server chose and moments are not."""
    if isinstance(value, dict):
        return {
            name: "<of the moment>" if name in OF_THE_MOMENT and inner else lasting(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [lasting(inner) for inner in value]
    if isinstance(value, str) and value not in CHOSEN:
        for pattern in (UUID, MOMENT, VERSION, CURSOR):
            value = pattern.sub("<of the moment>", value)
        return value
    return value


def write(told: list[dict[str, Any]], stored: list[dict[str, Any]]) -> None:
    """What did not change in earnest stays as it was written."""
    known = {json.dumps(lasting(each)): each for each in stored}
    kept = [known.get(json.dumps(lasting(each)), each) for each in told]
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
