"""Figures that wait for a second approval, and figures borrowed from foods alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from foods import approvals
from foods.admin.parts import (
    NO_SUCH_FOOD,
    RecordAdmin,
    may_change_foods,
    number_field,
    page,
    published_food,
)
from foods.borrowing import borrow
from foods.curation import NotPossible
from foods.models import Confidence, FigureChange, Food
from foods.search import search
from foods.submissions import AlreadyDecided, nearest_published
from foods.usage import usage


@admin.register(FigureChange)
class FigureChangeAdmin(RecordAdmin):
    list_display = ["food", "change", "asked_by", "asked_at", "reason", "shown_state"]
    list_filter = ["state"]
    list_select_related = ["food", "asked_by"]
    search_fields = ["food__name"]

    @display(description=gettext_lazy("Magnesium, mg"))
    def change(self, change: FigureChange) -> str:
        old, new = (
            _("not known") if mg is None else f"{mg.normalize():f}"
            for mg in (change.old_mg, change.new_mg)
        )
        return f"{old} → {new}"

    @display(
        description=gettext_lazy("State"),
        label={
            FigureChange.State.WAITING: "warning",
            FigureChange.State.APPROVED: "success",
            FigureChange.State.DECLINED: "danger",
        },
    )
    def shown_state(self, change: FigureChange) -> tuple[str, str]:
        return change.state, change.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<int:change_id>/decide/<slug:decision>/",
            self.admin_site.admin_view(require_POST(self.decide_view)),
            name="foods_figurechange_decide",
        )
        return [decide, *super().get_urls()]

    def record_page(self, request: HttpRequest, change: FigureChange) -> HttpResponse:
        waits = change.state == FigureChange.State.WAITING
        return page(
            self,
            request,
            "admin/foods/figurechange/decide.html",
            title=str(change),
            change=change,
            food=change.food,
            lenders=change.lenders.all(),
            usage=usage().of(change.food),
            waits=waits,
            refusal=approvals.may_approve(change, request.user) if waits else "",  # type: ignore[arg-type]
        )

    def decide_view(self, request: HttpRequest, change_id: int, decision: str) -> HttpResponse:
        may_change_foods(request)
        acts = {"approve": approvals.approve, "decline": approvals.decline}
        if decision not in acts:
            raise Http404
        change = get_object_or_404(FigureChange, pk=change_id)
        try:
            acts[decision](change, request.user)  # type: ignore[arg-type]
        except (NotPossible, AlreadyDecided) as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            done = _("Approved: the figure is set.") if decision == "approve" else _("Declined.")
            self.message_user(request, done)
        there = reverse("admin:foods_figurechange_change", args=[change_id])
        return HttpResponseRedirect(there)


class BorrowForm(forms.Form):
    """`lenders` are ids ticked on the page; `number` is another food's, typed."""

    lenders = forms.MultipleChoiceField(required=False)
    number = number_field(gettext_lazy("Or another food, by its number"))

    def __init__(self, data: Any = None, *, near: list[Food]) -> None:
        super().__init__(data)
        self.fields["lenders"].choices = [(str(food.pk), str(food)) for food in near]  # type: ignore[attr-defined]
        self.near = {str(food.pk): food for food in near}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [self.near[key] for key in data.get("lenders", [])]
        typed = data.get("number", "").strip()
        if typed:
            food = published_food(typed)
            if food is None:
                self.add_error("number", NO_SUCH_FOOD)
            elif food not in chosen:
                chosen.append(food)
        if not chosen and not self.errors:
            self.add_error("lenders", _("Choose at least one food."))
        data["chosen"] = chosen
        return data


class SearchForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Foods like"),
        widget=UnfoldAdminTextInputWidget,
    )


def lenders_near(food: Food, typed: str) -> list[Food]:
    """Foods like it, or found by what was typed, with a figure of their own on the same basis."""
    found = search(typed, limit=20).foods if typed else nearest_published(food, limit=20)
    return [
        near
        for near in found
        if near.pk != food.pk
        and near.magnesium_mg_per_basis is not None
        and near.basis == food.basis
        and near.confidence != Confidence.ESTIMATED
    ]


def waiting_response(request: HttpRequest, change: FigureChange) -> HttpResponse:
    waits = _("This food is logged often: the change waits for a second approval.")
    messages.warning(request, waits)
    return HttpResponseRedirect(reverse("admin:foods_figurechange_change", args=[change.pk]))


def borrow_page(food_admin: Any, request: HttpRequest, food: Food) -> HttpResponse:
    looking = SearchForm(request.GET)
    near = lenders_near(food, looking.cleaned_data["q"] if looking.is_valid() else "")
    form = BorrowForm(request.POST or None, near=near)
    there = reverse("admin:foods_food_change", args=[food.pk])
    if request.method == "POST" and form.is_valid():
        try:
            by: Any = request.user
            change = borrow(food, form.cleaned_data["chosen"], by=by)
        except NotPossible as error:
            form.add_error("lenders", str(error))
        else:
            if change is not None:
                return waiting_response(request, change)
            messages.success(request, _("Estimated. It can be taken back here."))
            return HttpResponseRedirect(there)
    return page(
        food_admin,
        request,
        "admin/foods/food/borrow.html",
        title=_("Use a similar food’s figure for %(food)s") % {"food": food},
        food=food,
        near=near,
        looking=looking,
        form=form,
        status=422 if form.errors else 200,
    )
