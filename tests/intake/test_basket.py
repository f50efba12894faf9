"""Several foods collected and logged together, with forms alone."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client

from foods.models import Food, Kind, State
from intake.models import Entry, Profile
from intake.people import profile_of
from tests.factories import make_food, make_portion, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SLOT = "date=2026-11-20&meal=lunch&basket=1"
WHERE = {"date": "2026-11-20", "meal": "lunch"}


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


@pytest.fixture
def oats(db):
    return make_portion(make_food("Oats", magnesium_mg="138"), "1 bowl", "50")


def collect(client, portion, amount="1"):
    fields = {"portion": portion.pk, "amount": amount, "basket": "1", **WHERE}
    return client.post(f"/add/{portion.food_id}/?{SLOT}", fields)


def test_foods_are_collected_seen_and_logged_together(alice, alices, oats):
    response = collect(alices, oats, "2")
    assert response.url == f"/add/?{SLOT}"
    own = {"name": "Soup", "kind": "food", "magnesium_mg": "", **WHERE}
    alices.post(f"/add/own/?{SLOT}", own)
    tablet = make_food("Citrate", magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    dose = {"label_says": "elemental", "doses": "2", "dose_mg": "50", **WHERE}
    alices.post(f"/add/{tablet.pk}/?{SLOT}", dose)
    assert not Entry.objects.exists()
    text = text_of(alices.get(f"/add/?{SLOT}"))
    assert "Basket at least 238 mg" in text
    assert "Oats 138 mg 2 × bowl Soup no figure your own Citrate 100 mg 2 × 50 mg" in text
    assert "Log 3 foods" in text
    page = alices.post(f"/add/basket/log/?{SLOT}", WHERE | {"meal": "dinner"}, follow=True)
    assert "Logged: 3 foods for dinner." in page.content.decode()
    entries = Entry.objects.for_person(alice).order_by("id")
    assert [(e.name, e.meal, str(e.date), e.magnesium_mg) for e in entries] == [
        ("Oats", "dinner", "2026-11-20", 138),
        ("Soup", "dinner", "2026-11-20", None),
        ("Citrate", "dinner", "2026-11-20", 100),
    ]
    assert len({e.together for e in entries}) == 1
    assert "Basket at least" not in text_of(alices.get(f"/add/?{SLOT}"))


def test_a_dose_may_be_a_range_or_confirmed(alice, alices):
    """1,000 mg of a citrate whose form is not known: 113.4 to 161.6 mg (science.md, section 2)."""
    some = {"magnesium_mg": None, "kind": Kind.SUPPLEMENT, "basis": "unit"}
    salt = make_food("Citrate", source_ref="citrate-unspecified", **some)
    dose = {"label_says": "compound", "compound": "citrate", "doses": "1", **WHERE}
    alices.post(f"/add/{salt.pk}/?{SLOT}", dose | {"dose_mg": "1000"})
    strong = {"label_says": "elemental", "doses": "1", "dose_mg": "2000", **WHERE}
    tablet = make_food("Tablet", **some)
    assert alices.post(f"/add/{tablet.pk}/?{SLOT}", strong).status_code == 422
    alices.post(f"/add/{tablet.pk}/?{SLOT}", strong | {"confirmed": "1"})
    text = text_of(alices.get(f"/add/?{SLOT}"))
    assert "Basket at least 2 113 mg Citrate 113 to 162 mg" in text
    alices.post(f"/add/basket/log/?{SLOT}", WHERE)
    kept = Entry.objects.for_person(alice).order_by("id")
    assert [(e.name, e.compound) for e in kept] == [("Citrate", "citrate"), ("Tablet", "")]
    assert round(float(kept[0].magnesium_at_most_mg), 1) == 161.6


def test_the_answer_about_the_kidneys_is_kept_with_what_was_collected(alice, alices):
    Profile.objects.filter(person=alice).update(kidney_answered_at=None)
    tablet = make_food("Citrate", magnesium_mg=None, kind=Kind.SUPPLEMENT, basis="unit")
    dose = {"label_says": "elemental", "doses": "1", "dose_mg": "50", **WHERE}
    page = alices.post(f"/add/{tablet.pk}/?{SLOT}", dose)
    assert page.status_code == 422
    assert "Please answer" in page.content.decode()
    alices.post(f"/add/{tablet.pk}/?{SLOT}", dose | {"kidneys": "no"})
    assert Profile.objects.get(person=alice).kidney_answered_at is not None
    assert "Basket 50 mg Citrate" in text_of(alices.get(f"/add/?{SLOT}"))


def test_pressed_twice_it_is_logged_once(alices, oats):
    collect(alices, oats)
    once = alices.session["basket"]["once"]
    for _ in range(2):
        page = alices.post("/add/basket/log/", WHERE | {"once": once}, follow=True)
    assert "nothing in the basket" not in page.content.decode()
    assert Entry.objects.count() == 1
    page = alices.post("/add/basket/log/", WHERE, follow=True)
    assert "There is nothing in the basket." in page.content.decode()


def test_an_error_logs_nothing_and_loses_nothing(alice, alices, oats):
    mine = make_food("My jam", state=State.PRIVATE, owner=alice)
    collect(alices, oats)
    collect(alices, make_portion(mine))
    Food.objects.filter(pk=mine.pk).update(removed_at="2026-11-23T00:00Z")
    page = alices.post("/add/basket/log/", WHERE)
    assert page.status_code == 422
    assert "Take it out: it can’t be logged." in text_of(page)
    assert not Entry.objects.exists()
    for bad in ({"date": "0308-01-01"}, {"meal": "brunch"}, {"date": ""}):
        assert alices.post("/add/basket/log/", WHERE | bad).status_code == 422
    assert len(alices.session["basket"]["lines"]) == 2
    take_out(alices, 1)
    alices.post("/add/basket/log/", WHERE)
    assert [e.name for e in Entry.objects.all()] == ["Oats"]


def test_what_is_wrong_is_said_before_it_is_collected(alices, oats):
    assert collect(alices, oats, "lots").status_code == 422
    assert collect(alices, oats, "99999").status_code == 422
    assert "basket" not in alices.session


def test_lines_are_taken_out(alices, oats):
    collect(alices, oats)
    for junk in ("0", "x", "-1", "", str(uuid4())):
        alices.post(f"/add/basket/take-out/?{SLOT}", {"line": junk})
    assert len(alices.session["basket"]["lines"]) == 1
    take_out(alices, 0)
    assert "basket" not in alices.session


def test_a_line_that_is_pressed_twice_takes_no_other_with_it(alices, oats):
    for name in ("Kale", "Rice"):
        collect(alices, make_portion(make_food(name)))
    collect(alices, oats)
    page = alices.get(f"/add/?{SLOT}").content.decode()
    first = re.findall(r'name="line" value="([^"]+)"', page)[0]
    for _ in range(2):
        alices.post(f"/add/basket/take-out/?{SLOT}", {"line": first})
    assert names(alices) == ["Rice", "Oats"]


def take_out(client, at):
    """The page after the line's button, and where its Undo sends."""
    line = client.session["basket"]["lines"][at]["id"]
    page = client.post(f"/add/basket/take-out/?{SLOT}", {"line": line}, follow=True)
    undo = re.findall(r'action="(/add/basket/[^"]*/put-back/[^"]*)"', page.content.decode())
    return page, unescape(undo[0])


