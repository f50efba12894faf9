"""The pages of foods, as the person who looks at them may see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from foods import views
from intake.models import Profile


@require_safe
def foods(request: HttpRequest) -> HttpResponse:
    """Nothing is ranked for someone with the kidney flag: a list of the most is advice too."""
    flagged = (
        request.user.is_authenticated
        and Profile.objects.filter(person=request.user, kidney_disease=True).exists()
    )
    return views.food_list(request, may_rank=not flagged)


@require_safe
def food(request: HttpRequest, food_id: int) -> HttpResponse:
    known = request.user.is_authenticated
    return views.food_detail(
        request,
        food_id,
        log_url=reverse("add_food", args=[food_id]) if known else "",
        report_url=reverse("food_report", args=[food_id]) if known else "",
    )
