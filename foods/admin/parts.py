"""What the curators' own pages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from foods.models import Food


def reason_field(*, required: bool, label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=300,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": "Say why: somebody will ask."},
    )


NO_SUCH_FOOD = "No published food has this number."


def number_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20,
        help_text="The number in the address of its page.",
        widget=UnfoldAdminTextInputWidget,
    )


def published_food(number: str) -> Food | None:
    """The published food whose number somebody typed."""
    known = number.isascii() and number.isdecimal() and len(number) < 19
    return Food.objects.published().filter(pk=int(number)).first() if known else None


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
