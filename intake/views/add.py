"""Logging: search, a food's helping, a supplement's dose, or something of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import reselect, reswap, retarget

from foods.folding import FoodQuery
from foods.models import Food, Kind
from foods.search import FoodsFound, search
from foods.templatetags.amounts import plain_number
from foods.typed_amounts import Helping, helping_of
from intake.again import entries_to_copy
from intake.days import upper_level_for
from intake.diary import is_dose, log_once
from intake.food_marks import favourite_ids
from intake.forms.doses import DoseForm
from intake.forms.entries import LogForm, QuickAddForm
from intake.forms.measures import BASIS_UNIT, fields_of
from intake.models import Entry, LabelSays, Meal
from intake.people import answer_about_kidneys
from intake.snapshots import DOSE_KINDS, InvalidEntry
from intake.subject_notes import notes_about
from intake.totals import Totals
from intake.usual import favourite_foods, usual_food_ids, usual_foods
from intake.views.asked import Diary, Slot, day_name
from intake.views.basket import basket_context, collect
from intake.views.entries import say_logged
from intake.views.food_marks import star_url
from intake.views.offers import offers
from intake.views.personal import PersonalRequest, personal
from intake.views.today import chips_of, meal_again
from notes.models import Subject

SHOWN = 12
SAVED_SHOWN = 6
FAVOURITES_SHOWN = 24


@dataclass(frozen=True)
class FoodRow:
    """A food with the helping that its plus logs; `magnesium_mg` None: no figure.

    Enter chooses the `first`, unless it is none that was typed.
    """

    food: Food
    helping: Helping
    one_tap: bool
    dose: bool
    first: bool = False
    starred: bool = False

    @property
    def favourite_url(self) -> str:
        return star_url(self.food.pk, self.starred)

    @property
    def magnesium_mg(self) -> Decimal | None:
        return self.food.magnesium_mg_in(self.helping.quantity)

    @property
    def at_most_mg(self) -> Decimal | None:
        """Where there is no figure but a bound."""
        return self.food.magnesium_at_most_mg_in(self.helping.quantity)

    @property
    def way(self) -> str:
        return str(self.helping.portion.pk) if self.helping.portion else BASIS_UNIT

    @property
    def label(self) -> str:
        return self.helping.portion.label if self.helping.portion else self.food.basis_unit

    @property
    def query(self) -> str:
        """The helping in an address, for the page that changes it."""
        return urlencode({"portion": self.way, "amount": plain_number(self.helping.amount)})


@require_safe
@personal
def add(request: PersonalRequest) -> HttpResponse:
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    typed = request.GET.get("q", "")
    context = _page(diary, slot) | {"typed": typed, "meals": Meal}
    context |= basket_context(request, slot)
    if typed.strip():
        context |= found_context(diary, slot, typed)
    else:
        context |= _before_typing(diary, slot)
    return render(request, "intake/add.html", context)


@require_safe
@personal
def results(request: PersonalRequest) -> HttpResponse:
    """What stands below the box while somebody types."""
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    typed = request.GET.get("q", "")
    context: dict[str, Any] = {
        "slot": slot,
        "hide_numbers": diary.hides_numbers,
        "fragment": True,
        "in_place": bool(request.GET.get("in_place")),
    }
    if typed.strip():
        context |= found_context(diary, slot, typed, stars=not context["in_place"])
    elif not context["in_place"]:
        context |= _before_typing(diary, slot)
    return render(request, "intake/_results.html", context)


def _page(diary: Diary, slot: Slot) -> dict[str, Any]:
    return {
        "here": "today",
        "hide_numbers": diary.hides_numbers,
        "slot": slot,
        "day_name": day_name(slot.date, diary.today),
        "day_url": diary.day_url(slot.date),
    }


def found_context(diary: Diary, slot: Slot, typed: str, *, stars: bool = True) -> dict[str, Any]:
    found = search(
        typed,
        person=diary.person,
        preferred_ids=usual_food_ids(diary.person, today=diary.today),
        limit=SHOWN,
    )
    rows = _rows(diary, slot.date, found, favourite_ids(diary.person) if stars else set())
    read_as = _read_as(found, rows)
    opened = _opened(diary, slot, read_as) if read_as else {}
    return opened | {
        "search_url": f"{reverse('add')}?{slot.query}&{urlencode({'q': typed})}",
        "searched": True,
        "found": found,
        "rows": rows,
        "others": rows[1:] if opened else rows,
        "read_as": read_as,
        "quick": QuickAddForm(
            initial={"date": slot.date, "meal": slot.meal, "name": found.query.text[:300]}
        ),
    }


def _rows(diary: Diary, on: date, found: FoodsFound, favourites: set[int]) -> list[FoodRow]:
    prefetch_related_objects(found.foods, "portions")
    may = diary.may_tap_doses(on)
    return [
        FoodRow(
            food=food,
            helping=helping_of(food, list(food.portions.all()), found.query),
            one_tap=not is_dose(food)
            and food.kind != Kind.MEDICINE
            and (may or food.kind not in DOSE_KINDS),
            dose=is_dose(food),
            first=number == 0 and not found.partial,
            starred=food.pk in favourites,
        )
        for number, food in enumerate(found.foods)
    ]


def _read_as(found: FoodsFound, rows: Sequence[FoodRow]) -> FoodRow | None:
    if found.partial or found.query.amount is None or not rows or not rows[0].helping.as_typed:
        return None
    return rows[0]


def _opened(diary: Diary, slot: Slot, row: FoodRow) -> dict[str, Any]:
    """The first food with its form, when an amount was typed: to be seen before it is logged."""
    if not row.one_tap:
        # Enter would log it; its row opens the form instead.
        return {}
    initial = {
        "date": slot.date,
        "meal": slot.meal,
        "portion": row.way,
        "amount": plain_number(row.helping.amount),
    }
    form = LogForm(food=row.food, initial=initial, auto_id=f"id_{row.food.pk}_%s")
    return _form_context(diary, slot, form)


def _before_typing(diary: Diary, slot: Slot) -> dict[str, Any]:
    saved = offers(diary, slot.date, limit=SAVED_SHOWN)
    favourites = [
        (food, usual, fields_of(usual.measure) if usual else {})
        for food, usual in favourite_foods(
            diary.person, doses=diary.may_tap_doses(slot.date), limit=FAVOURITES_SHOWN
        )
    ]
    own = {"saved": saved, "favourites": favourites}
    if diary.amounts_only:
        return own
    return own | {
        "chips": chips_of(
            usual_foods(
                diary.person,
                today=diary.today,
                meal=slot.meal,
                doses=diary.may_tap_doses(slot.date),
                limit=8,
            )
        ),
        "again": meal_again(
            diary,
            slot.date,
            slot.meal,
            entries_to_copy(diary.person, slot.date - timedelta(days=1), [slot.meal]),
        ),
    }


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
            "doses": plain_number(_number(request.GET.get("doses"))) or "1",
            "label_says": request.GET.get("label_says") or LabelSays.ELEMENTAL,
            "compound": request.GET.get("compound", ""),
        }
    helping = helping_of(food, list(food.portions.all()), FoodQuery(""))
    way, usual = (str(helping.portion.pk) if helping.portion else BASIS_UNIT), helping.amount
    return {
        "portion": request.GET.get("portion") or way,
        "amount": plain_number(amount or usual),
    }


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
    context = _page(diary, slot) | _form_context(diary, slot, form)
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


def _form_context(diary: Diary, slot: Slot, form: LogForm | DoseForm) -> dict[str, Any]:
    """`mg_of_unit`: magnesium of one g, ml or piece, for the sum that moves while one types."""
    target = diary.situation.on(slot.date)
    food = form.food
    return _medicines(diary, form, food.kind, str(food), food.magnesium_mg_per_basis) | {
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


def _medicines(
    diary: Diary,
    form: LogForm | DoseForm | QuickAddForm,
    kind: str,
    name: str,
    magnesium_mg: Decimal | None,
) -> dict[str, Any]:
    """What is said of the person's medicines beside a form, by the time that was typed into it."""
    at = getattr(form, "cleaned_data", {}).get("time")
    return {
        "spacing": diary.spacing_beside(kind, name, magnesium_mg, at),
        "asks_medicines": diary.asks_about_medicines(kind),
    }


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
    context = _page(diary, slot) | {"quick": form} | _medicines(diary, form, kind, name, None)
    return render(request, "intake/add_own.html", context, status=status)
