from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foods.models import Food, State
from intake.days import period_of
from intake.demo import fill_diary
from intake.models import Entry, Person
from intake.targets import situation_of
from tests.shipped import load_catalogue

OATS = 602


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_without_a_catalogue_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_catalogue"):
        demo()
    assert not Person.objects.exists()


def test_the_printed_password_opens_a_varied_diary(db, client):
    load_catalogue()
    Food.objects.filter(pk=OATS).update(state=State.RETIRED)
    demo()
    first = Entry.objects.count()

    password = demo().split("Password: ")[1].strip()

    assert client.login(email="demo@example.org", password=password)
    assert Entry.objects.count() == first > 500
    person = Person.objects.get()
    today = person.profile.today()
    period = period_of(person, today - timedelta(days=89), today, situation_of(person), today=today)
    assert len(period.days) == 90
    assert 70 <= period.mean.days < 90
    assert period.mean.unknown_items > 0
    assert len({day.totals.total_mg for day in period.days}) > 60
    assert Entry.objects.values("food").distinct().count() > 30
    assert not Food.objects.filter(owner=person).exists()


def test_imported_foods_are_not_read(db):
    """There may be millions of them."""
    load_catalogue()
    person = Person.objects.create_user("carol@example.org")
    with CaptureQueriesContext(connection) as queries:
        fill_diary(person, days=1, today=date(2026, 11, 1))
    (of_foods,) = [q["sql"] for q in queries if q["sql"].startswith('SELECT "foods_food"."id"')]
    assert 'WHERE "foods_food"."builtin"' in of_foods
