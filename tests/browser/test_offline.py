"""The diary without a network, in a real browser: nothing is lost, and nothing arrives twice."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Route

from foods.models import Food, Kind, Portion, State
from intake.diary import EntryChanges, NewEntry, delete_entry, edit_entry, log_entry
from intake.models import Entry, Meal, Person, Profile
from intake.people import profile_of
from intake.snapshots import Measure
from intake.views import today
from tests.browser.conftest import Visit, log_in, sign_in, until
from tests.chromium import DESKTOP, PHONE, QUIET, chromium
from tests.factories import make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READY = """async () => {
  if (!navigator.serviceWorker.controller || !(await indexedDB.databases()).length) return false;
  const db = await new Promise((done) => {
    const opening = indexedDB.open("twelve");
    opening.onsuccess = () => done(opening.result);
  });
  const stored = db.objectStoreNames.contains("meta") && (await new Promise((done) => {
    const asked = db.transaction(["meta"]).objectStore("meta").get("catalogue");
    asked.onsuccess = () => done(asked.result);
  }));
  db.close();
  return Boolean(stored);
}"""
LEFT = """async () => [
  (await indexedDB.databases()).map((each) => each.name),
  await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length,
  { ...localStorage },
]"""
NOTHING: list[Any] = [[], [], 0, {}]


def ready(visit: Visit, person: Person) -> None:
    """Signed in, with the worker in charge and the foods on the device."""
    sign_in(visit, person)
    until(visit, lambda: visit.page.evaluate(READY))


def away(visit: Visit) -> None:
    """Without a network from here on; the page reloads into what the device has."""
    visit.leave()
    visit.page.reload()
    visit.page.wait_for_selector("#offline [data-diary]:visible")


def back(visit: Visit) -> None:
    """Connected again."""
    visit.return_()


def log_here(visit: Visit, typed: str, name: str) -> None:
    page = visit.page
    page.fill("#q", typed)
    page.click(f"#found-here li:has-text('{name}') button:has-text('Log')")
    page.wait_for_selector(f"[data-meals] li:has-text('{name}')")


def names_of(person: Person) -> list[str]:
    kept = Entry.objects.for_person(person).kept().order_by("id")
    return list(kept.values_list("name", flat=True))


def logged(person: Person, name: str, grams: str = "30", **changes: Any) -> Entry:
    return log_entry(
        person,
        NewEntry(
            date=profile_of(person).today(),
            meal=Meal.LUNCH,
            food=Food.objects.get(name=name),
            measure=Measure(grams=Decimal(grams)),
            **changes,
        ),
    )[0]


def test_three_foods_without_a_network_arrive_once(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    log_here(seen, "pumpkin 30g", "Pumpkin seeds, roasted")
    log_here(seen, "almo", "Almonds, raw")
    log_here(seen, "tap", "Tap water")
    # 30 g of 550 and a handful of 270 mg per 100 g; what the water holds is not known.
    assert "at least 246 mg" in seen.text()
    assert "1 item has no figure or a range." in seen.text()
    seen.check()
    assert names_of(person) == []
    back(seen)
    seen.page.wait_for_selector("[data-back]:visible")
    until(seen, lambda: len(names_of(person)) == 3)
    seen.page.click("[data-back] a")
    seen.page.wait_for_url(f"{seen.site}/")
    seen.page.reload()
    assert names_of(person) == ["Pumpkin seeds, roasted", "Almonds, raw", "Tap water"]
    seeds, almonds, water = Entry.objects.for_person(person).order_by("id")
    assert (seeds.magnesium_mg, almonds.magnesium_mg, water.magnesium_mg) == (165, 81, None)
    assert {entry.date for entry in (seeds, almonds, water)} == {profile_of(person).today()}
    assert seen.page.is_hidden("#waiting")


def test_what_waits_outlives_the_browser(browser, live_server, person, tmp_path):
    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium(),
            args=[*QUIET, "--no-sandbox"],
            locale="en-GB",
        )

    context = opened()
    seen = Visit(context.pages[0], live_server.url)
    ready(seen, person)
    away(seen)
    log_here(seen, "pumpkin 30g", "Pumpkin seeds, roasted")
    log_here(seen, "banana", "Banana, raw")
    context.close()
    context = opened()
    seen = Visit(context.pages[0], live_server.url)
    context.set_offline(True)
    seen.open("/trends/")
    seen.page.wait_for_selector("[data-meals] li:has-text('Banana')")
    assert seen.page.get_attribute("[data-away] a", "href") == "/trends/"
    log_here(seen, "almonds", "Almonds, raw")
    assert names_of(person) == []
    context.set_offline(False)
    until(seen, lambda: len(names_of(person)) == 3)
    seen.open("/")
    seen.page.wait_for_selector("li[data-entry]:has-text('Almonds')")
    context.close()
    assert names_of(person) == ["Pumpkin seeds, roasted", "Banana, raw", "Almonds, raw"]


def lose_answers(visit: Visit, sent: list[Any]) -> None:
    """What is pushed arrives; what the server says to it does not."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        route.fetch()
        with suppress(Error):  # The page was left meanwhile.
            route.abort()
        sent.append(json.loads(route.request.post_data or ""))

    visit.loses_answers = True
    visit.page.route("**/api/v1/sync/*", lose)


