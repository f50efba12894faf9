"""The tables of names in other languages: whole, each name once, and in the state of the English.

A name in the wrong state is a wrong figure: dried beans hold three times the magnesium of boiled
ones. So wherever an English name says a state, the other names have to say it as well.
"""

import re

import pytest

from foods.catalogue_table import translated_into
from foods.folding import fold
from tests.foods.catalogue_rows import TABLE, rows

LONGEST_NAME = 120

# What an English name says, as whole words, and what the others say for it: regular expressions.
STATES: dict[str, dict[str, str]] = {
    "de": {
        "raw": r"\broh",
        "uncooked": r"ungekocht",
        r"cooked|boiled(?! sweets)": r"gekocht|gegart|gedünstet",
        "dried|dry": r"getrocknet|[Tt]rocken",
        "canned": r"aus der Dose",
        "drained": r"abgetropft",
        "rinsed": r"abgespült",
        "fresh|freshly": r"[Ff]risch",
        "frozen": r"tiefgekühlt|Frozen Yogurt",
        "smoked": r"geräuchert|Räucher",
        "pickled": r"eingelegt",
        "roasted|toasted": r"geröstet|gebraten|getoastet",
        "baked": r"im Ofen|[Gg]ebacken|Backofen|überbacken",
        "grilled": r"[Gg]egrillt|in der Pfanne gegrillt",
        "fried|stir-fried": r"[Gg]ebraten|frittiert",
        "braised": r"geschmort",
        "stewed": r"gedünstet",
        "poached": r"pochiert",
        "breaded": r"paniert",
        "salted": r"(?<!un)gesalzen",
        "unsalted": r"ungesalzen",
        "sweetened": r"(?<!un)(gesüßt|gezuckert)",
        "unsweetened": r"ungesüßt|ungezuckert",
        "with skin": r"mit (Haut|Schale)|Fleisch und Haut",
        "without skin": r"ohne (Haut|Schale)",
        "peeled": r"geschält",
        "hulled": r"geschält",
        "in the shell": r"in der Schale",
        "ground": r"gemahlen",
        "dry-roasted": r"trocken geröstet",
        "powder|powdered": r"[Pp]ulver|Carob",
        "low-fat": r"[Ff]ettarm",
        "reduced fat": r"fettreduziert",
        "fat-free": r"fettfrei",
        "light": r"leicht|light|hell",
        "fortified": r"(?<!nicht )angereichert",
        "unfortified": r"nicht angereichert",
        "whole milk": r"Vollmilch",
        "whole-wheat|whole-grain": r"[Vv]ollkorn",
        "brown rice": r"[Nn]aturreis",
        "gluten-free": r"[Gg]lutenfrei",
        "decaffeinated": r"entkoffeiniert",
        "alcohol-free": r"alkoholfrei",
        "sugar-free": r"zuckerfrei",
        "prepared": r"zubereitet",
        "not known": r"nicht bekannt",
        "without|no": r"\bohne|fleischlos",
        "boneless": r"ohne Knochen",
        "sparkling": r"mit Kohlensäure|Schaumwein",
        "still": r"still",
        "farmed": r"Zucht",
        "wild": r"[Ww]ild",
        "anhydrous": r"wasserfrei",
        "heavy": r"schwer",
        "homemade": r"hausgemacht",
    },
    "es": {
        "raw": r"\bcrud[oa]",
        "uncooked": r"sin cocer",
        r"cooked|boiled(?! sweets)": r"\b(cocid|cocinad|hervid)",
        "dried|dry": r"\bsec[oa]",
        "canned": r"en conserva",
        "drained": r"escurrid",
        "rinsed": r"enjuagad",
        "fresh|freshly": r"\b(fresc|recién)",
        "frozen": r"congelad|[Yy]ogur helado",
        "smoked": r"ahumad",
        "pickled": r"encurtid",
        "roasted": r"\b(asad|tostad)|[Rr]osbif",
        "dry-roasted": r"tostad[oa]s en seco",
        "toasted": r"tostad",
        "baked": r"al horno|hornead|en salsa",
        "grilled": r"a la (parrilla|plancha)",
        "fried": r"\bfrit[oa]",
        "stir-fried": r"saltead",
        "braised": r"estofad",
        "stewed": r"guisad",
        "poached": r"escalfad",
        "steamed": r"al vapor",
        "breaded": r"empanad",
        "salted": r"con sal\b|\bsalad[oa]",
        "unsalted": r"sin sal\b",
        "sweetened": r"azucarad",
        "unsweetened|sugar-free|diet": r"sin azúcar",
        "with skin": r"con piel",
        "without skin": r"sin piel",
        "peeled|hulled": r"pelad",
        "in the shell": r"con cáscara",
        "ground": r"molid",
        "mince|minced": r"\bpicad",
        "powder|powdered": r"en polvo|[Ll]evadura química",
        "low-fat|low fat": r"baj[oa] en grasa",
        "reduced fat": r"con grasa reducida",
        "fat-free": r"sin grasa",
        "skimmed": r"desnatad",
        "lean": r"magr[oa]",
        "light": r"liger[oa]|claro",
        "fortified": r"fortificad",
        "unfortified": r"sin fortificar",
        "whole milk": r"leche entera",
        "whole-wheat|whole-grain|brown rice": r"integral",
        "gluten-free": r"sin gluten",
        "decaffeinated": r"descafeinad",
        "alcohol-free": r"sin alcohol",
        "prepared": r"preparad",
        "not known": r"desconocid",
        "without|no": r"\bsin\b",
        "boneless": r"sin hueso",
        "sparkling": r"con gas|espumoso",
        "still": r"sin gas",
        "farmed": r"de piscifactoría",
        "wild": r"salvaje",
        "anhydrous": r"anhidr",
        "heavy": r"pesad",
        "homemade": r"\bcaser",
    },
}
# What they say themselves, and the English words without which they must not.
SAID_WITH: dict[str, dict[str, str]] = {
    "de": {
        r"\broh\b|ungekocht": "raw|uncooked",
        r"(?<!un)gekocht\b|gegart": "cooked|boiled|baked|microwaved|apple butter",
        r"getrocknet|\btrocken\b": "dried|dry|desiccated|dry-roasted|sun-dried",
        r"aus der Dose": "canned",
        r"(?<!un)gesalzen": "salted",
        r"ungesalzen": "unsalted",
        r"geröstet": "roasted|dry-roasted|honey-roasted|toasted|roast",
        r"angereichert": "fortified|unfortified",
        r"mit Haut|mit Schale": "with skin",
        r"ungesüßt": "unsweetened",
        r"tiefgekühlt": "frozen",
        r"abgetropft": "drained",
        r"[Vv]ollkorn": "whole-wheat|whole-grain|from whole seeds|brown rice|rye|whole",
    },
    "es": {
        r"\bcrud[oa]": "raw",
        r"sin cocer": "uncooked",
        r"\b(cocid|hervid|cocinad)": "cooked|boiled",
        r"(?<!en )(?<!rutos )\bsec[oa]": (
            "dried|dry|desiccated|sun-dried|split peas?|jerky|fruit leather"
        ),
        r"tostad[oa]s en seco": "dry-roasted",
        r"en conserva": "canned",
        r"escurrid": "drained",
        r"con sal\b": "salted",
        r"sin sal\b": "unsalted",
        r"fortificad|sin fortificar": "fortified|unfortified",
        r"con piel": "with skin|in skin",
        r"sin piel": "without skin",
        r"sin azúcar": "unsweetened|sugar-free|diet",
        r"congelad": "frozen",
        r"integral": "whole-wheat|whole-grain|brown rice",
    },
}
LANGUAGES = translated_into()


