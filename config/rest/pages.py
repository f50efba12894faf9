"""Long lists come in pages, each with the address of the next and of the one before."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

# To count more would cost more than the page.
MOST_COUNTED = 1_000
ONWARDS, BACK = "after", "before"
Place = list[Any]


class CursorPages(BasePagination):
    """Pages of a list whose view names its `ordering`: descending, the last field unique.

    A cursor names the row that a page comes after, or before, by all of these fields, so that rows
    that come or go meanwhile shift no page: DRF's counts rows of one day. One that was not ours is
    a 400 and never reaches the database. `limit`, which the view has checked, says how many rows a
    page has.
    """

    page_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self._address = request.build_absolute_uri()
        self._fields = [queryset.model._meta.get_field(name.lstrip("-")) for name in view.ordering]
        limit = int(request.query_params.get("limit", self.page_size))
        way, place = self._asked(request.query_params.get("cursor"))
        rows = queryset.order_by(*view.ordering)
        if place:
            rows = rows.filter(self._beyond(place, "lt" if way == ONWARDS else "gt"))
        if way == BACK:
            rows = rows.reverse()
        found = list(rows[: limit + 1])
        page, has_more = found[:limit], len(found) > limit
        if way == BACK:
            page.reverse()
        first, last = (self._place_of(page[0]), self._place_of(page[-1])) if page else ([], [])
        # Whoever came by a cursor came from a page on its other side.
        has_next = has_more if way == ONWARDS else True
        has_previous = has_more if way == BACK else bool(place)
        self._next = self._at(ONWARDS, last) if has_next else None
        self._previous = self._at(BACK, first) if has_previous else None
        self._total: int | None = len(page)
        if has_next or has_previous:
            count = queryset.order_by()[: MOST_COUNTED + 1].count()
            self._total = count if count <= MOST_COUNTED else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self._next, "previous": self._previous}
        return Response({"total": self._total, **links, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["total", "next", "previous", "results"],
            "properties": {
                "total": {
                    "type": ["integer", "null"],
                    "description": f"How many there are on all pages; null: over {MOST_COUNTED:,}.",
                },
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def _beyond(self, place: Place, side: str) -> Q:
        """Further on than `place`, by the first field that differs."""
        beyond, same = Q(), Q()
        for field, value in zip(self._fields, place, strict=True):
            beyond |= same & Q((f"{field.name}__{side}", value))
            same &= Q((field.name, value))
        # Of all the rows beyond, so that an index can begin there.
        return beyond & Q((f"{self._fields[0].name}__{side}e", place[0]))

    def _place_of(self, row: Any) -> Place:
        return [getattr(row, field.attname) for field in self._fields]

    def _at(self, way: str, place: Place) -> str:
        """Without a place from the start, or from the end."""
        if way == ONWARDS and not place:
            return remove_query_param(self._address, "cursor")
        return replace_query_param(self._address, "cursor", _cursor(way, place))

    def _asked(self, cursor: str | None) -> tuple[str, Place]:
        """Which way from where. Raises ValidationError."""
        if cursor is None:
            return ONWARDS, []
        try:
            way, *said = urlsafe_b64decode(cursor.encode("ascii")).decode().split(" ")
            # Without a place only back from the end: from the start needs no cursor.
            if said or way != BACK:
                pairs = zip(self._fields, said, strict=True)
                place = [field.to_python(text) for field, text in pairs]
            else:
                place = []
        except (ValueError, DjangoValidationError):
            way, place = "", []
        if way not in (ONWARDS, BACK) or _cursor(way, place) != cursor:
            message = _("This cursor was not given by us.")
            raise ValidationError({"cursor": [message]}, code="invalid_cursor")
        return way, place


def _cursor(way: str, place: Sequence[Any]) -> str:
    return urlsafe_b64encode(" ".join([way, *map(str, place)]).encode()).decode()
