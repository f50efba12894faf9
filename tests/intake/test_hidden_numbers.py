"""Who hides the numbers sees what they logged and no figure; what is computed stays the same."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from intake.checklist_items import take_daily
from intake.export import as_json, everything_about
from intake.models import Profile
from intake.people import profile_of
from intake.snapshots import Measure
from tests.factories import (
    make_entry,
    make_food,
    make_note,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice, hide_numbers=True, time_zone="UTC")
    return alices


@pytest.fixture
def today(alice, alices):
    return profile_of(alice).today()


def fill(alice, today):
    bowl = make_portion(make_food("Oats", magnesium_mg="138", popularity=90), "1 bowl", "50")
    make_portion(make_food("Pumpkin seeds", magnesium_mg="550", popularity=90))
    for back in range(2):
        day = today - timedelta(days=back)
        make_entry(alice, bowl.food, date=day, meal="breakfast", measure=Measure(portion=bowl))
        make_quick_add(alice, day, "Soup", "41", meal="dinner")
        make_quick_add(alice, day, "Citrate", "60", kind="supplement", meal="dinner")


def test_today_shows_meals_and_no_figure(alice, alices, today):
    fill(alice, today)
    page = alices.get("/")
    text = text_of(page)
    assert "Logged: breakfast and dinner" in text
    assert "1 bowl · 50 g" in text
    assert "What next? for example Pumpkin seeds 1 handful" in text
    assert re.findall(r"\d+(?:\.\d+)? (?:mg|%)", text) == []
    assert b'class="ring"' not in page.content
    assert re.findall(r'aria-label="[^"]*\d mg', page.content.decode()) == []


@pytest.mark.parametrize(
    "url", ["/add/", "/add/?q=oats", "/add/results/?q=oats&in_place=1", "/meals/"]
)
def test_adding_shows_none_either(alice, alices, today, url):
    fill(alice, today)
    alices.post("/meals/save/", {"from": today, "meal": "dinner"})
    text = re.sub(r"<[^>]+>", " ", alices.get(url).content.decode())
    assert re.findall(r"\d+(?:\.\d+)?\s+mg", " ".join(text.split())) == []


def test_what_was_logged_is_said_without_its_figure(alices, today):
    fields = {"date": today, "meal": "lunch", "name": "Soup", "kind": "food", "magnesium_mg": "41"}
    page = alices.post("/add/own/", fields, follow=True).content.decode()
    assert "Logged: Soup." in page


def test_trends_ask_before_they_show_any(alice, alices, today):
    fill(alice, today)
    page = text_of(alices.get("/trends/"))
    assert "2 of 30 days have entries" in page
    assert " mg" not in page
    assert "Mean of 1 day 170 mg" in text_of(alices.get("/trends/", {"days": 30, "show": 1}))


def test_no_part_of_trends_shows_any_until_asked(alice, alices, today):
    """Neither where it came from nor whether it is enough, the calendar, or what was added."""
    almonds = make_food("Almonds", magnesium_mg="200", calcium_mg_per_basis=Decimal(300))
    for back in range(1, 31):
        make_entry(alice, almonds, date=today - timedelta(days=back))
        make_quick_add(alice, today - timedelta(days=back), "Pill", "60", kind="supplement")
    heads = ["Where it came from", "Is it enough?", "The year", "Added magnesium", "By meal"]
    span = {"from": today - timedelta(days=9), "to": today}
    hidden = alices.get("/trends/", span)
    text = text_of(hidden)
    assert "9 of 10 days have entries" in text
    assert [head for head in [*heads, "Almonds", "260"] if head in text] == []
    assert re.findall(r'data-label="[^"]*\d mg', hidden.content.decode()) == []
    link = f"?from={span['from']}&amp;to={today}&amp;show=1"
    assert f'href="{link}"' in hidden.content.decode()
    shown = text_of(alices.get("/trends/" + link.replace("&amp;", "&")))
    assert [head for head in heads if head not in shown] == []
    assert "Mean of 9 days 260 mg" in shown


ADDED = (
    "Added magnesium above the upper level, which counts nothing that food and water hold by "
    "nature: "
)
GUIDANCE = (
    "Magnesium from supplements and medicines above the guidance level for supplements (Expert "
    "Group on Vitamins and Minerals, 2003), which is not an upper level: "
)


def take(alice, mg, *days):
    for day in days:
        make_quick_add(alice, day, "Citrate", mg, kind="supplement")


def last_days(today, count):
    return [today - timedelta(days=back) for back in range(1, count + 1)]


def in_words(day):
    return f"{day:%-d %B %Y}"


def both(alices):
    """What trends and the report of the same week say, without the figures."""
    return [text_of(alices.get(url, {"days": 7})) for url in ("/trends/", "/report/")]


def test_above_the_upper_level_is_said_with_its_days_and_without_figures(alice, alices, today):
    yesterday, day_before, *others = last_days(today, 6)
    take(alice, "401", yesterday, day_before)
    take(alice, "100", *others)
    said = f"{ADDED}on {in_words(day_before)} and {in_words(yesterday)}."
    for text in both(alices):
        assert said in text
        assert "401" not in text
        assert "can’t be told" not in text


def test_a_mean_above_it_is_said_too(alice, alices, today):
    days = last_days(today, 5)
    take(alice, "401", *days)
    for text in both(alices):
        assert f"{ADDED}by its mean, and on 5 days, the latest {in_words(days[0])}." in text


def test_guidance_is_called_guidance(alice, alices, today):
    """The mean is held against the newest level, each day against its own."""
    yesterday, day_before = last_days(today, 2)
    make_target(alice, DAY, authority="us")
    take(alice, "390", day_before)
    make_target(alice, yesterday, authority="uk")
    take(alice, "450", yesterday)
    for text in both(alices):
        assert f"{ADDED}on {in_words(day_before)}." in text
        assert f"{GUIDANCE}by its mean, and on {in_words(yesterday)}." in text
        assert re.findall(r"\b(?:390|450|420|400|350)\b", text) == []


def test_magnesium_of_food_is_above_nothing(alice, alices, today):
    make_quick_add(alice, today - timedelta(days=1), "Seeds", "900")
    for text in both(alices):
        assert "upper level" not in text


def test_what_can_not_be_told_is_said_and_is_not_above(alice, alices, today):
    yesterday, day_before = last_days(today, 2)
    take(alice, "100", day_before)
    take(alice, None, yesterday)
    for text in both(alices):
        assert ADDED not in text
        assert "under the upper level can’t be told" in text


def test_with_weak_kidneys_nothing_is_held_against_a_level(alice, alices, today):
    take(alice, "401", *last_days(today, 2))
    take(alice, None, *last_days(today, 1))
    Profile.objects.update(kidney_disease=True)
    for text in both(alices):
        assert "upper level" not in text


def test_the_checklist_shows_what_to_take_and_no_magnesium(alice, alices, today):
    food = make_portion(make_food("Seeds", magnesium_mg="270"), "1 handful", "30").food
    entry = make_entry(alice, food, date=today - timedelta(days=1))
    item, _ = take_daily(entry, today=today)
    for url in ("/", "/settings/checklist/"):
        text = text_of(alices.get(url))
        assert "Seeds" in text
        assert "270" not in text
    assert "mg on it counts as coming" not in text_of(alices.get("/"))
    page = alices.post(f"/checklist/{item.uuid}/log/", {"date": today}, follow=True)
    assert "Logged: Seeds." in page.content.decode()


def test_above_the_upper_level_is_said_without_numbers(alice, alices, today):
    """Safety outranks the wish to see no figure; the figure itself stays hidden."""
    make_quick_add(alice, today, "Citrate", "400", kind="supplement")
    text = text_of(alices.get("/"))
    assert "Above the upper level" in text
    assert "400" not in text


def make_note_on_the_upper_level() -> None:
    make_note("supplement-upper-level", title="How much is too much?", safety=True)


def test_a_note_on_safety_gives_its_reason_in_words(alice, alices, today):
    make_note_on_the_upper_level()
    make_quick_add(alice, today, "Citrate", "400", kind="supplement")
    text = text_of(alices.get("/"))
    assert "because the added magnesium of this day is above the upper level" in text
    assert re.findall(r"\d mg", text) == []


def test_in_trends_a_note_gives_its_reason_in_words_until_its_figures_are_asked_for(
    alice, alices, today
):
    make_note_on_the_upper_level()
    make_quick_add(alice, today - timedelta(days=1), "Citrate", "400", kind="supplement")
    text = text_of(alices.get("/trends/", {"days": 7}))
    reason = text[text.index("Shown because") :]
    assert "above the upper level, which counts nothing" in reason
    assert re.findall(r"\d mg", text) == []
    text = text_of(alices.get("/trends/", {"days": 7, "show": 1}))
    reason = text[text.index("Shown because") :]
    assert "400 mg" in reason
    assert "which counts nothing that food and water hold by nature, is 350 mg" in reason


def test_the_report_asks_before_it_shows_any(alice, alices, today):
    fill(alice, today)
    make_quick_add(alice, today - timedelta(days=1), "Citrate", "400", kind="supplement")
    page = alices.get("/report/", {"days": 7})
    text = text_of(page)
    assert "1 of 7 days have entries" in text
    assert f"{ADDED}by its mean, and on {in_words(today - timedelta(days=1))}." in text
    assert re.findall(r"\d (?:mg|%)", text) == []
    assert b"data-print" not in page.content
    link = re.search(r'href="([^"]*)">Show the figures for this report', page.content.decode())
    shown = alices.get("/report/" + link[1].replace("&amp;", "&"))
    assert "Magnesium a day, mean 570 mg" in text_of(shown)
    assert b"data-print" in shown.content


def test_any_days_of_the_report_are_kept_when_their_figures_are_asked_for(alice, alices, today):
    span = {"from": today - timedelta(days=9), "to": today - timedelta(days=1)}
    page = alices.get("/report/", span).content.decode()
    assert f'href="?from={span["from"]}&amp;to={span["to"]}&amp;show=1"' in page


def test_targets_ask_before_they_show_any(alice, alices, today):
    make_target(alice, today, mg=Decimal("365"))
    text = text_of(alices.get("/settings/targets/"))
    assert "A number of your own" in text
    assert re.findall(r"\b(?:365|320)\b", text) == []
    assert "Today: 365 mg" in text_of(alices.get("/settings/targets/", {"show": 1}))


def test_what_a_food_holds_is_no_figure_of_ones_own(alice, alices, today):
    seeds = make_portion(make_food("Seeds", magnesium_mg="550"), "1 handful", "30").food
    page = text_of(alices.get(f"/foods/{seeds.pk}/"))
    assert "550 mg per 100 g" in page
    assert "1 handful 30 g 165 mg" in page


def test_a_dose_is_named_by_what_its_label_says(alice, alices, today):
    """Two tablets of one name are told apart by nothing else; what they come to is left out."""
    tablet = make_food("Citrate", magnesium_mg=None, kind="supplement", basis="unit")
    dose = Measure(elemental_mg=Decimal(150), doses=Decimal(2))
    make_entry(alice, tablet, date=today, measure=dose)
    text = text_of(alices.get("/"))
    assert "2 × 75 mg elemental" in text
    assert "150" not in text


def test_what_would_be_imported_shows_none(alice, alices, bob):
    make_quick_add(bob, DAY, "Soup", "41")
    file = SimpleUploadedFile("twelve.json", "".join(as_json(bob)).encode())
    page = alices.post("/settings/import/", {"file": file}, follow=True)
    assert "Soup 20 November 2026, lunch" in text_of(page)
    assert "41" not in text_of(page)


def test_it_changes_nothing_that_is_computed_or_exported(alice, alices, today, as_alice):
    fill(alice, today)
    body = as_alice.get(f"/api/v1/days/{today}/").json()
    assert body["intake"]["total_mg"] == 170
    assert as_alice.get("/api/v1/profile/").json()["hide_numbers"] is True
    export = everything_about(alice)
    assert export["profile"]["hide_numbers"] is True
    assert {entry["magnesium_mg"] for entry in export["entries"]} == {69.0, 41.0, 60.0}


def test_the_settings_hide_and_show_them(alice, alices):
    page = alices.get("/settings/").content.decode()
    assert "Hide numbers" in page
    fields = {"country": "", "authority": "us", "units": "metric", "time_zone": "UTC", "sex": ""}
    alices.post("/settings/", fields)
    assert profile_of(alice).hide_numbers is False
    alices.post("/settings/", fields | {"hide_numbers": "on", "show_energy": "on"})
    profile = profile_of(alice)
    assert (profile.hide_numbers, profile.show_energy) == (True, True)


def test_the_api_sets_them(as_alice, alice):
    body = as_alice.patch("/api/v1/profile/", {"hide_numbers": True, "show_energy": True}).json()
    assert (body["hide_numbers"], body["show_energy"]) == (True, True)
    assert as_alice.patch("/api/v1/profile/", {"hide_numbers": None}).status_code == 400


def test_energy_is_shown_to_who_asks_and_where_it_is_known(alice, alices, today):
    oats = make_food("Oats", energy_kcal_per_basis=Decimal(370))
    make_entry(alice, oats, date=today)
    make_entry(alice, make_food("Rye"), date=today)
    assert "kcal" not in text_of(alices.get("/"))
    profile = profile_of(alice)
    profile.show_energy = True
    profile.save()
    text = text_of(alices.get("/"))
    assert "370 kcal" in text
    assert text.count("kcal") == 1
