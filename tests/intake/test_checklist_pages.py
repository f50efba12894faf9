"""The checklist on Today and in the settings, by requests of real people."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foods.models import Food, Kind
from foods.templatetags.amounts import plain_number
from intake import checklist_items
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.models import ChecklistItem, Entry, Profile
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion, make_profile, make_quick_add
from tests.intake.test_checklist import daily, make_tablet
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


@pytest.fixture
def today(alice, alices) -> date:
    return Profile.objects.get(person=alice).today()


@pytest.fixture
def bobs(bob) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def item_of(person, today, **plan):
    return daily(person, starts_on=today, **plan)


def take_daily(client, entry, **typed):
    """Presses the button on the entry's form."""
    amount = plain_number(entry.amount)
    shown = {"version": entry.version, "amount": amount, "portion": "logged"}
    when = {"meal": entry.meal, "date": entry.date.isoformat(), "time": ""}
    return client.post(
        f"/entries/{entry.uuid}/", {**shown, **when, **typed, "daily": "1"}, follow=True
    )


def test_today_shows_it_and_one_tap_logs_it(alice, alices, today):
    item = item_of(alice, today)
    text = text_of(alices.get("/"))
    assert "Daily checklist change Citrate 100 mg 100 mg elemental · 21:00 Log" in text
    url = f"/checklist/{item.uuid}/log/"
    assert url in alices.get("/").content.decode()
    for _ in range(2):
        shown = alices.post(url, {"date": today.isoformat()}, follow=True)
    assert Entry.objects.get().magnesium_mg == 100
    assert "Citrate 100 mg Logged 21:00 Undo" in text_of(shown)
    assert "Logged: Citrate, 100 mg." in shown.content.decode()
    # Undo is the entry's own.
    alices.post(f"/entries/{Entry.objects.get().uuid}/delete/")
    assert "100 mg elemental · 21:00 Log" in text_of(alices.get("/"))


def test_other_days_have_no_checklist(alice, alices, today):
    item_of(alice, today)
    assert "Daily checklist" not in text_of(alices.get(f"/day/{today - timedelta(days=1)}/"))
    assert "Daily checklist" not in text_of(alices.get(f"/day/{today + timedelta(days=1)}/"))


def test_what_is_on_it_counts_as_coming(alice, alices, today):
    """320 are recommended: of 220 that lack 100 are coming, so that 120 are to be closed."""
    make_quick_add(alice, today, "Porridge", "100")
    item = item_of(alice, today)
    for name, mg in (("Seeds", "220"), ("Rye", "60")):
        food = make_portion(make_food(name, magnesium_mg=mg), "1 piece", "100").food
        make_entry(alice, food, date=today - timedelta(days=1))
    text = text_of(alices.get("/"))
    assert "220 mg to go for example 100 mg of it is on today’s checklist and counts as" in text
    # 220 of seeds would close the gap that is shown, and are too much for the 120 beyond it.
    assert "Rye 100 g" in text.split("for example")[1]
    assert "Seeds 100 g" not in text.split("for example")[1]
    alices.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    text = text_of(alices.get("/"))
    assert "counts as coming" not in text
    assert "120 mg to go" in text


def test_where_it_closes_the_gap_nothing_is_suggested(alice, alices, today):
    make_quick_add(alice, today, "Porridge", "250")
    item_of(alice, today)
    usual = make_food("Seeds", magnesium_mg="70")
    make_entry(alice, usual, date=today - timedelta(days=1))
    text = text_of(alices.get("/"))
    assert "for example" not in text
    assert "100 mg on it counts as coming." in text


def test_with_the_kidney_flag_there_is_none(alice, alices, today):
    item = item_of(alice, today)
    Profile.objects.update(kidney_disease=True)
    assert "Daily checklist" not in text_of(alices.get("/"))
    alices.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    assert not Entry.objects.exists()
    text = text_of(alices.get("/settings/checklist/"))
    assert "logs nothing with one tap" in text
    entry = make_entry(alice, make_tablet(), measure=Measure(elemental_mg=Decimal(100)))
    assert "Take this daily" not in text_of(alices.get(f"/entries/{entry.uuid}/"))
    take_daily(alices, entry)
    assert ChecklistItem.objects.count() == 1
    # Nor does its page say how to put something on it, whether it is empty or not.
    for _ in range(2):
        assert "Take this daily" not in text_of(alices.get("/settings/checklist/"))
        ChecklistItem.objects.all().delete()


