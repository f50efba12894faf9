"""Curators' acts on past entries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.models import Confidence, Food
from intake.models.diary import Entry, amount_field
from intake.models.people import Person


class Recalculation(models.Model):
    """A curator's act: past entries of a food by the figures that it has now."""

    food = models.ForeignKey(Food, models.PROTECT, verbose_name=_("food"), related_name="+")
    by = models.ForeignKey(
        Person, models.SET_NULL, verbose_name=_("by"), null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300)
    entries = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    mg_before = amount_field()
    mg_after = amount_field()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        at = f"{self.at:%Y-%m-%d %H:%M}"
        return gettext("Entries of “%(food)s”, %(at)s") % {"food": self.food, "at": at}


class RecalculatedEntry(models.Model):
    """What an entry said before, so that the act can be undone."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    recalculation = models.ForeignKey(Recalculation, models.CASCADE, related_name="rows")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(help_text="The one that the act made.")
    magnesium_mg = amount_field()
    magnesium_at_most_mg = amount_field()
    calcium_mg = amount_field()
    phosphorus_mg = amount_field()
    potassium_mg = amount_field()
    energy_kcal = amount_field()
    added_magnesium_mg = amount_field()
    confidence = models.CharField(max_length=12, choices=Confidence, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entry", "recalculation"], name="recalculated_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"Entry {self.entry_id} before recalculation {self.recalculation_id}"
