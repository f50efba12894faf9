"""The form of the built-in table, and the figures of the foods this project began from."""

import re
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from tests.foods.catalogue_rows import FIGURES, TABLE, foods_of, from_source, rows, spoken

COLUMNS = {
    "groups": "slug name order source_group_note",
    "sources": "slug name publisher version licence citation url shareable",
    "foods": (
        "id name group kind basis source source_id identifiers magnesium_mg calcium_mg "
        "phosphorus_mg potassium_mg energy_kcal added_magnesium_mg confidence popularity "
        "compound elemental_percent aliases note"
    ),
    "portions": "food_id seq label quantity is_default source",
}
KEYS = {
    "groups": ["order"],
    "sources": ["slug"],
    "foods": ["id"],
    "portions": ["food_id", "seq"],
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


@pytest.mark.parametrize("name", COLUMNS)
def test_tables_are_plain_utf_8_in_the_order_of_their_ids(name: str) -> None:
    raw = (TABLE / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.decode("utf-8").splitlines()[0].split(",") == COLUMNS[name].split()
    keys = [tuple(row[column] for column in KEYS[name]) for row in rows(name)]
    in_order = sorted(
        set(keys), key=lambda key: [int(part) if part.isdigit() else part for part in key]
    )
    assert keys == in_order


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
    # The others are for imports.
    assert {food["source"] for food in rows("foods")} < {row["slug"] for row in rows("sources")}


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
        assert re.match(r"(?!0 )\d|half ", row["label"]), row["label"]
        labels[row["food_id"]].append(row["label"].casefold())
        defaults[row["food_id"]] += [row["label"]] if row["is_default"] == "1" else []
    assert set(labels) == {food["id"] for food in rows("foods")}
    assert [food for food, names in labels.items() if len(set(names)) < len(names)] == []
    assert [food for food, names in labels.items() if len(defaults[food]) != 1] == []


def test_nobody_eats_a_cup_of_what_is_cooked_first() -> None:
    """One tap would log 521 mg with 186 g of dried soybeans, which would lead a ranking besides."""
    cooked_first = {
        food["id"]: food["name"]
        for food in rows("foods")
        if re.search(
            r"uncooked|\bflour$|flour,|powder|cornmeal|semolina|rice bran", food["name"], re.I
        )
    }
    assert len(cooked_first) > 60
    by_the_cup = [
        (cooked_first[row["food_id"]], row["label"])
        for row in rows("portions")
        if row["food_id"] in cooked_first
        and row["is_default"] == "1"
        and re.match(r"\d cup", row["label"])
    ]
    assert by_the_cup == []


def test_a_portion_is_of_the_food_as_it_is_named() -> None:
    """A thigh with its skin weighs more, and holds other meat, than the figure is for."""
    names = {food["id"]: food["name"] for food in rows("foods")}
    wrong = [
        (names[row["food_id"]], row["label"])
        for row in rows("portions")
        for said, other in (("with skin", "without skin"), ("without skin", "with skin"))
        if names[row["food_id"]].endswith(said) and row["label"].endswith(other)
    ]
    assert wrong == []


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
