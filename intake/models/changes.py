"""What changed of a person's data, in the order of it, for devices that ask."""

from __future__ import annotations

import uuid

from django.db import models

from intake.models.people import Person


class ChangeCounter(models.Model):
    """Numbers a person's changes, in the transaction that makes them.

    A sequence or a clock would let a change that commits late slip behind a cursor already given.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="change_counter"
    )
    value = models.BigIntegerField(default=0)
    forgotten = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="Tombstones up to this change may be deleted: older cursors would miss them.",
    )

    def __str__(self) -> str:
        return f"{self.value} changes of person {self.person_id}"


class Synced(models.Model):
    """A person's row that devices make, change and delete; deleted, it stays a while."""

    uuid = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(default=0, help_text="The person's change counter.")
    request_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the request that created it: tells a replay."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Change(models.Model):
    """The last change of a row that keeps no number itself, or that was deleted outright.

    Written by triggers, so that no way of writing can forget it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    table_name = models.CharField(max_length=24, help_text="As sync calls it.")
    key = models.CharField(max_length=64, help_text="The row's id there.")
    change = models.BigIntegerField(help_text="The person's change counter.")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "change"]
        indexes = [models.Index(fields=["person", "change"], name="change_since")]
        constraints = [
            models.UniqueConstraint(fields=["person", "table_name", "key"], name="change_the_last")
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.table_name} {self.key}"


class PushedWrite(models.Model):
    """A write that a device sent and that was applied: sent again, it is known."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="Of all that the write says.")
    table_name = models.CharField(max_length=24, default="", help_text="As sync calls it.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="pushed_write_at")]
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="pushed_write_once")
        ]

    def __str__(self) -> str:
        return self.digest
