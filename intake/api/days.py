"""A day over the API."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from decimal import Decimal
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.checklist import coming_on
from intake.day_marks import mark_day
from intake.day_notes import Seen, notes_for
from intake.days import day_of
from intake.models import DayMark, Person
from intake.people import profile_of
from intake.problems import not_valid
from intake.serializers.days import DayChangeSerializer, DaySerializer, day_body
from intake.serializers.fields import DayInAddress
from intake.snapshots import InvalidEntry
from intake.suggestions import suggestions_for
from intake.targets import situation_of

DATE = OpenApiParameter(
    "date", OpenApiTypes.DATE, OpenApiParameter.PATH, description="The person's own."
)


class DayDetail(APIView):
    @extend_schema(
        operation_id="days_read",
        summary="Read a day: its entries, its total, and how that compares",
        parameters=[DATE],
        responses=DaySerializer,
    )
    def get(self, request: PersonRequest, date: str) -> Response:
        return self._answer(request, _day_in(date))

    @extend_schema(
        operation_id="days_change",
        summary="Write a note on a day, or leave the day out of means",
        description="A note is plain text. Saying the same again changes nothing.",
        parameters=[DATE],
        request=DayChangeSerializer,
        responses=DaySerializer,
    )
    def patch(self, request: PersonRequest, date: str) -> Response:
        mark = mark_from(request.user, date, request.data)
        return self._answer(request, mark.date)

    def _answer(self, request: PersonRequest, on: Date) -> Response:
        profile = profile_of(request.user)
        situation = situation_of(request.user, profile)
        day = day_of(request.user, on, situation)
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
        notes = notes_for(Seen.of_day(request.user, day), situation, today=today)
        return Response(day_body(day, suggestions, notes, coming, situation.medicines))


def _day_in(text: str) -> Date:
    address = DayInAddress(data={"date": text})
    address.is_valid(raise_exception=True)
    day: Date = address.validated_data["date"]
    return day


def mark_from(person: Person, date: str, body: Any) -> DayMark:
    """Raises what the API answers with."""
    checked = DayChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    try:
        return mark_day(person, _day_in(date), **checked.validated_data)
    except InvalidEntry as error:
        raise not_valid(error) from None