def test_a_push_whose_answer_was_lost_is_sent_again_unchanged(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    log_here(seen, "pumpkin 30g", "Pumpkin seeds, roasted")
    log_here(seen, "banana", "Banana, raw")
    sent: list[Any] = []
    lose_answers(seen, sent)
    back(seen)
    until(seen, lambda: sent)
    assert len(names_of(person)) == 2
    seen.page.reload()
    until(seen, lambda: len(sent) > 1)
    assert all(push == sent[0] for push in sent)
    seen.page.unroute("**/api/v1/sync/*")
    seen.open("/settings/")
    seen.page.wait_for_selector("#connection :text('2 entries that waited have arrived.')")
    assert names_of(person) == ["Pumpkin seeds, roasted", "Banana, raw"]
    back(seen)


def test_an_entry_whose_answer_was_lost_can_be_taken_back(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    log_here(seen, "banana", "Banana, raw")
    sent: list[Any] = []
    lose_answers(seen, sent)
    back(seen)
    until(seen, lambda: sent)
    assert names_of(person) == ["Banana, raw"]
    seen.page.click("button[aria-label='Undo: Banana, raw']")
    seen.page.wait_for_selector("[data-meals] li", state="detached")
    seen.page.unroute("**/api/v1/sync/*")
    seen.open("/")
    until(seen, lambda: names_of(person) == [])
    back(seen)


def test_two_tabs_send_once(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    other = seen.page.context.new_page()
    other.goto(seen.site + "/")
    other.wait_for_selector("#offline [data-diary]:visible")
    log_here(seen, "banana", "Banana, raw")
    other.wait_for_selector("[data-meals] li:has-text('Banana')")
    log_here(Visit(other, seen.site), "almonds", "Almonds, raw")
    seen.page.wait_for_selector("[data-meals] li:has-text('Almonds')")
    back(seen)
    until(seen, lambda: len(names_of(person)) == 2)
    for page in (seen.page, other):
        page.wait_for_selector("[data-meals] li:has-text('waits for')", state="detached")
    assert names_of(person) == ["Banana, raw", "Almonds, raw"]


def test_a_change_on_another_device_yields_to_the_last_word(visit, person):
    entry = logged(person, "Almonds, raw")
    seen = visit(**PHONE, color_scheme="dark")
    ready(seen, person)
    away(seen)
    page = seen.page
    assert "81 mg" in seen.text()
    page.click("button[aria-label='Change amount: Almonds, raw']")
    page.fill("[data-meals] [name=amount]", "60")
    page.click("[data-meals] form .btn:has-text('Save')")
    page.wait_for_selector("[data-total]:has-text('162')")
    edit_entry(entry, EntryChanges(amount=Decimal(10)), expected_version=None)
    back(seen)
    page.wait_for_selector("#connection :text('Almonds, raw had been changed on another device')")
    seen.check()
    entry.refresh_from_db()
    assert (entry.amount, entry.magnesium_mg) == (60, 162)


def test_what_was_deleted_elsewhere_waits_for_the_persons_word(visit, person):
    entry = logged(person, "Almonds, raw")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    page.click("button[aria-label='Change amount: Almonds, raw']")
    page.fill("[data-meals] [name=amount]", "60")
    page.click("[data-meals] form .btn:has-text('Save')")
    page.wait_for_selector("[data-total]:has-text('162')")
    delete_entry(entry)
    back(seen)
    page.wait_for_selector("[data-refused]:has-text('It was deleted on another device')")
    seen.open("/trends/")
    page.click("#waiting:has-text('1 entry was not accepted and needs you.') a")
    page.click("button[aria-label='Log it again: Almonds, raw']")
    page.wait_for_selector("[data-refused]", state="hidden")
    seen.open("/")
    until(seen, lambda: names_of(person) == ["Almonds, raw"])
    assert Entry.objects.for_person(person).kept().get().magnesium_mg == 162


def test_what_is_deleted_here_goes_and_can_come_back(visit, person):
    logged(person, "Almonds, raw")
    logged(person, "Banana, raw")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    for name in ("Almonds, raw", "Banana, raw"):
        page.click(f"button[aria-label='Delete: {name}']")
    page.click("button[aria-label='Undo: Banana, raw']")
    page.wait_for_selector("[data-meals] li:has-text('Banana')")
    back(seen)
    until(seen, lambda: names_of(person) == ["Banana, raw"])


def test_what_the_server_refuses_stays_and_can_be_mended(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    log_here(seen, "banana", "Banana, raw")
    log_here(seen, "almonds", "Almonds, raw")
    log_here(seen, "pumpkin", "Pumpkin seeds, roasted")
    log_here(seen, "spinach", "Spinach, raw")
    # A portion that a curator took out, and foods that are somebody's own now.
    Portion.objects.filter(food__name="Banana, raw").delete()
    Food.objects.filter(name__in=["Almonds, raw", "Pumpkin seeds, roasted"]).update(
        state=State.PRIVATE, owner=make_person("dave@example.org")
    )
    back(seen)
    page = seen.page
    page.wait_for_selector(
        "[data-refused] li:has-text('Banana'):has-text('That is not a portion of this food.')"
    )
    page.wait_for_selector(
        "[data-refused] li:has-text('Almonds'):has-text('There is no such food.')"
    )
    assert names_of(person) == ["Spinach, raw"]
    page.click("button[aria-label='Change amount: Banana, raw']")
    assert page.input_value("[data-refused] [name=amount]") == "118"
    seen.check()
    page.fill("[data-refused] [name=amount]", "100")
    page.click("[data-refused] form .btn:has-text('Save')")
    page.click("button[aria-label='Drop it: Pumpkin seeds, roasted']")
    page.click("button[aria-label='Keep it without the food: Almonds, raw']")
    page.wait_for_selector("[data-refused]", state="hidden")
    seen.open("/")
    until(seen, lambda: len(names_of(person)) == 3)
    found = Entry.objects.for_person(person).order_by("id").values_list("name", "magnesium_mg")
    assert list(found) == [
        ("Spinach, raw", Decimal("23.7")),
        ("Banana, raw", 27),
        ("Almonds, raw", 81),
    ]
    assert Entry.objects.get(name="Almonds, raw").food_id is None


def test_a_change_that_is_refused_leaves_the_entry_as_it_is(visit, person):
    almonds = Food.objects.get(name="Almonds, raw")
    handful = Measure(portion=almonds.portions.get(), amount=Decimal(1))
    today = profile_of(person).today()
    log_entry(person, NewEntry(date=today, meal=Meal.LUNCH, food=almonds, measure=handful))
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    page.click("button[aria-label='Change amount: Almonds, raw']")
    # 150 kg: more than anybody eats.
    page.fill("[data-meals] [name=amount]", "5000")
    page.click("[data-meals] form .btn:has-text('Save')")
    page.wait_for_selector("[data-meals] li:has-text('5000')")
    back(seen)
    page.wait_for_selector("[data-refused] li:has-text('Almonds')")
    # It is counted with what it has, and there is no second one to be made of it.
    page.wait_for_selector("[data-meals] li:has-text('Almonds'):has-text('81 mg')")
    assert page.inner_text("[data-total] [data-mg]") == "81"
    assert not page.is_visible("button[aria-label='Keep it without the food: Almonds, raw']")
    assert names_of(person) == ["Almonds, raw"]


def test_weak_kidneys_see_amounts_and_nothing_for_one_tap(visit, person):
    logged(person, "Almonds, raw")
    Profile.objects.filter(person=person).update(kidney_disease=True)
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    assert "81 mg" in seen.text()
    assert not any(word in seen.text() for word in ("%", "to go", "target", "What you often have"))
    seen.page.fill("#q", "banana")
    buttons = seen.page.locator("#found-here button").all_inner_texts()
    assert buttons == ["Choose how much"]
    seen.page.fill("#q", "citrate")
    buttons = seen.page.locator("#found-here button").all_inner_texts()
    assert buttons == ["Choose how much"]
    back(seen)


def test_others_have_their_usual_foods_for_one_tap(visit, person):
    logged(person, "Almonds, raw")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    seen.page.click("[data-usual] button:has-text('Almonds')")
    seen.page.wait_for_selector("[data-total]:has-text('162')")
    back(seen)
    until(seen, lambda: names_of(person) == ["Almonds, raw"] * 2)


def test_what_became_a_supplement_is_not_offered(visit, person):
    logged(person, "Almonds, raw")
    logged(person, "Banana, raw", "118")
    Food.objects.filter(name="Almonds, raw").update(kind=Kind.SUPPLEMENT, basis="unit")
    Food.objects.filter(name="Banana, raw").update(magnesium_mg_per_basis=30)
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    usual = seen.page.locator("[data-usual] button").all_inner_texts()
    assert [" ".join(each.split()) for each in usual] == ["Banana, raw 118 g · 35 mg +"]
    back(seen)


@pytest.mark.parametrize("late", [timedelta(days=2), timedelta(days=-3650)])
def test_the_date_is_the_persons(visit, person, late):
    """On a device whose clock is late, or years early, in another time zone than the profile's."""
    Profile.objects.filter(person=person).update(time_zone="Pacific/Kiritimati")
    seen = visit(**PHONE, timezone_id="Pacific/Pago_Pago")
    late_ms = late // timedelta(milliseconds=1)
    seen.page.add_init_script(f"const now = Date.now; Date.now = () => now() - ({late_ms})")
    ready(seen, person)
    away(seen)
    log_here(seen, "banana", "Banana, raw")
    back(seen)
    until(seen, lambda: names_of(person))
    assert (
        Entry.objects.for_person(person).get().date
        == profile_of(Person.objects.get(pk=person.pk)).today()
    )


def test_logging_out_leaves_nothing(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    seen.open("/settings/")
    # What the page asks for by itself would meet the end of the session, which browsers report.
    seen.settle()
    seen.page.click("main form[action='/accounts/logout/'] button")
    seen.page.wait_for_url(f"{seen.site}/")
    seen.page.wait_for_selector("text=Start your diary")
    assert seen.page.evaluate(LEFT) == NOTHING


def test_logging_out_ends_a_pull_under_way(visit, person):
    seen = visit(**PHONE)
    # As in the browsers of early 2024.
    seen.page.add_init_script("delete AbortSignal.any")
    ready(seen, person)
    page, happened = seen.page, []
    page.route("**/api/v1/sync/*", lambda route: happened.append("asked"))
    page.on("requestfailed", lambda asked: "/sync/" in asked.url and happened.append("given up"))
    page.on("request", lambda asked: "/logout/" in asked.url and happened.append("logged out"))
    seen.open("/settings/")
    until(seen, lambda: "asked" in happened)
    page.click("form[action$='/logout/'] button")
    page.wait_for_url(f"{seen.site}/")
    # However often it was asked, each is given up before, and none is asked afterwards.
    assert happened.count("given up") == happened.count("asked")
    assert happened[-2:] == ["given up", "logged out"]
    until(seen, lambda: page.evaluate(LEFT) == NOTHING)


def test_a_deleted_account_leaves_nothing(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    seen.open("/settings/delete/")
    seen.page.fill("main form [name=password]", "a pass phrase")
    seen.page.click("main form .btn.danger")
    seen.page.wait_for_selector("text=Your account is deleted")
    until(seen, lambda: seen.page.evaluate(LEFT) == NOTHING)


def test_logging_out_asks_about_what_waits(visit, person):
    seen = visit(**PHONE, color_scheme="dark")
    ready(seen, person)
    away(seen)
    log_here(seen, "banana", "Banana, raw")
    page = seen.page
    # The server is there for pages, but takes nothing.
    seen.loses_answers = True
    page.route("**/offline/session/", lambda route: route.abort())
    back(seen)
    seen.open("/settings/")
    page.wait_for_selector("#waiting:has-text('1 entry waits for a connection.')")
    page.click("main form[action='/accounts/logout/'] button")
    page.wait_for_selector("#leaving:visible")
    seen.check()
    page.click("#leaving button:has-text('Stay')")
    page.click("main form[action='/accounts/logout/'] button")
    page.click("#leaving button:has-text('Send them')")
    page.wait_for_selector("#leaving [data-failed]:visible")
    seen.check()
    page.unroute("**/offline/session/")
    page.click("#leaving button:has-text('Send them')")
    page.wait_for_selector("text=Start your diary")
    assert names_of(person) == ["Banana, raw"]
    assert page.evaluate(LEFT) == NOTHING
    back(seen)


def test_what_waits_is_sent_for_nobody_else(visit, person):
    """A session that ended by itself, and another person who signs in on the same device."""
    other = make_person("dave@example.org")
    make_profile(other, first_run_done_at="2026-01-01T00:00Z")
    logged(person, "Almonds, raw")
    seen = visit(**PHONE, color_scheme="dark")
    ready(seen, person)
    away(seen)
    log_here(seen, "banana", "Banana, raw")
    page = seen.page
    page.context.clear_cookies()
    back(seen)
    seen.open("/")
    page.wait_for_selector("#connection :text('1 entry waits on this device. Log in to send it.')")
    log_in(seen, other)
    page.wait_for_selector("#connection :text('1 entry of somebody else')")
    seen.check()
    seen.open("/offline/")
    page.wait_for_selector("#offline [data-nobody]:visible")
    assert "Almonds" not in seen.text()
    assert "Banana" not in seen.text()
    seen.open("/")
    page.click("#connection button:has-text('Delete for good')")
    until(seen, lambda: page.evaluate(READY))
    assert names_of(other) == []
    assert names_of(person) == ["Almonds, raw"]


def test_a_slow_answer_is_not_waited_for(visit, person, monkeypatch):
    logged(person, "Almonds, raw")
    seen = visit(**PHONE)
    ready(seen, person)
    day_context = today.day_context

    def slow(*args: Any) -> dict[str, Any]:
        time.sleep(6)
        return day_context(*args)

    monkeypatch.setattr(today, "day_context", slow)
    seen.open("/")
    seen.page.wait_for_url("**/offline/?wanted=%2F")
    seen.page.wait_for_selector("[data-meals] li:has-text('Almonds')")
    seen.page.wait_for_selector("[data-back]:visible")
    seen.page.wait_for_timeout(3000)  # The slow one ends before the test does.


def test_what_can_not_be_kept_is_said(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    seen.page.fill("#q", "banana")
    seen.page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new Error('no room') } }"
    )
    seen.page.click("#found-here button:has-text('Log')")
    seen.page.wait_for_selector("[data-failed]:has-text('could not be kept')")
    assert any("no room" in line for line in seen.wrong)
    seen.wrong.clear()


def test_logging_from_today_when_the_network_goes(visit, person):
    seen = visit(**DESKTOP)
    ready(seen, person)
    page = seen.page
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    seen.leave()
    page.click("#results [data-first]")
    page.wait_for_selector("#connection :text('Banana, raw is kept on this device')")
    page.wait_for_selector("#waiting:has-text('1 entry waits for a connection.')")
    seen.wrong.clear()
    back(seen)
    until(seen, lambda: names_of(person) == ["Banana, raw"])
    page.wait_for_selector("#waiting", state="hidden")


def test_an_entry_from_today_that_had_arrived_is_not_logged_twice(visit, person):
    seen = visit(**DESKTOP)
    ready(seen, person)
    page = seen.page
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/add/*/*", lose)
    page.click("#results [data-first]")
    page.wait_for_selector("#connection :text('Banana, raw is kept on this device')")
    seen.wrong.clear()
    page.reload()
    page.wait_for_selector("#connection :text('1 entry that waited has arrived.')")
    assert names_of(person) == ["Banana, raw"]
    assert page.locator("#connection [data-key=notices]").count() == 0


def test_a_form_that_is_not_answered_keeps_what_was_typed(visit, person):
    seen = visit(**DESKTOP)
    ready(seen, person)
    page = seen.page
    seen.open("/add/own/")
    page.fill("[name=name]", "Soup of my aunt")
    seen.leave()
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_selector("#connection :text('What you typed is still here')")
    assert page.input_value("[name=name]") == "Soup of my aunt"
    seen.wrong.clear()
    back(seen)
    page.click("main form .btn:has-text('Log it')")
    until(seen, lambda: names_of(person) == ["Soup of my aunt"])


def test_a_new_version_asks_before_it_takes_over(visit, person, settings, tmp_path):
    seen = visit(**PHONE)
    ready(seen, person)
    page = seen.page
    before = page.evaluate("caches.keys()")
    changed = tmp_path / "templates"
    changed.mkdir()
    source = Path(settings.TEMPLATES[0]["DIRS"][0]) / "worker.js"
    (changed / "worker.js").write_text(f"// Newer.\n{source.read_text()}")
    templates = [settings.TEMPLATES[0] | {"DIRS": [changed, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    page.reload()
    page.wait_for_selector("#connection :text('A new version is ready.')")
    seen.check()
    page.evaluate("document.title = 'the old page'")
    page.click("#connection button:has-text('Reload')")
    until(seen, lambda: page.title() != "the old page")
    page.wait_for_selector("#waiting", state="hidden")
    assert page.locator("#connection [data-key=version]").count() == 0
    assert before


@pytest.mark.parametrize(
    "screen",
    [PHONE | {"color_scheme": "dark"}, DESKTOP | {"color_scheme": "light"}],
    ids=["phone dark", "desktop light"],
)
def test_the_page_can_be_read_by_everybody(visit, person, screen):
    logged(person, "Almonds, raw")
    seen = visit(**screen, bypass_csp=True)
    ready(seen, person)
    away(seen)
    log_here(seen, "tap", "Tap water")
    seen.page.fill("#q", "a")
    seen.page.click("#found-here button:has-text('Choose')")
    seen.check()
    back(seen)
