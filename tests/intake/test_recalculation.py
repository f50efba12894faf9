"""Past entries by a corrected food's figures: previewed, recorded, seen by sync, undone."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from foods import merging
from foods.models import Food
from intake.diary import EntryChanges, delete_entry, edit_entry
from intake.models import ChangeCounter, Entry, Recalculation
from intake.recalculation import AlreadyUndone, NothingToDo, preview, recalculate, undo
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_person, make_portion
from tests.pages import admin_text

pytestmark = pytest.mark.django_db
FIELDS = ("pk", "magnesium_mg", "calcium_mg", "added_magnesium_mg", "confidence", "quantity")


@pytest.fixture
def oats():
    return make_food("Oats", magnesium_mg="1380", calcium_mg_per_basis=Decimal(50))


def correct(food: Food, mg: str | None) -> None:
    Food.objects.filter(pk=food.pk).update(magnesium_mg_per_basis=mg, calcium_mg_per_basis=None)
    food.refresh_from_db()


def of(entry: Entry) -> tuple:
    entry.refresh_from_db()
    return entry.magnesium_mg, entry.calcium_mg, entry.version


def test_quantities_stay_and_figures_follow_the_food(alice, bob, oats, curator):
    handful = make_portion(oats, "1 handful", "40")
    grams = make_entry(alice, oats)
    portions = make_entry(bob, oats, measure=Measure(portion=handful, amount=Decimal(2)))
    other = make_entry(alice)
    correct(oats, "138")
    found = preview(oats)
    assert (found.usage.entries, found.usage.people) == (2, 2)
    assert (found.mg_before, found.mg_after) == (Decimal(2484), Decimal("248.4"))

    act = recalculate(oats, by=curator, reason="a slip of the point")

    assert of(grams) == (138, None, 2)
    assert of(portions) == (Decimal("110.4"), None, 2)
    assert of(other)[2] == 1
    assert (act.entries, act.people, act.mg_after) == (2, 2, Decimal("248.4"))
    with pytest.raises(NothingToDo):
        recalculate(oats, by=curator, reason="again")


def test_every_change_has_a_number_that_sync_will_see(alice, oats, curator):
    entries = [make_entry(alice, oats) for _ in range(3)]
    cursor = ChangeCounter.objects.get(person=alice).value
    correct(oats, "138")
    recalculate(oats, by=curator, reason="slip")
    newer = Entry.objects.filter(person=alice, change__gt=cursor)
    assert sorted(newer.values_list("change", flat=True)) == [cursor + 1, cursor + 2, cursor + 3]
    assert ChangeCounter.objects.get(person=alice).value == cursor + 3
    assert newer.count() == len(entries)


def test_labels_quick_adds_other_bases_and_deleted_entries_stay(alice, curator):
    pill = make_food(kind="supplement", basis="unit", magnesium_mg="100")
    dose = make_entry(alice, pill, measure=Measure(elemental_mg=Decimal(200)))
    oats = make_food("Oats", magnesium_mg="1380")
    quick = make_entry(alice, name="Oats", kind="food", magnesium_mg=Decimal(5))
    gone = make_entry(alice, oats)
    delete_entry(gone)
    litres = make_entry(alice, oats)
    Entry.objects.filter(pk=litres.pk).update(basis="100ml")
    for food in (pill, oats):
        correct(food, "50")
        with pytest.raises(NothingToDo):
            recalculate(food, by=curator, reason="slip")
    assert [of(entry)[0] for entry in (dose, quick, gone, litres)] == [200, 5, 1380, 1380]


def test_entries_of_foods_merged_into_it_follow_too(alice, oats, curator):
    flakes = make_food("Oat flakes", magnesium_mg="1000")
    entry = make_entry(alice, flakes)
    merging.merge(flakes, into=oats, by=curator)
    correct(oats, "138")
    recalculate(oats, by=curator, reason="slip")
    assert of(entry)[0] == 138


def test_a_figure_that_is_not_known_any_more_makes_entries_unknown(alice, oats, curator):
    entry = make_entry(alice, oats)
    correct(oats, None)
    found = preview(oats)
    assert (found.mg_before, found.mg_after) == (1380, None)
    recalculate(oats, by=curator, reason="it was a guess")
    assert of(entry)[0] is None


def test_undoing_restores_what_was_except_what_was_edited_since(alice, bob, oats, curator):
    kept, edited = make_entry(alice, oats), make_entry(bob, oats)
    rows = list(Entry.objects.filter(pk=kept.pk).values(*FIELDS))
    correct(oats, "138")
    act = recalculate(oats, by=curator, reason="slip")
    edit_entry(Entry.objects.get(pk=edited.pk), EntryChanges(amount=Decimal(200)))
    cursor = ChangeCounter.objects.get(person=alice).value

    assert undo(act, by=curator) == 1

    assert list(Entry.objects.filter(pk=kept.pk).values(*FIELDS)) == rows
    assert Entry.objects.get(pk=kept.pk).change == cursor + 1
    assert of(edited)[0] == 276
    with pytest.raises(AlreadyUndone):
        undo(act, by=curator)


def test_the_number_of_statements_does_not_grow(alice, oats, curator, django_assert_num_queries):
    for number in range(2):
        for _ in range(1 + 9 * number):
            make_entry(make_person(), oats)
        correct(oats, str(100 + number))
        with django_assert_num_queries(8):
            recalculate(oats, by=curator, reason="slip")


def test_in_the_admin_nobody_can_be_told_apart(alice, oats, curator):
    client = Client()
    client.force_login(curator)
    make_entry(alice, oats)
    correct(oats, "138")
    page = reverse("admin:intake_recalculation_new", args=[oats.pk])
    assert page in client.get(f"/admin/foods/food/{oats.pk}/change/").content.decode()
    text = admin_text(client.get(page))
    assert "Would change: fewer than 5 people." in text
    assert "1380" not in text.replace(" ", "")
    assert "Say why" in admin_text(client.post(page, {"reason": ""}))
    for _ in range(4):
        make_entry(make_person(), make_food())
    assert client.post(page, {"reason": "a slip"}).status_code == 302
    act = Recalculation.objects.get()
    text = admin_text(client.get(f"/admin/intake/recalculation/{act.pk}/change/"))
    assert "fewer than 5 people" in text
    assert "alice" not in text
    client.post(reverse("admin:intake_recalculation_undo", args=[act.pk]))
    act.refresh_from_db()
    assert act.undone_by == curator


def test_only_who_may(client, oats):
    client.force_login(make_person(is_staff=True))
    page = reverse("admin:intake_recalculation_new", args=[oats.pk])
    assert client.get(page).status_code == 403
