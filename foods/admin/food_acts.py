"""The acts of `foods.curation` as buttons on a food's page, and on what is ticked in the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from foods import borrowing, curation
from foods.admin.figures import waiting_response
from foods.admin.food_list import FoodList
from foods.admin.merges import MOST_FOODS
from foods.admin.sheets import csv_response, xlsx_response
from foods.formatting import format_number
from foods.models import FigureChange, Food, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Act(NamedTuple):
    """What a button does, what it says when it is done to one or to many, and what is logged."""

    do: Callable[..., Any]
    done: StrOrPromise
    done_to_many: StrOrPromise
    logged: str


ACTS: dict[str, Act] = {
    "publish": Act(
        curation.publish,
        gettext_lazy("“%(food)s” published."),
        ngettext_lazy("%(shown)s food published.", "%(shown)s foods published.", "count"),
        "Published",
    ),
    "reject": Act(
        curation.reject,
        gettext_lazy("“%(food)s” given back to the person who proposed it."),
        ngettext_lazy(
            "%(shown)s food given back to the person who proposed it.",
            "%(shown)s foods given back to the person who proposed it.",
            "count",
        ),
        "Given back to the person who proposed it",
    ),
    "retire": Act(
        curation.retire,
        gettext_lazy("“%(food)s” retired."),
        ngettext_lazy("%(shown)s food retired.", "%(shown)s foods retired.", "count"),
        "Retired",
    ),
    "unretire": Act(
        curation.unretire,
        gettext_lazy("“%(food)s” published again."),
        ngettext_lazy(
            "%(shown)s food published again.", "%(shown)s foods published again.", "count"
        ),
        "Published again",
    ),
    "take_back": Act(
        lambda food, by: borrowing.take_back(food, by=by),
        gettext_lazy("“%(food)s” without a figure again."),
        ngettext_lazy(
            "%(shown)s food without a figure again.",
            "%(shown)s foods without a figure again.",
            "count",
        ),
        "Without a figure again",
    ),
}
ACTS_FOR_STATE = {
    State.PROPOSED: [
        ("publish", gettext_lazy("Publish a copy"), True),
        ("reject", gettext_lazy("Reject"), False),
    ],
    State.PUBLISHED: [("retire", gettext_lazy("Retire"), False)],
    State.RETIRED: [("unretire", gettext_lazy("Publish again"), True)],
}


class FoodActs(FoodList):
    actions = [
        "merge_selected",
        "csv_of_selected",
        "xlsx_of_selected",
        "publish_selected",
        "retire_selected",
        "reject_selected",
    ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Foods are deleted one by one, if at all."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        food = self._visible(request, object_id)
        if name not in ACTS:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        act = ACTS[name]
        try:
            made = act.do(food, request.user)
        except curation.NotPossible as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:foods_food_changelist"))
        if isinstance(made, FigureChange):
            return waiting_response(request, made)
        food = made or food
        self._log(request, food, act.logged)
        self.message_user(request, str(act.done) % {"food": food}, messages.SUCCESS)
        if name == "reject":
            return HttpResponseRedirect(reverse("admin:foods_food_changelist") + "?state=proposed")
        return HttpResponseRedirect(reverse("admin:foods_food_change", args=[food.pk]))

    @admin.action(description=gettext_lazy("Merge into one …"))
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> HttpResponse:
        ids = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:MOST_FOODS])
        return HttpResponseRedirect(f"{reverse('admin:foods_merge_new')}?foods={ids}")

    @admin.action(description=gettext_lazy("Take out as a sheet (CSV)"))
    def csv_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponseBase | None:
        return self._sheet_of(request, queryset, csv_response)

    @admin.action(description=gettext_lazy("Take out as a sheet (XLSX)"))
    def xlsx_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponseBase | None:
        return self._sheet_of(request, queryset, xlsx_response)

    def _sheet_of(
        self, request: HttpRequest, foods: Any, respond: Callable[[Any], HttpResponseBase]
    ) -> HttpResponseBase | None:
        """None, which shows the list again, where the sheet would have no food."""
        if foods.shareable().exists():
            return respond(foods)
        refusal = _("Their source’s licence would go with them: they stay out of sheets.")
        self.message_user(request, refusal, messages.ERROR)
        return None

    @admin.action(description=gettext_lazy("Publish: copies of proposed foods, retired ones again"))
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        left = ngettext_lazy(
            "%(shown)s food left alone: not proposed or retired.",
            "%(shown)s foods left alone: not proposed or retired.",
            "count",
        )
        acts = {State.PROPOSED: "publish", State.RETIRED: "unretire"}
        self._act_on_each(request, queryset, acts, left)

    @admin.action(description=gettext_lazy("Retire"))
    def retire_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        left = ngettext_lazy(
            "%(shown)s food left alone: not published.",
            "%(shown)s foods left alone: not published.",
            "count",
        )
        self._act_on_each(request, queryset, {State.PUBLISHED: "retire"}, left)

    @admin.action(description=gettext_lazy("Reject proposals"))
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Food]) -> None:
        left = ngettext_lazy(
            "%(shown)s food left alone: not proposed.",
            "%(shown)s foods left alone: not proposed.",
            "count",
        )
        self._act_on_each(request, queryset, {State.PROPOSED: "reject"}, left)

    def _act_on_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Food],
        act_for_state: dict[State, str],
        left_alone: StrOrPromise,
    ) -> None:
        """Do what fits each food's state, and say how many were done and how many left."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        counts = Counter[str]()
        for food in list(queryset):
            name = act_for_state.get(State(food.state))
            if name is None:
                counts["left"] += 1
                continue
            act = ACTS[name]
            try:
                self._log(request, act.do(food, request.user) or food, act.logged)
                counts[name] += 1
            except curation.NotPossible as error:
                self.message_user(request, str(error), messages.WARNING)
        left = counts.pop("left", 0)
        for name, count in counts.items():
            done = ACTS[name].done_to_many % {"count": count, "shown": format_number(count)}
            self.message_user(request, done, messages.SUCCESS)
        if left:
            said = left_alone % {"count": left, "shown": format_number(left)}
            self.message_user(request, said, messages.WARNING)

    def _log(self, request: HttpRequest, food: Food, logged: str) -> None:
        """In the list of recent actions, which must not name what is private (again)."""
        food.refresh_from_db(fields=["state"])
        if food.state != State.PRIVATE:
            self.log_change(request, food, logged)
