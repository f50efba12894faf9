"""Notes over the API; open to everybody."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from notes.evidence import kinds, verdicts
from notes.models import Note
from notes.serializers import (
    EvidenceWordsSerializer,
    NoteLanguageQuery,
    NoteQuery,
    NoteRowSerializer,
    NoteSerializer,
    NotesSerializer,
)
from notes.weak_kidneys import with_fewer_links


class NoteView(APIView):
    permission_classes = [AllowAny]

    def reader_has_weak_kidneys(self) -> bool:
        """Whoever knows the reader says so."""
        return False


class NoteList(NoteView):
    query_serializer_class = NoteQuery

    @extend_schema(
        operation_id="notes_list",
        summary="List the educational notes, safety first",
        parameters=[NoteQuery],
        responses=NotesSerializer,
    )
    def get(self, request: Request) -> Response:
        query = NoteQuery(data=request.query_params)
        language = query.language
        notes = Note.objects.published().in_language(language)
        if self.reader_has_weak_kidneys():
            notes = notes.filter(says_take_more=False)
        if text := query.validated_data.get("q"):
            notes = notes.search(text, language)
        if "topic" in query.validated_data:
            notes = notes.filter(topic=query.validated_data["topic"])
        if "about" in query.validated_data:
            notes = notes.about([query.validated_data["about"]])
        body = {"results": NoteRowSerializer(notes, many=True).data}
        return Response(body, headers={"Content-Language": language})


class Evidence(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="notes_evidence",
        summary="What the two words of a grade mean",
        responses=EvidenceWordsSerializer,
    )
    def get(self, request: Request) -> Response:
        words = {"kinds": kinds(), "verdicts": verdicts()}
        return Response(EvidenceWordsSerializer(words).data)


class NoteDetail(NoteView):
    query_serializer_class = NoteLanguageQuery

    @extend_schema(
        operation_id="notes_read",
        summary="Read a note with its evidence and what it cites",
        parameters=[NoteLanguageQuery],
        responses=NoteSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        language = NoteLanguageQuery(data=request.query_params).language
        notes = Note.objects.published().in_language(language, whole=True)
        notes = notes.prefetch_related("notecitation_set__citation")
        note = get_object_or_404(notes, slug=slug)
        weak_kidneys = self.reader_has_weak_kidneys()
        if weak_kidneys:
            note.shown.body = with_fewer_links(note.shown.body)
        context = {"weak_kidneys": weak_kidneys}
        body = NoteSerializer(note, context=context).data
        return Response(body, headers={"Content-Language": body["language"]})
