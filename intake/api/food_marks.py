"""Favourites, and foods that are not to be suggested, over the API."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.models import Food
from intake.authentication import PersonRequest
from intake.food_marks import TooManyMarks, mark_food, marks_of, unmark_food
from intake.models import FoodMark, Mark, Person
from intake.problems import not_valid
from intake.serializers.food_marks import (
    FoodMarkSerializer,
    FoodMarksSerializer,
    FoodMarkWriteSerializer,
    food_mark_body,
)
from intake.snapshots import InvalidEntry


class _MarkList(APIView):
    mark: ClassVar[Mark]

    def get(self, request: PersonRequest) -> Response:
        rows = marks_of(request.user, self.mark)
        return Response({"results": [food_mark_body(row) for row in rows]})

    def post(self, request: PersonRequest) -> Response:
        body = FoodMarkWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = mark_from(request.user, body.validated_data["food"], self.mark)
        return Response(food_mark_body(row))


class _MarkDetail(APIView):
    mark: ClassVar[Mark]

    def delete(self, request: PersonRequest, food_id: int) -> Response:
        unmark_food(request.user, food_id, self.mark)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FavouriteList(_MarkList):
    mark = Mark.FAVOURITE

    @extend_schema(
        operation_id="favourites_list",
        summary="List your favourite foods",
        responses=FoodMarksSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="favourites_add",
        summary="Make a food a favourite",
        description="Doing it twice changes nothing.",
        request=FoodMarkWriteSerializer,
        responses=FoodMarkSerializer,
    )
    def post(self, request: PersonRequest) -> Response:
        return super().post(request)


class FavouriteDetail(_MarkDetail):
    mark = Mark.FAVOURITE

    @extend_schema(
        operation_id="favourites_remove",
        summary="Make a food no favourite any more",
        description="Answers 204 also where it was none.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, food_id: int) -> Response:
        return super().delete(request, food_id)


class DismissedList(_MarkList):
    mark = Mark.NOT_THIS

    @extend_schema(
        operation_id="suggestions_dismissed_list",
        summary="List the foods that are not to be suggested",
        responses=FoodMarksSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="suggestions_dismiss",
        summary="Say “not this” to a suggestion",
        description="The food is not suggested to you again. Doing it twice changes nothing.",
        request=FoodMarkWriteSerializer,
        responses=FoodMarkSerializer,
    )
    def post(self, request: PersonRequest) -> Response:
        return super().post(request)


class DismissedDetail(_MarkDetail):
    mark = Mark.NOT_THIS

    @extend_schema(
        operation_id="suggestions_restore",
        summary="Let a food be suggested again",
        description="Answers 204 also where it was not dismissed.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, food_id: int) -> Response:
        return super().delete(request, food_id)


def mark_from(person: Person, food_id: int, mark: Mark) -> FoodMark:
    """Raises what the API answers with."""
    food = Food.objects.loggable_by(person).filter(removed_at=None, pk=food_id).first()
    try:
        if food is None:
            raise InvalidEntry("food", "not_found", _("There is no such food."))
        return mark_food(person, food, mark)
    except InvalidEntry as error:
        raise not_valid(error) from None
    except TooManyMarks as error:
        raise not_valid(InvalidEntry("food", "too_many", str(error))) from None
