"""Where curators keep the notes right: text with a preview, evidence, reviews, citations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from notes.admin_shipped import OffersShipped
from notes.loading import set_citations
from notes.models import Citation, EvidenceKind, EvidenceVerdict, Note, Subject
from notes.rendering import cited_keys, render
from notes.shipped import slugs_with_newer_text
from notes.texts import IS_SAFETY


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


def _unix_lines(text: str) -> str:
    """Browsers send others, which would pass for a curator's change."""
    return text.replace("\r\n", "\n")


class NoteForm(forms.ModelForm):
    about = forms.MultipleChoiceField(
        choices=Subject.choices,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="The pages about these show the note.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("summary", 3), ("body", 24), ("claims", 6)):
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows

    def clean_about(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["about"]))

    def clean_summary(self) -> str:
        return _unix_lines(self.cleaned_data["summary"])

    def clean_body(self) -> str:
        body = _unix_lines(self.cleaned_data["body"])
        keys = cited_keys(body)
        known = set(Citation.objects.filter(key__in=keys).values_list("key", flat=True))
        if unknown := [key for key in keys if key not in known]:
            raise ValidationError(
                f"No such citation: {', '.join(unknown)}. Add it under Citations first.",
                code="unknown_citation",
            )
        return body

    def clean_claims(self) -> list[dict[str, str]]:
        claims = self.cleaned_data["claims"] or []
        if not isinstance(claims, list):
            raise ValidationError("A list of claims, please.", code="not_a_list")
        for number, claim in enumerate(claims, start=1):
            if not isinstance(claim, dict) or set(claim) != {"text", "kind", "verdict"}:
                raise ValidationError(
                    f"Claim {number} needs text, kind and verdict, and nothing else.", code="claim"
                )
            if claim["kind"] not in EvidenceKind.values:
                raise ValidationError(
                    f"Claim {number}: kind is one of {', '.join(EvidenceKind.values)}.",
                    code="claim",
                )
            if claim["verdict"] not in EvidenceVerdict.values:
                raise ValidationError(
                    f"Claim {number}: verdict is one of {', '.join(EvidenceVerdict.values)}.",
                    code="claim",
                )
        return claims

    def clean_reviewed_on(self) -> date | None:
        """Looked at where it changed: a text may be dated by a clock that is ahead of ours."""
        last: date | None = self.cleaned_data["reviewed_on"]
        if last and "reviewed_on" in self.changed_data and last > timezone.localdate():
            raise ValidationError("This date is in the future.", code="in_the_future")
        return last

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        last, following = data.get("reviewed_on"), data.get("next_review_on")
        if last and following and following <= last:
            self.add_error("next_review_on", "The next review comes after the last.")
        self._check_rule(data)
        if data.get("published") and "body" in data:
            sources = Citation.objects.filter(key__in=cited_keys(data["body"]))
            if not sources.filter(verified=True).exists():
                self.add_error(
                    "published",
                    "None of its sources is checked yet. Cite one that is, or check one against "
                    "its original under Citations; until then the note stays unpublished."
                    if sources
                    else "It cites no source. A note that is published rests on one.",
                )
        return data

    def _check_rule(self, data: dict[str, Any]) -> None:
        """A note that a situation calls for stays what its rule takes it for."""
        slug = self.instance.slug or data.get("slug")
        if slug not in IS_SAFETY:
            return
        ruled = {"safety": IS_SAFETY[slug]}
        if not self.instance._state.adding:
            ruled["says_take_more"] = self.instance.says_take_more
        for name, value in ruled.items():
            if data.get(name) != value:
                self.add_error(
                    name,
                    "A situation calls for this note, and its rule rests on this. It stays "
                    + ("ticked." if value else "unticked."),
                )
        if IS_SAFETY[slug] and not data.get("published"):
            self.add_error(
                "published",
                "A situation calls for this note, and it is for safety: somebody would not be "
                "warned. Correct its text instead.",
            )


class CitationForm(forms.ModelForm):
    def clean_finding(self) -> str:
        return _unix_lines(self.cleaned_data["finding"])

    def clean_verified(self) -> bool:
        """The only checked source of a note that is published stays checked."""
        verified: bool = self.cleaned_data["verified"]
        if self.instance.verified and not verified:
            others = Citation.objects.exclude(pk=self.instance.pk).filter(verified=True)
            left = self.instance.notes.published().exclude(citations__in=others)
            if left:
                raise ValidationError(
                    "Nothing else that is checked carries "
                    f"{', '.join(f'“{note}”' for note in left)}. Unpublish that first.",
                    code="carries",
                )
        return verified


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("due", "Due")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Note]) -> QuerySet[Note]:
        if self.value() == "due":
            return queryset & Note.objects.due_for_review(timezone.localdate())
        return queryset


class ShippedFilter(admin.SimpleListFilter):
    title = "shipped text"
    parameter_name = "shipped"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("newer", "A newer one is shipped")]

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
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "body"]}),
        (
            "Evidence",
            {
                "fields": [("evidence_kind", "evidence_verdict"), "claims"],
                "classes": ["tab"],
            },
        ),
        (
            "Shown to",
            {
                "fields": ["published", "topic", "about", "minutes", "safety", "says_take_more"],
                "classes": ["tab"],
            },
        ),
        (
            "Review",
            {
                "fields": ["author", "reviewer", ("reviewed_on", "next_review_on")],
                "classes": ["tab"],
            },
        ),
    ]

    @display(description="Evidence")
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
        context = {
            "preview_url": reverse("admin:notes_note_preview"),
            "unchecked": Citation.objects.filter(
                notes__pk=unquote(object_id or ""), verified=False
            ),
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)


@admin.register(Citation)
class CitationAdmin(OffersShipped, WithHistory):
    form = CitationForm
    list_display = ["key", "authors", "journal", "year", "checked"]
    list_filter = ["verified"]
    search_fields = ["key", "authors", "title", "journal", "doi", "pmid"]
    actions = None

    @display(
        description="Checked",
        ordering="verified",
        label={"Checked": "success", "Not yet checked": "warning"},
    )
    def checked(self, citation: Citation) -> str:
        return "Checked" if citation.verified else "Not yet checked"

    def get_readonly_fields(self, request: HttpRequest, obj: Citation | None = None) -> list[str]:
        return ["key"] if obj else []
