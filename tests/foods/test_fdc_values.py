"""What one field of a download may say; no database."""

from datetime import date

import pytest

from foods.barcodes import check_digit, has_right_check_digit, normalised
from foods.fdc.values import Refused, Serving, amount, day, serving, text
from foods.fdc_categories import by_label


@pytest.mark.parametrize(
    ("size", "unit", "household", "expected"),
    [
        ("30", "g", "3 cookies", Serving("100g", "3 cookies", "30")),
        ("30.0", "GRM", "", Serving("100g", "1 serving", "30.0")),
        ("28", "GM", "1  oz", Serving("100g", "1 oz", "28")),
        ("240", "ml", "1 cup (240 ml)", Serving("100ml", "1 cup (240 ml)", "240")),
        ("240", "MLT", "", Serving("100ml", "1 serving", "240")),
        ("", "ml", "1 cup", Serving("100ml")),
        ("", "", "", Serving("100g")),
        ("0", "g", "1 pinch", Serving("100g", problem="the portion “1 pinch” weighs nothing")),
        ("-1", "g", "", Serving("100g", problem="its serving is below zero: -1")),
        ("28", "MG", "", Serving("100g", problem="its serving is given in “MG”, neither grams "
                                 "nor millilitres")),
    ],
)  # fmt: skip
def test_servings(size: str, unit: str, household: str, expected: Serving) -> None:
    assert serving(size, unit, household) == expected


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("012345678905", "00012345678905"),
        ("12345678905", "00012345678905"),  # its zero lost in a spreadsheet
        ("4 006381 333931", "04006381333931"),
        ("96385074", "00000096385074"),
        ("10038034720202", "10038034720202"),
        ("", None),
        ("0000000000000", None),
        ("12345", None),
        ("123456789012345", None),
        ("abc12345678", None),
    ],
)
def test_barcodes_in_one_spelling(typed: str, digits: str | None) -> None:
    assert normalised(typed) == digits


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        ("96385074", True),  # GS1's example of a GTIN-8
        ("00000096385074", True),
        ("4006381333931", True),
        ("012345678905", True),
        ("012345678904", False),
        ("4006381339331", False),  # two digits swapped
    ],
)
def test_check_digits(digits: str, right: bool) -> None:
    assert has_right_check_digit(digits) is right
    assert (check_digit(digits[:-1]) == digits[-1]) is right


@pytest.mark.parametrize("written", ["1,5", "n/a", "1e400", "-0.1", "٣", "0x10", "1_000", "NaN"])
def test_no_amounts(written: str) -> None:
    with pytest.raises(Refused, match="magnesium"):
        amount(written, "magnesium")


def test_amounts_keep_what_is_written() -> None:
    assert [amount(each, "magnesium") for each in ("0", " 1.50 ", "1e2", ".5")] == [
        "0", "1.50", "1e2", ".5",
    ]  # fmt: skip


def test_days() -> None:
    assert day("2019-04-01") == day("4/1/2019") == date(2019, 4, 1)
    assert (day(""), day("soon"), day("13/45/2019")) == (None, None, None)


def test_texts() -> None:
    assert text(" Two\n lines ") == ("Two lines", True)
    assert text("Crème") == ("Crème", True)
    latin = "Cr\xe8me".encode("latin-1").decode("utf-8", errors="surrogateescape")
    assert text(latin) == ("Crème", False)


@pytest.mark.parametrize(
    ("category", "group", "kind"),
    [
        ("Popcorn, Peanuts, Seeds & Related Snacks", "snacks", "food"),
        ("Nut & Seed Butters", "nuts-seeds", "food"),
        ("Cheese", "dairy", "food"),
        ("Water", "waters", "water"),
        ("Plant Based Water", "drinks", "food"),
        ("Plant Based Milk", "plant-based", "food"),
        ("Fruit & Vegetable Juice, Nectars & Fruit Drinks", "drinks", "food"),
        ("Canned & Bottled Beans", "legumes", "food"),
        ("Vitamins", "supplements", "supplement"),
        ("Baby/Infant  Foods/Beverages", None, "food"),
        ("", None, "food"),
        ("Gadgets", None, "food"),
        ("Eggs & Egg Substitutes", "eggs", "food"),
        ("Prepared Pasta & Pizza Sauces", "soups-sauces", "food"),
        ("Beef steaks", "meat-poultry", "food"),
    ],
)
def test_groups_of_labels(category: str, group: str | None, kind: str) -> None:
    filed = by_label(category)
    assert (filed.group, filed.kind) == (group, kind)
