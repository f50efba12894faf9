"""Where curators keep the notes right: text with a preview, evidence, reviews, citations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import display

from notes.admin_shipped import OffersShipped
from notes.forms import CitationForm, NoteForm
from notes.loading import set_citations
from notes.models import Citation, Note, NoteTranslation
from notes.rendering import cited_keys, render
from notes.shipped import slugs_with_newer_text
from notes.triggers import IS_SAFETY


class WithHistory(SimpleHistoryAdmin, ModelAdmin):
    """History to read and compare. Going back is done by hand, as a change like any other."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return super().history_form_view(request, object_id, version_id, extra_context)


class ReviewFilter(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("due", _("Due"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Note]) -> QuerySet[Note]:
        if self.value() == "due":
            return queryset & Note.objects.due_for_review(timezone.localdate())
        return queryset


class ShippedFilter(admin.SimpleListFilter):
    title = gettext_lazy("shipped text")
    parameter_name = "shipped"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("newer", _("A newer one is shipped"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Note]) -> QuerySet[Note]:
        if self.value() == "newer":
            return queryset.filter(pk__in=slugs_with_newer_text())
        return queryset


@admin.register(Note)
class NoteAdmin(OffersShipped, WithHistory):
    form = NoteForm
    list_display = ["title", "topic", "evidence", "reviewed_on", "next_review_on", "published"]
    list_filter = [
        "published",
        ReviewFilter,
        ShippedFilter,
        "topic",
        "evidence_kind",
        "evidence_verdict",
    ]
    search_fields = ["title", "summary", "body"]
    actions = None
    warn_unsaved_form = True
    change_form_outer_before_template = "admin/notes/note/preview_button.html"
    change_form_outer_after_template = "admin/notes/note/translations.html"
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "body"]}),
        (
            gettext_lazy("Evidence"),
            {
                "fields": [("evidence_kind", "evidence_verdict"), "claims"],
                "classes": ["tab"],
            },
        ),
        (
            gettext_lazy("Shown to"),
            {
                "fields": ["published", "topic", "about", "minutes", "safety", "says_take_more"],
                "classes": ["tab"],
            },
        ),
        (
            gettext_lazy("Review"),
            {
                "fields": ["author", "reviewer", ("reviewed_on", "next_review_on")],
                "classes": ["tab"],
            },
        ),
    ]

    @display(description=gettext_lazy("Evidence"))
    def evidence(self, note: Note) -> str:
        return f"{note.get_evidence_kind_display()}: {note.get_evidence_verdict_display()}"

    def get_readonly_fields(self, request: HttpRequest, obj: Note | None = None) -> list[str]:
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Note | None = None) -> bool:
        """As they stay published, those on safety that a situation calls for stay."""
        if obj and IS_SAFETY.get(obj.slug):
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        """Citations are numbered in the order in which the text names them."""
        super().save_model(request, obj, form, change)
        if not change or "body" in form.changed_data:
            set_citations(obj, cited_keys(obj.body))

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "preview/",
            self.admin_site.admin_view(require_POST(self.preview_view)),
            name="notes_note_preview",
        )
        return [preview, *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """The text as typed, before it is saved; a citation nobody wrote yet is only named."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        body = request.POST.get("body", "").replace("\0", "")
        keys = cited_keys(body)
        known = Citation.objects.in_bulk(keys)
        context = {
            **self.admin_site.each_context(request),
            "title": request.POST.get("title", ""),
            "opts": self.opts,
            "summary": request.POST.get("summary", ""),
            "html": render(body, keys),
            "citations": [(key, known.get(key)) for key in keys],
        }
        return TemplateResponse(request, "admin/notes/note/preview.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        slug = unquote(object_id or "")
        context = {
            "preview_url": reverse("admin:notes_note_preview"),
            "unchecked": Citation.objects.filter(notes__pk=slug, verified=False),
            "translations": NoteTranslation.objects.filter(note=slug).with_state(),
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)


@admin.register(Citation)
class CitationAdmin(OffersShipped, WithHistory):
    form = CitationForm
    list_display = ["key", "authors", "journal", "year", "checked"]
    list_filter = ["verified"]
    search_fields = ["key", "authors", "title", "journal", "doi", "pmid"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    actions = None

    @display(
        description=gettext_lazy("Checked"),
        ordering="verified",
        label={"checked": "success", "not_yet": "warning"},
    )
    def checked(self, citation: Citation) -> tuple[str, str]:
        if citation.verified:
            return "checked", _("Checked")
        return "not_yet", _("Not yet checked")

    def get_readonly_fields(self, request: HttpRequest, obj: Citation | None = None) -> list[str]:
        return ["key"] if obj else []