def test_under_18_no_supplement_is_on_it(alice, alices, today):
    item = item_of(alice, today)
    Profile.objects.update(birth_date=date(today.year - 17, 1, 1))
    assert "Daily checklist" not in text_of(alices.get("/"))
    alices.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    assert not Entry.objects.exists()


def test_who_was_not_asked_about_their_kidneys_gets_the_form(alice, alices, today):
    item = item_of(alice, today)
    Profile.objects.update(kidney_answered_at=None)
    page = alices.get("/").content.decode()
    assert f"/checklist/{item.uuid}/log/" not in page
    sent = alices.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    assert not Entry.objects.exists()
    form = alices.get(sent.url)
    assert f'name="date" value="{today.isoformat()}"' in form.content.decode()
    assert "Do you have weak kidneys" in text_of(form)
    assert 'name="dose_mg" value="100"' in form.content.decode()
    said = {"label_says": "elemental", "doses": "1", "dose_mg": "100", "kidneys": "no"}
    alices.post(sent.url.split("?")[0], said | {"date": today.isoformat(), "meal": "dinner"})
    assert "Logged Undo" in text_of(alices.get("/"))


def test_that_form_is_of_the_day_that_was_pressed(alice, alices, today):
    """Also where the page stood open over midnight."""
    yesterday = today - timedelta(days=1)
    Profile.objects.update(kidney_answered_at=None)
    item = daily(alice, starts_on=yesterday)
    sent = alices.post(f"/checklist/{item.uuid}/log/", {"date": yesterday.isoformat()})
    page = alices.get(sent.url).content.decode()
    assert f'name="date" value="{yesterday.isoformat()}"' in page


def test_nor_for_a_food_that_became_a_supplement(alice, alices, today):
    new = NewEntry(
        date=today,
        meal="lunch",
        food=make_food("Salt", kind=Kind.FOOD),
        measure=Measure(grams=Decimal(10)),
    )
    item = add_item(alice, new)
    Profile.objects.update(kidney_answered_at=None)
    url = f"/checklist/{item.uuid}/log/"
    assert url in alices.get("/").content.decode()
    Food.objects.filter(pk=item.food_id).update(kind=Kind.SUPPLEMENT)
    assert url not in alices.get("/").content.decode()
    sent = alices.post(url, {"date": today.isoformat()})
    assert not Entry.objects.exists()
    assert "Do you have weak kidneys" in text_of(alices.get(sent.url))


def test_an_entry_is_put_on_it_from_its_form(alice, alices, today):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    assert "Take this daily" in text_of(alices.get(f"/entries/{entry.uuid}/"))
    shown = take_daily(alices, entry)
    item = ChecklistItem.objects.get()
    assert shown.request["PATH_INFO"] == f"/settings/checklist/{item.uuid}/"
    assert (item.starts_on, item.label_dose_mg, item.meal) == (today, 100, "lunch")
    said = {
        "amount": "2",
        "each_mg": "75",
        "time": "21:00",
        "meal": "dinner",
        "weekdays": ["1", "7"],
        "starts_on": today.isoformat(),
        "ends_on": "",
    }
    alices.post(f"/settings/checklist/{item.uuid}/", said)
    item.refresh_from_db()
    assert (item.label_dose_mg, item.iso_weekdays, f"{item.time:%H:%M}") == (150, [1, 7], "21:00")
    text = text_of(alices.get("/settings/checklist/"))
    assert "Citrate : change 2 × 75 mg elemental · 150 mg · 21:00 · Mon, Sun" in text


def test_pressed_twice_it_stands_there_once(alice, alices, today):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    for said in (
        "On your daily checklist: Citrate.",
        "That stands on your daily checklist already",
    ):
        shown = take_daily(alices, entry)
        item = ChecklistItem.objects.get()
        assert shown.request["PATH_INFO"] == f"/settings/checklist/{item.uuid}/"
        assert said in shown.content.decode()
        entry.refresh_from_db()


