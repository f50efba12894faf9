"""What becomes of each write that a device pushes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ErrorDetail, NotFound, ValidationError

from foods.problems import Deleted, IdInUse
from foods.request_hash import hash_of
from intake.api.sync.tables import TABLES, Table
from intake.changes import Changed, last_change, last_changes
from intake.diary import hold_changes
from intake.models import Person, PushedWrite
from intake.people import hold
from intake.problems import Changed as ChangedProblem
from intake.problems import DateTaken
from intake.serializers.sync import (
    ALREADY_APPLIED,
    APPLIED,
    CONFLICT,
    DELETE,
    GONE,
    INVALID,
    NOT_APPLIED,
    PUT,
    RESTORE,
    SyncWriteSerializer,
)


@dataclass(frozen=True)
class Outcome:
    """`table` and `key` are None where the write does not say which row it is about. `row` is the
    key by which that row is pulled."""

    outcome: str
    table: str | None = None
    key: str | None = None
    row: str | None = None
    problem: Any = None

    @property
    def is_done(self) -> bool:
        return self.outcome in (APPLIED, ALREADY_APPLIED)


@dataclass(frozen=True)
class Write:
    op: str
    table: str
    key: str
    body: Mapping[str, Any]
    version: int | None
    digest: str

    @property
    def how(self) -> Table:
        return TABLES[self.table]


class Pushed:
    """`problem_of` writes what the API would answer to one write, with its place in the body."""

    def __init__(self, person: Person, problem_of: Callable[[APIException, str], Any]) -> None:
        self.person = person
        self.problem_of = problem_of

    def write(self, items: list[Any]) -> list[Outcome]:
        """An outcome for each, in their order. Within a transaction: it holds whatever else of the
        person's might change meanwhile."""
        hold(self.person)
        hold_changes(self.person)
        checked = [self._checked(index, item) for index, item in enumerate(items)]
        digests = [each.digest for each in checked if isinstance(each, Write)]
        known = PushedWrite.objects.filter(person=self.person, digest__in=digests)
        self._known = set(known.values_list("digest", flat=True))
        self._applied: list[PushedWrite] = []
        # Rows of which this device does not know all: what it says of them after that may meet by
        # chance the number that another device made.
        self._refused: dict[tuple[str, str], str] = {}
        outcomes = [
            self._outcome(index, each) if isinstance(each, Write) else each
            for index, each in enumerate(checked)
        ]
        # One that was taken back elsewhere, and is made anew, is known already.
        PushedWrite.objects.bulk_create(self._applied, ignore_conflicts=True)
        return outcomes

    def last_changes(self, outcomes: Iterable[Outcome]) -> dict[tuple[str, str], Changed]:
        """Of the rows that the outcomes are about, those that there ever were."""
        about: dict[str, set[str]] = defaultdict(set)
        for outcome in outcomes:
            if outcome.table and outcome.row:
                about[outcome.table].add(outcome.row)
        return {
            (table, key): each
            for table, keys in about.items()
            for key, each in last_changes(self.person, table, sorted(keys)).items()
        }

    def _checked(self, index: int, item: Any) -> Write | Outcome:
        pointer = f"/writes/{index}"
        checked = SyncWriteSerializer(data=item)
        try:
            checked.is_valid(raise_exception=True)
            said = checked.validated_data
            _check_fits(said)
        except ValidationError as error:
            return Outcome(INVALID, problem=self.problem_of(error, pointer))
        version = said.get("version")
        return Write(
            op=said["op"],
            table=said["table"],
            key=said["id"],
            body=item.get("body", {}),
            version=version,
            digest=hash_of({"write": dict(item) | {"version": version}}),
        )

    def _outcome(self, index: int, write: Write) -> Outcome:
        row = write.how.pulled_as(self.person, write.key)
        about = Outcome(APPLIED, write.table, write.key, row)
        known = last_change(self.person, write.table, row)
        if write.digest in self._known and not (
            # Deleted since: a device that does not know of it may mean to make it anew.
            write.version is None and known is not None and known.is_gone
        ):
            return replace(about, outcome=ALREADY_APPLIED)
        refused = self._refused.get((write.table, row))
        if refused is not None and write.version is not None:
            return replace(about, outcome=refused)
        try:
            with transaction.atomic():
                outcome = self._written(write, known)
        except (IdInUse, ChangedProblem, DateTaken):
            outcome = GONE if known is not None and known.is_gone else CONFLICT
        except Deleted:
            outcome = GONE
        except (APIException, Http404) as error:
            exc = NotFound() if isinstance(error, Http404) else error
            problem = self.problem_of(exc, f"/writes/{index}/body")
            return replace(about, outcome=INVALID, problem=problem)
        if outcome in (CONFLICT, GONE):
            self._refused[write.table, row] = outcome
        if outcome == APPLIED and (write.op == PUT or write.version is not None):
            self._applied.append(
                PushedWrite(person=self.person, digest=write.digest, table_name=write.table)
            )
            self._known.add(write.digest)
        return replace(about, outcome=outcome, row=write.how.pulled_as(self.person, write.key))

    def _written(self, write: Write, known: Changed | None) -> str:
        if write.op == PUT:
            return self._put(write, known)
        if known is None:
            if write.how.has_own_ids:
                raise NotFound
            return ALREADY_APPLIED
        if known.is_gone == (write.op == DELETE):
            return ALREADY_APPLIED
        if write.version not in (None, known.version):
            return CONFLICT
        act = write.how.delete if write.op == DELETE else write.how.restore
        assert act is not None
        act(self.person, known.key)
        return APPLIED

    def _put(self, write: Write, known: Changed | None) -> str:
        is_there = known is not None and not known.is_gone
        if known is not None and write.version not in (None, known.version):
            return CONFLICT if is_there else GONE
        if write.how.has_own_ids:
            if write.version is not None and known is None:
                raise NotFound
            if write.version is not None and not is_there:
                return GONE
            is_new = write.version is None
        else:
            if write.version is None and is_there:
                # It is new to the device, but not to us.
                return ALREADY_APPLIED if write.how.says_nothing else CONFLICT
            is_new = not is_there
        if is_new:
            made = write.how.create(self.person, write.key, write.body)
            return APPLIED if made else ALREADY_APPLIED
        assert known is not None
        write.how.change(self.person, known.key, write.body)
        return APPLIED


def taken_back(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """What they are once all that the push did is undone: also what had nothing to do only because
    an earlier write of the same push had done it."""
    undone: set[tuple[str | None, str | None]] = set()
    found = []
    for each in outcomes:
        about = (each.table, each.row)
        if each.outcome == APPLIED:
            undone.add(about)
        is_undone = each.is_done and about in undone
        found.append(replace(each, outcome=NOT_APPLIED) if is_undone else each)
    return found


def _check_fits(said: Mapping[str, Any]) -> None:
    """Whether such a row can have such a write. Raises ValidationError."""
    how = TABLES[said["table"]]
    try:
        how.check_id(said["id"])
    except ValidationError as error:
        raise ValidationError({"id": error.detail}) from None
    if how.beside in said.get("body", {}):
        message = _("It stands beside the body, as the id.")
        raise ValidationError({"body": {how.beside: [message]}}, code="unknown_field")
    if said["op"] == RESTORE and how.restore is None:
        message = _("These are put again instead, a food under a new id.")
        raise ValidationError({"op": [ErrorDetail(message, "not_restorable")]})
    if said["op"] == DELETE and how.delete is None:
        message = _("It can't be deleted; put empty what you take back.")
        raise ValidationError({"op": [ErrorDetail(message, "not_deletable")]})
