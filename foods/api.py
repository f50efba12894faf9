"""Foods over the API: search, one food, and the foods of one's own.

Nothing here knows what a person told about themselves; `intake.api.foods` adds that.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from foods.barcodes import Barcode
from foods.models import Food, FoodQuerySet
from foods.own_foods import FoodGone, FoodTaken, make_food, remove_food, write_food
from foods.problems import Deleted, IdInUse
from foods.request_hash import hash_of
from foods.search import FoodsFound, Sort, search, with_barcode
from foods.serializers.foods import FoodRowSerializer, FoodSerializer
from foods.serializers.own_foods import FoodChangeSerializer, FoodWriteSerializer
from foods.serializers.search import BarcodeSerializer, FoodPage, FoodQuery, LanguageQuery
from foods.typed_amounts import helping_of

FURTHEST_OFFSET = 10_000
GTIN = OpenApiParameter("gtin", str, OpenApiParameter.PATH, description="The digits.")


class FoodList(APIView):
    query_serializer_class = FoodQuery

    def preferred_ids(self) -> list[int]:
        """The person's usual foods, the most usual first."""
        return []

    def check_sort(self, sort: str) -> None:
        """Raises where this person is shown no ranking by magnesium."""

    @extend_schema(
        operation_id="foods_list",
        summary="Search foods, or browse them",
        parameters=[FoodQuery],
        responses={200: FoodPage, 409: None},
    )
    def get(self, request: Request) -> Response:
        query = FoodQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        self.check_sort(asked["sort"])
        offset, limit = _offset(asked.get("cursor")), asked["limit"]
        found = search(
            asked["q"],
            person=sender(request),
            kind=asked.get("kind"),
            group=asked.get("group"),
            source=asked.get("source"),
            has_figure=asked["has_figure"],
            everyday=asked["everyday"],
            helping=asked.get("helping"),
            preferred_ids=self.preferred_ids() if asked["q"] else [],
            sort=Sort(asked["sort"]),
            language=asked["lang"],
            limit=limit,
            offset=offset,
        )
        here = request.build_absolute_uri()
        next_offset = offset + limit
        has_next = found.has_more and next_offset <= FURTHEST_OFFSET
        return Response(
            {
                "next": _page_at(here, next_offset) if has_next else None,
                "previous": _page_at(here, max(0, offset - limit)) if offset else None,
                "corrected": found.corrected,
                "read_as": _read_as(found, asked["lang"]),
                "barcode": found.barcode and BarcodeSerializer(found.barcode).data,
                "results": FoodRowSerializer(found.foods, many=True).data,
            },
            headers={"Content-Language": asked["lang"]},
        )

    @extend_schema(
        operation_id="foods_create",
        summary="Add a food of your own",
        description=(
            "With a `client_id` of your choice the same request may be sent again: 200 with the "
            "food as it is now, or with the food of the catalogue into which it was merged; 409 "
            "for another request, 410 once you removed it."
        ),
        request=FoodWriteSerializer,
        responses={201: FoodSerializer, 200: FoodSerializer, 409: FoodSerializer, 410: None},
    )
    def post(self, request: Request) -> Response:
        food, is_new = make_from(sender(request), request.data)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(food_body(food.pk), code)


class FoodDetail(APIView):
    query_serializer_class = LanguageQuery

    @extend_schema(
        operation_id="foods_read",
        summary="Read a food with its portions and its source",
        description="The id of a merged food answers the food that stands for it.",
        parameters=[LanguageQuery],
        responses=FoodSerializer,
    )
    def get(self, request: Request, food_id: int) -> Response:
        language = _language(request)
        body = food_body(readable_food(request, food_id).pk, language)
        return Response(body, headers={"Content-Language": language})

    @extend_schema(
        operation_id="foods_change",
        summary="Change a food of your own",
        description="Entries that name it keep what was known when they were logged.",
        request=FoodChangeSerializer,
        responses=FoodSerializer,
    )
    def patch(self, request: Request, food_id: int) -> Response:
        food = own_food(request, food_id)
        change_from(food, request.data)
        return Response(food_body(food.pk))

    @extend_schema(
        operation_id="foods_delete",
        summary="Remove a food of your own",
        description="Entries that name it stay as they are.",
        responses={204: None},
    )
    def delete(self, request: Request, food_id: int) -> Response:
        try:
            remove_food(own_food(request, food_id))
        except Food.DoesNotExist:
            raise NotFound from None
        return Response(status=status.HTTP_204_NO_CONTENT)


