"""What the curators' own pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from foods.models import Food

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def reason_field(
    *, required: bool, label: StrOrPromise, help_text: StrOrPromise = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=300,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": _("Say why: somebody will ask.")},
    )


NO_SUCH_FOOD = _("No published food has this number.")


def number_field(label: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20,
        help_text=_("The number in the address of its page."),
        widget=UnfoldAdminTextInputWidget,
    )


def published_food(number: str) -> Food | None:
    """The published food whose number somebody typed."""
    known = number.isascii() and number.isdecimal() and len(number) < 19
    return Food.objects.published().filter(pk=int(number)).first() if known else None


def may_change_foods(request: HttpRequest) -> None:
    """Raises PermissionDenied."""
    if not request.user.has_perm("foods.change_food"):
        raise PermissionDenied


def page(
    admin: ModelAdmin, request: HttpRequest, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the admin with its frame around it."""
    request.current_app = admin.admin_site.name
    frame = admin.admin_site.each_context(request) | {"opts": admin.opts}
    return TemplateResponse(request, template, frame | context, status=status)


class ReadOnlyAdmin(ModelAdmin):
    """A record of what happened: looked at, never typed over."""

    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordAdmin(ReadOnlyAdmin):
    """A record with a page of its own in place of the form: its acts are buttons there."""

    def record_page(self, request: HttpRequest, record: Any) -> HttpResponse:
        raise NotImplementedError

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        record = self.get_object(request, unquote(object_id or ""))
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return self.record_page(request, record)
