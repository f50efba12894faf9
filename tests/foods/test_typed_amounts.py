from dataclasses import replace
from decimal import Decimal

import pytest

from foods.food_query import parse_query
from foods.models import Basis
from foods.typed_amounts import helping_of
from tests.factories import make_food, make_portion

pytestmark = pytest.mark.django_db


def helping(typed, basis=Basis.PER_100_G, portions=(), language="en", in_part=False):
    food = make_food(basis=basis)
    made = [make_portion(food, label, quantity) for label, quantity in portions]
    query = replace(parse_query(typed, language), in_part=in_part)
    found = helping_of(food, made, query, language)
    return (found.portion.label if found.portion else None, str(found.amount), found.as_typed)


RICE = [("1 bowl", "200"), ("1 cup, cooked", "158"), ("½ cup", "79"), ("1 cup", "160")]


# What a device reads is held to the same in tests/browser/test_offline_search.py.
MEASURED = [
    ("30g seeds", "100g", RICE, (None, "30", True)),
    ("0.5 kg seeds", "100g", RICE, (None, "5E+2", True)),
    ("2 oz seeds", "100g", RICE, (None, "56.699", True)),
    ("0.5 l water", "100ml", [], (None, "5E+2", True)),
    ("33 cl water", "100ml", [], (None, "3.3E+2", True)),
    ("2 cups rice", "100g", RICE, ("1 cup", "2", True)),
    ("2 rice", "100g", RICE, ("1 bowl", "2", True)),
    ("rice", "100g", RICE, ("1 bowl", "1", False)),
    # No density is known: a volume of what is weighed is its usual helping, and said to be.
    ("200 ml milk", "100g", [("1 glass", "206")], ("1 glass", "1", False)),
    ("half an avocado", "100g", [("half an avocado", "100")], ("half an avocado", "1", True)),
    ("2 tbsp butter", "100g", [("1 tablespoon", "16")], ("1 tablespoon", "2", True)),
    ("1 tbsp butter", "100g", [("2 tablespoons", "32")], ("2 tablespoons", "0.5", True)),
    ("2 large eggs", "100g", [("1 small", "38"), ("1 large", "50")], ("1 large", "2", True)),
    ("2 large pies", "100g", [("1 pie", "80")], ("1 pie", "2", False)),
    ("10 almonds", "100g", [("1 handful", "30")], ("1 handful", "1", False)),
    ("20 blueberries", "100g", [("1 cup", "148")], ("1 cup", "1", False)),
    ("2 almond butter", "100g", [("1 tablespoon", "16")], ("1 tablespoon", "2", True)),
    ("2 coffees", "100ml", [("1 cup", "240")], ("1 cup", "2", True)),
    ("10 nuts", "100g", [("1 handful", "30"), ("1 nut", "1")], ("1 nut", "10", True)),
    ("5 beans", "100g", [("1 cup", "100"), ("10 beans", "55")], ("10 beans", "0.5", True)),
    ("3 apricots", "100g", [("5 pieces", "35")], ("5 pieces", "0.6", True)),
    ("3 squares dark chocolate", "100g", [("3 squares", "30")], ("3 squares", "1", True)),
    ("rice", "100g", [], (None, "100", False)),
    # Without a portion nobody knows what one weighs: two apples are no 2 g.
    ("2 apples", "100g", [], (None, "100", False)),
    ("2 large apples", "100g", [], (None, "100", False)),
    ("2 juices", "100ml", [], (None, "100", False)),
    ("2 capsules", "unit", [], (None, "2", True)),
    ("tablet", "unit", [], (None, "1", False)),
    ("3 tablets", "unit", [("1 tablet", "1")], ("1 tablet", "3", True)),
]


@pytest.mark.parametrize(("typed", "basis", "portions", "expected"), MEASURED)
def test_what_was_typed_in_the_foods_own_measures(typed, basis, portions, expected):
    label, amount, as_typed = helping(typed, basis, portions)
    assert (label, Decimal(amount), as_typed) == (expected[0], Decimal(expected[1]), expected[2])


MEASURED_ELSEWHERE = [
    ("2 EL Tahini", "de", [("1 tablespoon", "15")], ("1 tablespoon", "2", True)),
    ("zwei Scheiben Brot", "de", [("1 slice", "40")], ("1 slice", "2", True)),
    ("2 Portionen Reis", "de", [("1 serving", "200")], ("1 serving", "2", True)),
    # What the page calls a portion is no unit of every food.
    ("3 Riegel Nougat", "de", [("1 bar", "25")], ("1 bar", "3", True)),
    ("2 dientes de ajo", "es", [("1 bulb", "50"), ("1 clove", "3")], ("1 clove", "2", True)),
    ("10 Heidelbeeren", "de", [("1 cup", "148")], ("1 cup", "1", False)),
    ("20 almendras", "es", [("1 handful", "30")], ("1 handful", "1", False)),
    ("2 tazas de arroz", "es", RICE, ("1 cup", "2", True)),
    ("500 g arroz", "es", RICE, (None, "500", True)),
    # None of the food's portions: its usual helping, and nothing is said to be read.
    ("2 EL Reis", "de", [("1 bowl", "200")], ("1 bowl", "1", False)),
    ("1 Glas Honig", "de", [("1 tablespoon", "21")], ("1 tablespoon", "1", False)),
    ("2 Löffel Honig", "de", [("1 tablespoon", "21")], ("1 tablespoon", "1", False)),
    ("2 libras de arroz", "es", RICE, ("1 bowl", "1", False)),
    ("medio litro de leche", "es", [("1 glass", "206")], ("1 glass", "1", False)),
]


@pytest.mark.parametrize(("typed", "language", "portions", "expected"), MEASURED_ELSEWHERE)
def test_what_was_typed_in_other_languages(typed, language, portions, expected):
    label, amount, as_typed = helping(typed, portions=portions, language=language)
    assert (label, Decimal(amount), as_typed) == (expected[0], Decimal(expected[1]), expected[2])


MEASURED_IN_PART = [
    ("2 bags rice", RICE, ("1 bowl", "1", False)),
    ("2 bags rice", [("1 piece", "100")], ("1 piece", "1", False)),
    ("3 squares dark chocolate", [("3 squares", "30")], ("3 squares", "1", True)),
    ("30 g xyz rice", RICE, (None, "30", True)),
    # What the food is called is none.
    ("2 bags food", [("1 food", "100")], ("1 food", "1", False)),
]


@pytest.mark.parametrize(("typed", "portions", "expected"), MEASURED_IN_PART)
def test_a_word_that_no_food_has_may_be_a_measure(typed, portions, expected):
    label, amount, as_typed = helping(typed, portions=portions, in_part=True)
    assert (label, Decimal(amount), as_typed) == (expected[0], Decimal(expected[1]), expected[2])
