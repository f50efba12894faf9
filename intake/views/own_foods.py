"""Foods of one's own, and what became of those proposed and of figures reported."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foods.curation import NotPossible
from foods.figures import borrow, take_back
from foods.models import Confidence, Food, LabelPhoto, State, Submission
from foods.own_foods import remove_food, write_food
from foods.search import search
from foods.submissions import TooManyWaiting, WaitingAlready, propose, report, withdraw
from foods.views import label_photo
from intake.forms.own_foods import BorrowForm, OwnFoodForm, ProposeForm, ReportForm
from intake.views.personal import PersonalRequest, personal

MOST_SHOWN = 200


@personal
def own_foods(request: PersonalRequest) -> HttpResponse:
    """The list, and a form for one more."""
    form = OwnFoodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        food = Food(owner=request.user, state=State.PRIVATE, confidence=Confidence.PERSONAL)
        write_food(food, form.food_fields())
        messages.success(request, f"Added: {food}.")
        return redirect("settings_foods")
    asked = Submission.objects.of(request.user).select_related("food", "result", "photo")
    context = {
        "form": form,
        "foods": Food.objects.owned_by(request.user)
        .select_related("estimate")
        .order_by("name", "pk")[:MOST_SHOWN],
        "asked": asked.defer("photo__jpeg").order_by("-created_at", "-pk")[:MOST_SHOWN],
    }
    status = 422 if form.errors else 200
    return render(request, "intake/settings/foods.html", context, status=status)


@personal
def propose_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(
        Food.objects.owned_by(request.user).filter(state=State.PRIVATE), pk=food_id
    )
    form = ProposeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            propose(food, request.user, said=data["said"], jpeg=data["photo"])
        except TooManyWaiting as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Proposed: {food}. A curator will look at it.")
            return redirect("settings_foods")
    return _ask(request, "intake/settings/food_propose.html", food, form)


@personal
def borrow_figure(request: PersonalRequest, food_id: int) -> HttpResponse:
    """Search, tick, and the figure is borrowed; or taken back."""
    food = get_object_or_404(Food.objects.owned_by(request.user), pk=food_id)
    if "take_back" in request.POST:
        with suppress(NotPossible):
            take_back(food, by=request.user)
            messages.success(request, f"Taken back: the magnesium of {food} is not known.")
        return redirect("settings_foods")
    typed = request.GET.get("q", food.name)[:200]
    lenders = [
        found
        for found in search(typed, person=request.user, limit=20).foods
        if found.pk != food.pk
        and found.basis == food.basis
        and found.magnesium_mg_per_basis is not None
        and found.confidence != Confidence.ESTIMATED
    ]
    form = BorrowForm(request.POST if request.method == "POST" else None, lenders=lenders)
    if request.method == "POST" and form.is_valid():
        try:
            borrow(food, form.cleaned_data["lenders"], by=request.user)
        except NotPossible as error:
            form.add_error("lenders", str(error))
        else:
            messages.success(request, f"{food} is estimated now.")
            return redirect("settings_foods")
    context = {"form": form, "food": food, "typed": typed, "lenders": lenders}
    status = 422 if form.errors else 200
    return render(request, "intake/settings/food_borrow.html", context, status=status)


@require_POST
@personal
def remove_own_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(Food.objects.owned_by(request.user), pk=food_id)
    remove_food(food)
    messages.success(request, f"Removed: {food}. Days on which you logged it stay as they are.")
    return redirect("settings_foods")


@personal
def report_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(Food.objects.published(), pk=food_id)
    form = ReportForm(request.POST or None, request.FILES or None, food=food)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report(
                food,
                request.user,
                said=data["said"],
                suggested_mg=data["suggested_mg"],
                suggested_basis=data["suggested_basis"],
                jpeg=data["photo"],
            )
        except (TooManyWaiting, WaitingAlready) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Thank you. A curator will look at it.")
            return redirect("food", food_id=food.pk)
    return _ask(request, "intake/food_report.html", food, form)


@require_POST
@personal
def withdraw_submission(request: PersonalRequest, submission_id: int) -> HttpResponse:
    waiting = Submission.objects.of(request.user).waiting()
    withdraw(get_object_or_404(waiting, pk=submission_id))
    messages.success(request, "Taken back.")
    return redirect("settings_foods")


@require_safe
@personal
def submission_photo(request: PersonalRequest, submission_id: int) -> HttpResponse:
    photos = LabelPhoto.objects.filter(person=request.user)
    return label_photo(get_object_or_404(photos, submission_id=submission_id))


def _ask(request: PersonalRequest, template: str, food: Food, form: Any) -> HttpResponse:
    context = {"form": form, "food": food, "here": "foods"}
    return render(request, template, context, status=422 if form.errors else 200)
