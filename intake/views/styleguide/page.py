"""The page of parts: there where one develops, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foods.models import Food
from intake.days import MealPart
from intake.forms.access import TokenForm
from intake.forms.day_marks import DayNoteForm
from intake.forms.entries import LogForm
from intake.forms.entry_edits import EntryEditForm
from intake.forms.health import KidneyForm
from intake.forms.own_foods import OwnFoodForm, ProposeForm
from intake.models import DayMark, Entry, Meal, Person
from intake.views.asked import Slot
from intake.views.styleguide import days, things
from intake.views.today import EntryRow, meals_in_words, share_of


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.STYLEGUIDE:
        raise Http404
    here = reverse("styleguide")
    messages.success(request, "Pumpkin seeds, roasted: logged, 165 mg.", extra_tags=here)
    messages.info(request, f"{things.LONG}: deleted.", extra_tags=here)
    messages.error(request, "This entry was changed elsewhere. Look at it again.")
    return render(request, "intake/styleguide.html", context())


def context() -> dict[str, Any]:
    eaten = things.entries()
    return {
        "here": "today",
        "person": Person(email="demo@example.org"),
        "on": things.TODAY,
        "name": "Today",
        "is_today": True,
        "before": things.TODAY,
        "after": None,
        "rings": days.rings(),
        "added": days.added(),
        "whole": days.rings()[4],
        "cards": [
            _meal_card(Meal.BREAKFAST, eaten),
            _meal_card(Meal.DINNER, things.names()),
        ],
        "logged": meals_in_words([Meal.BREAKFAST, Meal.DINNER]),
        "edited": eaten[2],
        "edit_form": EntryEditForm(_wrong_edit(), entry=eaten[2]),
        "mark": DayMark(note=f"{things.RIGHT_TO_LEFT}\n{things.EMOJI}"),
        "chips": things.usual(),
        "rows": things.rows(),
        "suggestions": things.suggestions(),
        "checklist": things.checklist(),
        "taps_doses": True,
        "slot": Slot(things.TODAY, Meal.LUNCH),
        "meals": list(Meal),
        "fresh": OwnFoodForm(auto_id="fresh_%s"),
        "uploads": ProposeForm(auto_id="uploads_%s"),
        "wrong": OwnFoodForm(
            {"kind": "food", "gtin": "12", "magnesium_mg_per_basis": "much"}, auto_id="wrong_%s"
        ),
        "choices": TokenForm({}, auto_id="choices_%s"),
        "note_form": DayNoteForm(mark=DayMark()),
        "kidney": KidneyForm({}, auto_id="kidney_%s"),
        "notes": things.notes(),
        "day_notes": things.day_notes(),
        "graded": things.graded(),
        "portions": things.portions(),
        "groups": [(name, 9, "?") for name in _group_names()],
        "lists": days.trends(),
    } | _log_form()


def _meal_card(meal: Meal, entries: Sequence[Entry]) -> dict[str, Any]:
    part = MealPart(meal, entries)
    return {
        "meal": meal,
        "on": things.TODAY,
        "total_mg": part.magnesium_mg,
        "counts": True,
        "is_lower_bound": part.is_lower_bound,
        "rows": [EntryRow(each, share_of(each, part.magnesium_mg), ()) for each in entries],
    }


def _log_form() -> dict[str, Any]:
    food: Food = things.food("Pumpkin seeds, roasted", "550")
    initial = {"portion": "1", "amount": "1", "date": things.TODAY, "meal": Meal.LUNCH}
    form = LogForm(food=food, initial=initial)
    form.portions = {
        str(each.pk): each
        for each in (
            things.portion("1 handful", "30", 1),
            things.portion("1 tablespoon", "9", 2),
            things.portion("1 cup, as it is poured from a packet of 200 g", "118", 3),
        )
    }
    return {
        "food": food,
        "form": form,
        "mg_of_unit": food.magnesium_mg_in(Decimal(1)),
        "target_mg": 320,
    }


def _wrong_edit() -> dict[str, str]:
    return {"version": "1", "date": "", "meal": "lunch", "name": "", "magnesium_mg": "-1"}


def _group_names() -> list[str]:
    return ["Fruit", "Vegetables and potatoes", things.LONG[:80], things.RIGHT_TO_LEFT]
