"""Second approvals, and figures borrowed from foods alike."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foods import curation, figures, merging, submissions
from foods.curation import NotPossible
from foods.models import Confidence, Estimate, FigureChange, LabelPhoto, Source, State
from tests.factories import client_of, make_curator, make_entry, make_food, make_profile
from tests.foods.test_admin import filled_in, page
from tests.pages import admin_text, text_of

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
        figures.approve(change, curator)
    figures.approve(change, other)
    logged.refresh_from_db()
    change.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 130
    assert (change.state, change.asked_by, change.decided_by) == ("approved", curator, other)
    assert logged.history.first().history_change_reason == "Approved: a new release"


def test_who_is_alone_approves_a_day_later(logged, curator):
    change = ask(logged, curator)
    with pytest.raises(NotPossible, match="24 hours"):
        figures.approve(change, curator)
    FigureChange.objects.update(asked_at=change.asked_at - timedelta(hours=24))
    change.refresh_from_db()
    figures.approve(change, curator)
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 130


def test_a_figure_that_changed_since_is_not_overwritten(logged, curator):
    change = ask(logged, curator)
    other = make_curator("other@example.org")
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=120)
    with pytest.raises(NotPossible, match="has changed since"):
        figures.approve(change, other)
    figures.decline(change, curator)
    with pytest.raises(NotPossible, match="decided this already"):
        figures.approve(change, other)


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

    figures.approve(change, make_curator("other@example.org"))

    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, logged.confidence) == (135, Confidence.ESTIMATED)
    assert set(logged.estimate.borrowed_from.all()) == set(lenders)
    assert logged.history.first().history_change_reason.startswith("Approved: Estimated from")


def test_an_estimate_whose_lenders_changed_since_is_asked_for_anew(logged, curator):
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=None)
    lender = make_food(magnesium_mg="120")
    change = figures.borrow(logged, [lender], by=curator)
    figures.change_figure(lender, Decimal(12), by=curator, reason="a slip")
    with pytest.raises(NotPossible, match="changed since"):
        figures.approve(change, make_curator("other@example.org"))


def test_an_estimate_that_many_logged_is_taken_back_with_a_second_approval(logged, curator):
    other = make_curator("other@example.org")
    type(logged).objects.filter(pk=logged.pk).update(magnesium_mg_per_basis=None)
    figures.approve(figures.borrow(logged, [make_food()], by=curator), other)
    before = logged.confidence

    change = figures.take_back(logged, by=curator)

    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, change.new_mg) == (100, None)
    figures.approve(change, other)
    logged.refresh_from_db()
    assert (logged.magnesium_mg_per_basis, logged.confidence) == (None, before)
    assert logged.curated_fields == []
    assert not Estimate.objects.exists()


def test_ones_own_food_needs_nobodys_approval(settings, alice):
    settings.SECOND_APPROVAL_ENTRIES = 0
    food = make_food(magnesium_mg=None, state=State.PRIVATE, owner=alice)
    make_entry(alice, food)
    assert figures.borrow(food, [make_food()], by=alice) is None
    assert figures.take_back(food, by=alice) is None


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
    figures.approve(change, make_curator("other@example.org"))
    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.reason) == ("accepted", logged, "The label is right")
    assert not LabelPhoto.objects.exists()
    logged.refresh_from_db()
    assert logged.magnesium_mg_per_basis == 120


# Borrowed figures


def test_a_borrowed_figure_is_the_median_shown_as_a_range_and_taken_back(admin, curator):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "138", "150")]
    food = make_food("Oat flakes", magnesium_mg=None)
    before = (food.confidence, food.curated_fields)

    figures.borrow(food, lenders, by=curator)

    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.confidence) == (138, Confidence.ESTIMATED)
    text = text_of(Client().get(f"/foods/{food.pk}/"))
    assert "Estimated from similar foods: 120 to 150 mg" in text
    assert "estimated from Oats 120 , Oats 138 , Oats 150" in text
    assert "Take the estimate back" in admin_text(admin.get(page(food)))
    admin.post(reverse("admin:foods_food_act", args=[food.pk, "take_back"]))
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis is None
    assert (food.confidence, food.curated_fields) == before
    assert not Estimate.objects.exists()


def test_a_curator_borrows_on_a_page(admin):
    lender = make_food("Oat flakes, plain", magnesium_mg="138", source=None)
    food = make_food("Oat flakes", magnesium_mg=None)
    there = reverse("admin:foods_food_borrow", args=[food.pk])
    assert there in admin.get(page(food)).content.decode()
    assert "Choose at least one food." in admin_text(admin.post(there, {"number": ""}))
    assert "No published food" in admin_text(admin.post(there, {"number": "²"}))
    make_food("Miso soup", magnesium_mg="8")
    assert "Miso soup: 8 mg" not in admin_text(admin.get(there))
    assert "Miso soup: 8 mg" in admin_text(admin.get(there, {"q": "soup"}))
    assert admin.post(there, {"lenders": [lender.pk]}).status_code == 302
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 138


def test_an_estimate_lends_nothing_and_a_known_figure_borrows_nothing(curator):
    known, other = make_food(magnesium_mg="100"), make_food(magnesium_mg="0")
    guess = make_food(magnesium_mg="1", confidence=Confidence.ESTIMATED)
    per_piece = make_food(magnesium_mg="1", basis="unit")
    food = make_food(magnesium_mg=None)
    with pytest.raises(NotPossible, match="has a figure"):
        figures.borrow(known, [other], by=curator)
    for lenders in ([guess], [per_piece], [make_food(magnesium_mg=None)], [food], []):
        with pytest.raises(NotPossible):
            figures.borrow(food, lenders, by=curator)


def test_an_estimate_holds_until_another_figure_comes(curator):
    food = make_food(magnesium_mg=None)
    figures.borrow(food, [make_food(magnesium_mg="10")], by=curator)
    figures.change_figure(food, Decimal(12), by=curator, reason="label", confidence="label")
    with pytest.raises(NotPossible, match="another figure since"):
        figures.take_back(food, by=curator)
    assert "Estimated" not in text_of(Client().get(f"/foods/{food.pk}/"))


def test_a_person_borrows_for_their_own(alice, bob):
    lender = make_food("Oat flakes, plain", magnesium_mg="138")
    food = make_food("Oat flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    client = Client()
    client.force_login(alice)
    there = f"/settings/foods/{food.pk}/borrow/"
    assert "Oat flakes, plain: 138 mg" in text_of(client.get(there))
    assert "Choose at least one food." in text_of(client.post(there))
    assert client.post(there, {"lenders": [lender.pk]}).status_code == 302
    assert "138 mg per 100 g, estimated" in text_of(client.get("/settings/foods/"))
    client.post(there, {"take_back": "1"})
    food.refresh_from_db()
    assert (food.magnesium_mg_per_basis, food.curated_fields) == (None, [])
    client.force_login(bob)
    assert client.get(there).status_code == 404


def test_what_is_kept_apart_lends_to_ones_own_foods_only(alice, curator):
    apart = Source.objects.create(slug="off", name="Open Food Facts", shareable=False)
    lender = make_food("Bar", magnesium_mg="70", source=apart)
    food = make_food(magnesium_mg=None)
    with pytest.raises(NotPossible, match="licence of “Open Food Facts”"):
        figures.borrow(food, [lender], by=curator)
    own = make_food(magnesium_mg=None, state=State.PRIVATE, owner=alice)
    figures.borrow(own, [lender], by=alice)
    own.refresh_from_db()
    assert own.magnesium_mg_per_basis == 70
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    assert (published.magnesium_mg_per_basis, published.held_estimate) == (None, None)


def test_an_estimate_is_published_with_its_range_and_its_lenders(alice, curator):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    figures.borrow(own, lenders, by=alice)
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    text = text_of(Client().get(f"/foods/{published.pk}/"))
    assert "Estimated from similar foods: 120 to 150 mg" in text
    assert "estimated from Oats 120 , Oats 150" in text
    figures.take_back(published, by=curator)
    published.refresh_from_db()
    assert published.magnesium_mg_per_basis is None
    own.refresh_from_db()
    assert own.magnesium_mg_per_basis == 135


def test_nobody_learns_from_which_private_food_a_figure_is(alice, curator):
    secret = make_food("Grandma’s oats", magnesium_mg="9", state=State.PRIVATE, owner=alice)
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    figures.borrow(own, [secret], by=alice)
    submissions.propose(own, alice)
    published = curation.publish(own, curator)
    assert (published.magnesium_mg_per_basis, published.held_estimate) == (None, None)


def test_a_figure_of_ones_own_takes_the_place_of_an_estimate(alice):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    figures.borrow(own, lenders, by=alice)
    client, there = client_of(alice), f"/api/v1/foods/{own.pk}/"
    assert client.get(there).json()["estimate"] == {
        "low_mg": 120,
        "high_mg": 150,
        "foods": [{"id": food.pk, "name": food.name} for food in lenders],
    }
    kept = client.patch(there, {"name": "Oat flakes", "magnesium_mg_per_basis": 135}).json()
    assert (kept["confidence"], kept["estimate"]["low_mg"]) == ("estimated", 120)
    body = client.patch(there, {"magnesium_mg_per_basis": 80}).json()
    assert (body["confidence"], body["estimate"]) == ("personal", None)
    assert not Estimate.objects.exists()


def test_an_estimate_says_so_wherever_its_figure_stands(alice):
    lenders = [make_food(f"Oats {mg}", magnesium_mg=mg) for mg in ("120", "150")]
    own = make_food("Flakes", magnesium_mg=None, state=State.PRIVATE, owner=alice)
    figures.borrow(own, lenders, by=alice)
    own.refresh_from_db()
    make_profile(alice)
    today = timezone.now().date()
    make_entry(alice, own, date=today)
    client = Client()
    client.force_login(alice)
    assert "135 mg per 100 g, estimated (120 to 150)" in text_of(client.get("/settings/foods/"))
    assert "estimated" in text_of(client.get("/foods/?q=flakes"))
    assert "100 g · estimated" in text_of(client.get("/add/?q=flakes"))
    assert "135 mg, estimated" in text_of(client.get("/add/"))
    assert "100 g · estimated" in text_of(client.get("/"))


def test_a_lender_that_retired_is_named_without_a_link(curator):
    lender, food = make_food("Oats"), make_food("Flakes", magnesium_mg=None)
    figures.borrow(food, [lender], by=curator)
    curation.retire(lender, curator)
    page_ = Client().get(f"/foods/{food.pk}/").content.decode()
    assert "from Oats" in page_
    assert f"/foods/{lender.pk}/" not in page_


def test_where_a_figure_is_from_stands_on_the_page(curator):
    source = Source.objects.create(
        slug="usda_sr_legacy", name="USDA SR Legacy", version="2018-04", licence="CC0 1.0"
    )
    food = make_food("Oats", source=source, source_ref="170567", magnesium_mg="138")
    figures.change_figure(food, Decimal(139), by=curator, reason="checked")
    text = Client().get(f"/foods/{food.pk}/").content.decode()
    assert 'href="https://fdc.nal.usda.gov/food-details/170567/nutrients"' in text
    for said in ("2018-04", "CC0 1.0", "analysed", "Last review"):
        assert said in text
