"""A person's data out, and files in: added once they were looked at, and taken back again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from intake.forms.transfer import BringForm, ConsentForm
from intake.models import Import, Purpose
from intake.transfer.applying import AppliedAlready, apply
from intake.transfer.exact import NotReadable
from intake.transfer.reading import Damaged
from intake.transfer.tables import ENTRIES, FOODS, TABLES
from intake.transfer.undoing import NotUndoable, undo
from intake.transfer.uploads import MOST_BYTES, Opened, forget_old, receive, too_large
from intake.views.import_preview import waiting_import
from intake.views.personal import PersonalRequest, personal

KNOWN = {table.key: table for table in (ENTRIES, FOODS, *TABLES)}


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
        KNOWN[key].counted(part["added"])
        for key, part in brought.result.items()
        if key in KNOWN and part["added"]
    ]
    return ", ".join(added) or _("nothing new")


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
    form.add_error("file", str(too_large(MOST_BYTES)))
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


@require_POST
@personal
def apply_import(request: PersonalRequest, import_id: int) -> HttpResponse:
    brought = get_object_or_404(
        Import.objects.of(request.user).select_related("person"), pk=import_id
    )
    if brought.applied_at is None:
        opened = Opened(waiting_import(request, import_id))
        consents = ConsentForm(request.POST, purposes=Purpose)
        given = consents.given() if consents.is_valid() else []
        try:
            brought = apply(opened.brought, opened.incoming, consents=given)
        except AppliedAlready:
            brought.refresh_from_db()
        undo_at = reverse("import_undo", args=[brought.pk])
        said = _("Added: %(rows)s.") % {"rows": _in_words(brought)}
        messages.success(request, said, extra_tags=undo_at)
    return redirect("settings_export")


@require_POST
@personal
def forget(request: PersonalRequest, import_id: int) -> HttpResponse:
    waiting_import(request, import_id).delete()
    messages.success(request, _("Forgotten. Nothing of the file was added."))
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
    gone = ", ".join(KNOWN[key].counted(count) for key, count in done.removed.items() if count)
    messages.success(request, _("Taken back: %(rows)s.") % {"rows": gone or _("nothing")})
    if done.stayed:
        messages.warning(request, _("Stayed: %(rows)s.") % {"rows": "; ".join(done.stayed)})
    return redirect("settings_export")
