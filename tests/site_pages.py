"""Every address of the site that can be read, by whom, for what looks at all pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from tests.site_people import PUMPKIN_SEEDS, sign_in

# Built-in ids: on every installation the same.
TAP_WATER, CITRATE, ANTACID = 10001, 11002, 12001
# Pages that ask for something in their address, beside those without.
QUESTIONS = (
    *("add/?q=30g pumpkin seeds", "add/?q=zzzqqq", "add/?q=tap water", "add/?basket=1"),
    *("trends/?days=7", "trends/?days=90", "trends/?days=365", "foods/?q=almond"),
    "foods/?q=almond&kind=food&has_figure=1",
    *("foods/?sort=magnesium_per_portion", "notes/evidence/?kind=trials&verdict=shown"),
    *(f"{page}/{food}/" for page in ("add", "foods") for food in (TAP_WATER, CITRATE, ANTACID)),
)
ADMINS_QUESTIONS = (
    "admin/foods/",
    "admin/foods/food/?q=almond",
    "admin/foods/food/?state=proposed",
    "admin/notes/note/?review=due",
)
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOT_PAGES = re.compile(r"^(api|_allauth|healthz|readyz)|export/.*\.|/photo/|/results/|/sum/")


@dataclass(frozen=True)
class SitePage:
    who: str
    path: str
    session: str
    html: str

    @property
    def name(self) -> str:
        """The same at every run, whatever ids the run made."""
        plain = re.sub(f"{UUID}|(?<=mail/off/)[^/]+", "one", self.path)
        return re.sub(r"[^\w.-]+", "-", plain).strip("-") or "today"


def pages_of(who: str, person: Any = None) -> Iterator[SitePage]:
    """Whatever answers with a page of its own when read."""
    from django.test import Client

    browser = Client()
    session = ""
    if person is not None:
        session = sign_in(browser, person)
    asked = ADMINS_QUESTIONS if person is not None and person.is_staff else QUESTIONS
    for path in [*sorted(set(addresses(person))), *asked]:
        answer = browser.get(f"/{path}", headers={"accept": "text/html"})
        # What htmx puts into a page is none.
        if answer.status_code == 200 and b"</html>" in getattr(answer, "content", b""):
            yield SitePage(who, path, session, answer.content.decode())


def addresses(person: Any) -> Iterator[str]:
    """Of every page that has none but the person's own things in its address; for staff, of the
    admin's pages."""
    from django.urls import get_resolver

    of_admin = person is not None and person.is_staff
    things = things_of(person)
    for pattern in leaves(get_resolver().url_patterns, ""):
        if pattern.startswith("admin/") != of_admin or NOT_PAGES.search(pattern):
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
        route = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)
        if re.search(r"[\^$(?\\]", pattern):
            continue
        values = things | rows_of(pattern) if of_admin else things
        for chosen in product(*(values.get(name, ()) for name in names)):
            yield route.format_map(dict(zip(names, chosen, strict=True)))


def leaves(patterns: Any, before: str) -> Iterator[str]:
    for each in patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from leaves(each.url_patterns, route)
        else:
            yield route


def things_of(person: Any) -> dict[str, list[str]]:
    """What stands in the addresses of pages, by its name there."""
    from allauth.mfa.models import Authenticator

    from foods.models import Food
    from intake.models import ChecklistItem, Entry, Import, LifeStage, MailKind, Medicine, SavedMeal
    from intake.reminders import off_token
    from notes.models import Note

    things: dict[str, list[Any]] = {
        "day": [(datetime.now(UTC).date() - timedelta(days=2)).isoformat()],
        "food_id": [PUMPKIN_SEEDS],
        "slug": [Note.objects.published()[0].pk],
        "key": ["not-a-key"],
        "token": ["not-a-token"],
    }
    if person is not None:
        own = Food.objects.owned_by(person).order_by("pk")
        things["food_id"] += own.values_list("pk", flat=True)
        things["token"] += [off_token(person, kind) for kind in MailKind][:1]
        keys = Authenticator.objects.filter(user=person, type="webauthn")
        things["pk"] = list(keys.values_list("pk", flat=True))
        for name, field, model in (
            ("entry_id", "uuid", Entry),
            ("meal_id", "uuid", SavedMeal),
            ("item_id", "uuid", ChecklistItem),
            ("medicine_id", "uuid", Medicine),
            ("stage_id", "pk", LifeStage),
            ("import_id", "pk", Import),
        ):
            things[name] = list(
                model.objects.filter(person=person).values_list(field, flat=True)[:1]
            )
    return {name: [str(value) for value in values] for name, values in things.items()}


def rows_of(pattern: str) -> dict[str, list[str]]:
    """Of the admin's part that the address is in: one row, and the names of its pages."""
    from django.apps import apps

    from foods.admin.queues import QUEUES

    found = re.match(r"admin/(\w+)/(\w+)/.*<path:object_id>", pattern)
    row = found and apps.get_model(found[1], found[2]).objects.first()
    return {"object_id": [str(row.pk)] if row else [], "name": list(QUEUES)}
