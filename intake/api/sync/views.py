"""Pulling what changed, and pushing what a device wrote meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import Problem
from intake.api.sync.rows import Rows
from intake.api.sync.writes import Outcome, Pushed, taken_back
from intake.authentication import PersonRequest
from intake.changes import (
    Changed,
    Cursor,
    CursorTooOld,
    InvalidCursor,
    changes_since,
    cursor_from,
    cursor_text,
)
from intake.models import Person
from intake.serializers.sync import (
    SyncPageSerializer,
    SyncPushSerializer,
    SyncQuery,
    SyncResultsSerializer,
)


class CursorTooOldProblem(Problem):
    status_code = status.HTTP_410_GONE
    default_code = "cursor_too_old"
    default_detail = gettext_lazy(
        "Something may have been deleted since without a trace. Forget what you pulled, "
        "keep what you have not pushed, and pull without `since`."
    )


class Sync(APIView):
    query_serializer_class = SyncQuery

    @extend_schema(
        operation_id="sync_pull",
        summary="Pull what changed since a cursor",
        description=(
            "Until `more` is false. 400 `invalid_cursor` for one that we did not give to you, 410 "
            "`cursor_too_old` where you were away for too long: then pull without `since`."
        ),
        parameters=[SyncQuery],
        responses={
            200: SyncPageSerializer,
            410: OpenApiResponse(description="`cursor_too_old`: pull without `since`."),
        },
    )
    def get(self, request: PersonRequest) -> Response:
        query = SyncQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        person = request.user
        cursor = _cursor_from(person, asked.get("since"))
        changes, more = changes_since(person, cursor, asked["limit"])
        seen = changes[-1].change if changes else cursor.change
        rows = Rows(person).of(changes)
        return Response(
            {
                "changes": [_change_body(each, rows) for each in changes],
                "cursor": cursor_text(person, Cursor(seen, cursor.began)),
                "more": more,
            }
        )

    @extend_schema(
        operation_id="sync_push",
        summary="Push up to 100 writes, each with an outcome of its own",
        description=(
            "In their order, by the same rules as one by one. The same push may be sent again "
            "after an answer that was lost. It counts as one write."
        ),
        request=SyncPushSerializer,
        responses=SyncResultsSerializer,
    )
    def post(self, request: PersonRequest) -> Response:
        push = SyncPushSerializer(data=request.data)
        push.is_valid(raise_exception=True)
        said = push.validated_data

        def problem_of(exc: APIException, pointer: str) -> Any:
            # Only config knows how a problem is written.
            return self.get_exception_handler()(exc, {"request": request, "pointer": pointer}).data

        pushed = Pushed(request.user, problem_of)
        with transaction.atomic():
            outcomes = pushed.write(said["writes"])
            if said["all_or_nothing"] and not all(each.is_done for each in outcomes):
                transaction.set_rollback(True)
                outcomes = taken_back(outcomes)
        last = pushed.last_changes(outcomes)
        rows = Rows(request.user).of(last.values())
        return Response({"results": [_result_body(each, last, rows) for each in outcomes]})


def _cursor_from(person: Person, text: str | None) -> Cursor:
    try:
        return cursor_from(person, text)
    except InvalidCursor:
        message = _("This cursor was not given by us.")
        raise ValidationError({"since": [message]}, code="invalid_cursor") from None
    except CursorTooOld:
        raise CursorTooOldProblem from None


def _change_body(each: Changed, rows: dict[tuple[str, str], Any]) -> dict[str, Any]:
    row = rows.get((each.table, each.key))
    body: dict[str, Any] = {"table": each.table, "id": each.key, "version": each.version}
    if row is None:
        return body
    # It may have changed since the change was read.
    return body | {"version": row.get("version", each.version), "row": row}


def _result_body(
    each: Outcome,
    last: dict[tuple[str, str], Changed],
    rows: dict[tuple[str, str], Any],
) -> dict[str, Any]:
    known = last.get((each.table or "", each.row or ""))
    row = rows.get((known.table, known.key)) if known else None
    body = {
        "table": each.table,
        "id": each.key,
        "outcome": each.outcome,
        "version": row.get("version", known.version) if row and known else known and known.version,
        "current": row,
    }
    return body | ({"problem": each.problem} if each.problem else {})
