"""Twelve without an account: what a guest logs stays in their browser (js/guest/)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from foods.languages import page_language
from foods.search import search
from foods.typed_amounts import helping_of
from foods.wordings import portion_label
from intake.snapshots import DOSE_KINDS
from intake.views.found import SHOWN, FoodRow, said_of


@require_safe
def try_out(request: HttpRequest) -> HttpResponse:
    """Searching needs no JavaScript; keeping a diary in the browser does."""
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "intake/try_out.html", _found(request.GET.get("q", "")))


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What stands below the box while somebody types."""
    found = _found(request.GET.get("q", ""))
    return render(request, "intake/_try_results.html", found | {"fragment": True})


def _found(typed: str) -> dict[str, Any]:
    if not typed.strip():
        return {"typed": ""}
    found = search(typed, language=page_language(), limit=SHOWN)
    prefetch_related_objects(found.foods, "portions")
    helpings = [
        helping_of(food, list(food.portions.all()), found.query, page_language())
        for food in found.foods
    ]
    rows = [
        FoodRow(
            food=food,
            helping=helping,
            one_tap=helping.answers(found.query) and food.kind not in DOSE_KINDS,
            # It needs the question on its label, the one about kidneys, the gaps to medicines.
            dose=food.kind in DOSE_KINDS,
        )
        for food, helping in zip(found.foods, helpings, strict=True)
    ]
    return said_of(found, rows) | {
        "typed": typed,
        "found": found,
        "rows": [(row, "" if row.dose else _told(row)) for row in rows],
    }


def _told(row: FoodRow) -> str:
    """What the browser reckons with, as the catalogue for offline search has it."""
    food, helping = row.food, row.helping
    return json.dumps(
        {
            "id": food.pk,
            "name": food.display_name,
            "brand": food.brand,
            "kind": food.kind,
            "basis": food.basis,
            "magnesium_mg_per_basis": _number(food.magnesium_mg_per_basis),
            "magnesium_at_most_mg_per_basis": _number(food.magnesium_at_most_mg_per_basis),
            "portions": [
                {
                    "id": each.pk,
                    "label": portion_label(each.label, page_language()),
                    "quantity": float(each.quantity),
                }
                for each in food.portions.all()
            ],
            "portion": helping.portion.pk if helping.portion else None,
            "amount": float(helping.amount),
            "one_tap": row.one_tap,
            "as_typed": helping.typed_in_metric,
        }
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
