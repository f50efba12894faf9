"""A note's words in another language."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import MD5, Cast, Concat

from notes.translated_texts import LANGUAGES, SEPARATOR


def english_hash_of(prefix: str = "") -> MD5:
    """`notes.translated_texts.english_hash` of a note as it stands, whoever wrote it."""
    claims = Func(
        F(f"{prefix}claims"),
        Value("$[*].text"),
        function="jsonb_path_query_array",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=models.JSONField(),
    )
    said = [F(f"{prefix}{name}") for name in ("title", "summary", "topic", "body")]
    parts = [part for each in said for part in (each, Value(SEPARATOR))]
    return MD5(Concat(*parts, Cast(claims, models.TextField()), output_field=models.TextField()))


def words_in(
    language: str, note: str = "", *, whole: bool = False
) -> list[models.Prefetch[str, models.QuerySet[Any], str]]:
    """What to prefetch so that notes have `shown` in this language; in English nothing. `note`
    leads to them ("note__"); `whole` reads text and claims too."""
    if language not in LANGUAGES:
        return []
    found = NoteTranslation.objects.filter(language=language).with_state()
    if not whole:
        found = found.defer("body", "claims")
    return [models.Prefetch(f"{note}translations", found, to_attr="translated")]


class NoteTranslationQuerySet(models.QuerySet["NoteTranslation"]):
    def with_state(self) -> NoteTranslationQuerySet:
        """With `is_current`: of the English text as it stands, so that it claims no more."""
        is_current = Q(of_hash=english_hash_of("note__"))
        return self.annotate(
            is_current=models.ExpressionWrapper(is_current, output_field=models.BooleanField())
        )


class NoteTranslation(models.Model):
    """As shipped. All else that a note has (grades, sources, reviews, flags) is the note's own."""

    note = models.ForeignKey("notes.Note", models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    summary = models.TextField()
    topic = models.CharField(max_length=40)
    body = models.TextField(help_text="Markdown; [^KEY] cites.")
    claims = ArrayField(
        models.TextField(), default=list, blank=True, help_text="In the order of the note's."
    )
    of_hash = models.CharField(
        max_length=32, help_text="Of the English text that somebody translated."
    )

    objects = NoteTranslationQuerySet.as_manager()

    # As `with_state` has it.
    is_current: bool = False

    class Meta:
        ordering = ["note", "language"]
        constraints = [
            models.UniqueConstraint(fields=["note", "language"], name="note_once_a_language"),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES), name="note_translation_is_no_english"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language}/{self.note_id}"
