"""How much of a food, kept to be logged later."""

from __future__ import annotations

from django.db import models

from foods.models import Basis, Food, Kind, Portion
from intake.models.diary import LabelSays, amount_field

MEASURED = (
    *("food", "portion", "amount", "name", "portion_label", "kind", "basis", "quantity"),
    *("label_says", "compound", "label_dose_mg"),
)


class Measured(models.Model):
    """An amount of one food said as an entry says it, or something by its name and mg.

    It keeps no figures of a food: what is logged has those that the food has then.
    """

    # RESTRICT, not PROTECT: deleting a person takes their private foods and these together.
    food = models.ForeignKey(Food, models.RESTRICT, null=True, blank=True, related_name="+")
    portion = models.ForeignKey(Portion, models.SET_NULL, null=True, blank=True, related_name="+")
    amount = models.DecimalField(
        max_digits=12, decimal_places=3, help_text="How many portions, or of the basis unit."
    )
    name = models.CharField(max_length=300)
    portion_label = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    basis = models.CharField(max_length=6, choices=Basis, blank=True)
    quantity = amount_field()
    label_says = models.CharField(max_length=10, choices=LabelSays, blank=True)
    compound = models.SlugField(max_length=60, blank=True)
    label_dose_mg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    magnesium_mg = amount_field()  # of what has no food; None: not known

    class Meta:
        abstract = True
