"""Merging is one recorded act: no entry changes, chains stay short, and undoing restores it."""

from decimal import Decimal

import pytest
from django.db import connection

from foods import curation, merging, submissions
from foods.models import Food, Identifier, Merge, Source, State, Submission
from intake.models import Entry
from tests.factories import make_entry, make_food, make_portion

pytestmark = pytest.mark.django_db
# What an act may have changed; `updated_at` and history go on.
STATE = "SELECT id, state, merged_into_id, owner_id, curated_fields, magnesium_mg_per_basis, name"


def everything() -> list[tuple]:
    """All foods and identifiers as they are."""
    with connection.cursor() as cursor:
        cursor.execute(f"{STATE} FROM foods_food ORDER BY id")
        foods = cursor.fetchall()
        cursor.execute("SELECT id, food_id, scheme, value FROM foods_identifier ORDER BY id")
        return foods + cursor.fetchall()


def known_as(food: Food) -> set[str]:
    return {str(identifier) for identifier in food.identifiers.all()}


def three_in_a_chain(curator) -> tuple[Food, Food, Food]:
    """Oats A stands for nothing yet; B was merged into it; C is where both will go."""
    a, b, c = make_food("Oats A"), make_food("Oats B"), make_food("Oats C")
    Identifier.objects.create(food=a, scheme="ndb", value="8120")
    Identifier.objects.create(food=b, scheme="gtin", value="4006381333931")
    merging.merge(b, into=a, by=curator, reason="the same oats")
    return a, b, c


def test_a_merge_is_recorded_and_touches_no_entry(alice, curator):
    gone, kept = make_food("Oat flakes", magnesium_mg="138"), make_food("Oats")
    portion = make_portion(gone)
    entry = make_entry(alice, gone)
    before = Entry.objects.values().get(pk=entry.pk)

    act = merging.merge(gone, into=kept, by=curator, reason="the same oats")

    assert Entry.objects.values().get(pk=entry.pk) == before
    portion.refresh_from_db()
    assert portion.food_id == gone.pk
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.resolved) == (State.MERGED, kept, kept)
    assert (act.kept, act.by, act.reason) == (kept, curator, "the same oats")
    assert list(act.foods.all()) == [gone]
    row = gone.history.first()
    assert (row.history_user, row.history_change_reason) == (curator, "Merged: the same oats")


def test_chains_are_flattened_and_identifiers_feed_the_kept_food(curator):
    a, b, c = three_in_a_chain(curator)

    merging.merge(a, into=c, by=curator)

    b.refresh_from_db()
    assert b.merged_into == c
    assert known_as(c) == {"ndb 8120", "gtin 4006381333931"}


def test_undoing_restores_exactly_what_was(curator):
    a, _b, c = three_in_a_chain(curator)
    a.curated_fields = ["magnesium_mg_per_basis", "name"]
    a.magnesium_mg_per_basis = Decimal("177.5")
    a.save()
    before = everything()

    act = merging.merge(a, into=c, by=curator, reason="all oats")
    c.refresh_from_db()
    assert (c.name, c.magnesium_mg_per_basis) == ("Oats A", Decimal("177.5"))
    assert everything() != before
    assert merging.undo(act, curator) == []

    assert everything() == before
    act.refresh_from_db()
    assert act.undone_by == curator
    assert c.history.first().history_change_reason == "Merge undone"


def test_several_foods_become_one_and_come_back_in_one_act(curator):
    kept, *others = [make_food(f"Oats {number}") for number in range(4)]
    for food in (kept, *others):  # the same barcode on all of them
        Identifier.objects.create(food=food, scheme="gtin", value="4006381333931")
    before = everything()

    (act,) = merging.merge_all([(food, kept) for food in others], by=curator)

    assert Food.objects.filter(merged_into=kept).count() == 3
    assert known_as(kept) == {"gtin 4006381333931"}
    merging.undo(act, curator)
    assert everything() == before


def test_an_act_that_a_later_one_rests_on_is_undone_after_it(curator):
    a, _b, c = three_in_a_chain(curator)
    first = Merge.objects.get()
    second = merging.merge(a, into=c, by=curator)
    before = everything()

    with pytest.raises(merging.CannotUndo, match="“Oats A” was merged into “Oats C” later"):
        merging.undo(first, curator)
    assert everything() == before

    merging.undo(second, curator)
    merging.undo(first, curator)
    assert not Food.objects.filter(state=State.MERGED).exists()
    with pytest.raises(merging.CannotUndo, match="undone already"):
        merging.undo(first, curator)


