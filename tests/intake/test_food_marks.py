"""Favourites, and "not this" to a suggestion."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from foods.merging import merge
from foods.models import Food, Kind, State
from intake import food_marks
from intake.export import everything_about
from intake.food_marks import TooManyMarks, favourite_ids, mark_food, marks_of, unmark_food
from intake.models import ChangeCounter, FoodMark, Mark
from intake.snapshots import Measure
from intake.usual import favourite_foods
from tests.factories import make_entry, make_food, make_portion, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def oats(db):
    return make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")


def test_a_mark_takes_a_number_and_taken_back_it_is_a_tombstone(alice, oats):
    mark = mark_food(alice, oats.food, Mark.FAVOURITE)
    again = mark_food(alice, oats.food, Mark.FAVOURITE)
    assert (mark.change, again.pk, again.change) == (1, mark.pk, 1)
    assert unmark_food(alice, oats.food_id, Mark.FAVOURITE)
    gone = FoodMark.objects.get()
    assert (gone.deleted_at is None, gone.change) == (False, ChangeCounter.objects.get().value)
    assert not unmark_food(alice, oats.food_id, Mark.FAVOURITE)
    back = mark_food(alice, oats.food, Mark.FAVOURITE)
    assert (back.pk, back.deleted_at) == (mark.pk, None)


def test_marks_follow_a_merge(alice):
    old, kept = make_food("Oat flakes"), make_food("Oats")
    mark_food(alice, old, Mark.FAVOURITE)
    merge(old, into=kept)
    assert favourite_ids(alice) == {kept.pk}
    assert unmark_food(alice, kept.pk, Mark.FAVOURITE)
    assert favourite_ids(alice) == set()


def test_there_is_an_end_to_it(alice, monkeypatch):
    monkeypatch.setattr(food_marks, "MOST_MARKS", 1)
    mark_food(alice, make_food(), Mark.NOT_THIS)
    mark_food(alice, make_food(), Mark.FAVOURITE)
    with pytest.raises(TooManyMarks):
        mark_food(alice, make_food(), Mark.FAVOURITE)


def test_the_database_keeps_one_a_food(alice):
    food = make_food()
    FoodMark.objects.create(person=alice, food=food, mark="favourite")
    for wrong in ({"mark": "favourite"}, {"mark": "hated"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FoodMark.objects.create(person=alice, food=food, **wrong)


def test_marks_are_exported(alice, bob, oats):
    mark_food(alice, oats.food, Mark.NOT_THIS)
    mark_food(bob, make_food(), Mark.FAVOURITE)
    (mark,) = everything_about(alice)["food_marks"]
    assert (mark["mark"], mark["food"]) == ("not_this", oats.food_id)


def test_a_favourite_comes_as_it_was_had_last_else_in_its_portion(alice, bob, oats):
    milk = make_food("Milk", magnesium_mg="11", basis="100ml")
    water = make_portion(make_food("Vittel", magnesium_mg="2", basis="100ml"), "1 glass", "200")
    make_entry(alice, milk, date=date(2026, 1, 1), measure=Measure(millilitres=Decimal(100)))
    make_entry(alice, milk, measure=Measure(millilitres=Decimal(300)))
    make_entry(bob, milk, measure=Measure(millilitres=Decimal(900)))
    tablet = make_food("Citrate", magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    antacid = make_food("Antacid", kind=Kind.MEDICINE, basis="unit")
    for food in (milk, water.food, tablet, antacid):
        mark_food(alice, food, Mark.FAVOURITE)
    found = favourite_foods(alice, doses=True, limit=9)
    assert [(food.name, usual and usual.magnesium_mg) for food, usual in found] == [
        ("Antacid", None),
        ("Citrate", None),
        ("Vittel", 4),
        ("Milk", 33),
    ]


def test_a_supplement_has_no_shortcut_where_it_may_have_none(alice):
    tablet = make_food(magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    make_entry(alice, tablet, measure=Measure(elemental_mg=Decimal(100)))
    mark_food(alice, tablet, Mark.FAVOURITE)
    ((_, usual),) = favourite_foods(alice, doses=True, limit=9)
    assert usual.magnesium_mg == 100
    assert favourite_foods(alice, doses=False, limit=9) == [(tablet, None)]


class TestPages:
    def test_a_star_on_the_foods_page_in_the_search_and_before_typing(self, alices, oats):
        url = f"/foods/{oats.food_id}/"
        page = alices.get(url)
        assert f"Make a favourite: {oats.food}" in page.content.decode()
        assert alices.post(f"{url}favourite/", {"next": url}).url == url
        assert f"No favourite any more: {oats.food}" in alices.get(url).content.decode()
        page = alices.get("/add/", {"q": "oats"}).content.decode()
        assert f'action="{url}favourite/remove/"' in page
        assert "Favourites Oats 1 bowl · 69 mg" in text_of(alices.get("/add/"))
        page = alices.get(f"/add/{oats.food_id}/").content.decode()
        assert f'action="{url}favourite/remove/"' in page
        alices.post(f"{url}favourite/remove/")
        assert "Favourites" not in text_of(alices.get("/add/"))

    def test_with_weak_kidneys_a_dose_is_a_link_and_no_button(self, alice, alices):
        make_profile(alice, kidney_disease=True)
        tablet = make_food("Citrate", kind=Kind.SUPPLEMENT, basis="unit")
        make_portion(tablet, "1 tablet", "1")
        mark_food(alice, tablet, Mark.FAVOURITE)
        page = alices.get("/add/").content.decode()
        assert f'href="/add/{tablet.pk}/?' in page
        assert f'action="/add/{tablet.pk}/' not in page

    def test_strangers_have_no_star(self, oats):
        assert "favourite" not in Client().get(f"/foods/{oats.food_id}/").content.decode()

    def test_not_this_and_back_again(self, alice, alices):
        seeds = make_food("Pumpkin seeds", magnesium_mg="550", popularity=90)
        make_portion(seeds)
        assert "Pumpkin seeds 1 handful" in text_of(alices.get("/"))
        page = alices.post(f"/suggestions/{seeds.pk}/dismiss/", follow=True)
        assert "Not suggested any more: Pumpkin seeds." in page.content.decode()
        assert f'action="/suggestions/{seeds.pk}/restore/"' in page.content.decode()
        assert "Pumpkin seeds" not in text_of(page)
        assert "Pumpkin seeds" in text_of(alices.get("/settings/suggestions/"))
        alices.post(f"/suggestions/{seeds.pk}/restore/")
        assert "Pumpkin seeds 1 handful" in text_of(alices.get("/"))
        assert "Pumpkin seeds" not in text_of(alices.get("/settings/suggestions/"))

    @pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "javascript:x", ""])
    def test_nobody_is_sent_elsewhere(self, alices, oats, to):
        assert alices.post(f"/foods/{oats.food_id}/favourite/", {"next": to}).url == "/"

    def test_a_food_of_bobs_is_none(self, alice, alices, bob):
        bobs = make_food(state=State.PRIVATE, owner=bob)
        for url in (f"/foods/{bobs.pk}/favourite/", f"/suggestions/{bobs.pk}/dismiss/"):
            assert alices.post(url).status_code == 404
        assert not marks_of(alice, Mark.FAVOURITE).exists()


@pytest.mark.parametrize("url", ["/api/v1/favourites/", "/api/v1/suggestions/dismissed/"])
class TestApi:
    def test_added_listed_and_removed(self, as_alice, as_bob, oats, url):
        body = as_alice.post(url, {"food": oats.food_id}).json()
        assert body.pop("marked_at").startswith("20")
        assert body == {"food": oats.food_id, "name": "Oats"}
        assert as_alice.post(url, {"food": oats.food_id}).status_code == 200
        assert [row["food"] for row in as_alice.get(url).json()["results"]] == [oats.food_id]
        assert as_bob.get(url).json() == {"results": []}
        as_bob.delete(f"{url}{oats.food_id}/")
        assert len(as_alice.get(url).json()["results"]) == 1
        assert as_alice.delete(f"{url}{oats.food_id}/").status_code == 204
        assert as_alice.delete(f"{url}{oats.food_id}/").status_code == 204
        assert as_alice.get(url).json() == {"results": []}

    def test_what_is_no_food(self, as_alice, bob, url):
        bobs = make_food(state=State.PRIVATE, owner=bob)
        for food, code in ((bobs.pk, "not_found"), (0, "min_value"), ("x", "invalid")):
            (error,) = as_alice.post(url, {"food": food}).json()["errors"]
            assert (error["pointer"], error["code"]) == ("/food", code)
        assert Food.objects.count() == 1


def test_the_api_suggests_nothing_that_was_dismissed(as_alice):
    seeds = make_food("Pumpkin seeds", magnesium_mg="550", popularity=90)
    make_portion(seeds)
    url = "/api/v1/days/2026-11-23/"
    assert [each["food"] for each in as_alice.get(url).json()["suggestions"]] == [seeds.pk]
    as_alice.post("/api/v1/suggestions/dismissed/", {"food": seeds.pk})
    assert as_alice.get(url).json()["suggestions"] == []
