"""Dated targets over the API."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.models import Person, Profile, Target
from intake.people import hold
from intake.problems import AmountsOnly, DateTaken
from intake.serializers.profile import (
    TargetChangeSerializer,
    TargetSerializer,
    TargetsSerializer,
    TargetWriteSerializer,
)
from intake.targets import DEFAULT_AUTHORITY, remove_target


class TargetList(APIView):
    @extend_schema(
        operation_id="targets_list",
        summary="List your targets, oldest first",
        responses=TargetsSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        targets = Target.objects.filter(person=request.user).order_by("starts_on")
        hidden = _amounts_only(request.user)
        return Response({"results": [target_body(target, hidden=hidden) for target in targets]})

    @extend_schema(
        operation_id="targets_create",
        summary="Aim at something from a date on",
        description=(
            "The same again answers 200 with the target that there is; 409 `date_taken` where that "
            "aims at something else."
        ),
        request=TargetWriteSerializer,
        responses={201: TargetSerializer, 200: TargetSerializer, 409: TargetSerializer},
    )
    def post(self, request: PersonRequest) -> Response:
        target, is_new = aim_from(request.user, request.data)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(target_body(target), code)


class TargetDetail(APIView):
    @extend_schema(operation_id="targets_read", summary="Read a target", responses=TargetSerializer)
    def get(self, request: PersonRequest, target_id: int) -> Response:
        target = _target(request, target_id)
        return Response(target_body(target, hidden=_amounts_only(request.user)))

    @extend_schema(
        operation_id="targets_change",
        summary="Change a target",
        request=TargetChangeSerializer,
        responses={200: TargetSerializer, 409: TargetSerializer},
    )
    def patch(self, request: PersonRequest, target_id: int) -> Response:
        target = _target(request, target_id)
        return Response(target_body(change_from(target, request.data)))

    @extend_schema(
        operation_id="targets_delete",
        summary="Delete a target; the one before holds again",
        description="A change of authority that it carried stays, without an amount of its own.",
        responses={204: None},
    )
    def delete(self, request: PersonRequest, target_id: int) -> Response:
        remove_target(_target(request, target_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


def aim_from(person: Person, body: Any) -> tuple[Target, bool]:
    """The target, and whether it is new. Raises what the API answers with."""
    checked = TargetWriteSerializer(data=body)
    checked.is_valid(raise_exception=True)
    fields = checked.validated_data
    with transaction.atomic():
        hold(person)
        if "authority" not in fields:
            started = Target.objects.filter(person=person, starts_on__lte=fields["starts_on"])
            current = started.order_by("starts_on").last()
            fields["authority"] = current.authority if current else DEFAULT_AUTHORITY
        try:
            return _save(Target(person=person), fields), True
        except DateTaken as error:
            other = error.target
            if (other.authority, other.mg) != (fields["authority"], fields.get("mg")):
                raise
            return other, False


def change_from(target: Target, body: Any) -> Target:
    """Raises what the API answers with."""
    checked = TargetChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    with transaction.atomic():
        hold(target.person)
        # By now another request may have changed it, or deleted it.
        current = get_object_or_404(Target.objects.select_related("person"), pk=target.pk)
        return _save(current, checked.validated_data)


def target_body(target: Target, *, hidden: bool = False) -> dict[str, Any]:
    body = dict(TargetSerializer(target).data)
    return body | {"mg": None} if hidden else body


def _target(request: PersonRequest, target_id: int) -> Target:
    return get_object_or_404(Target.objects.filter(person=request.user), pk=target_id)


def _amounts_only(person: Person) -> bool:
    return Profile.objects.filter(person=person, kidney_disease=True).exists()


def _save(target: Target, fields: dict[str, Any]) -> Target:
    """Within a transaction that holds the person."""
    if _amounts_only(target.person):
        raise AmountsOnly
    for name, value in fields.items():
        setattr(target, name, value)
    try:
        with transaction.atomic():
            target.save()
    except IntegrityError:
        other = Target.objects.filter(person=target.person, starts_on=target.starts_on).first()
        if other is None:
            raise
        raise DateTaken(other, current=target_body(other)) from None
    return target
