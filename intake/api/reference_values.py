"""What authorities recommend; open to everybody, since it is about nobody."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.problems import Problem
from intake.reference_values import NoReferenceValue, ReferenceValueError, reference_value
from intake.serializers.reference_values import ReferenceQuery, ReferenceValueSerializer


class NothingGiven(Problem):
    """The question was fine, but the authority gives nothing for this age."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = NoReferenceValue.code


class ReferenceValues(APIView):
    permission_classes = [AllowAny]
    query_serializer_class = ReferenceQuery

    @extend_schema(
        operation_id="reference_values_read",
        summary="What an authority recommends for an age, a sex and a life stage",
        parameters=[ReferenceQuery],
        responses=ReferenceValueSerializer,
    )
    def get(self, request: Request) -> Response:
        query = ReferenceQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        try:
            value = reference_value(
                asked["authority"],
                age_months=asked["months"],
                sex=asked.get("sex"),
                life_stages=asked.get("life_stage", frozenset()),
                feeding=asked.get("feeding"),
            )
        except NoReferenceValue as error:
            raise NothingGiven(str(error)) from None
        except ReferenceValueError as error:
            raise ValidationError({error.field: [str(error)]}, code=error.code) from None
        return Response(ReferenceValueSerializer(value).data)
