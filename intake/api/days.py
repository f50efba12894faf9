"""A day and a period over the API."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.day_marks import mark_day
from intake.day_notes import DayNote, notes_for
from intake.days import day_of, period_of
from intake.people import profile_of
from intake.problems import not_valid
from intake.serializers.days import (
    DayChangeSerializer,
    DaySerializer,
    PeriodQuery,
    TrendsSerializer,
    day_body,
    period_asked,
    trends_body,
)
from intake.serializers.fields import DayInAddress
from intake.snapshots import InvalidEntry
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
        return self._answer(request, self._day_in(date))

    @extend_schema(
        operation_id="days_change",
        summary="Write a note on a day, or leave the day out of means",
        description="A note is plain text. Saying the same again changes nothing.",
        parameters=[OpenApiParameter("date", str, OpenApiParameter.PATH)],
        request=DayChangeSerializer,
        responses=DaySerializer,
    )
    def patch(self, request: PersonRequest, date: str) -> Response:
        body = DayChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        day = self._day_in(date)
        try:
            mark_day(request.user, day, **body.validated_data)
        except InvalidEntry as error:
            raise not_valid(error) from None
        return self._answer(request, day)

    def _day_in(self, text: str) -> Date:
        address = DayInAddress(data={"date": text})
        address.is_valid(raise_exception=True)
        day: Date = address.validated_data["date"]
        return day

    def _answer(self, request: PersonRequest, on: Date) -> Response:
        profile = profile_of(request.user)
        situation = situation_of(request.user, profile)
        day = day_of(request.user, on, situation)
        eaten = {entry.food_id for entry in day.entries if entry.food_id is not None}
        suggestions = suggestions_for(
            request.user, day.summary, situation, today=profile.today(), eaten=eaten
        )
        return Response(day_body(day, suggestions, [_note(n) for n in notes_for(day, situation)]))


def _note(shown: DayNote) -> dict[str, Any]:
    note = shown.note
    return {
        "slug": note.slug,
        "title": note.title,
        "summary": note.summary,
        "reason": shown.reason,
        "safety": note.safety,
    }


class Trends(APIView):
    query_serializer_class = PeriodQuery

    @extend_schema(
        operation_id="trends_read",
        summary="Read a period: a row a day, and means over its logged days",
        description="Today and days to come are shown, but in no mean: they are not over.",
        parameters=[PeriodQuery],
        responses=TrendsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        query = PeriodQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        profile = profile_of(request.user)
        today = profile.today()
        first, last = period_asked(query.validated_data, today)
        situation = situation_of(request.user, profile)
        period = period_of(request.user, first, last, situation, today=today)
        return Response(trends_body(period))
