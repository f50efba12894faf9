"""A day's page by requests of real people."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foods.models import Group, Kind
from intake.models import Entry
from intake.people import profile_of
from intake.snapshots import Measure
from notes.models import Note
from tests.factories import (
    REVIEWED,
    make_entry,
    make_food,
    make_portion,
    make_profile,
    make_quick_add,
    make_target,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch) -> None:
    """Late in the evening it is another day in Berlin than where nobody said where they are."""
    at = datetime.now(UTC).replace(hour=12)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


@pytest.fixture
def today(alice) -> date:
    return profile_of(alice).today()


@pytest.fixture
def bobs(bob) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def test_strangers_get_the_landing_page():
    response = Client().get("/")
    assert response.status_code == 200
    assert "Unknown is never zero" in text_of(response)


def test_other_days_ask_strangers_to_sign_in():
    response = Client().get("/day/2026-11-20/")
    assert response.url == "/accounts/login/?next=/day/2026-11-20/"


def test_the_first_day_says_what_to_do(alices):
    text = text_of(alices.get("/"))
    assert "Nothing logged yet" in text
    assert "0 % of 420 mg Daily Value" in text


def test_a_day_adds_up(alice, alices, today):
    make_profile(alice)
    make_quick_add(alice, today, "Porridge", "63.4")
    make_quick_add(alice, today, "Vittel", "23.1", kind="water")
    make_quick_add(alice, today, "Citrate", "60", kind="supplement")
    make_quick_add(alice, today, "Antacid", "200", kind="medicine")
    text = text_of(alices.get("/"))
    # 63.4 + 23.1 + 60 = 146.5, of 320: 45.8 %. The antacid is in no total.
    assert "147 mg 46 % of 320 mg your RDA" in text
    assert "174 mg to go" in text
    assert "Food 63 Water 23 Supplement 60 Medicine 200, not in the total" in text
    # The upper level counts both doses, and perhaps something added to the porridge or the water.
    assert "at least 260 of 350 mg upper level" in text


def test_a_share_too_small_to_be_a_percent_is_not_none(alice, alices, today):
    """As the form said before it was logged. What is at least so much may be more than 1 %."""
    make_profile(alice)
    make_quick_add(alice, today, "Coffee", "1")
    assert "1 mg &lt;1 % of 320 mg" in text_of(alices.get("/"))
    make_entry(alice, make_food(magnesium_mg=None), date=today)
    assert "≥ 1 mg at least 0 % of 320 mg" in text_of(alices.get("/"))


def test_a_day_that_is_over_is_below_its_target_or_a_gap(alice, alices, today):
    make_profile(alice)
    day = today - timedelta(days=3)
    make_quick_add(alice, day, "Porridge", "200")
    text = text_of(alices.get(f"/day/{day}/"))
    assert "120 mg below the target" in text
    assert "to go" not in text
    text = text_of(alices.get(f"/day/{day - timedelta(days=1)}/"))
    assert "Nothing logged." in text
    for sum_or_comparison in ("0 mg", "%", "320", "to go"):
        assert sum_or_comparison not in text


def test_unknown_is_at_least_and_at_most(alice, alices, today):
    make_profile(alice)
    make_quick_add(alice, today, "Porridge", "200")
    make_entry(alice, make_food("Crispbread", magnesium_mg=None), date=today)
    text = text_of(alices.get("/"))
    assert "≥ 200 mg at least 63 % of 320 mg" in text
    assert "at most 120 mg to go" in text
    assert "1 of 2 without a figure" in text
    assert "no figure" in text


def test_no_part_takes_unknown_for_zero(alice, alices, today):
    make_profile(alice)
    tap = make_food("Tap water", magnesium_mg=None, kind="water", basis="100ml")
    make_entry(alice, tap, date=today, measure=Measure(millilitres=Decimal(300)))
    make_entry(alice, make_food(magnesium_mg="63"), date=today)
    make_entry(alice, make_food(magnesium_mg=None), date=today)
    for kind in ("supplement", "medicine"):
        dose = make_food(magnesium_mg=None, kind=kind, basis="unit")
        make_entry(alice, dose, date=today, measure=Measure(amount=Decimal(1)))
    make_quick_add(alice, today, "Tablet", "50", kind="supplement")
    text = text_of(alices.get("/"))
    assert (
        "Food at least 63 Water no figure Supplement at least 50 "
        "Medicine no figure, not in the total 3 of 5 without a figure"
    ) in text
    assert "at least 50 of 350 mg upper level" in text


def test_the_upper_level_meter_is_exact_where_all_is_known(alice, alices, today):
    make_profile(alice)
    make_entry(alice, make_food(magnesium_mg="63"), date=today)
    make_quick_add(alice, today, "Tablet", "50", kind="supplement")
    text = text_of(alices.get("/"))
    assert "Supplements and medicines 50 of 350 mg upper level" in text


def test_the_week_shows_gaps_and_lower_bounds(alice, alices, today):
    make_profile(alice)
    make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=1))
    make_quick_add(alice, today - timedelta(days=2), "Water", "0", kind="water")
    week = alices.get("/").content.decode().split('class="week"', 1)[1].split("</svg>", 1)[0]
    # Four gaps and today's, two dots over yesterday's bar; a measured zero is no gap.
    assert week.count('class="gap-mark"') == 5
    assert week.count('r="1.7"') == 2


def test_a_reached_target_is_reached(alice, alices, today):
    make_profile(alice)
    make_quick_add(alice, today, "Seeds", "320")
    assert "Target reached" in text_of(alices.get("/"))


def test_above_the_upper_level(alice, alices, today):
    make_profile(alice)
    make_quick_add(alice, today, "Oxide", "351", kind="supplement")
    assert "Above the upper level" in text_of(alices.get("/"))


def test_where_no_upper_level_is_set_it_says_so(alice, alices, today):
    make_profile(alice)
    make_target(alice, date(2020, 1, 1), authority="dach")
    make_quick_add(alice, today, "Oxide", "100", kind="supplement")
    assert "This authority sets no upper level" in text_of(alices.get("/"))


def test_the_kidney_flag_leaves_amounts_only(alice, alices, today):
    make_profile(alice, kidney_disease=True)
    Note.objects.create(
        slug="kidney-disease",
        title="Weak kidneys and magnesium",
        summary="Ask first.",
        body="",
        topic="kidneys",
        evidence_kind="consensus",
        evidence_verdict="shown",
        **REVIEWED,
        safety=True,
    )
    almonds = make_portion(make_food("Almonds", magnesium_mg="270"))
    for back in range(4):
        make_entry(
            alice,
            almonds.food,
            measure=Measure(portion=almonds),
            date=today - timedelta(days=back),
        )
    make_quick_add(alice, today, "Citrate", "60", kind="supplement")
    make_quick_add(alice, today, "Antacid", "90", kind="medicine", meal="dinner")
    response = alices.get("/")
    text = text_of(response)
    assert "141 mg" in text
    assert "Weak kidneys and magnesium" in text
    for forbidden in (" % ", "to go", "Target", "target", "upper level", "Usual", "Daily Value"):
        assert forbidden not in text, forbidden
    assert b'class="ring"' not in response.content
    assert b'class="usual"' not in response.content


def test_a_suggestion_by_an_estimated_figure_says_so(alice, alices, today):
    """As a food of the catalogue and as one of the person's habits; a measured one says nothing."""
    seeds = make_food("Pumpkin seeds", magnesium_mg="550", popularity=90, confidence="estimated")
    bread = make_food("Own bread", magnesium_mg="80", confidence="estimated")
    beans = make_food("Beans", magnesium_mg="60")
    for number, food in enumerate((seeds, bread, beans)):
        food.group = Group.objects.create(slug=f"shelf-{number}", name=f"Shelf {number}")
        food.save()
        make_portion(food, "1 helping", "100")
    for habit in (bread, beans):
        make_entry(alice, habit, date=today - timedelta(days=3))
    page = alices.get("/")
    text = text_of(page)
    assert "Pumpkin seeds 1 helping · estimated +550" in text
    assert "Own bread 100 g · one of yours · estimated +80" in text
    assert "Beans 100 g · one of yours +60" in text
    assert 'aria-label="Log Own bread, 80 mg, estimated"' in page.content.decode()


