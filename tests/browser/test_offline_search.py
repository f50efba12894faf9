"""What the search on a device answers, held to what the server's does: the same judged queries."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from foods.amount_words import amount_words
from foods.models import Food, FoodName, Identifier, State, name_in
from foods.search import as_typed, search
from foods.typed_amounts import helping_of
from intake.models import Entry, Profile
from tests.browser.conftest import Visit, until
from tests.browser.test_offline import away, back, log_here, names_of, ready
from tests.chromium import DESKTOP, PHONE
from tests.factories import make_food, make_portion
from tests.foods.judged import LANGUAGES, judged_queries
from tests.foods.test_food_query import ENGLISH_LINES, GERMAN_LINES, SPANISH_LINES
from tests.foods.test_typed_amounts import MEASURED, MEASURED_ELSEWHERE, MEASURED_IN_PART
from tests.intake.test_typed_rows import TYPED
from tests.shipped import load_catalogue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MODULES = """
const [{ indexed, search }, { asTyped }, { foods }] = await Promise.all([
  import("/static/js/offline/search.js"),
  import("/static/js/offline/typed.js"),
  fetch("/api/v1/catalogue/").then((answer) => answer.json())
    .then(({ url }) => fetch(url)).then((answer) => answer.json()),
]);
"""
# Some queries also as they are on their way: what is measured is every keystroke.
SEARCHED = (
    """async ([language, queries]) => {"""
    + MODULES
    + """
  const index = indexed(foods, language);
  const keystrokes = [];
  const found = queries.map((query, n) => {
    let first = null;
    for (let typed = n % 8 ? query.length : 1; typed <= query.length; typed += 1) {
      const began = performance.now();
      [first] = search(index, asTyped(query.slice(0, typed)).text, 20).foods;
      keystrokes.push(performance.now() - began);
    }
    return first?.id ?? null;
  });
  return { found, keystrokes };
}"""
)
READ_HERE = """async ([lines, foods]) => {
  const [{ asTyped, mayNameAmount }, { helpingTyped }] = await Promise.all([
    import("/static/js/offline/typed.js"),
    import("/static/js/offline/helping.js"),
  ]);
  return lines.map((line) => {
    const query = asTyped(line);
    const { text, amount, unit, unread } = query;
    const helpings = foods.flatMap((food) => [false, true].map((inPart) => {
      const { way, amount, unit, answers } = helpingTyped(food, query, inPart);
      return [way?.label ?? null, amount, amount * (way?.quantity ?? 1), unit ?? "", answers];
    }));
    return [[text, amount, unit, unread, mayNameAmount(text)], ...helpings];
  });
}"""

# Of a hundred queries, so many have the server's first food first on the device.
LEAST_ALIKE = 0.98
MOST_MS = 50


@pytest.fixture
def catalogue(live_server: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    load_catalogue()


@pytest.mark.thorough
def test_it_finds_first_what_the_server_does(visit, catalogue, record_property):
    seen = visit(**DESKTOP)
    for language in LANGUAGES:
        seen.open(f"/offline/?language={language}")
        queries = [each.query for each in judged_queries(language)]
        here = seen.page.evaluate(SEARCHED, [language, queries])
        others = []
        for query, found in zip(queries, here["found"], strict=True):
            there = search(query, language=language, limit=1).foods
            if found != (there[0].pk if there else None):
                others.append(f"{query}: {there[0] if there else None}")
        alike = 1 - len(others) / len(queries)
        times = sorted(here["keystrokes"])
        # A computer that does other things besides is late now and then.
        late = times[int(len(times) * 0.9)]
        record_property(
            f"First on a device as on the server, {language}",
            f"{len(queries) - len(others)} of {len(queries)}; of 10 keystrokes 9 "
            f"within {late:.0f} ms",
        )
        assert alike >= LEAST_ALIKE, "\n".join(others)
        assert late < MOST_MS


def test_typos_plurals_and_amounts_are_read_as_there(visit, catalogue):
    seen = visit(**DESKTOP)
    seen.open("/offline/")
    queries = ["almnds", "bananas", "bannana", "spinich", "pumpkin sed", "xyzzy", "2 slices toast"]
    found = seen.page.evaluate(SEARCHED, ["en", queries])["found"]
    there = [search(query, limit=1).foods for query in queries]
    assert found == [foods[0].pk if foods else None for foods in there]
    assert [foods[0].name for foods in there[:2]] == ["Almonds, raw", "Banana, raw"]


# Foods that lines are measured in, besides those of the tests of amounts.
SHAPES = [
    ("100g", [("1 container", "90"), ("1 clove", "3")]),
    ("100g", []),
    ("100ml", []),
    ("unit", []),
    ("unit", [("1 tablet", "1"), ("2 capsules", "2")]),
    ("100g", [("1 tablespoon", "15"), ("1 cup", "240"), ("1 slice", "40"), ("1 piece", "9")]),
    ("100g", [("half an avocado", "100"), ("1 large", "50"), ("1 clove", "3"), ("1 dose", "5")]),
    ("100ml", [("1 glass", "200"), ("1 can", "330"), ("1 bottle", "500"), ("1 container", "90")]),
    ("100g", [("1 handful", "30"), ("1 almond", "1.2"), ("3 squares", "30"), ("1 serving", "80")]),
]

# Of the first: no measures there.
OWN_NAMES = {"de": "Becher vom Kohl", "es": "Dientes de col"}


def typed_lines(language: str, *, made_every: int) -> list[str]:
    """Those of the server's tests, and of those that are made one in so many: each unit and number
    of the language, and what chance makes of all that a line is made of."""
    tested = {"en": ENGLISH_LINES, "de": GERMAN_LINES, "es": SPANISH_LINES}
    lines = [line[0] for each in tested.values() for line in each]
    lines += [line[0] for line in (*MEASURED, *MEASURED_ELSEWHERE, *MEASURED_IN_PART)]
    lines += [typed for each in TYPED.values() for typed in each]
    lines += ["1.500 g kale", "2 kale, 1,500 ml", "12.000 kale", "1/16 kg kale", "1/80 kale"]
    words = amount_words(language)
    made = [f"{number} {unit} kale" for unit in words.units for number in ("2", "1,5", "half a")]
    made += [f"{number} {rest}" for number in words.numbers for rest in ("almonds", "l of kale")]
    pieces = [
        "1",
        "0",
        "1/2",
        "½",
        "1 3/4",
        "1,5",
        "0.333",
        "1.250",
        "x",
        "%",
        ",",
        "kale",
        "almond",
    ]
    pieces += [
        "1,234.5",
        "1\N{NARROW NO-BREAK SPACE}500",
        ".25",
        "2",
        "30 g",
        "+",
        "\N{EN DASH}",
        "8 oz",
        "1 lb",
        "omega 3",
        "Omega-3-6",
        "b12",
        "q 10",
    ]
    pieces += ["almonds", "Tahini", "Becher", "dientes", "constructor", "(", ")", "-", "de", "of"]
    spoken = [*words.units, *words.numbers, *words.of, *words.heaped, *words.level, *words.names]
    spoken += [*words.and_a_part, *words.times, *words.between, *words.plus]
    chance = random.Random(7)  # noqa: S311
    for _ in range(600):
        parts = [chance.choice((pieces, spoken)) for _ in range(chance.randint(1, 6))]
        made.append(chance.choice(("", " ", " ")).join(chance.choice(part) for part in parts))
    return lines + made[::made_every]


def read_there(line: str, language: str, foods: list[Food]) -> list[list[Any]]:
    """As `READ_HERE`, by the server."""
    query = as_typed(line, language)
    read: list[list[Any]] = [
        [
            query.text,
            query.amount and float(query.amount),
            query.unit,
            query.unread,
            amount_words(language).said_in(query.text),
        ]
    ]
    for food in foods:
        for in_part in (False, True):
            asked = replace(query, in_part=in_part)
            helping = helping_of(food, list(food.portions.all()), asked, language)
            label = helping.portion.label if helping.portion else None
            quantity = pytest.approx(float(helping.quantity))
            read.append(
                [label, float(helping.amount), quantity, helping.unit, helping.answers(asked)]
            )
    return read


def test_amounts_are_read_as_there(visit, live_server, record_property, thorough):
    seen = visit(**DESKTOP)
    shapes = [*SHAPES, *((basis, portions) for _, basis, portions, _ in MEASURED[:1])]
    foods = []
    for basis, portions in shapes:
        food = make_food("Kale, raw", basis=basis)
        for label, quantity in portions:
            make_portion(food, label, quantity)
        foods.append(Food.objects.prefetch_related("portions").get(pk=food.pk))
    for language, name in OWN_NAMES.items():
        FoodName.objects.create(food=foods[0], language=language, name=name, preferred=True)
    told = [
        {
            "name": food.name,
            "basis": food.basis,
            "names": list(food.names.values("name", "language", "preferred")),
            "portions": [
                {"label": each.label, "quantity": float(each.quantity)}
                for each in food.portions.all()
            ],
        }
        for food in foods
    ]
    for language in LANGUAGES:
        seen.open(f"/offline/?language={language}")
        lines = typed_lines(language, made_every=1 if thorough else 5)
        name_in(language, foods)
        here = seen.page.evaluate(READ_HERE, [lines, told])
        there = [read_there(line, language, foods) for line in lines]
        others = [
            f"{line!r}: {[pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]}"
            for line, ours, theirs in zip(lines, here, there, strict=True)
            if ours != theirs
        ]
        said = f"{len(lines) - len(others)} of {len(lines)}"
        record_property(f"Amounts read on a device as on the server, {language}", said)
        assert not others, "\n".join([said, *others[:20]])


def test_on_the_page_too(visit, person):
    """A misspelling, and the barcode of a food of one's own."""
    own = make_food("Oat drink of mine", state=State.PRIVATE, owner=person)
    Identifier.objects.create(food=own, scheme="gtin", value="4006381333931")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    log_here(seen, "2 bannanas", "Banana, raw")
    log_here(seen, "almnds", "Almonds, raw")
    seen.page.fill("#q", "4006381333931")
    assert seen.page.locator("#found-here .name").all_inner_texts() == ["Oat drink of mine"]
    seen.page.fill("#q", "4006381333000")
    seen.page.wait_for_selector("[data-found]:has-text('Nothing on this device')")
    assert seen.page.inner_text("[data-total] [data-mg]") == "145"  # 2 x 118 g of 27, 30 g of 270
    back(seen)
    until(seen, lambda: names_of(person) == ["Banana, raw", "Almonds, raw"])


