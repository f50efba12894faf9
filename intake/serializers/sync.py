"""The contract for keeping a person's data in step on several devices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from foods.serializers.fields import (
    MAX_ID,
    AmountField,
    Fields,
    NumberInAddress,
    StrictSerializer,
)
from foods.serializers.foods import FoodSerializer
from foods.serializers.own_foods import FoodChangeSerializer, FoodWriteSerializer
from intake.changes import MOST_CHANGES
from intake.serializers.checklist import (
    ChecklistChangeSerializer,
    ChecklistCreateSerializer,
    ChecklistItemSerializer,
)
from intake.serializers.days import DayChangeSerializer, DayMarkSerializer
from intake.serializers.entries import (
    EntryChangeSerializer,
    EntryCreateSerializer,
    EntrySerializer,
    ProblemField,
)
from intake.serializers.food_marks import FoodMarkSerializer
from intake.serializers.got_it import GotItSerializer
from intake.serializers.medicines import (
    MedicineChangeSerializer,
    MedicineCreateSerializer,
    MedicineSerializer,
)
from intake.serializers.profile import (
    ProfileChangeSerializer,
    ProfileSerializer,
    TargetChangeSerializer,
    TargetSerializer,
)
from intake.serializers.saved_meals import (
    SavedMealChangeSerializer,
    SavedMealCreateSerializer,
    SavedMealItemSerializer,
    SavedMealSerializer,
)

MOST_WRITES = 100
PUSHED = [
    ("entries", "Entries, by id"),
    ("saved_meals", "Saved meals, by id"),
    ("checklist", "The daily checklist, by id"),
    ("days", "Notes on days and skipped days, by date"),
    ("targets", "Targets, by the date on which they start"),
    ("profile", "What you told us about yourself, with life stages and consents: `profile`"),
    ("favourites", "Favourite foods, by the food's id"),
    ("dismissed_suggestions", "Foods that are not to be suggested, by the food's id"),
    ("medicines", "Medicines, by id"),
    ("foods", "Foods of your own, by id; a new one is put under a UUID, which is its `client_id`"),
]
PULLED = [
    *PUSHED,
    ("dismissed_notes", "Notes that you put away, by slug"),
]
PUT, DELETE, RESTORE = "put", "delete", "restore"
OPS = [
    (PUT, "Make it, or change what `body` names"),
    (DELETE, "Delete it"),
    (RESTORE, "Bring back what was deleted"),
]
APPLIED, ALREADY_APPLIED, CONFLICT = "applied", "already_applied", "conflict"
GONE, INVALID, NOT_APPLIED = "gone", "invalid", "not_applied"
OUTCOMES = [
    (APPLIED, "Done"),
    (ALREADY_APPLIED, "Done before, by this very write"),
    (CONFLICT, "Changed elsewhere since `version`: nothing was done"),
    (GONE, "Deleted elsewhere: nothing was done. `restore` brings it back, but for a food"),
    (INVALID, "Refused; `problem` says why"),
    (NOT_APPLIED, "All or nothing, and another write failed"),
]


def _without(fields: Fields, *names: str) -> Fields:
    return {name: field for name, field in fields.items() if name not in names}


def _own_figure() -> Fields:
    return {
        "magnesium_mg": AmountField(
            required=False,
            allow_null=True,
            help_text="Only where there is no food: with one it follows from the food's figures of "
            "the day on which it is logged. Null: not known.",
        )
    }


class SyncedItemSerializer(SavedMealItemSerializer):
    """What an item says, without what follows from its food."""

    def get_fields(self) -> Fields:
        fields = super().get_fields() | _own_figure()
        return _without(fields, "magnesium_at_most_mg", "left_out")


class SyncedMealSerializer(SavedMealSerializer):
    items = SyncedItemSerializer(many=True)


class SyncedChecklistItemSerializer(ChecklistItemSerializer):
    """An item without what follows from its food or from a day."""

    offered = serializers.BooleanField(
        help_text="False: not to be offered for one tap, by the kidney flag, an age under 18, or "
        "because it is a medicine by now."
    )

    def get_fields(self) -> Fields:
        fields = super().get_fields() | _own_figure()
        return _without(fields, "magnesium_at_most_mg", "due", "entry", "medicine_spacing")


class SyncedProfileSerializer(ProfileSerializer):
    """Without the authority, which follows from the targets."""

    def get_fields(self) -> Fields:
        return _without(super().get_fields(), "authority")


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="SyncRow",
        serializers=[
            EntrySerializer,
            SyncedMealSerializer,
            SyncedChecklistItemSerializer,
            DayMarkSerializer,
            TargetSerializer,
            SyncedProfileSerializer,
            FoodMarkSerializer,
            MedicineSerializer,
            FoodSerializer,
            GotItSerializer,
        ],
        resource_type_field_name=None,
    )
)
class RowField(serializers.Field[Any, Any, Any, Any]):
    """A row as its table has it."""

    def to_representation(self, value: Any) -> Any:
        return value


class SyncQuery(serializers.Serializer[Any]):
    since = serializers.CharField(
        required=False, help_text="The `cursor` of the last answer. Else all."
    )
    limit = NumberInAddress(
        default=1000,
        min_value=1,
        max_value=MOST_CHANGES,
        help_text="A few more come where one act changed more rows.",
    )


class SyncChangeSerializer(serializers.Serializer[Any]):
    table = serializers.ChoiceField(PULLED)
    id = serializers.CharField()
    version = serializers.IntegerField(help_text="To be sent with a write to it.")
    row = RowField(required=False, help_text="As it is now. Left out: it was deleted.")


class SyncPageSerializer(serializers.Serializer[Any]):
    changes = SyncChangeSerializer(
        many=True, help_text="The oldest change first, each row once, as it is now."
    )
    cursor = serializers.CharField(help_text="For `since` of the next request.")
    more = serializers.BooleanField(help_text="Ask again at once.")


class BesideId(StrictSerializer):
    """What says which row it is stands beside the body of a write."""

    beside = "id"

    def get_fields(self) -> Fields:
        return _without(super().get_fields(), self.beside)


class PutEntrySerializer(BesideId, EntryCreateSerializer):
    pass


class PutSavedMealSerializer(BesideId, SavedMealCreateSerializer):
    pass


class PutChecklistItemSerializer(BesideId, ChecklistCreateSerializer):
    pass


class PutMedicineSerializer(BesideId, MedicineCreateSerializer):
    pass


class PutFoodSerializer(BesideId, FoodWriteSerializer):
    beside = "client_id"


class PutTargetSerializer(BesideId, TargetChangeSerializer):
    beside = "starts_on"


class BodyField(serializers.DictField):
    """One of `shapes`, by the write's table; checked by what its own address calls."""

    shapes = (
        PutEntrySerializer,
        EntryChangeSerializer,
        PutSavedMealSerializer,
        SavedMealChangeSerializer,
        PutChecklistItemSerializer,
        ChecklistChangeSerializer,
        PutMedicineSerializer,
        MedicineChangeSerializer,
        PutFoodSerializer,
        FoodChangeSerializer,
        DayChangeSerializer,
        PutTargetSerializer,
        ProfileChangeSerializer,
    )


