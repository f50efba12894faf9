"""The list of saved meals and recipes: what is on it, and in which order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foods.formatting import isolated
from intake.again import entries_to_copy
from intake.forms.copying import hash_of_said
from intake.forms.saved_meals import NewSavedMealForm
from intake.meals import (
    SavedMealGone,
    SavedMealTaken,
    create_saved_meal,
    delete_saved_meal,
    place_saved_meal,
    restore_saved_meal,
    save_entries,
)
from intake.models import Meal, SavedMeal
from intake.snapshots import InvalidEntry
from intake.together import InvalidItem
from intake.views.asked import Diary, Slot, day_asked
from intake.views.copying import uuid_of
from intake.views.offers import offers
from intake.views.personal import PersonalRequest, personal
from intake.views.saved_meal import own_meal


@personal
def saved_meals(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    form = NewSavedMealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            meal, _is_new = create_saved_meal(
                request.user,
                name=data["name"],
                items=[],
                once=data["once"],
                request_hash=hash_of_said(data),
            )
        except InvalidEntry as error:
            form.add_error("name", error.message)
        except (SavedMealTaken, SavedMealGone) as error:
            return redirect("saved_meal", meal_id=error.meal.uuid)
        else:
            return redirect("saved_meal", meal_id=meal.uuid)
    context = {
        "here": "today",
        "hide_numbers": diary.hides_numbers,
        "form": form,
        "offers": offers(diary, diary.today),
        "slot": Slot(diary.today, diary.meal_of_now),
    }
    status = 422 if form.errors else 200
    return render(request, "intake/saved_meals.html", context, status=status)


@require_POST
@personal
def save(request: PersonalRequest) -> HttpResponse:
    """Keeps a meal of a day; its page then asks for a name."""
    diary = Diary.of(request.user)
    day, meal = day_asked(request.POST.get("from", "")), request.POST.get("meal", "")
    entries = list(entries_to_copy(request.user, day, [meal]))
    if meal not in Meal.values or not entries:
        messages.warning(request, _("There is nothing to save in this meal."))
        return redirect(diary.day_url(day))
    named = {"meal": Meal(meal).label, "day": date_format(day, "MONTH_DAY_FORMAT")}
    name = _("%(meal)s of %(day)s") % named
    try:
        saved = save_entries(
            request.user, name=name, entries=entries, once=uuid_of(request.POST.get("once", ""))
        )
    except (SavedMealTaken, SavedMealGone) as error:
        saved = error.meal
    except (InvalidEntry, InvalidItem) as error:
        messages.error(request, str(error))
        return redirect(diary.day_url(day))
    messages.success(
        request,
        _("Saved. Give it a name that you will know it by."),
        extra_tags=reverse("saved_meal_delete", args=[saved.uuid]),
    )
    return redirect("saved_meal", meal_id=saved.uuid)


@require_POST
@personal
def delete(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    meal = delete_saved_meal(own_meal(request.user, meal_id))
    messages.success(
        request,
        _("Deleted: %(name)s. What was logged of it stays.") % {"name": isolated(meal.name)},
        extra_tags=reverse("saved_meal_restore", args=[meal.uuid]),
    )
    return redirect("saved_meals")


@require_POST
@personal
def restore(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    meal = restore_saved_meal(own_meal(request.user, meal_id))
    messages.success(request, _("Back again: %(name)s.") % {"name": isolated(meal.name)})
    return redirect("saved_meals")


@require_POST
@personal
def move_up(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    meal = own_meal(request.user, meal_id)
    before = (
        SavedMeal.objects.for_person(request.user)
        .kept()
        .filter(position__lte=meal.position)
        .exclude(pk=meal.pk)
        .count()
    )
    place_saved_meal(meal, before - 1)
    return redirect("saved_meals")
