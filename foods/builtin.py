"""The built-in foods: the database brought in line with the project's own table.

The table is what a food is; what a curator has set since wins over it, and what an import filled
where the table is silent stays. Rows gone from the table are retired, never deleted.
`docs/decisions/identity-and-precedence.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from foods import search_index
from foods.bulk_changes import lock_catalogue, record_history
from foods.catalogue_table import (
    FOLDER,
    CatalogueError,
    FoodRow,
    read_foods,
    read_groups,
    read_sources,
    translated_into,
)
from foods.merging import merge_all
from foods.models import (
    Food,
    FoodName,
    Group,
    Identifier,
    Portion,
    Scheme,
    Source,
    State,
)

__all__ = ["CatalogueError", "Loaded", "load", "load_groups_and_sources"]

Progress = Callable[[str, int, int], None]


@dataclass
class Loaded:
    """How many foods a load made, changed and so on."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    merged: int = 0


def load_groups_and_sources(folder: Path = FOLDER) -> None:
    Group.objects.bulk_create(
        read_groups(folder),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "order"],
    )
    Source.objects.bulk_create(
        read_sources(folder),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name", "publisher", "version", "licence", "citation", "url", "shareable"],
    )


def load(folder: Path = FOLDER, progress: Progress = lambda *_: None) -> Loaded:
    """Bring the database in line with the table: all of it, or on an error nothing.

    Raises CatalogueError where the table cannot be read.
    """
    rows = read_foods(folder)
    with transaction.atomic():
        lock_catalogue()
        return _Load(rows, folder, progress).run()