class SyncWriteSerializer(StrictSerializer):
    table = serializers.ChoiceField(PUSHED)
    op = serializers.ChoiceField(OPS)
    id = serializers.CharField(max_length=64, help_text="As in what was pulled; yours for a new.")
    body = BodyField(
        required=False,
        help_text="To `put`: as in a `POST` of a new one, else as in a `PATCH`; without the id.",
    )
    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MAX_ID,
        help_text="The one you last saw. Null: it is new to you.",
    )

    def to_internal_value(self, data: Any) -> Any:
        unpushed = {table for table, _ in PULLED} - {table for table, _ in PUSHED}
        if isinstance(data, Mapping) and str(data.get("table")) in unpushed:
            message = _("These are pulled only; write to their own address.")
            raise serializers.ValidationError({"table": [message]}, code="not_pushable")
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["op"] != PUT and attrs.get("body"):
            message = _("Only what is put has a body.")
            raise serializers.ValidationError({"body": [message]}, code="unexpected_body")
        return attrs


@extend_schema_field(SyncWriteSerializer)
class UncheckedWriteField(serializers.Field[Any, Any, Any, Any]):
    """Each write is checked by itself, so that one can't spoil the others."""

    def run_validation(self, data: Any = empty) -> Any:
        return data


class SyncPushSerializer(StrictSerializer):
    writes = serializers.ListField(
        child=UncheckedWriteField(), allow_empty=False, max_length=MOST_WRITES
    )
    all_or_nothing = serializers.BooleanField(
        default=False, help_text="Apply all of them, or none."
    )


class SyncResultSerializer(serializers.Serializer[Any]):
    table = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)
    outcome = serializers.ChoiceField(OUTCOMES)
    version = serializers.IntegerField(
        allow_null=True, help_text="Of what holds after the push; null: there never was one."
    )
    current = RowField(allow_null=True, help_text="What holds after the push; null: nothing.")
    problem = ProblemField(required=False, help_text="As in the answer to one write.")


class SyncResultsSerializer(serializers.Serializer[Any]):
    results = SyncResultSerializer(many=True, help_text="In the order of the request.")
