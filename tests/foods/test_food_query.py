from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foods.amount_words import UNITS
from foods.food_query import FoodQuery, parse_query


def query(text, amount, unit):
    if amount == "?":
        return FoodQuery(text, unread=True)
    return FoodQuery(text, None if amount is None else Decimal(amount), unit)


# What a device reads is held to the same in tests/browser/test_offline_search.py.
ENGLISH_LINES = [
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
    ("a banana", "banana", "1", None),
    ("one apple", "apple", "1", None),
    ("1 pot yogurt", "yogurt", "1", "pot"),
    ("1 and a half cups rice", "rice", "1.5", "cup"),
    ("two and a quarter cups rice", "rice", "2.25", "cup"),
    ("half a cup of rice", "rice", "0.5", "cup"),
    ("half cup rice", "rice", "0.5", "cup"),
    ("a quarter of a pizza", "pizza", "0.25", None),
    ("a dozen oysters", "oysters", "12", None),
    ("2 large eggs", "eggs", "2", "large"),
    ("30 g", "", "30", "g"),
    ("2 cans", "cans", "2", None),
    # How much these are, nobody can say.
    ("2 pints of milk", "milk", "?", None),
    ("2 heaped tbsp oats", "oats", "?", None),
    # Numbers that may be read in two ways, or in none.
    ("omega 3 x 2", "omega 3", "?", None),
    ("omega 3 1 500 mg", "omega 3", "?", None),
    ("omega 3 to 4 g", "omega", "?", None),
    ("omega 3.5 1000 mg", "omega", "?", None),
    ("vitamin b 2 500 mg", "vitamin b", "?", None),
    ("magnesium 2 400 mg", "magnesium", "?", None),
    ("2 eggs x3", "eggs x3", "?", None),
    ("2-3 eggs", "eggs", "?", None),
    ("9999999 g salt", "salt", "?", None),
    ("1 12 oz can cola", "can cola", "?", None),
    ("beef 8 oz 227 g", "beef", "?", None),
    ("rice 1.2345 kg", "rice", "?", None),
    ("1 kg, 200 g rice", "rice", "1200", "g"),
    ("2 lb 3 oz beef", "beef", "35", "oz"),
    ("3 quarters of a cup rice", "rice", "0.75", "cup"),
    ("half a dozen eggs", "eggs", "6", None),
    # These numbers are names, or of them.
    ("omega 3 1000 mg", "omega 3", "1000", "mg"),
    ("Omega-3, 1000 mg", "Omega-3", "1000", "mg"),
    ("omega 3-6-9 500 mg", "omega 3-6-9", "500", "mg"),
    ("1000 mg omega 3", "omega 3", "1000", "mg"),
    ("omega 3 2 capsules", "omega 3", "2", "capsule"),
    ("2 omega 3", "omega 3", "2", None),
    ("2 capsules omega 3", "omega 3", "2", "capsule"),
    ("q 10 100 mg", "q 10", "100", "mg"),
    ("q10 100 mg", "q10", "100", "mg"),
    ("vitamin b6 50 mg", "vitamin b6", "50", "mg"),
    ("2 vitamin b12", "vitamin b12", "2", None),
    ("2 7up", "7up", "2", None),
    ("2 slices 7 grain bread", "7 grain bread", "2", "slice"),
    ("1 cup 2% milk", "2% milk", "1", "cup"),
    ("1 half and half", "half and half", "1", None),
    ("1 quarter pounder", "quarter pounder", "1", None),
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
    ("omega 3 g", "omega", "3", "g"),
    ("vitamin b12", "vitamin b12", None, None),
    ("0 g sugar", "0 g sugar", None, None),
    ("1/0 avocado", "1/0 avocado", None, None),
    ("30", "30", None, None),
    ("-5 g salt", "-5 g salt", None, None),
    ("green beans", "green beans", None, None),
    ("  chia   seeds ", "chia seeds", None, None),
    ("chi\x00a", "chia", None, None),
    ("", "", None, None),
]
GERMAN_LINES = [
    ("2 EL Tahini", "Tahini", "2", "tbsp"),
    ("1 el tahini", "tahini", "1", "tbsp"),
    ("1,5 EL Mandelmus", "Mandelmus", "1.5", "tbsp"),
    ("1 TL Kakao", "Kakao", "1", "tsp"),
    ("2 gestrichene TL Kakao", "Kakao", "2", "tsp"),
    ("zwei Esslöffel Leinsamen", "Leinsamen", "2", "tbsp"),
    ("2 Essloeffel Leinsamen", "Leinsamen", "2", "tbsp"),
    ("2 Essloffel Leinsamen", "Leinsamen", "2", "tbsp"),
    ("eine Banane", "Banane", "1", None),
    ("2 Bananen", "Bananen", "2", None),
    ("zwei Scheiben Brot", "Brot", "2", "slice"),
    ("eine Handvoll Mandeln", "Mandeln", "1", "handful"),
    ("ein halber Liter Wasser", "Wasser", "0.5", "l"),
    ("einen halben Liter Wasser", "Wasser", "0.5", "l"),
    ("anderthalb Liter Wasser", "Wasser", "1.5", "l"),
    ("drei viertel Liter Wasser", "Wasser", "0.75", "l"),
    ("2 und eine halbe Tasse Reis", "Reis", "2.5", "cup"),
    ("1 Glas Milch", "Milch", "1", "glass"),
    ("3 Gläser Milch", "Milch", "3", "glass"),
    ("1 Tasse Reis", "Reis", "1", "cup"),
    ("100 Gramm Linsen", "Linsen", "100", "g"),
    ("Linsen, 100 Gramm", "Linsen", "100", "g"),
    ("ein halbes Pfund Linsen", "Linsen", "250", "g"),
    ("1 lb Linsen", "Linsen", "1", "lb"),
    ("20 dag Käse", "Käse", "200", "g"),
    ("2 Flaschen Bier", "Bier", "2", "bottle"),
    ("2 Dosen Thunfisch", "Thunfisch", "2", "can"),
    ("1 Becher Joghurt", "Joghurt", "1", "pot"),
    ("2 große Eier", "Eier", "2", "large"),
    ("eine halbe Avocado", "Avocado", "0.5", None),
    ("2 tbsp Tahini", "Tahini", "2", "tbsp"),
    ("half a cup of Reis", "Reis", "0.5", "cup"),
    # How much these are, nobody can say.
    ("2 Löffel Mandelmus", "Mandelmus", "?", None),
    ("2 gehäufte EL Mandelmus", "Mandelmus", "?", None),
    # No amounts.
    ("ein paar Mandeln", "ein paar Mandeln", None, None),
    ("Vier Jahreszeiten", "Vier Jahreszeiten", None, None),
    ("Einkorn", "Einkorn", None, None),
]
SPANISH_LINES = [
    ("2 tazas de arroz", "arroz", "2", "cup"),
    ("dos tazas y media de arroz", "arroz", "2.5", "cup"),
    ("taza y media de arroz", "arroz", "1.5", "cup"),
    ("una cucharada de tahini", "tahini", "1", "tbsp"),
    ("2 cucharadas soperas de tahini", "tahini", "2", "tbsp"),
    ("1,5 cdas de tahini", "tahini", "1.5", "tbsp"),
    ("1 cucharadita de cacao", "cacao", "1", "tsp"),
    ("un puñado de almendras", "almendras", "1", "handful"),
    ("un punado de almendras", "almendras", "1", "handful"),
    ("medio litro de agua", "agua", "0.5", "l"),
    ("litro y medio de agua", "agua", "1.5", "l"),
    ("un cuarto de litro de leche", "leche", "0.25", "l"),
    ("1/4 de litro de leche", "leche", "0.25", "l"),
    ("tres cuartos de kilo de patatas", "patatas", "0.75", "kg"),
    ("dos rebanadas de pan", "pan", "2", "slice"),
    ("100 gramos de lentejas", "lentejas", "100", "g"),
    ("lentejas 100 gramos", "lentejas", "100", "g"),
    ("un vaso de leche", "leche", "1", "glass"),
    ("un plátano", "plátano", "1", None),
    ("medio aguacate", "aguacate", "0.5", None),
    ("2 huevos grandes", "huevos", "2", "large"),
    ("una docena de ostras", "ostras", "12", None),
    ("once almendras", "almendras", "11", None),
    ("2 cups arroz", "arroz", "2", "cup"),
    ("2 el tahini", "el tahini", "2", None),
    # How much these are, nobody can say: a libra has 454 g or 500 g.
    ("2 libras de arroz", "arroz", "?", None),
    ("una onza de chocolate", "chocolate", "?", None),
    ("2 cucharadas colmadas de tahini", "tahini", "?", None),
    ("1 kilo y cuarto de patatas", "patatas", "1.25", "kg"),
    # No amounts.
    ("media crema", "media crema", None, None),
    ("tres leches", "tres leches", None, None),
    ("a la plancha", "a la plancha", None, None),
]


