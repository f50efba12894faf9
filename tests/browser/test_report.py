"""The report as paper: printed by Chromium it is never more than two sheets, A4 or Letter."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice, product
from pathlib import Path

import pytest

from foods.models import Food, Source
from intake.day_marks import mark_day
from intake.models import Entry, Person, Profile, Target
from intake.people import profile_of
from notes.models import Note
from tests.browser.conftest import Visit, sign_in
from tests.browser.looks import Looks
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_food, make_medicine, make_note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Wholemeal " * 30  # 300 characters, as long as a name can be
UNBROKEN = "W" * 290  # the widest letter, and no place to break


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def heavy(person: Person) -> None:
    """30 supplements and 12 medicines, and a target a week."""
    fill(person, supplements=30, medicines=12, targets=60)


def middling(person: Person) -> None:
    """The most products that still stand further apart."""
    fill(person, supplements=4, medicines=1, targets=2)


def fill(person: Person, *, supplements: int, medicines: int, targets: int) -> None:
    """400 days of ten foods; the longest names there can be."""
    today = profile_of(person).today()
    sources = [
        Source.objects.create(
            slug=f"source-{number}", name=f"{number} {LONG}"[:120], version="2026"
        )
        for number in range(8)
    ]
    foods = [
        make_food(f"{number} {LONG}"[:299], magnesium_mg="90", source=sources[number % 8])
        for number in range(20)
    ]
    foods += [make_food(f"{number} {UNBROKEN}"[:299], magnesium_mg="40") for number in range(20)]
    foods += [
        make_food(f"Unknown {number} {UNBROKEN}"[:299], magnesium_mg=None) for number in (1, 2)
    ]
    for number in range(3):
        make_medicine(person, name=f"{number} {UNBROKEN}"[:120], medicine_class="iron")
    for slug in ("timing-with-medicines", "supplement-upper-level"):
        Note.objects.filter(slug=slug).delete()
        make_note(slug, title=LONG[:60], safety=True)
    doses = [
        make_food(
            f"{number} {UNBROKEN if number % 2 else LONG}"[:299],
            kind=kind,
            basis="unit",
            magnesium_mg=mg,
            compound="citrate-trimagnesium-nonahydrate",
        )
        for kind, many in (("supplement", supplements), ("medicine", medicines))
        for number, mg in islice(
            enumerate(cycle(("1234.5", "500", "100", "100", "60", None))), many
        )
    ]
    entries = []
    for back in range(1, 401):
        day = today - timedelta(days=back)
        for number, food in enumerate(islice(cycle(foods), back % 7, back % 7 + 10)):
            entries.append(entry_of(person, food, day, number))
        for number, dose in enumerate(doses):
            if back % (number % 5 + 1) == 0:
                entries.append(entry_of(person, dose, day, number))
    Entry.objects.bulk_create(entries)
    Target.objects.bulk_create(
        Target(
            person=person,
            starts_on=today - timedelta(days=7 * week),
            authority=("us", "efsa", "dach", "who", "uk")[week % 5],
            mg=Decimal(300 + week) if week % 2 else None,
        )
        for week in range(targets)
    )


def entry_of(person: Person, food: Food, day: date, number: int) -> Entry:
    per_basis = food.magnesium_mg_per_basis
    return Entry(
        person=person,
        date=day,
        meal=("breakfast", "lunch", "dinner", "snack")[number % 4],
        food=food,
        amount=Decimal(1 + number % 3),
        name=food.name,
        portion_label="1234.5 mg of the compound, as measured with the spoon" if number % 2 else "",
        kind=food.kind,
        basis=food.basis,
        quantity=Decimal(100),
        magnesium_mg=None
        if per_basis is None or day.day % 9 == number % 9
        else per_basis * (1 + day.day % 3),
        added_magnesium_mg=None if number % 9 == 0 else Decimal(0),
        label_says=("compound", "elemental", "")[number % 3],
    )


def light(person: Person) -> None:
    today = profile_of(person).today()
    seeds = Food.objects.get(name="Pumpkin seeds, roasted")
    Entry.objects.bulk_create(
        entry_of(person, seeds, today - timedelta(days=back), 1) for back in (1, 2, 4)
    )


def empty(person: Person) -> None:
    """Nothing."""


@pytest.mark.parametrize(
    ("diary", "says"),
    [
        (heavy, "What the person reads: “Probably above the AI"),
        (middling, "Sheet 2 of 2"),
        (light, "3 of 30"),
        (empty, "Nothing was logged"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_it_is_two_sheets_at_most(visit, person, diary, says, tmp_path):
    diary(person)
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    sheets = 1 if diary is empty else 2
    assert set(printed(seen, person, says, tmp_path).values()) == {sheets}
    if diary is heavy:
        Profile.objects.filter(person=person).update(kidney_disease=True)
        assert set(printed(seen, person, "Amounts only", tmp_path).values()) == {sheets}


PAPERS_MM = {"A4": (210, 297), "Letter": (215.9, 279.4)}
MARGINS_MM = (12, 9)  # of @page in report.css
PIXELS_PER_MM = 96 / 25.4


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("diary", [heavy, middling], ids=lambda diary: diary.__name__)
def test_each_sheet_has_room_in_every_language_and_on_every_day(visit, person, diary, language):
    """What a period holds differs by the day that it ends with. Heights are measured: a printed
    file of each would take minutes. On a first visit a page may do without its font: here each
    does, since what the system has instead is as wide as any."""
    diary(person)
    today = profile_of(person).today()
    for back in range(2, 30, 4):
        mark_day(person, today - timedelta(days=back), skipped=True)
    Profile.objects.filter(person=person).update(language=language)
    seen = visit(**DESKTOP, service_workers="block")
    sign_in(seen, person)
    page = seen.page
    page.route("**/*.woff2", lambda route: route.abort())
    seen.loses_answers = True
    page.emulate_media(media="print")
    left_px = {}
    for days, back in [(400, 1), *product((7, 30), (1, 2, 3, 8, 15, 22))]:
        first, last = a_year_ago(person, back + days - 1), a_year_ago(person, back)
        seen.open(f"/report/?from={first}&to={last}")
        assert page.get_attribute("html", "lang") == language
        for paper, (width, height) in PAPERS_MM.items():
            across, down = width - 2 * MARGINS_MM[0], height - 2 * MARGINS_MM[1]
            page.set_viewport_size({"width": int(across * PIXELS_PER_MM), "height": 900})
            for sheet in (0, 1):
                box = page.locator(".sheet").nth(sheet).bounding_box()
                left_px[days, back, paper, sheet] = down * PIXELS_PER_MM - box["height"]
    least = min(left_px, key=left_px.__getitem__)
    assert left_px[least] > 0, least


def printed(seen: Visit, person: Person, says: str, folder: Path) -> dict[tuple[str, str], int]:
    """How many sheets the periods are, on each paper."""
    counted = {}
    for asked in ("", "?days=7", f"?from={a_year_ago(person, 400)}&to={a_year_ago(person, 1)}"):
        seen.open(f"/report/{asked}")
        if not asked:
            assert says in seen.text()
        for size in ("A4", "Letter"):
            pdf = seen.page.pdf(format=size)
            (folder / f"{says[:12]}{len(asked)}-{size}.pdf").write_bytes(pdf)
            counted[asked, size] = pages_of(pdf)
    return counted


def a_year_ago(person: Person, days: int) -> date:
    return profile_of(person).today() - timedelta(days=days)


def test_it_prints_without_navigation_or_controls(visit, person):
    light(person)
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    seen.open("/report/")
    seen.page.emulate_media(media="print")
    for hidden in (".top", ".foot", ".tabs", "[data-print]", "form", "nav"):
        for each in seen.page.locator(hidden).all():
            assert not each.is_visible(), hidden
    assert seen.page.is_visible("text=Sheet 2 of 2")


def test_the_button_prints(visit, person):
    light(person)
    seen = visit(**DESKTOP)
    sign_in(seen, person)
    seen.page.add_init_script("window.print = () => { window.printed = true }")
    seen.open("/report/")
    seen.page.click("[data-print]")
    assert seen.page.evaluate("window.printed") is True


def test_without_javascript_it_says_how_to_print(visit, person):
    light(person)
    seen = visit(**PHONE, java_script_enabled=False)
    sign_in(seen, person)
    seen.open("/report/")
    assert "Print it by the menu of your browser" in seen.text()
    assert not seen.page.is_visible("[data-print]")


def test_it_keeps_nobody_out(visit, person):
    heavy(person)
    # Not a dark phone: axe takes the bar at its foot for the ground of the paper's text.
    looks = Looks((PHONE["viewport"], "light"), (DESKTOP["viewport"], "dark"), both=True)
    seen = visit(**PHONE, bypass_csp=True)
    sign_in(seen, person)
    for path in ("/report/", "/report/?from=2031-01-01"):
        looks.show(seen.page)
        seen.open(path)
        assert (path, looks.problems_on(seen.page)) == (path, [])
        seen.wrong.clear()  # the browser reports the 422 itself
