"""What the curators' pages say is said in the curator's language, what comes from models too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from config.environment import PROJECT
from foods.merging import merge
from foods.models import (
    FigureChange,
    Group,
    ImportFlag,
    ImportRun,
    Portion,
    Sheet,
    Source,
    Submission,
)
from foods.submissions import report
from intake.models import Person
from intake.recalculation import recalculate
from notes.models import Citation
from tests.factories import browser_of, make_entry, make_food, make_note, make_person
from tests.unmarked import SAME_EVERYWHERE, SHOWN, SILENT

# In all that these tests write into the database: it is nobody's to translate.
DATA = "¤"
# Nor are the names of rights, which the database keeps, of languages, of codes, and keys of JSON.
# "None" is how Unfold's page of a history writes a change without a reason.
NOT_SAID = (
    "Can ",
    "Curators",
    "None",
    "ciqual",
    "https://",
    "English",
    "Deutsch",
    "Español",
    "{text, kind, verdict}",
    "without_magnesium",
)
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


class Said(HTMLParser):
    """Texts and shown attributes of a page, without icons (which are words) and typed values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.silent: list[bool] = [False]
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        icon = "material-symbols" in (told.get("class") or "")
        self.found |= {value for name, value in attrs if name in SHOWN and value}
        if tag not in VOID:
            quiet = self.silent[-1] or icon or tag in SILENT or tag == "textarea"
            self.silent.append(quiet)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self.silent) > 1:
            self.silent.pop()

    def handle_data(self, data: str) -> None:
        if not self.silent[-1] and data.strip():
            self.found.add(" ".join(data.split()))


def has_words(text: str) -> bool:
    words = "".join(letter if letter.isalpha() else " " for letter in text).split()
    return any(len(word) > 1 and word not in SAME_EVERYWHERE for word in words)


def same_in(language: str) -> set[str]:
    """What the catalogue says in the words of the English: "Name", "Import"."""
    with (PROJECT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    pairs = ((one.id, one.string) for one in messages)
    same = (
        english
        for ids, strings in pairs
        for english, said in (
            zip(ids, strings, strict=False) if isinstance(ids, tuple) else [(ids, strings)]
        )
        if english.lower() == said.lower()
    )
    return {text.lower() for text in same}


@pytest.fixture
def administrator(db: Any) -> Person:
    """With a row of everything that the admin lists."""
    person = make_person("admin@example.org", is_staff=True, is_superuser=True)
    group = Group.objects.create(slug="1", name=DATA)
    source = Source.objects.create(slug="1", name=DATA, publisher=DATA, version="1", licence=DATA)
    oats = make_food(f"{DATA} Oats", magnesium_mg="1380", group=group, source=source)
    Portion.objects.create(food=oats, label=DATA, quantity=Decimal(3), source=source)
    oats.names.create(name=DATA, language="de")
    oats.identifiers.create(scheme="ciqual", value="1")
    make_entry(person, oats)
    oats.magnesium_mg_per_basis = Decimal(138)
    oats.save()
    recalculate(oats, by=person, reason=DATA)
    merge(make_food(f"{DATA} Groats"), into=oats, by=person, reason=DATA)
    FigureChange.objects.create(
        food=oats, old_mg=Decimal(138), new_mg=Decimal(140), asked_by=make_person()
    )
    FigureChange.objects.create(food=oats, state="declined", decided_at=datetime.now(UTC))
    report(oats, person, said=DATA)
    declined = {"state": "declined", "decided_at": datetime.now(UTC)}
    Submission.objects.create(kind="report", food=oats, person=person, **declined)
    now = datetime.now(UTC)
    run = ImportRun.objects.create(
        source=source, file_name=DATA, started_at=now, finished_at=now, counts={}
    )
    ImportFlag.objects.create(
        run=run, source=source, food=oats, record_name=DATA, reason="other", words=DATA
    )
    Sheet.objects.create(file_name=DATA, changes=[], by=person)
    make_note("1", title=DATA, topic=DATA, summary=DATA)
    Citation.objects.create(key="1", authors=DATA, url="https://example.org/")
    return person


def pages() -> Iterator[str]:
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{place}_changelist")
        row = model._default_manager.order_by("pk").first()
        assert row, f"{model.__name__}: nothing to open"
        yield reverse(f"{place}_change", args=[row.pk])
        yield reverse(f"{place}_history", args=[row.pk])


def said_on(desk: Client, address: str, language: str) -> set[str]:
    page = desk.get(address, headers={"accept-language": language})
    assert page.status_code == 200, address
    return Said(page.content.decode()).found


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "es"])
def test_no_page_of_the_admin_keeps_an_english_word(administrator, language):
    desk = browser_of(administrator)
    known = same_in(language)
    english_left: dict[str, set[str]] = {}
    for address in pages():
        english = said_on(desk, address, "en")
        assert len(english) > 20, address
        left = {
            text
            for text in english & said_on(desk, address, language)
            if has_words(text)
            and text.strip(" :*").lower() not in known
            and "@" not in text
            and not any(part in text for part in (DATA, *NOT_SAID))
        }
        if left:
            english_left[address] = left
    assert english_left == {}
