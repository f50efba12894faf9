"""Logging by requests of real people, as a browser without JavaScript sends them."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from foods.merging import merge
from foods.models import FoodName, Kind, State
from intake.breakdowns import breakdown_of
from intake.food_marks import mark_food
from intake.models import Entry, Mark
from intake.people import profile_of
from intake.snapshots import Measure
from intake.usual import favourite_foods, usual_foods
from tests.factories import make_entry, make_food, make_portion, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db

SLOT = {"date": "2026-11-20", "meal": "lunch"}


@pytest.fixture
def seeds():
    food = make_food("Pumpkin seeds, roasted", magnesium_mg="550", popularity=90)
    make_portion(food, "1 handful", "15")
    return food


VALUE = re.compile(r'value="([^"]*)"')


def inputs(page: str) -> dict[str, str]:
    """The hidden fields of a page with one form."""
    return {
        re.search(r'name="([a-z_]+)"', tag)[1]: VALUE.search(tag)[1]
        for tag in re.findall(r'<input type="hidden"[^>]*>', page)
        if "csrf" not in tag
    }


def hidden_fields(response, food) -> dict[str, str]:
    """What the plus beside `food` posts."""
    form = re.search(
        rf'<form class="end"[^>]*action="/add/{food.pk}/".*?</form>',
        response.content.decode(),
        re.S,
    )
    assert form, "no plus beside the food"
    return inputs(form[0])


def test_strangers_are_asked_to_sign_in():
    assert Client().get("/add/").url.startswith("/accounts/login/")


def test_from_the_box_to_the_day_without_javascript(alice, alices, seeds):
    found = alices.get("/add/", {"q": "pumpkin", **SLOT})
    assert "Pumpkin seeds, roasted" in text_of(found)
    assert "83 mg" in text_of(found)
    response = alices.post(f"/add/{seeds.pk}/", hidden_fields(found, seeds), follow=True)
    assert response.redirect_chain == [("/day/2026-11-20/", 302)]
    assert "Logged: Pumpkin seeds, roasted, 83 mg." in response.content.decode()
    entry = Entry.objects.for_person(alice).get()
    assert (entry.date, entry.meal) == (date(2026, 11, 20), "lunch")
    assert (entry.portion_label, entry.magnesium_mg) == ("1 handful", Decimal("82.5"))


@pytest.fixture
def in_german():
    with translation.override("de"):
        yield {"Accept-Language": "de"}


@pytest.fixture
def kerne(seeds):
    FoodName.objects.create(food=seeds, language="de", name="Kürbiskerne, geröstet", preferred=True)
    return seeds


def test_a_food_is_found_shown_and_logged_by_its_name_in_the_language_of_the_page(
    alice, alices, kerne, in_german
):
    found = alices.get("/add/", {"q": "kuerbiskerne", **SLOT}, headers=in_german)
    assert "Kürbiskerne, geröstet" in text_of(found)
    assert "1 Handvoll" in text_of(found)
    assert "Pumpkin" not in text_of(found)
    form = alices.get(f"/add/{kerne.pk}/", SLOT, headers=in_german)
    assert "Kürbiskerne, geröstet" in text_of(form)
    alices.post(f"/add/{kerne.pk}/", hidden_fields(found, kerne), headers=in_german)
    entry = Entry.objects.for_person(alice).get()
    assert (entry.name, entry.portion_label) == ("Kürbiskerne, geröstet", "1 handful")


def test_usual_foods_favourites_and_sums_are_named_in_the_language_of_the_page(
    alice, kerne, in_german
):
    make_entry(alice, kerne, date=date(2026, 11, 20))
    mark_food(alice, kerne, Mark.FAVOURITE)
    (usual,) = usual_foods(alice, today=date(2026, 11, 21))
    ((favourite, _),) = favourite_foods(alice, doses=True, limit=8)
    assert str(usual.food) == str(favourite) == "Kürbiskerne, geröstet"
    day = date(2026, 11, 20)
    (part,) = breakdown_of(alice, day, day, today=date(2026, 11, 21), skipped=()).foods
    assert part.name == "Kürbiskerne, geröstet"


@pytest.mark.parametrize("way", ["plus", "form", "own"])
def test_a_button_pressed_twice_logs_once(alice, alices, seeds, way):
    found = alices.get("/add/", {"q": "pumpkin", **SLOT})
    url, fields = {
        "plus": (f"/add/{seeds.pk}/", hidden_fields(found, seeds)),
        "form": (
            f"/add/{seeds.pk}/",
            inputs(alices.get(f"/add/{seeds.pk}/", SLOT).content.decode().split("<main", 1)[1])
            | {"portion": "unit", "amount": "30", **SLOT},
        ),
        "own": (
            "/add/own/",
            inputs(alices.get("/add/own/", SLOT).content.decode().split("<main", 1)[1])
            | {"name": "Soup", "kind": "food", "magnesium_mg": "35", **SLOT},
        ),
    }[way]
    for _ in range(2):
        assert alices.post(url, fields).url == "/day/2026-11-20/"
    assert Entry.objects.for_person(alice).count() == 1


def test_the_same_form_with_another_amount_or_after_undo_logs_anew(alice, alices, seeds):
    page = alices.get(f"/add/{seeds.pk}/", SLOT).content.decode().split("<main", 1)[1]
    fields = inputs(page) | {"portion": "unit", "amount": "30", **SLOT}
    alices.post(f"/add/{seeds.pk}/", fields)
    alices.post(f"/add/{seeds.pk}/", fields | {"amount": "40"})
    for entry in Entry.objects.for_person(alice):
        alices.post(f"/entries/{entry.uuid}/delete/")
    alices.post(f"/add/{seeds.pk}/", fields)
    kept = Entry.objects.for_person(alice).kept()
    assert [entry.quantity for entry in kept] == [30]


def test_a_typed_amount_is_read_and_shown_before_it_is_logged(alice, alices, seeds):
    response = alices.get("/add/", {"q": "30g pumpkin seeds", **SLOT})
    assert "Read as 30 g of pumpkin seeds" in text_of(response)
    body = response.content.decode()
    assert 'name="amount" value="30"' in body
    assert re.search(r'name="portion" value="unit"[^>]* checked', body)
    alices.post(f"/add/{seeds.pk}/", {"portion": "unit", "amount": "30", **SLOT})
    assert Entry.objects.get().magnesium_mg == Decimal(165)


def test_results_are_a_fragment_for_the_box(alices, seeds):
    response = alices.get("/add/results/", {"q": "pumpk", **SLOT})
    assert "Pumpkin seeds" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_results_take_the_same_few_queries_however_many_are_found(alices):
    for number in range(14):
        make_portion(make_food(f"Bean soup {number}"))
    alices.get("/add/results/", {"q": "bean"})
    with CaptureQueriesContext(connection) as queries:
        alices.get("/add/results/", {"q": "bean"})
    assert len(queries) <= 11


@pytest.mark.parametrize("typed", ["\x00", "zzzqqq", "'; --", "%", "a" * 5000, "🥬", "½"])
def test_what_is_typed_never_breaks_the_search(alices, seeds, typed):
    assert alices.get("/add/", {"q": typed}).status_code == 200
    assert alices.get("/add/results/", {"q": typed}).status_code == 200


def test_what_is_not_found_can_be_written_down(alice, alices):
    response = alices.get("/add/", {"q": "grandma's stew", **SLOT})
    assert "Nothing found for “grandma&#x27;s stew”" in response.content.decode()
    assert 'value="grandma&#x27;s stew"' in response.content.decode()
    fields = {"name": "Grandma's stew", "kind": "food", "magnesium_mg": "41,5", **SLOT}
    assert alices.post("/add/own/", fields).url == "/day/2026-11-20/"
    entry = Entry.objects.for_person(alice).get()
    assert (entry.name, entry.magnesium_mg, entry.food) == ("Grandma's stew", Decimal("41.5"), None)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("magnesium_mg", "-1", "Give a number from 0"),
        ("magnesium_mg", "NaN", "Give a number from 0"),
        ("magnesium_mg", "9999999", "Give a number from 0"),
        ("name", "", "Give it a name"),
        ("name", "a\x00b", "Null characters"),
        ("name", "a" * 301, "at most 300 characters"),
        ("kind", "poison", "valid choice"),
    ],
)
def test_a_quick_add_that_cannot_be_taken(alices, field, typed, message):
    fields = {"name": "Stew", "kind": "food", "magnesium_mg": "41", **SLOT}
    response = alices.post("/add/own/", fields | {field: typed})
    assert response.status_code == 422
    beside = response.content.decode().split(f'name="{field}"', 1)[1].split("</div>", 1)[0]
    assert message in beside
    assert not Entry.objects.exists()


def test_a_name_in_any_script_is_kept_and_turns_no_sentence(alice, alices):
    for name in ("🥑👩‍👩‍👧 toast", "חלה של סבתא"):
        fields = {"name": name, "kind": "food", "magnesium_mg": "41", **SLOT}
        page = alices.post("/add/own/", fields, follow=True).content.decode()
    assert "Logged: \u2068חלה של סבתא\u2069, 41 mg." in page
    assert [each.name for each in Entry.objects.order_by("id")] == ["🥑👩‍👩‍👧 toast", "חלה של סבתא"]


def test_a_measured_zero_is_a_figure(alices):
    fields = {"name": "Distilled water", "kind": "water", "magnesium_mg": "0", **SLOT}
    alices.post("/add/own/", fields)
    assert Entry.objects.get().magnesium_mg == 0


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "-3", "Give a number above 0"),
        ("amount", "0", "Give a number above 0"),
        ("amount", "NaN", "Give a number above 0"),
        ("amount", "1e400", "Give a number above 0"),
        ("amount", "99999999999", "Give a number above 0"),
        ("amount", "two", "Give a number above 0"),
        ("amount", "1\x00", "Give a number above 0"),
        ("amount", "0.0001", "Three decimals are enough"),
        ("amount", "1,000", "Is this 1000 or 1? Write it so."),
        ("amount", "1,250", "Is this 1250 or 1.25? Write it so."),
        ("amount", "2.000", "Is this 2000 or 2? Write it so."),
        ("date", "0308-11-20", "The year must be between"),
        ("date", "9999-11-20", "The year must be between"),
        ("meal", "elevenses", "valid choice"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_an_amount_that_cannot_be_taken(alices, seeds, field, typed, message, htmx):
    fields = {"portion": "unit", "amount": "30", **SLOT} | {field: typed}
    response = alices.post(
        f"/add/{seeds.pk}/", fields, headers={"HX-Request": "true"} if htmx else {}
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert message in body.split(f'name="{field}"', 1)[1]
    if field == "amount" and "\x00" not in typed:
        assert f'name="amount" value="{typed}"' in body
    if htmx:
        assert response["HX-Retarget"] == f"#log-{seeds.pk}"
        assert "<html" not in body
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1,5", "1.5"), ("0,125", "0.125"), ("1.125", "1.125"), ("1000", "1000"), (" 30 ", "30")],
)
def test_an_amount_with_a_comma_or_a_point(alices, seeds, typed, amount):
    alices.post(f"/add/{seeds.pk}/", {"portion": "unit", "amount": typed, **SLOT})
    assert Entry.objects.get().quantity == Decimal(amount)


def test_a_portion_of_another_food(alices, seeds):
    other = make_portion(make_food("Almonds"), "1 cup", "143")
    response = alices.post(f"/add/{seeds.pk}/", {"portion": other.pk, "amount": "2", **SLOT})
    assert response.status_code == 422
    body = response.content.decode()
    assert "That portion is of another food." in body
    assert 'name="amount" value="2"' in body


def test_more_than_anybody_can_have(alices):
    bowl = make_portion(make_food(), "1 barrel", "90000")
    response = alices.post(f"/add/{bowl.food.pk}/", {"portion": bowl.pk, "amount": "2", **SLOT})
    assert response.status_code == 422
    assert "That is more than anybody can have." in response.content.decode()


def test_a_water_by_the_millilitre(alices):
    water = make_food("Gerolsteiner", magnesium_mg="10.8", kind=Kind.WATER, basis="100ml")
    alices.post(f"/add/{water.pk}/", {"portion": "unit", "amount": "500", **SLOT})
    assert Entry.objects.get().magnesium_mg == Decimal(54)


def test_another_persons_food_is_not_found(alices, bob):
    theirs = make_food("Secret", state=State.PRIVATE, owner=bob)
    assert alices.get(f"/add/{theirs.pk}/").status_code == 404
    assert alices.post(f"/add/{theirs.pk}/", {"amount": "1", **SLOT}).status_code == 404
    assert alices.get("/add/99999999/").status_code == 404


def test_what_was_merged_while_the_page_stood_open_is_logged_as_what_stands_for_it(alice, alices):
    gone, kept = make_food("Oat bar", magnesium_mg="75"), make_food("Oat bars", magnesium_mg="50")
    bar = make_portion(gone, "1 bar", "40")
    merge(gone, into=kept)
    there = f"/add/{gone.pk}/"
    sent = {**SLOT, "portion": bar.pk, "amount": "1"}
    again = alices.post(there, sent, headers={"HX-Request": "true"})
    assert "Choose one of these." in again.content.decode()
    assert (again["HX-Retarget"], again["HX-Reselect"]) == (f"#log-{gone.pk}", f"#log-{kept.pk}")
    assert "Oat bars 50 mg per 100 g" in text_of(alices.get(there))
    alices.post(there, {**SLOT, "portion": "unit", "amount": "40"})
    (entry,) = Entry.objects.for_person(alice)
    assert (entry.food, entry.magnesium_mg) == (kept, 20)


def test_before_typing_there_is_what_is_usual(alice, alices, seeds):
    today = profile_of(alice).today()
    for back in (1, 2):
        make_entry(alice, seeds, date=today - timedelta(days=back), meal="lunch")
    text = text_of(alices.get("/add/", {"meal": "lunch"}))
    assert "Yesterday’s lunch" in text
    assert "Pumpkin seeds, roasted 100 g · 550 mg" in text


def test_with_the_kidney_flag_nothing_is_one_tap_but_food(alice, alices, seeds):
    make_profile(alice, kidney_disease=True)
    tablet = make_food("Magnesium tablet", magnesium_mg="100", kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, seeds, date=profile_of(alice).today())
    assert "Usual" not in text_of(alices.get("/add/"))
    found = alices.get("/add/", {"q": "magnesium", **SLOT}).content.decode()
    assert f'action="/add/{tablet.pk}/"' not in found
    page = alices.get(f"/add/{seeds.pk}/")
    assert 'data-target-mg=""' in page.content.decode()


def test_a_supplement_with_a_figure_is_one_tap_for_adults(alice, alices):
    make_profile(alice)
    tablet = make_food("Magnesium tablet", magnesium_mg="100", kind=Kind.SUPPLEMENT, basis="unit")
    found = alices.get("/add/", {"q": "magnesium", **SLOT})
    alices.post(f"/add/{tablet.pk}/", hidden_fields(found, tablet))
    assert Entry.objects.get().magnesium_mg == 100


@pytest.mark.parametrize("typed", ["milk of magnesia", "15 ml milk of magnesia"])
def test_a_medicine_is_logged_from_its_form_only(alice, alices, typed):
    make_profile(alice)
    milk = make_food("Milk of magnesia", magnesium_mg="3300", kind=Kind.MEDICINE, basis="100ml")
    make_entry(
        alice, milk, date=profile_of(alice).today(), measure=Measure(millilitres=Decimal(15))
    )
    for url in ("/", "/add/", f"/add/results/?q={typed}", f"/add/?q={typed}"):
        assert f'action="/add/{milk.pk}/"' not in alices.get(url).content.decode()
    found = alices.get("/add/results/", {"q": typed}).content.decode()
    # What Enter presses is the link that opens the form.
    (first,) = re.findall(r"<[^>]*data-first[^>]*>", found)
    assert first.startswith(f'<a class="name" href="/add/{milk.pk}/?')
    form = alices.get(re.search('href="([^"]*)"', first)[1].replace("&amp;", "&"))
    assert "Log" in text_of(form)
    assert f'action="/add/{milk.pk}/' in form.content.decode()


@pytest.mark.parametrize(
    ("typed", "asked"), [("flat white", "flat white"), ("30 g flat white", "flat white")]
)
def test_enter_logs_nothing_that_has_only_some_of_the_words(alices, typed, asked):
    make_food("White bread")
    found = alices.get("/add/results/", {"q": typed, **SLOT}).content.decode()
    assert f"Nothing is called “{asked}”. The nearest:" in found
    assert "White bread" in found
    assert "data-first" not in found
    assert "Read as" not in found


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("de", "zwei EL Honig", "2 × Esslöffel"),
        ("es", "dos cucharadas de honey", "2 × cucharada"),
        ("en", "2 tbsp honey", "2 × tablespoon"),
        ("de", "1 Glas Honig", None),
        ("de", "2 Löffel Honig", None),
        ("es", "una libra de honey", None),
        ("en", "2 cups honey", None),
    ],
)
def test_an_amount_is_read_in_the_readers_language_or_chosen(alices, language, typed, read):
    honey = make_food("Honey")
    make_portion(honey, "1 tablespoon", "21")
    FoodName.objects.create(food=honey, language="de", name="Honig", preferred=True)
    honey.save()
    asked = {"q": typed, **SLOT}
    page = alices.get("/add/results/", asked, headers={"Accept-Language": language})
    found = page.content.decode()
    if read:
        (form,) = re.findall(r'<form id="log-.*?</form>', found, re.S)
        assert re.search(r'name="amount" value="2"', form)
        assert f"<b>{read}</b>" in found
        return
    # Neither the plus nor Enter logs what nobody typed.
    assert '<form class="end"' not in found
    (first,) = re.findall(r"<[^>]*data-first[^>]*>", found)
    assert first.startswith(f'<a class="name" href="/add/{honey.pk}/?')
    assert page.context["unread"]


@pytest.mark.parametrize(("amount", "logged"), [("1", None), ("1.0", 1), ("30", 30)])
def test_grams_are_asked_for_where_the_number_of_portions_stayed(alices, seeds, amount, logged):
    page = alices.get(f"/add/{seeds.pk}/", SLOT).content.decode().split("<main", 1)[1]
    fields = inputs(page) | {"portion": "unit", "amount": amount, **SLOT}
    response = alices.post(f"/add/{seeds.pk}/", fields)
    if logged:
        assert Entry.objects.get().quantity == logged
        return
    body = response.content.decode()
    assert "1 g? Say how many grams it was." in body
    assert re.search(r'name="portion" value="unit"[^>]* checked', body)
    assert not Entry.objects.exists()
    again = inputs(body.split("<main", 1)[1]) | {"portion": "unit", "amount": "1", **SLOT}
    assert alices.post(f"/add/{seeds.pk}/", again).status_code == 422


def test_a_gram_that_was_typed_is_a_gram(alices, seeds):
    page = alices.get("/add/", {"q": "1 g pumpkin seeds", **SLOT}).content.decode()
    form = re.search(r"<form id=\"log-.*?</form>", page, re.S)[0]
    alices.post(f"/add/{seeds.pk}/", inputs(form) | {"portion": "unit", "amount": "1", **SLOT})
    assert Entry.objects.get().quantity == 1


def test_what_is_not_known_is_no_zero(alice, alices):
    page = alices.get("/add/own/", SLOT).content.decode()
    assert "Leave it empty if you don’t know." in page
    fields = {"name": "Canteen soup", "kind": "food", "magnesium_mg": "", **SLOT}
    day = alices.post("/add/own/", fields, follow=True)
    assert "Logged: Canteen soup, no figure." in day.content.decode()
    assert "at least" in text_of(day).lower()
    entry = Entry.objects.for_person(alice).get()
    assert entry.magnesium_mg is None
    again = {"from": "2026-11-20", "to": "2026-11-21", "meal": "lunch"}
    assert alices.post("/meals/repeat/", again).url.endswith("2026-11-21/")
    assert [each.magnesium_mg for each in Entry.objects.for_person(alice)] == [None, None]