def test_a_second_press_of_the_same_form_leads_to_the_item(alice, alices, today):
    """It was of the entry before the first press saved it, and is no conflict with it."""
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    for _ in range(2):
        shown = take_daily(alices, entry, amount="2", time="21:00")
        item = ChecklistItem.objects.get()
        assert shown.request["PATH_INFO"] == f"/settings/checklist/{item.uuid}/"
    shown = take_daily(alices, entry, amount="3", time="21:00")
    assert "This entry was changed elsewhere meanwhile." in shown.content.decode()
    assert ChecklistItem.objects.get().amount == 2


@pytest.mark.parametrize(
    "typed", [{"time": "21:00"}, {"amount": "2"}, {"meal": "dinner"}], ids=["time", "dose", "meal"]
)
def test_another_dose_or_time_stands_there_again(alice, alices, today, typed):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    take_daily(alices, entry)
    entry.refresh_from_db()
    take_daily(alices, entry, **typed)
    assert ChecklistItem.objects.count() == 2


def test_what_was_taken_off_or_is_over_is_put_on_anew(alice, today, alices):
    tablet = make_tablet()
    entry = make_entry(alice, tablet, date=today, measure=Measure(elemental_mg=Decimal(100)))
    first = checklist_items.take_daily(entry, today=today)[0]
    checklist_items.set_removed(first, removed=True)
    second, made = checklist_items.take_daily(entry, today=today)
    assert made
    ChecklistItem.objects.filter(pk=second.pk).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    third, made = checklist_items.take_daily(entry, today=today)
    assert (made, third.ends_on) == (True, None)
    again, made = checklist_items.take_daily(entry, today=today)
    assert (made, again.pk) == (False, third.pk)


@pytest.mark.parametrize(
    "plan",
    [
        {"paused_at": "2026-01-01T00:00Z"},
        {"weekdays": 1},
        {"starts_on": timedelta(days=40)},
        {"ends_on": timedelta()},
    ],
    ids=lambda plan: next(iter(plan)),
)
def test_what_is_not_asked_for_daily_is_no_reason_not_to_ask(alice, today, plan):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    first, _ = checklist_items.take_daily(entry, today=today)
    plan = {
        name: today + value if isinstance(value, timedelta) else value
        for name, value in plan.items()
    }
    ChecklistItem.objects.filter(pk=first.pk).update(**plan)
    second, made = checklist_items.take_daily(entry, today=today)
    assert made
    assert second.pk != first.pk


def test_an_amount_of_a_portion_that_went_is_none_of_grams(alice, today):
    """“2 bowls” and “2 g” have the number in common."""
    bowl = make_portion(make_food("Oats"), "1 bowl", quantity="50")
    daily, _ = checklist_items.take_daily(
        make_entry(alice, bowl.food, date=today, measure=Measure(portion=bowl, amount=Decimal(2))),
        today=today,
    )
    bowl.delete()
    daily.refresh_from_db()
    assert (daily.portion, daily.amount, daily.quantity) == (None, 2, 100)
    grams = make_entry(alice, Food.objects.get(), date=today, measure=Measure(grams=Decimal(2)))
    assert checklist_items.take_daily(grams, today=today)[1]
    hundred = make_entry(alice, Food.objects.get(), date=today, measure=Measure(grams=Decimal(100)))
    assert checklist_items.take_daily(hundred, today=today)[1]


def test_what_was_merged_meanwhile_is_found_again(alice, today):
    tablet, same = make_tablet(), make_tablet()
    entry = make_entry(alice, tablet, date=today, measure=Measure(elemental_mg=Decimal(100)))
    first, _ = checklist_items.take_daily(entry, today=today)
    Food.objects.filter(pk=tablet.pk).update(state="merged", merged_into=same)
    again = Entry.objects.select_related("food").get(pk=entry.pk)
    again.food = same
    assert checklist_items.take_daily(again, today=today) == (first, False)


@pytest.mark.parametrize("other", [{"name": "Stew"}, {"magnesium_mg": 2}, {"magnesium_mg": None}])
def test_what_has_a_name_and_mg_is_told_apart_by_them(alice, alices, today, other):
    soup = {"name": "Soup", "kind": Kind.FOOD, "magnesium_mg": Decimal("1.2345")}
    for fields, made in ((soup, True), (soup, False), (soup | other, True)):
        entry = make_entry(alice, date=today, **fields)
        assert checklist_items.take_daily(entry, today=today)[1] is made


