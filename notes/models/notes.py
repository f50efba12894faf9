"""A note as curators keep it, in English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, FilteredRelation, Q, When
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from notes.models.citations import Citation
from notes.models.translations import NoteTranslation, english_hash_of, words_in
from notes.models.words import EvidenceKind, EvidenceVerdict, Subject
from notes.texts import TAKEN_SLUGS
from notes.translated_texts import ENGLISH, LANGUAGES, SEARCH_CONFIGS


class NoteQuerySet(models.QuerySet["Note"]):
    def published(self) -> NoteQuerySet:
        return self.filter(published=True)

    def due_for_review(self, today: date) -> NoteQuerySet:
        """Published ones whose day has come."""
        due = self.published().filter(next_review_on__lte=today)
        return due.order_by("next_review_on", "title")

    def in_language(self, language: str, *, whole: bool = False) -> NoteQuerySet:
        """With `shown` in this language, as far as notes are translated. One query more, in
        English none; `whole` reads text and claims with it."""
        return self.prefetch_related(*words_in(language, whole=whole))

    def search(self, text: str, language: str = ENGLISH) -> NoteQuerySet:
        """Those whose title, summary or text has all the words, safety and the nearest first.

        Of a note that is shown in `language` its words there count, of others the English.
        Words are taken by their stems, and quotes, `or` and `-` mean what they mean to a search
        engine. No index: the notes are few.
        """
        english, asked = _words_of(ENGLISH), _asked(text, ENGLISH)
        nearness: SearchRank | Case = SearchRank(english, asked)
        found = self.alias(words=english)
        has_words = Q(words=asked)
        if language in LANGUAGES:
            local, locally = _words_of(language, "current__"), _asked(text, language)
            is_local = Q(current__isnull=False)
            current = Q(translations__language=language, translations__of_hash=english_hash_of())
            found = found.alias(
                current=FilteredRelation("translations", condition=current), local_words=local
            )
            nearness = Case(When(is_local, then=SearchRank(local, locally)), default=nearness)
            has_words = (is_local & Q(local_words=locally)) | (~is_local & has_words)
        return (
            found.annotate(nearness=nearness)
            .filter(has_words)
            .order_by("-safety", "-nearness", "title")
        )

    def resting_on_checked(self) -> NoteQuerySet:
        """Those with at least one source that was seen in its primary text."""
        return self.filter(citations__verified=True).distinct()

    def about(self, subjects: Iterable[str]) -> NoteQuerySet:
        """About at least one of them."""
        return self.filter(about__overlap=list(subjects))


def _words_of(language: str, prefix: str = "") -> CombinedExpression:
    title, summary, body = (
        SearchVector(f"{prefix}{name}", weight=weight, config=SEARCH_CONFIGS[language])
        for name, weight in (("title", "A"), ("summary", "B"), ("body", "C"))
    )
    return title + summary + body


def _asked(text: str, language: str) -> SearchQuery:
    return SearchQuery(text, search_type="websearch", config=SEARCH_CONFIGS[language])


class Note(models.Model):
    slug = models.SlugField(_("slug"), primary_key=True)
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"))
    body = models.TextField(_("text"), help_text=_("Markdown; [^KEY] cites."))
    topic = models.CharField(_("topic"), max_length=40)
    evidence_kind = models.CharField(_("kind of evidence"), max_length=20, choices=EvidenceKind)
    evidence_verdict = models.CharField(_("verdict"), max_length=20, choices=EvidenceVerdict)
    claims = models.JSONField(
        _("claims"), default=list, blank=True, help_text="[{text, kind, verdict}]"
    )
    safety = models.BooleanField(
        _("safety"), default=False, help_text=_("Comes before every other note.")
    )
    says_take_more = models.BooleanField(
        _("says to take more"),
        default=False,
        help_text=_("Never shown to someone who has set the kidney flag."),
    )
    about = ArrayField(
        models.CharField(max_length=20, choices=Subject),
        verbose_name=_("about"),
        default=list,
        blank=True,
        help_text=_("The pages about these show the note."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=2, validators=[MinValueValidator(1)], help_text=_("Minutes to read.")
    )
    author = models.CharField(_("author"), max_length=120, blank=True)
    reviewer = models.CharField(_("reviewer"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    published = models.BooleanField(_("published"), default=True)
    shipped_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the text as the project shipped it: tells whether a curator changed it.",
    )
    citations = models.ManyToManyField(
        Citation, verbose_name=_("citations"), through="NoteCitation", related_name="notes"
    )
    history = HistoricalRecords()

    objects = NoteQuerySet.as_manager()

    language = ENGLISH
    # As `in_language` read it: one or none. Without a value here, which would pass for read.
    translated: Sequence[NoteTranslation]

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
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

    @property
    def shown(self) -> Note | NoteTranslation:
        """What has its words for the reader: the translation asked for by `in_language` while it
        is of the English text as it stands, else the note itself."""
        return next((each for each in getattr(self, "translated", ()) if each.is_current), self)

    @property
    def shown_claims(self) -> list[dict[str, Any]]:
        """The note's, in the words of `shown`."""
        shown = self.shown
        if isinstance(shown, Note):
            return self.claims
        said = zip(self.claims, shown.claims, strict=True)
        return [claim | {"text": text} for claim, text in said]

    @property
    def translation_is_behind(self) -> bool:
        """There is one in the language asked for, of another English text than this."""
        return bool(getattr(self, "translated", ())) and self.shown is self

    def clean(self) -> None:
        if self.slug in TAKEN_SLUGS:
            raise ValidationError(
                {
                    "slug": gettext("“%(slug)s” is the address of another page.")
                    % {"slug": self.slug}
                }
            )
        if self.safety and self.says_take_more:
            raise ValidationError(
                {"says_take_more": gettext("A note on safety never says to take more.")}
            )
        needed = {
            "reviewed_on": gettext("A note that is published was reviewed: on which day?"),
            "next_review_on": gettext(
                "A note that is published is reviewed again: from which day on?"
            ),
            "claims": gettext("A note that is published says how well it is known: give a claim."),
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
