"""Proposals and reports: asked once, decided once, and the photo gone with the decision."""

from decimal import Decimal

import pytest

from foods import curation, figures, submissions
from foods.models import Confidence, Identifier, LabelPhoto, State, Submission
from tests.factories import make_food

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(alice):
    return make_food("Oat bar", magnesium_mg="62.5", state=State.PRIVATE, owner=alice)


def test_proposing_twice_asks_once(mine, alice):
    first = submissions.propose(mine, alice, said="from the corner shop")
    assert submissions.propose(mine, alice) == first
    mine.refresh_from_db()
    assert mine.state == State.PROPOSED


def test_a_food_of_somebody_else_cannot_be_proposed(mine, bob):
    with pytest.raises(type(mine).DoesNotExist):
        submissions.propose(mine, bob)


def test_publishing_answers_with_the_copy(mine, alice, curator):
    asked = submissions.propose(mine, alice, jpeg=b"a photo")
    published = curation.publish(mine, curator, reason="Thank you")
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.reason) == ("accepted", published, "Thank you")
    assert (asked.decided_by, asked.decided_at is not None) == (curator, True)
    assert not LabelPhoto.objects.exists()


def test_declining_answers_with_the_reason(mine, alice, curator):
    asked = submissions.propose(mine, alice, jpeg=b"a photo")
    curation.reject(mine, curator, reason="No such bar")
    asked.refresh_from_db()
    mine.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "No such bar")
    assert (mine.state, mine.owner) == (State.PRIVATE, alice)
    assert not LabelPhoto.objects.exists()
    assert submissions.propose(mine, alice).pk != asked.pk  # it may be asked anew


def test_taking_back_makes_the_food_private_and_deletes_what_was_said(mine, alice):
    submissions.withdraw(submissions.propose(mine, alice, jpeg=b"a photo"))
    mine.refresh_from_db()
    assert mine.state == State.PRIVATE
    assert not Submission.objects.exists()
    assert not LabelPhoto.objects.exists()


def test_a_report_sets_the_labels_figure(alice, curator):
    food = make_food("Oat drink", magnesium_mg="30")
    asked = submissions.report(
        food, alice, suggested_mg=Decimal("3.5"), suggested_basis="100g", jpeg=b"a photo"
    )
    figures.accept_report(asked, curator, reason="misplaced point")
    food.refresh_from_db()
    asked.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.confidence) == (Decimal("3.5"), Confidence.LABEL)
    assert "magnesium_mg_per_basis" in food.curated_fields
    assert (asked.state, asked.result) == ("accepted", food)
    assert food.history.first().history_change_reason.endswith("misplaced point")
    assert not LabelPhoto.objects.exists()


def test_a_figure_on_another_basis_is_not_taken_over(alice, curator):
    food = make_food("Oat drink", magnesium_mg="30")
    asked = submissions.report(food, alice, suggested_mg=Decimal(3), suggested_basis="100ml")
    with pytest.raises(curation.NotPossible, match="per 100 ml, the food’s per 100 g"):
        figures.accept_report(asked, curator)
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 30


def test_a_figure_that_nothing_can_have_is_not_taken_over(alice, curator):
    food = make_food("Oat drink", magnesium_mg="30")
    asked = submissions.report(food, alice, suggested_mg=Decimal(70_000), suggested_basis="100g")
    with pytest.raises(curation.NotPossible, match="100 g can’t hold that much"):
        figures.accept_report(asked, curator)


def test_a_decision_is_made_once(alice, curator):
    asked = submissions.report(make_food(), alice, said="wrong")
    curation.decline_report(asked, curator, reason="It is right")
    with pytest.raises(submissions.AlreadyDecided):
        curation.close_report(asked, curator)


def test_one_report_of_a_food_waits_at_a_time(alice, bob):
    food = make_food()
    submissions.report(food, alice, said="wrong")
    with pytest.raises(submissions.WaitingAlready):
        submissions.report(food, alice, said="still wrong")
    submissions.report(food, bob, said="wrong")


def test_nobody_floods_the_curators(alice, monkeypatch):
    monkeypatch.setattr(submissions, "MOST_WAITING", 2)
    for _ in range(2):
        submissions.report(make_food(), alice, said="wrong")
    with pytest.raises(submissions.TooManyWaiting):
        submissions.report(make_food(), alice, said="wrong")


def test_the_nearest_are_found_by_barcode_then_name_then_figure(mine, alice):
    by_code = make_food("Haferriegel", magnesium_mg="10")
    for food in (mine, by_code):
        Identifier.objects.create(food=food, scheme="gtin", value="4006381333931")
    by_name = make_food("Oat bar with raisins", magnesium_mg="400")
    make_food("Cheese", magnesium_mg="62")
    submissions.propose(mine, alice)
    assert submissions.nearest_published(mine) == [by_code, by_name]
