"""Putting a note away, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intake.day_notes import DayNote, Seen, notes_for
from intake.got_it import put_away, show_again, still_away
from intake.people import profile_of
from intake.snapshots import InvalidEntry
from intake.views.asked import Diary, day_asked
from intake.views.food_marks import back_to
from intake.views.personal import PersonalRequest, personal

# So many at a time, but every one on safety.
MOST_NOTES = 2


def notes_on_page(diary: Diary, seen: Seen, *, hide_numbers: bool | None = None) -> list[DayNote]:
    """`hide_numbers` None: as the person has it."""
    found = notes_for(
        seen,
        diary.situation,
        today=diary.today,
        in_words=diary.hides_numbers if hide_numbers is None else hide_numbers,
    )
    return found[: max(MOST_NOTES, sum(each.note.safety for each in found))]


@require_POST
@personal
def got_it(request: PersonalRequest, slug: str) -> HttpResponse:
    diary = Diary.of(request.user)
    day = day_asked(request.POST.get("date") or diary.today.isoformat())
    try:
        put_away(diary.person, slug, day, today=diary.today)
    except InvalidEntry as error:
        messages.error(request, error.message)
    else:
        undo = reverse("note_show_again", args=[slug])
        messages.success(request, _("Put away for a while."), extra_tags=undo)
    return redirect(back_to(request, diary.day_url(day)))


@require_POST
@personal
def again(request: PersonalRequest, slug: str) -> HttpResponse:
    show_again(request.user, slug)
    messages.success(request, _("Shown again."))
    return redirect(back_to(request, reverse("home")))


@require_safe
@personal
def away(request: PersonalRequest) -> HttpResponse:
    """What was put away, to be shown again."""
    profile = profile_of(request.user)
    notes = still_away(request.user, profile, now=timezone.now())
    context = {"notes": notes, "time_zone": profile.time_zone}
    return render(request, "intake/settings/notes.html", context)
