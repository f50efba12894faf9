"""Tap water by what a person knows of it, from the form to the day's bounds."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foods.borrowing import borrow
from foods.curation import NotPossible, publish
from foods.models import Food, Kind, State
from foods.own_foods import write_food
from foods.own_waters import write_water
from foods.search import search
from foods.submissions import propose
from foods.waters import Known, Unit, reading_of
from intake.checklist_items import take_daily
from intake.days import day_of
from intake.diary import EntryChanges, edit_entry
from intake.export import everything_about
from intake.meals import save_entries
from intake.models import Entry
from intake.people import profile_of
from intake.recalculation import recalculate, undo
from intake.snapshots import InvalidEntry, Measure
from intake.targets import situation_of
from intake.usual import usual_food_ids
from tests.factories import make_entry, make_food, make_person, make_portion, make_profile
from tests.intake.test_settings_pages import error_beside
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/settings/water/"
DAY = date(2026, 11, 23)
TAP = {"name": "Tap water", "knows": "magnesium", "figure": "12", "unit": "mg_per_litre"}
HARD = TAP | {"knows": "total_hardness", "figure": "10", "unit": "german_degrees"}


def water_by(person, known: Known, figure: str | None = None, unit=Unit.MG_PER_LITRE) -> Food:
    reading = reading_of(known, Decimal(figure) if figure else None, unit)
    return write_water(person, "Tap water", reading, food=None)


def glass_of(water: Food, person, **fields) -> Entry:
    measure = Measure(portion=water.portions.get(label="1 glass (250 ml)"))
    return make_entry(person, water, measure=measure, **fields)


def totals(person):
    return day_of(person, DAY, situation_of(person)).summary.totals


# The form


def test_a_figure_in_mg_a_litre(alices, alice):
    assert alices.post(PAGE, TAP).status_code == 302

    water = Food.objects.get(owner=alice)
    assert (water.kind, water.basis, water.state) == ("water", "100ml", State.PRIVATE)
    assert water.magnesium_mg_per_basis == Decimal("1.2")
    assert water.magnesium_at_most_mg_per_basis is None
    assert water.added_magnesium_mg_per_basis == 0
    assert water.confidence == "personal"
    portions = [(p.label, p.quantity, p.is_default) for p in water.portions.all()]
    assert portions == [("1 glass (250 ml)", 250, True), ("1 bottle (500 ml)", 500, False)]
    assert "12 mg in a litre" in text_of(alices.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "figure", "bound"),
    [
        ({"figure": "12,5"}, "1.25", None),
        ({"figure": "0"}, "0", None),  # measured, and none found
        ({"figure": "0.5", "unit": "mmol_per_litre"}, "1.2152", None),
        ({"knows": "magnesium_hardness", "figure": "50"}, "1.2142", None),
        ({"knows": "magnesium_hardness", "figure": "3", "unit": "german_degrees"}, "1.3003", None),
        ({"knows": "total_hardness", "figure": "250"}, None, "6.0710"),
        ({"knows": "total_hardness", "figure": "14", "unit": "german_degrees"}, None, "6.0679"),
        ({"knows": "total_hardness", "figure": "25", "unit": "french_degrees"}, None, "6.0710"),
        ({"knows": "nothing", "figure": ""}, None, None),
        ({"knows": "nothing", "figure": "a lot"}, None, None),
    ],
)
def test_what_is_known_becomes_a_figure_or_a_bound(alices, typed, figure, bound):
    assert alices.post(PAGE, TAP | typed).status_code == 302

    water = Food.objects.get(name="Tap water", state=State.PRIVATE)
    assert water.magnesium_mg_per_basis == (figure and Decimal(figure))
    assert water.magnesium_at_most_mg_per_basis == (bound and Decimal(bound))


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"figure": "3000"}, "figure", "Is this the total hardness, or mg in a cubic metre"),
        ({"figure": "3000", "confirmed": "1"}, "figure", "more than any water holds"),
        ({"figure": "823"}, "figure", "That makes 823 mg of magnesium in a litre"),
        ({"figure": "1,000"}, "figure", "Is this 1000 or 1?"),
        ({"figure": "-3"}, "figure", "Give a number from 0"),
        ({"figure": ""}, "figure", "Say how much."),
        ({"figure": "14", "unit": "german_degrees"}, "unit", "Degrees are a hardness."),
        ({"knows": "total_hardness", "figure": "3000"}, "figure", "up to 729 mg"),
        ({"knows": "total_hardness", "figure": "12000"}, "figure", "Is the unit right?"),
        ({"name": " "}, "name", "Give it a name."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(alices, typed, field, says):
    response = alices.post(PAGE, TAP | typed)
    assert response.status_code == 422
    assert says in error_beside(response, f"id_{field}")
    assert not Food.objects.filter(name__icontains="tap").exists()


def test_what_is_rare_is_taken_once_it_is_confirmed(alices):
    asked = alices.post(PAGE, TAP | {"figure": "823"})
    assert 'name="confirmed"' in asked.content.decode()
    assert alices.post(PAGE, TAP | {"figure": "823", "confirmed": "1"}).status_code == 302
    assert Food.objects.get(name="Tap water").magnesium_mg_per_basis == Decimal("82.3")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (TAP, "= 12 mg of magnesium in a litre, 3 mg in a glass of 250 ml"),
        (TAP | {"figure": "3000"}, "more than any water holds"),
        (HARD, "At most 43 mg of magnesium in a litre"),
        (HARD | {"figure": ""}, ""),
        (TAP | {"knows": "nothing"}, "Not known: a day on which you drink it says “at least”."),
    ],
)
def test_the_sum_is_shown_while_one_types_and_writes_nothing(alices, typed, says):
    shown = alices.get(f"{PAGE}sum/", typed | {"name": ""}).content.decode()
    words = " ".join(shown.replace("<b>", "").replace("</b>", "").split())
    assert says in words
    assert bool(says) == ("notice" in words)
    # Without JavaScript a button asks for it.
    assert alices.post(PAGE, HARD | {"show": "1"}).status_code == 200
    assert not Food.objects.filter(state=State.PRIVATE).exists()


def test_the_same_form_twice_makes_one_water(alices, alice):
    alices.post(PAGE, TAP)
    alices.post(PAGE, TAP | {"name": "tap water", "figure": "14"})
    assert Food.objects.get(owner=alice).magnesium_mg_per_basis == Decimal("1.4")


def test_a_bottle_of_that_name_keeps_its_figure(alices, alice):
    private = {"owner": alice, "state": State.PRIVATE, "kind": Kind.WATER, "basis": "100ml"}
    bottle = make_food("Tap water", magnesium_mg="9", brand="Spring", **private)
    alices.post(PAGE, TAP)
    bottle.refresh_from_db()
    assert bottle.magnesium_mg_per_basis == 9
    tap = Food.objects.exclude(pk=bottle.pk).get(owner=alice)
    assert tap.magnesium_mg_per_basis == Decimal("1.2")


def test_an_edit_shows_what_was_said_and_changes_no_past_entry(alices, alice):
    alices.post(PAGE, HARD)
    water = Food.objects.get(owner=alice)
    entry = glass_of(water, alice)
    page = alices.get(f"{PAGE}{water.pk}/").content.decode()
    assert 'value="total_hardness"' in page.split("checked")[0].rsplit("<input", 1)[1]
    assert 'value="10"' in page
    assert '<option value="german_degrees" selected>' in page

    alices.post(f"{PAGE}{water.pk}/", TAP | {"name": "Kitchen"})

    water.refresh_from_db()
    assert (water.name, water.magnesium_mg_per_basis) == ("Kitchen", Decimal("1.2"))
    assert water.magnesium_at_most_mg_per_basis is None
    assert water.portions.count() == 2
    entry.refresh_from_db()
    assert (entry.name, entry.magnesium_mg) == ("Tap water", None)
    assert entry.magnesium_at_most_mg == Decimal("10.8355")  # 250 ml at 4.3342 mg a 100 ml
    assert glass_of(water, alice).magnesium_mg == 3


def test_removing_can_be_undone(alices, alice):
    alices.post(PAGE, TAP)
    water = Food.objects.get(owner=alice)
    response = alices.post(f"{PAGE}{water.pk}/remove/", follow=True)
    assert "Removed: Tap water." in response.content.decode()
    assert water.pk not in [food.pk for food in search("tap water", person=alice).foods]
    assert f'action="{PAGE}{water.pk}/restore/"' in response.content.decode()

    alices.post(f"{PAGE}{water.pk}/restore/")
    assert search("tap water", person=alice).foods[0].pk == water.pk


def test_what_is_bobs_is_not_found_by_alice(alices, alice, bob):
    water = water_by(bob, Known.MAGNESIUM, "12")
    for method, path in [("get", ""), ("post", ""), ("post", "remove/"), ("post", "restore/")]:
        assert getattr(alices, method)(f"{PAGE}{water.pk}/{path}", TAP).status_code == 404
    assert "Tap water, 12 mg" not in text_of(alices.get(PAGE))
    oats = make_food("Oats", owner=alice, state=State.PRIVATE)
    assert alices.post(f"{PAGE}{oats.pk}/remove/").status_code == 404


def test_the_page_takes_as_many_queries_for_many_as_for_one(alices, alice):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            alices.get(PAGE)
        return len(captured)

    water_by(alice, Known.MAGNESIUM, "12")
    one = queries()
    for number in range(5):
        write_water(alice, f"Water {number}", reading_of(Known.NOTHING, None), food=None)
    assert queries() == one


# Finding it


@pytest.mark.parametrize("typed", ["tap water", "water", "drinking water", "Tap wat"])
def test_ones_own_comes_first_even_before_a_usual_one(alices, alice, typed):
    catalogues = make_food(
        "Tap water", magnesium_mg=None, kind=Kind.WATER, basis="100ml", popularity=97
    )
    catalogues.names.create(name="water")
    catalogues.names.create(name="drinking water")
    make_portion(catalogues, "1 glass (200 ml)", "200")
    for _ in range(3):
        make_entry(alice, catalogues, measure=Measure(millilitres=Decimal(200)))
    usual = usual_food_ids(alice, today=DAY)
    assert search(typed, person=alice, preferred_ids=usual).foods[0] == catalogues
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)

    if typed != "Tap wat":  # among foods whose name was not typed in full, the usual leads
        found = search(typed, person=alice, preferred_ids=usual)
        assert [food.pk for food in found.foods[:2]] == [water.pk, catalogues.pk]
        page = text_of(alices.get("/add/", {"q": typed}))
        assert page.index("at most 11 mg") < page.index("1 glass (200 ml)")
    assert water not in search(typed, person=make_person()).foods


def test_the_catalogues_tap_water_points_to_the_page(alices, alice):
    tap = make_food("Tap water", magnesium_mg=None, kind=Kind.WATER, basis="100ml")
    for path in (f"/add/{tap.pk}/", f"/foods/{tap.pk}/", "/settings/"):
        assert f'href="{PAGE}"' in alices.get(path).content.decode()
    assert f'href="{PAGE}"' not in Client().get(f"/foods/{tap.pk}/").content.decode()


def test_no_confidence_is_claimed_for_a_figure_that_is_not_there():
    tap = make_food("Tap water", magnesium_mg=None, kind=Kind.WATER, basis="100ml")
    make_portion(tap, "1 glass (200 ml)", "200")
    page = text_of(Client().get(f"/foods/{tap.pk}/"))
    assert "Confidence" not in page
    assert "1 glass 200 ml not known" in page


def test_a_bound_is_shown_wherever_the_water_is(alices, alice):
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    make_food("Stew")
    page = text_of(alices.get(f"/foods/{water.pk}/"))
    assert (
        "magnesium not known At most 4.3 mg in 100 ml, 43 mg in a litre, by its hardness." in page
    )
    assert "at most 11 mg" in page  # a glass
    assert "at most 4.3 mg in 100 ml" in text_of(alices.get("/settings/foods/"))
    form = text_of(alices.get(f"/add/{water.pk}/"))
    assert "not known; at most 4.3 mg in 100 ml by its hardness" in form
    portion = water.portions.get(label="1 glass (250 ml)")
    body = {"portion": portion.pk, "amount": "1", "date": "2026-11-20", "meal": "lunch"}
    answer = alices.post(f"/add/{water.pk}/", body, follow=True)
    assert "Logged: Tap water, not known, at most 11 mg." in answer.content.decode()
    said = text_of(answer)
    assert "no figure" in said
    assert "at most 11 mg by its hardness" in said
    assert "1 of 1 without a figure: 11 mg at most in all" in said


def test_a_bound_is_shown_before_the_water_is_logged(alices, alice):
    """In the basket, in a saved meal, where one adds to it, and on the checklist."""
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    portion = water.portions.get(label="1 glass (250 ml)")
    glass = {"portion": portion.pk, "amount": "1", "date": "2026-11-20", "meal": "lunch"}
    alices.post(f"/add/{water.pk}/?date=2026-11-20&meal=lunch&basket=1", glass)
    said = "at most 11 mg by its hardness"
    basket = text_of(alices.get("/add/?date=2026-11-20&meal=lunch&basket=1"))
    assert f"Tap water no figure 1 glass (250 ml) · {said}" in basket
    entry = make_entry(alice, water, measure=Measure(portion=portion))
    saved = save_entries(alice, name="Glass", entries=[entry])
    page = f"/meals/{saved.uuid}/"
    assert f"no figure How much Tap water × 1 glass (250 ml) · {said}" in text_of(alices.get(page))
    # A helping is the commonest glass, of 200 ml or of 250.
    assert "at most 1" in text_of(alices.get(page, {"q": "tap water"})).split("Add to it")[1]
    take_daily(entry, today=profile_of(alice).today())
    assert f"1 glass (250 ml) · no figure · {said}" in text_of(alices.get("/settings/checklist/"))
    assert f"1 glass (250 ml) · {said}" in text_of(alices.get("/"))


# The day


def test_a_day_is_at_least_and_at_most(alice):
    make_entry(alice, make_food(magnesium_mg="300"))
    glass_of(water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES), alice)

    day = totals(alice)

    assert (day.total_mg, day.unknown_items, day.is_lower_bound) == (300, 1, True)
    assert day.total_at_most_mg == Decimal("310.8355")
    assert (day.added_mg, day.added_at_most_mg) == (0, 0)  # natural, so none of it was added


def test_one_item_without_a_bound_leaves_the_day_without_one(alice):
    glass_of(water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES), alice)
    make_entry(alice, make_food(magnesium_mg=None))

    assert totals(alice).total_at_most_mg is None
    assert totals(alice).unknown_items == 2


def test_a_medicine_without_a_figure_takes_no_bound_away(alice):
    glass_of(water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES), alice)
    make_entry(alice, name="Antacid", kind="medicine")

    assert totals(alice).total_at_most_mg == Decimal("10.8355")
    assert totals(alice).added_at_most_mg is None


def test_a_bound_of_a_drink_that_may_be_fortified_bounds_what_was_added(alice):
    drink = make_food(
        magnesium_mg=None,
        basis="100ml",
        added_magnesium_mg_per_basis=None,
        magnesium_at_most_mg_per_basis=Decimal(20),
    )
    make_entry(alice, drink, measure=Measure(millilitres=Decimal(500)))
    assert totals(alice).added_at_most_mg == 100


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    glasses=st.lists(
        st.tuples(st.integers(0, 800), st.decimals(0, 1, places=2), st.integers(1, 3000)),
        max_size=4,
    )
)
def test_a_bound_never_exceeds_what_replaces_the_unknown(alice, glasses):
    """Whatever part of the hardness turns out to be magnesium."""

    def day_by(known):
        Entry.objects.all().delete()
        Food.objects.filter(owner=alice).delete()
        for number, (hardness, share, ml) in enumerate(glasses):
            of = hardness * share if known is Known.MAGNESIUM_HARDNESS else Decimal(hardness)
            water = write_water(alice, f"Water {number}", reading_of(known, of), food=None)
            make_entry(alice, water, measure=Measure(millilitres=Decimal(ml)))
        return totals(alice)

    bounds, known = day_by(Known.TOTAL_HARDNESS), day_by(Known.MAGNESIUM_HARDNESS)
    assert bounds.total_mg <= known.total_mg <= bounds.total_at_most_mg
    assert known.total_mg == known.total_at_most_mg
    assert known.added_at_most_mg == bounds.added_at_most_mg == 0


def test_changing_the_amount_scales_the_bound(alice):
    entry = glass_of(water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES), alice)
    twice = edit_entry(entry, EntryChanges(amount=Decimal(2)))
    assert (twice.magnesium_mg, twice.magnesium_at_most_mg) == (None, Decimal("21.671"))


@pytest.mark.parametrize(
    "figures",
    [
        {"magnesium_mg": "1000000"},
        {"magnesium_mg": None, "magnesium_at_most_mg_per_basis": Decimal(1_000_000)},
    ],
)
def test_more_than_anybody_can_have_is_refused(alice, figures):
    with pytest.raises(InvalidEntry):
        make_entry(alice, make_food(**figures), measure=Measure(grams=Decimal(99_999)))


# The catalogue


def test_the_database_keeps_bounds_where_there_is_no_figure():
    food = make_food(magnesium_mg="5")
    for values in (
        {"magnesium_at_most_mg_per_basis": 6},
        {"magnesium_at_most_mg_per_basis": -1, "magnesium_mg_per_basis": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Food.objects.filter(pk=food.pk).update(**values)


def test_a_figure_takes_the_place_of_a_bound(alice):
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    write_food(water, {"magnesium_mg_per_basis": Decimal(1)})
    water.refresh_from_db()
    assert (water.magnesium_mg_per_basis, water.magnesium_at_most_mg_per_basis) == (1, None)


def test_nothing_is_borrowed_where_a_bound_is_known(alice):
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    with pytest.raises(NotPossible):
        borrow(water, [make_food(basis="100ml", magnesium_mg="11")], by=alice)


def test_a_published_copy_carries_the_bound_and_entries_follow_its_figure(alice):
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    propose(water, alice)
    curator = make_person(is_staff=True)
    copy = publish(Food.objects.get(pk=water.pk), curator)
    assert copy.magnesium_at_most_mg_per_basis == Decimal("4.3342")
    assert "magnesium_at_most_mg_per_basis" in copy.curated_fields

    entry = make_entry(alice, copy, measure=Measure(millilitres=Decimal(1000)))
    copy.magnesium_mg_per_basis = Decimal(5)
    copy.save()
    act = recalculate(copy, by=curator, reason="measured")
    entry.refresh_from_db()
    assert (entry.magnesium_mg, entry.magnesium_at_most_mg) == (50, None)
    undo(act, by=curator)
    entry.refresh_from_db()
    assert (entry.magnesium_mg, entry.magnesium_at_most_mg) == (None, Decimal("43.342"))


def test_the_export_has_it(alice):
    water = water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES)
    glass_of(water, alice)
    everything = everything_about(alice)
    (food,) = everything["foods"]
    assert food["magnesium_at_most_mg_per_basis"] == Decimal("4.3342")
    assert food["magnesium_mg_per_basis"] is None
    assert everything["entries"][0]["magnesium_at_most_mg"] == Decimal("10.8355")


class TestOverTheApi:
    def test_a_water_with_a_bound_and_its_day(self, as_alice):
        body = {
            "name": "Tap water",
            "kind": "water",
            "basis": "100ml",
            "magnesium_at_most_mg_per_basis": 4.335,
            "added_magnesium_mg_per_basis": 0,
        }
        made = as_alice.post("/api/v1/foods/", body, format="json")
        assert made.status_code == 201
        assert made.json()["magnesium_at_most_mg_per_basis"] == 4.335
        entry = {"date": "2026-11-23", "meal": "lunch", "food": made.json()["id"]}
        logged = as_alice.post("/api/v1/entries/", entry | {"millilitres": 500}, format="json")
        assert logged.json()["magnesium_mg"] is None
        assert logged.json()["magnesium_at_most_mg"] == 21.675
        intake = as_alice.get("/api/v1/days/2026-11-23/").json()["intake"]
        assert (intake["total_mg"], intake["total_at_most_mg"]) == (0, 21.675)
        assert (intake["unknown_items"], intake["is_lower_bound"]) == (1, True)
        # The 0 of water is none that was measured.
        assert (intake["water_mg"], intake["lower_bounds"]) == (0, ["water"])
        period = as_alice.get("/api/v1/trends/?from=2026-11-23&to=2026-11-23").json()
        assert period["summary"]["lower_bounds"] == ["water"]

        changed = as_alice.patch(
            f"/api/v1/foods/{made.json()['id']}/", {"magnesium_mg_per_basis": 1}, format="json"
        ).json()
        assert changed["magnesium_mg_per_basis"] == 1
        assert changed["magnesium_at_most_mg_per_basis"] is None

    def test_a_figure_and_a_bound_are_refused(self, as_alice):
        body = {"name": "W", "magnesium_mg_per_basis": 1, "magnesium_at_most_mg_per_basis": 2}
        answer = as_alice.post("/api/v1/foods/", body, format="json")
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/magnesium_at_most_mg_per_basis"
        assert error["code"] == "figure_known"


def test_with_weak_kidneys_the_day_shows_the_bounds_alone(alices, alice):
    make_profile(alice, kidney_disease=True)
    glass_of(water_by(alice, Known.TOTAL_HARDNESS, "10", Unit.GERMAN_DEGREES), alice)
    page = text_of(alices.get("/day/2026-11-23/"))
    assert "1 of 1 without a figure: 11 mg at most in all" in page
    assert "to go" not in page
