"""The list of foods: what of them a curator sees, and how one is found."""

from __future__ import annotations

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from foods.admin.filters import MagnesiumFilter, PopularityFilter, StateFilter
from foods.admin.paging import FoodPaginator
from foods.folding import words
from foods.models import Food, Identifier, State
from foods.search_index import quoted


class FoodList(ModelAdmin):
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
    paginator = FoodPaginator
    list_select_related = ["group", "source"]
    search_fields = ["name"]
    search_help_text = gettext_lazy(
        "Name, other name, brand, or an identifier: 170148, 0123456789012"
    )
    show_full_result_count = False
    ordering = ["-popularity", "name", "id"]

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
        known_as = Identifier.objects.order_by().filter(value=identifier).values("food")
        named = Food.objects.order_by().matching(typed).values("pk")
        return queryset.filter(pk__in=named.union(known_as)), False

    @display(description=gettext_lazy("Magnesium"), ordering="magnesium_mg_per_basis")
    def magnesium(self, food: Food) -> str:
        if food.magnesium_mg_per_basis is None:
            return _("not known")
        figure = f"{food.magnesium_mg_per_basis.normalize():f} mg / {food.get_basis_display()}"
        return figure.replace(" ", "\N{NO-BREAK SPACE}")

    @display(
        description=gettext_lazy("State"),
        ordering="state",
        label={
            State.PUBLISHED: "success",
            State.PROPOSED: "warning",
            State.RETIRED: "danger",
            State.MERGED: "info",
        },
    )
    def shown_state(self, food: Food) -> tuple[str, str]:
        return food.state, food.get_state_display()

    @display(description=gettext_lazy("Kind"), ordering="kind")
    def shown_kind(self, food: Food) -> str:
        return food.get_kind_display()

    @display(description=gettext_lazy("Proposed by"))
    def shown_owner(self, food: Food) -> str:
        return _("someone") if food.owner_id else _("nobody")

    def _visible(self, request: HttpRequest, object_id: str) -> Food:
        food = self.get_object(request, unquote(object_id))
        if food is None:
            raise Http404
        if not self.has_view_permission(request, food):
            raise PermissionDenied
        return food
