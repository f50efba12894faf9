"""Personal tokens, the e-mail address, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.account_deletion import delete_account
from intake.forms.access import DeleteAccountForm, EmailChangeForm, TokenForm
from intake.models import PersonalToken
from intake.owners import SessionEnded
from intake.sign_in import (
    LinkNotValid,
    change_email,
    opened_email_change_link,
    send_email_change_link,
)
from intake.tokens import TooManyTokens, make_token
from intake.views.personal import PersonalRequest, personal


@personal
def tokens(request: PersonalRequest) -> HttpResponse:
    """A new token is on the page that answers its making, and nowhere else."""
    form = TokenForm(request.POST or None)
    made = secret = None
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = make_token(
                request.user, session_key=request.session.session_key, **form.cleaned_data
            )
            form = TokenForm()
        except SessionEnded:
            return redirect("account_login")
        except TooManyTokens as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "tokens": PersonalToken.objects.filter(user=request.user),
        "now": timezone.now(),
    }
    return render(request, "intake/settings/tokens.html", context)


@require_POST
@personal
def revoke_token(request: PersonalRequest, token_id: UUID) -> HttpResponse:
    get_object_or_404(PersonalToken.objects.filter(user=request.user), uuid=token_id).delete()
    messages.success(request, _("Revoked."))
    return redirect("settings_tokens")


@personal
def email(request: PersonalRequest) -> HttpResponse:
    form = EmailChangeForm(request.POST or None, request=request, person=request.user)
    sent_to = None
    if request.method == "POST" and form.is_valid():
        sent_to = form.cleaned_data["email"]
        send_email_change_link(request, person=request.user, email=sent_to)
    return render(request, "intake/settings/email.html", {"form": form, "sent_to": sent_to})


@personal
def confirm_email(request: PersonalRequest, key: str) -> HttpResponse:
    """Opening the link changes nothing yet: mail programs open links too.

    Who confirms must be signed in, or the owner of an address could be led to hand it to the
    account of whoever gave it here.
    """
    try:
        person, new_email = opened_email_change_link(key)
        if person != request.user:
            raise LinkNotValid
        if request.method == "POST":
            change_email(person, new_email)
            messages.success(request, _("Your new e-mail address is in use."))
            return redirect("settings")
    except LinkNotValid:
        return render(request, "intake/settings/email_link_broken.html", status=410)
    return render(request, "intake/settings/email_confirm.html", {"new_email": new_email})


@personal
def delete(request: PersonalRequest) -> HttpResponse:
    form = DeleteAccountForm(request.POST or None, request=request, person=request.user)
    if request.method == "POST" and form.is_valid():
        delete_account(request.user)
        logout(request)
        return render(request, "intake/settings/deleted.html")
    return render(request, "intake/settings/delete.html", {"form": form})
