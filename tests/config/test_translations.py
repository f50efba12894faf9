"""That everything said can be translated, is, and that numbers for machines stay as they are."""

from __future__ import annotations

import ast
import re
import shutil
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
import pytest
import rest_framework
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from config import borrowed_texts, catalogues
from config.environment import PROJECT
from intake.snapshots import Measure
from tests.factories import browser_of, make_entry, make_food, make_portion, make_profile
from tests.intake.test_checklist import daily
from tests.unmarked import unmarked

TEMPLATES = PROJECT / "templates"
# Said as it is, and why.
NO_WORDS_OF_OURS = {
    "api_docs.html": "the page of Swagger UI, which has its own words",
    "intake/styleguide.html": "for developers only",
    "intake/_swap.html": "attributes of a tag",
}
CATALOGUES = sorted((PROJECT / "locale").glob("*/LC_MESSAGES/django.po"))


def templates() -> list[Path]:
    found = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")]
    return [one for one in sorted(found) if str(one.relative_to(TEMPLATES)) not in NO_WORDS_OF_OURS]


class TestMarks:
    @pytest.mark.parametrize(
        ("source", "texts"),
        [
            ("<p>Save</p>", ["Save"]),
            ('<p>{% translate "Save" %} {{ food.name }} · 12 mg</p>', []),
            ("{% blocktranslate trimmed %}See <a href='x'>this</a>.{% endblocktranslate %}", []),
            ('<b aria-label="At least {{ mg }} mg"></b>', ["At least mg"]),
            ('<li{% if here %} title="Here"{% endif %}>', ["Here"]),
            ("{# A note. #}<script>let x</script><p>Twelve</p>", []),
            ("<p>{% if n > 1 %}items{% endif %}</p>", ["\ufffcitems\ufffc"]),
        ],
    )
    def test_what_counts_as_unmarked(self, tmp_path, source, texts):
        page = tmp_path / "page.html"
        page.write_text(source)
        assert unmarked(page) == texts

    def test_every_text_of_a_template_is_marked(self):
        said = {
            str(one.relative_to(TEMPLATES)): texts
            for one in templates()
            if (texts := unmarked(one))
        }
        assert said == {}


def test_no_text_is_marked_inside_an_f_string():
    """What gathers the texts does not look into one: its words would stay English."""
    inside = [
        f"{source.relative_to(PROJECT)}:{call.lineno}"
        for part in ("config", "foods", "intake", "notes")
        for source in sorted((PROJECT / part).rglob("*.py"))
        for f_string in ast.walk(ast.parse(source.read_text()))
        if isinstance(f_string, ast.JoinedStr)
        for call in ast.walk(f_string)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and re.fullmatch(r"_|n?p?gettext(_lazy)?", call.func.id)
    ]
    assert inside == []


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}", text.replace("%%", "")))


def marks(text: str) -> Counter[str]:
    return Counter(re.findall(r"</?[a-z][^>]*>", text))


def strings(message: Message) -> list[tuple[str, str]]:
    """(what is said in English, how it is said), for each plural."""
    if not isinstance(message.id, tuple):
        return [(message.id, str(message.string))]
    one, many = message.id
    said = list(message.string)
    return [(one, said[0]), *((many, each) for each in said[1:])]


@pytest.fixture(params=CATALOGUES, ids=lambda po: po.parents[1].name)
def catalogue(request) -> Catalog:
    with request.param.open("rb") as file:
        return read_po(file, abort_invalid=True)


class TestCatalogues:
    def test_there_is_one_for_every_language_but_english(self, settings):
        spoken = {code for code, _ in settings.LANGUAGES}
        assert {po.parents[1].name for po in CATALOGUES} == spoken - {settings.LANGUAGE_CODE}

    def test_everything_is_translated_and_sure(self, catalogue):
        left = [
            message.id
            for message in catalogue
            if message.id and (message.fuzzy or not all(said for _, said in strings(message)))
        ]
        assert left == []

    def test_values_and_marks_are_those_of_the_english(self, catalogue):
        for message in catalogue:
            if not message.id:
                continue
            for number, (english, said) in enumerate(strings(message)):
                asked, given = placeholders(english), placeholders(said)
                if isinstance(message.id, tuple) and number == 0:
                    # "One day" names no number, nor need another language.
                    asked |= placeholders(message.id[1])
                    assert set(given) <= set(asked), message.id
                else:
                    assert given == asked, message.id
                assert marks(said) == marks(english), message.id

    def test_space_at_the_ends_is_that_of_the_english(self, catalogue):
        for message in catalogue:
            for english, said in strings(message) if message.id else ():
                for ends in (r"^\s*", r"\s*$"):
                    assert re.search(ends, said)[0] == re.search(ends, english)[0], english

    @pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
    def test_they_hold_what_the_sources_say(self, tmp_path):
        for name in ("config", "foods", "intake", "notes", "templates", "manage.py"):
            source = PROJECT / name
            copied = shutil.copytree if source.is_dir() else shutil.copy
            copied(source, tmp_path / name)
        catalogues.collect(tmp_path)
        for po in CATALOGUES:
            with po.open("rb") as ours, (tmp_path / po.relative_to(PROJECT)).open("rb") as anew:
                known, said = (
                    {(one.context, one.id) for one in read_po(file)} for file in (ours, anew)
                )
            assert known == said, "run `make messages`"


