"""What imports did, and what they found doubtful."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foods.models.food import Food
from foods.models.sources import Source


class ImportRun(models.Model):
    """What an import did, and to which release."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    counts = models.JSONField(
        help_text="new, changed, unchanged, without_magnesium, retired, published_again, refused, "
        "superseded, portions_without_weight, flagged"
    )
    refused = models.JSONField(
        default=list, help_text="The record and the reason, one each; the first thousand."
    )

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"


class FlagReason(models.TextChoices):
    """Why somebody should look at a record. Only a refused one is not in the catalogue."""

    REFUSED = "refused", _("Refused")
    IMPOSSIBLE_AMOUNT = "impossible_amount", _("An amount that cannot be")
    TOO_MUCH_MAGNESIUM = "too_much_magnesium", _("More magnesium than a food has")
    FAR_FROM_GROUP = "far_from_group", _("Far from its group's median")
    PORTION_WITHOUT_WEIGHT = "portion_without_weight", _("Portion without a weight")
    BAD_BARCODE = "bad_barcode", _("Barcode's check digit is wrong")
    OTHER = "other", _("Something else")


class ImportFlagQuerySet(models.QuerySet["ImportFlag"]):
    def unresolved(self) -> ImportFlagQuerySet:
        return self.filter(resolved_at=None)


class ImportFlag(models.Model):
    """Something doubtful that an import found in a record: a row of the review queue.

    The same doubt about the same record is raised once, whatever the number of imports, so that
    what a curator has resolved stays so until the record says something else.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="flags")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    food = models.ForeignKey(
        Food, models.CASCADE, null=True, blank=True, related_name="import_flags"
    )
    record_id = models.CharField(max_length=60, blank=True, help_text="Its id at the source.")
    record_name = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=24, choices=FlagReason)
    words = models.CharField(max_length=300, help_text="What is doubtful, for a curator to read.")
    file_name = models.CharField(max_length=120, blank=True, help_text="The file in the download.")
    line = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=60, blank=True, help_text="The column in that file.")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=300, blank=True, help_text="What was decided.")

    objects = ImportFlagQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["reason", "id"],
                name="import_flag_unresolved",
                condition=Q(resolved_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "record_id", "reason", "words"],
                name="import_flag_raised_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_name or self.record_id}: {self.words}"
