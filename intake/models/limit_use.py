"""How much of a limit is used up."""

from __future__ import annotations

from django.db import models


class LimitUse(models.Model):
    """One limit of a person or an address, by its key. Written by `intake.limits` alone."""

    key = models.CharField(max_length=200, primary_key=True)
    until = models.DateTimeField(db_index=True, help_text="From then on all of it is there again.")
    span = models.DurationField(help_text="How far ahead that may be: then nothing is left.")

    def __str__(self) -> str:
        return f"{self.key} until {self.until:%F %T}"
