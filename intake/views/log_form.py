"""The form that logs: a food's helping, a supplement's dose, or something of one's own."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import reselect, reswap, retarget

from foods.food_query import FoodQuery
from foods.languages import page_language
from foods.models import Food, Kind, name_in
from foods.templatetags.amounts import plain_number
from foods.typed_amounts import helping_of
from foods.units import OUR_UNITS
from intake.days import upper_level_for
from intake.diary import is_dose, log_once
from intake.food_marks import favourite_ids
from intake.forms.doses import DoseForm
from intake.forms.entries import LogForm, QuickAddForm
from intake.forms.measures import BASIS_UNIT, fields_of_helping
from intake.models import Entry, LabelSays
from intake.people import answer_about_kidneys
from intake.snapshots import DOSE_KINDS, InvalidEntry
from intake.subject_notes import notes_about
from intake.totals import Totals
from intake.views.asked import Diary, Slot, day_name
from intake.views.basket import collect
from intake.views.entries import say_logged
from intake.views.food_marks import star_url
from intake.views.personal import PersonalRequest, personal
from notes.models import Subject


@personal
def add_food(request: PersonalRequest, food_id: int) -> HttpResponse:
    """A food's helping, or its dose where only the label knows it.

    A page may have stood open while a curator merged or retired what it shows.
    """
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    foods = Food.objects.loggable_by(request.user).filter(removed_at=None)
    known = foods.select_related("source", "merged_into__source").prefetch_related("portions")
    food = get_object_or_404(known, pk=food_id).resolved
    name_in(page_language(), [food])
    form_class = DoseForm if is_dose(food) or "dose_mg" in request.POST else LogForm
    asks = diary.asks_about_kidneys and food.kind in DOSE_KINDS
    if request.method == "POST":
        form = form_class(request.POST, food=food, asks_about_kidneys=asks)
        valid = form.is_valid()
        if "show" in request.POST:
            # Without JavaScript the sum is asked for.
            return _show_food(
                request, diary, slot, form, beneath=food_id, status=200 if valid else 422
            )
        if valid and (url := _log(request, diary, slot, form, food)):
            return redirect(url)
        return _show_food(request, diary, slot, form, beneath=food_id, status=422)
    initial = {"date": slot.date, "meal": slot.meal} | _asked_helping(request, food)
    form = form_class(food=food, asks_about_kidneys=asks, initial=initial)
    return _show_food(request, diary, slot, form, beneath=food_id)


@personal
def add_own(request: PersonalRequest) -> HttpResponse:
    """A quick add: a name, a kind and its mg."""
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    form = QuickAddForm(
        request.POST if request.method == "POST" else None,
        asks_about_kidneys=diary.asks_about_kidneys,
        initial={"date": slot.date, "meal": slot.meal, "name": request.GET.get("q", "")[:300]}
        | _asked_own(request),
    )
    if request.method == "POST" and form.is_valid() and (url := _log(request, diary, slot, form)):
        return redirect(url)
    status = 422 if form.errors else 200
    kind, name = form["kind"].value(), str(form["name"].value())
    context = (
        page_context(diary, slot) | {"quick": form} | _health_beside(diary, form, kind, name, None)
    )
    return render(request, "intake/add_own.html", context, status=status)


def _log(
    request: PersonalRequest,
    diary: Diary,
    slot: Slot,
    form: LogForm | DoseForm | QuickAddForm,
    food: Food | None = None,
) -> str | None:
    """Logs it, or lays it in the basket; where to go then. None where the diary finds something
    wrong, which the form then says. The answer about the kidneys is kept with it or not at all."""
    entry: Entry | None = None
    try:
        with transaction.atomic():
            if slot.collects:
                collect(request, food, form)
            else:
                entry = log_once(request.user, form.new_entry())
            answer_about_kidneys(person=request.user, answer=form.answer_about_kidneys)
    except InvalidEntry as error:
        form.add_invalid(error)
        return None
    if entry is None:
        return slot.add_url
    say_logged(request, entry, plain=diary.hides_numbers)
    return diary.day_url(entry.date)


def _asked_helping(request: HttpRequest, food: Food) -> dict[str, Any]:
    """What the address proposes: a helping that was typed or chosen before, else the usual one."""
    amount = _number(request.GET.get("amount"))
    if is_dose(food):
        return {
            "dose_mg": plain_number(_number(request.GET.get("dose_mg"))),
            "was": plain_number(_number(request.GET.get("was"))),
            "doses": plain_number(_number(request.GET.get("doses"))) or "1",
            "label_says": request.GET.get("label_says") or LabelSays.ELEMENTAL,
            "compound": request.GET.get("compound", ""),
        }
    helping = helping_of(food, list(food.portions.all()), FoodQuery(""))
    fields = fields_of_helping(helping, food)
    asked = {"portion": request.GET.get("portion", ""), "amount": plain_number(amount)}
    if asked["amount"]:
        fields["was"] = plain_number(_number(request.GET.get("was")))
    if asked["amount"] and not asked["portion"] and fields["portion"] in OUR_UNITS:
        # What an address says without a unit are grams or millilitres, whoever reads it.
        asked["portion"] = BASIS_UNIT
    return fields | {name: said for name, said in asked.items() if said}


def _asked_own(request: HttpRequest) -> dict[str, Any]:
    """What the address proposes for a quick add."""
    kind, mg = request.GET.get("kind"), plain_number(_number(request.GET.get("mg")))
    return ({"kind": kind} if kind in Kind.values else {}) | ({"magnesium_mg": mg} if mg else {})


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < 1_000_000 else None


def _show_food(
    request: HttpRequest,
    diary: Diary,
    slot: Slot,
    form: LogForm | DoseForm,
    *,
    beneath: int,
    status: int = 200,
) -> HttpResponse:
    """`beneath`: id of the food whose form the page has, merged by now or not."""
    food = form.food
    starred = food.pk in favourite_ids(diary.person)
    context = page_context(diary, slot) | form_context(diary, slot, form)
    context |= {
        "food": food,
        "favourite_url": star_url(food.pk, starred),
        "is_favourite": starred,
        "next_url": f"{reverse('add_food', args=[food.pk])}?{slot.query}",
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "intake/add_food.html", context, status=status)
    in_place = bool(request.GET.get("in_place") or request.POST.get("in_place"))
    response = render(
        request, "intake/_log_form.html", context | {"in_place": in_place}, status=status
    )
    if status == 422:
        retarget(response, f"#log-{beneath}")
        reswap(response, "outerHTML")
        reselect(response, f"#log-{food.pk}")
    return response


def page_context(diary: Diary, slot: Slot) -> dict[str, Any]:
    return {
        "here": "today",
        "hide_numbers": diary.hides_numbers,
        "slot": slot,
        "day_name": day_name(slot.date, diary.today),
        "day_url": diary.day_url(slot.date),
    }


def form_context(diary: Diary, slot: Slot, form: LogForm | DoseForm) -> dict[str, Any]:
    """`mg_of_unit`: magnesium of one g, ml or piece, for the sum that moves while one types."""
    target = diary.situation.on(slot.date)
    food = form.food
    return _health_beside(diary, form, food.kind, str(food), food.magnesium_mg_per_basis) | {
        "form": form,
        "target_mg": target.mg if target else None,
        "mg_of_unit": form.food.magnesium_mg_in(Decimal(1)),
        "dose": isinstance(form, DoseForm),
        "form_notes": notes_about(
            [Subject.SUPPLEMENT_FORM] if form.is_dose else [], kidney_disease=diary.amounts_only
        ),
        "level": upper_level_for(Totals(), target) if form.is_dose else None,
        "guidance": target.limit.guidance if target else None,
        "day_name": day_name(slot.date, diary.today),
    }


def _health_beside(
    diary: Diary,
    form: LogForm | DoseForm | QuickAddForm,
    kind: str,
    name: str,
    magnesium_mg: Decimal | None,
) -> dict[str, Any]:
    """What is said of the person's kidneys and medicines beside a form, of these by the time that
    was typed into it."""
    at = getattr(form, "cleaned_data", {}).get("time")
    return {
        "weak_kidneys": diary.amounts_only,
        "spacing": diary.spacing_beside(kind, name, magnesium_mg, at),
        "asks_medicines": diary.asks_about_medicines(kind),
    }
