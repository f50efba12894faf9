"""A person's data out and in over the API."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.export import as_json, entries_as_csv
from intake.models import Import, Purpose
from intake.people import profile_of
from intake.serializers.transfer import ExportQuery, ImportResultSerializer, ImportSerializer
from intake.transfer.applying import apply
from intake.transfer.exact import NotReadable
from intake.transfer.planning import plan
from intake.transfer.reading import Damaged, taken
from intake.transfer.uploads import MOST_BYTES

MOST_WORDS = 100


class CSVRenderer(JSONRenderer):
    """For who accepts nothing else: the lines are streamed, and a problem is JSON all the same."""

    media_type = "text/csv"


class Export(APIView):
    query_serializer_class = ExportQuery
    renderer_classes = [*APIView.renderer_classes, CSVRenderer]

    @extend_schema(
        operation_id="export_read",
        summary="Take your data away",
        description=(
            "As a download. In JSON `format` and `version` say what it is; amounts have all their "
            "digits, so read them as decimals; null is not known. In CSV an empty cell is."
        ),
        parameters=[ExportQuery],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "text/csv"): OpenApiTypes.STR,
        },
    )
    def get(self, request: PersonRequest) -> HttpResponseBase:
        query = ExportQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        answer: HttpResponseBase
        if query.validated_data["format"] == "csv":
            lines = entries_as_csv(request.user)
            answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
            name = "twelve-entries.csv"
        else:
            text = "".join(as_json(request.user))
            answer = HttpResponse(text, content_type="application/json; charset=utf-8")
            name = "twelve.json"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class Imports(APIView):
    most_body_bytes = MOST_BYTES

    @extend_schema(
        operation_id="imports_create",
        summary="Bring in an export",
        description=(
            "At once and without a preview; what the account has stays. All or nothing: where "
            "something can't be right, 400 names the places. The same export again adds nothing."
        ),
        request=ImportSerializer,
        responses={201: ImportResultSerializer},
    )
    def post(self, request: PersonRequest) -> Response:
        body = ImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        person = request.user
        try:
            incoming = taken(asked["export"])
        except Damaged as damaged:
            raise ValidationError({"export": damaged.problems}, code="damaged") from None
        except NotReadable as error:
            raise ValidationError({"export": [str(error)]}, code="not_readable") from None
        with transaction.atomic():
            stays = plan(person, incoming, today=profile_of(person).today()).stays
            brought = Import.objects.create(person=person, kind=Import.Kind.TWELVE, content=b"")
            consents = [Purpose(purpose) for purpose in asked.get("consents", ())]
            brought = apply(brought, incoming, consents=consents)
        parts = [{"table": key, **part} for key, part in brought.result.items()]
        answer = {"id": brought.pk, "parts": parts, "stays": stays[:MOST_WORDS]}
        return Response(answer, status.HTTP_201_CREATED)
