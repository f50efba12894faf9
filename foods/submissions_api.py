"""Proposals and reports over the API: sent, read with their decision, taken back."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foods.api import food_body, own_food, readable_food, sender
from foods.models import Basis, State, Submission
from foods.photos import NotAPhoto, reencoded
from foods.serializers.fields import AmountField, Fields, NumberInAddress, StrictSerializer
from foods.serializers.foods import FoodSerializer
from foods.serializers.own_foods import figure
from foods.submissions import TooManyWaiting, WaitingAlready, propose, report, withdraw

# A body holds a million bytes, and base64 four characters for three bytes.
MOST_PHOTO_BYTES = 700_000


class PhotoField(serializers.CharField):
    """Base64 of a JPEG, PNG or WebP; becomes a JPEG without metadata."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, trim_whitespace=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            raw = base64.b64decode(text, validate=True)
            return reencoded(io.BytesIO(raw), most_bytes=MOST_PHOTO_BYTES)
        except (binascii.Error, ValueError):
            raise ValidationError(_("Send the photo as base64."), code="not_base64") from None
        except NotAPhoto as error:
            raise ValidationError(str(error), code="not_a_photo") from None


class SubmitSerializer(StrictSerializer):
    said = serializers.CharField(
        max_length=1000, required=False, allow_blank=True, default="", help_text="For the curator."
    )
    photo = PhotoField(help_text="Of the label, base64, 700,000 bytes at most.")


class ReportSerializer(SubmitSerializer):
    suggested_mg = figure(help_text="Magnesium as the label gives it.")
    suggested_basis = serializers.ChoiceField(
        Basis.choices, required=False, help_text="What that figure is for; else the food's basis."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("said") and attrs.get("suggested_mg") is None:
            message = _("Say what is wrong, or give the figure on the label.")
            raise ValidationError({"said": [message]}, code="required")
        return attrs


class SubmissionSerializer(serializers.Serializer[Submission]):
    """A food that was proposed, or a figure that was reported, and what a curator decided."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Submission.Kind.choices)
    food = serializers.IntegerField(source="food_id")
    food_name = serializers.CharField(source="food")
    said = serializers.CharField(help_text="The person's words for the curator.")
    suggested_mg = AmountField(allow_null=True, help_text="Of a report; null: none was given.")
    suggested_basis = serializers.ChoiceField(
        Basis.choices, allow_blank=True, help_text="Empty without a figure."
    )
    state = serializers.ChoiceField(Submission.State.choices)
    reason = serializers.CharField(help_text="The curator's, for the person to read.")
    created_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True, help_text="Null: it waits.")

    def get_fields(self) -> Fields:
        """`source` and `result` mean something else on a serializer."""
        result = serializers.IntegerField(
            source="result_id",
            allow_null=True,
            help_text="The food that the catalogue has instead, or the one that was mended.",
        )
        return super().get_fields() | {"result": result}


class FoodSubmit(APIView):
    @extend_schema(
        operation_id="foods_submit",
        summary="Propose a food of your own for the catalogue",
        description="A curator looks at it. It stays yours; sending it twice changes nothing.",
        request=SubmitSerializer,
        responses=FoodSerializer,
    )
    def post(self, request: Request, food_id: int) -> Response:
        food = own_food(request, food_id)
        body = SubmitSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            data = body.validated_data
            propose(food, sender(request), said=data["said"], jpeg=data.get("photo"))
        except TooManyWaiting as error:
            raise ValidationError([str(error)], code="too_many_waiting") from None
        return Response(food_body(food.pk))


class FoodReport(APIView):
    @extend_schema(
        operation_id="foods_report",
        summary="Report a wrong figure of a published food",
        description="One at a time for each food. Entries stay as they are.",
        request=ReportSerializer,
        responses={201: SubmissionSerializer},
    )
    def post(self, request: Request, food_id: int) -> Response:
        food = readable_food(request, food_id)
        if food.state != State.PUBLISHED:
            raise ValidationError(
                [_("Only published foods can be reported.")], code="not_published"
            )
        body = ReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        try:
            made = report(
                food,
                sender(request),
                said=data["said"],
                suggested_mg=data.get("suggested_mg"),
                suggested_basis=data.get("suggested_basis", food.basis),
                jpeg=data.get("photo"),
            )
        except WaitingAlready as error:
            raise ValidationError([str(error)], code="waiting_already") from None
        except TooManyWaiting as error:
            raise ValidationError([str(error)], code="too_many_waiting") from None
        return Response(SubmissionSerializer(made).data, status.HTTP_201_CREATED)


class PageQuery(serializers.Serializer[Any]):
    cursor = serializers.CharField(required=False, help_text="From `next` or `previous`.")
    limit = NumberInAddress(
        required=False, min_value=1, max_value=200, help_text="How many rows a page has; else 50."
    )


class SubmissionList(generics.ListAPIView[Submission]):
    serializer_class = SubmissionSerializer
    ordering = ("-id",)
    query_serializer_class = PageQuery

    @extend_schema(
        operation_id="submissions_list",
        summary="List your proposals and reports, the newest first",
        parameters=[PageQuery],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        PageQuery(data=self.request.query_params).is_valid(raise_exception=True)
        return Submission.objects.of(sender(self.request)).select_related("food")


class SubmissionDetail(APIView):
    @extend_schema(
        operation_id="submissions_read",
        summary="Read a proposal or a report, with its decision",
        responses=SubmissionSerializer,
    )
    def get(self, request: Request, submission_id: int) -> Response:
        asked = Submission.objects.of(sender(request)).select_related("food")
        return Response(SubmissionSerializer(get_object_or_404(asked, pk=submission_id)).data)

    @extend_schema(
        operation_id="submissions_withdraw",
        summary="Take back one that waits",
        responses={204: None},
    )
    def delete(self, request: Request, submission_id: int) -> Response:
        waiting = Submission.objects.of(sender(request)).waiting()
        withdraw(get_object_or_404(waiting, pk=submission_id))
        return Response(status=status.HTTP_204_NO_CONTENT)
