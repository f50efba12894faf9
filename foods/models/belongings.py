"""What belongs to a food: its other names, how it is known elsewhere, and its portions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from foods import search_index
from foods.models.sources import Source
from foods.models.terms import Scheme


class FoodName(models.Model):
    """Another name of a food: an alias, or its name in another language."""

    food = models.ForeignKey("foods.Food", models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=10, default="en")
    name = models.CharField(_("name"), max_length=300)
    preferred = models.BooleanField(
        _("preferred"),
        default=False,
        help_text=_("Shown instead of the English name in this language."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["language", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["food", "language", "name"], name="food_name_once_a_language"
            ),
            models.UniqueConstraint(
                fields=["food", "language"],
                condition=Q(preferred=True),
                name="food_one_preferred_name_a_language",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="food_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        search_index.refresh([self.food_id])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        search_index.refresh([self.food_id])
        return deleted


class Identifier(models.Model):
    food = models.ForeignKey("foods.Food", models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme)
    value = models.CharField(_("value"), max_length=60)
    # Imports write millions of these and check the source themselves.
    source = models.ForeignKey(
        Source,
        models.DO_NOTHING,
        verbose_name=_("source"),
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text=_("Whose releases list the food under it; empty where no import has seen it."),
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        indexes = [models.Index(fields=["scheme", "value"], name="identifier_look_up")]
        constraints = [
            models.UniqueConstraint(
                fields=["food", "scheme", "value"], name="identifier_once_a_food"
            ),
            # A barcode may stand on several foods; every other name means one food only.
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=~Q(scheme="gtin"),
                name="identifier_names_one_food",
            ),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class Portion(models.Model):
    """A household measure, with its quantity in the food's basis unit (g, ml or pieces)."""

    food = models.ForeignKey("foods.Food", models.CASCADE, related_name="portions")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("label"), max_length=120)
    quantity = models.DecimalField(
        _("quantity (g, ml, pieces)"),
        max_digits=10,
        decimal_places=3,
        validators=[MinValueValidator(Decimal("0.001"))],
    )
    is_default = models.BooleanField(_("default"), default=False)
    source = models.ForeignKey(
        Source, models.SET_NULL, verbose_name=_("source"), null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("portion")
        verbose_name_plural = _("portions")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="portion_weighs_something"),
            models.CheckConstraint(condition=~Q(label=""), name="portion_has_a_label"),
            models.UniqueConstraint(fields=["food", "label"], name="portion_label_once_a_food"),
            models.UniqueConstraint(
                fields=["food"], condition=Q(is_default=True), name="portion_one_default_a_food"
            ),
        ]

    def __str__(self) -> str:
        return self.label
