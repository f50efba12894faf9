"""A note on a day, and leaving the day out of means."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.day_marks import DayMarkChanged, mark_day, mark_of
from intake.forms.day_marks import DayNoteForm
from intake.snapshots import InvalidEntry
from intake.views.asked import Diary
from intake.views.personal import PersonalRequest, personal
from intake.views.today import day_context

TAKEN_AWAY = "day_note_taken_away"


@require_POST
@personal
def note(request: PersonalRequest, day: date) -> HttpResponse:
    """What was typed stays on the page until it is kept."""
    diary = Diary.of(request.user)
    form = DayNoteForm(request.POST.dict(), mark=mark_of(request.user, day))
    if form.is_valid():
        data, before = form.cleaned_data, mark_of(request.user, day).note
        try:
            mark_day(request.user, day, note=data["note"], expected_version=data["version"])
        except InvalidEntry as error:
            form.add_error("note", error.message)
        except DayMarkChanged as conflict:
            form = _merged(form, conflict)
        else:
            _say_kept(request, day, data["note"], before)
            return redirect(diary.day_url(day))
    context = day_context(diary, day) | {"note_form": form}
    return render(request, "intake/today.html", context, status=422)


def _say_kept(request: PersonalRequest, day: date, note: str, before: str) -> None:
    """An emptied note is gone from the diary and every device. The session keeps the last one, to
    bring it back."""
    if note:
        messages.success(request, _("Note kept."))
        return
    if before:
        request.session[TAKEN_AWAY] = {"date": day.isoformat(), "note": before}
    undo = reverse("day_note_restore", args=[day]) if before else ""
    messages.success(request, _("Note taken away."), extra_tags=undo)


@require_POST
@personal
def restore_note(request: PersonalRequest, day: date) -> HttpResponse:
    """Unless the day has another by now."""
    taken, mark = request.session.get(TAKEN_AWAY), mark_of(request.user, day)
    if taken and taken["date"] == day.isoformat():
        try:
            if mark.note:
                raise DayMarkChanged(mark)
            mark_day(request.user, day, note=taken["note"], expected_version=mark.version)
        except DayMarkChanged:
            kept = _("This day has another note by now, which stays.")
            messages.warning(request, kept)
        else:
            del request.session[TAKEN_AWAY]
            messages.success(request, _("The note is back."))
    elif not mark.note:
        messages.warning(request, _("That note can’t be brought back any more."))
    return redirect(Diary.of(request.user).day_url(day))


def _merged(form: DayNoteForm, conflict: DayMarkChanged) -> DayNoteForm:
    """The form with what was typed, for the version that holds now, which stands above it."""
    again = DayNoteForm({**form.data, "version": conflict.mark.version}, mark=conflict.mark)
    again.add_error(
        "note",
        _(
            "The note was changed elsewhere meanwhile: what it holds now is above. Saving replaces "
            "it."
        ),
    )
    return again


@require_POST
@personal
def skip(request: PersonalRequest, day: date) -> HttpResponse:
    """Leaves the day out of means."""
    mark_day(request.user, day, skipped=True)
    messages.success(
        request,
        _("Left out: this day is in no mean."),
        extra_tags=reverse("day_count", args=[day]),
    )
    return redirect(Diary.of(request.user).day_url(day))


@require_POST
@personal
def count(request: PersonalRequest, day: date) -> HttpResponse:
    """Takes it in again."""
    mark_day(request.user, day, skipped=False)
    undo = reverse("day_skip", args=[day])
    messages.success(request, _("This day counts again."), extra_tags=undo)
    return redirect(Diary.of(request.user).day_url(day))
