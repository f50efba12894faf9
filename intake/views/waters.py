"""Tap waters of one's own, by what a report says of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foods.formatting import format_mg
from foods.models import Basis, Food, Kind
from foods.own_waters import waters_of, write_water
from foods.waters import Reading
from intake.forms.waters import WaterForm
from intake.views.personal import PersonalRequest, personal
from intake.views.removal import bring_again, take_away

MOST_SHOWN = 50


@personal
def waters(request: PersonalRequest) -> HttpResponse:
    """The list, and a form for one more."""
    return _page(request, None)


@personal
def water(request: PersonalRequest, food_id: int) -> HttpResponse:
    return _page(request, get_object_or_404(waters_of(request.user), pk=food_id))


def _page(request: PersonalRequest, food: Food | None) -> HttpResponse:
    own = [] if food else list(waters_of(request.user).order_by("name", "pk")[:MOST_SHOWN])
    name = "" if own else _("Tap water")
    form = WaterForm(request.POST if request.method == "POST" else None, food=food, name=name)
    if request.method == "POST" and form.is_valid() and "show" not in request.POST:
        reading = form.reading or Reading()
        try:
            saved = write_water(request.user, form.cleaned_data["name"], reading, food=food)
        except Food.DoesNotExist:
            raise Http404 from None
        named = {"water": saved, "magnesium": _in_words(reading)}
        messages.success(request, _("Saved: %(water)s, %(magnesium)s.") % named)
        return redirect("settings_waters")
    context = {"form": form, "food": food, "reading": form.reading, "waters": own}
    status = 422 if form.errors else 200
    return render(request, "intake/settings/waters.html", context, status=status)


def _in_words(reading: Reading) -> str:
    if reading.mg_per_litre is not None:
        return _("%(mg)s mg in a litre") % {"mg": format_mg(reading.mg_per_litre)}
    if reading.at_most_mg_per_litre is not None:
        mg = format_mg(reading.at_most_mg_per_litre)
        return _("not known, at most %(mg)s mg in a litre") % {"mg": mg}
    return _("its magnesium is not known")


@require_safe
@personal
def water_sum(request: PersonalRequest) -> HttpResponse:
    """What stands below the form while somebody types."""
    form = WaterForm(request.GET.dict() | {"name": "water", "confirmed": "1"})
    form.is_valid()
    context = {"form": form, "reading": form.reading, "live": True}
    return render(request, "intake/settings/_water_sum.html", context)


@require_POST
@personal
def remove_water(request: PersonalRequest, food_id: int) -> HttpResponse:
    food = get_object_or_404(waters_of(request.user), pk=food_id)
    return take_away(request, food, undo="water_restore", back_to="settings_waters")


@require_POST
@personal
def restore_water(request: PersonalRequest, food_id: int) -> HttpResponse:
    own = Food.objects.filter(owner=request.user, kind=Kind.WATER, basis=Basis.PER_100_ML)
    food = get_object_or_404(own, pk=food_id)
    return bring_again(request, food, back_to="settings_waters")
