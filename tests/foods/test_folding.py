from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foods.folding import UNITS, FoodQuery, fold, parse_query, singular, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crème Fraîche", "creme fraiche"),
        ("JALAPEÑO", "jalapeno"),
        ("Baker's chocolate", "bakers chocolate"),
        ("Baker’s chocolate", "bakers chocolate"),
        ("Weißwurst", "weisswurst"),
        ("Bœuf", "boeuf"),
        ("Smørrebrød", "smorrebrod"),
        ("Łosoś", "losos"),
        ("Hæring", "haering"),
        ("Đậu phụ", "dau phu"),
        ("half-and-half", "half and half"),
        ("Milk, 2% fat (1 cup)", "milk 2 fat 1 cup"),
        ("M&M's", "m ms"),
        ("  chia \t seeds\n", "chia seeds"),
        ("chi\x00a", "chia"),
        ("ＦＵＬＬ width", "full width"),
        ("ﬁg", "fig"),
        ("がんも", "がんも"),
        ("", ""),
        ("...", ""),
    ],
)
def test_folding(text, expected):
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("beans", "bean"),
        ("berries", "berry"),
        ("cherries", "cherry"),
        ("pies", "pie"),
        ("cookies", "cookie"),
        ("tomatoes", "tomato"),
        ("potatoes", "potato"),
        ("potatoe", "potato"),
        ("aloe", "aloe"),
        ("avocados", "avocado"),
        ("leaves", "leaf"),
        ("loaves", "loaf"),
        ("olives", "olive"),
        ("chives", "chive"),
        ("peaches", "peach"),
        ("radishes", "radish"),
        ("quiches", "quiche"),
        ("sandwiches", "sandwich"),
        ("cheeses", "cheese"),
        ("sauces", "sauce"),
        ("eggs", "egg"),
        ("peas", "pea"),
        ("bananas", "banana"),
        ("chilis", "chili"),
        ("glasses", "glass"),
        # These are no plurals.
        ("hummus", "hummus"),
        ("asparagus", "asparagus"),
        ("couscous", "couscous"),
        ("swiss", "swiss"),
        ("watercress", "watercress"),
        ("bass", "bass"),
        ("molasses", "molasses"),
        ("haggis", "haggis"),
        ("citrus", "citrus"),
        ("gas", "gas"),
        ("rice", "rice"),
    ],
)
def test_singular(plural, expected):
    assert singular(plural) == expected
    assert singular(expected) == expected


def test_words_match_whatever_the_number():
    assert words("Beans, black; boiled") == ["bean", "black", "boiled"]
    assert words("Berries") == words("berry")


@pytest.mark.parametrize(
    ("typed", "text", "amount", "unit"),
    [
        ("30g pumpkin seeds", "pumpkin seeds", "30", "g"),
        ("pumpkin seeds 30 g", "pumpkin seeds", "30", "g"),
        ("Pumpkin Seeds 30G", "Pumpkin Seeds", "30", "g"),
        ("pumpkin seeds, 30 grams", "pumpkin seeds", "30", "g"),
        ("pumpkin seeds (30 g)", "pumpkin seeds", "30", "g"),
        ("100 g of chia", "chia", "100", "g"),
        ("2 eggs", "eggs", "2", None),
        ("2x eggs", "eggs", "2", None),
        ("eggs x 2", "eggs", "2", None),
        ("1 cup cooked spinach", "cooked spinach", "1", "cup"),
        ("1.5 cups spinach", "spinach", "1.5", "cup"),
        ("250 ml milk", "milk", "250", "ml"),
        ("1,5 dl milk", "milk", "1.5", "dl"),
        ("0,125 l milk", "milk", "0.125", "l"),
        ("1,000 g rice", "rice", "1000", "g"),
        ("1/2 avocado", "avocado", "0.5", None),
        ("½ avocado", "avocado", "0.5", None),
        ("1½ cups oats", "oats", "1.5", "cup"),
        ("1 1/2 cups oats", "oats", "1.5", "cup"),
        ("1/3 cup rice", "rice", "0.333", "cup"),
        ("1 oz cheddar", "cheddar", "1", "oz"),
        ("8 fl. oz milk", "milk", "8", "fl oz"),
        ("8 fluid ounces milk", "milk", "8", "fl oz"),
        ("2 tbsp. peanut butter", "peanut butter", "2", "tbsp"),
        ("2 tablespoons of olive oil", "olive oil", "2", "tbsp"),
        ("3 bean salad 200 g", "3 bean salad", "200", "g"),
        ("magnesium citrate 400 mg", "magnesium citrate", "400", "mg"),
        ("1 tablet magnesium", "magnesium", "1", "tablet"),
        ("two slices of white bread", "white bread", "2", "slice"),
        ("Three eggs", "eggs", "3", None),
        ("a handful of almonds", "almonds", "1", "handful"),
        ("half an avocado", "avocado", "0.5", None),
        ("half a cup of rice", "rice", "0.5", "cup"),
        ("half cup rice", "rice", "0.5", "cup"),
        ("a quarter of a pizza", "pizza", "0.25", None),
        ("a dozen oysters", "oysters", "12", None),
        ("2 large eggs", "eggs", "2", "large"),
        ("30 g", "", "30", "g"),
        ("2 cans", "cans", "2", None),
        # No amounts.
        ("milk", "milk", None, None),
        ("half and half", "half and half", None, None),
        ("one a day", "one a day", None, None),
        ("five spice", "five spice", None, None),
        ("a la king", "a la king", None, None),
        ("large hamburger", "large hamburger", None, None),
        ("2% milk", "2% milk", None, None),
        ("2 % milk", "2 % milk", None, None),
        ("milk 2%", "milk 2%", None, None),
        ("7up", "7up", None, None),
        ("omega 3", "omega 3", None, None),
        ("vitamin b12", "vitamin b12", None, None),
        ("0 g sugar", "0 g sugar", None, None),
        ("1/0 avocado", "1/0 avocado", None, None),
        ("2-3 eggs", "2-3 eggs", None, None),
        ("30", "30", None, None),
        ("-5 g salt", "-5 g salt", None, None),
        ("9999999 g salt", "9999999 g salt", None, None),
        ("green beans", "green beans", None, None),
        ("  chia   seeds ", "chia seeds", None, None),
        ("chi\x00a", "chia", None, None),
        ("", "", None, None),
    ],
)
def test_amounts_in_a_query(typed, text, amount, unit):
    expected = FoodQuery(text, None if amount is None else Decimal(amount), unit)
    assert parse_query(typed) == expected


@settings(deadline=None)
@given(st.text())
@example("İ")
@example("ΐ")
@example("ﬃ½")
def test_folding_twice_changes_nothing(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert "\x00" not in folded
    assert [singular(word) for word in words(text)] == words(text)


_typed = st.lists(
    st.one_of(
        st.sampled_from(
            ["1", "0", "1/2", "1/0", "½", "30g", "1,5", "x", "%", "cup", "of", "-", " "]
        ),
        st.text(max_size=6),
    ),
    max_size=6,
).map("".join)


@settings(deadline=None)
@given(_typed)
def test_parsing_never_fails_and_amounts_are_above_zero(typed):
    query = parse_query(typed)
    assert query.amount is None or query.amount > 0
    assert query.unit is None or (query.unit in UNITS and query.amount is not None)
    assert "\x00" not in query.text
