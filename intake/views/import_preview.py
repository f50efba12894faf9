"""What a file would add, looked at before: what its lines are is asked and kept here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foods.formatting import format_number
from intake.forms.transfer import ConsentForm, DaysForm, RepeatsForm, Said, UnmatchedForm
from intake.models import Import
from intake.people import profile_of
from intake.transfer.asked_foods import found_foods, kept_foods, weighed_foods
from intake.transfer.from_cronometer import Choices, Unmatched, taken_days, unmatched
from intake.transfer.tables import ENTRIES
from intake.transfer.uploads import KEPT_FOR, Opened
from intake.views.personal import PersonalRequest, personal

ENTRIES_A_PAGE = 50
QUESTIONS_A_PAGE = 10
DAYS_A_PAGE = 60
WORDS_SHOWN = 100


def waiting_import(request: PersonalRequest, import_id: int) -> Import:
    waiting = Import.objects.of(request.user).select_related("person")
    still_kept = timezone.now() - KEPT_FOR
    return get_object_or_404(waiting, pk=import_id, applied_at=None, created_at__gte=still_kept)


@require_safe
@personal
def preview(request: PersonalRequest, import_id: int) -> HttpResponse:
    opened = Opened(waiting_import(request, import_id))
    return _show(request, opened)


def _show(request: PersonalRequest, opened: Opened, **bound: Any) -> HttpResponse:
    planned, contents = opened.plan, opened.contents
    entries = planned.parts[ENTRIES.key]
    stays = planned.stays
    context: dict[str, Any] = {
        "brought": opened.brought,
        "hide_numbers": profile_of(request.user).hide_numbers,
        "plan": planned,
        "parts": [part for part in planned.parts.values() if part.added or part.same],
        "entries": entries,
        "page": Paginator(entries.rows, ENTRIES_A_PAGE).get_page(request.GET.get("page")),
        "stays": stays[:WORDS_SHOWN],
        "stays_more": max(0, len(stays) - WORDS_SHOWN),
        "consents": ConsentForm(purposes=planned.purposes),
        "not_known": opened.incoming.not_known,
    }
    if contents is not None:
        questions, forms = _questions(request, opened)
        days, days_form = _days(request, opened)
        context |= {
            "contents": contents,
            "other_groups": sorted(group or _("no group") for group in contents.other_groups)[:20],
            "problems": list(map(str, contents.problems)),
            "questions": questions,
            "question_forms": forms,
            "days": days,
            "days_form": days_form,
            "repeats_form": RepeatsForm(
                initial={"drop_repeats": "drop" if _choices(opened).drop_repeats else "keep"}
            ),
        }
    context |= bound
    invalid = any(form.errors for form in context.get("question_forms", ()))
    template = "intake/settings/import.html"
    return render(request, template, context, status=422 if invalid else 200)


def _choices(opened: Opened) -> Choices:
    return Choices.of(opened.brought.choices)


def _questions(
    request: PersonalRequest, opened: Opened
) -> tuple[Page[Unmatched], list[UnmatchedForm]]:
    """A page of lines without a figure, and a form with foods to choose from for each. What was
    typed is kept as typed while a food is looked for, and checked when it is to be kept."""
    assert opened.contents is not None
    every = unmatched(opened.contents)
    asked = Paginator(every, QUESTIONS_A_PAGE)
    page = asked.get_page(request.POST.get("asked_page") or request.GET.get("asked"))
    chosen = _choices(opened).foods
    of_name = {one.name: chosen[one.key][0] for one in every if one.key in chosen}
    posted = request.POST if "asked_page" in request.POST else None
    said = [Said.of(posted, one, chosen.get(one.key)) for one in page.object_list]
    picked = [one.food_id or of_name.get(one.asked.name) for one in said]
    foods = weighed_foods(request.user, picked)
    if any(one.looks for one in said):
        posted = None
    return page, [
        UnmatchedForm(
            posted,
            said=one,
            found=found_foods(request.user, one.asked.name, one.search),
            picked=foods.get(food_id or 0),
        )
        for one, food_id in zip(said, picked, strict=True)
    ]


def _days(request: PersonalRequest, opened: Opened) -> tuple[Page[Any], DaysForm]:
    """A page of days that have entries already."""
    assert opened.contents is not None
    days = Paginator(taken_days(request.user, opened.contents), DAYS_A_PAGE)
    number = request.POST.get("days_page") or request.GET.get("days")
    page = days.get_page(number)
    data = request.POST if "days_page" in request.POST else None
    return page, DaysForm(data, days=list(page.object_list), chosen=_choices(opened).days)


@require_POST
@personal
def choose(request: PersonalRequest, import_id: int) -> HttpResponse:
    """Keeps the answers of one part of one page; the others stay as they are."""
    opened = Opened(waiting_import(request, import_id))
    if opened.contents is None:
        return redirect("import", import_id)
    choices = dict(opened.brought.choices)
    address, kept = "?", _("Your answers are kept.")
    if "drop_repeats" in request.POST:
        repeats = RepeatsForm(request.POST)
        choices["drop_repeats"] = repeats.is_valid() and repeats.cleaned_data["drop_repeats"]
    elif "days_page" in request.POST:
        days, form = _days(request, opened)
        if form.is_valid():
            elsewhere = _choices(opened).days - set(days.object_list)
            choices["days"] = sorted(
                day.isoformat() for day in elsewhere | set(form.cleaned_data["days"])
            )
        address = f"?days={days.next_page_number() if days.has_next() else days.number}#days"
    else:
        questions, forms = _questions(request, opened)
        if any(form.errors or not form.is_bound for form in forms):
            return _show(request, opened, questions=questions, question_forms=forms)
        answers = [(form.asked, form.choice()) for form in forms]
        choices["foods"], others = kept_foods(
            choices.get("foods", {}), answers, unmatched(opened.contents)
        )
        goes_on = questions.has_next() and "stay" not in request.POST
        next_page = questions.next_page_number() if goes_on else questions.number
        address = f"?asked={next_page}#without-figure"
        if others:
            kept = ngettext(
                "Your answers are kept, also for %(count)s more of the same name.",
                "Your answers are kept, also for %(count)s more of the same name.",
                others,
            ) % {"count": format_number(others)}
    Import.objects.filter(pk=opened.brought.pk, applied_at=None).update(choices=choices)
    messages.success(request, kept)
    answer = redirect("import", import_id)
    answer["Location"] += address
    return answer


@require_safe
@personal
def foods(request: PersonalRequest, import_id: int) -> HttpResponse:
    """What a line may be, while somebody types. The file is not read for it."""
    waiting_import(request, import_id)
    line = Unmatched(request.GET.get("name", "")[:300], request.GET.get("amount", "")[:120], None)
    said = Said.of(request.GET, line, None)
    form = UnmatchedForm(
        said=said,
        found=found_foods(request.user, line.name, said.search),
        picked=weighed_foods(request.user, [said.food_id]).get(said.food_id or 0),
    )
    context = {"form": form, "fragment": True}
    return render(request, "intake/settings/_import_foods.html", context)
