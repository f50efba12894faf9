"""Sheets of foods in the admin: out from the list, in with a preview of the difference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget

from foods import review
from foods.admin.parts import RecordAdmin, may_change_foods, page, reason_field
from foods.curation import NotPossible
from foods.models import FoodQuerySet, Sheet
from foods.sheets import changes, files
from foods.sheets.columns import COLUMNS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_response(foods: FoodQuerySet) -> StreamingHttpResponse:
    named = {"Content-Disposition": 'attachment; filename="foods.csv"'}
    return StreamingHttpResponse(
        files.as_csv(foods), content_type="text/csv; charset=utf-8", headers=named
    )


def xlsx_response(foods: FoodQuerySet) -> HttpResponse:
    named = {"Content-Disposition": 'attachment; filename="foods.xlsx"'}
    return HttpResponse(files.as_xlsx(foods), content_type=XLSX, headers=named)


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The sheet"),
        widget=UnfoldAdminFileFieldWidget,
        max_length=255,
        help_text=gettext_lazy(
            "CSV (UTF-8) or XLSX, 5 MB at most. Nothing changes before you have seen what."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class ReasonForm(forms.Form):
    reason = reason_field(required=True, label=gettext_lazy("Why?"))


@admin.register(Sheet)
class SheetAdmin(RecordAdmin):
    list_display = ["at", "file_name", "by", "foods", "shown_state"]
    list_select_related = ["by"]

    @display(description=gettext_lazy("Foods"))
    def foods(self, sheet: Sheet) -> int:
        return len(sheet.changes)

    @display(
        description=gettext_lazy("State"),
        label={"read": "warning", "applied": "success"},
    )
    def shown_state(self, sheet: Sheet) -> tuple[str, str]:
        return ("applied", _("Applied")) if sheet.applied_at else ("read", _("Only read"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("foods.change_food")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read a file; nothing changes yet."""
        may_change_foods(request)
        form = SheetForm(
            *((request.POST, request.FILES) if request.method == "POST" else (None, None))
        )
        problems: list[str] = []
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                found = changes.difference(file, file.name)
            except files.NotASheet as error:
                form.add_error("file", str(error))
            else:
                problems = found.problems
                if not problems and not found.changes:
                    form.add_error("file", _("The sheet says what the catalogue says."))
                elif not problems:
                    by: Any = request.user
                    read = Sheet.objects.create(file_name=file.name, changes=found.changes, by=by)
                    there = reverse("admin:foods_sheet_change", args=[read.pk])
                    return HttpResponseRedirect(there)
        return page(
            self,
            request,
            "admin/foods/sheet/new.html",
            title=_("Read a sheet in"),
            form=form,
            problems=problems,
            file_name=form.cleaned_data["file"].name if problems else "",
            columns=COLUMNS,
            status=422 if form.errors or problems else 200,
        )

    def record_page(self, request: HttpRequest, sheet: Sheet) -> HttpResponse:
        """The difference, and the button that makes it so."""
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            may_change_foods(request)
            if form.is_valid():
                try:
                    by: Any = request.user
                    changes.apply(sheet, by=by, reason=form.cleaned_data["reason"])
                except NotPossible as error:
                    self.message_user(request, str(error), messages.ERROR)
                else:
                    review.forget_answers()
                    self.message_user(request, _("Applied."))
                return HttpResponseRedirect(request.path)
        status = 422 if form.errors else 200
        template = "admin/foods/sheet/difference.html"
        return page(self, request, template, status, title=str(sheet), sheet=sheet, form=form)
