"""What every operation may answer beside what its view says: problems, headers, 304."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Schema = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. A conflict adds `current`, the state that holds now.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For machines; does not change."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {
            "type": "array",
            "description": "With 400: each wrong field or parameter.",
            "items": {"$ref": "#/components/schemas/ProblemError"},
        },
    },
}
PROBLEM_ERROR: Schema = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "pointer": {"type": "string", "description": "JSON pointer into the body (RFC 6901)."},
        "parameter": {"type": "string"},
    },
}
HEADERS: Schema = {
    "X-Request-ID": {
        "description": "The request's id, yours if you sent one: name it when something is wrong.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    },
    "ETag": {
        "description": "Of what is answered; for `If-None-Match` and `If-Match`.",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "Where to find what was created.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Retry-After": {
        "description": "Seconds to wait before the next try.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {"required": True, "schema": {"type": "string", "const": "Bearer"}},
}
IF_NONE_MATCH: Schema = {
    "in": "header",
    "name": "If-None-Match",
    "description": "An `ETag`: 304 without a body if it still holds.",
    "schema": {"type": "string"},
}
IF_MATCH: Schema = {
    "in": "header",
    "name": "If-Match",
    "description": "The `ETag` that GET answered here: 412 where it answers another by now.",
    "schema": {"type": "string"},
}
# What each says, and what it has beside X-Request-ID.
PROBLEMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "400": ("Something is not right; `errors` names each thing.", ()),
    "401": ("Not signed in, or by a token that is wrong or has expired.", ("WWW-Authenticate",)),
    "403": (
        "Not by this sign-in: `read_only_token`, `session_needed` where only a session will do, "
        "or a browser's session without its CSRF token.",
        (),
    ),
    "404": ("There is no such thing, or it is not yours.", ()),
    "406": ("Another media type was asked for than there is.", ()),
    "409": ("Not as things are now; `code` says why.", ()),
    "410": ("It was deleted.", ()),
    "411": ("The body came without its length.", ()),
    "412": ("It was changed since you read it; `current` is what holds.", ()),
    "413": ("The body is too large.", ()),
    "415": ("The body is not `application/json`.", ()),
    "429": ("Too many writes in this minute.", ("Retry-After",)),
    "503": ("The database is away for a moment.", ("Retry-After",)),
}
DESCRIPTIONS = {"200": "As it is now.", "201": "It was made."}
WITHOUT_WORDS = ("", "No response body")  # what drf-spectacular says where a view says nothing
WITH_A_BODY = {"post", "patch", "put"}
TAKING_IF_MATCH = {"patch", "delete"}
# A client meets these only where something is broken: named once, as all that is not named.
OTHER = "Any other error, by its status and code."


def add_answers(result: Schema) -> None:
    """Complete every operation of an OpenAPI document, in place.

    A view names its own problems among its `responses`, by nothing or, where the problem brings
    `current`, by the serializer of that.
    """
    components = result["components"]
    components["schemas"] |= {"Problem": PROBLEM, "ProblemError": PROBLEM_ERROR}
    components["headers"] = HEADERS
    components["parameters"] = {"If-Match": IF_MATCH, "If-None-Match": IF_NONE_MATCH}
    components["responses"] = {"default": _problem(OTHER, ())}
    for path, operations in result["paths"].items():
        has_rows = any(other.startswith(path + "{") for other in result["paths"])
        for method, operation in operations.items():
            responses = operation["responses"]
            if method in TAKING_IF_MATCH and "get" in operations:
                parameters = operation.setdefault("parameters", [])
                parameters.append(_ref("parameters", "If-Match"))
                read = operations["get"]["responses"]["200"]["content"]
                responses["412"] = {"description": "", "content": deepcopy(read)}
            for status, response in responses.items():
                if status >= "400":
                    responses[status] = _own_problem(status, response, components["schemas"])
            _describe_ids(operation)
            _describe_success(method, operation, has_rows=has_rows)
            for status in _statuses(method, path):
                components["responses"].setdefault(status, _problem(*PROBLEMS[status]))
                responses.setdefault(status, _ref("responses", status))
            responses["default"] = _ref("responses", "default")
            operation["responses"] = dict(sorted(responses.items()))


def _statuses(method: str, path: str) -> list[str]:
    found = ["400", "401", "406", "503"]
    if "{" in path:
        found.append("404")
    if method != "get":
        found += ["403", "429"]
    if method in WITH_A_BODY:
        found += ["411", "413", "415"]
    return found


def _describe_ids(operation: Schema) -> None:
    for parameter in operation.get("parameters", ()):
        name = parameter.get("name", "")
        if parameter.get("in") == "path" and (name == "slug" or name.endswith("_id")):
            parameter.setdefault("description", "Which one.")


def _describe_success(method: str, operation: Schema, *, has_rows: bool) -> None:
    responses = operation["responses"]
    if method == "get":
        operation.setdefault("parameters", []).append(_ref("parameters", "If-None-Match"))
        responses["304"] = {"description": "It has not changed."}
    for status, response in responses.items():
        if status >= "400":
            continue
        response["description"] = response["description"] or DESCRIPTIONS[status]
        headers = ["X-Request-ID"]
        if method == "get":
            headers.append("ETag")
        if status == "201" and has_rows:
            headers.append("Location")
        own = response.get("headers", {})
        response["headers"] = {name: _ref("headers", name) for name in headers} | {
            name: _ref("headers", name) if name in HEADERS else header
            for name, header in own.items()
        }


def _own_problem(status: str, response: Schema, schemas: Schema) -> Schema:
    """What a view says of a problem of its own: codes in words, and the type of `current`."""
    description, headers = PROBLEMS[status]
    if response["description"] not in WITHOUT_WORDS:
        description = response["description"]
    schema = _ref("schemas", "Problem")
    for content in response.get("content", {}).values():
        current = content["schema"]
        name = current["$ref"].rpartition("/")[2] + "Problem"
        schemas[name] = {"allOf": [schema, {"type": "object", "properties": {"current": current}}]}
        schema = _ref("schemas", name)
    return _problem(description, headers, schema)


def _problem(description: str, headers: tuple[str, ...], schema: Schema | None = None) -> Schema:
    schema = schema or _ref("schemas", "Problem")
    return {
        "description": description,
        "headers": {name: _ref("headers", name) for name in ("X-Request-ID", *headers)},
        "content": {"application/problem+json": {"schema": schema}},
    }


def _ref(kind: str, name: str) -> Schema:
    return {"$ref": f"#/components/{kind}/{name}"}
