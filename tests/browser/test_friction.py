"""How many taps and keys the commonest acts take: what is measured is printed when a run ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from foods.models import Food
from intake.diary import NewEntry, log_entry
from intake.models import Entry, Meal, Person
from intake.people import profile_of
from intake.snapshots import Measure
from tests.browser.conftest import Visit, sign_in
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a person does is trusted by the browser, what a script does is not.
COUNTING = """
for (const [name, kind] of [["click", "taps"], ["keydown", "keys"]])
  addEventListener(name, (event) => {
    // Enter and Space press a button, which is then clicked: that is the key's.
    if (event.isTrusted && (kind === "keys" || event.detail > 0)) counted(kind);
  }, true);
"""


@dataclass
class Effort:
    taps: int = 0
    keys: int = 0


Measured = Callable[..., tuple[Visit, Effort]]


@pytest.fixture
def on_today(visit: Any, person: Person) -> Measured:
    """Today, signed in, and what is done from there on."""

    def begin(**screen: Any) -> tuple[Visit, Effort]:
        seen: Visit = visit(**screen)
        effort = Effort()

        def counted(_source: Any, kind: str) -> None:
            setattr(effort, kind, getattr(effort, kind) + 1)

        sign_in(seen, person)
        seen.page.context.expose_binding("counted", counted)
        seen.page.add_init_script(COUNTING)
        seen.page.reload()
        seen.settle()
        return seen, effort

    return begin


def had(person: Person, name: str, meal: Meal, on: date) -> Entry:
    food = Food.objects.get(name=name)
    portion = food.portions.get()
    measure = Measure(portion=portion, amount=1)
    return log_entry(person, NewEntry(date=on, meal=meal, food=food, measure=measure))[0]


def entries_of(person: Person, on: date) -> int:
    return Entry.objects.for_person(person).kept().filter(date=on).count()


def test_a_usual_food(on_today, person, record_property):
    today = profile_of(person).today()
    for days in range(1, 6):
        for meal in Meal:
            had(person, "Banana, raw", meal, today - timedelta(days=days))
    seen, effort = on_today(**PHONE)
    seen.page.tap(".usual button:has-text('Banana')")
    seen.page.wait_for_selector("#messages :text('Logged: Banana, raw')")
    record_property("A usual food, from Today", f"taps {effort.taps}")
    assert (effort.taps <= 2, effort.keys) == (True, 0)
    assert entries_of(person, today) == 1


def test_yesterdays_meal(on_today, person, record_property):
    today = profile_of(person).today()
    for meal in Meal:
        had(person, "Banana, raw", meal, today - timedelta(days=1))
        had(person, "Almonds, raw", meal, today - timedelta(days=1))
    seen, effort = on_today(**PHONE)
    seen.page.tap(".usual button:has-text('Yesterday')")
    seen.page.wait_for_selector("li[data-entry]:has-text('Almonds')")
    record_property("Yesterday's meal at this hour", f"taps {effort.taps}")
    assert (effort.taps <= 2, effort.keys) == (True, 0)
    assert entries_of(person, today) == 2


def test_a_food_that_is_searched_with_a_thumb(on_today, person, record_property):
    seen, effort = on_today(**PHONE)
    seen.page.tap("#q")
    seen.page.keyboard.type("almo")
    seen.page.tap("#results li:has-text('Almonds, raw') form.end button")
    seen.page.wait_for_selector("#messages :text('Logged: Almonds, raw')")
    record_property("A food that is searched", f"taps {effort.taps}, letters {effort.keys}")
    assert effort.taps <= 4
    assert entries_of(person, profile_of(person).today()) == 1


def test_a_food_that_is_searched_at_a_keyboard(on_today, person, record_property):
    seen, effort = on_today(**DESKTOP)
    # Today puts the cursor into the box where there is a keyboard.
    seen.page.wait_for_selector("#q:focus")
    seen.page.keyboard.type("30g almonds")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#messages :text('Logged: Almonds, raw')")
    seen.page.wait_for_selector("#q:focus")
    others = effort.keys - len("30g almonds")
    record_property(
        "The same at a keyboard", f"clicks {effort.taps}, keys besides the letters {others}"
    )
    assert (effort.taps, others) == (0, 1)
    assert entries_of(person, profile_of(person).today()) == 1


def test_an_amount_that_was_wrong(on_today, person, record_property):
    today = profile_of(person).today()
    entry = had(person, "Almonds, raw", Meal.LUNCH, today)
    seen, effort = on_today(**PHONE)
    seen.page.tap("li[data-entry] a.name")
    seen.page.wait_for_selector("form.editor [name=amount]")
    seen.page.tap("form.editor [name=amount]")
    seen.page.keyboard.press("Control+A")
    effort.keys = 0
    seen.page.keyboard.type("2")
    seen.page.tap("form.editor .btn:has-text('Save')")
    seen.page.wait_for_selector("li[data-entry]:has-text('162')")
    record_property("Another amount, in place", f"taps {effort.taps}, digits {effort.keys}")
    assert effort.taps <= 3
    entry.refresh_from_db()
    assert entry.amount == 2


def test_a_deletion_and_its_undoing(on_today, person, record_property):
    today = profile_of(person).today()
    had(person, "Almonds, raw", Meal.LUNCH, today)
    seen, effort = on_today(**PHONE)
    seen.page.tap("li[data-entry] a.name")
    seen.page.tap("form.editor .btn:has-text('Delete')")
    seen.page.wait_for_selector("#messages .btn:text-is('Undo')")
    taps = effort.taps
    seen.page.tap("#messages .btn:text-is('Undo')")
    seen.page.wait_for_selector("li[data-entry]:has-text('Almonds')")
    record_property("A deletion, and its undoing", f"taps {taps}, then {effort.taps - taps}")
    assert (taps <= 2, effort.taps - taps) == (True, 1)
    assert entries_of(person, today) == 1
