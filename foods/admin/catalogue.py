"""The tables around foods: groups, sources, and what imports did."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from foods.formatting import format_number
from foods.models import Group, ImportRun, Source

COUNTED = {
    "new": gettext_lazy("%(count)s new"),
    "changed": gettext_lazy("%(count)s changed"),
    "unchanged": gettext_lazy("%(count)s unchanged"),
    "retired": gettext_lazy("%(count)s retired"),
    "published_again": gettext_lazy("%(count)s published again"),
    "without_magnesium": gettext_lazy("%(count)s without magnesium"),
    "superseded": gettext_lazy("%(count)s older versions left out"),
    "portions_without_weight": gettext_lazy("%(count)s portions without weight or number"),
    "flagged": gettext_lazy("%(count)s doubts flagged"),
    "refused": gettext_lazy("%(count)s refused"),
}


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
        found = [(words, run.counts.get(name)) for name, words in COUNTED.items()]
        told = [words % {"count": format_number(count)} for words, count in found if count]
        return ", ".join(told) or _("nothing")

    @admin.display(description=gettext_lazy("refused"))
    def refusals(self, run: ImportRun) -> str:
        """The first thousand, each with where its file has it."""
        lines = []
        for refusal in run.refused:
            where = ""
            if refusal.get("file"):
                where = " ({file}, {line}, {field})".format(**refusal)
            lines.append(("{record} {description}: {reason}".format(**refusal) + where,))
        return format_html_join("", "<p>{}</p>", lines) or _("none")
