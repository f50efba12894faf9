"""The catalogue for offline search over the API: the same to everybody, so open to all."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from foods import offline
from foods.models import Basis, CatalogueVersion, Confidence, Kind
from foods.serializers.fields import AmountField, Fields, FractionField
from foods.serializers.foods import FoodNameSerializer

# Shared caches may keep it and ask whether it still holds.
ASK_AGAIN = "public, no-cache"
NEVER_CHANGES = "public, max-age=31536000, immutable"
VERSION = r"^[0-9]{1,9}-[0-9a-f]{12}$"


class CatalogueSerializer(serializers.ModelSerializer[CatalogueVersion]):
    """Where the newest version of the catalogue is, and how to tell that it came whole."""

    version = serializers.CharField(source="name")
    foods = serializers.IntegerField(source="food_count", help_text="How many it holds.")
    url = serializers.SerializerMethodField(help_text="Of the file; what is there never changes.")
    sha256 = serializers.CharField(source="file_sha256", help_text="Of the file, decompressed.")
    bytes = serializers.IntegerField(source="file_bytes", help_text="Of the file, decompressed.")
    changes_since = serializers.CharField(
        source="changes_since.name", help_text="The oldest version from which changes are given."
    )

    class Meta:
        model = CatalogueVersion
        fields = (
            "version",
            "published_at",
            "foods",
            "url",
            "sha256",
            "bytes",
            "brotli_bytes",
            "gzip_bytes",
            "changes_since",
        )

    @extend_schema_field(serializers.URLField())
    def get_url(self, version: CatalogueVersion) -> str:
        return reverse(
            "api:catalogue-version", kwargs={"version": version}, request=self.context["request"]
        )


class OfflineGroupSerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField()
    name = serializers.CharField()


class OfflineSourceSerializer(OfflineGroupSerializer):
    """To be named wherever its figures are shown."""

    publisher = serializers.CharField()
    version = serializers.CharField()
    licence = serializers.CharField()
    citation = serializers.CharField()
    url = serializers.CharField()


class OfflineSourceRefSerializer(serializers.Serializer[Any]):
    slug = serializers.SlugField()
    id = serializers.CharField(help_text="Of the record there.")


class OfflinePortionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    quantity = AmountField(help_text="In the food's basis unit: g, ml or pieces.")
    is_default = serializers.BooleanField()

    def get_fields(self) -> Fields:
        return super().get_fields() | {"label": serializers.CharField()}


class OfflineFoodSerializer(serializers.Serializer[Any]):
    """A food with what searching and logging need; `foods/{id}/` has the rest."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    brand = serializers.CharField()
    kind = serializers.ChoiceField(Kind.choices)
    group = serializers.CharField(allow_null=True, help_text="A slug of `groups`.")
    basis = serializers.ChoiceField(Basis.choices, help_text="What the figures are for.")
    magnesium_mg_per_basis = AmountField(
        allow_null=True, help_text="Null: not known, which is not zero."
    )
    magnesium_at_most_mg_per_basis = AmountField(
        allow_null=True, help_text="Where it is not known: the most it can be, null without bound."
    )
    added_magnesium_mg_per_basis = AmountField(
        allow_null=True,
        help_text="The part that was added, which counts to the upper level; null: not known.",
    )
    compound = serializers.CharField(help_text="Of a supplement; empty: none named.")
    elemental_fraction = FractionField(
        allow_null=True, help_text="Share of the compound's mass that is magnesium."
    )
    confidence = serializers.ChoiceField(Confidence.choices)
    popularity = serializers.IntegerField(
        help_text="0 to 100: how often people log it, for the order of results."
    )
    names = FoodNameSerializer(many=True, help_text="Other names, also in other languages.")
    gtins = serializers.ListField(child=serializers.CharField(), help_text="Its barcodes.")
    portions = OfflinePortionSerializer(many=True, help_text="In the order to offer them.")

    def get_fields(self) -> Fields:
        """`source` is an attribute of every field, so it is added here."""
        return super().get_fields() | {
            "source": OfflineSourceRefSerializer(allow_null=True, help_text="One of `sources`.")
        }


