"""The contract for what a person told us, and for what they aim at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from foods.serializers.fields import AmountField, StrictSerializer
from intake.countries import COUNTRIES
from intake.models import (
    LEAST_TARGET_MG,
    MOST_TARGET_MG,
    Consent,
    HealthFact,
    LifeStage,
    Purpose,
    Sex,
    Target,
    Units,
    WeekStart,
    validate_time_zone,
)
from intake.reference_values import AUTHORITIES
from intake.serializers.fields import DayField

MOST_LIFE_STAGES = 50


class LifeStageSerializer(StrictSerializer):
    """Recommendations differ in it."""

    kind = serializers.ChoiceField(LifeStage.Kind.choices)
    starts_on = DayField()
    ends_on = DayField(required=False, allow_null=True, help_text="The last day; null: not over.")


class ConsentSerializer(serializers.Serializer[Consent]):
    purpose = serializers.ChoiceField(Purpose.choices)
    given_at = serializers.DateTimeField()


class ProfileSerializer(serializers.Serializer[Any]):
    """What a person told us about themselves."""

    birth_date = serializers.DateField(allow_null=True, help_text="Null: not said.")
    sex = serializers.ChoiceField(
        [*Sex.choices, ("", "Not said")], help_text="Which column of a reference table fits."
    )
    life_stages = LifeStageSerializer(many=True)
    authority = serializers.ChoiceField(list(AUTHORITIES), help_text="The one that holds today.")
    country = serializers.CharField(help_text="ISO 3166 code; empty: not said.")
    time_zone = serializers.CharField(help_text="IANA name; it says when a day begins.")
    units = serializers.ChoiceField(Units.choices)
    language = serializers.ChoiceField(
        settings.LANGUAGES,
        allow_blank=True,
        help_text="Of the site's pages and letters; empty: as the browser says.",
    )
    week_start = serializers.ChoiceField(
        WeekStart.choices,
        allow_null=True,
        help_text="ISO day that charts begin a week with, 1 is Monday; null: as in the country.",
    )
    health_facts = serializers.ListField(
        child=serializers.ChoiceField(HealthFact.choices), help_text="Notes concern them."
    )
    interested_in_calcification = serializers.BooleanField(
        help_text="Wants to read about magnesium and the arteries."
    )
    hide_numbers = serializers.BooleanField(
        help_text="Wants to see no mg, percent and ring; the API still answers them."
    )
    show_energy = serializers.BooleanField(help_text="Wants to see kcal where known.")
    kidney_disease = serializers.BooleanField(help_text="If set, only amounts are shown.")
    kidney_answered_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When they said yes or no to weak kidneys. Null: ask before you log their first "
        "supplement or medicine; nothing is refused.",
    )
    consents = ConsentSerializer(many=True, help_text="Those that hold.")


class ConsentChangeSerializer(StrictSerializer):
    """True gives a consent; false withdraws it, and deletes what was kept for it."""

    kidney = serializers.BooleanField(required=False, help_text=Purpose.KIDNEY.label)
    life_stage = serializers.BooleanField(required=False, help_text=Purpose.LIFE_STAGE.label)
    medicines = serializers.BooleanField(required=False, help_text=Purpose.MEDICINES.label)
    health_facts = serializers.BooleanField(required=False, help_text=Purpose.HEALTH_FACTS.label)


class ProfileChangeSerializer(StrictSerializer):
    """What is left out stays as it is."""

    all_optional = True

    birth_date = DayField(allow_null=True, help_text="Null takes it back.")
    sex = serializers.ChoiceField(
        Sex.choices, allow_blank=True, help_text="Which column of a table fits; empty: not said."
    )
    life_stages = LifeStageSerializer(many=True, help_text="All of them. Needs a consent.")
    authority = serializers.ChoiceField(
        list(AUTHORITIES), help_text="Holds from today; days before keep theirs."
    )
    country = serializers.ChoiceField(
        sorted(COUNTRIES), allow_blank=True, help_text="ISO 3166 code; empty: not said."
    )
    time_zone = serializers.CharField(
        max_length=64, help_text="IANA name; it says when a day begins."
    )
    units = serializers.ChoiceField(Units.choices)
    language = serializers.ChoiceField(settings.LANGUAGES, allow_blank=True)
    week_start = serializers.ChoiceField(WeekStart.choices, allow_null=True)
    health_facts = serializers.ListField(
        child=serializers.ChoiceField(HealthFact.choices),
        help_text="All of them. Needs a consent; none withdraws it.",
    )
    interested_in_calcification = serializers.BooleanField()
    hide_numbers = serializers.BooleanField()
    show_energy = serializers.BooleanField()
    kidney_disease = serializers.BooleanField(
        help_text="Needs a consent; false withdraws it, and is the answer no."
    )
    consent = ConsentChangeSerializer()

    def validate_life_stages(self, stages: list[Any]) -> list[Any]:
        if len(stages) > MOST_LIFE_STAGES:
            raise serializers.ValidationError(
                _("At most %(most)s.") % {"most": MOST_LIFE_STAGES}, code="too_many"
            )
        return stages

    def validate_time_zone(self, name: str) -> str:
        try:
            validate_time_zone(name)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from None
        return name


class TargetSerializer(serializers.Serializer[Target]):
    """What a person aims at from a date on."""

    id = serializers.IntegerField()
    starts_on = serializers.DateField(help_text="Holds until the next one starts.")
    authority = serializers.CharField(help_text="Whose value and upper level hold.")
    mg = AmountField(
        allow_null=True,
        help_text="Null: the authority's own value. Always null with the kidney flag.",
    )


class TargetWriteSerializer(StrictSerializer):
    starts_on = DayField()
    authority = serializers.ChoiceField(
        list(AUTHORITIES), required=False, help_text="Else the one that holds then."
    )
    mg = AmountField(
        required=False,
        allow_null=True,
        min_value=LEAST_TARGET_MG,
        max_value=MOST_TARGET_MG,
        help_text="Null, or not given: the authority's own value.",
    )


class TargetChangeSerializer(TargetWriteSerializer):
    """What is left out stays as it is."""

    all_optional = True


class TargetsSerializer(serializers.Serializer[Any]):
    results = TargetSerializer(many=True, help_text="Oldest first.")
