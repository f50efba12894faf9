from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from foods import curation
from foods.models import Confidence, Food, FoodName, Identifier, Portion, Scheme, State
from tests.factories import make_entry, make_food, make_portion


@pytest.fixture
def proposed(alice) -> Food:
    """Alice's oat bar, with a portion, a German name, a barcode and an Open Food Facts code."""
    food = make_food(
        "Oat bar",
        magnesium_mg="62.5",
        brand="Corner shop",
        confidence=Confidence.PERSONAL,
        popularity=0,
        state=State.PROPOSED,
        owner=alice,
    )
    make_portion(food, "1 bar", "40")
    FoodName.objects.create(food=food, language="de", name="Haferriegel", preferred=True)
    Identifier.objects.create(food=food, scheme=Scheme.GTIN, value="4006381333931")
    Identifier.objects.create(food=food, scheme=Scheme.OFF, value="4006381333931")
    return food


def test_publishing_copies_the_food_and_leaves_the_owners_alone(proposed, curator, alice):
    published = curation.publish(proposed, curator)

    assert published.pk != proposed.pk
    published.refresh_from_db()
    assert (published.name, published.brand) == ("Oat bar", "Corner shop")
    assert published.magnesium_mg_per_basis == Decimal("62.5")
    assert (published.state, published.owner) == (State.PUBLISHED, None)
    assert published.published_from == proposed
    assert published.confidence == Confidence.ESTIMATED
    portion = published.portions.get()
    assert (portion.label, portion.quantity, portion.is_default) == ("1 bar", 40, True)
    assert published.names.get().name == "Haferriegel"
    proposed.refresh_from_db()
    assert (proposed.state, proposed.owner) == (State.PRIVATE, alice)
    assert proposed.portions.get().label == "1 bar"
    assert proposed.identifiers.count() == 2


def test_a_published_copy_takes_the_barcode_and_not_what_names_one_food_only(proposed, curator):
    published = curation.publish(proposed, curator)

    assert [str(identifier) for identifier in published.identifiers.all()] == ["gtin 4006381333931"]


def test_a_published_copy_is_found_in_search(proposed, curator):
    published = curation.publish(proposed, curator)

    published.refresh_from_db()
    assert published.name_folded == "oat bar"
    assert "'haferriegel'" in published.search_document


def test_imports_leave_what_was_published_alone(proposed, curator):
    published = curation.publish(proposed, curator)

    assert "magnesium_mg_per_basis" in published.curated_fields
    assert "portions" in published.curated_fields
    assert "calcium_mg_per_basis" not in published.curated_fields  # nobody knows it


def test_every_act_has_an_author_and_a_history(proposed, curator):
    published = curation.publish(proposed, curator)
    curation.retire(published, curator)
    curation.unretire(published, curator)

    rows = published.history.order_by("history_id")
    assert [(row.history_user, row.history_change_reason, row.state) for row in rows] == [
        (curator, "Published", State.PUBLISHED),
        (curator, "Retired", State.RETIRED),
        (curator, "Published again", State.PUBLISHED),
    ]
    assert published.portions.get().history.get().history_user == curator
    assert proposed.history.first().history_user == curator


def test_publishing_twice_makes_one_food(proposed, curator):
    curation.publish(proposed, curator)

    with pytest.raises(curation.NotPossible, match="not proposed"):
        curation.publish(proposed, curator)

    assert Food.objects.filter(name="Oat bar").count() == 2


def test_a_proposal_its_owner_took_away_is_not_published(proposed, curator, alice):
    Food.objects.filter(pk=proposed.pk).update(state=State.PRIVATE)

    with pytest.raises(curation.NotPossible):
        curation.publish(proposed, curator)

    assert Food.objects.count() == 1


def test_publishing_is_all_or_nothing(proposed, curator):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE foods_portion ADD CHECK (food_id = %s)", [proposed.pk])

    with pytest.raises(IntegrityError), transaction.atomic():
        curation.publish(proposed, curator)

    assert Food.objects.get().state == State.PROPOSED
    assert Portion.objects.count() == 1


def test_a_rejected_food_stays_its_owners(proposed, curator, alice):
    curation.reject(proposed, curator)

    proposed.refresh_from_db()
    assert (proposed.state, proposed.owner) == (State.PRIVATE, alice)


@pytest.mark.parametrize("state", [State.RETIRED, State.PROPOSED, State.PRIVATE])
def test_only_published_foods_retire(state, curator, alice):
    owner = alice if state in (State.PROPOSED, State.PRIVATE) else None
    food = make_food(state=state, owner=owner)

    with pytest.raises(curation.NotPossible, match="Only published foods can retire"):
        curation.retire(food, curator)


def test_retiring_changes_no_entry(alice, curator):
    food = make_food("Quark", magnesium_mg="9")
    entry = make_entry(alice, food)

    curation.retire(food, curator)

    entry.refresh_from_db()
    assert (entry.food, entry.name, entry.magnesium_mg) == (food, "Quark", 9)


def test_a_food_is_in_use_when_somebody_logged_it_or_it_stands_for_another(alice):
    unused, logged, kept = make_food(), make_food(), make_food()
    make_portion(unused)
    FoodName.objects.create(food=unused, name="Alias")
    make_entry(alice, logged)
    make_food(state=State.MERGED, merged_into=kept)

    assert not curation.is_in_use(unused)
    assert curation.is_in_use(logged)
    assert curation.is_in_use(kept)


def test_vouched_fields_keep_the_order_of_the_form_and_come_once(db):
    food = make_food()

    curation.vouch_for(food, ["magnesium_mg_per_basis", "name"])
    curation.vouch_for(food, ["name", "not a field", "portions"])

    assert food.curated_fields == ["name", "magnesium_mg_per_basis", "portions"]


@pytest.mark.django_db
def test_the_first_change_keeps_what_was_loaded_in_the_history():
    food = make_food("Almonds", magnesium_mg="270")
    Food.history.all().delete()  # as after loading, which writes none
    food.magnesium_mg_per_basis = Decimal(277)
    food.save()
    food.magnesium_mg_per_basis = Decimal(278)
    food.save()
    assert [row.magnesium_mg_per_basis for row in food.history.order_by("history_id")] == [
        270,
        277,
        278,
    ]
