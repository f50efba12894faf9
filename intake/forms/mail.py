"""Which letters a person wants."""

from __future__ import annotations

from django import forms


class MailForm(forms.Form):
    reminder = forms.BooleanField(
        label="Remind me of what is on my daily checklist",
        required=False,
        help_text="At the time that stands there, by your clock, and only while it is not logged. "
        "The letter names what to take.",
    )
    weekly = forms.BooleanField(
        label="Send me a summary of the week",
        required=False,
        help_text="On Monday morning, about the days that you logged.",
    )
