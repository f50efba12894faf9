"""What a typed amount comes to in a row of the search: its helping, whether one tap logs it, and
what is said. What is not understood is chosen, never logged as the usual helping."""

import json
from decimal import Decimal

import pytest

from intake.meals import create_saved_meal
from tests.factories import browser_of, make_profile
from tests.pages import text_of
from tests.shipped import load_catalogue

pytestmark = pytest.mark.django_db

# By language: what is typed, and so much in g or ml for one tap. None: it is chosen, which is said.
TYPED = {
    "en": {
        "brown rice 0,1234 kg": None,
        "brown rice 1 500 g": None,
        "1 500 g brown rice": None,
        "brown rice 1\N{NARROW NO-BREAK SPACE}500 g": 1500,
        "1\N{NARROW NO-BREAK SPACE}500 g brown rice": 1500,
        "brown rice 1,234.5 g": None,
        "brown rice 1,500 g": 1500,
        "mineral water 2 x 250 ml": None,
        "2 x 250 ml mineral water": None,
        "2x250ml mineral water": None,
        "brown rice 1 / 2 cup": None,
        "brown rice 2 to 3 cups": None,
        "2 to 3 cups brown rice": None,
        "two to three cups brown rice": None,
        "brown rice 30 - 40 g": None,
        "30-40 g brown rice": None,
        "2-3 eggs": None,
        "brown rice - 40 g": None,
        "brown rice, 40 g": 40,
        "brown rice .25 kg": 250,
        "1 lb 8 oz beef": "680.389",
        "beef 1 lb 8 oz": "680.389",
        "1 kg 500 g brown rice": 1500,
        "brown rice 1 kg and 200 g": 1200,
        "brown rice 1 lb 454 g": None,
        "1 quarter avocado": "0.25 avocado",
        "one quarter avocado": "0.25 avocado",
        "2 thirds cup brown rice": "0.667 cup",
        "two dozen eggs": "24 large",
        "2 dozen eggs": "24 large",
        "1/2 dozen eggs": None,
        "a dozen eggs": "12 large",
        "hundred grams brown rice": 100,
        "two hundred grams brown rice": 200,
        "thousand grams brown rice": None,
        "twenty five almonds": None,
        "one 12 oz can cola": None,
        "30 g, brown rice": 30,
    },
    "de": {
        "Naturreis 1.234,5 g": None,
        "1.500 g Naturreis": None,
        "Naturreis 1,500 kg": None,
        "1.500 ml Milch": None,
        "Naturreis 2 bis 3 Tassen": None,
        "zwei bis drei Tassen Naturreis": None,
        "Mineralwasser 2 x 250 ml": None,
        "zwei Drittel Tasse Naturreis": "0.667 cup",
        "1 halbe Tasse Naturreis": "0.5 cup",
        "1 halbe Avocado": "0.5 avocado",
        "1 dreiviertel Tasse Naturreis": None,
        "hundert Gramm Naturreis": 100,
        "zwei Dutzend Eier": "24 large",
        "1 EL gehäuft Chiasamen": None,
        "Chiasamen 1 EL gehäuft": None,
        "1 EL gestrichen Chiasamen": "1 tablespoon",
        "ein Viertel Wein": None,
        "ein Glas Milch": "1 glass",
    },
    "es": {
        "1.500 g de arroz": None,
        "arroz 2 a 3 tazas": None,
        "2 a 3 tazas de arroz": None,
        "1 kilo y 200 gramos arroz": 1200,
        "cien gramos de arroz": 100,
        "2 tercios de taza de arroz": "0.667 cup",
        "1 cuarto de kilo de arroz": 250,
        "1 cucharada bien colmada de semillas de chía": None,
        "dos docenas de huevos": "24 large",
    },
}
NOTICES = {
    "en": ("Choose how much", "Nothing is called"),
    "de": ("Wähle, wie viel:", "Nichts heißt"),
    "es": ("Elige cuánto:", "Nada se llama"),
}


@pytest.mark.parametrize("language", TYPED)
def test_one_tap_logs_what_was_typed_or_nothing(alice, language):
    load_catalogue()
    make_profile(alice, language=language)
    client, wrong = browser_of(alice), []
    for typed, expected in TYPED[language].items():
        page = client.get("/add/results/", {"q": typed}, headers={"Accept-Language": language})
        row = page.context["rows"][0]
        said = [notice for notice in NOTICES[language] if notice in page.content.decode()]
        if expected is None:
            right = not row.one_tap and said
        else:
            right = row.one_tap and not said and _is(row.helping, str(expected))
        if not right:
            wrong.append((typed, row.food.name, row.helping, row.one_tap, said))
    assert not wrong, "\n".join(map(str, wrong))


def _is(helping, expected):
    amount, _, portion = expected.partition(" ")
    if portion:
        return helping.amount == Decimal(amount) and portion in helping.portion.label
    return helping.quantity == Decimal(amount)


NOT_UNDERSTOOD = ["brown rice 2 to 3 cups", "1,234.5 g brown rice", "2 pints milk"]


def test_a_guest_logs_no_usual_helping_unasked(client):
    load_catalogue()
    for typed in NOT_UNDERSTOOD:
        page = client.get("/try/results/", {"q": typed})
        _row, told = page.context["rows"][0]
        assert not json.loads(told)["one_tap"], typed
        assert "Choose how much" in page.content.decode(), typed
    page = client.get("/try/results/", {"q": "brown rice 2 cups"})
    assert json.loads(page.context["rows"][0][1])["one_tap"]
    assert "Read as <b>2 × cup" in page.content.decode()


def test_a_saved_meal_takes_no_usual_helping_unasked(alice):
    load_catalogue()
    make_profile(alice)
    client = browser_of(alice)
    for typed in NOT_UNDERSTOOD:
        meal = create_saved_meal(alice, name="Bowl", items=[])[0]
        page = client.get(f"/meals/{meal.uuid}/", {"q": typed})
        row, choice = page.context["rows"][0]
        assert "Choose how much: no measure" in text_of(page), typed
        assert f"Choose how much: {row.food}" in page.content.decode(), typed
        first = page.content.decode().partition(f'name="food" value="{row.food.pk}"')[2]
        assert 'type="hidden" name="amount"' not in first.partition("</form>")[0], typed
        fields = {"q": typed, "food": row.food.pk, "portion": choice.ways[-1]["key"]}
        page = client.post(f"/meals/{meal.uuid}/items/", fields | {"amount": "two"})
        refused = page.context["rows"][0][1]
        assert refused["amount"].value() == "two", typed
        assert refused.ways[-1]["checked"], typed
        assert str(refused["amount"].errors) in page.content.decode(), typed
        client.post(f"/meals/{meal.uuid}/items/", fields | {"amount": "2"})
        assert meal.items.get().amount == 2, typed