class OfflineCatalogueSerializer(serializers.Serializer[Any]):
    """The published catalogue: see the guide for which foods it holds."""

    version = serializers.CharField()
    published_at = serializers.DateTimeField()
    groups = OfflineGroupSerializer(many=True, help_text="In their order.")
    sources = OfflineSourceSerializer(many=True)
    foods = OfflineFoodSerializer(many=True)


class RemovedFoodSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="It may be one that you never had.")
    merged_into = serializers.IntegerField(
        allow_null=True, help_text="The food that stands for it now; null: none does."
    )


class CatalogueChangesSerializer(OfflineCatalogueSerializer):
    """`foods` replace those of the same id, or are new; groups and sources replace all."""

    since = serializers.CharField()
    removed = RemovedFoodSerializer(many=True)


class ChangesQuery(serializers.Serializer[Any]):
    since = serializers.RegexField(VERSION, help_text="The version that you have.")


TOO_OLD = OpenApiResponse(description="`version_too_old`: take the whole of the newest.")


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_code = "version_too_old"
    default_detail = gettext_lazy(
        "That version is not kept any more: take the one that catalogue/ names."
    )


class Catalogue(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(
        operation_id="catalogue_read",
        summary="Which version of the catalogue for offline search is the newest",
        description="Changes of the catalogue come into a new version within an hour.",
        responses=CatalogueSerializer,
    )
    def get(self, request: Request) -> Response:
        body = CatalogueSerializer(offline.current(), context={"request": request}).data
        return Response(body, headers={"Cache-Control": ASK_AGAIN})


class CatalogueFile(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(
        operation_id="catalogue_download",
        summary="Take the whole catalogue for offline search",
        description="Immutable, in brotli or gzip as `Accept-Encoding` allows. `catalogue/` gives "
        "its address, size and checksum. 410 `version_too_old` once it is not kept any more.",
        parameters=[
            OpenApiParameter(
                "version",
                str,
                OpenApiParameter.PATH,
                pattern=VERSION,
                description="As in `catalogue/`, which has the whole address.",
            )
        ],
        responses={200: OfflineCatalogueSerializer, 410: TOO_OLD},
    )
    def get(self, request: Request, version: str) -> HttpResponse:
        if not re.fullmatch(VERSION, version):
            raise NotFound
        try:
            found = offline.with_file(version)
        except offline.UnknownVersion:
            raise NotFound from None
        except offline.VersionTooOld:
            raise Gone from None
        files = {"br": found.file_brotli, "gzip": found.file_gzip}
        encoding = preferred_encoding(request.headers.get("Accept-Encoding", ""), files)
        file = bytes(files[encoding or "gzip"] or b"")
        response = HttpResponse(
            file if encoding else gzip.decompress(file), content_type="application/json"
        )
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["ETag"] = f'"{version}.{encoding or "identity"}"'
        response.headers["Cache-Control"] = NEVER_CHANGES
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


class CatalogueChanges(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []
    query_serializer_class = ChangesQuery

    @extend_schema(
        operation_id="catalogue_changes",
        summary="What changed in the catalogue for offline search",
        description="From the version that you have to the newest. 410 `version_too_old`, or 400 "
        "`unknown_version` of a server that was put back to an older state: take the whole.",
        parameters=[ChangesQuery],
        responses={200: CatalogueChangesSerializer, 410: TOO_OLD},
    )
    def get(self, request: Request) -> HttpResponse:
        query = ChangesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        offline.current()
        try:
            changes = offline.changes_since(query.validated_data["since"])
        except offline.UnknownVersion:
            message = _("This server has no such version.")
            raise ValidationError({"since": [message]}, code="unknown_version") from None
        except offline.VersionTooOld:
            raise Gone from None
        response = HttpResponse(changes, content_type="application/json")
        response.headers["Cache-Control"] = ASK_AGAIN
        return response


def preferred_encoding(accepted: str, known: Iterable[str]) -> str | None:
    """The first of `known` that an `Accept-Encoding` header names and does not refuse; None: the
    body as it is."""
    weights = {}
    for part in accepted.split(","):
        coding, _, weight = part.partition(";")
        weights[coding.strip().lower()] = weight.replace(" ", "").lower()
    for coding in known:
        if coding in weights and weights[coding].strip("0.") != "q=":
            return coding
    return None
