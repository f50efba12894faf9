"""Copying a day, or some of its meals, over the API."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date as Day  # noqa: N812

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import IdInUse
from foods.request_hash import hash_of
from intake.again import Again, day_again, left_out_of, to_log
from intake.api.days import DATE
from intake.authentication import PersonRequest
from intake.diary import EntryGone, IdTaken
from intake.models import Person, Profile
from intake.people import profile_of
from intake.problems import Gone, not_valid
from intake.serializers.entries import EntrySerializer, entry_body
from intake.serializers.fields import DayInAddress
from intake.serializers.together import (
    CopySerializer,
    LoggedTogetherSerializer,
    together_body,
)
from intake.snapshots import InvalidEntry
from intake.suggestions import may_suggest
from intake.targets import situation_of
from intake.together import InvalidItem, log_together

LOGGED_TOGETHER = {
    201: LoggedTogetherSerializer,
    200: LoggedTogetherSerializer,
    409: EntrySerializer,
    410: None,
}


class DayCopy(APIView):
    @extend_schema(
        operation_id="days_copy",
        summary="Copy a day, or some of its meals, to this one",
        description=(
            "All of it or nothing, with the figures that the foods have now. Medicines are left "
            "out, and supplements under 18 or with the kidney flag; `left_out` names them. With an "
            "`id` of your choice the same request may be sent again: 200 with the entries as they "
            "are now, 409 for another request, 410 once all of them were deleted."
        ),
        parameters=[DATE],
        request=CopySerializer,
        responses=LOGGED_TOGETHER,
    )
    def post(self, request: PersonRequest, date: str) -> Response:
        body = CopySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        address = DayInAddress(data={"date": date})
        address.is_valid(raise_exception=True)
        to_day = address.validated_data["date"]
        asked = body.validated_data
        if asked["from"] == to_day:
            raise not_valid(InvalidEntry("from", "same_day", _("That is the day itself.")))
        items = day_again(
            request.user,
            from_day=asked["from"],
            to_day=to_day,
            doses=may_have_doses(request.user, to_day),
            meals=asked.get("meals"),
        )
        said = hash_of({"copy_to": date, "said": dict(request.data) | {"id": None}})
        return logged(request.user, items, once=asked.get("id"), request_hash=said)


def may_have_doses(person: Person, day: Day, profile: Profile | None = None) -> bool:
    """Whether one act may log supplements: not with the kidney flag, and not under 18."""
    profile = profile or profile_of(person)
    return may_suggest(situation_of(person, profile), day, today=profile.today())


def logged(
    person: Person,
    items: Sequence[Again],
    *,
    once: uuid.UUID | None,
    request_hash: str,
    logged_as: str = "",
) -> Response:
    """Raises what the API answers with: a DRF exception."""
    try:
        entries, is_new = log_together(
            person, to_log(items), once=once, request_hash=request_hash, logged_as=logged_as
        )
    except InvalidItem as error:
        raise not_valid(error.error) from None
    except IdTaken as error:
        raise IdInUse(current=entry_body(error.entry)) from None
    except EntryGone:
        raise Gone from None
    code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
    return Response(together_body(entries, left_out_of(items)), code)
