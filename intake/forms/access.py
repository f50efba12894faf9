"""What lets a person in: e-mail address, password, personal tokens."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import AddressField, WordsField
from intake.models import Person, Scope


class PasswordForm(forms.Form):
    """Asks for the password again; wrong ones count as those of showing who it is."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not get_adapter(self.request).reauthenticate(self.person, password):
            raise forms.ValidationError(_("This is not your password."), code="incorrect_password")
        return password


class DeleteAccountForm(PasswordForm):
    pass


class EmailChangeForm(PasswordForm):
    email = AddressField(
        label=_("New e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "password"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email == self.person.email:
            raise forms.ValidationError(_("This is your address already."), code="same_email")
        return email


class TokenForm(forms.Form):
    name = WordsField(
        label=_("What is it for?"),
        most=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as “Kitchen scale script”."),
    )
    scope = forms.ChoiceField(
        label=_("What may it do?"),
        choices=Scope.choices,
        initial=Scope.READ,
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label=_("Ends after"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        initial=90,
    )