def test_an_amount_that_the_database_rounds_is_found_again(alice, alices, today):
    """0.333 of a portion that went are 9.99 g; the grams of a third are kept as three decimals."""
    portion = make_portion(make_food("Oats"), "1 bowl", "33.3335")
    measure = Measure(portion=portion, amount=Decimal("0.333"))
    entry = make_entry(alice, portion.food, date=today, measure=measure)
    portion.delete()
    entry.refresh_from_db()
    assert checklist_items.take_daily(entry, today=today)[1]
    assert not checklist_items.take_daily(entry, today=today)[1]


def test_what_was_typed_into_the_entry_is_saved_along(alice, alices, today):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    take_daily(alices, entry, amount="2", time="21:00", meal="dinner")
    entry.refresh_from_db()
    assert (entry.magnesium_mg, f"{entry.time:%H:%M}", entry.meal) == (200, "21:00", "dinner")
    item = ChecklistItem.objects.get()
    assert (item.amount, item.meal, f"{item.time:%H:%M}") == (2, "dinner", "21:00")


def test_what_is_wrong_with_it_is_said_and_nothing_is_put_on(alice, alices, today):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    shown = take_daily(alices, entry, amount="0", meal="dinner")
    assert shown.status_code == 422
    assert "Give a number above 0" in text_of(shown)
    assert 'value="dinner" selected' in shown.content.decode()
    assert not ChecklistItem.objects.exists()


