"""What happens at a bad moment: nothing is lost or arrives twice, and the page says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intake.models import Meal
from intake.views import log_form
from tests.browser.conftest import Visit, sign_in, until
from tests.browser.test_offline import away, back, logged, names_of, ready
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_person, make_profile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What has the keyboard and is covered by what just happened.
BELOW_TOASTS = """() =>
  [...document.querySelectorAll("main :is(a, button, input, select), .foot a")]
  .filter((each) => each.getClientRects().length)
  .filter((each) => {
    each.focus();
    const { x, y, width, height } = each.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top?.closest(".notices");
  })
  .map((each) => each.outerHTML)"""


def log_in_here(visit: Visit, email: str = "carol@example.org") -> None:
    """On the page that asks for it, which then leads back."""
    visit.page.fill("main [name=login]", email)
    visit.page.fill("main [name=password]", "a pass phrase")
    visit.page.click("main form:has([name=password]) .btn >> nth=0")


def expected(visit: Visit, status: int) -> None:
    """The browser reports such an answer itself, and so does htmx."""
    assert all(str(status) in line for line in visit.wrong), visit.wrong
    visit.wrong.clear()


def test_a_session_that_ran_out_in_a_form_loses_nothing_that_was_typed(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    page = seen.page
    seen.open("/add/own/")
    page.fill("main [name=name]", "Soup of my aunt")
    page.fill("main [name=magnesium_mg]", "35,5")
    page.select_option("main [name=kind]", "water")
    page.context.clear_cookies(name="sessionid")
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_url("**/accounts/login/**")
    log_in_here(seen)
    page.wait_for_selector("#connection :text('This may not be saved.')")
    assert names_of(person) == []
    assert page.input_value("main [name=name]") == "Soup of my aunt"
    assert page.input_value("main [name=magnesium_mg]") == "35,5"
    assert page.input_value("main [name=kind]") == "water"
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_selector("li[data-entry]:has-text('Soup of my aunt')")
    assert names_of(person) == ["Soup of my aunt"]
    # It is told once.
    seen.open("/add/own/")
    assert page.input_value("main [name=name]") == ""
    expected(seen, 401)


def test_nor_where_the_form_was_opened_in_place_and_never_to_somebody_else(visit, person):
    entry = logged(person, "Almonds, raw")
    other = make_person("dave@example.org")
    make_profile(other, first_run_done_at="2026-01-01T00:00Z")
    seen = visit(**PHONE)
    sign_in(seen, person)
    page = seen.page

    def change_while_signed_out() -> None:
        page.click("li[data-entry] a.name")
        page.fill("form.editor [name=amount]", "60")
        page.context.clear_cookies(name="sessionid")
        page.click("form.editor .btn:has-text('Save')")
        page.wait_for_url("**/accounts/login/**")

    change_while_signed_out()
    log_in_here(seen)
    page.click("#connection a:has-text('Open it')")
    page.wait_for_url(f"**/entries/{entry.uuid}/")
    assert page.input_value("form.editor [name=amount]") == "60"
    page.click("form.editor .btn:has-text('Save')")
    page.wait_for_selector("li[data-entry]:has-text('162')")
    change_while_signed_out()
    log_in_here(seen, "dave@example.org")
    page.wait_for_selector("#q")
    assert page.evaluate("sessionStorage.getItem('twelve-draft')") is None
    expected(seen, 401)


def test_what_broke_on_the_server_is_said_and_keeps_what_was_typed(visit, person, monkeypatch):
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    page = seen.page

    def breaks(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr(log_form, "log_once", breaks)
        page.fill("#q", "banana")
        page.wait_for_selector("#results li:has-text('Banana')")
        page.click("#results [data-first]")
        page.wait_for_selector("#connection :text('Something broke on our side')")
        assert page.input_value("#q") == "banana"
        seen.open("/add/own/")
        page.fill("main [name=name]", "Soup of my aunt")
        page.click("main form .btn:has-text('Log it')")
        page.wait_for_selector("h1:has-text('Something broke on our side')")
    expected(seen, 500)
    seen.open("/add/own/")
    page.wait_for_selector("#connection :text('This may not be saved.')")
    assert page.input_value("main [name=name]") == "Soup of my aunt"


def test_what_breaks_while_the_device_is_made_ready_is_said(visit, person, monkeypatch):
    """On the first page after signing in, what says so waited for the worker."""
    seen = visit(**PHONE)
    never = "{ get: () => new Promise(() => {}) }"
    seen.page.add_init_script(
        f"Object.defineProperty(navigator.serviceWorker, 'ready', {never})",
    )
    sign_in(seen, person)
    page = seen.page

    def breaks(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(log_form, "log_once", breaks)
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    page.click("#results [data-first]")
    page.wait_for_selector("#connection :text('Something broke on our side')", timeout=10_000)
    assert page.locator("#connection .toast").count() == 1
    assert page.input_value("#q") == "banana"
    expected(seen, 500)


def log_in_anew(visit: Visit) -> Any:
    """In another tab, which is answered: what older pages hold is too old then."""
    # Else what the page asks for by itself meets the time between.
    visit.settle()
    visit.page.context.clear_cookies()
    tab = visit.page.context.new_page()
    tab.goto(f"{visit.site}/accounts/login/")
    tab.fill("main [name=login]", "carol@example.org")
    tab.fill("main [name=password]", "a pass phrase")
    tab.click("main form:has([name=password]) .btn >> nth=0")
    tab.wait_for_url(f"{visit.site}/")
    return tab


def test_a_page_that_became_too_old_says_so_and_loses_nothing_that_was_typed(visit, person):
    seen = visit(**(PHONE | {"viewport": {"width": 320, "height": 568}}))
    sign_in(seen, person)
    page = seen.page
    seen.open("/add/own/")
    page.fill("main [name=name]", "Soup of my aunt")
    log_in_anew(seen).close()
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_selector("h1:has-text('That form was too old')")
    draft = json.loads(page.evaluate("sessionStorage.getItem('twelve-draft')"))
    kept = {name for name, _value in draft["fields"]}
    assert {"name", "once"} <= kept
    assert not kept & {"csrfmiddlewaretoken", "in_place", "came_with"}
    seen.open("/add/own/")
    page.wait_for_selector("#connection :text('This may not be saved.')")
    assert page.input_value("main [name=name]") == "Soup of my aunt"
    # The toast is of several lines there.
    assert page.evaluate(BELOW_TOASTS) == []
    page.click("#connection button[aria-label='Close']")
    page.wait_for_selector("#connection .toast", state="detached")
    expected(seen, 403)
    seen.open("/")
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    log_in_anew(seen).close()
    page.click("#results [data-first]")
    page.wait_for_selector("#connection :text('That was not accepted, and nothing was changed')")
    expected(seen, 403)
    page.click("#connection button:has-text('Reload')")
    page.wait_for_selector("#results li:has-text('Banana')")
    page.click("#results [data-first]")
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    assert names_of(person) == ["Banana, raw"]


def test_logging_out_in_one_tab_leaves_no_words_in_another(visit, person):
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    page = seen.page
    page.fill("#q", "lithium")
    assert "lithium" in page.evaluate("sessionStorage.getItem('twelve-typed')")
    # What is still asked when one logs out is refused, and the browser says so.
    page.wait_for_selector("#results :text('lithium')")
    seen.settle()
    tab = page.context.new_page()
    tab.goto(f"{seen.site}/settings/")
    tab.click("main form[action='/accounts/logout/'] button")
    tab.wait_for_url(f"{seen.site}/")
    until(seen, lambda: page.evaluate("sessionStorage.getItem('twelve-typed')") is None)
    # Nor does a page that heard nothing of it.
    left = '{"person": "somebody", "typed": "lithium"}'
    page.evaluate("left => sessionStorage.setItem('twelve-typed', left)", left)
    page.reload()
    until(seen, lambda: page.evaluate("sessionStorage.getItem('twelve-typed')") is None)


def test_the_add_box_keeps_its_words_over_a_reload_with_and_without_a_network(visit, person):
    seen = visit(**PHONE)
    ready(seen, person)
    page = seen.page
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    page.reload()
    page.wait_for_selector("#results li:has-text('Banana')")
    assert page.input_value("#q") == "banana"
    away(seen)
    page.wait_for_selector("#found-here li:has-text('Banana')")
    page.reload()
    page.wait_for_selector("#found-here li:has-text('Banana')")
    page.click("#found-here button:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Banana')")
    page.reload()
    page.wait_for_selector("[data-meals] li:has-text('Banana')")
    assert page.input_value("#q") == ""
    back(seen)
    until(seen, lambda: names_of(person) == ["Banana, raw"])


def test_a_double_click_logs_once(visit, person, small_site):
    seen = visit(**DESKTOP)
    ready(seen, person)
    page = seen.page
    page.fill("#q", "banana")
    page.wait_for_selector("#results li:has-text('Banana')")
    page.dblclick("#results [data-first]")
    page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    seen.open(f"/add/{small_site['Almonds, raw'].pk}/")
    page.dblclick("main form [data-submit]")
    page.wait_for_selector("li[data-entry]:has-text('Almonds')")
    away(seen)
    page.fill("#q", "spinach")
    page.dblclick("#found-here button:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Spinach')")
    page.fill("#q", "pumpkin")
    page.click("#found-here button:has-text('Choose')")
    page.dblclick("#found-here form .btn:has-text('Log')")
    page.wait_for_selector("[data-meals] li:has-text('Pumpkin')")
    back(seen)
    until(seen, lambda: len(names_of(person)) >= 4)
    seen.settle()
    logged_once = ["Banana, raw", "Almonds, raw", "Spinach, raw", "Pumpkin seeds, roasted"]
    assert names_of(person) == logged_once


def test_going_back_after_a_post_and_loading_again_logs_once(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    page = seen.page
    seen.open("/add/own/")
    page.fill("main [name=name]", "Soup of my aunt")
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_selector("li[data-entry]:has-text('Soup')")
    page.reload()
    page.go_back()
    page.wait_for_selector("main [name=name]")
    page.reload()
    page.wait_for_selector("main [name=name]")
    assert page.locator("#connection .toast").count() == 0
    page.go_forward()
    page.wait_for_selector("li[data-entry]:has-text('Soup')")
    assert names_of(person) == ["Soup of my aunt"]


def test_two_tabs_with_the_same_entry(visit, person):
    entry = logged(person, "Almonds, raw")
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    first, second = seen.page, seen.page.context.new_page()
    second.goto(f"{seen.site}/")

    def opened(page: Any, amount: str) -> None:
        page.click("li[data-entry] a.name")
        page.fill("form.editor [name=amount]", amount)

    opened(first, "60")
    opened(second, "90")
    first.click("form.editor .btn:has-text('Save')")
    first.wait_for_selector("li[data-entry]:has-text('162')")
    second.click("form.editor .btn:has-text('Save')")
    second.wait_for_selector(":text('This entry was changed elsewhere meanwhile.')")
    assert second.input_value("form.editor [name=amount]") == "60"
    second.fill("form.editor [name=amount]", "90")
    first.click("li[data-entry] a.name")
    first.click("form.editor .btn:has-text('Delete')")
    first.wait_for_selector("#messages .btn:text-is('Undo')")
    second.click("form.editor .btn:has-text('Save')")
    second.wait_for_selector("#messages :text('This was deleted meanwhile, and not changed')")
    second.click("#messages .btn:text-is('Undo')")
    second.wait_for_selector("li[data-entry]:has-text('162')")
    entry.refresh_from_db()
    assert (entry.deleted_at, entry.amount, entry.meal) == (None, 60, Meal.LUNCH)
    expected(seen, 422)


def test_a_form_whose_answer_is_lost_logs_once_when_it_is_sent_again(visit, person, monkeypatch):
    """The server has it, and breaks before it says so."""
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    page = seen.page
    seen.open("/add/own/")
    page.fill("main [name=name]", "Soup of my aunt")

    def breaks(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as broken:
        broken.setattr(log_form, "say_logged", breaks)
        page.click("main form .btn:has-text('Log it')")
        page.wait_for_selector("h1:has-text('Something broke on our side')")
    assert names_of(person) == ["Soup of my aunt"]
    expected(seen, 500)
    seen.open("/add/own/")
    page.wait_for_selector("#connection :text('This may not be saved.')")
    page.click("main form .btn:has-text('Log it')")
    page.wait_for_selector("li[data-entry]:has-text('Soup')")
    assert names_of(person) == ["Soup of my aunt"]
