"""On a note's or a citation's page: that another text is shipped, and the way to take it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from unfold.admin import ModelAdmin

from notes.loading import load
from notes.models import Note
from notes.shipped import differences, slugs_with_newer_text


class OffersShipped(ModelAdmin):
    """Nothing is taken unasked; what was there before stays in the history."""

    change_form_outer_before_template = "admin/notes/shipped_notice.html"

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.shipped_view)
        name = f"notes_{self.opts.model_name}_shipped"
        shipped = path("<path:object_id>/shipped/", self.admin_site.admin_view(view), name=name)
        return [shipped, *super().get_urls()]

    def shipped_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        if request.method == "POST":
            load(overwrite=[row.pk])
            messages.success(request, _("“%(row)s” has the shipped text now.") % {"row": row})
            return HttpResponseRedirect(self._url("change", row.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "back": self._url("change", row.pk),
            "differences": differences(row),
        }
        return TemplateResponse(request, "admin/notes/shipped.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context: dict[str, Any] = {}
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row and self.has_change_permission(request, row) and differences(row):
            newer = isinstance(row, Note) and row.pk in slugs_with_newer_text()
            context = {"shipped_url": self._url("shipped", row.pk), "shipped_is_newer": newer}
        return super().changeform_view(
            request, object_id, form_url, context | (extra_context or {})
        )

    def _url(self, name: str, key: str) -> str:
        return reverse(f"admin:notes_{self.opts.model_name}_{name}", args=[key])
