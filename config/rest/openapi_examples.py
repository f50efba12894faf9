"""Examples that are true: `examples.json` holds what a test sent and was answered."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

FILE = Path(__file__).with_name("examples.json")

Schema = dict[str, Any]


def add_examples(result: Schema) -> None:
    """Put each example beside its operation's body, parameters and answer, in place."""
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in result["paths"].items()
        for operation in methods.values()
    }
    for example in json.loads(FILE.read_text(encoding="utf-8")):
        if example["operation"] in operations:
            _add(*operations[example["operation"]], example)


def _add(path: str, operation: Schema, example: Schema) -> None:
    name = re.sub(r"\W+", "_", example["name"].lower()).strip("_")
    if example["body"] is not None:
        for content in operation["requestBody"]["content"].values():
            shown = {"summary": example["name"], "value": example["body"]}
            if example["status"] < 400:
                content.setdefault("examples", {})[name] = shown
    said = _parameters(path, example["address"])
    for parameter in operation.get("parameters", ()):
        if parameter.get("name") in said and example["status"] < 400:
            value = _typed(said[parameter["name"]], parameter["schema"].get("type"))
            parameter.setdefault("examples", {})[name] = {"value": value}
    answer = operation["responses"][str(example["status"])]
    if "$ref" not in answer and example["answer"] is not None:
        shown = {"summary": example["name"], "value": example["answer"]}
        for media_type, content in answer["content"].items():
            if media_type.endswith("json"):
                content.setdefault("examples", {})[name] = shown


def _parameters(path: str, address: str) -> dict[str, str]:
    """What the address says by its path and its query."""
    parts = urlsplit(address)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    found = re.fullmatch(pattern, parts.path)
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return said | (found.groupdict() if found else {})


def _typed(value: str, kind: str | None) -> Any:
    if kind == "integer":
        return int(value)
    return value.split(",") if kind == "array" else value
