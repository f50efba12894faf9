"""Several records of one food becoming one, without touching what people have logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foods.bulk_changes import record_history
from foods.models import Food, Identifier, Merge, State, Submission
from foods.usage import needs_second_approval

# What says how much magnesium a food has, and whence it is known.
_FIGURE = {
    "basis",
    "magnesium_mg_per_basis",
    "added_magnesium_mg_per_basis",
    "confidence",
    "source",
    "source_ref",
}


class CannotMerge(Exception):
    """The message is for the curator."""


class CannotUndo(Exception):
    """Something done later rests on the act. The message is for the curator."""


def merge(
    food: Food, *, into: Food, by: AbstractBaseUser | None = None, reason: str = "merged"
) -> Merge:
    """Let `into` stand for `food` from now on; see `merge_all`."""
    (act,) = merge_all([(food, into)], reason=reason, by=by)
    return act


@transaction.atomic
def merge_all(
    pairs: Sequence[tuple[Food, Food]],
    reason: str = "merged",
    by: AbstractBaseUser | None = None,
) -> list[Merge]:
    """Let the second food of each pair stand for the first from now on; one act a kept food.

    Identifiers move, so that imports feed the kept food; entries and portions stay where they
    are, and reading resolves them. What a curator set on the first moves too, unless a curator set
    the same on the second; no figure moves to a food on another basis, nor by a curator to one
    whose figure needs a second approval, and nothing of a source whose licence would follow it.
    Foods merged into the first before point to the second, so that a look-up never takes more than
    one step. Raises CannotMerge; see `check`.
    """
    groups: dict[int, tuple[Food, list[Food]]] = {}
    for food, into in pairs:
        check(food, into, by=by)
        groups.setdefault(into.pk, (into, []))[1].append(food)
    gone = [food.pk for food, _ in pairs]
    if twice := set(gone) & set(groups):
        raise CannotMerge(
            _("%(twice)s cannot both be kept and be merged.") % {"twice": sorted(twice)}
        )
    acts = _recorded(groups, reason, by)
    for food, into in pairs:
        food.state, food.merged_into, food.owner = State.MERGED, into, None
    parameters = {"gone": gone, "kept": [into.pk for _, into in pairs]}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE foods_identifier known SET food_id = kept
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE food_id = gone AND NOT EXISTS (
                SELECT FROM foods_identifier had
                LEFT JOIN unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS other (gone, kept)
                  ON had.food_id = other.gone
                WHERE (had.scheme, had.value) = (known.scheme, known.value)
                  AND (had.food_id = pair.kept OR other.kept = pair.kept AND had.id < known.id));

            UPDATE foods_food SET merged_into_id = kept
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE merged_into_id = gone;

            UPDATE foods_food SET state = 'merged', merged_into_id = kept, owner_id = NULL,
                updated_at = now()
            FROM unnest(%(gone)s::bigint[], %(kept)s::bigint[]) AS pair (gone, kept)
            WHERE id = gone
            """,
            parameters,
        )
    record_history(gone, f"Merged: {reason}" if by else reason, by)
    return acts


def check(food: Food, into: Food, *, by: AbstractBaseUser | None) -> None:
    """Raises CannotMerge for foods that are merged already, and where a curator's merge would give
    people another magnesium without the second approval that it needs."""
    if into.pk == food.pk:
        raise CannotMerge(_("“%(food)s” cannot be merged into itself.") % {"food": food})
    if into.state == State.MERGED or food.state == State.MERGED:
        merged = into if into.state == State.MERGED else food
        raise CannotMerge(
            _("“%(merged)s” is merged into another food already.") % {"merged": merged}
        )
    if into.owner_id is not None:
        raise CannotMerge(_("A food of the catalogue cannot be merged into a private one."))
    alike = (food.basis, food.magnesium_mg_per_basis) == (into.basis, into.magnesium_mg_per_basis)
    if by is not None and not alike and needs_second_approval(food):
        raise CannotMerge(
            _(
                "“%(food)s” is logged often, and the magnesium of “%(into)s” is another: keep "
                "“%(food)s”, or give both one figure first."
            )
            % {"food": food, "into": into}
        )


def _recorded(
    groups: dict[int, tuple[Food, list[Food]]], reason: str, by: AbstractBaseUser | None
) -> list[Merge]:
    """Acts with the state before them; carries curated fields over on the way. A few queries for
    any number of foods, and a save for each kept one that takes something over."""
    gone = [food.pk for _, foods in groups.values() for food in foods]
    identifiers: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, food_id in Identifier.objects.filter(food__in=gone).values_list("pk", "food_id"):
        identifiers[food_id][str(pk)] = food_id
    chained: dict[int | None, dict[str, int | None]] = defaultdict(dict)
    for pk, stood_for in Food.objects.filter(merged_into__in=gone).values_list(
        "pk", "merged_into_id"
    ):
        chained[stood_for][str(pk)] = stood_for
    acts = []
    for into, foods in groups.values():
        before: dict[str, Any] = {
            "foods": {str(food.pk): food.state for food in foods},
            "identifiers": {k: v for food in foods for k, v in identifiers[food.pk].items()},
            "chained": {k: v for food in foods for k, v in chained[food.pk].items()},
            "carried": {},
        }
        for food in foods:
            _carry_curated_fields(food, into, before["carried"], by)
        acts.append(Merge(kept=into, by_id=by.pk if by else None, reason=reason, before=before))
    Merge.objects.bulk_create(acts)
    through = Merge.foods.through
    through._default_manager.bulk_create(
        [
            through(merge_id=act.pk, food_id=food.pk)
            for act in acts
            for food in groups[act.kept_id][1]
        ]
    )
    return acts


