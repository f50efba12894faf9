"""Several foods collected in the add page, to be logged together.

The basket lies in the person's session, so that it works without JavaScript and survives whatever
goes wrong: a line leaves it when it is taken out, or when all of them are logged. Lines that were
taken out lie beside it, to be put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foods.formatting import isolated
from foods.languages import page_language
from foods.models import Food
from intake.diary import NewEntry, is_dose
from intake.forms.copying import hash_of_said
from intake.forms.doses import DoseForm
from intake.forms.entries import EntryForm, LogForm, QuickAddForm
from intake.models import Meal, Person
from intake.snapshots import InvalidEntry, snapshot_of_food, snapshot_of_quick_add
from intake.together import InvalidItem, entries_together, log_together_once
from intake.views.asked import Diary, Slot
from intake.views.copying import uuid_of
from intake.views.personal import PersonalRequest, personal
from intake.views.said import logged_for, say_logged_together

KEY = "basket"
TAKEN_OUT = "basket_taken_out"  # the last lines that were, to be put back
LineForm = LogForm | DoseForm | QuickAddForm
MOST_LINES = 50
KEPT_FIELDS = (
    "portion",
    "amount",
    "came_with",
    "was",
    "label_says",
    "compound",
    "doses",
    "dose_mg",
    "confirmed",
    "name",
    "kind",
    "magnesium_mg",
    "time",
)


@dataclass
class Line:
    """`error` says why it can't be logged; then what it comes to is not known."""

    id: str
    name: str
    new: NewEntry | None = None
    amount: Decimal | None = None
    portion_label: str = ""
    magnesium_mg: Decimal | None = None
    magnesium_at_most_mg: Decimal | None = None
    confidence: str = ""
    error: str = ""

    @property
    def is_lower_bound(self) -> bool:
        return self.magnesium_mg is None or self.magnesium_at_most_mg is not None


@dataclass(frozen=True)
class Basket:
    once: str
    lines: list[Line]

    @property
    def magnesium_mg(self) -> Decimal:
        return sum((line.magnesium_mg or Decimal(0) for line in self.lines), Decimal(0))

    @property
    def is_lower_bound(self) -> bool:
        return any(line.is_lower_bound for line in self.lines)


def collect(request: HttpRequest, food: Food | None, form: LineForm) -> None:
    """Raises InvalidEntry where it could not be logged, or the basket is full."""
    new = form.new_entry()
    _snapshot(new)
    held = request.session.get(KEY) or {"once": str(uuid4()), "lines": []}
    if len(held["lines"]) >= MOST_LINES:
        raise InvalidEntry("amount", "too_many", _full())
    fields = {name: form.data[name] for name in KEPT_FIELDS if name in form.data}
    line = {"id": str(uuid4()), "food": food.pk if food else None, "fields": fields}
    held["lines"].append(line)
    request.session[KEY] = held


def _full() -> str:
    return _("At most %(number)d foods fit in the basket.") % {"number": MOST_LINES}


def basket_of(request: PersonalRequest, slot: Slot) -> Basket | None:
    """What was collected, as it would be logged in the slot; None for nothing. Three queries."""
    held = request.session.get(KEY)
    if not held:
        return None
    for line in held["lines"]:
        if "id" not in line:  # collected before lines had one
            line["id"] = str(uuid4())
            request.session.modified = True
    foods = (
        Food.objects.visible_to(request.user)
        .named_in(page_language())
        .prefetch_related("portions")
        .in_bulk([line["food"] for line in held["lines"] if line["food"]])
    )
    lines = [_line(line, foods, {"date": slot.date, "meal": slot.meal}) for line in held["lines"]]
    return Basket(held["once"], lines)


def _line(held: Any, foods: dict[int, Food], when: dict[str, Any]) -> Line:
    data = held["fields"] | when
    form: LineForm
    if held["food"] is None:
        form = QuickAddForm(data)
    elif food := foods.get(held["food"]):
        form = (DoseForm if is_dose(food) or "dose_mg" in data else LogForm)(data, food=food)
    else:
        error = _("Take it out: it can’t be logged.")
        return Line(held["id"], _("A food that is no more"), error=error)
    name = str(data.get("name") or food)
    if not form.is_valid():
        wrong = " ".join(str(e) for each in form.errors.values() for e in each)
        return Line(held["id"], name, error=wrong)
    new = form.new_entry()
    try:
        fields = _snapshot(new)
    except InvalidEntry as error:
        return Line(held["id"], name, error=error.message)
    return Line(
        held["id"],
        name,
        new=new,
        amount=fields["amount"],
        portion_label=fields.get("portion_label", ""),
        magnesium_mg=fields["magnesium_mg"],
        magnesium_at_most_mg=fields.get("magnesium_at_most_mg"),
        confidence=fields["confidence"],
    )


