"""What imports did, and what they found doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foods.formatting import format_number
from foods.models.food import Food
from foods.models.sources import Source

COUNTED = {
    "new": _("%(count)s new"),
    "changed": _("%(count)s changed"),
    "unchanged": _("%(count)s unchanged"),
    "retired": _("%(count)s retired"),
    "published_again": _("%(count)s published again"),
    "without_magnesium": _("%(count)s without magnesium"),
    "superseded": _("older versions left out: %(count)s"),
    "portions_without_weight": _("portions without weight or number: %(count)s"),
    "flagged": _("doubts flagged: %(count)s"),
    "refused": _("%(count)s refused"),
}


class ImportRun(models.Model):
    """What an import did, and to which release."""

    source = models.ForeignKey(
        Source, models.PROTECT, verbose_name=_("source"), related_name="imports"
    )
    file_name = models.CharField(_("file"), max_length=255)
    started_at = models.DateTimeField(_("started on"))
    finished_at = models.DateTimeField(_("finished on"))
    counts = models.JSONField(
        _("counts"),
        help_text="new, changed, unchanged, without_magnesium, retired, published_again, refused, "
        "superseded, portions_without_weight, flagged",
    )
    refused = models.JSONField(
        _("refused"),
        default=list,
        help_text=_("The record and the reason, one each; the first thousand."),
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%Y-%m-%d %H:%M}"

    def counts_in_words(self, *, with_noughts: bool = False) -> list[str]:
        return [
            words % {"count": format_number(count)}
            for name, words in COUNTED.items()
            if (count := self.counts.get(name, 0)) or with_noughts
        ]

    def refusals_in_words(self) -> Iterator[str]:
        """Each record with the reason, and where its file has it."""
        for refusal in self.refused:
            told = "{record} {description}: {reason}".format(**refusal)
            where = " ({file}, line {line}, {field})" if refusal.get("file") else ""
            yield told + where.format(**refusal)


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

    run = models.ForeignKey(
        ImportRun, models.CASCADE, verbose_name=_("import"), related_name="flags"
    )
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="+")
    food = models.ForeignKey(
        Food,
        models.CASCADE,
        verbose_name=_("food"),
        null=True,
        blank=True,
        related_name="import_flags",
    )
    record_id = models.CharField(
        _("id at the source"), max_length=60, blank=True, help_text=_("Its id at the source.")
    )
    record_name = models.CharField(_("record"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=24, choices=FlagReason)
    words = models.CharField(
        _("what is doubtful"),
        max_length=300,
        help_text=_("What is doubtful, for a curator to read."),
    )
    file_name = models.CharField(
        _("file"), max_length=120, blank=True, help_text=_("The file in the download.")
    )
    line = models.PositiveIntegerField(_("line"), null=True, blank=True)
    field = models.CharField(
        _("column"), max_length=60, blank=True, help_text=_("The column in that file.")
    )
    created_at = models.DateTimeField(_("raised on"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        related_name="+",
    )
    resolution = models.CharField(
        _("resolution"), max_length=300, blank=True, help_text=_("What was decided.")
    )

    objects = ImportFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag of an import")
        verbose_name_plural = _("flags of imports")
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
