from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.forms.targets import OwnTargetForm
from intake.models import FIRST_DAY, Target
from intake.people import profile_of
from intake.reference_values import AUTHORITIES
from intake.targets import remove_target, set_own_target
from intake.views.asked import Diary
from intake.views.personal import PersonalRequest, personal


@personal
def targets(request: PersonalRequest) -> HttpResponse:
    """With the kidney flag there is no number to reach, so none to show or to set."""
    diary = Diary.of(request.user)
    if diary.amounts_only:
        return render(request, "intake/settings/targets_kidney.html")
    today = diary.today
    form = OwnTargetForm(request.POST or None, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        set_own_target(person=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings_targets")
    situation = diary.situation
    current = situation.row_on(today)
    rows = [
        {
            "target": row,
            "from_the_beginning": row.starts_on == FIRST_DAY,
            "issuer": AUTHORITIES[row.authority].name,
            "is_current": row == current,
        }
        for row in reversed(situation.targets)
    ]
    on_today = situation.on(today)
    context = {
        "form": form,
        "rows": rows,
        "current": current,
        "on_today": on_today,
        "issuer": AUTHORITIES[on_today.authority].name if on_today and on_today.authority else "",
        "hide_numbers": diary.hides_numbers_of(request),
    }
    return render(request, "intake/settings/targets.html", context)


@require_POST
@personal
def use_authority_value(request: PersonalRequest) -> HttpResponse:
    """From today on, no number of one's own."""
    set_own_target(person=request.user, starts_on=profile_of(request.user).today(), mg=None)
    messages.success(request, _("Saved."))
    return redirect("settings_targets")


@require_POST
@personal
def delete_target(request: PersonalRequest, target_id: int) -> HttpResponse:
    remove_target(get_object_or_404(Target.objects.filter(person=request.user), pk=target_id))
    messages.success(request, _("Removed."))
    return redirect("settings_targets")
