"""Long lists come in pages, each with the address of the next and of the one before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

# To count more would cost more than the page.
MOST_COUNTED = 1_000


class CursorPages(CursorPagination):
    """DRF's, but a cursor that was not ours is a 400 and never reaches the database.

    Rows that come or go meanwhile shift no page. `limit` says how many rows a page has.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        self._first_field = queryset.model._meta.get_field(view.ordering[0].lstrip("-"))
        page = super().paginate_queryset(queryset, request, view) or []
        self.total: int | None = len(page)
        if self.has_next or self.has_previous:
            count = queryset.order_by()[: MOST_COUNTED + 1].count()
            self.total = count if count <= MOST_COUNTED else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data = {"total": self.total, **response.data}
        return response

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return tuple(view.ordering)

    def decode_cursor(self, request: Request) -> Cursor | None:
        try:
            cursor = super().decode_cursor(request)
            # What is no base64 DRF skips: anything would do for the first page.
            if cursor is not None and self.encode_cursor(cursor) != self._asked(request):
                raise NotFound
            if cursor is not None and cursor.position is not None:
                self._first_field.to_python(cursor.position)
        except (NotFound, DjangoValidationError):
            message = "This cursor was not given by us."
            raise ValidationError({"cursor": [message]}, code="invalid_cursor") from None
        return cursor

    def _asked(self, request: Request) -> str:
        """The address with the cursor that was asked for, as `encode_cursor` writes it."""
        name = self.cursor_query_param
        return replace_query_param(str(self.base_url), name, request.query_params[name])

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
