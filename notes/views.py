"""Notes to read, with the evidence and the sources of what they say. Anybody may."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from notes.evidence import kinds, verdicts
from notes.languages import page_language
from notes.models import Citation, Note, NoteCitation, words_in
from notes.rendering import render_with_marks
from notes.translated_texts import read_disclaimer
from notes.weak_kidneys import NOT_FOR_YOU, with_fewer_links

LONGEST_SEARCH = 100


@require_safe
def note_list(
    request: HttpRequest, *, weak_kidneys: bool = False, put_away_url: str = ""
) -> HttpResponse:
    """For somebody with weak kidneys without the notes that speak for more magnesium.

    `put_away_url` leads to those that the reader put away, where they can.
    """
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    language = page_language()
    found = Note.objects.published().defer("body").in_language(language)
    notes = list(found.search(text, language) if text else found)
    if not text:
        notes.sort(key=lambda note: (not note.safety, note.shown.title.casefold()))
    if weak_kidneys:
        notes = [note for note in notes if not note.says_take_more]
    topics = _topics(notes)
    topic = request.GET.get("topic", "")
    if topic not in topics:
        topic = ""  # nothing was found on it: then what is on the others
    shown = [note for note in notes if note.topic == topic] if topic else notes
    context = {
        "here": "notes",
        "notes": shown,
        "topics": sorted(topics.items(), key=lambda named: named[1].casefold()),
        "topic": topic,
        "q": text,
        "put_away_url": put_away_url,
        "disclaimer": read_disclaimer(page_language()),
    }
    return render(request, "notes/note_list.html", context)


def _topics(notes: Iterable[Note]) -> dict[str, str]:
    """What each is called: as the notes on it are shown, in the page's language where one is."""
    names: dict[str, str] = {}
    for note in notes:
        if note.topic not in names or note.shown is not note:
            names[note.topic] = note.shown.topic
    return names


@require_safe
def note_detail(request: HttpRequest, slug: str, *, weak_kidneys: bool = False) -> HttpResponse:
    """A note that speaks for more magnesium says first that this is not for weak kidneys; none
    leads to one that does."""
    notes = Note.objects.published().in_language(page_language(), whole=True)
    note = get_object_or_404(notes, slug=slug)
    shown = note.shown
    citations = list(note.citations.order_by("notecitation__position"))
    text = with_fewer_links(shown.body) if weak_kidneys else shown.body
    with translation.override(shown.language):
        body, marks = render_with_marks(text, [citation.key for citation in citations])
    context = {
        "here": "notes",
        "note": note,
        "shown": shown,
        "not_for_you": NOT_FOR_YOU if weak_kidneys and note.says_take_more else "",
        "body": body,
        "citations": list(zip(citations, marks, strict=True)),
        "disclaimer": read_disclaimer(page_language()),
    }
    return render(request, "notes/note_detail.html", context)


@require_safe
def source_list(request: HttpRequest, *, weak_kidneys: bool = False) -> HttpResponse:
    """What published notes cite, each with `cited_by`; as `note_list` for weak kidneys."""
    notes = Note.objects.published()
    if weak_kidneys:
        notes = notes.filter(says_take_more=False)
    citing = NoteCitation.objects.filter(note__in=notes).select_related("note")
    citing = citing.prefetch_related(*words_in(page_language(), "note__"))
    cited = Citation.objects.filter(notes__in=notes).distinct()
    citations = cited.prefetch_related(
        Prefetch("notecitation_set", citing.order_by("note__title"), to_attr="cited_by")
    )
    by_name = sorted(citations, key=lambda each: (each.name.casefold(), each.year or 0))
    return render(request, "notes/sources.html", {"here": "notes", "citations": by_name})


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """What grades mean; the one that a reader came from is explained first."""
    asked = {word.value: word for word in (*kinds(), *verdicts())}
    context = {
        "here": "notes",
        "kinds": kinds(),
        "verdicts": verdicts(),
        "kind": asked.get(request.GET.get("kind", "")),
        "verdict": asked.get(request.GET.get("verdict", "")),
    }
    return render(request, "notes/evidence.html", context)
