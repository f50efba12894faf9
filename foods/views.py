"""Pages of the catalogue. They know no diary: who may rank, and where to log, is told to them."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from foods.models import NUTRIENTS, Basis, Food, Group, Kind, State
from foods.search import Sort, search

PAGE = 40
MOST_PAGES = 250


def food_list(request: HttpRequest, *, may_rank: bool = True) -> HttpResponse:
    """Search, a group, or everything; ranked by magnesium where that is not left out."""
    typed = request.GET.get("q", "")
    groups = list(Group.objects.all())
    group = next((each for each in groups if each.slug == request.GET.get("group")), None)
    kind = request.GET.get("kind", "")
    sort = request.GET.get("sort", "")
    page = _page_number(request.GET.get("page", ""))
    if not may_rank or sort not in Sort.values:
        sort = Sort.RELEVANCE
    found = search(
        typed,
        person=request.user if request.user.is_authenticated else None,
        kind=kind if kind in Kind.values else None,
        group=group.slug if group else None,
        sort=sort,
        limit=PAGE,
        offset=(page - 1) * PAGE,
    )
    context = {
        "here": "foods",
        "found": found,
        "typed": typed,
        "group": group,
        "groups": groups,
        "sort": sort,
        "sorts": Sort.choices if may_rank else [],
        "page": page,
        "more": found.has_more and page < MOST_PAGES,
    }
    return render(request, "foods/food_list.html", context)


def _page_number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        return 1
    # More digits than Python cares to read.
    return max(1, min(int(text[:10]), MOST_PAGES))


def food_detail(request: HttpRequest, food_id: int, *, log_url: str = "") -> HttpResponse:
    """A merged food leads to the one that stands for it."""
    foods = Food.objects.select_related("group", "source", "merged_into").prefetch_related(
        "portions", "names", "identifiers"
    )
    merged = foods.filter(pk=food_id, state=State.MERGED).first()
    if merged is not None:
        return redirect("food", food_id=merged.resolved.pk)
    person = request.user if request.user.is_authenticated else None
    food = get_object_or_404(foods.visible_to(person), pk=food_id)
    context = {
        "here": "foods",
        "food": food,
        "portions": [
            (portion, food.magnesium_mg_in(portion.quantity)) for portion in food.portions.all()
        ],
        "companions": [
            (name.rsplit("_", 1)[0].capitalize(), getattr(food, f"{name}_per_basis"), unit)
            for name in NUTRIENTS
            for unit in [name.rsplit("_", 1)[1]]
            if name != "magnesium_mg"
        ],
        "per_litre": _per_litre(food),
        "elemental_percent": food.elemental_fraction * 100 if food.elemental_fraction else None,
        "log_url": log_url,
    }
    return render(request, "foods/food_detail.html", context)


def _per_litre(food: Food) -> Decimal | None:
    """What a water's label says, mg/L."""
    if food.basis != Basis.PER_100_ML or food.magnesium_mg_per_basis is None:
        return None
    return food.magnesium_mg_per_basis * 10
