"""Foods of one's own, and what became of those proposed and of figures reported."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import ValidationError

from foods.borrowing import borrow, take_back
from foods.curation import NotPossible
from foods.formatting import isolated
from foods.languages import page_language
from foods.models import Confidence, Food, LabelPhoto, State, Submission
from foods.own_foods import make_food, write_food
from foods.own_waters import waters_of
from foods.search import search
from foods.submissions import TooManyWaiting, WaitingAlready, propose, report, withdraw
from foods.views import label_photo
from intake.forms.own_foods import BorrowForm, OwnFoodForm, ProposeForm, ReportForm
from intake.views.personal import PersonalRequest, personal
from intake.views.removal import bring_again, take_away

MOST_SHOWN = 200


@personal
def own_foods(request: PersonalRequest) -> HttpResponse:
    """The list, and a form for one more."""
    form = OwnFoodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        food = make_food(request.user, form.food_fields())[0]
        messages.success(request, _("Added: %(food)s.") % {"food": food})
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
def own_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    """Change it from now on. A tap water has a page of its own."""
    food = get_object_or_404(Food.objects.owned_by(request.user), pk=food_id)
    if waters_of(request.user).filter(pk=food.pk).exists():
        return redirect("settings_water", food_id=food.pk)
    form = OwnFoodForm(request.POST if request.method == "POST" else None, food=food)
    if form.is_valid():
        try:
            write_food(food, form.food_fields())
        except Food.DoesNotExist:
            raise Http404 from None
        except ValidationError as error:
            form.add_refused(error)
        else:
            said = _("Saved: %(name)s. Past days stay as they were.")
            messages.success(request, said % {"name": isolated(str(food))})
            return redirect("settings_foods")
    return _ask(request, "intake/settings/food.html", food, form)


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
            said = _("Proposed: %(food)s. A curator will look at it.")
            messages.success(request, said % {"food": food})
            return redirect("settings_foods")
    return _ask(request, "intake/settings/food_propose.html", food, form)


@personal
def borrow_figure(request: PersonalRequest, food_id: int) -> HttpResponse:
    """Search, tick, and the figure is borrowed; or taken back."""
    food = get_object_or_404(Food.objects.owned_by(request.user), pk=food_id)
    if "take_back" in request.POST:
        with suppress(NotPossible):
            take_back(food, by=request.user)
            said = _("Taken back: the magnesium of %(food)s is not known.")
            messages.success(request, said % {"food": food})
        return redirect("settings_foods")
    if request.method != "POST" and food.magnesium_mg_per_basis is not None:
        messages.error(request, _("“%(held)s” has a figure.") % {"held": food})
        return redirect("settings_foods")
    typed = request.GET.get("q", food.name)[:200]
    lenders = [
        found
        for found in search(typed, person=request.user, language=page_language(), limit=20).foods
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
            messages.success(request, _("%(food)s is estimated now.") % {"food": food})
            return redirect("settings_foods")
    context = {"form": form, "food": food, "typed": typed, "lenders": lenders}
    status = 422 if form.errors else 200
    return render(request, "intake/settings/food_borrow.html", context, status=status)


@require_POST
@personal
def remove_own_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(Food.objects.owned_by(request.user), pk=food_id)
    return take_away(request, food, undo="food_restore", back_to="settings_foods")


@require_POST
@personal
def restore_own_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(Food.objects.filter(owner=request.user), pk=food_id)
    return bring_again(request, food, back_to="settings_foods")


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
            messages.success(request, _("Thank you. A curator will look at it."))
            return redirect("food", food_id=food.pk)
    return _ask(request, "intake/food_report.html", food, form)


@require_POST
@personal
def withdraw_submission(request: PersonalRequest, submission_id: int) -> HttpResponse:
    waiting = Submission.objects.of(request.user).waiting()
    withdraw(get_object_or_404(waiting, pk=submission_id))
    messages.success(request, _("Taken back."))
    return redirect("settings_foods")


@require_safe
@personal
def submission_photo(request: PersonalRequest, submission_id: int) -> HttpResponse:
    photos = LabelPhoto.objects.filter(person=request.user)
    return label_photo(get_object_or_404(photos, submission_id=submission_id))


def _ask(request: PersonalRequest, template: str, food: Food, form: Any) -> HttpResponse:
    context = {"form": form, "food": food, "here": "foods"}
    return render(request, template, context, status=422 if form.errors else 200)
