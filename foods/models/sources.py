"""Shelves to browse by, and where figures were published."""

from __future__ import annotations

from django.db import models


class Group(models.Model):
    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """Where figures were published, in which release, and under which terms."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=120)
    publisher = models.CharField(max_length=160, blank=True)
    version = models.CharField(max_length=40, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    citation = models.TextField(blank=True)
    url = models.URLField(blank=True)
    shareable = models.BooleanField(
        default=True,
        help_text="Whether what comes from it may stand in downloads that others take. Not where "
        "the licence asks for the same licence in return: such data is kept apart.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
