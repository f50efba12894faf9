"""The acts of `foods.curation` as buttons on a food's page, and on what is ticked in the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

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

from foods import curation, figures
from foods.admin.figures import waiting_response
from foods.admin.food_list import FoodList
from foods.admin.merges import MOST_FOODS
from foods.admin.sheets import csv_response, xlsx_response
from foods.models import FigureChange, Food, State

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
        act, done = ACTS[name]
        try:
            made = act(food, request.user)
        except curation.NotPossible as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:foods_food_changelist"))
        if isinstance(made, FigureChange):
            return waiting_response(request, made)
        food = made or food
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
    def csv_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponseBase | None:
        return self._sheet_of(request, queryset, csv_response)

    @admin.action(description="Take out as a sheet (XLSX)")
    def xlsx_of_selected(self, request: HttpRequest, queryset: Any) -> HttpResponseBase | None:
        return self._sheet_of(request, queryset, xlsx_response)

    def _sheet_of(
        self, request: HttpRequest, foods: Any, respond: Callable[[Any], HttpResponseBase]
    ) -> HttpResponseBase | None:
        """None, which shows the list again, where the sheet would have no food."""
        if foods.shareable().exists():
            return respond(foods)
        refusal = "Their source’s licence would go with them: they stay out of sheets."
        self.message_user(request, refusal, messages.ERROR)
        return None

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
            if name is None:
                counts["left"] += 1
                continue
            act, done = ACTS[name]
            try:
                self._log(request, act(food, request.user) or food, done)
                counts[done] += 1
            except curation.NotPossible as error:
                self.message_user(request, str(error), messages.WARNING)
        left = counts.pop("left", 0)
        for done, count in counts.items():
            self.message_user(request, f"{_foods(count)} {done}.", messages.SUCCESS)
        if left:
            wanted = " or ".join(state.label.lower() for state in act_for_state)
            self.message_user(
                request,
                f"{_foods(left)} left alone: not {wanted}.",
                messages.WARNING,
            )

    def _log(self, request: HttpRequest, food: Food, done: str) -> None:
        """In the list of recent actions, which must not name what is private (again)."""
        food.refresh_from_db(fields=["state"])
        if food.state != State.PRIVATE:
            self.log_change(request, food, done.capitalize())


def _foods(count: int) -> str:
    return "1 food" if count == 1 else f"{count:,} foods"
