"""Educational notes and what they rest on. Nothing here knows of people or their entries."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class EvidenceKind(models.TextChoices):
    TEST_TUBE = "test_tube", "Test tube"
    ANIMALS = "animals", "Animals"
    PEOPLE_OBSERVED = "people_observed", "People observed"
    TRIALS = "trials", "Trials"
    CONSENSUS = "consensus", "Official consensus"
    ARITHMETIC = "arithmetic", "Arithmetic"


class EvidenceVerdict(models.TextChoices):
    SHOWN = "shown", "shown"
    UNSETTLED = "unsettled", "unsettled"
    NOT_SHOWN = "not_shown", "not shown"
    CONTRADICTED = "contradicted", "contradicted"


class Subject(models.TextChoices):
    """What a page may be about that a note stands beside."""

    PHYTATE = "phytate", "Phytate"
    OXALATE = "oxalate", "Oxalate"
    REFINING = "refining", "Refining"
    COOKING = "cooking", "Cooking"
    SUPPLEMENT_FORM = "supplement_form", "The form of a supplement"
    WATER = "water", "Water"
    TRENDS = "trends", "What the figures of Trends can say"


class Citation(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    authors = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=400, blank=True)
    journal = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    volume_pages = models.CharField(max_length=60, blank=True)
    doi = models.CharField(max_length=120, blank=True)
    pmid = models.CharField(max_length=20, blank=True)
    url = models.URLField(blank=True)
    study_kind = models.CharField(max_length=120, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    finding = models.TextField(blank=True)
    verified = models.BooleanField(
        default=False, help_text="Seen in the primary text. If not, it is shown as not yet checked."
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def link(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url


class NoteQuerySet(models.QuerySet["Note"]):
    def published(self) -> NoteQuerySet:
        return self.filter(published=True)

    def about(self, subjects: Iterable[str]) -> NoteQuerySet:
        """About at least one of them."""
        return self.filter(about__overlap=list(subjects))


class Note(models.Model):
    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=160)
    summary = models.TextField()
    body = models.TextField(help_text="Markdown; [^KEY] cites.")
    topic = models.CharField(max_length=40)
    evidence_kind = models.CharField(max_length=20, choices=EvidenceKind)
    evidence_verdict = models.CharField(max_length=20, choices=EvidenceVerdict)
    claims = models.JSONField(default=list, blank=True, help_text="[{text, kind, verdict}]")
    safety = models.BooleanField(default=False, help_text="Comes before every other note.")
    says_take_more = models.BooleanField(
        default=False, help_text="Never shown to someone who has set the kidney flag."
    )
    about = ArrayField(
        models.CharField(max_length=20, choices=Subject),
        default=list,
        blank=True,
        help_text="The pages about these show the note.",
    )
    minutes = models.PositiveSmallIntegerField(default=2, help_text="Minutes to read.")
    author = models.CharField(max_length=120, blank=True)
    reviewer = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    published = models.BooleanField(default=True)
    shipped_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the text as the project shipped it: tells whether a curator changed it.",
    )
    citations = models.ManyToManyField(Citation, through="NoteCitation", related_name="notes")
    history = HistoricalRecords()

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-safety", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence_kind__in=EvidenceKind.values)
                & Q(evidence_verdict__in=EvidenceVerdict.values),
                name="note_evidence_is_two_known_words",
            ),
            models.CheckConstraint(
                condition=Q(about__contained_by=Subject.values),
                name="note_is_about_known_subjects",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NoteCitation(models.Model):
    note = models.ForeignKey(Note, models.CASCADE)
    citation = models.ForeignKey(Citation, models.PROTECT)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "citation"], name="citation_once_a_note"),
            models.UniqueConstraint(fields=["note", "position"], name="citation_order_of_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id} {self.position}: {self.citation_id}"