def names(client):
    return [Food.objects.get(pk=line["food"]).name for line in client.session["basket"]["lines"]]


def test_what_is_taken_out_is_put_back_where_it_stood(alices, oats):
    for name in ("Kale", "Rice"):
        collect(alices, make_portion(make_food(name)))
    collect(alices, oats, "2")
    before = alices.session["basket"]
    page, undo = take_out(alices, 1)
    assert "Taken out: Rice." in page.content.decode()
    assert names(alices) == ["Kale", "Oats"]
    page = alices.post(undo, follow=True)
    assert "Back again: Rice." in page.content.decode()
    assert alices.session["basket"] == before
    assert page.redirect_chain[0][0] == f"/add/?{SLOT}"
    # Pressed twice, it is there once.
    assert "Back again" not in alices.post(undo, follow=True).content.decode()
    assert alices.session["basket"] == before


def test_the_last_line_makes_a_basket_anew(alices, oats):
    collect(alices, oats, "2")
    _, undo = take_out(alices, 0)
    assert "basket" not in alices.session
    alices.post(undo)
    assert "Basket 138 mg Oats 138 mg 2 × bowl" in text_of(alices.get(f"/add/?{SLOT}"))
    alices.post("/add/basket/log/", WHERE)
    assert [(e.name, e.amount) for e in Entry.objects.all()] == [("Oats", 2)]


def test_each_undo_puts_back_what_it_was_of(alices, oats):
    """Also those of other tabs, and after the basket was logged: then it is collected once more."""
    collect(alices, make_portion(make_food("Kale")))
    collect(alices, oats)
    _, first = take_out(alices, 0)
    _, second = take_out(alices, 0)
    alices.post(first)
    assert names(alices) == ["Kale"]
    once = alices.session["basket"]["once"]
    alices.post("/add/basket/log/", WHERE)
    alices.post(second)
    assert names(alices) == ["Oats"]
    assert alices.session["basket"]["once"] != once
    alices.post("/add/basket/log/", WHERE)
    assert [e.name for e in Entry.objects.order_by("id")] == ["Kale", "Oats"]


def test_nothing_is_put_back_into_a_full_basket_or_from_anothers(alices, bob, oats):
    collect(alices, oats)
    _, undo = take_out(alices, 0)
    other = Client()
    other.force_login(bob)
    other.post(undo)
    assert "basket" not in other.session
    for _ in range(50):
        collect(alices, oats)
    page = alices.post(undo, follow=True)
    assert "At most 50 foods fit in the basket." in page.content.decode()
    held = [line["id"] for line in alices.session["basket"]["lines"]]
    assert len(held) == 50
    # What could not be put back can be, once there is room.
    take_out(alices, 7)
    alices.post(undo)
    now = [line["id"] for line in alices.session["basket"]["lines"]]
    assert len(now) == 50
    assert re.search(r"/basket/([^/]+)/", undo)[1] in set(now) - set(held)


def test_a_basket_of_before_lines_had_ids_is_kept(alices, oats):
    collect(alices, oats)
    session = alices.session
    del session["basket"]["lines"][0]["id"]
    session.save()
    page = alices.get(f"/add/?{SLOT}")
    assert "Basket 69 mg" in text_of(page)
    shown = re.search(r'name="line" value="([^"]+)"', page.content.decode())[1]
    alices.post(f"/add/basket/take-out/?{SLOT}", {"line": shown})
    assert "basket" not in alices.session


def test_the_basket_has_an_end(alices, oats):
    for _ in range(50):
        collect(alices, oats)
    page = collect(alices, oats)
    assert page.status_code == 422
    assert "At most 50 foods fit in the basket." in text_of(page)


def test_it_is_there_whatever_day_one_adds_to(alice, alices, oats):
    collect(alices, oats)
    day = profile_of(alice).today() - timedelta(days=3)
    assert "Basket 69 mg" in text_of(alices.get("/add/", {"date": day}))


def test_bobs_food_cannot_be_collected(bob, alices):
    bobs = make_portion(make_food(state=State.PRIVATE, owner=bob))
    assert collect(alices, bobs).status_code == 404
