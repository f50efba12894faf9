import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intake.day_marks import mark_day
from intake.people import profile_of
from intake.snapshots import Measure
from tests.factories import (
    make_entry,
    make_food,
    make_medicine,
    make_note,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(alice) -> date:
    make_profile(alice)
    return profile_of(alice).today()


def back(today: date, days: int) -> date:
    return today - timedelta(days=days)


def small_diary(person, today: date) -> None:
    """Yesterday 300 and a medicine, the day before 200 and a supplement, before that 160 and
    something without a figure."""
    make_quick_add(person, back(today, 1), "Porridge", "300")
    make_quick_add(person, back(today, 1), "Antacid", "60", kind="medicine")
    make_quick_add(person, back(today, 2), "Beans", "200")
    citrate = make_food(
        "Citrate tablets",
        kind="supplement",
        basis="unit",
        magnesium_mg=None,
        compound="oxide",
        elemental_fraction=Decimal("0.6030"),
    )
    make_entry(
        person,
        citrate,
        date=back(today, 2),
        measure=Measure(compound_mg=Decimal(200), doses=Decimal(2)),
    )
    make_quick_add(person, back(today, 3), "Porridge", "160")
    make_entry(person, name="Curry", kind="food", magnesium_mg=None, date=back(today, 3))
    make_quick_add(person, today, "So far", "999")


def test_skipped_days_are_named(alice, alices, today):
    small_diary(alice, today)
    skipped = back(today, 2)
    mark_day(alice, skipped, skipped=True)
    page = text_of(alices.get("/report/"))
    assert "2 of 30 27 without an entry, 1 left out" in page
    named = f"Left out by the person, and in no figure of this report: {skipped:%-d %B %Y}."
    assert named in page
    assert "Nothing logged, or left out" in page
    assert "Citrate tablets" not in page


def test_the_whole_of_a_small_diary(alice, alices, today):
    small_diary(alice, today)
    text = text_of(alices.get("/report/"))
    # (300 + 200 + 120.6 + 160) / 3 = 260.2; of 320: 81.3 %; 120.6 / 3 = 40.2 = 15.4 %.
    assert "Days logged 3 of 30 27 without an entry" in text
    assert "Magnesium a day, mean at least 260 mg 1 of 5 items without a figure" in text
    assert "Target, mean 320 mg at least 81 % of it reached" in text
    assert "Food at least 220 85 % 1 Water 0 0 % 0 Supplements 40 15 % 0" in text
    assert "Lowest logged day at least 160 mg, highest at least 321 mg." in text
    assert "Most often without a figure: Curry (1)." in text
    assert (
        "Citrate tablets Magnesium oxide compound 2 × 100 mg of the compound 1 121 "
        "Medicines: apart, in no total above; they count to the upper level only "
        "Antacid – as given 1 dose 1 60" in text
    )
    assert "Medicines held 60 mg over all days together." in text
    assert "US and Canada, RDA for women 31–50 y 350" in text
    assert "Porridge food 153 59 % Beans food 67 26 % Citrate tablets supplement 40 15 %" in text
    # Nobody asked what was added to the foods.
    assert "Added magnesium, mean of 3 days: at least 60 mg" in text
    assert "Counts supplements, medicines and magnesium added to food; not food or water." in text
    assert "999" not in text


def test_what_a_clinician_must_know_of_it(alice, alices, today):
    small_diary(alice, today)
    text = text_of(alices.get("/report/"))
    assert "Self-reported." in text
    assert "never as zero" in text
    assert "a standard deviation pooled over many people" in text
    assert "intake under it is no proof of deficiency" in text
    assert "they do not measure the body’s magnesium" in text
    assert "Do not start, stop or change a supplement or medicine because of them" in text
    assert "Name to be written by hand" in text
    assert "alice@example.org" not in text


def test_how_sure_it_is(alice, alices, today):
    for days in range(1, 8):
        make_quick_add(alice, back(today, days), "Porridge", "400")
    text = text_of(alices.get("/report/?days=7"))
    assert "What the person reads: “Probably enough: more than 19 in 20.”" in text
    assert "Confidence fair: 7 days. Mean 400 mg." in text
    assert "Held against the EAR of 265 mg for women 31–50 y" in text
    assert "standard deviation between days of 86 mg (women 19–50 y)" in text


def test_of_three_days_with_an_unknown_nothing_stronger_than_it_is(alice, alices, today):
    small_diary(alice, today)
    text = text_of(alices.get("/report/"))
    # z = (260.2 - 265) / sqrt(26.5² + 86²/3) = -0.09: 0.46, "at least 4 in 10".
    assert "“Can’t tell yet: at least 4 in 10 that it is enough.”" in text
    assert "Confidence low: 3 days. Mean at least 260 mg" in text


def test_an_authority_without_an_ear_concludes_nothing_below_its_value(alice, alices, today):
    make_target(alice, back(today, 100), authority="efsa")
    for days in range(1, 8):
        make_quick_add(alice, back(today, days), "Porridge", "200")
    text = text_of(alices.get("/report/?days=7"))
    assert "“Nothing can be concluded: below the AI, intake may be enough or not.”" in text
    assert (
        "This authority has no EAR that can be used, so it is held against the AI of 300 mg for "
        "women from 18 y; below it nothing is concluded" in text
    )
    assert "European Union, AI for women from 18 y 250" in text


def test_an_authority_without_an_upper_level_says_so(alice, alices, today):
    make_target(alice, back(today, 100), authority="dach")
    make_quick_add(alice, back(today, 1), "Tablets", "900", kind="supplement")
    text = text_of(alices.get("/report/"))
    assert "Above the upper level no level set by this authority" in text
    assert "AI for women from 19 y none set" in text
    assert "This authority sets no upper level." in text


def test_days_over_the_upper_level_and_days_that_cant_be_told(alice, alices, today):
    make_quick_add(alice, back(today, 1), "Tablets", "400", kind="supplement")
    make_entry(alice, name="Tablets", kind="supplement", magnesium_mg=None, date=back(today, 2))
    text = text_of(alices.get("/report/"))
    assert "Above the upper level 1 of 2 days 1 can’t be told" in text
    assert "1 day above the level of their own; of 1 it can’t be told" in text


def test_a_target_of_ones_own_is_named_beside_the_authoritys(alice, alices, today):
    make_target(alice, back(today, 100), mg=Decimal(400))
    make_quick_add(alice, back(today, 1), "Porridge", "300")
    text = text_of(alices.get("/report/"))
    assert "400 The person’s own figure; US and Canada, RDA for women 31–50 y: 320" in text


def test_with_the_kidney_flag_amounts_only(alice, alices, today):
    alice.profile.kidney_disease = True
    alice.profile.save()
    small_diary(alice, today)
    response = alices.get("/report/")
    text = text_of(response)
    assert "Amounts only. The person has said that their kidneys are weak." in text
    assert "Magnesium a day, mean at least 260 mg" in text
    assert "Supplements a day, mean 40 mg" in text
    assert "Medicines, all days together 60 mg" in text
    assert "Citrate tablets Magnesium oxide compound" in text
    assert "Food at least 220 1 Water 0 0 Supplements 40 0" in text
    for forbidden in ("arget", "%", "upper level set", "RDA", "EAR", "enough?", "Main sources"):
        assert forbidden not in text, forbidden
    assert b'class="target"' not in response.content


FROM_TOMORROW = "what you log today stands in the report from tomorrow"


def test_who_began_today_reads_that_today_is_not_in_it(alice, alices, today):
    make_quick_add(alice, today, "Porridge", "60")
    assert FROM_TOMORROW in text_of(alices.get("/report/"))
    earlier = {"from": back(today, 9).isoformat(), "to": back(today, 3).isoformat()}
    assert FROM_TOMORROW not in text_of(alices.get("/report/", earlier))
    make_quick_add(alice, back(today, 1), "Porridge", "60")
    assert FROM_TOMORROW not in text_of(alices.get("/report/"))


def test_nothing_logged(alice, alices, today):
    text = text_of(alices.get("/report/"))
    assert "Nothing was logged None of these 30 days has an entry" in text
    assert "Sheet 1 of 1" in text
    assert "Main sources" not in text


def test_a_medicine_and_nothing_else(alice, alices, today):
    make_quick_add(alice, back(today, 1), "Antacid", "400", kind="medicine")
    text = text_of(alices.get("/report/"))
    assert "Days logged 0 of 30 29 without an entry, 1 with a medicine only" in text
    assert "Magnesium a day, mean no day to count" in text
    assert "Above the upper level 1 of 1 day" in text


@pytest.mark.parametrize(("asked", "days"), [("7", 7), ("30", 30), ("90", 90), ("365", 365)])
def test_it_ends_yesterday(alice, alices, today, asked, days):
    text = text_of(alices.get("/report/", {"days": asked}))
    first, last = back(today, days), back(today, 1)
    assert f"Days {first:%-d %B %Y} to {last:%-d %B %Y} Made on {today:%-d %B %Y}" in text


def test_any_days_that_are_over(alice, alices, today):
    asked = {"from": "2026-01-05", "to": "2026-02-03"}
    text = text_of(alices.get("/report/", asked))
    assert "Days 5 January 2026 to 3 February 2026" in text
    # With its beginning alone, 30 days or up to yesterday.
    text = text_of(alices.get("/report/", {"from": back(today, 3).isoformat()}))
    assert "None of these 3 days has an entry" in text


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"from": "2026-02-03", "to": "2026-01-05"}, "The last day can"),
        ({"from": "2025-01-01", "to": "2026-02-05"}, "At most 400 days at once."),
        ({"to": "2031-01-01"}, "A report is of days that are over: yesterday at the latest."),
        ({"from": "2031-01-01"}, "A report is of days that are over: yesterday at the latest."),
        ({"from": "yesterday"}, "Write the date as in 1990-05-31."),
    ],
)
def test_bad_days_are_an_error_and_no_report(alice, alices, today, asked, wrong):
    small_diary(alice, today)
    response = alices.get("/report/", asked)
    text = text_of(response)
    assert response.status_code == 422
    assert wrong in text
    assert "Nothing to print yet" in text
    assert "Porridge" not in text