class _Load:
    """One load. `touched` gathers ids of foods of which anything changed."""

    def __init__(self, rows: dict[int, FoodRow], folder: Path, progress: Progress) -> None:
        self.rows, self.folder, self.progress = rows, folder, progress
        self.touched: set[int] = set()
        self.renamed: set[int] = set()
        self.loaded = Loaded()

    def run(self) -> Loaded:
        steps = [
            lambda: load_groups_and_sources(self.folder),
            self._foods,
            self._identifiers,
            self._names,
            self._portions,
            lambda: search_index.refresh(sorted(self.renamed)),
            self._retire,
        ]
        for done, step in enumerate(steps):
            self.progress("Loading the catalogue", done, len(steps))
            step()
        self.progress("Loading the catalogue", len(steps), len(steps))
        record_history(self.touched - self.new, "built-in table")
        self.loaded.changed = len(self.touched - self.new)
        self.loaded.unchanged = len(self.rows) - len(self.new) - self.loaded.changed
        return self.loaded

    def _foods(self) -> None:
        self.foods = Food.objects.defer("search_document").in_bulk(list(self.rows))
        self.new = set(self.rows) - set(self.foods)
        self.loaded.new = len(self.new)
        added = [Food(id=i, builtin=True, **self.rows[i].values) for i in sorted(self.new)]
        Food.objects.bulk_create(added, batch_size=500)
        changed = [food for food in self.foods.values() if self._change(food)]
        bound = "magnesium_at_most_mg_per_basis"
        fields = [*self._fields(), bound, "filled_fields", "state", "merged_into", "builtin"]
        Food.objects.bulk_update(changed, fields, batch_size=500)
        self.foods |= {food.pk: food for food in added}
        self.touched |= {food.pk for food in (*added, *changed)}
        self.renamed |= self.new

    def _fields(self) -> list[str]:
        return [name.removesuffix("_id") for name in next(iter(self.rows.values())).values]

    def _change(self, food: Food) -> bool:
        """Set what differs from the table, save what a curator or an import set."""
        before = dict(vars(food))
        for name, value in self.rows[food.pk].values.items():
            known_as = name.removesuffix("_id")
            if known_as in food.curated_fields:
                continue
            if known_as in food.filled_fields:
                if value is None:
                    continue
                food.filled_fields = [other for other in food.filled_fields if other != known_as]
            if getattr(food, name) != value:
                setattr(food, name, value)
        if food.magnesium_mg_per_basis is not None:
            food.magnesium_at_most_mg_per_basis = None
        if food.state == State.RETIRED and "state" not in food.curated_fields:
            food.state = State.PUBLISHED
        food.builtin = True
        if food.name != before["name"] or food.brand != before["brand"]:
            self.renamed.add(food.pk)
        return vars(food) != before

    def _open(self, lists: str) -> list[FoodRow]:
        """Rows whose names, portions or identifiers no curator has taken over."""
        return [row for row in self.rows.values() if lists not in self.foods[row.id].curated_fields]

    def _identifiers(self) -> None:
        """Give each food its identifiers, and take in the imported foods that have them.

        The table says whose an identifier is: the food that has it becomes the built-in one.
        Unless that food is of the table too, or a person's own, or stands for another already:
        then only the identifier moves.
        """
        missing: list[Identifier] = []
        moved: list[Identifier] = []
        taken_in: dict[int, tuple[Food, Food]] = {}
        holders = self._holders()
        for row in self._open("identifiers"):
            food = self.foods[row.id]
            for scheme, value in row.identifiers:
                key = (scheme, value, row.id if scheme == Scheme.GTIN else None)
                held = holders.get(key)
                if held is None:
                    missing.append(Identifier(food_id=row.id, scheme=scheme, value=value))
                    self.touched.add(row.id)
                elif held.food_id in (row.id, food.merged_into_id):
                    pass  # merged: a curator's choice, and imports feed the food that was kept
                elif held.food.builtin or held.food.owner_id or held.food.merged_into_id:
                    held.food_id = row.id
                    moved.append(held)
                    self.touched.add(row.id)
                else:
                    taken_in[held.food_id] = (held.food, food.resolved)
        Identifier.objects.bulk_update(moved, ["food"], batch_size=500)
        merge_all(list(taken_in.values()), reason="in the built-in table")
        self.loaded.merged = len(taken_in)
        kept = {food.pk for _, food in taken_in.values()}
        self.touched |= kept
        self.renamed |= kept
        Identifier.objects.bulk_create(missing, batch_size=1_000, ignore_conflicts=True)

    def _holders(self) -> dict[tuple[str, str, int | None], Identifier]:
        """Identifiers there are; of barcodes, which several foods may share, with the food."""
        known = Identifier.objects.select_related("food").defer("food__search_document")
        barcodes = Q(scheme=Scheme.GTIN)
        return {
            (held.scheme, held.value, held.food_id if held.scheme == Scheme.GTIN else None): held
            for held in known.filter(~barcodes | barcodes & Q(food__in=self.rows))
        }

    def _names(self) -> None:
        """The table's names; those in languages for which it has none stay."""
        open_rows = self._open("names")
        self._synchronise(
            FoodName.objects.filter(
                food__in=[row.id for row in open_rows],
                language__in=["en", *translated_into(self.folder)],
            ),
            key=lambda name: (name.food_id, name.language, name.name),
            wanted={
                (row.id, name.language, name.name): FoodName(
                    food_id=row.id,
                    language=name.language,
                    name=name.name,
                    preferred=name.preferred,
                )
                for row in open_rows
                for name in row.names
            },
            compared=["preferred"],
            one_of_each="preferred",
        )

    def _portions(self) -> None:
        """The table's portions; where it has none, those of an import stay."""
        wanted = {
            (row.id, portion.label): Portion(
                food_id=row.id,
                position=portion.position,
                label=portion.label,
                quantity=portion.quantity,
                is_default=portion.is_default,
                source_id=portion.source,
            )
            for row in self._open("portions")
            for portion in row.portions
        }
        ours = [
            row.id
            for row in self._open("portions")
            if row.portions or "portions" not in self.foods[row.id].filled_fields
        ]
        self._synchronise(
            Portion.objects.filter(food__in=ours),
            key=lambda portion: (portion.food_id, portion.label),
            wanted=wanted,
            compared=["position", "quantity", "is_default", "source_id"],
            one_of_each="is_default",
        )

    def _synchronise(
        self,
        had: models.QuerySet[Any],
        *,
        key: Callable[[Any], tuple[Any, ...]],
        wanted: dict[tuple[Any, ...], Any],
        compared: Sequence[str],
        one_of_each: str,
    ) -> None:
        """Delete, change and add rows of foods until they are the wanted ones.

        The flag `one_of_each` may stand on one row of a kind only, at every moment.
        """
        there = {key(row): row for row in had}
        gone = [row for at, row in there.items() if at not in wanted]
        differing = []
        for at in there.keys() & wanted.keys():
            values = {name: getattr(wanted[at], name) for name in compared}
            if values != {name: getattr(there[at], name) for name in compared}:
                differing.append(there[at])
                vars(there[at]).update(values)
        new = [row for at, row in wanted.items() if at not in there]
        model = had.model
        model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
        if differing:
            clear = model._default_manager.filter(pk__in=[row.pk for row in differing])
            clear.update(**{one_of_each: False})
            model._default_manager.bulk_update(differing, compared, batch_size=500)
        model._default_manager.bulk_create(new, batch_size=1_000)
        foods = {row.food_id for row in (*gone, *differing, *new)}
        self.touched |= foods
        if model is FoodName:
            self.renamed |= foods

    def _retire(self) -> None:
        gone = Food.objects.filter(builtin=True, state=State.PUBLISHED).exclude(pk__in=self.rows)
        ids = [
            food_id
            for food_id, curated in gone.values_list("pk", "curated_fields")
            if "state" not in curated
        ]
        Food.objects.filter(pk__in=ids).update(state=State.RETIRED)
        record_history(ids, "gone from the built-in table")
        self.loaded.retired = len(ids)
