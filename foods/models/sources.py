"""Shelves to browse by, and where figures were published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext

from foods.languages import page_language
from foods.marked import gettext_noop as _
from foods.wordings import group_name


class Group(models.Model):
    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        """In the language of the page."""
        return group_name(self.slug, self.name, page_language())


# What is reckoned here is a source as well.
OURS, _OUR_NAMES = "Twelve", (_("Computed from the formula"),)


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
        """In the language of the page where the name is ours, not a publisher's."""
        return gettext(self.name) if self.publisher == OURS else self.name