def test_today_is_not_over(alice, alices, today):
    response = alices.get("/report/", {"to": today.isoformat()})
    assert response.status_code == 422


@pytest.mark.parametrize("days", ["7", "365"])
def test_a_year_takes_as_few_queries_as_a_week(alice, alices, today, days):
    for number in range(1, 20):
        make_quick_add(alice, back(today, number), "Porridge", "160")
        make_entry(alice, make_food(), date=back(today, number))
    alices.get("/report/")
    with CaptureQueriesContext(connection) as queries:
        alices.get("/report/", {"days": days})
    # Session, person, profile, two for the targets, and six of the report at most.
    assert len(queries) <= 13


def test_bobs_diary_is_not_in_alices_report(alice, bob, alices, today):
    small_diary(bob, today)
    assert "Nothing was logged" in text_of(alices.get("/report/"))


def test_strangers_are_asked_to_sign_in(client):
    response = client.get("/report/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/report/")


def test_trends_and_settings_lead_to_it(alices, today):
    assert 'href="/report/?' in alices.get("/trends/?days=90").content.decode()
    assert 'href="/report/"' in alices.get("/settings/").content.decode()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"days": "30"}, 29, 1),
        ({"days": "7"}, 6, 1),
        ({"from": 20, "to": 10}, 20, 10),
        ({"from": 20, "to": -5}, 20, 1),
    ],
)
def test_trends_lead_to_the_days_that_they_show(alices, today, asked, first, last):
    """But for today, which is not over."""
    query = {key: n if key == "days" else back(today, n).isoformat() for key, n in asked.items()}
    page = alices.get("/trends/", query).content.decode()
    link = html.unescape(re.search(r'href="(/report/[^"]*)"', page)[1])
    shown = text_of(alices.get(link))
    assert f"Days {back(today, first):%-d %B %Y} to {back(today, last):%-d %B %Y} Made" in shown