def _snapshot(new: NewEntry) -> dict[str, Any]:
    if new.food is not None:
        return snapshot_of_food(new.food, new.measure)
    return snapshot_of_quick_add(name=new.name, kind=new.kind, magnesium_mg=new.magnesium_mg)


class BasketForm(EntryForm):
    """Where all of it goes; each line may have a time of its own."""

    time = None  # type: ignore[assignment]


@require_POST
@personal
def log(request: PersonalRequest) -> HttpResponse:
    """All of it or nothing; what can't be logged is said beside its line."""
    diary = Diary.of(request.user)
    slot = Slot.asked(request, diary)
    form = BasketForm(request.POST)
    if form.is_valid():
        slot = Slot(form.cleaned_data["date"], Meal(form.cleaned_data["meal"]), collects=True)
    basket = basket_of(request, slot)
    if basket is None:
        if not _logged_before(request.user, request.POST.get("once", "")):
            messages.warning(request, _("There is nothing in the basket."))
        return redirect(diary.day_url(slot.date))
    if form.is_valid() and not any(line.error for line in basket.lines):
        try:
            entries = log_together_once(
                request.user,
                [line.new for line in basket.lines if line.new],
                once=uuid_of(basket.once),
                request_hash=hash_of_said({"date": slot.date, "meal": slot.meal}),
            )
        except InvalidItem as error:
            basket.lines[error.index].error = error.error.message
        else:
            del request.session[KEY]
            say_logged_together(request, entries, logged_for(entries, slot.meal))
            return redirect(diary.day_url(slot.date))
    context = {
        "here": "today",
        "slot": slot,
        "basket": basket,
        "basket_form": form,
        "hide_numbers": diary.hides_numbers,
    }
    return render(request, "intake/basket.html", context, status=422)


def _logged_before(person: Person, once: str) -> bool:
    """Whether it is the second press of a button."""
    act = uuid_of(once)
    return act is not None and entries_together(person, act).exists()


@require_POST
@personal
def take_out(request: PersonalRequest) -> HttpResponse:
    slot = Slot.asked(request, Diary.of(request.user))
    basket, line_id = basket_of(request, slot), request.POST.get("line")
    lines = basket.lines if basket else []
    at = next((at for at, line in enumerate(lines) if line.id == line_id), None)
    if basket and at is not None:
        held = request.session[KEY]
        taken = {"at": at, "line": held["lines"].pop(at)}
        request.session[TAKEN_OUT] = [*request.session.get(TAKEN_OUT, []), taken][-MOST_LINES:]
        if held["lines"]:
            request.session[KEY] = held
        else:
            del request.session[KEY]
        messages.success(
            request,
            _("Taken out: %(food)s.") % {"food": isolated(lines[at].name)},
            extra_tags=f"{reverse('basket_put_back', args=[line_id])}?{slot.query}",
        )
    return redirect(slot.add_url)


@require_POST
@personal
def put_back(request: PersonalRequest, line_id: UUID) -> HttpResponse:
    """Where it stood, as far as the basket is the one that it stood in. Pressed twice, once."""
    slot = Slot.asked(request, Diary.of(request.user))
    taken_out = request.session.get(TAKEN_OUT, [])
    taken = next((each for each in taken_out if each["line"]["id"] == str(line_id)), None)
    if taken is None:
        return redirect(slot.add_url)
    held = request.session.get(KEY) or {"once": str(uuid4()), "lines": []}
    if len(held["lines"]) >= MOST_LINES:
        messages.error(request, _full())
        return redirect(slot.add_url)
    held["lines"].insert(taken["at"], taken["line"])
    request.session[KEY] = held
    request.session[TAKEN_OUT] = [each for each in taken_out if each is not taken]
    if basket := basket_of(request, slot):
        name = next(line.name for line in basket.lines if line.id == str(line_id))
        messages.success(request, _("Back again: %(name)s.") % {"name": isolated(name)})
    return redirect(slot.add_url)


def basket_context(request: PersonalRequest, slot: Slot) -> dict[str, Any]:
    basket = basket_of(request, slot)
    if basket is None:
        return {}
    form = BasketForm(initial={"date": slot.date, "meal": slot.meal}, auto_id="basket_%s")
    return {"basket": basket, "basket_form": form}