def names(language: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows(f"names_{language}")}


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_food_has_a_name(language: str) -> None:
    assert {row["id"] for row in rows("foods")} == set(names(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_names_are_plain_utf_8_in_the_order_of_their_ids(language: str) -> None:
    raw = (TABLE / f"names_{language}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.decode("utf-8").splitlines()[0] == "id,name,aliases"
    ids = [int(row["id"]) for row in rows(f"names_{language}")]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_foods_share_a_name(language: str) -> None:
    english = {row["id"]: row["name"] for row in rows("foods")}
    called = {food_id: row["name"] for food_id, row in names(language).items()}
    called = english | called
    ids: dict[str, str] = {}
    shared = [
        f"{ids[fold(name)]} and {food_id}: {name}"
        for food_id, name in called.items()
        if ids.setdefault(fold(name), food_id) != food_id
    ]
    assert shared == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_short_and_tidy(language: str) -> None:
    untidy = [
        f"{row['id']} {name}"
        for row in names(language).values()
        for name in (row["name"], *row["aliases"].split(";"))
        if len(name) > LONGEST_NAME
        or name != " ".join(name.split())
        or name.count("(") != name.count(")")
        or name.endswith(",")
    ]
    assert untidy == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_say_the_state_that_the_english_ones_say(language: str) -> None:
    silent = []
    for food in rows("foods"):
        if (row := names(language).get(food["id"])) is None:
            continue
        for english, other in STATES[language].items():
            says = re.search(rf"(?<![\w-])({english})(?![\w-])", food["name"], re.IGNORECASE)
            if says and not re.search(other, row["name"]):
                silent.append(f"{food['id']} {says[0]}: {food['name']} / {row['name']}")
    assert silent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_keep_the_figures_of_the_english_ones(language: str) -> None:
    """Percentages and strengths, with a comma or a point for decimals."""

    def figures(name: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:[.,]\d+)?", name.replace(",", ".")))

    differing = [
        f"{food['id']} {food['name']} / {row['name']}"
        for food in rows("foods")
        if (row := names(language).get(food["id"]))
        and figures(food["name"]) != figures(row["name"])
    ]
    assert differing == []


@pytest.mark.parametrize("language", SAID_WITH)
def test_names_say_no_state_that_the_english_ones_do_not_say(language: str) -> None:
    inventing = [
        f"{food['id']} {says[0]}: {food['name']} / {row['name']}"
        for food in rows("foods")
        if (row := names(language).get(food["id"]))
        for other, english in SAID_WITH[language].items()
        if (says := re.search(other, row["name"]))
        and not re.search(rf"(?<![\w-])({english})(?![\w-])", food["name"], re.IGNORECASE)
    ]
    assert inventing == []
