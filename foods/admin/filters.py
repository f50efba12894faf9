"""The questions a curator puts to the list of foods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foods.formatting import format_number
from foods.models import Food, State


class StateFilter(admin.SimpleListFilter):
    """With how many wait, are retired and merged: the proposed ones are the review list."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        found = model_admin.get_queryset(request).order_by()
        # The published ones may be millions, and nobody asks how many.
        found = found.exclude(state=State.PUBLISHED).filter(state__in=State.values)
        counts = dict(found.values_list("state").annotate(Count("pk")))
        return [
            (state.value, f"{state.label} ({format_number(counts.get(state.value, 0))})")
            if state is not State.PUBLISHED
            else (state.value, str(state.label))
            for state in State
            if state is not State.PRIVATE
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Food]) -> QuerySet[Food]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class MagnesiumFilter(admin.SimpleListFilter):
    """Unknown is not zero: each has its own line."""

    title = gettext_lazy("magnesium")
    parameter_name = "magnesium"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("unknown", _("Not known")),
            ("zero", _("Measured zero")),
            ("known", _("More than zero")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Food]) -> QuerySet[Food]:
        match self.value():
            case "unknown":
                return queryset.filter(magnesium_mg_per_basis=None)
            case "zero":
                return queryset.filter(magnesium_mg_per_basis=0)
            case "known":
                return queryset.filter(magnesium_mg_per_basis__gt=0)
        return queryset


class PopularityFilter(admin.SimpleListFilter):
    title = gettext_lazy("popularity")
    parameter_name = "popularity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("common", _("Common: above 0")),
            ("daily", _("Very common: 50 and more")),
            ("0", "0"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Food]) -> QuerySet[Food]:
        match self.value():
            case "common":
                return queryset.filter(popularity__gt=0)
            case "daily":
                return queryset.filter(popularity__gte=50)
            case "0":
                return queryset.filter(popularity=0)
        return queryset
