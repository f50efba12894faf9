"""A period over the API."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.breakdowns import Breakdown, breakdown_of
from intake.day_notes import Seen, notes_for
from intake.days import RECENT_DAYS, Period, mean_of, skipped_dates, summaries_of
from intake.people import profile_of
from intake.periods import period_asked
from intake.serializers.days import note_bodies
from intake.serializers.trends import TrendsQuery, TrendsSerializer, trends_body
from intake.serializers.trends_extras import (
    adequacy_body,
    before_body,
    companion_body,
    food_bodies,
    group_bodies,
    meal_bodies,
    mean_of_added_body,
)
from intake.targets import situation_of
from intake.trends import added_mean_of, before_of, how_sure_of, span_before

BROKEN_DOWN = frozenset({"foods", "groups", "meals", "companions"})


class Trends(APIView):
    query_serializer_class = TrendsQuery

    @extend_schema(
        operation_id="trends_read",
        summary="Read a period: a row a day, and means over its logged days",
        description="Today and days to come are shown, but in no mean: they are not over. Nor is a "
        "day that you left out. "
        "`include` adds what it names, comma-separated or given several times; what is not "
        "included is not in the answer.",
        parameters=[TrendsQuery],
        responses=TrendsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        query = TrendsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        person, profile = request.user, profile_of(request.user)
        today = profile.today()
        first, last = period_asked(asked.get("from"), asked.get("to"), today=today)
        situation = situation_of(person, profile)
        extras: Collection[str] = asked.get("include", ())
        reading_from = span_before(first, last)[0] if "previous" in extras else first
        if "notes" in extras:
            reading_from = min(reading_from, last - timedelta(days=RECENT_DAYS - 1))
        read = summaries_of(person, reading_from, last, situation)
        shown = [day for day in read if day.date >= first]
        body = trends_body(Period(shown, mean_of(shown, today=today)))
        if BROKEN_DOWN & set(extras):
            breakdown = breakdown_of(person, first, last, today=today, skipped=skipped_dates(shown))
            body |= _parts_body(breakdown, extras, amounts_only=situation.kidney_disease)
        if "adequacy" in extras:
            sure = how_sure_of(shown, situation, today=today)
            body["adequacy"] = adequacy_body(sure) if sure else None
        if "upper_level" in extras:
            added = added_mean_of(shown, today=today)
            body["upper_level"] = mean_of_added_body(added) if added else None
        if "previous" in extras:
            body["previous"] = before_body(before_of(read, first, last, today=today))
        if "notes" in extras:
            seen = Seen.last_of(person, read)
            body["notes"] = note_bodies(notes_for(seen, situation, today=today))
        return Response(body)


def _parts_body(
    breakdown: Breakdown, extras: Collection[str], *, amounts_only: bool
) -> dict[str, Any]:
    """With the kidney flag nothing is ranked and nothing is a share."""
    body: dict[str, Any] = {}
    if "foods" in extras:
        body["foods"] = None if amounts_only else food_bodies(breakdown.foods)
    if "groups" in extras:
        body["groups"] = None if amounts_only else group_bodies(breakdown.groups)
    if "meals" in extras:
        body["meals"] = meal_bodies(breakdown.meals, percent=not amounts_only)
    if "companions" in extras:
        body["companions"] = (
            None
            if amounts_only
            else {
                "items": breakdown.items,
                "calcium": companion_body(breakdown.calcium),
                "phosphorus": companion_body(breakdown.phosphorus),
            }
        )
    return body
