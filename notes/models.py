"""Educational notes and what they rest on. Nothing here knows of people or their entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from notes.texts import DOI, PMID, TAKEN_SLUGS


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


class Citation(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    authors = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=400, blank=True)
    journal = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    volume_pages = models.CharField(max_length=60, blank=True)
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[RegexValidator(DOI, "A DOI looks like 10.1000/182, without an address.")],
    )
    pmid = models.CharField(
        "PMID",
        max_length=20,
        blank=True,
        validators=[RegexValidator(PMID, "A PMID is digits alone.")],
    )
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
        constraints = [
            models.CheckConstraint(
                condition=~Q(doi="") | ~Q(pmid="") | ~Q(url=""), name="citation_has_a_link"
            ),
            models.CheckConstraint(
                condition=Q(doi="") | Q(doi__regex=DOI), name="citation_doi_is_one"
            ),
            models.CheckConstraint(
                condition=Q(pmid="") | Q(pmid__regex=PMID), name="citation_pmid_is_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        if not self.link:
            raise ValidationError({"url": "No link: give a DOI, a PMID or an address."})

    @property
    def name(self) -> str:
        """What readers call it by: its authors, or the next best that is known."""
        in_journal = f"{self.journal} {self.volume_pages}".strip() if self.journal else ""
        pmid = f"PMID {self.pmid}" if self.pmid else ""
        return self.authors or self.title or in_journal or pmid or self.key

    @property
    def reference(self) -> str:
        """In one line, of what is known: "Bohn et al. Meal 2004;79:1-9. Trial, n = 8." """
        published = " ".join(str(part) for part in (self.journal, self.year) if part)
        published = ";".join(part for part in (published, self.volume_pages) if part)
        study = self.study_kind[:1].upper() + self.study_kind[1:]
        if study and self.participants:
            study = f"{study}, n = {self.participants}"
        parts = (self.authors.rstrip("."), self.title.rstrip("."), published, study)
        return " ".join(f"{part}." for part in parts if part)

    @property
    def url_host(self) -> str:
        """Where `url` leads: it may be the text, its publisher, or a search that finds it."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

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

    def due_for_review(self, today: date) -> NoteQuerySet:
        """Published ones whose day has come."""
        due = self.published().filter(next_review_on__lte=today)
        return due.order_by("next_review_on", "title")

    def search(self, text: str) -> NoteQuerySet:
        """Those whose title, summary or text has all the words, safety and the nearest first.

        Words are taken by their stems, and quotes, `or` and `-` mean what they mean to a search
        engine. No index: the notes are few.
        """
        vector = (
            SearchVector("title", weight="A", config="english")
            + SearchVector("summary", weight="B", config="english")
            + SearchVector("body", weight="C", config="english")
        )
        query = SearchQuery(text, search_type="websearch", config="english")
        return (
            self.annotate(words=vector, nearness=SearchRank(F("words"), query))
            .filter(words=query)
            .order_by("-safety", "-nearness", "title")
        )

    def resting_on_checked(self) -> NoteQuerySet:
        """Those with at least one source that was seen in its primary text."""
        return self.filter(citations__verified=True).distinct()

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
    minutes = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1)], help_text="Minutes to read."
    )
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
            # With weak kidneys it would not be shown.
            models.CheckConstraint(
                condition=~Q(safety=True, says_take_more=True),
                name="note_on_safety_never_says_take_more",
            ),
            models.CheckConstraint(
                condition=Q(published=False)
                | (Q(reviewed_on__isnull=False, next_review_on__isnull=False) & ~Q(claims=[])),
                name="note_published_is_reviewed_and_graded",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="note_takes_a_minute"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.slug in TAKEN_SLUGS:
            raise ValidationError({"slug": f"“{self.slug}” is the address of another page."})
        if self.safety and self.says_take_more:
            raise ValidationError({"says_take_more": "A note on safety never says to take more."})
        needed = {
            "reviewed_on": "A note that is published was reviewed: on which day?",
            "next_review_on": "A note that is published is reviewed again: from which day on?",
            "claims": "A note that is published says how well it is known: give a claim.",
        }
        lacking = {name: said for name, said in needed.items() if not getattr(self, name)}
        if self.published and lacking:
            raise ValidationError(lacking)


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
