"""The schema as it is served, for tests that are generated from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import Any

from django.core.management import call_command
from jsonschema import Draft202012Validator


@cache
def schema() -> dict[str, Any]:
    out = StringIO()
    call_command("spectacular", "--format=openapi-json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of each."""
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def check_answer(operation_id: str, status: int, answer: Any) -> None:
    """Raises ValidationError where the answer is not as the operation describes it."""
    operation = next(each for _, _, each in operations() if each["operationId"] == operation_id)
    response = resolved(operation["responses"][str(status)])
    content = response["content"]
    described = content.get("application/json") or content["application/problem+json"]
    # A reference points at the document's root, so that the validator needs the whole of it.
    root = described["schema"] | {"components": schema()["components"]}
    Draft202012Validator(root).validate(answer)


def resolved(described: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in described:
        return described
    found: Any = schema()
    for name in described["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return dict(found)
