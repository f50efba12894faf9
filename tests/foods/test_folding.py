import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from foods.folding import fold, singular, words


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
