"""The catalogue as phones carry it: versions of one file, and what changed in each."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class CatalogueVersionQuerySet(models.QuerySet["CatalogueVersion"]):
    def without_files(self) -> CatalogueVersionQuerySet:
        return self.defer("file_brotli", "file_gzip")

    def newest(self) -> CatalogueVersion | None:
        return self.without_files().first()


class CatalogueVersion(models.Model):
    """A state of the published catalogue that phones may hold, by a name that means no other.

    The name is the number and the beginning of a checksum of what it holds: a database that was put
    back to an older state counts the same numbers again, for other contents.
    """

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=24, unique=True)
    published_at = models.DateTimeField()
    checked_at = models.DateTimeField(help_text="When the catalogue was last found to be just so.")
    groups = models.TextField(help_text="JSON, as the file has it.")
    sources = models.TextField(help_text="JSON, as the file has it.")
    changes_since: models.ForeignKey[Any, CatalogueVersion] = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        help_text="The oldest version from which the changes to this one are given.",
    )
    food_count = models.PositiveIntegerField()
    file_bytes = models.PositiveIntegerField()
    file_sha256 = models.CharField(max_length=64)
    brotli_bytes = models.PositiveIntegerField()
    gzip_bytes = models.PositiveIntegerField()
    # Null once newer versions have taken its place.
    file_brotli = models.BinaryField(null=True)
    file_gzip = models.BinaryField(null=True)

    objects = CatalogueVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(changes_since__lte=models.F("number")),
                name="catalogue_version_changes_from_before",
            ),
            models.CheckConstraint(
                condition=Q(file_brotli=None, file_gzip=None)
                | Q(file_brotli__isnull=False, file_gzip__isnull=False),
                name="catalogue_version_file_in_both_encodings",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueLine(models.Model):
    """A food as the newest version of the catalogue says it, or that it says it no more.

    Food ids are no foreign keys: a phone has to learn also of a food that was deleted.
    """

    food_id = models.BigIntegerField(primary_key=True)
    body = models.TextField(null=True, help_text="JSON; null: not in the catalogue any more.")  # noqa: DJ001
    merged_into_id = models.BigIntegerField(null=True, help_text="The food that stands for it.")
    changed_in = models.PositiveIntegerField(db_index=True, help_text="Number of the version.")

    class Meta:
        ordering = ["food_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=None) | Q(merged_into_id=None),
                name="catalogue_line_merged_only_when_gone",
            )
        ]

    def __str__(self) -> str:
        return f"Food {self.food_id}"