class MachinesAttributes(HTMLParser):
    """What drawings, scripts and fields read, in the order of the page."""

    NAMES = frozenset(
        (
            *("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "d", "points", "width"),
            *("height", "viewbox", "transform", "pathlength", "stroke-dasharray"),
            *("stroke-dashoffset", "min", "max", "step", "datetime", "href", "action"),
            *("hx-get", "hx-post"),
        )
    )
    TEXTS = frozenset({"data-label", "data-verb", "data-about", "data-unsent", "data-text"})
    ANEW = frozenset({"csrfmiddlewaretoken", "once"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.read: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        for name, value in attrs:
            is_data = name.startswith("data-") and name not in self.TEXTS
            is_data = is_data and not name.startswith("data-said-")
            is_value = (
                name == "value"
                and said.get("name") not in self.ANEW
                and (tag != "input" or said.get("type") in ("hidden", "number", "radio"))
            )
            if name in self.NAMES or is_data or is_value:
                self.read.append((tag, name, value))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "es"])
def test_numbers_for_machines_are_the_same_in_every_language(alice, language):
    make_profile(alice)
    food = make_food("Kale", magnesium_mg="33.3", popularity=90)
    make_portion(food, "1 bowl", "67.5")
    for amount in ("0.7", "12.5", "133.25"):
        make_entry(alice, food, measure=Measure(grams=Decimal(amount)))
    daily(alice, mg="62.5")
    addresses = ["/", "/add/?q=12.5 g kale", f"/add/{food.pk}/?amount=12.5&portion=unit"]
    addresses += ["/trends/", "/trends/?days=365", "/report/", f"/foods/{food.pk}/", "/foods/"]
    addresses += ["/settings/targets/", "/settings/checklist/", "/reference-values/"]
    browser = browser_of(alice)
    fractions: list[str | None] = []
    for address in addresses:
        english, other = (
            MachinesAttributes(
                browser.get(address, HTTP_ACCEPT_LANGUAGE=said).content.decode()
            ).read
            for said in ("en", language)
        )
        assert len(english) > 20, address
        fractions += [value for *_, value in english if re.search(r"\d\.\d", value or "")]
        differing = [pair for pair in zip(english, other, strict=True) if pair[0] != pair[1]]
        assert differing == [], address
    # There was something to spoil.
    assert len(fractions) > 100


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "taken", "label"),
    [
        ("de", "62,5 mg elementares Magnesium", "1/2 Tasse (US-Cup)"),
        ("es", "62,5 mg de magnesio elemental", "1/2 taza (EE. UU.)"),
    ],
)
def test_stored_labels_are_said_in_the_readers_language(alice, language, taken, label):
    """An entry keeps the English label, in which it is exported."""
    make_profile(alice)
    food = make_food("Kale")
    portion = make_portion(food, "1/2 cup", "40")
    entry = make_entry(alice, food, measure=Measure(portion=portion, amount=Decimal(1)))
    daily(alice, mg="62.5")
    browser = browser_of(alice)

    def page(address: str) -> str:
        return browser.get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()

    assert taken in page("/settings/checklist/")
    assert label in page(f"/entries/{entry.uuid}/")
    assert "1/2 cup" not in page(f"/entries/{entry.uuid}/")
    assert entry.portion_label == "1/2 cup"


@pytest.mark.parametrize("text", borrowed_texts.ONE_BY_ONE)
def test_borrowed_texts_are_said_by_others_and_here_in_our_voice(text):
    """Theirs is formal in Spanish: a text that they word otherwise would come back so."""
    theirs = [
        read_mo(file.open("rb"))
        for package in (django, rest_framework, allauth)
        for file in Path(package.__file__).parent.rglob("locale/es/LC_MESSAGES/django.mo")
    ]
    assert any(text in catalogue for catalogue in theirs)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Wähl etwas von der Liste. brunch steht nicht zur Wahl."),
        ("es", "Elige una de las opciones. brunch no es una de ellas."),
    ],
)
@pytest.mark.django_db
def test_what_is_no_choice_is_refused_in_our_voice(alice, language, said):
    make_profile(alice, language=language)
    entry = make_entry(alice, make_food("Oats"))
    fields = {"version": 1, "date": "2026-11-23", "meal": "brunch", "amount": "2"}
    refused = browser_of(alice).post(f"/entries/{entry.uuid}/", fields)
    assert said in refused.content.decode()