def test_in_place_it_leads_to_the_page_of_the_item(alice, alices, today):
    entry = make_entry(alice, make_tablet(), date=today, measure=Measure(elemental_mg=Decimal(100)))
    alices.defaults["HTTP_HX_REQUEST"] = "true"
    shown = take_daily(alices, entry)
    assert shown["HX-Redirect"] == f"/settings/checklist/{ChecklistItem.objects.get().uuid}/"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weekdays": []}, "Choose a day of the week"),
        ({"each_mg": "0"}, "Give a number above 0"),
        ({"ends_on": "2020-01-01"}, "It cannot end before it begins."),
        ({"time": "25:00"}, "Write the time as in 21:00."),
        ({"starts_on": "9999-01-01"}, "The year must be between"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(alice, alices, today, wrong, message):
    item = item_of(alice, today)
    said = {
        "amount": "1",
        "each_mg": "100",
        "time": "21:00",
        "meal": "dinner",
        "weekdays": ["1"],
        "starts_on": today.isoformat(),
        "ends_on": "",
    }
    response = alices.post(f"/settings/checklist/{item.uuid}/", said | wrong)
    assert response.status_code == 422
    assert message in text_of(response)
    item.refresh_from_db()
    assert (item.label_dose_mg, len(item.iso_weekdays)) == (100, 7)


def test_a_medicine_is_not_put_on_it(alice, alices, today):
    antacid = make_tablet(kind=Kind.MEDICINE)
    entry = make_entry(alice, antacid, date=today, measure=Measure(elemental_mg=Decimal(200)))
    assert "Take this daily" not in text_of(alices.get(f"/entries/{entry.uuid}/"))
    take_daily(alices, entry)
    assert not ChecklistItem.objects.exists()


def test_pausing_moving_removing_and_undo(alice, alices, today):
    first, second = item_of(alice, today), item_of(alice, today)
    url = f"/settings/checklist/{second.uuid}"
    assert "paused" in text_of(alices.post(f"{url}/pause/", {"paused": "1"}, follow=True))
    assert text_of(alices.get("/")).count("100 mg elemental") == 1
    alices.post(f"{url}/pause/", {"paused": "0"})
    alices.post(f"{url}/up/")
    assert [item.pk for item in ChecklistItem.objects.order_by("position")] == [
        second.pk,
        first.pk,
    ]
    removed = alices.post(f"{url}/remove/", follow=True).content.decode()
    undo = re.search(r'action="([^"]*/restore/)"', removed)[1]
    assert ChecklistItem.objects.kept().count() == 1
    alices.post(undo)
    assert ChecklistItem.objects.kept().count() == 2


def test_another_persons_item_is_not_found(alice, today, alices, bobs):
    item = item_of(alice, today)
    entry = make_entry(alice, make_food(), date=today)
    url = f"/settings/checklist/{item.uuid}"
    assert bobs.get(f"{url}/").status_code == 404
    for address in ("pause/", "up/", "remove/", "restore/"):
        assert bobs.post(f"{url}/{address}").status_code == 404
    log = bobs.post(f"/checklist/{item.uuid}/log/", {"date": today.isoformat()})
    assert log.status_code == 404
    assert take_daily(bobs, entry).status_code == 404
    assert "Citrate" not in text_of(bobs.get("/settings/checklist/"))


@pytest.mark.parametrize("items", [1, 12])
def test_the_pages_take_the_same_few_queries(alice, alices, today, items):
    for _ in range(items):
        item_of(alice, today)
    with CaptureQueriesContext(connection) as queries:
        alices.get("/")
    assert len(queries) <= 12, "\n".join(query["sql"][:150] for query in queries)
    with CaptureQueriesContext(connection) as queries:
        alices.get("/settings/checklist/")
    assert len(queries) <= 7, "\n".join(query["sql"][:150] for query in queries)


class TestSavedAsItWasShown:
    """Of a form that is sent back with another time only, the amount stays what it was."""

    def shown(self, client, item) -> dict[str, str]:
        page = client.get(f"/settings/checklist/{item.uuid}/").content.decode()
        inputs = re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', page)
        plan = {"meal": "lunch", "weekdays": ["1"], "starts_on": "2026-11-01"}
        return dict(inputs) | plan | {"time": "07:30"}

    def saved(self, client, item, **typed) -> ChecklistItem:
        url = f"/settings/checklist/{item.uuid}/"
        assert client.post(url, self.shown(client, item) | typed).status_code == 302
        return ChecklistItem.objects.get(pk=item.pk)

    def of(self, alice, today, food, **measure) -> ChecklistItem:
        new = NewEntry(date=today, meal="lunch", food=food, measure=Measure(**measure))
        return add_item(alice, new)

    def test_portions_that_are_gone(self, alice, alices, today):
        handful = make_portion(make_food("Seeds", magnesium_mg="500"))
        item = self.of(alice, today, handful.food, portion=handful, amount=Decimal(2))
        handful.delete()
        now = self.saved(alices, item)
        assert (now.time.hour, now.amount, now.portion_label) == (7, 2, "1 handful")
        assert now.quantity == 60
        # Three of them are 90 g: nobody knows the portion any more, but what it weighed.
        now = self.saved(alices, item, amount="3")
        assert (now.amount, now.portion_label, now.quantity) == (90, "g", 90)

    def test_a_dose_in_several_tablets(self, alice, alices, today):
        pills = make_food("Mg pills", magnesium_mg=None, kind="supplement")
        item = self.of(alice, today, pills, elemental_mg=Decimal(400), doses=Decimal(3))
        assert self.shown(alices, item)["each_mg"] == "133.333"
        assert self.saved(alices, item).label_dose_mg == 400
        assert self.saved(alices, item, amount="3.0").label_dose_mg == 400
        now = self.saved(alices, item, amount="6")
        assert (now.amount, now.label_dose_mg) == (6, 800)
        assert self.saved(alices, item, each_mg="100").label_dose_mg == 600

    def test_a_figure_of_ones_own_with_many_decimals(self, alice, alices, today):
        item, _ = checklist_items.take_daily(
            make_quick_add(alice, today, "Imported", "12.34567"), today=today
        )
        assert self.shown(alices, item)["each_mg"] == "12.346"
        assert self.saved(alices, item).magnesium_mg == Decimal("12.34567")
        assert self.saved(alices, item, each_mg="12.35").magnesium_mg == Decimal("12.35")
        assert self.saved(alices, item, each_mg="").magnesium_mg is None

    def test_an_unknown_figure_stays_unknown(self, alice, alices, today):
        entry = make_quick_add(alice, today, "Stew", None)
        item = checklist_items.take_daily(entry, today=today)[0]
        assert self.saved(alices, item).magnesium_mg is None
