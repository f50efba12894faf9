"""allauth's forms in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)
from django import forms
from django.conf import settings

STRENGTH_HELP = "8 characters or more; not a common password, and not only digits."


def reworded(form: forms.Form, labels: dict[str, str]) -> None:
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class OurSignupForm(SignupForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"email": "E-mail address", "password1": "Password"})
        self.minimum_age_years = settings.MINIMUM_AGE_YEARS
        self.fields["password1"].help_text = STRENGTH_HELP


class OurLoginForm(LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"login": "E-mail address", "password": "Password"})


class OurReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"password": "Your password"})


class OurResetPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reworded(self, {"email": "E-mail address"})


class OurResetPasswordKeyForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["password2"]
        reworded(self, {"password1": "New password"})
        self.fields["password1"].help_text = STRENGTH_HELP


class OurChangePasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["password2"]
        reworded(self, {"oldpassword": "Your password now", "password1": "New password"})
        self.fields["password1"].help_text = STRENGTH_HELP
