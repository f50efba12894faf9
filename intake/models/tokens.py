"""Personal tokens, with which scripts come in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

MOST_TOKEN_LIFE = timedelta(days=365)


class Scope(models.TextChoices):
    """What a personal token may do. Writing includes reading."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class PersonalToken(AbstractAuthToken):
    """Lets a script in without the password, until a day. Only its digest is kept."""

    uuid = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    name = models.CharField(max_length=80, blank=True, help_text="What it is for.")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.WRITE)
    expiry = models.DateTimeField(help_text="From this moment on it is refused.")
    last_used_on = models.DateField(
        null=True, blank=True, help_text="In UTC; a day is all that is kept."
    )

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=Scope.values), name="personal_token_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(expiry__lte=F("created") + MOST_TOKEN_LIFE),
                name="personal_token_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.token_key
