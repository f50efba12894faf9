"""What a person told us about themselves, over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from intake.authentication import PersonRequest
from intake.life_stages import begin_life_stage
from intake.models import Consent, LifeStage, Person, Profile, Purpose
from intake.people import (
    ConsentNeeded,
    check_birth_date,
    give_consent,
    held_profile,
    profile_of,
    save_profile,
    set_health_facts,
    set_kidney_flag,
    withdraw_consent,
)
from intake.serializers.profile import ProfileChangeSerializer, ProfileSerializer
from intake.targets import DEFAULT_AUTHORITY, situation_of

PLAIN_FIELDS = (
    "birth_date",
    "sex",
    "country",
    "time_zone",
    "units",
    "language",
    "week_start",
    "hide_numbers",
    "show_energy",
    "interested_in_calcification",
)


class ProfileDetail(APIView):
    @extend_schema(
        operation_id="profile_read",
        summary="Read what you told us about yourself",
        responses=ProfileSerializer,
    )
    def get(self, request: PersonRequest) -> Response:
        return Response(profile_body(request.user))

    @extend_schema(
        operation_id="profile_change",
        summary="Tell us about yourself, or take it back",
        description=(
            "The kidney flag, life stages and health facts are kept only with a consent, given "
            "before or in the same request. Withdrawing one deletes what was kept for it. All or "
            "nothing."
        ),
        request=ProfileChangeSerializer,
        responses=ProfileSerializer,
    )
    def patch(self, request: PersonRequest) -> Response:
        change_from(request.user, request.data)
        return Response(profile_body(request.user))


def profile_body(person: Person, profile: Profile | None = None) -> dict[str, Any]:
    profile = profile or profile_of(person)
    situation = situation_of(person, profile)
    row = situation.row_on(profile.today())
    shown = {
        name: getattr(profile, name)
        for name in (*PLAIN_FIELDS, "kidney_disease", "kidney_answered_at", "health_facts")
    } | {
        "life_stages": situation.life_stages,
        "authority": row.authority if row else DEFAULT_AUTHORITY,
        "consents": Consent.objects.filter(person=person, withdrawn_at=None).order_by("purpose"),
    }
    return dict(ProfileSerializer(shown).data)


@transaction.atomic
def change_from(person: Person, body: Any) -> None:
    """All or nothing. Raises what the API answers with."""
    checked = ProfileChangeSerializer(data=body)
    checked.is_valid(raise_exception=True)
    _change(person, checked.validated_data)


def _change(person: Person, fields: Mapping[str, Any]) -> None:
    """Raises ValidationError; the caller's transaction then takes everything back."""
    profile = held_profile(person)
    plain = {name: fields[name] for name in PLAIN_FIELDS if name in fields}
    for name, value in plain.items():
        setattr(profile, name, value)
    today = profile.today()
    if fields.get("birth_date") is not None:
        try:
            check_birth_date(fields["birth_date"], today)
        except DjangoValidationError as error:
            raise ValidationError({"birth_date": _details(error)}) from None
    if plain or "authority" in fields:
        save_profile(profile=profile, authority=fields.get("authority", ""), today=today)
    for purpose, given in fields.get("consent", {}).items():
        if given:
            give_consent(person=person, purpose=Purpose(purpose))
        else:
            withdraw_consent(person=person, purpose=Purpose(purpose))
    if "kidney_disease" in fields:
        try:
            set_kidney_flag(person=person, kidney_disease=fields["kidney_disease"])
        except ConsentNeeded as error:
            raise ValidationError({"kidney_disease": [str(error)]}, code=error.code) from None
    if "health_facts" in fields:
        try:
            set_health_facts(person=person, facts=fields["health_facts"])
        except ConsentNeeded as error:
            raise ValidationError({"health_facts": [str(error)]}, code=error.code) from None
    if "life_stages" in fields:
        LifeStage.objects.filter(person=person).delete()
        for index, stage in enumerate(fields["life_stages"]):
            try:
                begin_life_stage(person=person, today=today, **stage)
            except ConsentNeeded as error:
                raise ValidationError({"life_stages": [str(error)]}, code=error.code) from None
            except DjangoValidationError as error:
                wrong = {name: _details(each) for name, each in error.error_dict.items()}
                raise ValidationError({"life_stages": {str(index): wrong}}) from None


def _details(errors: Any) -> list[ErrorDetail]:
    """Django's messages with their codes; DRF would lose the codes."""
    return [
        ErrorDetail(message, each.code or "invalid")
        for each in DjangoValidationError(errors).error_list
        for message in each.messages
    ]
