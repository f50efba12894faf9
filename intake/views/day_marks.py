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


@require_POST
@personal
def note(request: PersonalRequest, day: date) -> HttpResponse:
    """What was typed stays on the page until it is kept."""
    diary = Diary.of(request.user)
    form = DayNoteForm(_with_plain_line_ends(request), mark=mark_of(request.user, day))
    if form.is_valid():
        data = form.cleaned_data
        try:
            mark_day(request.user, day, note=data["note"], expected_version=data["version"])
        except InvalidEntry as error:
            form.add_error("note", error.message)
        except DayMarkChanged as conflict:
            form = _merged(form, conflict)
        else:
            messages.success(request, _("Note kept.") if data["note"] else _("Note taken away."))
            return redirect(diary.day_url(day))
    context = day_context(diary, day) | {"note_form": form}
    return render(request, "intake/today.html", context, status=422)


def _with_plain_line_ends(request: PersonalRequest) -> dict[str, str]:
    """Browsers send line ends as two characters, which would count twice."""
    posted = request.POST.dict()
    return {name: str(value).replace("\r\n", "\n") for name, value in posted.items()}


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
