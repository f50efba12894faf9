"""What curators see of proposals, and that a private food is seen by none of them."""

import pytest
from django.urls import reverse

from foods import curation, merging, submissions
from foods.models import Food, State
from tests.factories import make_food
from tests.foods.test_admin import act, page
from tests.pages import admin_text

pytestmark = pytest.mark.django_db

LIST = reverse("admin:foods_submission_changelist")


@pytest.fixture
def mine(alice) -> Food:
    return make_food("Oat bar", magnesium_mg="62.5", state=State.PRIVATE, owner=alice)


def renamed(food: Food) -> None:
    """By its owner, when it is theirs alone again."""
    Food.objects.filter(pk=food.pk).update(name="My affair", magnesium_mg_per_basis=777)


def test_a_food_that_is_private_again_is_not_shown(admin, mine, alice, curator):
    asked = submissions.propose(mine, alice)
    assert "Oat bar" in admin_text(admin.get(LIST))
    curation.reject(mine, curator, reason="No such bar")
    renamed(mine)
    there = reverse("admin:foods_submission_change", args=[asked.pk])
    for address in (LIST, f"{LIST}?q=affair", there):
        text = admin_text(admin.get(address))
        assert "My affair" not in text
        assert "777" not in text
    assert "a private food" in admin_text(admin.get(there))
    assert admin.get(f"{LIST}?q=affair").context["cl"].result_count == 0


def test_a_published_proposal_is_shown_by_its_copy(admin, mine, alice, curator):
    asked = submissions.propose(mine, alice)
    published = curation.publish(mine, curator)
    renamed(mine)
    text = admin_text(admin.get(reverse("admin:foods_submission_change", args=[asked.pk])))
    assert "Proposal: Oat bar" in text
    assert (
        reverse("admin:foods_food_change", args=[published.pk])
        in admin.get(reverse("admin:foods_submission_change", args=[asked.pk])).content.decode()
    )


def test_an_undone_merge_does_not_name_a_food_that_is_private_again(admin, mine, alice, curator):
    submissions.propose(mine, alice)
    done = curation.merge_proposal(mine, into=make_food("Oat bars"), by=curator)
    merging.undo(done, curator)
    curation.reject(mine, curator, reason="No such bar")
    renamed(mine)
    for address in (
        reverse("admin:foods_merge_changelist"),
        reverse("admin:foods_merge_change", args=[done.pk]),
    ):
        assert "My affair" not in admin_text(admin.get(address))


def test_a_proposal_is_declined_with_a_reason_only(admin, mine, alice):
    asked = submissions.propose(mine, alice)
    shown = admin.get(page(mine))
    assert reverse("admin:foods_submission_change", args=[asked.pk]) in shown.content.decode()
    assert act(mine, "reject") not in shown.content.decode()
    admin.post(act(mine, "reject"))
    sent = {"action": "reject_selected", "_selected_action": [mine.pk]}
    answer = admin.post(reverse("admin:foods_food_changelist"), sent, follow=True)
    assert "decline it there, with a reason" in admin_text(answer)
    mine.refresh_from_db()
    asked.refresh_from_db()
    assert (mine.state, asked.state) == (State.PROPOSED, "open")
