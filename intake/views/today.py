"""A day's page: what came in, what is left, and every entry editable in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from foods.models import Kind
from foods.templatetags.amounts import plain_number
from intake.again import entries_again
from intake.charts import Bar, Ring, chart_of, ring_of
from intake.checklist import Line, coming_mg, offered_lines
from intake.day_notes import Seen
from intake.days import Day, DaySummary, day_of
from intake.forms.day_marks import DayNoteForm
from intake.forms.measures import BASIS_UNIT, fields_of
from intake.models import FIRST_DAY, LAST_DAY, Entry, Meal
from intake.people import needs_invitation
from intake.suggestions import HABITS, Suggestion, suggestions_for
from intake.totals import DOSES, Totals
from intake.usual import Usual, commonest_entries, usual_of
from intake.views.asked import Diary, day_asked, day_name
from intake.views.checklist import form_url, spacing_of
from intake.views.entries import spacing_of_entry
from intake.views.notes import notes_on_page
from intake.views.personal import PersonalRequest, personal

CHIPS = 6
KINDS = ("food", "water", "supplement")


def home(request: HttpRequest) -> HttpResponseBase:
    """Today for who is signed in, and what this is for everybody else."""
    if request.user.is_authenticated:
        return today(request)
    return render(request, "intake/landing.html")


@personal
def today(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    return render(request, "intake/today.html", day_context(diary, diary.today))


@personal
def day(request: PersonalRequest, day: date) -> HttpResponse:
    diary = Diary.of(request.user)
    if day == diary.today:
        return redirect("home")
    return render(request, "intake/today.html", day_context(diary, day))


@personal
def go_to_day(request: PersonalRequest) -> HttpResponse:
    """From the date picker."""
    return redirect("day", day=day_asked(request.GET.get("date", "")))


def day_context(diary: Diary, on: date) -> dict[str, Any]:
    """At most ten queries, whatever the number of entries."""
    is_today = on == diary.today
    times: Mapping[int, int] = {}
    if not diary.amounts_only:
        times = commonest_entries(
            diary.person,
            today=diary.today,
            meal=diary.meal_of_now,
            doses=diary.may_tap_doses(on),
            limit=HABITS,
        )
    shown = day_of(diary.person, on, diary.situation, with_day_before=is_today, also=times)
    habits = usual_of(shown.also, times)
    totals, target = shown.summary.totals, shown.summary.target
    suggestions = None
    checklist: list[Line] = []
    if is_today:
        checklist = offered_lines(
            diary.person, on, shown.entries, diary.situation, today=diary.today
        )
    coming = coming_mg(checklist)
    if is_today and not diary.amounts_only and not shown.mark.skipped:
        suggestions = suggestions_for(
            diary.person,
            shown.summary,
            diary.situation,
            today=diary.today,
            eaten=[entry.food_id for entry in shown.entries],
            usual=habits,
            coming_mg=coming,
        )
    return {
        "here": "today",
        "diary": diary,
        "hide_numbers": diary.hides_numbers,
        "show_energy": diary.profile.show_energy,
        "on": on,
        "name": day_name(on, diary.today),
        "is_today": is_today,
        "is_future": on > diary.today,
        "is_past": on < diary.today,
        "before": on - timedelta(days=1) if on > FIRST_DAY else None,
        "after": on + timedelta(days=1) if on < LAST_DAY else None,
        "mark": shown.mark,
        "note_form": DayNoteForm(mark=shown.mark),
        "summary": shown.summary,
        "totals": totals,
        "target": target,
        "ring": _ring(totals, shown.summary),
        "week": _week(shown, diary),
        "meals": [_meal_card(part.meal, part, diary, on) for part in shown.meals if part.entries],
        "logged": meals_in_words(part.meal for part in shown.meals if part.entries),
        "empty_meals": [part.meal for part in shown.meals if not part.entries],
        "upper_level": shown.summary.upper_level,
        "shows_upper_level": _shows_upper_level(shown),
        "meter": meter_of(shown.summary),
        "chips": chips_of(habits[:CHIPS]),
        "yesterday": _yesterday(diary, on, shown),
        "checklist": [(line, form_url(line, on), spacing_of(line, diary)) for line in checklist],
        "coming_mg": coming,
        "taps_doses": diary.may_tap_doses(on),
        "suggestions": _suggested(suggestions or []),
        "notes": notes_on_page(diary, Seen.of_day(diary.person, shown)),
        "invite": not diary.amounts_only and needs_invitation(diary.profile),
    }


def meals_in_words(meals: Iterable[Meal]) -> str:
    """ "breakfast, lunch and dinner"."""
    return get_text_list([meal.in_sentence for meal in meals], _("and"))


def chips_of(habits: Sequence[Usual]) -> list[tuple[Usual, dict[str, str]]]:
    """Each with the fields that log it again."""
    return [(habit, fields_of(habit.measure)) for habit in habits]


def _suggested(suggestions: Sequence[Suggestion]) -> list[tuple[Suggestion, dict[str, str]]]:
    return [
        (
            each,
            {"portion": str(each.portion_id), "amount": plain_number(each.amount)}
            if each.portion_id
            else {"portion": BASIS_UNIT, "amount": plain_number(each.quantity)},
        )
        for each in suggestions
    ]


def _ring(totals: Totals, summary: DaySummary) -> Ring | None:
    """None where nothing may be compared with a target, and on a day that the person left out."""
    if summary.target is None or summary.skipped:
        return None
    return ring_of(parts_of(totals), summary.target.mg, more=totals.is_lower_bound)


def parts_of(totals: Totals) -> list[tuple[str, Decimal]]:
    return [(kind, getattr(totals, f"{kind}_mg")) for kind in KINDS]


def _week(shown: Day, diary: Diary) -> Any:
    """Seven small bars that end with the day."""
    days = [shown.summary.date - timedelta(days=back) for back in range(6, -1, -1)]
    bars = []
    for each in days:
        totals = shown.recent.get(each, Totals())
        target = diary.situation.on(each)
        bars.append(
            Bar(
                date=each,
                parts=[("food", totals.total_mg)],
                target_mg=target.mg if target else None,
                logged=totals.logged,
                at_least=totals.is_lower_bound,
            )
        )
    return chart_of(bars, width=208, height=100)


@dataclass(frozen=True)
class EntryRow:
    """`share` is the entry's part of the meal, percent; None without a figure. `spacing`: what is
    said of the person's medicines beside its time."""

    entry: Entry
    share: str | None
    spacing: Sequence[str]


