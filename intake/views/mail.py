"""Letters by e-mail: asking for them, and ending them without signing in."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import (
    send_verification_email_to_address,
)
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from intake.forms.mail import MailForm
from intake.mail import sends_mail
from intake.models import MailKind, Person
from intake.people import profile_of
from intake.reminders import (
    LinkBroken,
    choice_of,
    choose_mail,
    has_confirmed_address,
    opened_off_token,
    turn_off,
)
from intake.views.personal import PersonalRequest, personal


@personal
def mail(request: PersonalRequest) -> HttpResponse:
    choice = choice_of(request.user)
    initial = {"reminder": choice.reminder, "weekly": choice.weekly}
    form = MailForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_mail(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        asks = any(form.cleaned_data.values()) and not has_confirmed_address(request.user)
        if asks and sends_mail():
            return _ask_to_confirm(request, request.user)
        return redirect("settings_mail")
    context = {
        "form": form,
        "wants_any": choice.reminder or choice.weekly,
        "amounts_only": profile_of(request.user).kidney_disease,
        "confirmed": has_confirmed_address(request.user),
    }
    return render(request, "intake/settings/mail.html", context)


def _ask_to_confirm(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody takes is not to be sent to an address that may be a slip of the keyboard."""
    address, _ = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True}
    )
    send_verification_email_to_address(request, address)
    if settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED:
        return redirect(f"{reverse('account_email_verification_sent')}?next={request.path}")
    return redirect("settings_mail")


@csrf_exempt  # the signed token in the address is what allows it; mail programs post it too
@never_cache
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing yet: mail programs open links too."""
    try:
        person, kind = opened_off_token(token)
    except LinkBroken:
        return render(request, "intake/mail_off.html", {"broken": True}, status=410)
    done = request.method == "POST"
    if done:
        turn_off(person, *(MailKind if request.POST.get("all") else (kind,)))
    choice = choice_of(person)
    context = {
        "kind": kind,
        "done": done,
        "others": done and (choice.reminder or choice.weekly),
    }
    return render(request, "intake/mail_off.html", context)