def test_what_cannot_be_said_of_a_food_is_asked(visit, person):
    """A volume of what is weighed, a spoon that nobody knows, a word that no food has."""
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    log = page.locator("#found-here button:has-text('Log')")
    choose = page.locator("#found-here button:has-text('Choose how much')")
    for typed in ("200 ml almonds", "2 tbsp almonds", "2 pints almonds", "2 bags almonds"):
        page.fill("#q", typed)
        page.wait_for_selector("#found-here li:has-text('Almonds, raw')")
        assert (log.count(), choose.count()) == (0, 1), typed
    assert "Nothing is called “bags almonds”" in page.inner_text("[data-found]")
    # Enter chooses none that was not typed, and else opens the form.
    page.press("#q", "Enter")
    assert page.locator("#found-here form").count() == 0
    page.fill("#q", "200 ml almonds")
    assert "no measure of Almonds, raw is known" in page.inner_text("[data-found]")
    page.press("#q", "Enter")
    assert page.input_value("#found-here form [name=amount]") == "1"
    assert page.locator("[data-meals] li").count() == 0
    back(seen)


def test_amounts_are_read_and_portions_called_in_the_pages_language(visit, person):
    Profile.objects.filter(person=person).update(language="de")
    seen = visit(**PHONE)
    ready(seen, person)
    away(seen)
    page = seen.page
    page.fill("#q", "zwei Handvoll almonds")
    row = page.locator("#found-here li:has-text('Almonds, raw')")
    assert row.locator(".sub").inner_text() == "2 × Handvoll"
    row.locator("button").nth(1).click()
    ways = row.locator("select option").all_inner_texts()
    assert ways == ["1 Handvoll", "Gramm"]
    row.locator("button").first.click()
    page.wait_for_selector("[data-meals] li .sub:has-text('2 × Handvoll')")
    # The can is no portion of almonds.
    page.fill("#q", "2 Dosen almonds")
    assert row.locator("button").count() == 1
    back(seen)
    until(seen, lambda: names_of(person) == ["Almonds, raw"])
    entry = Entry.objects.get(person=person)
    assert (entry.portion_label, entry.amount, entry.grams) == ("1 handful", 2, 60)
    # A usual one too, once it is confirmed.
    until(seen, lambda: usual_chips(seen) == ["2 × Handvoll · 162 mg"])


def usual_chips(seen: Visit) -> list[str]:
    seen.open("/offline/")
    seen.page.wait_for_selector("[data-meals] li")
    return seen.page.locator("[data-usual] .num").all_inner_texts()
