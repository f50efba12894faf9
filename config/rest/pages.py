"""Long lists come in pages, each with the address of the next and of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

# To count more would cost more than the page.
MOST_COUNTED = 1_000
FORWARDS, BACKWARDS = "next", "previous"


class CursorPages(CursorPagination):
    """Pages by what stands at their edges: rows that come or go meanwhile shift none.

    A view's `ordering` is `-field` or `-field, -id`, and tells every two rows apart. `limit` says
    how many rows a page has. A cursor that was not ours is a 400.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self._names = [name.removeprefix("-") for name in view.ordering]
        self._address = request.build_absolute_uri()
        size = self.get_page_size(request) or self.page_size
        direction, edge = self._asked(request, queryset.model)
        rows = queryset.order_by(*view.ordering)
        if edge:
            rows = rows.filter(self._beyond(edge, "lt" if direction == FORWARDS else "gt"))
        if direction == BACKWARDS:
            rows = rows.reverse()
        found = list(rows[: size + 1])
        goes_on, page = len(found) > size, found[:size]
        if direction == BACKWARDS:
            page.reverse()
        came_from = bool(edge)
        is_last = not (goes_on if direction == FORWARDS else came_from)
        is_first = not (came_from if direction == FORWARDS else goes_on)
        # A page that became empty still lies at the edge by which it was asked for.
        self._next = None if is_last else self._link(FORWARDS, self._edge(page[-1:]) or edge)
        self._previous = None if is_first else self._link(BACKWARDS, self._edge(page[:1]) or edge)
        self.total: int | None = len(page)
        if not (is_first and is_last):
            count = queryset.order_by()[: MOST_COUNTED + 1].count()
            self.total = count if count <= MOST_COUNTED else None
        return page

    def get_next_link(self) -> str | None:
        return self._next

    def get_previous_link(self) -> str | None:
        return self._previous

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data = {"total": self.total, **response.data}
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """DRF's says `nullable`, a word that OpenAPI 3.1 does not know."""
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

    def _asked(self, request: Request, model: Any) -> tuple[str, list[Any]]:
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return FORWARDS, []
        try:
            direction, *edge = _SIGNER.unsign_object(text)
            fields = [model._meta.get_field(name) for name in self._names]
            return direction, [
                field.to_python(value) for field, value in zip(fields, edge, strict=True)
            ]
        except (BadSignature, DjangoValidationError, TypeError, ValueError):
            message = "This cursor was not given by us."
            raise ValidationError({"cursor": [message]}, code="invalid_cursor") from None

    def _beyond(self, edge: Sequence[Any], comparison: str) -> Q:
        if len(edge) == 1:
            return Q(**{f"{self._names[0]}__{comparison}": edge[0]})
        (first, second), (value, tie) = self._names, edge
        # The first condition follows from the second; it is the one that an index serves.
        return Q(**{f"{first}__{comparison}e": value}) & (
            Q(**{f"{first}__{comparison}": value}) | Q(**{f"{second}__{comparison}": tie})
        )

    def _edge(self, rows: Sequence[Model]) -> list[Any]:
        return [getattr(row, name) for row in rows for name in self._names]

    def _link(self, direction: str, edge: Sequence[Any]) -> str:
        said = [value if isinstance(value, int) else value.isoformat() for value in edge]
        cursor = _SIGNER.sign_object([direction, *said])
        return replace_query_param(self._address, self.cursor_query_param, cursor)


_SIGNER = Signer(salt="page")
