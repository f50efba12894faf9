"""What drf-spectacular can't know of our fields: that bodies are strict, and times are local."""

from __future__ import annotations

from inspect import getdoc
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from foods.serializers.fields import StrictSerializer

Schema = dict[str, Any]


class StrictBody(OpenApiSerializerExtension):
    """What a body may not hold, the schema says too."""

    target_class = "foods.serializers.fields.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        schema: Schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if schema.get("description") == getdoc(StrictSerializer):
            del schema["description"]
        for name, described in schema.get("properties", {}).items():
            field = self.target.fields[name]
            if isinstance(field, serializers.CharField) and not field.allow_blank:
                described.setdefault("minLength", 1)
            if not getattr(field, "allow_empty", True):
                described.setdefault("minItems", 1)
        return schema | {"additionalProperties": False}


class SyncBody(OpenApiSerializerFieldExtension):
    """A change that names one field may fit several tables, so `anyOf`: `oneOf` is of one only."""

    target_class = "intake.serializers.sync.BodyField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        shapes = [
            auto_schema.resolve_serializer(shape, direction).ref for shape in self.target.shapes
        ]
        return {"anyOf": shapes}


class LocalTime(OpenApiSerializerFieldExtension):
    """JSON Schema's own `time` has an offset; ours is by the clock on the wall."""

    target_class = "rest_framework.fields.TimeField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> Schema:
        return {
            "type": "string",
            "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
            "examples": ["08:00:00"],
        }
