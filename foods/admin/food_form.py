"""The form of a food and its rows: what is saved, what waits, and what imports leave alone."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline

from foods import curation, figures
from foods.admin.forms import (
    UNUSUAL_MAGNESIUM_MG,
    FoodForm,
    FoodNameFormSet,
    IdentifierForm,
    PortionForm,
    PortionFormSet,
    marked_forms,
)
from foods.figures import BOUND, FIGURE
from foods.models import Food, FoodName, Identifier, Portion
from foods.usage import needs_second_approval


class PortionInline(TabularInline):
    model = Portion
    form = PortionForm
    formset = PortionFormSet
    fields = ["label", "quantity", "is_default", "position", "source"]
    extra = 0
    tab = True


class FoodNameInline(TabularInline):
    model = FoodName
    formset = FoodNameFormSet
    fields = ["name", "language", "preferred"]
    verbose_name = gettext_lazy("other name")
    verbose_name_plural = gettext_lazy("other names")
    extra = 0
    tab = True


class IdentifierInline(TabularInline):
    model = Identifier
    form = IdentifierForm
    fields = ["scheme", "value"]
    extra = 0
    tab = True


class FoodFormPage(ModelAdmin):
    form = FoodForm
    inlines = [PortionInline, FoodNameInline, IdentifierInline]
    readonly_fields = ["shown_state", "shown_owner", "created_at", "updated_at"]
    warn_unsaved_form = True

    def get_fieldsets(self, request: HttpRequest, obj: Food | None = None) -> Any:
        figures = [
            "basis",
            "magnesium_mg_per_basis",
            "magnesium_at_most_mg_per_basis",
            "added_magnesium_mg_per_basis",
            ("calcium_mg_per_basis", "phosphorus_mg_per_basis"),
            ("potassium_mg_per_basis", "energy_kcal_per_basis"),
        ]
        if _asks_for_an_unusual_figure(request):
            figures.insert(2, "unusual_is_right")
        state = ["shown_state", "shown_owner", ("created_at", "updated_at")] if obj else []
        return [
            (None, {"fields": ["name", ("brand", "popularity"), ("kind", "group"), "reason"]}),
            (_("Figures"), {"fields": figures, "classes": ["tab"]}),
            (_("Supplement"), {"fields": ["compound", "elemental_fraction"], "classes": ["tab"]}),
            (
                _("Source"),
                {"fields": ["confidence", "source", "source_ref", "note"], "classes": ["tab"]},
            ),
            (_("Imports"), {"fields": ["curated_fields", *state], "classes": ["tab"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Food, form: FoodForm, change: bool) -> None:
        """What the curator set stays as they set it when the next import comes."""
        fields = form.changed_data if change else curation.filled_fields(obj)
        reason = form.cleaned_data.get("reason", "")
        if change and FIGURE in form.changed_data and needs_second_approval(obj):
            if form.initial[FIGURE] is None:
                obj.magnesium_at_most_mg_per_basis = form.initial.get(BOUND)
            self._ask_for_approval(request, obj, form.initial[FIGURE], reason)
            fields = [name for name in fields if name != FIGURE]
        curation.vouch_for(obj, [name for name in fields if name != "reason"])
        by: Any = request.user
        obj.sign(by, reason)
        super().save_model(request, obj, form, change)

    def _ask_for_approval(
        self, request: HttpRequest, food: Food, old_mg: Decimal | None, reason: str
    ) -> None:
        """Everything else is saved; the figure stays until another curator agrees."""
        new_mg, food.magnesium_mg_per_basis = food.magnesium_mg_per_basis, old_mg
        added = food.added_magnesium_mg_per_basis
        if old_mg is not None and added is not None and added > old_mg:
            food.added_magnesium_mg_per_basis = old_mg
        by: Any = request.user
        try:
            figures.change_figure(food, new_mg, by=by, reason=reason)
        except curation.NotPossible as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            waits = _("This food is logged often: the new figure waits for a second approval.")
            self.message_user(request, waits, messages.WARNING)

    def save_formset(
        self, request: HttpRequest, form: FoodForm, formset: Any, change: bool
    ) -> None:
        """Take the old default away first: rows are saved one by one, and only one may have it."""
        mark = {Portion: "is_default", FoodName: "preferred"}.get(formset.model)
        if mark:
            keep = [row.instance.pk for row in marked_forms(formset, mark) if row.instance.pk]
            marked = formset.get_queryset().filter(**{mark: True})
            marked.exclude(pk__in=keep).update(**{mark: False})
        super().save_formset(request, form, formset, change)

    def save_related(
        self, request: HttpRequest, form: FoodForm, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        rows = {Portion: "portions", FoodName: "names", Identifier: "identifiers"}
        touched = [rows[formset.model] for formset in formsets if formset.has_changed()]
        if touched:
            curation.vouch_for(form.instance, touched)
            Food.objects.filter(pk=form.instance.pk).update(
                curated_fields=form.instance.curated_fields
            )


def _asks_for_an_unusual_figure(request: HttpRequest) -> bool:
    try:
        return Decimal(request.POST.get("magnesium_mg_per_basis", "0")) > UNUSUAL_MAGNESIUM_MG
    except InvalidOperation:
        return False