def _carry_curated_fields(
    food: Food, into: Food, carried: dict[str, list[Any]], by: AbstractBaseUser | None
) -> None:
    taken = carried_fields(food, into, by=by)
    for name in taken:
        attribute = Food._meta.get_field(name).attname  # type: ignore[union-attr]
        carried[name] = [_json(getattr(into, attribute)), _json(getattr(food, attribute))]
        setattr(into, attribute, getattr(food, attribute))
    if taken:
        into.curated_fields = [*into.curated_fields, *taken]
        into.save_signed(by, f"Took over from food {food.pk}, merged into it")


def carried_fields(food: Food, into: Food, *, by: AbstractBaseUser | None) -> list[str]:
    """What a curator set on `food` and the merge would set on `into`."""
    if food.stays_apart_from(into):
        return []
    taken = [name for name in _own_fields(food.curated_fields) if name not in into.curated_fields]
    if food.basis != into.basis:
        return [name for name in taken if name not in _FIGURE and not name.endswith("_per_basis")]
    if by is not None and _FIGURE.intersection(taken) and needs_second_approval(into):
        return [name for name in taken if name not in _FIGURE]
    return taken


def _own_fields(curated_fields: Iterable[str]) -> list[str]:
    """Curated fields that say something about the food itself, not about its state or lists."""
    fields = {field.name for field in Food._meta.concrete_fields} - {"state", "popularity"}
    return [name for name in curated_fields if name in fields]


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@transaction.atomic
def undo(act: Merge, by: AbstractBaseUser) -> list[str]:
    """Put back what the act changed, and nothing else; returns what was corrected since and stays.

    A proposal that was merged waits for its decision again. Raises CannotUndo where something done
    later rests on the act.
    """
    act = Merge.objects.select_for_update(of=("self",)).select_related("kept").get(pk=act.pk)
    if act.undone_at is not None:
        raise CannotUndo(_("This was undone already."))
    before = act.before
    touched = [int(pk) for pk in (*before["foods"], *before["chained"])]
    foods = Food.objects.select_for_update(of=("self",), no_key=True).in_bulk(
        [*touched, act.kept_id]
    )
    _check_nothing_rests_on(act, foods, touched)
    kept = foods[act.kept_id]
    stays = _give_back(before["carried"], kept, by)
    owners = {
        submission.food_id: submission
        for submission in Submission.objects.filter(merge=act, state=Submission.State.MERGED)
    }
    for key, state in before["foods"].items():
        food = foods.get(int(key))
        if food is None:
            continue
        submission = owners.get(food.pk)
        if state in (State.PRIVATE, State.PROPOSED):
            if submission is None:
                raise CannotUndo(_("The person who proposed “%(food)s” has left.") % {"food": food})
            food.owner_id = submission.person_id
            _reopen(submission)
        food.state, food.merged_into = state, None
        food.save(update_fields=["state", "merged_into", "owner", "updated_at"])
    for key, stood_for in before["chained"].items():
        Food.objects.filter(pk=int(key)).update(merged_into=stood_for)
    for key, food_id in before["identifiers"].items():
        Identifier.objects.filter(pk=int(key)).update(food=food_id)
    record_history([*touched, kept.pk], "Merge undone", by)
    act.undone_at, act.undone_by = timezone.now(), by  # type: ignore[assignment]
    act.save(update_fields=["undone_at", "undone_by"])
    return stays


def _check_nothing_rests_on(act: Merge, foods: dict[int, Food], touched: list[int]) -> None:
    kept = foods[act.kept_id]
    if kept.state == State.MERGED:
        raise CannotUndo(
            _("“%(kept)s” was merged into “%(merged_into)s” later: undo that first.")
            % {"kept": kept, "merged_into": kept.merged_into}
        )
    for pk in touched:
        food = foods.get(pk)
        if food is not None and food.merged_into_id != kept.pk:
            raise CannotUndo(
                _("“%(food)s” no longer stands for “%(kept)s”: a later act changed it.")
                % {"food": food, "kept": kept}
            )
    ids = [int(pk) for pk in act.before["identifiers"]]
    moved = Identifier.objects.filter(pk__in=ids).exclude(
        food__in=[kept.pk, *map(int, act.before["identifiers"].values())]
    )
    if identifier := moved.first():
        raise CannotUndo(
            _("The identifier %(identifier)s was given to another food since.")
            % {"identifier": identifier}
        )


def _give_back(carried: dict[str, list[Any]], kept: Food, by: AbstractBaseUser) -> list[str]:
    """Fields that the kept food took over get their old values, save those corrected since."""
    stays = []
    for name, (had, taken) in carried.items():
        attribute = Food._meta.get_field(name).attname  # type: ignore[union-attr]
        field = Food._meta.get_field(name)
        now = getattr(kept, attribute)
        if isinstance(now, Decimal) and taken is not None and now == Decimal(taken):
            now = taken
        if _json(now) != taken:
            stays.append(str(field.verbose_name))  # type: ignore[union-attr]
            continue
        setattr(kept, attribute, field.to_python(had) if had is not None else None)  # type: ignore[union-attr]
        kept.curated_fields = [known for known in kept.curated_fields if known != name]
    if carried:
        kept.save_signed(by, "Merge undone")
    return stays


def _reopen(submission: Submission) -> None:
    submission.state = Submission.State.OPEN
    submission.decided_at = submission.decided_by = submission.merge = submission.result = None
    submission.reason = ""
    submission.save()
