"""The tables around foods: groups, sources, and what imports did."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from foods.models import Group, ImportRun, Source


@admin.register(Group)
class GroupAdmin(ModelAdmin):
    list_display = ["name", "slug", "order"]
    search_fields = ["name"]
    list_editable = ["order"]
    actions = None

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """In the list it has no label but its column's heading."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "order":
            field.widget.attrs["aria-label"] = field.label
        return field


@admin.register(Source)
class SourceAdmin(ModelAdmin):
    list_display = ["name", "publisher", "version", "licence"]
    search_fields = ["name", "publisher"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    actions = None


@admin.register(ImportRun)
class ImportRunAdmin(ModelAdmin):
    list_display = ["file_name", "source", "started_at", "finished_at", "counted"]
    fields = readonly_fields = [*list_display, "refusals"]
    list_filter = ["source"]
    list_select_related = ["source"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("counts"))
    def counted(self, run: ImportRun) -> str:
        told = ", ".join(run.counts_in_words()) or _("nothing")
        warning = run.counts.get("warning")
        return f"{told}. {warning}" if warning else told

    @admin.display(description=gettext_lazy("refused"))
    def refusals(self, run: ImportRun) -> str:
        """The first thousand, each with where its file has it."""
        lines = ((line,) for line in run.refusals_in_words())
        return format_html_join("", "<p>{}</p>", lines) or _("none")
