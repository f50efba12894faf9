"""Shelves to browse by, and where figures were published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.languages import page_language
from foods.marked import gettext_noop
from foods.wordings import group_name


class Group(models.Model):
    slug = models.SlugField(_("slug"), primary_key=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("food group")
        verbose_name_plural = _("food groups")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        """In the language of the page."""
        return group_name(self.slug, self.name, page_language())


# What is reckoned here is a source as well.
OURS, _OUR_NAMES = "Twelve", (gettext_noop("Computed from the formula"),)


class Source(models.Model):
    """Where figures were published, in which release, and under which terms."""

    slug = models.SlugField(_("slug"), primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    citation = models.TextField(_("citation"), blank=True)
    url = models.URLField(_("address"), blank=True)
    shareable = models.BooleanField(
        _("shareable"),
        default=True,
        help_text=_(
            "Whether what comes from it may stand in downloads that others take. Not where "
            "the licence asks for the same licence in return: such data is kept apart."
        ),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        """In the language of the page where the name is ours, not a publisher's."""
        return gettext(self.name) if self.publisher == OURS else self.name
