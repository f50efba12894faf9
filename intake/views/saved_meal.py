"""One saved meal: what it holds, changed, and logging it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from foods.formatting import isolated
from foods.languages import page_language
from foods.models import Food
from intake.again import left_out_of, to_log
from intake.forms.copying import hash_of_said
from intake.forms.entries import LogForm
from intake.forms.measures import fields_of_helping
from intake.forms.saved_meals import LogSavedMealForm, OwnLineForm, SavedMealForm
from intake.meal_items import NewItem, row_of
from intake.meals import SavedMealChanged, SavedMealGone, change_saved_meal, servings_of
from intake.models import Meal, Person, SavedMeal, SavedMealItem
from intake.snapshots import InvalidEntry
from intake.together import InvalidItem, log_together_once
from intake.views.asked import Diary, Slot
from intake.views.copying import uuid_of
from intake.views.found import FoodRow, find, said_of
from intake.views.offers import offer_of
from intake.views.personal import PersonalRequest, personal
from intake.views.said import WHY, say_logged_together


def own_meal(person: Person, meal_id: UUID) -> SavedMeal:
    meals = SavedMeal.objects.for_person(person).with_items().select_related("person")
    return get_object_or_404(meals, uuid=meal_id)


@personal
def saved_meal(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    """Logs it, or changes what it holds."""
    diary = Diary.of(request.user)
    meal = own_meal(request.user, meal_id)
    if meal.deleted_at is not None:
        return _say_gone(request, meal)
    if request.method != "POST":
        return _show(request, diary, meal)
    form = SavedMealForm(request.POST, meal=meal, items=list(meal.items.all()))
    if form.is_valid():
        try:
            changed = change_saved_meal(
                meal,
                name=form.cleaned_data["name"],
                servings=form.cleaned_data["servings"],
                edit=lambda items: _arranged(form.edited(items), request.POST.get("act", "")),
                expected_version=form.cleaned_data["version"],
            )
        except InvalidEntry as error:
            form.add_invalid(error)
        except SavedMealGone as gone:
            return _say_gone(request, gone.meal)
        except SavedMealChanged as conflict:
            messages.warning(
                request, _("This was changed elsewhere meanwhile. Here is what it holds now.")
            )
            return _show(request, diary, conflict.meal, status=422)
        else:
            if not request.POST.get("act"):
                saved = _("Saved: %(name)s. Past days stay as they were.") % {"name": changed.name}
                messages.success(request, saved)
            return redirect("saved_meal", meal_id=meal.uuid)
    return _show(request, diary, meal, form=form, status=422)


def _arranged(items: list[SavedMealItem], act: str) -> list[SavedMealItem]:
    """After `remove-2` or `up-2`, counted from 0; anything else changes nothing."""
    verb, _dash, number = act.partition("-")
    if not number.isdecimal() or int(number) >= len(items):
        return items
    place = int(number)
    if verb == "remove":
        return items[:place] + items[place + 1 :]
    if verb == "up" and place > 0:
        items[place - 1], items[place] = items[place], items[place - 1]
    return items


def _show(
    request: HttpRequest,
    diary: Diary,
    meal: SavedMeal,
    *,
    form: SavedMealForm | None = None,
    log_form: LogSavedMealForm | None = None,
    own_form: OwnLineForm | None = None,
    refused: LogForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = list(meal.items.all())
    form = form or SavedMealForm(meal=meal, items=items)
    lines = servings_of(
        meal,
        day=diary.today,
        meal_of_day=Meal.SNACK,
        doses=diary.may_tap_doses(diary.today),
        servings=meal.servings,
    )
    slot = Slot(diary.today, diary.meal_of_now)
    context = {
        "here": "today",
        "diary": diary,
        "hide_numbers": diary.hides_numbers,
        "meal": meal,
        "offer": offer_of(diary, meal, diary.today),
        "form": form,
        "log_form": log_form
        or LogSavedMealForm(initial={"date": slot.date, "meal": slot.meal}, auto_id="log_%s"),
        "own_form": own_form or OwnLineForm(auto_id="own_%s"),
        "lines": [
            {
                "item": line.said,
                "magnesium_mg": line.magnesium_mg,
                "magnesium_at_most_mg": line.magnesium_at_most_mg,
                "confidence": line.confidence,
                "why": WHY[line.left_out] if line.left_out else "",
                "shown": shown,
                "field": field,
                "place": place,
            }
            for place, (line, (shown, field)) in enumerate(
                zip(lines, form.amount_fields(), strict=True)
            )
        ],
    }
    typed = request.GET.get("q") or request.POST.get("q", "")
    if typed.strip():
        found, rows = find(diary, slot.date, typed)
        context |= said_of(found, rows) | {
            "typed": typed,
            "found": found,
            "rows": [(row, _choice(row, refused)) for row in rows],
        }
    return render(request, "intake/saved_meal.html", context, status=status)


def _choice(row: FoodRow, refused: LogForm | None) -> LogForm | None:
    """How much of it, where one tap adds nothing; as it was chosen, where that is refused."""
    if row.one_tap:
        return None
    if refused and refused.food == row.food:
        return refused
    initial = fields_of_helping(row.helping, row.food)
    return LogForm(food=row.food, initial=initial, auto_id=_auto_id(row.food))


def _auto_id(food: Food) -> str:
    return f"more_{food.pk}_%s"


def _say_gone(request: HttpRequest, meal: SavedMeal) -> HttpResponse:
    messages.warning(
        request,
        _("This meal was deleted: %(name)s.") % {"name": isolated(meal.name)},
        extra_tags=reverse("saved_meal_restore", args=[meal.uuid]),
    )
    return redirect("saved_meals")


@require_POST
@personal
def add_item(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    """A food with a helping, or a line of one's own. Pressed twice, it is added once."""
    diary = Diary.of(request.user)
    meal = own_meal(request.user, meal_id)
    own_form = None
    food_id = request.POST.get("food", "")
    if food_id:
        foods = Food.objects.visible_to(request.user).prefetch_related("portions")
        foods = foods.named_in(page_language())
        if not food_id.isdecimal() or len(food_id) > 18:
            return redirect("saved_meal", meal_id=meal.uuid)
        food = get_object_or_404(foods, pk=int(food_id))
        slot = {"date": diary.today, "meal": Meal.SNACK}
        posted = {**request.POST.dict(), **slot}
        form = LogForm(posted, food=food, auto_id=_auto_id(food))
        if not form.is_valid():
            messages.error(request, " ".join(str(e[0]) for e in form.errors.values()))
            return _show(request, diary, meal, refused=form, status=422)
        new = form.new_entry()
        item = NewItem(food=new.food, measure=new.measure)
    else:
        own_form = OwnLineForm(request.POST, auto_id="own_%s")
        if not own_form.is_valid():
            return _show(request, diary, meal, own_form=own_form, status=422)
        item = own_form.new_item()
    try:
        row = row_of(item)
        change_saved_meal(
            meal,
            edit=lambda items: [*items, SavedMealItem(**row)],
            once=uuid_of(request.POST.get("once", "")),
        )
    except SavedMealGone as gone:
        return _say_gone(request, gone.meal)
    except (InvalidEntry, InvalidItem) as error:
        messages.error(request, str(error))
        return _show(request, diary, meal, own_form=own_form, status=422)
    messages.success(request, _("Added: %(name)s.") % {"name": isolated(row["name"])})
    return redirect("saved_meal", meal_id=meal.uuid)


