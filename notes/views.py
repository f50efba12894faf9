"""Notes to read, with the evidence and the sources of what they say. Anybody may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from notes.models import EvidenceKind, EvidenceVerdict, Note
from notes.rendering import render as rendered
from notes.texts import read_disclaimer


@require_safe
def note_list(request: HttpRequest, *, weak_kidneys: bool = False) -> HttpResponse:
    """For somebody with weak kidneys without the notes that speak for more magnesium."""
    topic = request.GET.get("topic", "")
    notes = list(Note.objects.published().defer("body"))
    if weak_kidneys:
        notes = [note for note in notes if not note.says_take_more]
    topics = sorted({note.topic for note in notes})
    shown = [note for note in notes if note.topic == topic] if topic in topics else notes
    context = {"here": "notes", "notes": shown, "topics": topics, "topic": topic}
    return render(request, "notes/note_list.html", context | {"disclaimer": read_disclaimer()})


@require_safe
def note_detail(request: HttpRequest, slug: str, *, weak_kidneys: bool = False) -> HttpResponse:
    """A note that speaks for more magnesium says first that this is not for weak kidneys."""
    note = get_object_or_404(Note.objects.published(), slug=slug)
    citations = list(note.citations.order_by("notecitation__position"))
    kinds, verdicts = dict(EvidenceKind.choices), dict(EvidenceVerdict.choices)
    context = {
        "here": "notes",
        "note": note,
        "not_for_you": weak_kidneys and note.says_take_more,
        "body": rendered(note.body, [citation.key for citation in citations]),
        "claims": [
            (claim["text"], kinds[claim["kind"]], verdicts[claim["verdict"]])
            for claim in note.claims
        ],
        "citations": citations,
        "disclaimer": read_disclaimer(),
    }
    return render(request, "notes/note_detail.html", context)
