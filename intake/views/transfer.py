"""A person's data out, and files in: first looked at, then added, and taken back again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from foods.models import Basis
from foods.search import search
from intake.forms.transfer import BringForm, ConsentForm, DaysForm, RepeatsForm, UnmatchedForm
from intake.models import Import, Purpose
from intake.transfer.applying import AppliedAlready, apply
from intake.transfer.exact import NotReadable
from intake.transfer.from_cronometer import Choices, Unmatched, taken_days, unmatched
from intake.transfer.reading import Damaged
from intake.transfer.tables import ENTRIES, FOODS, TABLES
from intake.transfer.undoing import NotUndoable, undo
from intake.transfer.uploads import KEPT_FOR, MOST_BYTES, Opened, forget_old, receive
from intake.views.personal import PersonalRequest, personal

ENTRIES_A_PAGE = 50
QUESTIONS_A_PAGE = 10
DAYS_A_PAGE = 60
WORDS_SHOWN = 100
CALLED = {table.key: table.called for table in (ENTRIES, FOODS, *TABLES)}


@personal
def export(request: PersonalRequest) -> HttpResponse:
    forget_old()
    return _export_page(request, BringForm())


def _export_page(
    request: PersonalRequest, form: BringForm, damaged: Damaged | None = None
) -> HttpResponse:
    imports = Import.objects.of(request.user).defer("content", "rows", "choices", "before")
    context = {
        "form": form,
        "damaged": damaged,
        "imports": [(one, _in_words(one)) for one in imports[:50]],
    }
    status = 422 if form.errors else 200
    return render(request, "intake/settings/export.html", context, status=status)


def _in_words(brought: Import) -> str:
    added = [
        f"{part['added']:,} {CALLED[key]}"
        for key, part in brought.result.items()
        if key in CALLED and part["added"]
    ]
    return ", ".join(added) or "nothing new"


@csrf_exempt
def bring(request: HttpRequest) -> HttpResponseBase:
    """A file of any size would be read in whole to look for the form's token, so its size is
    looked at first."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES + 10_000:
        return _refuse_size(request)
    return _bring(request)


@personal
def _refuse_size(request: PersonalRequest) -> HttpResponse:
    form = BringForm({})
    form.errors.clear()
    form.add_error(
        "file", f"It is larger than {MOST_BYTES // 1_000_000} MB, the most that is read."
    )
    return _export_page(request, form)


@csrf_protect
@require_POST
@personal
def _bring(request: PersonalRequest) -> HttpResponse:
    form = BringForm(request.POST, request.FILES)
    damaged = None
    if form.is_valid():
        try:
            brought = receive(request.user, form.cleaned_data["file"])
        except NotReadable as error:
            damaged = error if isinstance(error, Damaged) else None
            form.add_error("file", str(error))
        else:
            return redirect("import", brought.pk)
    return _export_page(request, form, damaged)


def _waiting(request: PersonalRequest, import_id: int) -> Import:
    waiting = Import.objects.of(request.user).select_related("person")
    still_kept = timezone.now() - KEPT_FOR
    return get_object_or_404(waiting, pk=import_id, applied_at=None, created_at__gte=still_kept)


@require_safe
@personal
def preview(request: PersonalRequest, import_id: int) -> HttpResponse:
    opened = Opened(_waiting(request, import_id))
    return _show(request, opened)


def _show(request: PersonalRequest, opened: Opened, **bound: Any) -> HttpResponse:
    planned, contents = opened.plan, opened.contents
    entries = planned.parts[ENTRIES.key]
    stays = planned.stays
    context: dict[str, Any] = {
        "brought": opened.brought,
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
            "other_groups": sorted(contents.other_groups)[:20],
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
    """A page of lines without a figure, and a form with the best three foods for each."""
    assert opened.contents is not None
    asked = Paginator(unmatched(opened.contents), QUESTIONS_A_PAGE)
    number = request.POST.get("asked_page") or request.GET.get("asked")
    page = asked.get_page(number)
    chosen = _choices(opened).foods
    forms = []
    for one in page.object_list:
        found = search(one.name, person=request.user, has_figure=True, limit=10).foods
        weighed = [food for food in found if food.basis == Basis.PER_100_G][:3]
        data = request.POST if "asked_page" in request.POST else None
        forms.append(UnmatchedForm(data, asked=one, offered=weighed, chosen=chosen.get(one.key)))
    return page, forms


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
    opened = Opened(_waiting(request, import_id))
    if opened.contents is None:
        return redirect("import", import_id)
    choices = dict(opened.brought.choices)
    address = "?"
    if "drop_repeats" in request.POST:
        repeats = RepeatsForm(request.POST)
        choices["drop_repeats"] = repeats.is_valid() and repeats.cleaned_data["drop_repeats"]
    elif "days_page" in request.POST:
        days, form = _days(request, opened)
        if form.is_valid():
            kept = _choices(opened).days - set(days.object_list)
            choices["days"] = sorted(
                day.isoformat() for day in kept | set(form.cleaned_data["days"])
            )
        address = f"?days={days.next_page_number() if days.has_next() else days.number}#days"
    else:
        questions, forms = _questions(request, opened)
        if any(form.errors for form in forms):
            return _show(request, opened, questions=questions, question_forms=forms)
        foods = dict(choices.get("foods", {}))
        for one in forms:
            foods.pop(one.asked.key, None)
            if (choice := one.choice()) is not None:
                foods[one.asked.key] = [choice[0], str(choice[1])]
        choices["foods"] = foods
        next_page = questions.next_page_number() if questions.has_next() else questions.number
        address = f"?asked={next_page}#without-figure"
    Import.objects.filter(pk=opened.brought.pk, applied_at=None).update(choices=choices)
    messages.success(request, "Your answers are kept.")
    answer = redirect("import", import_id)
    answer["Location"] += address
    return answer


@require_POST
@personal
def apply_import(request: PersonalRequest, import_id: int) -> HttpResponse:
    brought = get_object_or_404(
        Import.objects.of(request.user).select_related("person"), pk=import_id
    )
    if brought.applied_at is None:
        opened = Opened(_waiting(request, import_id))
        consents = ConsentForm(request.POST, purposes=Purpose)
        given = consents.given() if consents.is_valid() else []
        try:
            brought = apply(opened.brought, opened.incoming, consents=given)
        except AppliedAlready:
            brought.refresh_from_db()
        undo_at = reverse("import_undo", args=[brought.pk])
        messages.success(request, f"Added: {_in_words(brought)}.", extra_tags=undo_at)
    return redirect("settings_export")


@require_POST
@personal
def forget(request: PersonalRequest, import_id: int) -> HttpResponse:
    _waiting(request, import_id).delete()
    messages.success(request, "Forgotten. Nothing of the file was added.")
    return redirect("settings_export")


@require_POST
@personal
def undo_import(request: PersonalRequest, import_id: int) -> HttpResponse:
    applied = get_object_or_404(
        Import.objects.of(request.user).select_related("person").exclude(applied_at=None),
        pk=import_id,
    )
    try:
        done = undo(applied)
    except NotUndoable:
        return redirect("settings_export")
    gone = ", ".join(f"{count:,} {CALLED[key]}" for key, count in done.removed.items() if count)
    messages.success(request, f"Taken back: {gone or 'nothing'}.")
    if done.stayed:
        messages.warning(request, "Stayed: " + "; ".join(done.stayed) + ".")
    return redirect("settings_export")
