"""A day over the API."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.checklist import coming_on
from intake.day_notes import DayNote, notes_for
from intake.days import day_of
from intake.people import profile_of
from intake.serializers.days import DaySerializer, day_body
from intake.serializers.fields import DayInAddress
from intake.suggestions import suggestions_for
from intake.targets import situation_of


class DayDetail(APIView):
    @extend_schema(
        operation_id="days_read",
        summary="Read a day: its entries, its total, and how that compares",
        parameters=[OpenApiParameter("date", str, OpenApiParameter.PATH)],
        responses=DaySerializer,
    )
    def get(self, request: PersonRequest, date: str) -> Response:
        address = DayInAddress(data={"date": date})
        address.is_valid(raise_exception=True)
        profile = profile_of(request.user)
        situation = situation_of(request.user, profile)
        day = day_of(request.user, address.validated_data["date"], situation)
        eaten = {entry.food_id for entry in day.entries if entry.food_id is not None}
        today = profile.today()
        coming = coming_on(day, request.user, situation, today=today)
        suggestions = suggestions_for(
            request.user,
            day.summary,
            situation,
            today=today,
            eaten=eaten,
            coming_mg=coming or Decimal(0),
        )
        notes = [_note(note) for note in notes_for(day, situation)]
        return Response(day_body(day, suggestions, notes, coming))


def _note(shown: DayNote) -> dict[str, Any]:
    note = shown.note
    return {
        "slug": note.slug,
        "title": note.title,
        "summary": note.summary,
        "reason": shown.reason,
        "safety": note.safety,
    }
