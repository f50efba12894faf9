"""Foods and notes, as the person who looks at them may see them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foods import views as food_views
from intake.food_marks import favourite_ids
from intake.models import Profile
from intake.subject_notes import notes_about
from intake.usual import usual_food_ids
from intake.views.food_marks import star_url
from notes import views as note_views
from notes.models import Note


def weak_kidneys(request: HttpRequest) -> bool:
    """Whether the person who is signed in, if anybody is, has set the kidney flag."""
    return (
        request.user.is_authenticated
        and Profile.objects.filter(person=request.user, kidney_disease=True).exists()
    )


@require_safe
def foods(request: HttpRequest) -> HttpResponse:
    """Nothing is ranked for someone with the kidney flag: a list of the most is advice too.

    What they eat anyway comes first, as where they log it.
    """
    usual = (
        usual_food_ids(request.user, today=timezone.localdate())
        if request.user.is_authenticated and request.GET.get("q", "").strip()
        else []
    )
    return food_views.food_list(request, may_rank=not weak_kidneys(request), preferred_ids=usual)


@require_safe
def food(request: HttpRequest, food_id: int) -> HttpResponse:
    known = request.user.is_authenticated
    starred = known and food_id in favourite_ids(request.user)  # type: ignore[arg-type]

    def notes_for_them(subjects: Sequence[str]) -> list[Note]:
        return notes_about(subjects, kidney_disease=weak_kidneys(request)) if subjects else []

    return food_views.food_detail(
        request,
        food_id,
        favourite_url=star_url(food_id, starred) if known else "",
        is_favourite=starred,
        log_url=reverse("add_food", args=[food_id]) if known else "",
        report_url=reverse("food_report", args=[food_id]) if known else "",
        change_url=reverse("own_food", args=[food_id]) if known else "",
        waters_url=reverse("settings_waters") if known else "",
        forms_url=reverse("magnesium_forms"),
        notes_about=notes_for_them,
    )


@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    return note_views.note_list(
        request,
        weak_kidneys=weak_kidneys(request),
        put_away_url=reverse("settings_notes") if request.user.is_authenticated else "",
    )


@require_safe
def note_sources(request: HttpRequest) -> HttpResponse:
    return note_views.source_list(request, weak_kidneys=weak_kidneys(request))


@require_safe
def note(request: HttpRequest, slug: str) -> HttpResponse:
    return note_views.note_detail(request, slug, weak_kidneys=weak_kidneys(request))
