"""Files that a person brought, and what came of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.people import Person


class ImportQuerySet(models.QuerySet["Import"]):
    def of(self, person: Person) -> ImportQuerySet:
        return self.filter(person=person)


class Import(models.Model):
    """A file to read in: first looked at, then applied or forgotten, and perhaps undone.

    `content` is the file, compressed, until it is applied or a day has passed. `choices` are the
    person's answers: `days` to add to, `drop_repeats`, and `foods` {what the file calls it:
    [food id, grams of one]}. `rows` are what it added, {table: {key: fingerprint}}, so that undo
    leaves alone what was edited since; `before` is what it changed of the profile, {field: [old,
    new]}; `result` is {table: {"added": n, ...}}.
    """

    class Kind(models.TextChoices):
        TWELVE = "twelve", _("Twelve’s own file")
        SERVINGS = "servings", _("Cronometer, foods")
        DAILY = "daily", _("Cronometer, whole days")

    person = models.ForeignKey(Person, models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=10, choices=Kind)
    file_name = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=200, blank=True, help_text="What reading it had to guess.")
    content = models.BinaryField(null=True)
    choices = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="import_of_person"),
            models.Index(
                fields=["created_at"], name="import_waiting", condition=Q(applied_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None, content__isnull=False)
                | Q(applied_at__isnull=False, content=None),
                name="import_keeps_its_file_until_applied",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("applied_at")),
                name="import_undone_after_applied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of person {self.person_id}"
