"""The built-in table: its form, and every figure in it against its source."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
import xlrd

from tests.source_data import source_data

TABLE = Path(__file__).parents[2] / "foods" / "catalogue"
FIGURES = ("magnesium_mg", "calcium_mg", "phosphorus_mg", "potassium_mg", "energy_kcal")

COLUMNS = {
    "groups": "slug name order source_group_note",
    "sources": "slug name publisher version licence citation url",
    "foods": (
        "id name group kind basis source source_id identifiers magnesium_mg calcium_mg "
        "phosphorus_mg potassium_mg energy_kcal added_magnesium_mg confidence popularity "
        "compound elemental_percent aliases note"
    ),
    "portions": "food_id seq label quantity is_default source",
}
# Ids are minted once and never used again; those from 1,000,000 on are made by the database.
IDS = {
    "food": range(1, 10_000),
    "water": range(10_001, 11_000),
    "supplement": range(11_001, 12_000),
    "medicine": range(12_001, 13_000),
}
BASES = {
    "food": {"100g"},
    "water": {"100ml"},
    "supplement": {"unit"},
    "medicine": {"unit", "100ml"},
}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (TABLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def foods_of(kind: str) -> list[dict[str, str]]:
    return [food for food in rows("foods") if food["kind"] == kind]


def from_source(source: str) -> list[dict[str, str]]:
    return [food for food in rows("foods") if food["source"] == source]


def spoken(food: dict[str, str]) -> str:
    return f"{food['id']} {food['name']}"


# Form


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_are_plain_utf_8_in_the_order_of_their_ids(name: str) -> None:
    raw = (TABLE / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.decode("utf-8").splitlines()[0].split(",") == COLUMNS[name].split()
    keys: list[object] = {
        "groups": lambda: [int(row["order"]) for row in rows(name)],
        "sources": lambda: [row["slug"] for row in rows(name)],
        "foods": lambda: [int(row["id"]) for row in rows(name)],
        "portions": lambda: [(int(row["food_id"]), int(row["seq"])) for row in rows(name)],
    }[name]()
    assert keys == sorted(set(keys))  # type: ignore[type-var]


def test_there_is_enough_to_be_useful_at_once() -> None:
    assert len(foods_of("food")) >= 1_000
    assert len([water for water in foods_of("water") if water["magnesium_mg"]]) >= 50
    assert len({row["compound"] for row in foods_of("supplement") if row["compound"]}) >= 16
    assert len(foods_of("medicine")) >= 20


def test_ids_lie_in_the_range_of_their_kind() -> None:
    assert [
        spoken(food) for food in rows("foods") if int(food["id"]) not in IDS[food["kind"]]
    ] == []


def test_names_are_given_once() -> None:
    names = Counter(food["name"].casefold() for food in rows("foods"))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_record_of_a_source_is_used_once() -> None:
    identifiers = Counter(
        identifier
        for food in rows("foods")
        for identifier in filter(None, food["identifiers"].split(";"))
    )
    assert [identifier for identifier, count in identifiers.items() if count > 1] == []
    assert all(re.fullmatch(r"(ndb|fdc|fndds_code|ciqual):[1-9]\d*", text) for text in identifiers)


def test_groups_and_sources_are_known_and_all_groups_have_foods() -> None:
    assert {food["group"] for food in rows("foods")} == {row["slug"] for row in rows("groups")}
    assert {food["source"] for food in rows("foods")} == {row["slug"] for row in rows("sources")}


def test_values_are_of_their_kind() -> None:
    wrong = [
        spoken(food)
        for food in rows("foods")
        if food["basis"] not in BASES[food["kind"]]
        or food["confidence"] not in {"analysed", "calculated", "label", "estimated"}
        or not 1 <= int(food["popularity"]) <= 100
        or not all(
            re.fullmatch(r"(\d+(\.\d{1,4})?)?", food[figure])
            for figure in (*FIGURES, "added_magnesium_mg", "elemental_percent")
        )
    ]
    assert wrong == []


def test_every_food_has_a_figure_and_every_supplement_waits_for_its_label() -> None:
    assert [spoken(food) for food in foods_of("food") if not food["magnesium_mg"]] == []
    assert [spoken(food) for food in foods_of("medicine") if not food["magnesium_mg"]] == []
    assert [spoken(food) for food in foods_of("supplement") if food["magnesium_mg"]] == []


def test_tap_water_has_no_figure_until_somebody_gives_one() -> None:
    tap = {food["name"]: food["magnesium_mg"] for food in from_source("tap_water")}
    assert tap["Tap water"] == ""
    assert set(tap.values()) == {""}


def test_added_magnesium_is_none_or_unknown() -> None:
    for food in rows("foods"):
        allowed = {"0", ""} if food["kind"] in {"food", "water"} else {""}
        assert food["added_magnesium_mg"] in allowed, spoken(food)
    unknown = {food["group"] for food in foods_of("food") if food["added_magnesium_mg"] == ""}
    assert {"breakfast-cereals", "nutrition-products", "plant-based", "drinks"} <= unknown


JARGON = re.compile(
    r"\bNFS\b|NS as to|w/|\bns\b|\bckd\b|\bUSDA\b|all grades|separable|mature seeds"
    r"|\b(?!(?:BLT|BBQ|ZMA)\b)[A-Z]{2,}"
)


def test_names_and_portions_are_in_plain_words() -> None:
    assert [food["name"] for food in rows("foods") if JARGON.search(food["name"])] == []
    assert [row["label"] for row in rows("portions") if JARGON.search(row["label"])] == []


def test_aliases_add_something() -> None:
    for food in rows("foods"):
        aliases = food["aliases"].split(";") if food["aliases"] else []
        assert len(set(aliases)) == len(aliases), spoken(food)
        assert all(alias == alias.strip() and alias for alias in aliases), spoken(food)
        assert food["name"] not in aliases, spoken(food)


def test_every_food_has_portions_and_one_of_them_first() -> None:
    defaults: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, list[str]] = defaultdict(list)
    for row in rows("portions"):
        assert Decimal(row["quantity"]) > 0
        assert row["is_default"] in {"0", "1"}
        assert row["source"] in {"usda_sr_legacy", "usda_fndds", "own"}
        assert re.match(r"\d|half ", row["label"]), row["label"]
        labels[row["food_id"]].append(row["label"].casefold())
        defaults[row["food_id"]] += [row["label"]] if row["is_default"] == "1" else []
    assert set(labels) == {food["id"] for food in rows("foods")}
    assert [food for food, names in labels.items() if len(set(names)) < len(names)] == []
    assert [food for food, names in labels.items() if len(defaults[food]) != 1] == []


# What the foods named in the article this project began from hold, from ../shared/data/README.md.
SPOT_MG = {
    "170556": "592",  # pumpkin seeds, dried
    "170557": "550",  # pumpkin seeds, roasted
    "170554": "335",  # chia seeds
    "170567": "270",  # almonds
    "168462": "79",  # spinach, raw
    "168463": "87",  # spinach, boiled
    "173735": "70",  # black beans, boiled
    "169593": "499",  # cocoa powder
    "170273": "228",  # dark chocolate, 70-85 %
    "175168": "30",  # salmon, farmed, baked
    "173944": "27",  # bananas
    "171705": "29",  # avocado
    "169704": "39",  # brown rice, cooked
    "168917": "64",  # quinoa, cooked
    "168421": "33",  # kale, raw
    "170390": "19",  # bok choy, raw
    "172006": "42",  # yellowfin tuna, cooked
    "170162": "292",  # cashews
    "169722": "611",  # wheat bran
    "170148": "700",  # hemp seeds
    "170569": "376",  # Brazil nuts
}
SPOT_WATERS_MG_PER_100_ML = {
    "76022": "11.9",  # Hépar
    "76037": "16",  # Rozana
    "76016": "7.45",  # Contrex
    "76061": "8",  # Badoit
    "76020": "2.6",  # Evian
    "76057": "0.8",  # Volvic
    "76075": "5.1",  # San Pellegrino
    "76056": "4.2",  # Vittel
}


def test_the_foods_of_the_article_hold_what_is_published() -> None:
    by_fdc_id = {food["source_id"]: food["magnesium_mg"] for food in from_source("usda_sr_legacy")}
    assert {fdc_id: by_fdc_id.get(fdc_id) for fdc_id in SPOT_MG} == SPOT_MG
    by_code = {food["source_id"]: food["magnesium_mg"] for food in from_source("ciqual")}
    spots = SPOT_WATERS_MG_PER_100_ML
    assert {code: by_code.get(code) for code in spots} == spots


# Compounds: atoms of magnesium and molar mass in g/mol, from the formula and IUPAC weights.
MAGNESIUM_G_PER_MOL = Decimal("24.305")
COMPOUNDS = {
    "oxide": (1, "40.304"),
    "hydroxide": (1, "58.319"),
    "carbonate-anhydrous": (1, "84.313"),
    "carbonate-heavy-basic": (5, "485.646"),
    "carbonate-light-basic": (5, "467.631"),
    "citrate-trimagnesium-anhydrous": (3, "451.113"),
    "citrate-trimagnesium-nonahydrate": (3, "613.248"),
    "citrate-monomagnesium": (1, "214.412"),
    "bisglycinate": (1, "172.423"),
    "bisglycinate-dihydrate": (1, "208.453"),
    "malate": (1, "156.376"),
    "malate-trihydrate": (1, "210.421"),
    "l-threonate": (1, "294.495"),
    "l-threonate-monohydrate": (1, "312.510"),
    "taurate": (1, "272.573"),
    "lactate-anhydrous": (1, "202.445"),
    "lactate-dihydrate": (1, "238.475"),
    "chloride-anhydrous": (1, "95.205"),
    "chloride-hexahydrate": (1, "203.295"),
    "sulfate-anhydrous": (1, "120.361"),
    "sulfate-heptahydrate": (1, "246.466"),
    "gluconate-anhydrous": (1, "414.599"),
    "gluconate-dihydrate": (1, "450.629"),
    "aspartate-anhydrous": (1, "288.495"),
    "aspartate-dihydrate": (1, "324.525"),
    "orotate": (1, "334.483"),
    "orotate-dihydrate": (1, "370.513"),
    "acetate-anhydrous": (1, "142.393"),
    "acetate-tetrahydrate": (1, "214.453"),
    "pidolate": (1, "280.519"),
    "glycerophosphate": (1, "194.362"),
    "ascorbate": (1, "374.537"),
    "succinate": (1, "140.377"),
    "phosphate-tribasic": (3, "262.855"),
    "phosphate-dibasic-trihydrate": (1, "174.328"),
    "trisilicate": (2, "260.857"),
    # Medicines only: Mg6Al2(OH)16CO3·4H2O and Al5Mg10(OH)31(SO4)2 without its water.
    "hydrotalcite": (6, "603.974"),
    "magaldrate": (10, "1097.289"),
}


def percent_of(compound: str) -> Decimal:
    atoms, molar_mass = COMPOUNDS[compound]
    return (MAGNESIUM_G_PER_MOL * atoms * 100 / Decimal(molar_mass)).quantize(Decimal("0.01"))


def test_the_share_of_a_compound_follows_from_its_formula() -> None:
    shares = {
        food["compound"]: food["elemental_percent"]
        for food in foods_of("supplement")
        if food["compound"]
    }
    expected = {slug: str(percent_of(slug)) for slug in COMPOUNDS}
    assert shares == {
        slug: share
        for slug, share in expected.items()
        if slug not in {"hydrotalcite", "magaldrate"}
    }


def test_a_compound_whose_form_is_not_known_has_no_share() -> None:
    generic = [food for food in foods_of("supplement") if not food["elemental_percent"]]
    assert {"Magnesium supplement, form not known", "Magnesium citrate, form not known"} <= {
        food["name"] for food in generic
    }
    assert {food["compound"] for food in generic} == {""}


HYDROXIDE, OXIDE, HEAVY = "hydroxide", "oxide", "carbonate-heavy-basic"
# What each medicine holds: mg of each compound, in one unit or in so many ml.
MEDICINES: dict[str, tuple[dict[str, int], int | None]] = {
    "milk-of-magnesia-400": ({HYDROXIDE: 400}, 5),
    "milk-of-magnesia-415": ({HYDROXIDE: 415}, 5),
    "milk-of-magnesia-800": ({HYDROXIDE: 800}, 5),
    "magnesium-hydroxide-311": ({HYDROXIDE: 311}, None),
    "magnesium-hydroxide-300": ({HYDROXIDE: 300}, None),
    "antacid-suspension-195": ({HYDROXIDE: 195}, 5),
    "antacid-suspension-200": ({HYDROXIDE: 200}, 5),
    "antacid-suspension-400": ({HYDROXIDE: 400}, 5),
    "antacid-tablet-200": ({HYDROXIDE: 200}, None),
    "antacid-tablet-400": ({HYDROXIDE: 400}, None),
    "antacid-calcium-110": ({HYDROXIDE: 110}, None),
    "antacid-calcium-135": ({HYDROXIDE: 135}, None),
    "antacid-calcium-300": ({HYDROXIDE: 300}, None),
    "antacid-famotidine-165": ({HYDROXIDE: 165}, None),
    "antacid-carbonate-80": ({HEAVY: 80}, None),
    "antacid-alginate-105": ({HEAVY: 105}, None),
    "antacid-alginate-358": ({HEAVY: 358}, 15),
    "trisilicate-tablet-250": ({"trisilicate": 250}, None),
    "trisilicate-tablet-20": ({"trisilicate": 20}, None),
    "trisilicate-mixture": ({"trisilicate": 250, "carbonate-light-basic": 250}, 5),
    "hydrotalcite-500": ({"hydrotalcite": 500}, None),
    "magaldrate-800": ({"magaldrate": 800}, None),
    "magaldrate-400": ({"magaldrate": 400}, None),
    "epsom-salt-5g": ({"sulfate-heptahydrate": 5000}, None),
    "citrate-solution-1745": ({"citrate-trimagnesium-anhydrous": 1745}, 30),
    "oxide-tablet-250": ({OXIDE: 250}, None),
    "oxide-tablet-330": ({OXIDE: 330}, None),
    "oxide-tablet-400": ({OXIDE: 400}, None),
    "oxide-tablet-420": ({OXIDE: 420}, None),
    "oxide-tablet-500": ({OXIDE: 500}, None),
    "picosulfate-citrate": ({OXIDE: 3500}, None),
}
MEDICINES_BY_MMOL = {"glycerophosphate-4mmol": "97.22", "aspartate-10mmol": "243.05"}


def test_the_figure_of_a_medicine_follows_from_its_labelled_strength() -> None:
    expected = dict(MEDICINES_BY_MMOL)
    for slug, (compounds, millilitres) in MEDICINES.items():
        per_dose = sum(mg * percent_of(compound) / 100 for compound, mg in compounds.items())
        per_basis = per_dose if millilitres is None else per_dose * 100 / millilitres
        expected[slug] = format(Decimal(per_basis).quantize(Decimal("0.01")).normalize(), "f")
    assert {food["source_id"]: food["magnesium_mg"] for food in foods_of("medicine")} == expected


def test_a_medicine_names_its_strength() -> None:
    for food in foods_of("medicine"):
        strengths = MEDICINES.get(food["source_id"], ({}, None))[0].values()
        grams = [f"{mg / 1000:g} g" for mg in strengths]
        for mg, in_grams in zip(strengths, grams, strict=True):
            assert f"{mg} mg" in food["name"] or in_grams in food["name"], food["name"]


# Every row against its source


def number(text: object) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def differences(
    foods: list[dict[str, str]], figures_of: Callable[[str], dict[str, Decimal | None]]
) -> list[str]:
    """One line for each figure that isn't its source's, where missing equals only missing."""
    return [
        f"{spoken(food)}: {figure} is {food[figure] or 'unknown'}, published {published}"
        for food in foods
        for figure, published in figures_of(food["source_id"]).items()
        if number(food[figure]) != published
    ]


@cache
def archive(*parts: str) -> dict[str, list[dict[str, str]]]:
    """The files of a FoodData Central archive that the table draws on."""
    wanted = {"food.csv", "food_nutrient.csv", "food_portion.csv", "sr_legacy_food.csv"}
    found = {}
    with zipfile.ZipFile(source_data(*parts)) as packed:
        for member in packed.namelist():
            if (name := Path(member).name) in wanted:
                with packed.open(member) as file:
                    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
                    found[name] = list(csv.DictReader(text))
    return found


NUTRIENT_IDS = {
    "1090": "magnesium_mg",
    "1087": "calcium_mg",
    "1091": "phosphorus_mg",
    "1092": "potassium_mg",
    "1008": "energy_kcal",
}


def fdc_figures(files: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, Decimal | None]]:
    """The figures of every food by its fdc id, None where none is published."""
    figures: dict[str, dict[str, Decimal | None]] = defaultdict(lambda: dict.fromkeys(FIGURES))
    for row in files["food_nutrient.csv"]:
        if row["nutrient_id"] in NUTRIENT_IDS:
            figures[row["fdc_id"]][NUTRIENT_IDS[row["nutrient_id"]]] = number(row["amount"])
    return figures


SR_LEGACY = ("fdc", "derived", "sr_legacy_2018-04_reassembled.zip")
FOUNDATION = ("fdc", "foundation", "FoodData_Central_foundation_food_csv_2025-04-24.zip")


@pytest.mark.needs_source_data
def test_every_sr_legacy_row_equals_its_source() -> None:
    files = archive(*SR_LEGACY)
    figures = fdc_figures(files)
    ndb_numbers = {row["fdc_id"]: row["NDB_number"] for row in files["sr_legacy_food.csv"]}
    foods = from_source("usda_sr_legacy")
    assert differences(foods, figures.__getitem__) == []
    for food in foods:
        ndb_number = int(ndb_numbers[food["source_id"]])
        assert food["identifiers"] == f"ndb:{ndb_number};fdc:{food['source_id']}"


@pytest.mark.needs_source_data
def test_every_foundation_row_equals_its_source_and_is_not_in_sr_legacy() -> None:
    files = archive(*FOUNDATION)
    figures = fdc_figures(files)
    foods = from_source("usda_foundation")
    types = {row["fdc_id"]: row["data_type"] for row in files["food.csv"]}
    assert {types[food["source_id"]] for food in foods} == {"foundation_food"}
    assert differences(foods, figures.__getitem__) == []
    assert [
        food["name"] for food in foods if food["identifiers"] != f"fdc:{food['source_id']}"
    ] == []


def sheet(name: str) -> Iterator[dict[str, object]]:
    """The rows of an FNDDS workbook, which has a title above its header."""
    path = source_data("fdc", "fndds", f"2021-2023 FNDDS At A Glance - {name}.xlsx")
    workbook = openpyxl.load_workbook(path, read_only=True)
    lines = workbook.worksheets[0].iter_rows(values_only=True)
    next(lines)
    header = [" ".join(str(cell).split()) for cell in next(lines)]
    for line in lines:
        yield dict(zip(header, line, strict=False))


@pytest.mark.needs_source_data
def test_every_fndds_row_equals_its_source() -> None:
    columns = {
        "Magnesium (mg)": "magnesium_mg",
        "Calcium (mg)": "calcium_mg",
        "Phosphorus (mg)": "phosphorus_mg",
        "Potassium (mg)": "potassium_mg",
        "Energy (kcal)": "energy_kcal",
    }
    figures = {
        str(row["Food code"]): {ours: number(row[theirs]) for theirs, ours in columns.items()}
        for row in sheet("FNDDS Nutrient Values")
    }
    foods = from_source("usda_fndds")
    assert differences(foods, figures.__getitem__) == []
    assert {food["identifiers"] == f"fndds_code:{food['source_id']}" for food in foods} == {True}


@pytest.mark.needs_source_data
def test_every_ciqual_water_equals_its_source() -> None:
    """A `-`, a trace and a value below the limit are all unknown, and none of them is zero."""
    path = source_data("ciqual_2020", "Table Ciqual 2020_ENG_2020 07 07.xls")
    lines = xlrd.open_workbook(str(path)).sheet_by_index(0)
    header = lines.row_values(0)
    columns = {
        "Magnesium (mg/100g)": "magnesium_mg",
        "Calcium (mg/100g)": "calcium_mg",
        "Phosphorus (mg/100g)": "phosphorus_mg",
        "Potassium (mg/100g)": "potassium_mg",
        "Energy, Regulation EU No 1169/2011 (kcal/100g)": "energy_kcal",
    }

    def published(cell: object) -> Decimal | None:
        text = str(cell).strip()
        known = text not in {"-", "", "traces"} and not text.startswith("<")
        return Decimal(text.replace(",", ".")) if known else None

    figures = {}
    for line in range(1, lines.nrows):
        values = dict(zip(header, lines.row_values(line), strict=True))
        code = f"{values['alim_code']:.0f}"
        figures.setdefault(code, {o: published(values[t]) for t, o in columns.items()})
    foods = from_source("ciqual")
    assert len(foods) >= 50
    assert differences(foods, figures.__getitem__) == []

    per_litre = {}
    litres = source_data("mineral_waters", "ciqual_2020_waters_mg_per_l.csv")
    with litres.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            per_litre[row["ciqual_code"]] = Decimal(row["mg_mg_per_l"])
    tenfold = {food["source_id"]: Decimal(food["magnesium_mg"]) * 10 for food in foods}
    assert tenfold == {code: per_litre[code] for code in tenfold}


def portions_from(source: str) -> dict[str, list[dict[str, str]]]:
    """Its portions by the source's own id of the food."""
    source_ids = {food["id"]: food["source_id"] for food in rows("foods")}
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("portions"):
        if row["source"] == source:
            found[source_ids[row["food_id"]]].append(row)
    return found


def strange_weights(source: str, weights: dict[str, set[Decimal]]) -> list[str]:
    return [
        f"{source_id}: {row['label']} weighs {row['quantity']} g"
        for source_id, portions in portions_from(source).items()
        for row in portions
        if Decimal(row["quantity"]) not in weights[source_id]
    ]


@pytest.mark.needs_source_data
def test_every_portion_of_sr_legacy_weighs_what_is_published() -> None:
    weights: dict[str, set[Decimal]] = defaultdict(set)
    for row in archive(*SR_LEGACY)["food_portion.csv"]:
        weights[row["fdc_id"]].add(Decimal(row["gram_weight"]))
    assert len(portions_from("usda_sr_legacy")) > 500
    assert strange_weights("usda_sr_legacy", weights) == []


@pytest.mark.needs_source_data
def test_every_portion_of_fndds_weighs_what_is_published() -> None:
    weights: dict[str, set[Decimal]] = defaultdict(set)
    for row in sheet("Portions and Weights"):
        weights[str(row["Food code"])].add(Decimal(str(row["Portion weight (g)"])))
    assert len(portions_from("usda_fndds")) > 200
    assert strange_weights("usda_fndds", weights) == []
