from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.forms.health import (
    HealthFactsForm,
    InterestsForm,
    KidneyForm,
    LifeStageDatesForm,
    LifeStageForm,
)
from intake.forms.profile import ProfileForm
from intake.life_stages import LifeStageGone, begin_life_stage, change_life_stage
from intake.models import Consent, LifeStage, Purpose
from intake.people import (
    give_consent,
    has_consent,
    held_profile,
    profile_of,
    save_profile,
    set_health_facts,
    set_kidney_flag,
    withdraw_consent,
)
from intake.targets import DEFAULT_AUTHORITY, situation_of
from intake.time_zones import time_zone_names
from intake.views.personal import PersonalRequest, personal


@personal
def settings_page(request: PersonalRequest) -> HttpResponse:
    profile = profile_of(request.user)
    today = profile.today()
    row = situation_of(request.user, profile).row_on(today)
    authority = row.authority if row else DEFAULT_AUTHORITY
    form = ProfileForm(request.POST or None, profile=profile, authority=authority, today=today)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("authority", authority)
        save_profile(
            profile=form.changed_profile(),
            authority="" if chosen == authority else chosen,
            today=profile.today(),
        )
        # In the language that was just chosen.
        chosen = profile.language or translation.get_language_from_request(request)
        with translation.override(chosen):
            messages.success(request, _("Saved."))
        return redirect("settings")
    return render(
        request, "intake/settings/profile.html", {"form": form, "time_zones": time_zone_names()}
    )


@personal
def health(request: PersonalRequest) -> HttpResponse:
    return _health_page(request)


def _health_page(
    request: PersonalRequest,
    *,
    kidney_form: KidneyForm | None = None,
    stage_form: LifeStageForm | None = None,
    facts_form: HealthFactsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    consents = list(Consent.objects.filter(person=request.user))
    active = {consent.purpose for consent in consents if consent.withdrawn_at is None}
    stages = LifeStage.objects.filter(person=request.user).order_by("-starts_on", "kind")
    profile = profile_of(request.user)
    context = {
        "profile": profile,
        "consents": consents,
        "keeps_life_stages": Purpose.LIFE_STAGE in active,
        "keeps_medicines": Purpose.MEDICINES in active,
        "keeps_facts": Purpose.HEALTH_FACTS in active,
        "facts_form": facts_form
        or HealthFactsForm(profile=profile, has_consent=Purpose.HEALTH_FACTS in active),
        "interests_form": InterestsForm(
            auto_id="interests_%s", initial={"calcification": profile.interested_in_calcification}
        ),
        "stages": stages,
        "kidney_form": kidney_form or KidneyForm(auto_id="kidney_%s"),
        "stage_form": stage_form
        or LifeStageForm(auto_id="stage_%s", has_consent=Purpose.LIFE_STAGE in active),
    }
    return render(request, "intake/settings/health.html", context, status=status)


@require_POST
@personal
@transaction.atomic
def set_kidney(request: PersonalRequest) -> HttpResponse:
    form = KidneyForm(request.POST, auto_id="kidney_%s")
    if not form.is_valid():
        return _health_page(request, kidney_form=form)
    give_consent(person=request.user, purpose=Purpose.KIDNEY)
    set_kidney_flag(person=request.user, kidney_disease=True)
    messages.success(request, _("Saved. Twelve now shows amounts only."))
    return redirect("settings_health")


@require_POST
@personal
@transaction.atomic
def tell_facts(request: PersonalRequest) -> HttpResponse:
    # Held: a consent that is there is not withdrawn elsewhere before it is used.
    profile = held_profile(request.user)
    agreed = has_consent(request.user, Purpose.HEALTH_FACTS)
    form = HealthFactsForm(request.POST, profile=profile, has_consent=agreed)
    if not form.is_valid():
        return _health_page(request, facts_form=form)
    facts = form.cleaned_data["facts"]
    if facts and not agreed:
        give_consent(person=request.user, purpose=Purpose.HEALTH_FACTS)
    set_health_facts(person=request.user, facts=facts)
    messages.success(request, _("Saved."))
    return redirect("settings_health")


@require_POST
@personal
def tell_interests(request: PersonalRequest) -> HttpResponse:
    form = InterestsForm(request.POST)
    form.is_valid()
    with transaction.atomic():
        profile = held_profile(request.user)
        profile.interested_in_calcification = form.cleaned_data["calcification"]
        profile.save(update_fields=["interested_in_calcification", "updated_at"])
    messages.success(request, _("Saved."))
    return redirect("settings_health")


@require_POST
@personal
def withdraw(request: PersonalRequest, purpose: str) -> HttpResponse:
    withdraw_consent(person=request.user, purpose=Purpose(purpose))
    messages.success(request, _("Withdrawn. What was kept for it is deleted."))
    return redirect("settings_health")


@require_POST
@personal
@transaction.atomic
def add_life_stage(request: PersonalRequest) -> HttpResponse:
    held_profile(request.user)
    agreed = has_consent(request.user, Purpose.LIFE_STAGE)
    form = LifeStageForm(request.POST, auto_id="stage_%s", has_consent=agreed)
    if form.is_valid():
        try:
            if not agreed:
                give_consent(person=request.user, purpose=Purpose.LIFE_STAGE)
            begin_life_stage(
                person=request.user,
                kind=form.cleaned_data["kind"],
                starts_on=form.cleaned_data["starts_on"],
                ends_on=form.cleaned_data["ends_on"],
                today=profile_of(request.user).today(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_health")
    return _health_page(request, stage_form=form)


@personal
def edit_life_stage(request: PersonalRequest, stage_id: int) -> HttpResponse:
    stage = get_object_or_404(LifeStage.objects.filter(person=request.user), pk=stage_id)
    dates = {"starts_on": stage.starts_on, "ends_on": stage.ends_on}
    form = LifeStageDatesForm(request.POST or None, initial=dates)
    if request.method == "POST" and form.is_valid():
        try:
            change_life_stage(
                stage=stage, today=profile_of(request.user).today(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        except LifeStageGone:
            return _say_stage_gone(request)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_health")
    return render(request, "intake/settings/life_stage.html", {"form": form, "stage": stage})


def _say_stage_gone(request: PersonalRequest) -> HttpResponse:
    """Removed, or withdrawn with its consent, between looking it up and writing."""
    messages.warning(request, _("This was removed meanwhile, and not changed."))
    return _health_page(request, status=404)


@require_POST
@personal
def end_life_stage_today(request: PersonalRequest, stage_id: int) -> HttpResponse:
    """ "It has ended": today, unless another day is given."""
    stage = get_object_or_404(LifeStage.objects.filter(person=request.user), pk=stage_id)
    today = profile_of(request.user).today()
    form = LifeStageDatesForm(
        {"starts_on": stage.starts_on, "ends_on": request.POST.get("ends_on") or today}
    )
    if form.is_valid():
        try:
            change_life_stage(stage=stage, today=today, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        except LifeStageGone:
            return _say_stage_gone(request)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_health")
    return render(request, "intake/settings/life_stage.html", {"form": form, "stage": stage})


@require_POST
@personal
def remove_life_stage(request: PersonalRequest, stage_id: int) -> HttpResponse:
    get_object_or_404(LifeStage.objects.filter(person=request.user), pk=stage_id).delete()
    messages.success(request, _("Removed."))
    return redirect("settings_health")