@pytest.mark.parametrize(("typed", "text", "amount", "unit"), ENGLISH_LINES)
def test_amounts_in_a_query(typed, text, amount, unit):
    assert parse_query(typed) == query(text, amount, unit)


@pytest.mark.parametrize(("typed", "text", "amount", "unit"), GERMAN_LINES)
def test_amounts_in_german(typed, text, amount, unit):
    assert parse_query(typed, "de") == query(text, amount, unit)


@pytest.mark.parametrize(("typed", "text", "amount", "unit"), SPANISH_LINES)
def test_amounts_in_spanish(typed, text, amount, unit):
    assert parse_query(typed, "es") == query(text, amount, unit)


def test_the_words_of_another_language_are_no_units():
    assert parse_query("2 EL Tahini") == FoodQuery("EL Tahini", Decimal(2))
    assert parse_query("2 tazas", "de") == FoodQuery("tazas", Decimal(2))
    assert parse_query("2 cups riz", "fr") == FoodQuery("riz", Decimal(2), "cup")


_typed = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "1",
                "0",
                "1/2",
                "1/0",
                "½",
                "30g",
                "1,5",
                "x",
                "%",
                "cup",
                "of",
                "-",
                " ",
                "ein",
                "Löffel",
                "ſlice",
                "y media",
                "lİbra",
                "de",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=6,
).map("".join)


@settings(deadline=None)
@given(_typed, st.sampled_from(["en", "de", "es"]))
@example("2 ſlices", "en")
@example("2 pİeces", "en")
def test_parsing_never_fails_and_amounts_are_above_zero(typed, language):
    query = parse_query(typed, language)
    assert query.amount is None or query.amount > 0
    assert query.unit is None or (query.unit in UNITS and query.amount is not None)
    assert "\x00" not in query.text