def test_under_18_nothing_is_suggested_and_no_supplement_is_one_tap(alice, alices, today):
    make_profile(alice, birth_date=today - timedelta(days=17 * 365))
    tablet = make_food("Citrate", magnesium_mg="100", kind=Kind.SUPPLEMENT, basis="unit")
    oats = make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")
    for back in range(1, 4):
        day = today - timedelta(days=back)
        make_entry(alice, tablet, measure=Measure(amount=Decimal(1)), date=day)
        make_entry(alice, oats.food, measure=Measure(portion=oats), date=day)
    response = alices.get("/")
    assert f'action="/add/{oats.food.pk}/"'.encode() in response.content
    assert f'action="/add/{tablet.pk}/"'.encode() not in response.content
    assert "for example" not in text_of(response)
    # Nor on a day to come, when they will be of age.
    for path in (f"/day/{today.year + 2}-12-31/", f"/add/?date={today.year + 2}-12-31"):
        assert f'action="/add/{tablet.pk}/"'.encode() not in alices.get(path).content


@pytest.mark.parametrize("entries", [1, 60])
def test_the_page_takes_the_same_few_queries_whatever_is_on_it(alice, alices, today, entries):
    make_profile(alice)
    portion = make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")
    for number in range(entries):
        meal = ("breakfast", "lunch", "dinner", "snack")[number % 4]
        make_entry(alice, portion.food, measure=Measure(portion=portion), date=today, meal=meal)
        make_entry(alice, make_food(), date=today - timedelta(days=1), meal=meal)
    alices.get("/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert alices.get("/").status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)


def test_another_day_and_its_neighbours(alice, alices):
    make_quick_add(alice, date(2026, 3, 1), "Porridge", "63")
    response = alices.get("/day/2026-03-01/")
    assert "Sunday 1 March 2026" in text_of(response)
    assert b'href="/day/2026-02-28/"' in response.content
    assert b'href="/day/2026-03-02/"' in response.content


def test_a_day_to_come_is_marked_as_a_plan(alices, today):
    response = alices.get(f"/day/{today + timedelta(days=30)}/")
    assert "has not come yet" in text_of(response)


def test_today_has_one_address(alices, today):
    assert alices.get(f"/day/{today}/").url == "/"


def test_the_date_picker_leads_to_a_day(alices):
    assert alices.get("/day/?date=2026-03-01").url == "/day/2026-03-01/"


@pytest.mark.parametrize(
    "path",
    [
        "/day/0308-01-01/",
        "/day/9999-12-31/",
        "/day/2026-02-30/",
        "/day/?date=0308-01-01",
        "/day/?date=",
        "/add/?date=9999-01-01",
    ],
)
def test_a_day_that_no_diary_has_is_not_found_in_the_houses_style(alices, path):
    response = alices.get(path)
    assert response.status_code == 404
    assert "This page isn’t here" in text_of(response)


def editing(entry, **changes):
    return {
        "version": entry.version,
        "date": entry.date,
        "meal": entry.meal,
        "time": "",
        "amount": "100",
        "portion": "logged",
    } | changes


def test_an_entry_is_edited_without_javascript(alice, alices, today):
    entry = make_entry(alice, make_food(magnesium_mg="50"), date=today)
    assert alices.get(f"/entries/{entry.uuid}/").status_code == 200
    changes = editing(entry, amount="150,5", meal="dinner", time="19:30")
    assert alices.post(f"/entries/{entry.uuid}/", changes).url == "/"
    entry.refresh_from_db()
    assert (entry.quantity, entry.meal, entry.time) == (Decimal("150.5"), "dinner", time(19, 30))
    assert entry.magnesium_mg == Decimal("75.25")


def test_an_entry_is_measured_by_another_portion(alice, alices, today):
    portion = make_portion(make_food(magnesium_mg="50"), "1 cup", "200")
    entry = make_entry(alice, portion.food, date=today)
    alices.post(f"/entries/{entry.uuid}/", editing(entry, amount="2", portion=portion.pk))
    entry.refresh_from_db()
    assert (entry.portion, entry.magnesium_mg) == (portion, Decimal(200))


@pytest.mark.parametrize(("amount", "logged"), [("2", None), ("2.0", 2), ("60", 60)])
def test_grams_are_asked_for_where_the_number_of_portions_stayed(
    alice, alices, today, amount, logged
):
    portion = make_portion(make_food(), "1 cup", "200")
    entry = make_entry(
        alice, portion.food, date=today, measure=Measure(portion=portion, amount=Decimal(2))
    )
    response = alices.post(
        f"/entries/{entry.uuid}/", editing(entry, amount=amount, portion="unit", time="19:30")
    )
    entry.refresh_from_db()
    assert entry.quantity == (logged or 400)
    if not logged:
        assert "2 g? Say how many grams it was." in response.content.decode()
        assert 'value="19:30"' in response.content.decode()


def test_an_entry_is_moved_to_another_day(alice, alices, today):
    entry = make_entry(alice, date=today)
    response = alices.post(
        f"/entries/{entry.uuid}/", editing(entry, date="2026-01-05"), follow=True
    )
    assert response.redirect_chain == [("/", 302)]
    assert "Moved to Monday, 5 January." in response.content.decode()
    entry.refresh_from_db()
    assert entry.date == date(2026, 1, 5)


def test_a_quick_adds_name_and_mg_are_edited(alice, alices, today):
    entry = make_quick_add(alice, today, "Jam", "3")
    alices.post(f"/entries/{entry.uuid}/", editing(entry, name="Plum jam", magnesium_mg="4.5"))
    entry.refresh_from_db()
    assert (entry.name, entry.magnesium_mg) == ("Plum jam", Decimal("4.5"))
    for typed, kept in (("", None), ("0", 0)):
        alices.post(f"/entries/{entry.uuid}/", editing(entry, name="Jam", magnesium_mg=typed))
        entry.refresh_from_db()
        assert entry.magnesium_mg == kept


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "-3", "Give a number above 0"),
        ("amount", "0", "Give a number above 0"),
        ("amount", "NaN", "Give a number above 0"),
        ("amount", "Infinity", "Give a number above 0"),
        ("amount", "1e99", "Give a number above 0"),
        ("amount", "100001", "Give a number above 0"),
        ("amount", "", "Say how much"),
        ("amount", "1\x002", "Give a number above 0"),
        ("date", "0308-01-01", "The year must be between 1900 and 2199"),
        ("date", "9999-01-01", "The year must be between 1900 and 2199"),
        ("date", "soon", "Write the date as"),
        ("time", "25:99", "Write the time as"),
        ("portion", "999999999", "valid choice"),
        ("meal", "brunch", "valid choice"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_taken_is_said_beside_the_field(
    alice, alices, today, field, typed, message, htmx
):
    entry = make_entry(alice, date=today)
    headers = {"HX-Request": "true"} if htmx else {}
    response = alices.post(
        f"/entries/{entry.uuid}/", editing(entry, **{field: typed}), headers=headers
    )
    assert response.status_code == 422
    body = response.content.decode()
    beside = body.split(f'name="{field}"', 1)[1]
    assert message in beside.split("</div>", 1)[0]
    if field == "amount" and "\x00" not in typed:
        assert f'value="{typed}"' in body or not typed
    if htmx:
        assert response["HX-Retarget"] == f"#entry-{entry.uuid}"
        assert "<html" not in body
    entry.refresh_from_db()
    assert entry.version == 1


def test_a_change_made_elsewhere_is_not_overwritten(alice, alices, today):
    entry = make_entry(alice, date=today)
    Entry.objects.filter(pk=entry.pk).update(version=7)
    response = alices.post(f"/entries/{entry.uuid}/", editing(entry, amount="5"))
    assert response.status_code == 422
    assert "changed elsewhere" in response.content.decode()
    entry.refresh_from_db()
    assert entry.quantity == 100


def test_delete_and_undo(alice, alices, today):
    entry = make_entry(alice, make_food("Porridge"), date=today)
    response = alices.post(f"/entries/{entry.uuid}/delete/", follow=True)
    assert "Deleted: Porridge." in response.content.decode()
    assert f'action="/entries/{entry.uuid}/restore/"' in response.content.decode()
    assert not Entry.objects.kept().exists()
    response = alices.post(f"/entries/{entry.uuid}/restore/", follow=True)
    assert "Back again: Porridge." in response.content.decode()
    assert Entry.objects.kept().get() == entry


def test_what_a_change_made_of_the_day_is_read_out(alice, alices, today):
    """Where it is read out, and nowhere else: not with an unknown taken for zero, not where the
    person hides the numbers."""

    def said(page: str = "/", **headers) -> str:
        html = alices.get(page, headers=headers).content.decode()
        return " ".join(
            re.sub(
                r"<[^>]+>", " ", html.split('id="messages"')[1].split("</div>")[0].split(">", 1)[1]
            ).split()
        )

    make_entry(alice, make_food(magnesium_mg="81"), date=today)
    assert said() == ""
    assert said(hx_request="true") == "Today: 81 mg of magnesium"
    make_entry(alice, make_food(magnesium_mg=None), date=today)
    assert said(hx_request="true") == "Today: at least 81 mg of magnesium"
    assert said(f"/day/{today - timedelta(days=1)}/", hx_request="true") == ""
    make_profile(alice, hide_numbers=True)
    assert said(hx_request="true") == ""


def test_a_deleted_entry_leads_to_its_day(alice, alices):
    entry = make_entry(alice)
    alices.post(f"/entries/{entry.uuid}/delete/", follow=True)
    for answer in (
        alices.get(f"/entries/{entry.uuid}/", follow=True),
        alices.post(f"/entries/{entry.uuid}/", {"amount": "40"}, follow=True),
    ):
        page = answer.content.decode()
        assert f"This was deleted meanwhile, and not changed: {entry.name}." in page
        assert f'action="/entries/{entry.uuid}/restore/"' in page


@pytest.mark.parametrize("act", ["", "delete/", "restore/"])
def test_bob_asks_for_alices_entry(alice, bobs, act):
    entry = make_entry(alice)
    assert bobs.post(f"/entries/{entry.uuid}/{act}").status_code == 404
    assert bobs.post(f"/entries/{uuid4()}/{act}").status_code == 404
    if not act:
        assert bobs.get(f"/entries/{entry.uuid}/").status_code == 404
    entry.refresh_from_db()
    assert entry.deleted_at is None
    assert entry.version == 1


def test_yesterdays_meal_again_and_taken_back(alice, alices, today):
    before = today - timedelta(days=1)
    make_quick_add(alice, before, "Porridge", "63", meal="breakfast")
    make_quick_add(alice, before, "Banana", "32", meal="breakfast")
    response = alices.post(
        "/meals/repeat/", {"from": before, "to": today, "meal": "breakfast"}, follow=True
    )
    assert "Logged: 2 foods for breakfast." in response.content.decode()
    assert Entry.objects.on(today).count() == 2
    undo = re.search(r'action="(/entries/together/[^"]+)"', response.content.decode())
    alices.post(undo[1])
    assert not Entry.objects.kept().on(today).exists()


def test_a_meal_is_logged_again_without_its_medicines(alice, alices, today):
    before = today - timedelta(days=1)
    make_quick_add(alice, before, "Porridge", "63", meal="breakfast")
    make_quick_add(alice, before, "Antacid", "200", kind="medicine", meal="breakfast")
    page = text_of(alices.get("/add/", {"meal": "breakfast"}))
    assert "Yesterday’s breakfast 1 item · 63 mg" in page
    alices.post("/meals/repeat/", {"from": before, "to": today, "meal": "breakfast"})
    assert [entry.name for entry in Entry.objects.on(today)] == ["Porridge"]


def test_a_meal_asked_for_twice_by_one_button_is_repeated_once(alice, alices, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "63", meal="breakfast")
    fields = {"from": today - timedelta(days=1), "to": today, "meal": "breakfast"}
    fields["once"] = "0b0f9d5e-6d0c-4c39-8a3b-0f3f6f0b7e11"
    for _ in range(2):
        alices.post("/meals/repeat/", fields)
    assert Entry.objects.on(today).count() == 1
    alices.post("/meals/repeat/", fields | {"once": "junk"})
    assert Entry.objects.on(today).count() == 2


def test_bob_cannot_take_back_what_alice_logged(alice, bobs, today):
    act = uuid4()
    entry = make_quick_add(alice, today, "Porridge", "63", together=act)
    bobs.post(f"/entries/together/{act}/delete/")
    assert Entry.objects.kept().get() == entry


@pytest.mark.parametrize(
    "asked", [{"meal": "brunch"}, {"from": "0308-01-01"}, {"to": "9999-01-01"}, {"from": ""}]
)
def test_a_meal_that_cannot_be_repeated(alices, today, asked):
    fields = {"from": today, "to": today, "meal": "lunch"} | asked
    assert alices.post("/meals/repeat/", fields).status_code in (302, 404)
    assert not Entry.objects.exists()
