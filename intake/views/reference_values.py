"""What all authorities recommend, for whoever asks and for whomever they ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intake.forms.reference_values import WhomForm
from intake.people import profile_of
from intake.reference_values import age_in_months
from intake.reference_values.comparison import compared
from intake.targets import DEFAULT_AUTHORITY, situation_of

# Where there is nobody to start from.
EXAMPLES: list[tuple[Any, dict[str, str | int]]] = [
    (_("A baby of 8 months"), {"age_years": 0, "months": 8}),
    (_("A child of 5"), {"age_years": 5}),
    (_("A girl of 14"), {"age_years": 14, "sex": "female"}),
    (_("A man of 40"), {"age_years": 40, "sex": "male"}),
    (_("A woman of 40"), {"age_years": 40, "sex": "female"}),
    (_("Pregnant at 30"), {"age_years": 30, "life_stage": "pregnant"}),
]


@never_cache
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Asked in the address; else for the person who is signed in, as far as they told us.

    With the kidney flag there is no number to reach, whoever it is for.
    """
    told: dict[str, Any] = {}
    yours = ""
    if request.user.is_authenticated:
        profile = profile_of(request.user)
        if profile.kidney_disease:
            return render(request, "intake/reference_values_kidney.html")
        today = profile.today()
        situation = situation_of(request.user, profile)
        row = situation.row_on(today)
        yours = row.authority if row else DEFAULT_AUTHORITY
        told = {"sex": profile.sex, "life_stage": sorted(situation.stages(today))}
        if profile.birth_date and profile.birth_date <= today:
            years, months = divmod(age_in_months(profile.birth_date, today), 12)
            told |= {"age_years": years, "months": months}
    asked = bool(request.GET)
    form = WhomForm(request.GET if asked else told if "age_years" in told else None, initial=told)
    rows = compared(**form.question()) if form.is_bound and form.is_valid() else []
    context = {
        "form": form,
        "rows": rows,
        "yours": yours,
        "about_you": bool(rows) and not asked,
        "whom": form.in_words() if rows else "",
        "examples": [(label, urlencode(question)) for label, question in EXAMPLES],
    }
    return render(request, "intake/reference_values.html", context)
