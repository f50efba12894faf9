"""The medicines that a person names, and the table of classes, over the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.problems import IdInUse
from foods.request_hash import hash_of
from foods.serializers.fields import StrictSerializer
from intake.authentication import PersonRequest
from intake.medicines.classes import CLASSES
from intake.medicines.ingredients import classes_named_in
from intake.medicines.writing import (
    MedicineGone,
    MedicineTaken,
    change_medicine,
    name_medicine,
    set_removed,
)
from intake.models import Medicine, Person
from intake.people import ConsentNeeded
from intake.problems import Gone, not_valid
from intake.serializers.medicines import (
    MedicineChangeSerializer,
    MedicineClassesSerializer,
    MedicineClassQuery,
    MedicineCreateSerializer,
    MedicineSerializer,
    MedicinesSerializer,
    class_body,
    medicine_body,
)
from intake.snapshots import InvalidEntry


class MedicineClassList(APIView):
    """Nobody's in particular: it asks for no sign-in, as reference values don't."""

    query_serializer_class = MedicineClassQuery
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="medicine_classes_list",
        summary="List the classes of medicines for which a gap to magnesium is advised, or is not",
        parameters=[MedicineClassQuery],
        responses=MedicineClassesSerializer,
    )
    def get(self, request: Request) -> Response:
        query = MedicineClassQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        name = query.validated_data.get("name")
        classes = CLASSES.values() if name is None else classes_named_in(name)
        return Response({"results": [class_body(each) for each in classes]})


class MedicineList(APIView):
    @extend_schema(
        operation_id="medicines_list",
        summary="List the medicines that you named",
        responses=MedicinesSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        medicines = Medicine.objects.for_person(request.user).kept()
        return Response({"results": [medicine_body(each) for each in medicines]})

    @extend_schema(
        operation_id="medicines_create",
        summary="Name a medicine",
        description=(
            "400 `consent_needed` without the consent `medicines`, which the profile takes. With "
            "an `id` of your choice the same request may be sent again: 200 with the medicine as "
            "it is now, 409 for another request, 410 once it was removed."
        ),
        request=MedicineCreateSerializer,
        responses={
            201: MedicineSerializer,
            200: MedicineSerializer,
            409: MedicineSerializer,
            410: None,
        },
    )
    def post(self, request: PersonRequest) -> Response:
        medicine, is_new = name_from(request.user, request.data)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(medicine_body(medicine), code)


class MedicineDetail(APIView):
    @extend_schema(
        operation_id="medicines_read",
        summary="Read a medicine that you named",
        responses={200: MedicineSerializer, 410: None},
    )
    def get(self, request: PersonRequest, medicine_id: uuid.UUID) -> Response:
        medicine = _medicine(request, medicine_id)
        if medicine.deleted_at is not None:
            raise Gone
        return Response(medicine_body(medicine))

    @extend_schema(
        operation_id="medicines_change",
        summary="Change a medicine's name, class or times",
        request=MedicineChangeSerializer,
        responses={200: MedicineSerializer, 410: None},
    )
    def patch(self, request: PersonRequest, medicine_id: uuid.UUID) -> Response:
        medicine = _medicine(request, medicine_id)
        return Response(medicine_body(change_from(medicine, request.data)))

    @extend_schema(
        operation_id="medicines_delete",
        summary="Remove a medicine; it can be brought back",
        description="Removing it again answers 204 too.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, medicine_id: uuid.UUID) -> Response:
        medicine = _medicine(request, medicine_id)
        remove_or_restore(medicine, removed=True)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MedicineRestore(APIView):
    @extend_schema(
        operation_id="medicines_restore",
        summary="Bring back a medicine that was removed",
        description="One that was not removed stays as it is.",
        request=None,
        responses=MedicineSerializer,
    )
    def post(self, request: PersonRequest, medicine_id: uuid.UUID) -> Response:
        medicine = _medicine(request, medicine_id)
        StrictSerializer(data=request.data).is_valid(raise_exception=True)
        return Response(medicine_body(remove_or_restore(medicine, removed=False)))


def name_from(person: Person, body: Any) -> tuple[Medicine, bool]:
    """The medicine, and whether it is new. Raises what the API answers with."""
    checked = MedicineCreateSerializer(data=body)
    checked.is_valid(raise_exception=True)
    said = checked.validated_data
    named: tuple[Medicine, bool] = _checked(
        lambda: name_medicine(
            person,
            name=said["name"],
            medicine_class=said.get("medicine_class") or "",
            times=said["times"],
            once=said.get("id"),
            request_hash=hash_of(dict(body)),
        )
    )
    return named


def change_from(medicine: Medicine, body: Any) -> Medicine:
    """Raises what the API answers with."""
    checked = MedicineChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    fields = _fields(checked.validated_data)
    changed: Medicine = _checked(lambda: change_medicine(medicine, **fields))
    return changed


def remove_or_restore(medicine: Medicine, *, removed: bool) -> Medicine:
    """Raises what the API answers with."""
    current: Medicine = _checked(lambda: set_removed(medicine, removed=removed))
    return current


def _medicine(request: PersonRequest, medicine_id: uuid.UUID) -> Medicine:
    medicines = Medicine.objects.for_person(request.user).select_related("person")
    return get_object_or_404(medicines, uuid=medicine_id)


def _fields(said: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(said)
    if "medicine_class" in fields:
        fields["medicine_class"] = fields["medicine_class"] or ""
    return fields


def _checked(write: Callable[[], Any]) -> Any:
    """Raises what the API answers with: a DRF exception."""
    try:
        return write()
    except ConsentNeeded as error:
        raise ValidationError({"non_field_errors": [str(error)]}, code=error.code) from None
    except InvalidEntry as error:
        raise not_valid(error) from None
    except MedicineTaken as error:
        raise IdInUse(current=medicine_body(error.medicine)) from None
    except MedicineGone:
        raise Gone from None
