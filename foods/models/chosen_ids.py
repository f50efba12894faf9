"""Under which UUID a person's device sent a food of their own, before it had a number."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from foods.models.food import Food


class ChosenId(models.Model):
    """Outlives the food, and its becoming the catalogue's: who sends it again makes no second one.

    Forgotten with the last trace of a food that was deleted.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    request_hash = models.CharField(
        max_length=64, help_text="Of the request that created it: tells a replay."
    )
    food = models.OneToOneField(Food, models.DO_NOTHING, db_constraint=False, related_name="chosen")

    class Meta:
        ordering = ["owner", "client_id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "client_id"], name="chosen_id_once_an_owner")
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: food {self.food_id}"
