"""What a phone on a slow line pays for the two things it does most."""

import gzip
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.models import PersonalToken
from intake.snapshots import Measure
from tests.factories import client_of, make_entry, make_food, make_portion, make_profile

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 23)


def test_thirty_days_of_magnesium_are_one_small_request(as_alice, alice):
    chance = random.Random(12)  # noqa: S311
    make_profile(alice)
    foods = [make_food(magnesium_mg=str(chance.randint(1, 3000) / 10)) for _ in range(20)]
    days = [LAST - timedelta(days=n) for n in range(30)]
    for day in days:
        for food in chance.sample(foods, 6):
            grams = Decimal(chance.randint(10, 300))
            make_entry(alice, food, date=day, measure=Measure(grams=grams))
    answer = as_alice.get(
        "/api/v1/trends/",
        {"from": days[-1].isoformat(), "to": LAST.isoformat()},
        headers={"Accept-Encoding": "gzip"},
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 6_000
    assert b'"logged":false' not in gzip.decompress(answer.content)


@pytest.mark.parametrize("used_today", [True, False])
def test_logging_takes_eight_queries_by_a_token_that_was_used_today(alice, used_today):
    """And one more that notes the first use of a day."""
    client = client_of(alice)
    if not used_today:
        PersonalToken.objects.update(last_used_on=None)
    make_profile(alice)
    food = make_food()
    portion = make_portion(food)
    body = {"date": "2026-11-23", "meal": "snack", "food": food.pk, "portion": portion.pk}
    with CaptureQueriesContext(connection) as queries:
        assert client.post("/api/v1/entries/", body | {"amount": 1}).status_code == 201
    assert len(queries) <= 8 + (not used_today), [each["sql"] for each in queries]
