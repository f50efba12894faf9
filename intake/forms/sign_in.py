"""allauth's forms in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as SecondFactorAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import AddressField, WordsField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STRENGTH_HELP = _("8 characters or more; not a common password, and not only digits.")


def reworded(form: forms.Form, labels: dict[str, StrOrPromise]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
        # A browser would cut what is pasted without saying so; an address that is cut is another.
        form.fields[name].widget.attrs.pop("maxlength", None)


def keep_address_whole(form: forms.Form) -> None:
    """allauth would cut an address that is too long, and let in whoever has the rest of it; and it
    makes letters small only once it looked at them, which makes others of some."""
    email = form.fields["email"]
    form.fields["email"] = AddressField(label=email.label, widget=email.widget)


class OurSignupForm(SignupForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"email": _("E-mail address"), "password1": _("Password")})
        keep_address_whole(self)
        self.minimum_age_years = settings.MINIMUM_AGE_YEARS
        self.fields["password1"].help_text = STRENGTH_HELP


class OurLoginForm(LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"login": _("E-mail address"), "password": _("Password")})


class OurReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"password": _("Your password")})


class OurResetPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"email": _("E-mail address")})
        keep_address_whole(self)


class OurResetPasswordKeyForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["password2"]
        reworded(self, {"password1": _("New password")})
        self.fields["password1"].help_text = STRENGTH_HELP


class OurChangePasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["password2"]
        reworded(self, {"oldpassword": _("Your password now"), "password1": _("New password")})
        self.fields["password1"].help_text = STRENGTH_HELP


class OurSetPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["password2"]
        reworded(self, {"password1": _("New password")})
        self.fields["password1"].help_text = STRENGTH_HELP


class OurRequestLoginCodeForm(RequestLoginCodeForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"email": _("E-mail address")})
        keep_address_whole(self)


class OurConfirmLoginCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"code": _("Code from the letter")})


class OurConfirmEmailForm(ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"code": _("Code from the letter")})


class OurAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"code": _("Code from your app")})


class OurSecondFactorForm(AuthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"code": _("Code from your app, or a recovery code")})


class OurSecondFactorAgainForm(SecondFactorAgainForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"code": _("Code from your app, or a recovery code")})


class OurAddPasskeyForm(AddWebAuthnForm):
    """Every key is a passkey: it signs in alone, so its device asks who holds it."""

    name = WordsField(
        label=_("A name for it"),
        most=80,
        required=False,
        help_text=_("Such as “My phone”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    passwordless = forms.BooleanField(widget=forms.CheckboxInput(attrs={"hidden": ""}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial |= {"name": "", "passwordless": True}


class OurEditPasskeyForm(EditWebAuthnForm):
    name = WordsField(label=_("Name"), most=80)
