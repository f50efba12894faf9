"""The daily checklist over the API."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.serializers.fields import StrictSerializer
from intake.api.checklist_bodies import Seen, add_from, change_from
from intake.api.entries import ETAG
from intake.authentication import PersonRequest
from intake.checklist import NotOffered, check_offered, coming_mg, items_of, log_item
from intake.checklist_items import set_removed
from intake.models import ChecklistItem
from intake.problems import Gone, NotByOneTap, not_valid
from intake.serializers.checklist import (
    ChecklistChangeSerializer,
    ChecklistCreateSerializer,
    ChecklistItemSerializer,
    ChecklistLogSerializer,
    ChecklistQuery,
    ChecklistSerializer,
)
from intake.serializers.entries import EntrySerializer, entry_body
from intake.snapshots import InvalidEntry


class Checklist(APIView):
    query_serializer_class = ChecklistQuery

    @extend_schema(
        operation_id="checklist_list",
        summary="List what you take daily, and what of it was taken on a date",
        parameters=[ChecklistQuery],
        responses=ChecklistSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        query = ChecklistQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        seen = Seen(request.user, query.validated_data.get("date"))
        lines = seen.lines(items_of(request.user))
        due = [line for line in lines if seen.due(line.item)]
        return Response(
            {
                "date": seen.day,
                "coming_mg": None if seen.situation.kidney_disease else coming_mg(due),
                "results": [seen.item_body(line) for line in lines],
            }
        )

    @extend_schema(
        operation_id="checklist_create",
        summary="Put something on the checklist",
        description="409 `amounts_only` with the kidney flag, 409 `under_age` for a supplement "
        "under 18. With an `id` of your choice the same request may be sent again: 200 with the "
        "item as it is now, 409 for another request, 410 once it was taken off.",
        request=ChecklistCreateSerializer,
        responses={
            201: ChecklistItemSerializer,
            200: ChecklistItemSerializer,
            409: None,
            410: None,
        },
    )
    def post(self, request: PersonRequest) -> Response:
        item, is_new = add_from(request.user, request.data)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(Seen(request.user, None).body(item), code)


class ChecklistDetail(APIView):
    @extend_schema(
        operation_id="checklist_read",
        summary="Read an item of the checklist, as it is today",
        responses={200: ChecklistItemSerializer, 410: None},
    )
    def get(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        return Response(Seen(request.user, None).body(_item(request, item_id)))

    @extend_schema(
        operation_id="checklist_change",
        summary="Change, pause or move an item of the checklist",
        description="What was logged by it stays as it is.",
        request=ChecklistChangeSerializer,
        responses={200: ChecklistItemSerializer, 409: None, 410: None},
    )
    def patch(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        item = change_from(_item(request, item_id), request.data)
        return Response(Seen(request.user, None).body(item))

    @extend_schema(
        operation_id="checklist_delete",
        summary="Take an item off the checklist; it can be restored",
        description="What was logged by it stays. Deleting it again answers 204 too.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        set_removed(_item(request, item_id, removed=True), removed=True)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChecklistRestore(APIView):
    @extend_schema(
        operation_id="checklist_restore",
        summary="Bring an item back to the checklist",
        request=None,
        responses=ChecklistItemSerializer,
    )
    def post(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        set_removed(_item(request, item_id, removed=True), removed=False)
        return Response(Seen(request.user, None).body(_item(request, item_id)))


class ChecklistLog(APIView):
    @extend_schema(
        operation_id="checklist_log",
        summary="Log an item of the checklist on a date",
        description=(
            "201 with the entry. However often it is sent, an item is logged once on a date: then "
            "200 with the entry as it is. 409 `amounts_only` with the kidney flag, `under_age` "
            "for a supplement under 18, `no_medicine` where the food has become a medicine."
        ),
        request=ChecklistLogSerializer,
        parameters=[ETAG],
        responses={201: EntrySerializer, 200: EntrySerializer, 409: None, 410: None},
    )
    def post(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        item = _item(request, item_id)
        body = ChecklistLogSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        seen = Seen(request.user, body.validated_data["date"])
        try:
            check_offered(item, seen.situation, seen.day, today=seen.today)
            entry, is_new = log_item(item, seen.day)
        except InvalidEntry as error:
            raise not_valid(error) from None
        except NotOffered as error:
            raise NotByOneTap.of(error) from None
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(entry_body(entry), code, headers={"ETag": entry.etag})


def _item(request: PersonRequest, item_id: uuid.UUID, *, removed: bool = False) -> ChecklistItem:
    """Raises Gone for one that was taken off, unless that may be too."""
    items = ChecklistItem.objects.for_person(request.user).with_foods().select_related("person")
    item = get_object_or_404(items, uuid=item_id)
    if item.removed_at is not None and not removed:
        raise Gone
    return item
