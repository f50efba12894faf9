import pytest

from foods.models import Identifier
from intake.transfer.matching import matched
from intake.transfer.reading import Reference
from tests.factories import make_food

pytestmark = pytest.mark.django_db


def reference(food_id, *identifiers, name="Almonds", basis="100g"):
    return Reference(food_id, name, "", basis, frozenset(identifiers))


def known_as(food, scheme, value):
    Identifier.objects.create(food=food, scheme=scheme, value=value)
    return food


def test_by_id_and_identifier():
    almonds = known_as(make_food("Almonds"), "ndb", "12061")
    assert matched([reference(almonds.pk, ("ndb", "12061"))]) == {almonds.pk: almonds.pk}


def test_an_id_that_is_another_food_here_is_not_believed():
    other = known_as(make_food("Walnuts"), "ndb", "12155")
    almonds = known_as(make_food("Almonds"), "ndb", "12061")
    assert matched([reference(other.pk, ("ndb", "12061"))]) == {other.pk: almonds.pk}
    assert matched([reference(other.pk, ("ndb", "99999"))]) == {}
    assert matched([reference(other.pk)]) == {}


def test_without_identifiers_the_id_and_the_name_have_to_agree():
    tablet = make_food("Citrate, tablet", basis="unit")
    assert matched([reference(tablet.pk, name="Citrate, tablet", basis="unit")])
    assert not matched([reference(tablet.pk, name="Oxide, tablet", basis="unit")])
    assert not matched([reference(tablet.pk, name="Citrate, tablet")])


def test_the_lasting_identifier_comes_before_one_that_changes():
    right = known_as(make_food("Almonds"), "ndb", "12061")
    known_as(make_food("Recycled"), "fdc", "170567")
    sought = reference(5, ("fdc", "170567"), ("ndb", "12061"))
    assert matched([sought]) == {5: right.pk}


def test_a_barcode_has_to_name_one_food():
    bar = known_as(make_food("Bar"), "gtin", "4001234567890")
    sought = reference(5, ("gtin", "4001234567890"))
    assert matched([sought]) == {5: bar.pk}
    known_as(make_food("Bar, other"), "gtin", "4001234567890")
    assert matched([sought]) == {}


def test_it_has_to_be_measured_in_the_same_way():
    known_as(make_food("Milk", basis="100ml"), "ndb", "1077")
    assert matched([reference(5, ("ndb", "1077"))]) == {}


def test_somebody_s_private_food_is_nobody_else_s(bob):
    private = known_as(make_food("Bob's", state="private", owner=bob), "gtin", "4001234567890")
    assert matched([reference(private.pk, ("gtin", "4001234567890"))]) == {}


def test_a_merged_food_is_known_by_the_one_that_stands_for_it():
    kept = known_as(make_food("Almonds"), "ndb", "12061")
    gone = make_food("Almond", state="merged", merged_into=kept)
    assert matched([reference(gone.pk, ("ndb", "12061"))]) == {gone.pk: gone.pk}


def test_takes_the_same_queries_however_many(django_assert_num_queries):
    foods = [known_as(make_food(), "ndb", str(number)) for number in range(9)]
    for count in (1, 9):
        sought = [reference(food.pk + 500, ("ndb", str(n))) for n, food in enumerate(foods[:count])]
        with django_assert_num_queries(2):
            assert len(matched(sought)) == count
