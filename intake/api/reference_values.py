"""What authorities recommend; open to everybody, since it is about nobody.

Whoever is signed in and told us about their kidneys is the exception: no number to reach.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import Problem
from intake.models import Profile
from intake.problems import AmountsOnly
from intake.reference_values import NoReferenceValue, ReferenceValueError, reference_value
from intake.reference_values.comparison import compared
from intake.serializers.reference_values import (
    ComparisonQuery,
    ComparisonSerializer,
    ReferenceQuery,
    ReferenceValueSerializer,
    comparison_body,
)


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
        responses={200: ReferenceValueSerializer, 404: None, 409: None},
    )
    def get(self, request: Request) -> Response:
        refuse_weak_kidneys(request)
        query = ReferenceQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        try:
            value = reference_value(query.validated_data["authority"], **question(query))
        except NoReferenceValue as error:
            raise NothingGiven(str(error)) from None
        except ReferenceValueError as error:
            raise ValidationError({error.field: [str(error)]}, code=error.code) from None
        return Response(ReferenceValueSerializer(value).data)


class Comparison(APIView):
    permission_classes = [AllowAny]
    query_serializer_class = ComparisonQuery

    @extend_schema(
        operation_id="reference_values_compare",
        summary="What every authority recommends for an age, a sex and a life stage",
        description=(
            "One row of each authority; where it gives nothing, or needs to know more, the row "
            "says why in `unavailable` and has no figures."
        ),
        parameters=[ComparisonQuery],
        responses={200: ComparisonSerializer, 409: None},
    )
    def get(self, request: Request) -> Response:
        refuse_weak_kidneys(request)
        query = ComparisonQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response({"results": [comparison_body(row) for row in compared(**question(query))]})


def question(query: ComparisonQuery) -> dict[str, Any]:
    """Whom it is about, as `reference_value` takes it."""
    asked = query.validated_data
    return {
        "age_months": asked["months"],
        "sex": asked.get("sex"),
        "life_stages": asked.get("life_stage", frozenset()),
        "feeding": asked.get("feeding"),
    }


def refuse_weak_kidneys(request: Request) -> None:
    if (
        request.user.is_authenticated
        and Profile.objects.filter(person=request.user, kidney_disease=True).exists()
    ):
        raise AmountsOnly
