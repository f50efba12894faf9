"""The daily checklist: one tap on Today, and what stands on it in the settings."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foods.formatting import isolated
from foods.models import Kind
from foods.templatetags.amounts import plain_number
from intake.checklist import (
    Line,
    NotOffered,
    check_offered,
    is_offered,
    items_of,
    line_of,
    log_item,
    measure_again,
)
from intake.checklist_items import change_item, move_up, set_paused, set_removed
from intake.forms.checklist import ChecklistItemForm
from intake.forms.measures import fields_of
from intake.models import ChecklistItem, Person
from intake.snapshots import InvalidEntry
from intake.views.asked import Diary, day_asked
from intake.views.entries import say_logged
from intake.views.personal import PersonalRequest, personal


def own_item(person: Person, item_id: UUID) -> ChecklistItem:
    return get_object_or_404(ChecklistItem.objects.for_person(person).with_foods(), uuid=item_id)


def form_url(line: Line, day: date) -> str:
    """Where an item is logged in more than one tap, with the form filled in."""
    item = line.item
    slot = {"date": day.isoformat(), "meal": item.meal}
    if item.food is None:
        asked = {"q": item.name, "kind": item.kind, "mg": plain_number(item.magnesium_mg)}
        return f"{reverse('add_own')}?{urlencode(asked | slot)}"
    helping = {} if line.wrong else fields_of(measure_again(item, item.food))
    address = reverse("add_food", args=[item.food.resolved.pk])
    return f"{address}?{urlencode(helping | slot)}"


def spacing_of(line: Line, diary: Diary) -> list[str]:
    """What is said of the person's medicines beside the time of an item; once it was logged that
    stands beside its entry."""
    item = line.item
    if line.entry is not None:
        return []
    return diary.spacing_beside(item.kind_now, item.name, line.magnesium_mg, item.time)


@require_POST
@personal
def log(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    """From Today. Pressed twice, or on two devices, it is logged once."""
    diary = Diary.of(request.user)
    item = own_item(request.user, item_id)
    day = day_asked(request.POST.get("date", ""))
    if item.kind_now == Kind.SUPPLEMENT and diary.asks_about_kidneys:
        return redirect(form_url(line_of(item, None), day))
    try:
        check_offered(item, diary.situation, day, today=diary.today)
        entry = log_item(item, day)[0]
    except (NotOffered, InvalidEntry) as error:
        named = {"name": item.name, "reason": error.message}
        messages.error(request, _("%(name)s was not logged: %(reason)s") % named)
    else:
        say_logged(request, entry, plain=diary.hides_numbers)
    return redirect(diary.day_url(day))


@personal
def items(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    found = items_of(request.user)
    lines = [line_of(item, None) for item in found]
    context = {
        "lines": [(line, spacing_of(line, diary)) for line in lines],
        "asks_medicines": any(diary.asks_about_medicines(item.kind_now) for item in found),
        "amounts_only": diary.amounts_only,
        "withheld": [
            item.pk
            for item in found
            if not is_offered(item, diary.situation, diary.today, today=diary.today)
        ],
        "today": diary.today,
        "hide_numbers": diary.hides_numbers,
    }
    return render(request, "intake/settings/checklist.html", context)


@personal
def edit(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    diary = Diary.of(request.user)
    item = own_item(request.user, item_id)
    form = ChecklistItemForm(request.POST if request.method == "POST" else None, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            change_item(item, form.changes())
        except InvalidEntry as error:
            form.add_invalid(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_checklist")
    status = 422 if form.errors else 200
    line = line_of(item, None)
    context = {
        "item": item,
        "form": form,
        "line": line,
        "spacing": spacing_of(line, diary),
        "asks_medicines": diary.asks_about_medicines(item.kind_now),
    }
    return render(request, "intake/settings/checklist_item.html", context, status=status)


@require_POST
@personal
def pause(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    item = own_item(request.user, item_id)
    paused = request.POST.get("paused") == "1"
    set_paused(item, paused=paused)
    said = _("Paused: %(name)s.") if paused else _("Goes on: %(name)s.")
    messages.success(request, said % {"name": isolated(item.name)})
    return redirect("settings_checklist")


@require_POST
@personal
def up(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    move_up(own_item(request.user, item_id))
    return redirect("settings_checklist")


@require_POST
@personal
def remove(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    item = own_item(request.user, item_id)
    set_removed(item, removed=True)
    messages.success(
        request,
        _("Taken off the checklist: %(name)s.") % {"name": isolated(item.name)},
        extra_tags=reverse("checklist_restore", args=[item.uuid]),
    )
    return redirect("settings_checklist")


@require_POST
@personal
def restore(request: PersonalRequest, item_id: UUID) -> HttpResponse:
    item = own_item(request.user, item_id)
    set_removed(item, removed=False)
    messages.success(request, _("Back again: %(name)s.") % {"name": isolated(item.name)})
    return redirect("settings_checklist")
