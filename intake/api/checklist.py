"""The daily checklist over the API."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import IdInUse
from foods.request_hash import hash_of
from foods.serializers.fields import StrictSerializer
from intake.api.entries import ETAG
from intake.api.entry_bodies import food_asked, measure_asked
from intake.authentication import PersonRequest
from intake.checklist import (
    Line,
    NotOffered,
    check_kind,
    check_offered,
    coming_mg,
    is_offered,
    items_of,
    line_of,
    log_item,
    taken_by,
)
from intake.checklist_items import (
    ItemGone,
    ItemTaken,
    add_once,
    change_item,
    known_item,
    measured_fields,
    set_removed,
)
from intake.diary import NewEntry
from intake.models import ChecklistItem, Entry, Person, weekday_bits
from intake.people import hold, profile_of
from intake.problems import Gone, NotByOneTap, not_valid
from intake.serializers.checklist import (
    ChecklistChangeSerializer,
    ChecklistCreateSerializer,
    ChecklistItemSerializer,
    ChecklistLogSerializer,
    ChecklistQuery,
    ChecklistSerializer,
    item_body,
)
from intake.serializers.entries import FOOD, QUICK_ADD, WAYS, EntrySerializer, entry_body
from intake.snapshots import InvalidEntry
from intake.targets import Situation, situation_of

PLAN = ("ends_on", "position", "starts_on")


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
        seen = _Seen(request.user, query.validated_data.get("date"))
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
        return Response(_Seen(request.user, None).body(item), code)


class ChecklistDetail(APIView):
    @extend_schema(
        operation_id="checklist_read",
        summary="Read an item of the checklist, as it is today",
        responses={200: ChecklistItemSerializer, 410: None},
    )
    def get(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        return Response(_Seen(request.user, None).body(_item(request, item_id)))

    @extend_schema(
        operation_id="checklist_change",
        summary="Change, pause or move an item of the checklist",
        description="What was logged by it stays as it is.",
        request=ChecklistChangeSerializer,
        responses={200: ChecklistItemSerializer, 409: None, 410: None},
    )
    def patch(self, request: PersonRequest, item_id: uuid.UUID) -> Response:
        item = change_from(_item(request, item_id), request.data)
        return Response(_Seen(request.user, None).body(item))

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
        return Response(_Seen(request.user, None).body(_item(request, item_id)))


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
        seen = _Seen(request.user, body.validated_data["date"])
        try:
            check_offered(item, seen.situation, seen.day, today=seen.today)
            entry, is_new = log_item(item, seen.day)
        except InvalidEntry as error:
            raise not_valid(error) from None
        except NotOffered as error:
            raise NotByOneTap.of(error) from None
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(entry_body(entry), code, headers={"ETag": entry.etag})


def add_from(person: Person, body: Any) -> tuple[ChecklistItem, bool]:
    """The item, and whether it is new. Raises what the API answers with."""
    checked = ChecklistCreateSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    seen = _Seen(person, None)
    request_hash = hash_of(body)
    try:
        # Before anything else is looked at: the food may have gone since the first time.
        if known := known_item(person, said.get("id"), request_hash):
            return known, False
        new = _measured(person, said, said.get("starts_on", seen.day), said["meal"])
        check_kind(measured_fields(new)["kind"], seen.situation, seen.day, today=seen.today)
        new = replace(new, uuid=said.get("id"), request_hash=request_hash)
        return add_once(person, new, **_plan(said))
    except InvalidEntry as error:
        raise not_valid(error) from None
    except NotOffered as error:
        raise NotByOneTap.of(error) from None
    except ItemTaken as error:
        raise IdInUse(current=_Seen(person, None).body(error.item)) from None
    except ItemGone:
        raise Gone from None


def change_from(item: ChecklistItem, body: Any) -> ChecklistItem:
    """Raises what the API answers with."""
    checked = ChecklistChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    try:
        with transaction.atomic():
            hold(item.person)
            # By now another request may have changed it, or taken it off.
            items = ChecklistItem.objects.with_foods().select_related("person")
            return _change(items.get(pk=item.pk), checked.validated_data)
    except InvalidEntry as error:
        raise not_valid(error) from None
    except NotOffered as error:
        raise NotByOneTap.of(error) from None


def _change(item: ChecklistItem, said: Mapping[str, Any]) -> ChecklistItem:
    """Raises Gone, InvalidEntry, NotOffered."""
    if item.removed_at is not None:
        raise Gone
    seen = _Seen(item.person, None)
    changes = _plan(said) | {name: said[name] for name in ("meal", "time") if name in said}
    if any(name in said for name in (*WAYS, *QUICK_ADD, *FOOD)):
        new = _measured(item.person, _kept(item, said), item.starts_on, item.meal)
        changes |= measured_fields(new)
        check_kind(changes["kind"], seen.situation, seen.day, today=seen.today)
    return change_item(item, changes)


class _Seen:
    """A person's checklist as it is on a day, today where none is given."""

    def __init__(self, person: Person, day: date | None) -> None:
        profile = profile_of(person)
        self.person = person
        self.today = profile.today()
        self.day = day or self.today
        self.situation: Situation = situation_of(person, profile)

    def due(self, item: ChecklistItem) -> bool | None:
        if not is_offered(item, self.situation, self.day, today=self.today):
            return None
        return item.is_due(self.day)

    def lines(self, items: list[ChecklistItem]) -> list[Line]:
        entries = list(Entry.objects.for_person(self.person).kept().on(self.day).order_by("id"))
        due = [item for item in items if item.is_due(self.day)]
        taken = taken_by(due, self.day, entries)
        return [line_of(item, taken.get(item.pk)) for item in items]

    def body(self, item: ChecklistItem) -> dict[str, Any]:
        """Beside the others: an entry stands for one item only. Raises Gone once it was taken off,
        by another request too."""
        lines = self.lines(items_of(self.person))
        for line in lines:
            if line.item.pk == item.pk:
                return self.item_body(line)
        raise Gone

    def item_body(self, line: Line) -> dict[str, Any]:
        return item_body(line, due=self.due(line.item), medicines=self.situation.medicines)


def _item(request: PersonRequest, item_id: uuid.UUID, *, removed: bool = False) -> ChecklistItem:
    """Raises Gone for one that was taken off, unless that may be too."""
    items = ChecklistItem.objects.for_person(request.user).with_foods().select_related("person")
    item = get_object_or_404(items, uuid=item_id)
    if item.removed_at is not None and not removed:
        raise Gone
    return item


def _kept(item: ChecklistItem, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said, with the food or the name that it leaves as it is."""
    if any(name in said for name in FOOD):
        return dict(said)
    if item.food_id is not None:
        return {"food": item.food_id, **said}
    named = {"name": item.name, "kind": item.kind, "magnesium_mg": item.magnesium_mg}
    return named | dict(said)


def _measured(person: Person, said: Mapping[str, Any], day: date, meal: str) -> NewEntry:
    given = {name: value for name, value in said.items() if value is not None}
    food = food_asked(person, given)
    return NewEntry(
        date=day,
        meal=meal,
        time=given.get("time"),
        food=food,
        measure=measure_asked(food, given),
        **{name: given[name] for name in QUICK_ADD if name in given},
    )


def _plan(said: Mapping[str, Any]) -> dict[str, Any]:
    plan = {name: said[name] for name in PLAN if name in said}
    if "weekdays" in said:
        plan["weekdays"] = weekday_bits(said["weekdays"])
    if "paused" in said:
        plan["paused_at"] = timezone.now() if said["paused"] else None
    return plan
