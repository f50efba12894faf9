"""Saved meals and copies by requests of real people."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.meal_items import NewItem
from intake.meals import create_saved_meal
from intake.models import Entry, SavedMeal
from intake.people import profile_of
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion, make_profile, make_quick_add
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(alice):
    return profile_of(alice).today()


@pytest.fixture
def bobs(bob) -> Client:
    client = Client()
    client.force_login(bob)
    return client


@pytest.fixture
def soup(alice):
    lentils = make_portion(make_food("Lentils", magnesium_mg="36"), "1 cup", "200")
    items = [
        NewItem(food=lentils.food, measure=Measure(portion=lentils, amount=Decimal(2))),
        NewItem(name="Stock", kind="food", magnesium_mg=None),
        NewItem(name="Antacid", kind="medicine", magnesium_mg=Decimal(200)),
    ]
    meal, _ = create_saved_meal(alice, name="Lentil soup", items=items, servings=Decimal(2))
    return meal


def posted(soup, **changes):
    """What the form of the soup's page posts."""
    return {
        "version": soup.version,
        "name": soup.name,
        "servings": "2",
        "item-0": "2",
        "item-1": "",
        "item-2": "200",
    } | changes


def undo_of(response):
    return re.search(
        r'method="post" action="(/[^"]+)">[^>]*>\s*<button class="btn">Undo', body(response)
    )[1]


def body(response):
    return response.content.decode()


def test_a_lunch_is_saved_renamed_and_logged_with_one_tap(alice, alices, today):
    make_quick_add(alice, today, "Soup", "40")
    make_quick_add(alice, today, "Bread", "20")
    page = alices.post("/meals/save/", {"from": today, "meal": "lunch"}, follow=True)
    assert "Give it a name that you will know it by." in body(page)
    assert "mg of magnesium" not in body(page)  # said of days alone
    meal = SavedMeal.objects.for_person(alice).get()
    fields = {"version": 1, "name": "Canteen", "servings": "1", "item-0": "40", "item-1": "20"}
    page = alices.post(f"/meals/{meal.uuid}/", fields, follow=True)
    assert "Saved: Canteen. Past days stay as they were." in body(page)
    page = alices.get("/add/", {"meal": "dinner"})
    assert "Canteen 2 items · 60 mg" in text_of(page)
    slot = {"date": today, "meal": "dinner", "servings": "1", "once": uuid4()}
    for _ in range(2):
        page = alices.post(f"/meals/{meal.uuid}/log/", slot, follow=True)
    assert "Logged: 2 foods from “Canteen”." in body(page)
    dinner = Entry.objects.kept().filter(meal="dinner")
    assert [(e.name, e.magnesium_mg, e.logged_as) for e in dinner] == [
        ("Soup", 40, "Canteen"),
        ("Bread", 20, "Canteen"),
    ]
    assert "your own figure · from “Canteen”" in text_of(page)
    alices.post(undo_of(page))
    assert not dinner.all().exists()
    # What was taken back is logged anew, since it was asked for.
    alices.post(f"/meals/{meal.uuid}/log/", slot)
    assert dinner.all().count() == 2


def test_the_page_says_what_is_left_out_and_what_has_no_figure(alices, soup):
    text = text_of(alices.get(f"/meals/{soup.uuid}/"))
    assert "Lentil soup at least 72 mg a serving" in text
    assert "Left out when it is logged: medicines are logged one by one." in text
    fields = {"date": "2026-11-20", "meal": "lunch", "servings": "0.5"}
    page = alices.post(f"/meals/{soup.uuid}/log/", fields, follow=True)
    said = "Left out: Antacid (medicines are logged one by one)."
    assert f"Logged: 2 foods from “Lentil soup”. {said}" in body(page)
    # Half a serving of two: a quarter of 400 g of lentils.
    assert [e.magnesium_mg for e in Entry.objects.order_by("id")] == [36, None]


