"""Reading writes nothing: PostgreSQL itself is told to refuse every write, whoever reads what."""

import pytest
from django.db import InternalError, connection, transaction

from config.api import urlpatterns
from foods.offline import publish
from tests.apps import signed_in
from tests.factories import make_entry, make_profile

# Some addresses only take what is sent, or want a parameter.
ANSWERS = (200, 400, 404, 405)
READ = [
    *(f"/api/v1/{pattern.pattern}" for pattern in urlpatterns if "<" not in str(pattern.pattern)),
    "/api/v1/days/2026-11-23/",
    "/api/v1/trends/?include=foods,groups,meals,companions,adequacy,upper_level,notes,previous",
    "/api/v1/export/?format=csv",
    "/api/v1/foods/?q=bread",
    "/api/v1/reference-values/?authority=us&sex=male&age_years=40",
    "/api/v1/reference-values/comparison/?age_months=480",
]


def refuse_writes() -> None:
    """Until the end of the test, whose transaction can't be opened for writing again."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET TRANSACTION READ ONLY")


@pytest.fixture
def diary(alice):
    """And a catalogue that was published within the hour, else the first to ask publishes it."""
    make_profile(alice)
    entry = make_entry(alice)
    publish()
    return entry


def test_by_a_token(as_alice, diary):
    refuse_writes()
    codes = {path: as_alice.get(path).status_code for path in READ}
    assert {path: code for path, code in codes.items() if code not in ANSWERS} == {}
    assert sum(code == 200 for code in codes.values()) > 20


def test_by_an_app(alice, diary):
    app = signed_in(alice.email)
    refuse_writes()
    codes = {path: app.get(path).status_code for path in READ}
    assert {path: code for path, code in codes.items() if code not in ANSWERS} == {}
    assert sum(code == 200 for code in codes.values()) > 20


def test_a_write_would_be_seen(as_alice, diary):
    refuse_writes()
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        as_alice.delete(f"/api/v1/entries/{diary.uuid}/")