def test_what_was_corrected_since_stays_and_is_named(curator):
    gone, kept = make_food("Oats", magnesium_mg="138"), make_food("Oat", magnesium_mg="130")
    Food.objects.filter(pk=gone.pk).update(curated_fields=["magnesium_mg_per_basis", "name"])
    gone.refresh_from_db()
    act = merging.merge(gone, into=kept, by=curator)
    Food.objects.filter(pk=kept.pk).update(magnesium_mg_per_basis=Decimal(140))

    assert merging.undo(act, curator) == ["magnesium, mg"]

    kept.refresh_from_db()
    assert (kept.magnesium_mg_per_basis, kept.name) == (140, "Oat")


def test_an_identifier_that_went_elsewhere_stops_the_undoing(curator):
    gone, kept, other = make_food("Oats"), make_food("Oat"), make_food("Rye")
    identifier = Identifier.objects.create(food=gone, scheme="ndb", value="8120")
    act = merging.merge(gone, into=kept, by=curator)
    Identifier.objects.filter(pk=identifier.pk).update(food=other)

    with pytest.raises(merging.CannotUndo, match="ndb 8120 was given to another food"):
        merging.undo(act, curator)


@pytest.mark.parametrize("which", ["itself", "a merged one", "a private one"])
def test_what_cannot_be_merged_is_refused(which, alice, curator):
    food, kept = make_food("Oats"), make_food("Oat")
    into = {
        "itself": food,
        "a merged one": make_food("Rye", state=State.MERGED, merged_into=kept),
        "a private one": make_food("Mine", state=State.PRIVATE, owner=alice),
    }[which]
    before = everything()

    with pytest.raises(merging.CannotMerge):
        merging.merge(food, into=into, by=curator)

    assert everything() == before


def test_a_figure_does_not_move_to_a_food_on_another_basis(curator):
    curated = ["name", "magnesium_mg_per_basis", "calcium_mg_per_basis", "basis"]
    gone = make_food("Oat drink", magnesium_mg="3", basis="100ml", curated_fields=curated)
    kept = make_food("Oat drink, 100 g", magnesium_mg="30")
    merging.merge(gone, into=kept, by=curator, reason="the same")
    kept.refresh_from_db()
    assert (kept.basis, kept.magnesium_mg_per_basis) == ("100g", 30)
    assert (kept.name, kept.curated_fields) == ("Oat drink", ["name"])


def test_many_merges_take_as_many_queries_as_one(curator, django_assert_num_queries):
    def pairs(count: int) -> list[tuple[Food, Food]]:
        return [(make_food(), make_food()) for _ in range(count)]

    ready = pairs(1)
    with django_assert_num_queries(8):
        merging.merge_all(ready, by=curator)
    ready = pairs(10)
    with django_assert_num_queries(8):
        merging.merge_all(ready, by=curator)


def test_a_merged_proposal_waits_again_when_the_merge_is_undone(alice, curator):
    mine = make_food("Oat bar", state=State.PRIVATE, owner=alice)
    kept = make_food("Oat bars")
    asked = submissions.propose(mine, alice)

    act = curation.merge_proposal(mine, into=kept, by=curator, reason="we have it")

    asked.refresh_from_db()
    assert (asked.state, asked.result, asked.reason) == ("merged", kept, "we have it")
    merging.undo(act, curator)
    mine.refresh_from_db()
    asked.refresh_from_db()
    assert (mine.state, mine.owner, mine.merged_into) == (State.PROPOSED, alice, None)
    assert (asked.state, asked.result) == (Submission.State.OPEN, None)


def test_nothing_moves_where_the_licence_would_follow_it(curator):
    apart = Source.objects.create(slug="off", name="Open Food Facts", shareable=False)
    curated = ["name", "magnesium_mg_per_basis"]
    gone = make_food("Bar", magnesium_mg="270", source=apart, curated_fields=curated)
    kept = make_food("Oat bar", magnesium_mg="75")
    merging.merge(gone, into=kept, by=curator)
    kept.refresh_from_db()
    assert (kept.name, kept.magnesium_mg_per_basis) == ("Oat bar", 75)