@require_POST
@personal
def log(request: PersonalRequest, meal_id: UUID) -> HttpResponse:
    diary = Diary.of(request.user)
    meal = own_meal(request.user, meal_id)
    if meal.deleted_at is not None:
        return _say_gone(request, meal)
    form = LogSavedMealForm(request.POST, auto_id="log_%s")
    if not form.is_valid():
        return _show(request, diary, meal, log_form=form, status=422)
    data = form.cleaned_data
    try:
        lines = servings_of(
            meal,
            day=data["date"],
            meal_of_day=data["meal"],
            doses=diary.may_tap_doses(data["date"]),
            servings=data["servings"],
        )
        entries = log_together_once(
            request.user,
            to_log(lines),
            once=data["once"],
            request_hash=hash_of_said(data | {"saved_meal": meal.uuid}),
            logged_as=meal.name,
        )
    except (InvalidEntry, InvalidItem) as error:
        form.add_invalid(error.error if isinstance(error, InvalidItem) else error)
        return _show(request, diary, meal, log_form=form, status=422)
    logged = ngettext(
        "Logged: %(foods)d food from “%(meal)s”.",
        "Logged: %(foods)d foods from “%(meal)s”.",
        len(entries),
    ) % {"foods": len(entries), "meal": meal.name}
    say_logged_together(request, entries, logged, left_out_of(lines))
    return redirect(diary.day_url(data["date"]))
