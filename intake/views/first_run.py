from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.countries import COUNTRIES
from intake.forms.fields import named
from intake.forms.profile import FirstRunForm
from intake.people import finish_first_run, profile_of, skip_first_run
from intake.reference_values import AUTHORITIES
from intake.targets import situation_of
from intake.time_zones import time_zone_names
from intake.views.personal import PersonalRequest, personal


@personal
def welcome(request: PersonalRequest) -> HttpResponse:
    profile = profile_of(request.user)
    today = profile.today()
    row = situation_of(request.user, profile).row_on(today)
    authority = row.authority if row else ""
    form = FirstRunForm(request.POST or None, profile=profile, authority=authority, today=today)
    if request.method == "POST" and form.is_valid():
        answers = {k: v for k, v in form.cleaned_data.items() if k != "kidney_consent"}
        if form.amounts_only:
            answers |= {"authority": authority, "sex": profile.sex}
        profile = finish_first_run(person=request.user, **answers)
        lives_in = COUNTRIES.get(answers["country"])
        if lives_in and not answers["authority"] and not profile.kidney_disease:
            table = AUTHORITIES[lives_in.proposed_authority]
            told = [
                _("Recommendations for you come from %(authority)s, as proposed for %(country)s.")
                % {"authority": _(table.name), "country": _(lives_in.name)}
            ]
            if table.provisional:
                told.append(_("They are provisional."))
            told.append(_("The settings let you choose others."))
            messages.success(request, " ".join(told))
        return redirect("/")
    context = {
        "form": form,
        "time_zones": time_zone_names(),
        "proposals": {}
        if form.amounts_only
        else {
            country.code: named(AUTHORITIES[country.proposed_authority])
            for country in COUNTRIES.values()
        },
    }
    return render(request, "intake/first_run.html", context)


@require_POST
@personal
def skip_welcome(request: PersonalRequest) -> HttpResponse:
    skip_first_run(person=request.user)
    return redirect("/")
