"""The fixed words that a note may carry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    TEST_TUBE = "test_tube", _("Test tube")
    ANIMALS = "animals", _("Animals")
    PEOPLE_OBSERVED = "people_observed", _("People observed")
    TRIALS = "trials", _("Trials")
    CONSENSUS = "consensus", _("Official consensus")
    ARITHMETIC = "arithmetic", _("Arithmetic")


class EvidenceVerdict(models.TextChoices):
    SHOWN = "shown", _("shown")
    UNSETTLED = "unsettled", _("unsettled")
    NOT_SHOWN = "not_shown", _("not shown")
    CONTRADICTED = "contradicted", _("contradicted")


class Subject(models.TextChoices):
    """What a page may be about that a note stands beside."""

    PHYTATE = "phytate", _("Phytate")
    OXALATE = "oxalate", _("Oxalate")
    REFINING = "refining", _("Refining")
    COOKING = "cooking", _("Cooking")
    SUPPLEMENT_FORM = "supplement_form", _("The form of a supplement")
    WATER = "water", _("Water")
    TRENDS = "trends", _("What the figures of Trends can say")
