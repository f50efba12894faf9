"""What people write down is in no log."""

from __future__ import annotations

import logging
import sys

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string

from intake.models import DayMark

pytestmark = pytest.mark.django_db


def logged(statement: str, *values: object) -> str:
    formatter = settings.LOGGING["formatters"]["line"]
    line = import_string(formatter["()"])(formatter["format"], style=formatter["style"])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Unhandled", (), sys.exc_info())
        record.request_id = "-"
        return line.format(record)
    raise AssertionError("That should have been refused.")


def test_a_row_that_a_constraint_refused(alice):
    text = logged(
        "INSERT INTO intake_daymark (person_id, date, note, skipped, version, change, created_at,"
        " updated_at) VALUES (%s, '1066-10-14', %s, false, 1, 1, now(), now())",
        alice.pk,
        "Flu,\nand three tablets",
    )
    assert "violates check constraint" in text
    assert "Flu" not in text
    assert "three tablets" not in text
    assert "1066" not in text
    assert not DayMark.objects.exists()


def test_an_address_that_is_taken(alice, bob):
    text = logged("UPDATE intake_person SET email = %s WHERE id = %s", alice.email, bob.pk)
    assert "violates unique constraint" in text
    assert alice.email not in text


@pytest.mark.parametrize(
    "statement", ["SELECT %s::integer", "SELECT %s::date", "SELECT 1 WHERE %s = true"]
)
def test_a_value_that_is_not_read(statement):
    text = logged(statement, "three tablets")
    assert "psycopg2.errors." in text
    assert "tablets" not in text
