import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from rest_framework.test import APIClient

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
    bare = {
        route.replace("int:", "").replace("str:", "").replace("uuid:", "").replace("slug:", "")
        for route in routes
    }
    not_described = {"/api/v1/", "/api/v1/schema/", "/api/v1/docs/"}
    assert bare - described <= not_described
    assert described <= bare


def test_every_operation_has_an_id_a_summary_and_problems(schema):
    ids = []
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert method in HTTP_METHODS
            assert operation["summary"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            ids.append(operation["operationId"])
    assert len(ids) == len(set(ids))
    assert {"entries_create", "foods_list", "days_read"} <= set(ids)


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
    page = client.get("/api/v1/docs/", headers={"Accept": "text/html"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert "://" not in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
