"""Favourite foods, and what is not to be suggested."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from foods.models import Food
from intake.food_marks import TooManyMarks, mark_food, marks_of, unmark_food
from intake.models import Mark
from intake.views.personal import PersonalRequest, personal

SAID = {
    Mark.FAVOURITE: (_("A favourite now: %(food)s."), _("No favourite any more: %(food)s.")),
    Mark.NOT_THIS: (
        _("Not suggested any more: %(food)s."),
        _("May be suggested again: %(food)s."),
    ),
}
ROUTES = {
    Mark.FAVOURITE: ("favourite", "favourite_remove"),
    Mark.NOT_THIS: ("suggestion_dismiss", "suggestion_restore"),
}


def star_url(food_id: int, starred: bool) -> str:
    """Where to post to make a food a favourite, or no more."""
    return reverse("favourite_remove" if starred else "favourite", args=[food_id])


@require_POST
@personal
def favourite(request: PersonalRequest, food_id: int) -> HttpResponse:
    return _marked(request, food_id, Mark.FAVOURITE)


@require_POST
@personal
def remove_favourite(request: PersonalRequest, food_id: int) -> HttpResponse:
    return _unmarked(request, food_id, Mark.FAVOURITE)


@require_POST
@personal
def dismiss(request: PersonalRequest, food_id: int) -> HttpResponse:
    return _marked(request, food_id, Mark.NOT_THIS)


@require_POST
@personal
def restore(request: PersonalRequest, food_id: int) -> HttpResponse:
    return _unmarked(request, food_id, Mark.NOT_THIS)


def _marked(request: PersonalRequest, food_id: int, mark: Mark) -> HttpResponse:
    food = get_object_or_404(Food.objects.visible_to(request.user), pk=food_id)
    try:
        mark_food(request.user, food, mark)
    except TooManyMarks as error:
        messages.error(request, str(error))
    else:
        undo = reverse(ROUTES[mark][1], args=[food.pk])
        messages.success(request, SAID[mark][0] % {"food": food}, extra_tags=undo)
    return redirect(back_to(request, reverse("home")))


def _unmarked(request: PersonalRequest, food_id: int, mark: Mark) -> HttpResponse:
    """Also of a food that can't be found any more: a list must not keep what can't be taken off."""
    food = get_object_or_404(Food.objects.loggable_by(request.user), pk=food_id)
    unmark_food(request.user, food_id, mark)
    undo = ""
    if Food.objects.visible_to(request.user).filter(pk=food_id).exists():
        undo = reverse(ROUTES[mark][0], args=[food_id])
    messages.success(request, SAID[mark][1] % {"food": food}, extra_tags=undo)
    return redirect(back_to(request, reverse("home")))


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that it was asked from."""
    asked = request.POST.get("next", "")
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else otherwise


@require_safe
@personal
def dismissed(request: PersonalRequest) -> HttpResponse:
    """What was not to be suggested, to take back."""
    rows = [row.food.resolved for row in marks_of(request.user, Mark.NOT_THIS)]
    return render(request, "intake/settings/suggestions.html", {"foods": rows})
