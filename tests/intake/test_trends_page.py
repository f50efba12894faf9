import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.people import profile_of
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_profile, make_quick_add, make_target
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(alice) -> date:
    make_profile(alice)
    return profile_of(alice).today()


@pytest.fixture
def alices(alice) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def test_nothing_to_count_yet(alices, today):
    text = text_of(alices.get("/trends/"))
    assert "No day to count yet" in text


def test_means_name_their_days_and_leave_today_out(alice, alices, today):
    for back, mg in ((1, "300"), (3, "100")):
        make_quick_add(alice, today - timedelta(days=back), "Porridge", mg)
    make_quick_add(alice, today - timedelta(days=3), "Citrate", "60", kind="supplement")
    make_quick_add(alice, today, "Breakfast so far", "20")
    text = text_of(alices.get("/trends/"))
    # (300 + 100 + 60) / 2 = 230; of 320: 71.9 %.
    assert "Mean of 2 days 230 mg every item has a figure" in text
    assert "Target, mean 320 mg 72 % reached" in text
    assert "From food and water 200 mg" in text
    assert "Supplements 30 mg upper level 350" in text


def test_an_item_without_a_figure_makes_means_at_least(alice, alices, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=1))
    text = text_of(alices.get("/trends/"))
    assert "Mean of 1 day ≥ 160 mg 1 item without a figure" in text
    assert "at least 50 % reached" in text
    assert (
        "at least 160 mg (food 160; 1 without a figure)" in alices.get("/trends/").content.decode()
    )


def test_each_part_says_whether_it_is_known(alice, alices, today):
    yesterday = today - timedelta(days=1)
    make_quick_add(alice, yesterday, "Porridge", "160")
    make_quick_add(alice, yesterday, "Vittel", "20", kind="water")
    tablet = make_food(magnesium_mg=None, kind="supplement", basis="unit")
    make_entry(alice, tablet, date=yesterday, measure=Measure(amount=Decimal(1)))
    text = text_of(alices.get("/trends/"))
    assert "From food and water 180 mg water 20 mg Supplements ≥ 0 mg" in text
    assert "≥ 180 160 20 ≥ 0 320 1" in text


@pytest.mark.parametrize(("asked", "bars"), [("7", 7), ("30", 30), ("90", 90), ("365", 52)])
def test_as_many_days_as_asked(alice, alices, today, asked, bars):
    make_quick_add(alice, today - timedelta(days=2), "Porridge", "160")
    body = alices.get("/trends/", {"days": asked}).content.decode()
    wide = body.split('class="chart wide-only"', 1)[1].split("</svg>", 1)[0]
    assert wide.count('class="hit"') in (bars, bars + 1)


@pytest.mark.parametrize("asked", ["", "8", "-1", "all", "\x00", "³⁰"])
def test_anything_else_is_thirty(alices, today, asked):
    body = alices.get("/trends/", {"days": asked}).content.decode()
    assert re.search(r'\?days=30" aria-current', body)


def test_a_changed_target_is_told(alice, alices, today):
    make_target(alice, today - timedelta(days=5), mg=Decimal(400))
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    text = text_of(alices.get("/trends/"))
    assert f"from 320 to 400 mg on {today - timedelta(days=5):%-d %B}" in text


def test_the_table_has_the_same_figures(alice, alices, today):
    day = today - timedelta(days=1)
    make_quick_add(alice, day, "Porridge", "160")
    make_quick_add(alice, day, "Vittel", "40", kind="water")
    body = alices.get("/trends/").content.decode()
    row = body.split("<tbody>", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r'<td class="r">([^<]*)</td>', row) == ["200", "160", "40", "0", "320", "0"]


def test_with_the_kidney_flag_there_are_bars_only(alice, alices, today):
    alice.profile.kidney_disease = True
    alice.profile.save()
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    response = alices.get("/trends/")
    text = text_of(response)
    assert "Mean of 1 day 160 mg" in text
    for forbidden in ("arget", " %", "upper level"):
        assert forbidden not in text, forbidden
    assert b'class="target"' not in response.content


@pytest.mark.parametrize("days", ["7", "365"])
def test_a_year_takes_as_few_queries_as_a_week(alice, alices, today, days):
    for back in range(20):
        make_quick_add(alice, today - timedelta(days=back), "Porridge", "160")
    alices.get("/trends/")
    with CaptureQueriesContext(connection) as queries:
        alices.get("/trends/", {"days": days})
    assert len(queries) <= 7


def test_bob_sees_nothing_of_alice(alice, bob, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    client = Client()
    client.force_login(bob)
    assert "No day to count yet" in text_of(client.get("/trends/"))