class FoodByBarcode(APIView):
    query_serializer_class = LanguageQuery

    @extend_schema(
        operation_id="foods_by_barcode",
        summary="Find a food by its barcode",
        description="8 to 14 digits, with or without leading zeros. Your own food comes first.",
        parameters=[LanguageQuery, GTIN],
        responses=FoodSerializer,
    )
    def get(self, request: Request, gtin: str) -> Response:
        if not gtin.isascii() or not gtin.isdigit():
            raise NotFound
        food = with_barcode(Barcode(gtin), sender(request)).first()
        if food is None:
            raise NotFound
        language = _language(request)
        return Response(food_body(food.pk, language), headers={"Content-Language": language})


def make_from(person: AbstractBaseUser, body: Any) -> tuple[Food, bool]:
    """The food, and whether it is new. Raises what the API answers with."""
    checked = FoodWriteSerializer(data=body)
    checked.is_valid(raise_exception=True)
    fields = dict(checked.validated_data)
    client_id = fields.pop("client_id", None)
    request_hash = hash_of(dict(body) | {"client_id": None})
    try:
        return make_food(person, fields, client_id=client_id, request_hash=request_hash)
    except FoodTaken as error:
        raise IdInUse(current=food_body(error.food.pk)) from None
    except FoodGone:
        raise Deleted from None


def change_from(food: Food, body: Any) -> None:
    """Raises what the API answers with."""
    checked = FoodChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    try:
        write_food(food, checked.validated_data)
    except Food.DoesNotExist:
        raise NotFound from None


def _read_as(found: FoodsFound, language: str) -> dict[str, Any] | None:
    query = found.query
    if query.amount is None:
        return None
    prefetch_related_objects(found.foods, "portions")
    helpings = [
        (food, helping)
        for food in found.foods
        for helping in [helping_of(food, list(food.portions.all()), query, language)]
        if helping.as_typed
    ]
    return {
        "text": query.text,
        "amount": query.amount,
        "unit": query.unit,
        "helpings": [
            {
                "food": food.pk,
                "portion": helping.portion.pk if helping.portion else None,
                "amount": helping.amount,
                "quantity": helping.quantity,
                "magnesium_mg": food.magnesium_mg_in(helping.quantity),
            }
            for food, helping in helpings
        ],
    }


def sender(request: Request) -> AbstractBaseUser:
    """Whoever signed in: none of these routes is open to strangers."""
    if not isinstance(request.user, AbstractBaseUser):
        raise NotAuthenticated
    return request.user


def food_body(food_id: int, language: str = "en") -> dict[str, Any]:
    # By now another request may have removed it.
    food = get_object_or_404(whole_foods().named_in(language), pk=food_id)
    return dict(FoodSerializer(food).data)


def whole_foods() -> FoodQuerySet:
    """With all that `FoodSerializer` shows, in a fixed number of queries."""
    return Food.objects.select_related("source", "estimate", "chosen").prefetch_related(
        "portions", "names", "identifiers", "estimate__borrowed_from"
    )


def own_food(request: Request, food_id: int) -> Food:
    return get_object_or_404(Food.objects.owned_by(sender(request)), pk=food_id)


def readable_food(request: Request, food_id: int) -> Food:
    """What may be logged may be read: also what was retired or merged since it was found."""
    readable: FoodQuerySet = Food.objects.loggable_by(sender(request)).filter(removed_at=None)
    return get_object_or_404(readable.select_related("merged_into"), pk=food_id).resolved


def _language(request: Request) -> str:
    query = LanguageQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    return str(query.validated_data["lang"])


def _page_at(url: str, offset: int) -> str:
    cursor = urlsafe_b64encode(f"from={offset}".encode()).decode()
    return replace_query_param(url, "cursor", cursor)


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        name, _equals, number = urlsafe_b64decode(cursor.encode()).decode().partition("=")
        offset = int(number)
    except ValueError:
        name, offset = "", 0
    if name != "from" or not 0 <= offset <= FURTHEST_OFFSET:
        message = _("This cursor was not given by us.")
        raise ValidationError({"cursor": [message]}, code="invalid_cursor")
    return offset
