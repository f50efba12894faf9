"""The curators' page for foods: search, filters, the form, and the acts of `foods.curation`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError, Q, QuerySet, RestrictedError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from foods import curation, figures
from foods.admin.figures import borrow_page
from foods.admin.filters import MagnesiumFilter, PopularityFilter, StateFilter
from foods.admin.forms import (
    UNUSUAL_MAGNESIUM_MG,
    FoodForm,
    FoodNameFormSet,
    IdentifierForm,
    PortionForm,
    PortionFormSet,
    marked_forms,
)
from foods.admin.history import history_of
from foods.admin.merges import MOST_FOODS
from foods.admin.sheets import csv_response, xlsx_response
from foods.admin.work import queue_page, queue_urls
from foods.figures import BOUND, FIGURE
from foods.folding import words
from foods.models import Confidence, Estimate, Food, FoodName, Identifier, ImportRun, Portion, State
from foods.search_index import quoted
from foods.usage import usage

IN_USE = "“{food}” is in use: retire it instead. People’s past days name it."

# What a button does, and what it says when it is done.
ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "publish": (curation.publish, "published"),
    "reject": (curation.reject, "given back to the person who proposed it"),
    "retire": (curation.retire, "retired"),
    "unretire": (curation.unretire, "published again"),
    "take_back": (lambda food, by: figures.take_back(food, by=by), "without a figure again"),
}
ACTS_FOR_STATE = {
    State.PROPOSED: [("publish", "Publish a copy", True), ("reject", "Reject", False)],
    State.PUBLISHED: [("retire", "Retire", False)],
    State.RETIRED: [("unretire", "Publish again", True)],
}


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
    verbose_name = "other name"
    extra = 0
    tab = True


class IdentifierInline(TabularInline):
    model = Identifier
    form = IdentifierForm
    fields = ["scheme", "value"]
    extra = 0
    tab = True


@admin.register(Food)
class FoodAdmin(ModelAdmin):
    form = FoodForm
    inlines = [PortionInline, FoodNameInline, IdentifierInline]
    list_display = [
        "name",
        "brand",
        "group",
        "magnesium",
        "shown_state",
        "shown_kind",
        "source",
        "popularity",
    ]
    list_filter = [
        StateFilter,
        "kind",
        MagnesiumFilter,
        PopularityFilter,
        "confidence",
        "source",
        "group",
    ]
    list_filter_sheet = True
    list_filter_submit = False
    list_fullwidth = True
    list_per_page = 50
    list_select_related = ["group", "source"]
    search_fields = ["name"]
    search_help_text = "Name, other name, brand, or an identifier: 170148, 0123456789012"
    show_full_result_count = False
    ordering = ["-popularity", "name", "id"]
    actions = [
        "merge_selected",
        "csv_of_selected",
        "xlsx_of_selected",
        "publish_selected",
        "retire_selected",
        "reject_selected",
    ]
    readonly_fields = ["shown_state", "shown_owner", "created_at", "updated_at"]
    warn_unsaved_form = True
    change_form_outer_before_template = "admin/foods/food/acts.html"
    object_history_template = "admin/foods/food/object_history.html"

    # What a curator may see

    def get_queryset(self, request: HttpRequest) -> QuerySet[Food]:
        """Everything but private foods, which are their owners' alone, an administrator or not."""
        return (
            super()
            .get_queryset(request)
            .exclude(Q(state=State.PRIVATE) | Q(removed_at__isnull=False))
        )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """No filter by owner: it would tell which foods were proposed by one person."""
        if lookup.split("__")[0] in ("owner", "published_from", "merged_into"):
            return False
        return super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Food], search_term: str
    ) -> tuple[QuerySet[Food], bool]:
        """Foods with every word in their names or brand, begun at least; or that identifier."""
        typed = " & ".join(f"{quoted(word)}:*" for word in words(search_term))
        if not typed:
            return queryset.none() if search_term.strip() else queryset, False
        identifier = search_term.replace("\0", "").strip()
        known_as = Identifier.objects.filter(value=identifier).values("food")
        named = Food.objects.matching(typed).values("pk")
        return queryset.filter(Q(pk__in=named) | Q(pk__in=known_as)), False

    @display(description="Magnesium", ordering="magnesium_mg_per_basis")
    def magnesium(self, food: Food) -> str:
        if food.magnesium_mg_per_basis is None:
            return "not known"
        figure = f"{food.magnesium_mg_per_basis.normalize():f} mg / {food.get_basis_display()}"
        return figure.replace(" ", "\N{NO-BREAK SPACE}")

    @display(
        description="State",
        ordering="state",
        label={"Published": "success", "Proposed": "warning", "Retired": "danger"},
    )
    def shown_state(self, food: Food) -> str:
        return food.get_state_display()

    @display(description="Kind", ordering="kind")
    def shown_kind(self, food: Food) -> str:
        return food.get_kind_display()

    @display(description="Proposed by")
    def shown_owner(self, food: Food) -> str:
        return "someone" if food.owner_id else "nobody"

    # What a curator may do

    def has_change_permission(self, request: HttpRequest, obj: Food | None = None) -> bool:
        """A proposed food is its owner's: it is published as a copy, and the copy corrected."""
        if obj is not None and obj.state not in (State.PUBLISHED, State.RETIRED):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Food | None = None) -> bool:
        if obj is not None and (
            obj.builtin
            or obj.state not in (State.PUBLISHED, State.RETIRED)
            or curation.is_in_use(obj)
        ):
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Foods are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_urls(self) -> list[URLPattern]:
        acts = path(
            "<path:object_id>/act/<str:name>/",
            self.admin_site.admin_view(require_POST(self.act_view)),
            name="foods_food_act",
        )
        view = self.admin_site.admin_view
        work = path("work/<slug:name>/", view(self.queue_view), name="foods_work")
        borrow = path("<path:object_id>/borrow/", view(self.borrow_view), name="foods_food_borrow")
        return [acts, borrow, *queue_urls(view), work, *super().get_urls()]

    def borrow_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        food = self._visible(request, object_id)
        if not self.has_change_permission(request, food):
            raise PermissionDenied
        return borrow_page(self, request, food)

    def queue_view(self, request: HttpRequest, name: str) -> HttpResponse:
        return queue_page(self, request, name)

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        food = self._visible(request, object_id)
        if name not in ACTS:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        act, done = ACTS[name]
        try:
            published = act(food, request.user)
        except curation.NotPossible as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:foods_food_changelist"))
        food = published or food
        self._log(request, food, done)
        self.message_user(request, f"“{food}” {done}.", messages.SUCCESS)
        if name == "reject":
            return HttpResponseRedirect(reverse("admin:foods_food_changelist") + "?state=proposed")
        return HttpResponseRedirect(reverse("admin:foods_food_change", args=[food.pk]))

    @admin.action(description="Merge into one …")
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> HttpResponse:
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:MOST_FOODS])
        return HttpResponseRedirect(f"{reverse('admin:foods_merge_new')}?foods={ids}")

    @admin.action(description="Take out as a sheet (CSV)")
    def csv_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponseBase:
        return csv_response(queryset)

    @admin.action(description="Take out as a sheet (XLSX)")
    def xlsx_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return xlsx_response(queryset)

    @admin.action(description="Publish: copies of proposed foods, retired ones again")
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        self._act_on_each(request, queryset, {State.PROPOSED: "publish", State.RETIRED: "unretire"})

    @admin.action(description="Retire")
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        self._act_on_each(request, queryset, {State.PUBLISHED: "retire"})

    @admin.action(description="Reject proposals")
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        self._act_on_each(request, queryset, {State.PROPOSED: "reject"})

    def _act_on_each(
        self, request: HttpRequest, queryset: QuerySet[Food], act_for_state: dict[State, str]
    ) -> None:
        """Do what fits each food's state, and say how many were done and how many left."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        counts = Counter[str]()
        for food in list(queryset):
            name = act_for_state.get(State(food.state))
            try:
                if name is None:
                    raise curation.NotPossible
                act, done = ACTS[name]
                self._log(request, act(food, request.user) or food, done)
                counts[done] += 1
            except curation.NotPossible:
                counts["left"] += 1
        left = counts.pop("left", 0)
        for done, count in counts.items():
            self.message_user(request, f"{_foods(count)} {done}.", messages.SUCCESS)
        if left:
            wanted = " or ".join(state.label.lower() for state in act_for_state)
            self.message_user(
                request, f"{_foods(left)} left alone: not {wanted}.", messages.WARNING
            )

    def _log(self, request: HttpRequest, food: Food, done: str) -> None:
        """In the list of recent actions, which must not name what is private (again)."""
        food.refresh_from_db(fields=["state"])
        if food.state != State.PRIVATE:
            self.log_change(request, food, done.capitalize())

    # The form

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
            ("Figures", {"fields": figures, "classes": ["tab"]}),
            ("Supplement", {"fields": ["compound", "elemental_fraction"], "classes": ["tab"]}),
            (
                "Source",
                {"fields": ["confidence", "source", "source_ref", "note"], "classes": ["tab"]},
            ),
            ("Imports", {"fields": ["curated_fields", *state], "classes": ["tab"]}),
        ]

    def save_model(self, request: HttpRequest, obj: Food, form: FoodForm, change: bool) -> None:
        """What the curator set stays as they set it when the next import comes."""
        fields = form.changed_data if change else curation.filled_fields(obj)
        reason = form.cleaned_data.get("reason", "")
        if change and FIGURE in form.changed_data and figures.needs_second_approval(obj):
            if form.initial[FIGURE] is None:
                obj.magnesium_at_most_mg_per_basis = form.initial.get(BOUND)
            self._ask_for_approval(request, obj, form.initial[FIGURE], reason)
            fields = [name for name in fields if name != FIGURE]
        curation.vouch_for(obj, [name for name in fields if name != "reason"])
        obj._history_user = request.user  # type: ignore[attr-defined]
        obj._change_reason = reason or None  # type: ignore[attr-defined]
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
            waits = "Many have logged this food: the new figure waits for a second approval."
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

    # Pages

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        food = self.get_object(request, unquote(object_id)) if object_id else None
        if food is not None and self.has_change_permission(request):
            context["acts"] = [
                (reverse("admin:foods_food_act", args=[food.pk, name]), label, prominent)
                for name, label, prominent in ACTS_FOR_STATE.get(State(food.state), [])
            ]
            if food.confidence == Confidence.ESTIMATED and Estimate.objects.filter(food=food):
                back = reverse("admin:foods_food_act", args=[food.pk, "take_back"])
                context["acts"].append((back, "Take the estimate back", False))
            context["links"] = list(usage().links(food))
            if food.magnesium_mg_per_basis is None and food.state == State.PUBLISHED:
                borrow = reverse("admin:foods_food_borrow", args=[food.pk])
                context["links"].append(("Use a similar food’s figure …", borrow))
            context["usage"] = usage().of(food)
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        food = self._visible(request, object_id)
        try:
            if not curation.is_in_use(food):
                return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, RestrictedError):
            pass  # Somebody logged it while the curator was reading "are you sure?".
        self.message_user(request, IN_USE.format(food=food), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:foods_food_change", args=[food.pk]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Never names what stands in the way: that may be somebody's diary."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return listed, counts, lacking, ["in use"] if protected else []

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        food = self._visible(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {food}",
            "opts": self.opts,
            "object": food,
            "module_name": str(self.opts.verbose_name_plural),
            "acts": history_of(food),
            "runs": ImportRun.objects.filter(source=food.source_id)[:10] if food.source_id else [],
            "flags": food.import_flags.select_related("resolved_by")[:50],
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)

    def _visible(self, request: HttpRequest, object_id: str) -> Food:
        food = self.get_object(request, unquote(object_id))
        if food is None:
            raise Http404
        if not self.has_view_permission(request, food):
            raise PermissionDenied
        return food


def _foods(count: int) -> str:
    return "1 food" if count == 1 else f"{count:,} foods"


def _asks_for_an_unusual_figure(request: HttpRequest) -> bool:
    try:
        return Decimal(request.POST.get("magnesium_mg_per_basis", "0")) > UNUSUAL_MAGNESIUM_MG
    except InvalidOperation:
        return False
