"""Saved meals and recipes over the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import IdInUse
from foods.request_hash import hash_of
from foods.serializers.fields import StrictSerializer
from intake.api.entry_bodies import food_asked, measure_asked, without_nulls
from intake.api.together import LOGGED_TOGETHER, logged, may_have_doses
from intake.authentication import PersonRequest
from intake.meal_items import NewItem
from intake.meals import (
    SavedMealGone,
    SavedMealTaken,
    change_saved_meal,
    create_saved_meal,
    delete_saved_meal,
    known_meal,
    place_saved_meal,
    restore_saved_meal,
    servings_of,
)
from intake.models import Meal, Person, SavedMeal
from intake.people import profile_of
from intake.problems import Gone, not_valid
from intake.serializers.entries import QUICK_ADD
from intake.serializers.saved_meals import (
    SavedMealChangeSerializer,
    SavedMealCreateSerializer,
    SavedMealLogSerializer,
    SavedMealSerializer,
    SavedMealsSerializer,
    saved_meal_body,
)
from intake.snapshots import InvalidEntry
from intake.together import InvalidItem, entries_together


class SavedMealList(APIView):
    @extend_schema(
        operation_id="saved_meals_list",
        summary="List your saved meals, in your order",
        responses=SavedMealsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        meals = SavedMeal.objects.for_person(request.user).kept().with_items()
        written = _written_for(request.user)
        return Response({"results": [written(meal) for meal in meals]})

    @extend_schema(
        operation_id="saved_meals_create",
        summary="Save a meal or a recipe",
        description=(
            "With an `id` of your choice the same request may be sent again: 200 with the meal as "
            "it is now, 409 for another request, 410 once it was deleted."
        ),
        request=SavedMealCreateSerializer,
        responses={
            201: SavedMealSerializer,
            200: SavedMealSerializer,
            409: SavedMealSerializer,
            410: None,
        },
    )
    def post(self, request: PersonRequest) -> Response:
        meal, is_new = save_from(request.user, request.data)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(_body(request.user, meal), code)


class SavedMealDetail(APIView):
    @extend_schema(
        operation_id="saved_meals_read",
        summary="Read a saved meal",
        responses={200: SavedMealSerializer, 410: None},
    )
    def get(self, request: PersonRequest, meal_id: uuid.UUID) -> Response:
        return Response(_body(request.user, _kept(request, meal_id)))

    @extend_schema(
        operation_id="saved_meals_change",
        summary="Change a saved meal; no past day changes",
        request=SavedMealChangeSerializer,
        responses={200: SavedMealSerializer, 410: None},
    )
    def patch(self, request: PersonRequest, meal_id: uuid.UUID) -> Response:
        meal = _kept(request, meal_id)
        change_from(meal, request.data)
        return Response(_body(request.user, meal))

    @extend_schema(
        operation_id="saved_meals_delete",
        summary="Delete a saved meal; it can be restored",
        description="What was logged of it stays. Deleting it again answers 204 too.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, meal_id: uuid.UUID) -> Response:
        delete_saved_meal(_meal(request, meal_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class SavedMealRestore(APIView):
    @extend_schema(
        operation_id="saved_meals_restore",
        summary="Bring back a deleted saved meal",
        description="One that was not deleted stays as it is.",
        request=None,
        responses=SavedMealSerializer,
    )
    def post(self, request: PersonRequest, meal_id: uuid.UUID) -> Response:
        meal = _meal(request, meal_id)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        return Response(_body(request.user, restore_saved_meal(meal)))


class SavedMealLog(APIView):
    @extend_schema(
        operation_id="saved_meals_log",
        summary="Log a saved meal, an entry for each of its items",
        description=(
            "`servings` of it, by the figures that its foods have now; all of it or nothing. "
            "Medicines are left out, supplements under 18 or with the kidney flag, and foods that "
            "you removed; `left_out` names them. With an `id` of your choice the same request may "
            "be sent again: 200 with the entries as they are now, 409 for another request, 410 "
            "once all of them were deleted."
        ),
        request=SavedMealLogSerializer,
        responses=LOGGED_TOGETHER,
    )
    def post(self, request: PersonRequest, meal_id: uuid.UUID) -> Response:
        meal = _meal(request, meal_id)
        body = SavedMealLogSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        # What was logged before the meal was deleted is there, and the same request is told so.
        if meal.deleted_at is not None and not _was_logged(request.user, said.get("id")):
            raise Gone
        try:
            lines = servings_of(
                meal,
                day=said["date"],
                meal_of_day=said["meal"],
                doses=may_have_doses(request.user, said["date"]),
                servings=said.get("servings"),
            )
        except InvalidEntry as error:
            raise not_valid(error) from None
        request_hash = hash_of({"log": str(meal.uuid), "said": dict(request.data) | {"id": None}})
        return logged(
            request.user,
            lines,
            once=said.get("id"),
            request_hash=request_hash,
            logged_as=meal.name,
        )


def save_from(person: Person, body: Any) -> tuple[SavedMeal, bool]:
    """The saved meal, and whether it is new. Raises what the API answers with."""
    checked = SavedMealCreateSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    request_hash = hash_of({"saved": dict(body) | {"id": None}})

    def save() -> tuple[SavedMeal, bool]:
        # Before anything else is looked at: a portion may have gone since the first time.
        if known := known_meal(person, said.get("id"), request_hash):
            return known, False
        return create_saved_meal(
            person,
            name=said["name"],
            items=_items(person, said["items"]),
            once=said.get("id"),
            request_hash=request_hash,
            **{name: said[name] for name in ("servings",) if name in said},
        )

    made: tuple[SavedMeal, bool] = _checked(person, save)
    return made


@transaction.atomic
def change_from(meal: SavedMeal, body: Any) -> None:
    """Raises what the API answers with."""
    checked = SavedMealChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    if said.keys() - {"position"}:
        _checked(
            meal.person,
            lambda: change_saved_meal(
                meal,
                name=said.get("name"),
                servings=said.get("servings"),
                items=_items(meal.person, said["items"]) if "items" in said else None,
            ),
        )
    if "position" in said:
        place_saved_meal(meal, said["position"])


def _items(person: Person, bodies: Sequence[Mapping[str, Any]]) -> list[NewItem]:
    """Raises InvalidItem for a food or a portion that there is not for this person."""
    items = []
    for index, body in enumerate(bodies):
        fields = without_nulls(body)
        try:
            food = food_asked(person, fields)
            items.append(
                NewItem(
                    food=food,
                    measure=measure_asked(food, fields),
                    **{name: fields[name] for name in QUICK_ADD if name in fields},
                )
            )
        except InvalidEntry as error:
            raise InvalidItem(index, error) from None
    return items


def _checked(person: Person, write: Callable[[], Any]) -> Any:
    """Raises what the API answers with: a DRF exception."""
    try:
        return write()
    except InvalidItem as error:
        wrong = not_valid(error.error).detail
        raise ValidationError({"items": {str(error.index): wrong}}) from None
    except InvalidEntry as error:
        raise not_valid(error) from None
    except SavedMealTaken as error:
        raise IdInUse(current=_body(person, error.meal)) from None
    except SavedMealGone:
        raise Gone from None


def _meal(request: PersonRequest, meal_id: uuid.UUID) -> SavedMeal:
    meals = SavedMeal.objects.for_person(request.user).select_related("person").with_items()
    return get_object_or_404(meals, uuid=meal_id)


def _kept(request: PersonRequest, meal_id: uuid.UUID) -> SavedMeal:
    meal = _meal(request, meal_id)
    if meal.deleted_at is not None:
        raise Gone
    return meal


def _was_logged(person: Person, act: uuid.UUID | None) -> bool:
    return act is not None and entries_together(person, act).exists()


def _body(person: Person, meal: SavedMeal) -> dict[str, Any]:
    """As it is now, with its items read anew."""
    return _written_for(person)(SavedMeal.objects.with_items().get(pk=meal.pk))


def _written_for(person: Person) -> Callable[[SavedMeal], dict[str, Any]]:
    profile = profile_of(person)
    today = profile.today()
    doses = may_have_doses(person, today, profile)

    def written(meal: SavedMeal) -> dict[str, Any]:
        lines = servings_of(
            meal, day=today, meal_of_day=Meal.SNACK, doses=doses, servings=meal.servings
        )
        return saved_meal_body(meal, lines)

    return written
