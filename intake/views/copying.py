"""A meal or a day once more: by one tap, or to a day that one chooses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from intake.again import Again, day_again, entries_to_copy, left_out_of, to_log
from intake.forms.copying import CopyForm, hash_of_said
from intake.models import LAST_DAY, Entry, Meal
from intake.together import InvalidItem, delete_together, log_together_once
from intake.views.asked import Diary, day_asked, day_name
from intake.views.personal import PersonalRequest, personal
from intake.views.said import left_out_words, logged_for, say_logged_together


@personal
def copy(request: PersonalRequest, day: date) -> HttpResponse:
    """Chooses where to, and shows what stays behind."""
    diary = Diary.of(request.user)
    entries = list(entries_to_copy(request.user, day))
    offered = [meal for meal in Meal if any(entry.meal == meal for entry in entries)]
    if not offered:
        messages.warning(request, _("There is nothing to copy on this day."))
        return redirect(diary.day_url(day))
    asked = [meal for meal in offered if meal == request.GET.get("meal")]
    proposed = _proposed(day, diary.today)
    initial = {"to": proposed, "meals": asked or offered}
    form = CopyForm(
        request.POST if request.method == "POST" else None, offered=offered, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["to"] == day:
            form.add_error("to", _("That is the day itself. Choose another one."))
        elif _copied(
            request,
            diary,
            from_day=day,
            to_day=data["to"],
            meals=data["meals"],
            once=data["once"],
        ):
            return redirect(diary.day_url(data["to"]))
    stays = left_out_of(_again(diary, day, proposed, offered))
    context = {
        "here": "today",
        "form": form,
        "on": day,
        "day_name": day_name(day, diary.today),
        "day_url": diary.day_url(day),
        "whole": len(asked) == 0,
        "meal": asked[0] if asked else None,
        "stays": left_out_words(stays) if stays else "",
    }
    return render(request, "intake/copy.html", context, status=422 if form.errors else 200)


def _proposed(day: date, today: date) -> date:
    if day != today:
        return today
    return min(day + timedelta(days=1), LAST_DAY)


def _again(diary: Diary, from_day: date, to_day: date, meals: list[Meal]) -> list[Again]:
    return day_again(
        diary.person,
        from_day=from_day,
        to_day=to_day,
        doses=diary.may_tap_doses(to_day),
        meals=meals,
    )


@require_POST
@personal
def repeat(request: PersonalRequest) -> HttpResponse:
    """A whole meal of one day, logged again on another."""
    diary = Diary.of(request.user)
    to_day = day_asked(request.POST.get("to", ""))
    from_day = day_asked(request.POST.get("from", ""))
    meal = request.POST.get("meal", "")
    if meal in Meal.values:
        _copied(
            request,
            diary,
            from_day=from_day,
            to_day=to_day,
            meals=[Meal(meal)],
            once=uuid_of(request.POST.get("once", "")),
        )
    return redirect(diary.day_url(to_day))


def _copied(
    request: HttpRequest,
    diary: Diary,
    *,
    from_day: date,
    to_day: date,
    meals: list[Meal],
    once: UUID | None,
) -> bool:
    """Whether it was logged, and says so or why not."""
    items = _again(diary, from_day, to_day, meals)
    said = {"copy": from_day, "to": to_day, "meals": sorted(meals)}
    try:
        entries = log_together_once(
            diary.person, to_log(items), once=once, request_hash=hash_of_said(said)
        )
    except InvalidItem as error:
        why = _("That can’t be logged again as it was: %(why)s") % {"why": error}
        messages.error(request, why)
        return False
    logged = _logged_again(entries, meals, to_day, diary.today)
    say_logged_together(request, entries, logged, left_out_of(items))
    return True


def _logged_again(
    entries: Sequence[Entry], meals: Sequence[Meal], to_day: date, today: date
) -> str:
    """ "Logged: 2 foods for lunch on Monday 2 March." """
    number = len(entries)
    said = {"foods": number, "day": date_format(to_day, "WEEKDAY_MONTH_DAY_FORMAT")}
    if len(meals) == 1:
        meal = Meal(meals[0])
        if to_day == today:
            return logged_for(entries, meal)
        return ngettext(
            "Logged: %(foods)d food for %(meal)s on %(day)s.",
            "Logged: %(foods)d foods for %(meal)s on %(day)s.",
            number,
        ) % (said | {"meal": meal.in_sentence})
    if to_day == today:
        words = ngettext("Logged: %(foods)d food again.", "Logged: %(foods)d foods again.", number)
        return words % said
    return (
        ngettext(
            "Logged: %(foods)d food again on %(day)s.",
            "Logged: %(foods)d foods again on %(day)s.",
            number,
        )
        % said
    )


@require_POST
@personal
def take_back(request: PersonalRequest, together: UUID) -> HttpResponse:
    """What one tap logged, all of it."""
    diary = Diary.of(request.user)
    gone: list[Entry] = delete_together(request.user, together)
    messages.success(request, _("Taken back."))
    return redirect(diary.day_url(gone[0].date if gone else diary.today))


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
