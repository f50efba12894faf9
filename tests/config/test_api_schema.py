import json
import re
from inspect import getdoc
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.test import APIClient

from config.api import urlpatterns
from config.rest import contract
from config.rest.openapi import InEnglish
from tests.api.schema import schema as schema_of_the_api

HTTP_METHODS = {"get", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def schema():
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format=openapi-json", stdout=out)
    return json.loads(out.getvalue())


def test_the_schema_is_valid_and_names_every_route(schema):
    assert schema["openapi"] == "3.1.0"
    routes = {
        "/api/v1/" + str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        if str(resolver.pattern) == "api/v1/"
        for pattern in resolver.url_patterns
    }
    described = {path.replace("{", "<").replace("}", ">") for path in schema["paths"]}
    bare = {re.sub(r"<\w+:", "<", route) for route in routes}
    not_described = {"/api/v1/", "/api/v1/schema/", "/api/v1/docs/"}
    assert bare - described <= not_described
    assert described <= bare


def test_every_operation_has_an_id_a_summary_a_tag_and_says_who_may(schema):
    ids = []
    described = {tag["name"] for tag in schema["tags"] if tag["description"]}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert method in HTTP_METHODS
            assert operation["summary"], path
            assert set(operation["tags"]) <= described
            assert {"personalToken": []} in operation["security"] or operation["security"] == [{}]
            ids.append(operation["operationId"])
    assert len(ids) == len(set(ids))
    assert {"entries_create", "foods_list", "days_read"} <= set(ids)


def test_every_operation_names_its_errors_and_its_headers(schema):
    responses = schema["components"]["responses"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            expected = {"400", "401", "406", "503", "default"}
            expected |= {"404"} if "{" in path else set()
            expected |= {"304"} if method == "get" else {"403", "429"}
            expected |= {"411", "413", "415"} if method in ("post", "patch") else set()
            assert expected <= set(operation["responses"]), path
            for status, answer in operation["responses"].items():
                if "$ref" in answer:
                    answer = responses[answer["$ref"].rpartition("/")[2]]
                assert answer["description"]
                if status == "default" or status >= "400":
                    assert list(answer["content"]) == ["application/problem+json"]
                if status != "304":
                    assert "X-Request-ID" in answer["headers"]
    assert "Retry-After" in responses["429"]["headers"]
    assert "Retry-After" in responses["503"]["headers"]
    created = schema["paths"]["/api/v1/entries/"]["post"]["responses"]["201"]["headers"]
    assert set(created) == {"X-Request-ID", "ETag", "Location"}


def test_no_operation_is_told_by_a_docstring_that_is_for_whoever_reads_the_code(schema):
    """As 32 were: that of a class which their view is made strict by."""
    classes = {cls for pattern in urlpatterns for cls in pattern.callback.cls.__mro__}
    docstrings = {getdoc(cls) for cls in classes}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description", "") not in docstrings, (method, path)
    for name, described in schema["components"]["schemas"].items():
        words = described.get("description", "")
        assert not re.search(r"QuerySet|prefetch|_body`|_class`|serializer", words), name


def test_no_type_is_left_open_where_it_is_known(schema):
    assert set(open_types(schema, "")) == {
        # An export's rows are of many kinds; docs/api.md names its lists.
        "/paths//api/v1/export//get/responses/200/content/application/json/schema",
        "/components/schemas/Import/properties/export",
    }


def open_types(node, place):
    if isinstance(node, dict):
        if node.get("type") == "object" and not {"properties", "allOf", "oneOf"} & set(node):
            yield place
        for name, inner in node.items():
            yield from open_types(inner, f"{place}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from open_types(inner, f"{place}/{index}")


def test_both_ways_to_sign_in_are_described(schema):
    schemes = schema["components"]["securitySchemes"]
    assert schemes["personalToken"]["scheme"] == "bearer"
    assert schemes["XSessionTokenAuth"]["name"] == "X-Session-Token"


@pytest.mark.django_db
def test_schema_and_docs_are_served_to_everybody_by_ourselves():
    client = APIClient()
    response = client.get("/api/v1/schema/")
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Twelve"
    # What the tests of each answer go by is what clients are given.
    assert response.json() == schema_of_the_api()
    page = client.get("/api/v1/docs/", headers={"Accept": "text/html"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert "://" not in text
    assert '<script src="/static/js/api-docs.js"></script>' in text.replace(
        "/static/static", "/static"
    )
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content


@pytest.mark.django_db
def test_it_is_made_once(client, monkeypatch):
    """To describe every route takes a second, and anybody may ask."""
    first = client.get("/api/v1/schema/")
    monkeypatch.setattr(InEnglish, "get_schema", None)
    assert client.get("/api/v1/schema/").content == first.content


@pytest.mark.django_db
def test_it_is_in_english_whatever_the_reader_prefers(client):
    """Fields of models have labels and hints in German; the contract is one."""
    read = []
    for language in ("en", "de"):
        contract.made.cache_clear()  # Who asks first must not decide for the others.
        read.append(client.get("/api/v1/schema/", headers={"accept-language": language}).json())
    english, german = read
    assert english == german
