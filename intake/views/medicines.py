"""The medicines that a person names, in the settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foods.languages import page_language
from intake.forms.copying import hash_of_said
from intake.forms.medicines import MedicineForm
from intake.medicines.classes import CLASSES
from intake.medicines.ingredients import ingredients_in
from intake.medicines.words import advised, in_settings
from intake.medicines.writing import (
    MedicineChanged,
    MedicineGone,
    MedicineTaken,
    change_medicine,
    name_medicine,
    set_removed,
)
from intake.models import Medicine, Person, Purpose
from intake.people import ConsentNeeded, give_consent, has_consent
from intake.snapshots import InvalidEntry
from intake.views.personal import PersonalRequest, personal


def own_medicine(person: Person, medicine_id: UUID) -> Medicine:
    medicines = Medicine.objects.for_person(person).select_related("person")
    return get_object_or_404(medicines, uuid=medicine_id)


@personal
def medicines(request: PersonalRequest) -> HttpResponse:
    """The list, and a form for one more."""
    agreed = has_consent(request.user, Purpose.MEDICINES)
    form = MedicineForm(request.POST if request.method == "POST" else None, has_consent=agreed)
    if request.method == "POST" and form.is_valid():
        if not agreed:
            give_consent(person=request.user, purpose=Purpose.MEDICINES)
        said = form.said()
        try:
            named, _is_new = name_medicine(
                request.user,
                **said,
                once=form.cleaned_data["once"],
                request_hash=hash_of_said(said),
            )
        except InvalidEntry as error:
            form.add_invalid(error)
        except (MedicineTaken, MedicineGone) as error:
            return redirect("medicine", error.medicine.uuid)
        else:
            messages.success(
                request,
                _("Saved: %(medicine)s.") % {"medicine": named.name},
                extra_tags=reverse("medicine_remove", args=[named.uuid]),
            )
            return redirect("settings_medicines")
    return _page(request, form)


@personal
def medicine(request: PersonalRequest, medicine_id: UUID) -> HttpResponse:
    found = own_medicine(request.user, medicine_id)
    if found.deleted_at is not None:
        return _say_gone(request, found)
    data = request.POST if request.method == "POST" else None
    form = MedicineForm(data, medicine=found, has_consent=True)
    if request.method == "POST" and form.is_valid():
        try:
            change_medicine(found, **form.said(), expected_version=form.cleaned_data["version"])
        except InvalidEntry as error:
            form.add_invalid(error)
        except ConsentNeeded as needed:
            return _say_withdrawn(request, needed)
        except MedicineGone as gone:
            return _say_gone(request, gone.medicine)
        except MedicineChanged as changed:
            form = MedicineForm(medicine=changed.medicine, has_consent=True)
            messages.warning(
                request, _("This was changed elsewhere meanwhile. Here is what it holds now.")
            )
            return _page(request, form, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect("settings_medicines")
    return _page(request, form)


def _page(request: PersonalRequest, form: MedicineForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "medicine": form.medicine}
    if form.medicine is None:
        kept = Medicine.objects.for_person(request.user).kept()
        context["medicines"] = [(each, in_settings(each.named)) for each in kept]
        context["table"] = [
            (
                each,
                ", ".join(ingredients_in(page_language(), each)),
                advised(each, _("the medicine")) or _(each.instead),
            )
            for each in CLASSES.values()
        ]
    status = 422 if form.errors else status
    return render(request, "intake/settings/medicines.html", context, status=status)


def _say_withdrawn(request: PersonalRequest, needed: ConsentNeeded) -> HttpResponse:
    """The consent was withdrawn between looking it up and writing."""
    messages.error(request, str(needed))
    return redirect("settings_medicines")


def _say_gone(request: PersonalRequest, medicine: Medicine) -> HttpResponse:
    messages.warning(
        request,
        _("This was removed meanwhile: %(medicine)s.") % {"medicine": medicine.name},
        extra_tags=reverse("medicine_restore", args=[medicine.uuid]),
    )
    return redirect("settings_medicines")


@require_POST
@personal
def remove(request: PersonalRequest, medicine_id: UUID) -> HttpResponse:
    found = own_medicine(request.user, medicine_id)
    try:
        removed = set_removed(found, removed=True)
    except ConsentNeeded as needed:
        return _say_withdrawn(request, needed)
    messages.success(
        request,
        _("Removed: %(medicine)s.") % {"medicine": removed.name},
        extra_tags=reverse("medicine_restore", args=[removed.uuid]),
    )
    return redirect("settings_medicines")


@require_POST
@personal
def restore(request: PersonalRequest, medicine_id: UUID) -> HttpResponse:
    found = own_medicine(request.user, medicine_id)
    try:
        set_removed(found, removed=False)
    except ConsentNeeded as needed:
        return _say_withdrawn(request, needed)
    except InvalidEntry as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Back again: %(medicine)s.") % {"medicine": found.name})
    return redirect("settings_medicines")
