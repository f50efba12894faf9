"""Which letters a person wants, and which were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models.checklist import ChecklistItem
from intake.models.people import Person


class MailKind(models.TextChoices):
    REMINDER = "reminder", _("Reminders of what is on the daily checklist")
    WEEKLY = "weekly", _("A summary of the week, on Monday morning")


class MailChoice(models.Model):
    """None is sent to whoever has no row here."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="mail_choice"
    )
    reminder = models.BooleanField(default=False)
    weekly = models.BooleanField(default=False)
    language = models.CharField(
        max_length=5,
        choices=settings.LANGUAGES,
        blank=True,
        help_text="Of the page on which they were asked for.",
    )
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Letters to person {self.person_id}"


class SentMail(models.Model):
    """Claimed before it is sent, so that each is sent once, whoever else is sending."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=MailKind)
    date = models.DateField(help_text="The person's day it is about; of a week, its Monday after.")
    item = models.ForeignKey(ChecklistItem, models.CASCADE, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "date", "item"],
                nulls_distinct=False,
                name="mail_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.date} to person {self.person_id}"