def test_items_are_changed_moved_and_taken_out(alices, soup):
    url = f"/meals/{soup.uuid}/"
    alices.post(url, posted(soup, **{"item-0": "1", "item-1": "5", "act": "up-1"}))
    items = SavedMeal.objects.with_items().get().items.all()
    assert [(i.name, i.amount, i.quantity, i.magnesium_mg) for i in items] == [
        ("Stock", 1, None, 5),
        ("Lentils", 1, 200, None),
        ("Antacid", 1, None, 200),
    ]
    moved = {"version": 2, "item-0": "5", "item-1": "1", "act": "remove-2"}
    alices.post(url, posted(soup, **moved))
    assert [i.name for i in items.all()] == ["Stock", "Lentils"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(alices, soup):
    page = alices.post(f"/meals/{soup.uuid}/", posted(soup, name="New", **{"item-0": "lots"}))
    assert page.status_code == 422
    assert "Give a number above 0 and up to 100 000, such as 1.5." in text_of(page)
    assert 'value="lots"' in body(page)
    page = alices.post(f"/meals/{soup.uuid}/", posted(soup, **{"item-0": "99999"}))
    assert "That is more than anybody can have." in text_of(page)
    soup.refresh_from_db()
    assert (soup.name, soup.version) == ("Lentil soup", 1)


def test_what_was_changed_elsewhere_is_shown(alices, soup):
    page = alices.post(f"/meals/{soup.uuid}/", posted(soup, version=7, name="Old"))
    assert page.status_code == 422
    assert "This was changed elsewhere meanwhile." in body(page)
    assert SavedMeal.objects.get().name == "Lentil soup"


def test_foods_and_lines_are_added(alice, alices, soup):
    seeds = make_portion(make_food("Pumpkin seeds", magnesium_mg="550"), "1 handful", "30")
    url = f"/meals/{soup.uuid}/"
    assert "Pumpkin seeds" in text_of(alices.get(url, {"q": "pumpkin"}))
    fields = {"food": seeds.food_id, "portion": seeds.pk, "amount": "2"}
    page = alices.post(f"{url}items/", fields, follow=True)
    assert "Added: Pumpkin seeds." in body(page)
    alices.post(f"{url}items/", {"name": "Herbs", "kind": "food", "magnesium_mg": ""})
    items = SavedMeal.objects.with_items().get().items.all()
    assert [(i.name, i.quantity, i.magnesium_mg) for i in items][3:] == [
        ("Pumpkin seeds", 60, None),
        ("Herbs", None, None),
    ]
    assert alices.post(f"{url}items/", {"name": "", "kind": "food"}).status_code == 422
    assert alices.post(f"{url}items/", fields | {"amount": "-1"}).status_code == 422
    assert alices.post(f"{url}items/", fields | {"food": "9" * 30}).status_code == 302


def test_a_recipe_is_begun_with_a_name(alice, alices):
    page = alices.post("/meals/", {"name": "Stew", "once": uuid4()}, follow=True)
    assert "Nothing yet. Find its foods below." in text_of(page)
    assert alices.post("/meals/", {"name": " "}).status_code == 422


def test_deleted_and_back_again(alices, soup):
    page = alices.post(f"/meals/{soup.uuid}/delete/", follow=True)
    assert "None yet" in text_of(page)
    page = alices.get(f"/meals/{soup.uuid}/", follow=True)
    assert "This meal was deleted: Lentil soup." in body(page)
    alices.post(undo_of(page))
    assert "Lentil soup" in text_of(alices.get("/meals/"))


def test_the_order_is_ones_own(alice, alices, soup):
    create_saved_meal(alice, name="Porridge", items=[])
    alices.post(f"/meals/{SavedMeal.objects.get(name='Porridge').uuid}/up/")
    assert [m.name for m in SavedMeal.objects.for_person(alice).kept()] == [
        "Porridge",
        "Lentil soup",
    ]


def test_bob_has_no_business_in_it(bobs, soup):
    url = f"/meals/{soup.uuid}/"
    assert "Lentil" not in text_of(bobs.get("/meals/"))
    assert bobs.get(url).status_code == 404
    for act in ("", "items/", "log/", "delete/", "restore/", "up/"):
        assert bobs.post(f"{url}{act}", posted(soup)).status_code == 404
    soup.refresh_from_db()
    assert (soup.version, soup.deleted_at) == (1, None)


def test_as_many_queries_for_ten_saved_meals_as_for_one(alice, alices, soup):
    def queries(url):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            alices.get(url)
        return len(caught)

    before = [queries(url) for url in ("/meals/", "/add/")]
    for _ in range(9):
        food = NewItem(food=make_food(), measure=Measure(grams=Decimal(9)))
        create_saved_meal(alice, name="Rice", items=[food])
    assert [queries(url) for url in ("/meals/", "/add/")] == before


def test_with_weak_kidneys_a_saved_meal_is_logged_without_its_supplement(alice, alices):
    make_profile(alice, kidney_disease=True)
    items = [
        NewItem(name="Soup", kind="food", magnesium_mg=Decimal(20)),
        NewItem(name="Citrate", kind="supplement", magnesium_mg=Decimal(60)),
    ]
    meal, _ = create_saved_meal(alice, name="Evening", items=items)
    text = text_of(alices.get("/add/"))
    assert "Evening 1 item · 20 mg · 1 left out" in text
    fields = {"date": "2026-11-20", "meal": "lunch", "servings": "1"}
    page = alices.post(f"/meals/{meal.uuid}/log/", fields, follow=True)
    assert "Left out: Citrate (supplements are logged one by one)." in body(page)
    assert [e.name for e in Entry.objects.all()] == ["Soup"]


class TestCopying:
    def test_a_day_to_another_and_taken_back_whole(self, alice, alices, today):
        day = today - timedelta(days=9)
        make_quick_add(alice, day, "Soup", "40")
        make_quick_add(alice, day, "Stew", "50", meal="dinner")
        make_quick_add(alice, day, "Antacid", "200", kind="medicine")
        page = alices.get(f"/day/{day}/copy/")
        assert "Left out: Antacid (medicines are logged one by one)." in text_of(page)
        said = {"to": today, "meals": ["lunch", "dinner"], "once": uuid4()}
        for _ in range(2):
            page = alices.post(f"/day/{day}/copy/", said, follow=True)
        assert "Logged: 2 foods again." in body(page)
        there = Entry.objects.kept().on(today)
        assert sorted(e.name for e in there) == ["Soup", "Stew"]
        # The same form for another day is another act.
        alices.post(f"/day/{day}/copy/", said | {"to": today - timedelta(days=1)})
        assert Entry.objects.kept().count() == 3 + 4
        alices.post(undo_of(page))
        assert there.all().count() == 0
        assert Entry.objects.kept().count() == 3 + 2

    def test_names_once_what_is_left_out_several_times(self, alice, alices, today):
        day = today - timedelta(days=9)
        make_quick_add(alice, day, "Soup", "40")
        for name in ("Antacid", "Laxative", "Antacid"):
            make_quick_add(alice, day, name, "200", kind="medicine")
        said = "Left out: Antacid ×2, Laxative (medicines are logged one by one)."
        assert said in text_of(alices.get(f"/day/{day}/copy/"))

    def test_one_meal(self, alice, alices, today):
        make_quick_add(alice, today, "Soup", "40")
        make_quick_add(alice, today, "Stew", "50", meal="dinner")
        page = alices.get(f"/day/{today}/copy/", {"meal": "dinner"})
        assert "Copy dinner" in text_of(page)
        tomorrow = today + timedelta(days=1)
        alices.post(f"/day/{today}/copy/", {"to": tomorrow, "meals": ["dinner"]})
        assert [e.name for e in Entry.objects.on(tomorrow)] == ["Stew"]

    @pytest.mark.parametrize(
        ("said", "error"),
        [
            ({"to": "2026-11-20"}, "Choose at least one meal."),
            ({"to": "0308-01-01", "meals": ["lunch"]}, "The year must be between 1900 and 2199."),
            ({"to": "2026-11-20", "meals": ["dinner"]}, "Select a valid choice."),
            ({"to": "2026-11-23", "meals": ["lunch"]}, "That is the day itself."),
        ],
    )
    def test_what_cannot_be_copied(self, alice, alices, said, error):
        make_entry(alice)
        page = alices.post("/day/2026-11-23/copy/", said)
        assert page.status_code == 422
        assert error in text_of(page)
        assert Entry.objects.count() == 1

    def test_an_empty_day_says_so(self, alices):
        page = alices.get("/day/2026-11-23/copy/", follow=True)
        assert "There is nothing to copy on this day." in body(page)

    def test_only_ones_own(self, alice, bobs, bob):
        make_entry(alice)
        bobs.post("/day/2026-11-23/copy/", {"to": "2026-11-20", "meals": ["lunch"]})
        bobs.post("/meals/save/", {"from": "2026-11-23", "meal": "lunch"})
        assert not Entry.objects.for_person(bob).exists()
        assert not SavedMeal.objects.exists()


def test_an_estimate_says_so_before_it_is_logged(alice, alices):
    bread = make_portion(make_food("Bread", magnesium_mg="80", confidence="estimated"), "1 slice")
    slice_ = {"portion": bread.pk, "amount": "1", "date": "2026-11-20", "meal": "lunch"}
    alices.post(f"/add/{bread.food_id}/?date=2026-11-20&meal=lunch&basket=1", slice_)
    basket = text_of(alices.get("/add/?date=2026-11-20&meal=lunch&basket=1"))
    assert "Bread 24 mg 1 slice · estimated" in basket
    item = NewItem(food=bread.food, measure=Measure(portion=bread))
    saved, _ = create_saved_meal(alice, name="Slice", items=[item])
    page = text_of(alices.get(f"/meals/{saved.uuid}/"))
    assert "24 mg How much Bread × 1 slice · estimated" in page


def test_an_amount_to_be_changed_stands_before_its_unit(alice, alices):
    """Grams, millilitres and pieces are a unit; only a portion is taken so many times."""
    egg = make_food("Egg", basis="unit")
    items = [
        NewItem(food=make_food("Oats"), measure=Measure(grams=Decimal(30))),
        NewItem(food=make_food("Milk", basis="100ml"), measure=Measure(millilitres=Decimal(200))),
        NewItem(food=egg, measure=Measure(amount=Decimal(2))),
    ]
    saved, _ = create_saved_meal(alice, name="Breakfast", items=items)
    page = text_of(alices.get(f"/meals/{saved.uuid}/"))
    assert "How much Oats g Take out" in page
    assert "How much Milk ml Up" in page
    assert "How much Egg pieces Up" in page


def test_a_figure_with_many_decimals_stays_as_it_was_imported(alices, alice):
    items = [NewItem(name="Imported", kind="food", magnesium_mg=Decimal("12.34567"))]
    meal, _ = create_saved_meal(alice, name="Lunch", items=items)
    url = f"/meals/{meal.uuid}/"
    assert 'name="item-0" value="12.346"' in body(alices.get(url))
    said = {"version": meal.version, "name": "Supper", "servings": "1", "item-0": "12.346"}
    assert alices.post(url, said).status_code == 302
    meal.refresh_from_db()
    assert (meal.name, meal.items.get().magnesium_mg) == ("Supper", Decimal("12.34567"))


class TestAddingToAMeal:
    def forms(self, client, soup, typed) -> list[dict[str, str]]:
        """What the plus and the form for a line of one's own post."""
        page = body(client.get(f"/meals/{soup.uuid}/", {"q": typed}))
        forms = page.split(f'action="/meals/{soup.uuid}/items/"')[1:]
        inputs = [re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', each) for each in forms]
        return [dict(each) for each in inputs]

    def test_pressed_twice_it_is_added_once(self, alices, soup):
        make_food("Carrots", magnesium_mg="12")
        for fields in self.forms(alices, soup, "carrots"):
            said = fields if "food" in fields else fields | {"name": "Salt", "kind": "food"}
            for _ in range(2):
                sent = alices.post(f"/meals/{soup.uuid}/items/", said, follow=True)
                assert "Added: " in body(sent)
        names = [item.name for item in soup.items.all()]
        assert names == ["Lentils", "Stock", "Antacid", "Carrots", "Salt"]
        # Another form adds one more.
        alices.post(f"/meals/{soup.uuid}/items/", self.forms(alices, soup, "carrots")[0])
        assert soup.items.count() == 6

    def test_what_is_refused_keeps_the_search(self, alices, soup):
        make_food("Carrots", magnesium_mg="12")
        plus, own = self.forms(alices, soup, "carrots")
        for fields in (plus | {"amount": "0"}, own | {"name": "", "kind": "food"}):
            refused = alices.post(f"/meals/{soup.uuid}/items/", fields)
            assert refused.status_code == 422
            assert 'name="q" value="carrots"' in body(refused)
            assert "Add Carrots, 100 g" in body(refused)
