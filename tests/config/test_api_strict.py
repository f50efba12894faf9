"""No route ignores what it was sent."""

import re

import pytest

from config.api import urlpatterns
from config.rest.strict import NoSuchRoute, Strict

OWN = [p for p in urlpatterns if p.name not in ("schema", "docs", None)]
PLACES = {"int": "1", "str": "1", "uuid": "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a", "slug": "a"}


def address(pattern):
    return "/api/v1/" + re.sub(r"<(\w+):\w+>", lambda m: PLACES[m[1]], str(pattern.pattern))


def test_every_route_is_made_strict():
    assert all(issubclass(pattern.callback.cls, Strict) for pattern in OWN)
    assert urlpatterns[-1].callback.cls is NoSuchRoute


@pytest.mark.parametrize("pattern", OWN, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_a_parameter_nobody_knows_is_refused(as_alice, pattern, method):
    response = getattr(as_alice, method)(f"{address(pattern)}?nonsense=1")
    assert response.status_code == 400, response.content
    assert response.json()["errors"] == [
        {
            "code": "unknown_parameter",
            "detail": "There is no such parameter here.",
            "parameter": "nonsense",
        }
    ]


@pytest.mark.parametrize("pattern", OWN, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_field_nobody_knows_is_refused(as_alice, pattern, method):
    response = getattr(as_alice, method)(address(pattern), {"nonsense": 1})
    assert response.status_code in (400, 404, 405)
    if response.status_code == 400:
        found = {(error["pointer"], error["code"]) for error in response.json()["errors"]}
        assert ("/nonsense", "unknown_field") in found
