"""What to log: search, and before it what is usual, saved or a favourite."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from intake.again import entries_to_copy
from intake.forms.entries import LogForm, QuickAddForm
from intake.forms.measures import fields_of, fields_of_helping
from intake.models import Meal
from intake.usual import favourite_foods, usual_foods
from intake.views.asked import Diary, Slot
from intake.views.basket import basket_context
from intake.views.found import FoodRow, find, said_of
from intake.views.log_form import form_context, page_context
from intake.views.offers import offers
from intake.views.personal import PersonalRequest, personal
from intake.views.today import chips_of, meal_again

SAVED_SHOWN = 6
FAVOURITES_SHOWN = 24


@require_safe
@personal
def add(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    typed = request.GET.get("q", "")
    context = page_context(diary, slot) | {"typed": typed, "meals": Meal}
    context |= basket_context(request, slot)
    if typed.strip():
        context |= _found(diary, slot, typed)
    else:
        context |= _before_typing(diary, slot)
    return render(request, "intake/add.html", context)


@require_safe
@personal
def results(request: PersonalRequest) -> HttpResponse:
    """What stands below the box while somebody types."""
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    typed = request.GET.get("q", "")
    context: dict[str, Any] = {
        "slot": slot,
        "hide_numbers": diary.hides_numbers,
        "fragment": True,
        "in_place": bool(request.GET.get("in_place")),
    }
    if typed.strip():
        context |= _found(diary, slot, typed, stars=not context["in_place"])
    elif not context["in_place"]:
        context |= _before_typing(diary, slot)
    return render(request, "intake/_results.html", context)


def _found(diary: Diary, slot: Slot, typed: str, *, stars: bool = True) -> dict[str, Any]:
    found, rows = find(diary, slot.date, typed, stars=stars)
    said = said_of(found, rows)
    opened = _opened(diary, slot, said["read_as"]) if said["read_as"] else {}
    return (
        opened
        | said
        | {
            "search_url": f"{reverse('add')}?{slot.query}&{urlencode({'q': typed})}",
            "searched": True,
            "found": found,
            "rows": rows,
            "others": rows[1:] if opened else rows,
            "quick": QuickAddForm(
                initial={"date": slot.date, "meal": slot.meal, "name": found.query.text[:300]}
            ),
        }
    )


def _opened(diary: Diary, slot: Slot, row: FoodRow) -> dict[str, Any]:
    """The first food with its form, when an amount was typed: to be seen before it is logged."""
    if not row.one_tap:
        # Enter would log it; its row opens the form instead.
        return {}
    initial = {"date": slot.date, "meal": slot.meal} | fields_of_helping(row.helping, row.food)
    form = LogForm(food=row.food, initial=initial, auto_id=f"id_{row.food.pk}_%s")
    return form_context(diary, slot, form)


def _before_typing(diary: Diary, slot: Slot) -> dict[str, Any]:
    saved = offers(diary, slot.date, limit=SAVED_SHOWN)
    favourites = [
        (food, usual, fields_of(usual.measure) if usual else {})
        for food, usual in favourite_foods(
            diary.person, doses=diary.may_tap_doses(slot.date), limit=FAVOURITES_SHOWN
        )
    ]
    own = {"saved": saved, "favourites": favourites}
    if diary.amounts_only:
        return own
    return own | {
        "chips": chips_of(
            usual_foods(
                diary.person,
                today=diary.today,
                meal=slot.meal,
                doses=diary.may_tap_doses(slot.date),
                limit=8,
            )
        ),
        "again": meal_again(
            diary,
            slot.date,
            slot.meal,
            entries_to_copy(diary.person, slot.date - timedelta(days=1), [slot.meal]),
        ),
    }
