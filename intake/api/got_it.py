"""Notes that a person put away, over the API."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.got_it import put_away, show_again
from intake.models import GotIt
from intake.people import profile_of
from intake.problems import not_valid
from intake.serializers.got_it import (
    GotItSerializer,
    GotItsSerializer,
    GotItWriteSerializer,
    got_it_body,
)
from intake.snapshots import InvalidEntry


class GotItList(APIView):
    @extend_schema(
        operation_id="notes_dismissed_list",
        summary="List the notes that you put away",
        responses=GotItsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        rows = GotIt.objects.filter(person=request.user)
        return Response({"results": [got_it_body(row) for row in rows]})

    @extend_schema(
        operation_id="notes_dismiss",
        summary="Say “got it” to a note",
        description="It is hidden for a while: a note on safety for 30 days, others for 180, and "
        "less where its reason becomes a new one. Saying it again counts anew.",
        request=GotItWriteSerializer,
        responses=GotItSerializer,
    )
    def post(self, request: PersonRequest) -> Response:
        body = GotItWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        today = profile_of(request.user).today()
        try:
            row = put_away(request.user, said["note"], said.get("date", today), today=today)
        except InvalidEntry as error:
            raise not_valid(error) from None
        return Response(got_it_body(row))


class GotItDetail(APIView):
    @extend_schema(
        operation_id="notes_restore",
        summary="Have a note shown again",
        description="Answers 204 also where it was not put away.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, slug: str) -> Response:
        show_again(request.user, slug)
        return Response(status=status.HTTP_204_NO_CONTENT)
