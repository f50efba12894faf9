"""A table is added in one place: what is generic is tried on tables that are not in the list."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import ngettext_lazy

from foods.models import Food, Portion
from intake.models import ChangeCounter, Entry, Import, LifeStage, Target
from intake.transfer import applying, planning, undoing
from intake.transfer.applying import apply, fingerprints
from intake.transfer.reading import Incoming
from intake.transfer.table import Table
from intake.transfer.tables import ENTRIES, FOODS, TABLES
from intake.transfer.undoing import undo
from tests.factories import make_entry, make_food, make_portion, make_target

pytestmark = pytest.mark.django_db

# Rows with children, as a saved meal and its items.
BOOKS = Table(
    key="books",
    called=ngettext_lazy("book", "books", "count"),
    model=Food,
    owner="owner",
    fields=("name", "state"),
    identity=("name",),
    children=(
        Table(
            key="pages",
            called=ngettext_lazy("page", "pages", "count"),
            model=Portion,
            parent="food",
            fields=("label", "quantity"),
        ),
    ),
)
# Rows that name a food and are numbered for sync, as a favourite.
MARKS = Table(
    key="marks",
    called=ngettext_lazy("mark", "marks", "count"),
    model=Entry,
    fields=("date", "meal", "name", "kind", "amount"),
    identity=("food",),
    foods=("food",),
)
PAGE = {"label": "1 page", "quantity": Decimal("2.5")}
BOOK = {"name": "Bread", "state": "private", "pages": [PAGE]}


def mark(food_id):
    return {
        "date": date(2026, 11, 23),
        "meal": "lunch",
        "name": "Soup",
        "kind": "food",
        "amount": Decimal(1),
        "food": food_id,
    }


@pytest.fixture
def bring(alice, monkeypatch):
    def brought(**rows):
        for module in (planning, applying, undoing):
            monkeypatch.setattr(module, "TABLES", (BOOKS, MARKS))
        incoming = Incoming(rows=rows, chosen=frozenset(Food.objects.values_list("pk", flat=True)))
        waiting = Import.objects.create(person=alice, kind="twelve", content=b"")
        return apply(waiting, incoming)

    return brought


def test_children_come_with_their_rows_and_are_compared(alice, bring):
    applied = bring(books=[BOOK])
    (food,) = Food.objects.filter(owner=alice)
    assert [(row.label, row.quantity) for row in food.portions.all()] == [
        ("1 page", Decimal("2.5"))
    ]
    assert list(BOOKS.rows(alice)) == [BOOK]
    assert bring(books=[BOOK]).result["books"]["same"] == 1
    other = BOOK | {"pages": [PAGE | {"quantity": Decimal(3)}]}
    assert bring(books=[other]).result["books"]["stayed"] == 1
    assert undo(applied).removed["books"] == 1
    assert not Food.objects.filter(owner=alice).exists()


def test_a_child_that_was_edited_keeps_its_row(alice, bring):
    applied = bring(books=[BOOK])
    Portion.objects.update(quantity=9)
    assert undo(applied).stayed == ["1 book that you changed since"]


def test_rows_that_name_foods_and_are_numbered(alice, bring):
    food = make_food("Almonds")
    applied = bring(marks=[mark(food.pk)])
    entry = Entry.objects.get(person=alice)
    assert (entry.food, entry.change) == (food, ChangeCounter.objects.get(person=alice).value)
    assert bring(marks=[mark(food.pk)]).result["marks"]["same"] == 1
    assert undo(applied).removed["marks"] == 1


def test_a_row_whose_food_is_not_here_is_left_out(bring):
    applied = bring(marks=[mark(999_999_999)])
    assert applied.result["marks"] == {"added": 0, "same": 0, "deleted": 0, "stayed": 1}


def test_fingerprints_are_of_one_s_own_rows_only(alice, bob):
    theirs = make_target(bob, date(2026, 1, 1))
    (targets,) = [table for table in TABLES if table.model is Target]
    assert fingerprints(targets, [theirs.pk], alice) == {}
    assert len(fingerprints(targets, [theirs.pk], bob)) == 1


@pytest.mark.parametrize("table", [*TABLES, ENTRIES, FOODS], ids=lambda table: table.key)
def test_a_table_takes_one_query_and_one_for_each_of_its_children(
    alice, table, django_assert_num_queries
):
    for number in range(3):
        food = make_food(state="private", owner=alice)
        make_portion(food)
        make_entry(alice, food)
        make_target(alice, date(2026, 1, 1 + number))
        day = date(2026, 1, 1 + 2 * number)
        LifeStage.objects.create(person=alice, kind="pregnant", starts_on=day, ends_on=day)
    with django_assert_num_queries(1 + len(table.children)):
        list(table.rows(alice))
