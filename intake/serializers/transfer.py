"""The contract for a person's data out and in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foods.serializers.fields import StrictSerializer
from intake.models import Purpose


class ExportQuery(serializers.Serializer[Any]):
    format = serializers.ChoiceField(
        ["json", "csv"],
        default="json",
        help_text="`json`: everything, and an import reads it. `csv`: the diary, a line an entry.",
    )


class ImportSerializer(StrictSerializer):
    export = serializers.DictField(help_text="What `GET export/` answered, as it was.")
    consents = serializers.ListField(
        child=serializers.ChoiceField(Purpose.choices),
        required=False,
        help_text="What of your health may be kept from now on: else that part is left out.",
    )


class ImportedPartSerializer(serializers.Serializer[Any]):
    table = serializers.CharField(help_text="As in the export: `entries`, `foods`, `targets` ...")
    added = serializers.IntegerField(help_text="Rows that are new.")
    same = serializers.IntegerField(help_text="Rows that were there already.")
    deleted = serializers.IntegerField(help_text="Rows that you deleted here: they stay so.")
    stayed = serializers.IntegerField(help_text="Rows of which the account keeps its own.")


class ImportResultSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="It can be undone in the settings.")
    parts = ImportedPartSerializer(many=True)
    stays = serializers.ListField(
        child=serializers.CharField(), help_text="In words, what was left out; the first hundred."
    )