def test_of_today_alone_there_is_no_report_yet(alices, today):
    page = alices.get("/trends/", {"from": today.isoformat(), "to": today.isoformat()})
    assert 'href="/report/"' in page.content.decode()


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_longest_reason_on_safety_is_not_cut(alices, alice, today, language):
    alice.profile.language = language
    alice.profile.save()
    make_target(alice, back(today, 30), authority="uk")
    make_note("supplement-upper-level", safety=True)
    for ago in range(1, 8):
        make_quick_add(alice, back(today, ago), "Tablet", "12345.3", kind="supplement")
        make_quick_add(alice, back(today, ago), "Powder", None, kind="supplement")
    (told,) = re.findall(r'class="fine told">(.*?)</p>', alices.get("/report/").content.decode())
    assert "12" in told
    assert "Minerals" in told
    assert "…" not in told


def test_a_reason_on_safety_stands_in_full(alices, alice, today):
    make_target(alice, back(today, 30), authority="uk")
    make_note("supplement-upper-level", safety=True)
    make_quick_add(alice, back(today, 1), "Tablet", "400.3", kind="supplement")
    make_quick_add(alice, back(today, 1), "Powder", None, kind="supplement")
    text = text_of(alices.get("/report/"))
    assert "of this day comes to at least a little over 400 mg; the guidance level" in text
    assert "which is not an upper level, is 400 mg.”" in text


def test_the_note_that_a_reason_is_of_is_named(alices, alice, today):
    alice.profile.kidney_disease = True
    alice.profile.save()
    make_note("kidney-disease", title="Weak kidneys and magnesium", safety=True)
    make_quick_add(alice, back(today, 1), "Porridge", "300")
    page = alices.get("/report/")
    assert "Weak kidneys and magnesium : “Shown because you told us about" in text_of(page)
    assert '<a href="/notes/kidney-disease/">' in page.content.decode()


def test_a_reason_with_long_names_says_what_it_is_about(alices, alice, today):
    make_note("timing-with-medicines", safety=True)
    for number in range(4):
        make_medicine(alice, name=f"{number} {'Ferrous fumarate ' * 7}", medicine_class="iron")
    make_quick_add(alice, back(today, 1), "Tablet", "100", kind="supplement")
    text = text_of(alices.get("/report/"))
    told = text[text.index("“Shown because you named 0 Ferrous") :].split("”")[0]
    assert "… " in told
    assert told.endswith("take magnesium too: a gap between them is advised.")
    assert len(told) < 270
