"""The database between tests that commit: empty, in whatever order its tables are named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from intake.meals import save_entries
from intake.models import Person, SavedMealItem
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion

pytestmark = pytest.mark.django_db(transaction=True)

# What an item of a meal changes when its portion goes needs its person.
WORST = ("intake_person", "foods_portion")


@pytest.mark.parametrize("worst", [WORST, WORST[::-1]], ids=", ".join)
def test_it_is_empty_after_a_flush(alice, monkeypatch, worst):
    food = make_food("Oats")
    portion = make_portion(food)
    entry = make_entry(alice, food, measure=Measure(portion=portion, amount=Decimal(1)))
    save_entries(alice, name="Usual lunch", entries=[entry])
    assert SavedMealItem.objects.get().portion == portion

    tables = connection.introspection.django_table_names(only_existing=True)
    named = [*worst, *(table for table in tables if table not in worst)]
    monkeypatch.setattr(connection.introspection, "django_table_names", lambda **_: named)
    call_command("flush", interactive=False, verbosity=0)
    assert not Person.objects.exists()
    assert not SavedMealItem.objects.exists()
