"""The forms of magnesium, compared in words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foods.supplements import COMPOUNDS


@require_safe
def magnesium_forms(request: HttpRequest) -> HttpResponse:
    """For everybody: it is about supplements, and knows of nobody."""
    return render(
        request, "intake/magnesium_forms.html", {"here": "notes", "compounds": COMPOUNDS.values()}
    )
