"""Second approvals of what many days rest on: figures, estimates, merges, reports."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from foods import approvals, borrowing, figures, merging, submissions
from foods.curation import NotPossible
from foods.models import Confidence, Estimate, FigureChange, LabelPhoto, State
from tests.factories import make_curator, make_entry, make_food
from tests.foods.test_admin import filled_in, page
from tests.pages import admin_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(settings, alice):
    """Logged three times, where two are the limit."""
    settings.SECOND_APPROVAL_ENTRIES = 2
    food = make_food("Oats", magnesium_mg="138")
    for _ in range(3):
        make_entry(alice, food)
    return food


def ask(food, by) -> FigureChange:
    change = figures.change_figure(food, Decimal(130), by=by, reason="a new release")
    assert change is not None
    return change


def test_a_food_that_few_logged_changes_at_once(settings, alice, curator):
    settings.SECOND_APPROVAL_ENTRIES = 1
    food = make_food(magnesium_mg="138")
    make_entry(alice, food)
    assert figures.change_figure(food, Decimal(130), by=curator, reason="slip") is None
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.curated_fields) == (130, ["magnesium_mg_per_basis"])


def test_one_that_many_logged_waits_for_another_curator(logged, curator):
    change = ask(logged, curator)
    other = make_curator("other@example.org")
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 138
    with pytest.raises(NotPossible, match="Another curator"):
        approvals.approve(change, curator)
    approvals.approve(change, other)
    logged.refresh_from_db()
    change.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 130
    assert (change.state, change.asked_by, change.decided_by) == ("approved", curator, other)
    assert logged.history.first().history_change_reason == "Approved: a new release"


def test_who_is_alone_approves_a_day_later(logged, curator):
    change = ask(logged, curator)
    with pytest.raises(NotPossible, match="24 hours"):
        approvals.approve(change, curator)
    FigureChange.objects.update(asked_at=change.asked_at - timedelta(hours=24))
    change.refresh_from_db()
    approvals.approve(change, curator)
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 130


def test_a_figure_that_changed_since_is_not_overwritten(logged, curator):
    change = ask(logged, curator)
    other = make_curator("other@example.org")
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=120)
    with pytest.raises(NotPossible, match="has changed since"):
        approvals.approve(change, other)
    approvals.decline(change, curator)
    with pytest.raises(NotPossible, match="decided this already"):
        approvals.approve(change, other)


def test_one_change_of_a_food_waits_at_a_time(logged, curator):
    ask(logged, curator)
    with pytest.raises(NotPossible, match="waits for approval already"):
        ask(logged, curator)


def test_the_form_saves_the_rest_and_asks_for_the_figure(logged, admin, curator):
    sent = filled_in(logged, name="Rolled oats", magnesium_mg_per_basis="130", reason="new")
    assert admin.post(page(logged), sent).status_code == 302
    logged.refresh_from_db()
    assert (logged.name, logged.magnesium_mg_per_basis) == ("Rolled oats", 138)
    assert logged.curated_fields == ["name"]
    assert logged.history.first().history_change_reason == "new"
    change = FigureChange.objects.get()
    assert (change.old_mg, change.new_mg, change.reason) == (138, 130, "new")
    there = reverse("admin:foods_figurechange_change", args=[change.pk])
    assert "24 hours after you asked" in admin_text(admin.get(there))
    others = Client()
    others.force_login(make_curator("other@example.org"))
    others.post(reverse("admin:foods_figurechange_decide", args=[change.pk, "approve"]))
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 130


# Merges and estimates change what many days rest on, too


def test_an_estimate_for_a_food_that_many_logged_waits(logged, curator, admin):
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=None)
    lenders = [make_food("Oat flakes", magnesium_mg=mg) for mg in ("120", "150")]
    there = reverse("admin:foods_food_borrow", args=[logged.pk])
    answer = admin.post(there, {"lenders": [food.pk for food in lenders]}, follow=True)
    assert "waits for a second approval" in admin_text(answer)
    change = FigureChange.objects.get()
    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, change.new_mg, change.how) == (None, 135, "borrow")
    decide = admin_text(admin.get(reverse("admin:foods_figurechange_change", args=[change.pk])))
    assert "estimated from Oat flakes (120 mg), Oat flakes (150 mg)" in decide

    approvals.approve(change, make_curator("other@example.org"))

    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, logged.confidence) == (135, Confidence.ESTIMATED)
    assert set(logged.estimate.borrowed_from.all()) == set(lenders)
    assert logged.history.first().history_change_reason.startswith("Approved: Estimated from")


def test_an_estimate_whose_lenders_changed_since_is_asked_for_anew(logged, curator):
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=None)
    lender = make_food(magnesium_mg="120")
    change = borrowing.borrow(logged, [lender], by=curator)
    figures.change_figure(lender, Decimal(12), by=curator, reason="a slip")
    with pytest.raises(NotPossible, match="changed since"):
        approvals.approve(change, make_curator("other@example.org"))


def test_an_estimate_that_many_logged_is_taken_back_with_a_second_approval(logged, curator):
    other = make_curator("other@example.org")
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=None)
    approvals.approve(borrowing.borrow(logged, [make_food()], by=curator), other)
    before = logged.confidence

    change = borrowing.take_back(logged, by=curator)

    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, change.new_mg) == (100, None)
    approvals.approve(change, other)
    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, logged.confidence) == (None, before)
    assert logged.curated_fields == []
    assert not Estimate.objects.exists()


def test_ones_own_food_needs_nobodys_approval(settings, alice):
    settings.SECOND_APPROVAL_ENTRIES = 0
    food = make_food(magnesium_mg=None, state=State.PRIVATE, owner=alice)
    make_entry(alice, food)
    assert borrowing.borrow(food, [make_food()], by=alice) is None
    assert borrowing.take_back(food, by=alice) is None


def test_a_merge_does_not_change_the_figure_that_many_logged(logged, curator):
    other = make_food("Oat flakes", magnesium_mg="500", curated_fields=["magnesium_mg_per_basis"])
    merging.merge(other, into=logged, by=curator, reason="the same")
    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, logged.curated_fields) == (138, [])


def test_a_food_that_many_logged_merges_only_into_one_with_its_figure(logged, curator, admin):
    other = make_food("Oat flakes", magnesium_mg="500")
    with pytest.raises(merging.CannotMerge, match="“Oats” is logged often"):
        merging.merge(logged, into=other, by=curator, reason="the same")
    there = f"{reverse('admin:foods_merge_new')}?foods={logged.pk},{other.pk}"
    answer = admin.post(there, {"keep": other.pk, "reason": "the same"})
    assert answer.status_code == 422
    assert "“Oats” is logged often" in admin_text(answer)
    figures.change_figure(other, Decimal(138), by=curator, reason="the same")
    other.refresh_from_db()
    merging.merge(logged, into=other, by=curator, reason="the same")


def test_an_import_merges_what_it_must(logged):
    merging.merge(logged, into=make_food("Oats", magnesium_mg="120"))
    logged.refresh_from_db()
    assert logged.state == State.MERGED


def test_figures_that_many_rest_on_keep_their_basis(logged, admin):
    answer = admin.post(page(logged), filled_in(logged, basis="100ml"))
    assert "logged often" in admin_text(answer)
    logged.refresh_from_db()
    assert logged.basis == "100g"


def test_a_report_is_settled_by_the_second_approval(logged, curator, alice, admin):
    asked = submissions.report(
        logged, alice, suggested_mg=Decimal(120), suggested_basis="100g", jpeg=b"a photo"
    )
    _, change = figures.accept_report(asked, curator, reason="The label is right")
    there = reverse("admin:foods_submission_change", args=[asked.pk])
    shown = admin_text(admin.get(there))
    assert "waits for a second approval" in shown
    assert "Set the label’s figure" not in shown
    approvals.approve(change, make_curator("other@example.org"))
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.reason) == ("accepted", logged, "The label is right")
    assert not LabelPhoto.objects.exists()
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 120
