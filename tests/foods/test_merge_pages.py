"""Merging in the admin: which to keep, what would happen, the act and the way back."""

import pytest
from django.urls import reverse

from foods.models import Food, Identifier, Merge, State
from tests.factories import make_food
from tests.pages import admin_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def oats() -> list[Food]:
    return [make_food("Oats", magnesium_mg="138"), make_food("Oats", magnesium_mg="120")]


def asking(foods: list[Food]) -> str:
    return f"{reverse('admin:foods_merge_new')}?foods={','.join(str(food.pk) for food in foods)}"


def test_the_preview_tells_two_foods_of_one_name_apart(admin, oats):
    kept, gone = oats
    Identifier.objects.create(food=gone, scheme="ndb", value="8120")
    text = admin_text(admin.post(asking(oats), {"keep": kept.pk, "reason": "the same"}))
    assert f"“Oats” ({gone.pk}) is found no more; “Oats” ({kept.pk}) stands for it." in text
    assert "Its identifiers move over: ndb 8120." in text
    assert "Whoever logs it from now on gets another magnesium: 120 mg → 138 mg." in text
    assert not Merge.objects.exists()


def test_the_preview_says_what_moves_over(admin, oats):
    kept, gone = oats
    Food.objects.filter(pk=gone.pk).update(curated_fields=["brand", "magnesium_mg_per_basis"])
    text = admin_text(admin.post(asking(oats), {"keep": kept.pk, "reason": "the same"}))
    assert "What a curator set on it moves over: brand; magnesium, mg." in text
    assert "another magnesium" not in text


def test_a_merge_is_done_and_undone(admin, oats):
    kept, gone = oats
    sent = {"keep": kept.pk, "reason": "the same", "confirmed": "1"}
    answer = admin.post(asking(oats), sent, follow=True)
    assert "Undo this merge" in admin_text(answer)
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into) == (State.MERGED, kept)
    act = Merge.objects.get()
    answer = admin.post(reverse("admin:foods_merge_undo", args=[act.pk]), follow=True)
    assert "Undone: the foods are as they were before." in admin_text(answer)
    gone.refresh_from_db()
    assert gone.state == State.PUBLISHED


def test_what_is_missing_stands_beside_its_field(admin, oats):
    answer = admin.post(asking(oats), {"reason": ""})
    assert answer.status_code == 422
    assert "Choose the food to keep." in admin_text(answer)
    assert "Say why: somebody will ask." in admin_text(answer)
    assert "Choose two foods or more." in admin_text(admin.get(asking(oats[:1]), follow=True))


def test_private_foods_are_not_merged_here(admin, oats, alice):
    secret = make_food("Secret", state=State.PRIVATE, owner=alice)
    assert "Secret" not in admin_text(admin.get(asking([*oats, secret])))
