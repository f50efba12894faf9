"""Taking away a food or a water of one's own, and bringing it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from foods.formatting import isolated
from foods.models import Food
from foods.own_foods import bring_back, remove_food
from intake.views.personal import PersonalRequest


@contextmanager
def still_there() -> Iterator[None]:
    """Another tab or device may have removed it since the page found it: then it is a 404, as
    it is a moment later."""
    try:
        yield
    except Food.DoesNotExist as error:
        raise Http404 from error


def take_away(request: PersonalRequest, food: Food, *, undo: str, back_to: str) -> HttpResponse:
    """`undo` names the view that brings it back, `back_to` the list that it stood in."""
    with still_there():
        remove_food(food)
    messages.success(
        request,
        _("Removed: %(food)s. Days on which you logged it stay as they are.")
        % {"food": isolated(str(food))},
        extra_tags=reverse(undo, args=[food.pk]),
    )
    return redirect(back_to)


def bring_again(request: PersonalRequest, food: Food, *, back_to: str) -> HttpResponse:
    with still_there():
        bring_back(food)
    messages.success(request, _("Back again: %(name)s.") % {"name": isolated(str(food))})
    return redirect(back_to)