def _meal_card(meal: Meal, part: Any, diary: Diary, on: date) -> dict[str, Any]:
    total_mg = part.magnesium_mg
    return {
        "meal": meal,
        "on": on,
        "total_mg": total_mg,
        "counts": any(entry.kind != Kind.MEDICINE for entry in part.entries),
        "is_lower_bound": part.is_lower_bound,
        "rows": [
            EntryRow(entry, share_of(entry, total_mg), spacing_of_entry(entry, diary))
            for entry in part.entries
        ],
    }


def share_of(entry: Entry, total_mg: Decimal) -> str | None:
    if entry.magnesium_mg is None or entry.kind == Kind.MEDICINE or not total_mg:
        return None
    return f"{entry.magnesium_mg * 100 / total_mg:.1f}"


def meter_of(summary: DaySummary) -> str:
    """How far the upper-level meter is filled, percent."""
    level = summary.upper_level
    return f"{min(Decimal(100), level.counted_mg * 100 / level.mg):.1f}" if level else "0"


def _shows_upper_level(shown: Day) -> bool:
    """Where something counts to it, or may."""
    totals = shown.summary.totals
    return shown.summary.target is not None and (
        totals.added_mg > 0 or any(entry.kind in DOSES for entry in shown.entries)
    )


def _yesterday(diary: Diary, on: date, shown: Day) -> Mapping[str, Any] | None:
    """The same meal of the day before, to be logged again with one tap."""
    if diary.amounts_only or on != diary.today:
        return None
    meal = diary.meal_of_now
    if any(part.entries for part in shown.meals if part.meal == meal):
        return None
    return meal_again(diary, on, meal, [entry for entry in shown.before if entry.meal == meal])


def meal_again(
    diary: Diary, on: date, meal: Meal, entries: Iterable[Entry]
) -> Mapping[str, Any] | None:
    """The day before's `entries` of a meal as what one tap logs; None where there is nothing."""
    before = on - timedelta(days=1)
    items = entries_again(entries, to_day=on, doses=diary.may_tap_doses(on))
    offered = [item for item in items if item.new is not None]
    if not offered:
        return None
    known = [item.magnesium_mg for item in offered if item.magnesium_mg is not None]
    return {
        "name": day_name(before, diary.today),
        "from": before,
        "to": on,
        "meal": meal,
        "items": len(offered),
        "total_mg": sum(known, Decimal(0)),
        "is_lower_bound": any(item.is_lower_bound for item in offered),
    }
