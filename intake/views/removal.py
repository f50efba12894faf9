"""Taking away a food or a water of one's own, and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from foods.formatting import isolated
from foods.models import Food
from foods.own_foods import bring_back, remove_food
from intake.views.personal import PersonalRequest


def take_away(request: PersonalRequest, food: Food, *, undo: str, back_to: str) -> HttpResponse:
    """`undo` names the view that brings it back, `back_to` the list that it stood in."""
    try:
        remove_food(food)
    except Food.DoesNotExist:
        raise Http404 from None
    messages.success(
        request,
        _("Removed: %(food)s. Days on which you logged it stay as they are.")
        % {"food": isolated(str(food))},
        extra_tags=reverse(undo, args=[food.pk]),
    )
    return redirect(back_to)


def bring_again(request: PersonalRequest, food: Food, *, back_to: str) -> HttpResponse:
    try:
        bring_back(food)
    except Food.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Back again: %(name)s.") % {"name": isolated(str(food))})
    return redirect(back_to)
