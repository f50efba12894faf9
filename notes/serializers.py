"""The API's contract for notes."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foods.language_tags import LanguageField
from notes.languages import page_language
from notes.models import Citation, EvidenceKind, EvidenceVerdict, Note, Subject
from notes.rendering import render
from notes.weak_kidneys import NOT_FOR_YOU


class EvidenceSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        EvidenceKind.choices, help_text="How it was looked at; `notes/evidence/` explains each."
    )
    verdict = serializers.ChoiceField(
        EvidenceVerdict.choices, help_text="What came of it; no step of a scale."
    )


class WordSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    name = serializers.CharField()
    meaning = serializers.CharField()


class EvidenceWordsSerializer(serializers.Serializer[Any]):
    """The words have no order and no rank."""

    kinds = WordSerializer(many=True, help_text="How it was looked at.")
    verdicts = WordSerializer(many=True, help_text="What came of it.")


def evidence_body(note: Note) -> dict[str, str]:
    return {"kind": note.evidence_kind, "verdict": note.evidence_verdict}


class ClaimSerializer(EvidenceSerializer):
    text = serializers.CharField()


class CitationSerializer(serializers.Serializer[Citation]):
    key = serializers.CharField()
    authors = serializers.CharField()
    title = serializers.CharField()
    journal = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    volume_pages = serializers.CharField()
    doi = serializers.CharField()
    pmid = serializers.CharField()
    link = serializers.CharField()
    study_kind = serializers.CharField()
    participants = serializers.IntegerField(allow_null=True)
    finding = serializers.CharField()
    verified = serializers.BooleanField(help_text="Seen in the primary text.")


class NoteRowSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    language = serializers.CharField(
        source="shown.language",
        help_text="Of title, summary, claims and text: the one asked for, or English where the "
        "note is not translated, or was changed since.",
    )
    title = serializers.CharField(source="shown.title")
    summary = serializers.CharField(source="shown.summary")
    topic = serializers.CharField(help_text="In English, as the parameter `topic` takes it.")
    topic_name = serializers.CharField(source="shown.topic", help_text="In `language`.")
    about = serializers.ListField(
        child=serializers.ChoiceField(Subject.choices),
        help_text="The subjects of foods, and of pages, that it stands beside.",
    )
    evidence = serializers.SerializerMethodField()
    safety = serializers.BooleanField(help_text="Comes before every other note.")
    says_take_more = serializers.BooleanField(
        help_text="Not for somebody with weak kidneys: the list of a person with the kidney flag "
        "has none that does."
    )
    minutes = serializers.IntegerField(help_text="Minutes to read.")
    reviewed_on = serializers.DateField(allow_null=True)
    next_review_on = serializers.DateField(allow_null=True)

    @extend_schema_field(EvidenceSerializer)
    def get_evidence(self, note: Note) -> dict[str, str]:
        return evidence_body(note)


class NoteSerializer(NoteRowSerializer):
    not_for_you = serializers.SerializerMethodField(
        help_text="To be shown before the text, to a person with the kidney flag, where the note "
        "says to take more; else empty."
    )
    claims = ClaimSerializer(many=True, source="shown_claims")
    body = serializers.CharField(source="shown.body", help_text="Markdown; `[^KEY]` cites.")
    body_html = serializers.SerializerMethodField(help_text="Safe to show as it is.")
    citations = serializers.SerializerMethodField(help_text="In the order of their numbers.")

    def get_not_for_you(self, note: Note) -> str:
        return str(NOT_FOR_YOU) if self.context["weak_kidneys"] and note.says_take_more else ""

    def get_body_html(self, note: Note) -> str:
        with translation.override(note.shown.language):
            return render(note.shown.body, [citation.key for citation in _cited(note)])

    @extend_schema_field(CitationSerializer(many=True))
    def get_citations(self, note: Note) -> list[dict[str, Any]]:
        return [dict(CitationSerializer(citation).data) for citation in _cited(note)]


def _cited(note: Note) -> list[Citation]:
    """In the order of their numbers; `NoteDetail` prefetches them."""
    return [row.citation for row in note.notecitation_set.all()]


class NotesSerializer(serializers.Serializer[Any]):
    results = NoteRowSerializer(many=True)


class NoteLanguageQuery(serializers.Serializer[Any]):
    lang = LanguageField(
        required=False,
        help_text="Language of the words; left out: as `Accept-Language` has it.",
    )

    @property
    def language(self) -> str:
        """ISO 639-1, without a region. Raises ValidationError."""
        self.is_valid(raise_exception=True)
        asked: str = self.validated_data.get("lang", page_language())
        return asked


class NoteQuery(NoteLanguageQuery):
    topic = serializers.CharField(required=False, max_length=40, help_text="Those of one topic.")
    about = serializers.ChoiceField(
        Subject.choices, required=False, help_text="Those on one of the `subjects` of a food."
    )
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Words of the title, the summary or the text; safety and the nearest first.",
    )
