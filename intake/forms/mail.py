"""Which letters a person wants."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    reminder = forms.BooleanField(
        label=_("Remind me of what is on my daily checklist"),
        required=False,
        help_text=_(
            "At the time that stands there, by your clock, and only while it is not logged. "
            "The letter names what to take."
        ),
    )
    weekly = forms.BooleanField(
        label=_("Send me a summary of the week"),
        required=False,
        help_text=_("On Monday morning, about the days that you logged."),
    )
