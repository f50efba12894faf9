"""Changing, deleting and restoring what was logged; a stranger's entry is a 404."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, reselect, reswap, retarget

from foods.formatting import format_mg, format_range_mg, isolated
from intake.checklist import may_be_daily
from intake.checklist_items import take_daily
from intake.diary import (
    EntryGone,
    VersionConflict,
    delete_entry,
    edit_entry,
    holds_already,
    restore_entry,
)
from intake.forms.entry_edits import EntryEditForm
from intake.models import Entry, Person
from intake.snapshots import InvalidEntry
from intake.views.asked import Diary, day_name
from intake.views.personal import PersonalRequest, personal


def own_entry(person: Person, entry_id: UUID) -> Entry:
    entries = Entry.objects.for_person(person).select_related("food", "person")
    return get_object_or_404(entries, uuid=entry_id)


def spacing_of_entry(entry: Entry, diary: Diary) -> list[str]:
    """Beside its time; an entry without one says nothing of hours."""
    if entry.time is None:
        return []
    return diary.spacing_beside(entry.kind, entry.name, entry.magnesium_mg, entry.time)


@personal
def edit(request: PersonalRequest, entry_id: UUID) -> HttpResponse:
    diary = Diary.of(request.user)
    entry = own_entry(request.user, entry_id)
    if entry.deleted_at is not None:
        return _say_gone(request, diary, entry)
    if request.method != "POST":
        return _show(request, diary, entry, EntryEditForm(entry=entry))
    form = EntryEditForm(request.POST, entry=entry)
    if form.is_valid():
        try:
            changed = edit_entry(
                entry, form.changes(), expected_version=form.cleaned_data["version"]
            )
        except InvalidEntry as error:
            form.add_invalid(error)
        except EntryGone as gone:
            return _say_gone(request, diary, gone.entry)
        except VersionConflict as conflict:
            entry = conflict.entry
            if "daily" in request.POST and holds_already(entry, form.changes()):
                # Pressed twice, or in two tabs: what was typed is saved by now.
                return _take_daily(request, diary, entry)
            form = EntryEditForm(entry=entry)
            messages.warning(
                request,
                _("This entry was changed elsewhere meanwhile. Here is what it holds now."),
            )
        else:
            if changed.date != entry.date:
                moved = _("Moved to %(weekday)s, %(date)s.") % {
                    "weekday": day_name(changed.date, diary.today),
                    "date": date_format(changed.date, "MONTH_DAY_FORMAT"),
                }
                messages.success(request, moved)
            if "daily" in request.POST:
                return _take_daily(request, diary, changed)
            return redirect(diary.day_url(entry.date))
    return _show(request, diary, entry, form, status=422)


def _take_daily(request: HttpRequest, diary: Diary, entry: Entry) -> HttpResponse:
    """An entry, as it was just saved, becomes an item, whose time and days are asked for next."""
    if not may_be_daily(entry, diary.situation, diary.today):
        messages.error(request, _("That is not for the daily checklist: log it each time."))
        return redirect(diary.day_url(entry.date))
    try:
        item, made = take_daily(entry, today=diary.today)
    except InvalidEntry as error:
        why = _("That can’t be put on the checklist as it was: %(why)s") % {"why": error.message}
        messages.error(request, why)
        return redirect(diary.day_url(entry.date))
    named = {"name": isolated(item.name)}
    if made:
        messages.success(
            request,
            _("On your daily checklist: %(name)s.") % named,
            extra_tags=reverse("checklist_remove", args=[item.uuid]),
        )
    else:
        messages.info(request, _("That stands on your daily checklist already: %(name)s.") % named)
    url = reverse("checklist_item", args=[item.uuid])
    # A page of the settings: Today's address would not fit it.
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)  # type: ignore[attr-defined]


def _say_gone(request: HttpRequest, diary: Diary, entry: Entry) -> HttpResponse:
    """What was to be changed was deleted, in another tab or on another device."""
    messages.warning(
        request,
        _("This was deleted meanwhile, and not changed: %(name)s.")
        % {"name": isolated(entry.name)},
        extra_tags=reverse("entry_restore", args=[entry.uuid]),
    )
    return redirect(diary.day_url(entry.date))


def _show(
    request: HttpRequest, diary: Diary, entry: Entry, form: EntryEditForm, status: int = 200
) -> HttpResponse:
    context = {
        "entry": entry,
        "form": form,
        "day_url": diary.day_url(entry.date),
        "spacing": diary.spacing_beside(entry.kind, entry.name, entry.magnesium_mg, entry.time),
        "asks_medicines": diary.asks_about_medicines(entry.kind),
        "may_be_daily": may_be_daily(entry, diary.situation, diary.today),
        "here": "today",
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "intake/entry.html", context, status=status)
    response = render(
        request, "intake/_entry_form.html", context | {"in_place": True}, status=status
    )
    if status == 422:
        # The form was to bring the whole day; it stays where it is, with what is wrong.
        retarget(response, f"#entry-{entry.uuid}")
        reswap(response, "innerHTML")
        reselect(response, "form.editor")
    return response


@require_POST
@personal
def delete(request: PersonalRequest, entry_id: UUID) -> HttpResponse:
    entry = own_entry(request.user, entry_id)
    delete_entry(entry)
    messages.success(
        request,
        _("Deleted: %(name)s.") % {"name": isolated(entry.name)},
        extra_tags=reverse("entry_restore", args=[entry.uuid]),
    )
    return redirect(Diary.of(request.user).day_url(entry.date))


@require_POST
@personal
def restore(request: PersonalRequest, entry_id: UUID) -> HttpResponse:
    entry = restore_entry(own_entry(request.user, entry_id))
    messages.success(request, _("Back again: %(name)s.") % {"name": isolated(entry.name)})
    return redirect(Diary.of(request.user).day_url(entry.date))


def say_logged(request: HttpRequest, entry: Entry, *, plain: bool) -> None:
    """With a way to take it back; `plain` for who wants to see no numbers."""
    least, most = entry.magnesium_mg, entry.magnesium_at_most_mg
    said = {"name": isolated(entry.name)}
    if plain:
        logged = _("Logged: %(name)s.") % said
    elif least is not None:
        logged = _("Logged: %(name)s, %(mg)s mg.") % (said | {"mg": format_range_mg(least, most)})
    elif most is not None:
        at_most = said | {"mg": format_mg(most)}
        logged = _("Logged: %(name)s, not known, at most %(mg)s mg.") % at_most
    else:
        logged = _("Logged: %(name)s, no figure.") % said
    messages.success(request, logged, extra_tags=reverse("entry_delete", args=[entry.uuid]))
