"""Entries over the API."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.serializers.fields import StrictSerializer
from intake.api.entry_bodies import change_from, log_from
from intake.authentication import PersonRequest
from intake.diary import delete_entry, restore_entry
from intake.models import Entry, EntryQuerySet
from intake.problems import Gone, NotLogged
from intake.serializers.entries import (
    EntryBatchSerializer,
    EntryChangeSerializer,
    EntryCreateSerializer,
    EntryQuery,
    EntryResultsSerializer,
    EntrySerializer,
    entry_body,
)

ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 201])


class EntryList(GenericAPIView[Entry]):
    request: PersonRequest
    query_serializer_class = EntryQuery
    serializer_class = EntrySerializer
    ordering = ("-date", "-id")

    def get_queryset(self) -> EntryQuerySet:
        query = EntryQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        entries = Entry.objects.for_person(self.request.user).kept()
        if "date" in asked:
            entries = entries.on(asked["date"])
        if "from" in asked:
            entries = entries.filter(date__gte=asked["from"])
        if "to" in asked:
            entries = entries.filter(date__lte=asked["to"])
        return entries

    @extend_schema(
        operation_id="entries_list",
        summary="List entries, newest first",
        parameters=[EntryQuery],
        responses=EntrySerializer(many=True),
    )
    def get(self, request: PersonRequest) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([entry_body(entry) for entry in page])

    @extend_schema(
        operation_id="entries_create",
        summary="Log something",
        description=(
            "With an `id` of your choice the same request may be sent again: it answers 200 with "
            "the entry as it is now. Another request with that id gets 409, and 410 once the "
            "entry was deleted."
        ),
        parameters=[ETAG],
        request=EntryCreateSerializer,
        responses={201: EntrySerializer, 200: EntrySerializer, 409: EntrySerializer, 410: None},
    )
    def post(self, request: PersonRequest) -> Response:
        entry, is_new = log_from(request.user, request.data)
        return _answer(entry, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


class EntryBatch(APIView):
    @extend_schema(
        operation_id="entries_batch",
        summary="Log up to 100 things, each with a result of its own",
        request=EntryBatchSerializer,
        responses=EntryResultsSerializer,
    )
    def post(self, request: PersonRequest) -> Response:
        batch = EntryBatchSerializer(data=request.data)
        batch.is_valid(raise_exception=True)
        said = batch.validated_data
        # One transaction, so that the person's counter is held once; a savepoint for each.
        with transaction.atomic():
            results = [
                self._result(request, index, body) for index, body in enumerate(said["entries"])
            ]
            if said["all_or_nothing"] and any("problem" in each for each in results):
                transaction.set_rollback(True)
                results = [
                    each if "problem" in each else self._refused(request, index, NotLogged())
                    for index, each in enumerate(results)
                ]
        return Response({"results": results})

    def _result(self, request: PersonRequest, index: int, body: Any) -> dict[str, Any]:
        try:
            with transaction.atomic():
                entry, is_new = log_from(request.user, body)
        except APIException as exc:
            return self._refused(request, index, exc)
        made = HTTPStatus.CREATED if is_new else HTTPStatus.OK
        return {"status": made, "entry": entry_body(entry)}

    def _refused(self, request: PersonRequest, index: int, exc: APIException) -> dict[str, Any]:
        # Only config knows how a problem is written.
        written = self.get_exception_handler()
        problem = written(exc, {"request": request, "pointer": f"/entries/{index}"})
        return {"status": problem.status_code, "problem": problem.data}


class EntryDetail(APIView):
    @extend_schema(
        operation_id="entries_read",
        summary="Read an entry",
        responses={200: EntrySerializer, 410: None},
    )
    def get(self, request: PersonRequest, entry_id: uuid.UUID) -> Response:
        return _answer(_kept_entry(request, entry_id))

    @extend_schema(
        operation_id="entries_change",
        summary="Change an entry",
        description="`amount` alone scales it by the figures it was logged with.",
        parameters=[ETAG],
        request=EntryChangeSerializer,
        responses={200: EntrySerializer, 410: None},
    )
    def patch(self, request: PersonRequest, entry_id: uuid.UUID) -> Response:
        entry = _kept_entry(request, entry_id)
        return _answer(change_from(entry, request.data))

    @extend_schema(
        operation_id="entries_delete",
        summary="Delete an entry; it can be restored",
        description="Deleting it again answers 204 too.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, entry_id: uuid.UUID) -> Response:
        delete_entry(_entry(request, entry_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRestore(APIView):
    @extend_schema(
        operation_id="entries_restore",
        summary="Bring back a deleted entry",
        description="One that was not deleted stays as it is.",
        parameters=[ETAG],
        request=None,
        responses=EntrySerializer,
    )
    def post(self, request: PersonRequest, entry_id: uuid.UUID) -> Response:
        entry = _entry(request, entry_id)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        return _answer(restore_entry(entry))


def _entry(request: PersonRequest, entry_id: uuid.UUID) -> Entry:
    entries = Entry.objects.for_person(request.user).select_related("food", "person")
    return get_object_or_404(entries, uuid=entry_id)


def _kept_entry(request: PersonRequest, entry_id: uuid.UUID) -> Entry:
    entry = _entry(request, entry_id)
    if entry.deleted_at is not None:
        raise Gone
    return entry


def _answer(entry: Entry, code: int = status.HTTP_200_OK) -> Response:
    return Response(entry_body(entry), code, headers={"ETag": entry.etag})
