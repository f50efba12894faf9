"""What a person says about themselves, at the first run and in the settings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from intake.forms.fields import AUTHORITY_CHOICES, DayField, TimeZoneField, country_choices
from intake.models import Profile, Sex, Units, WeekStart
from intake.people import check_birth_date

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AS_PROPOSED = ("", _("As proposed for my country"))


class AboutYouForm(forms.Form):
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        required=False,
        help_text=_("Proposes whose values and which units you see."),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    authority = forms.ChoiceField(
        label=_("Recommendations from"),
        choices=AUTHORITY_CHOICES,
        required=False,
    )
    units = forms.ChoiceField(label=_("Units"), choices=Units.choices, required=False)
    birth_date = DayField(
        label=_("Date of birth"),
        required=False,
        autocomplete="bday",
        help_text=_("Recommendations differ by age."),
    )
    sex = forms.ChoiceField(
        label=_("Which reference column fits you?"),
        choices=[*Sex.choices, ("", _("Rather not say"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The tables have two columns. Nothing but the number you see depends on it."),
    )
    time_zone = TimeZoneField(required=False)

    def __init__(self, *args: Any, profile: Profile, today: date, **options: Any) -> None:
        """With the kidney flag nothing of a number to reach is asked: what was said stays."""
        super().__init__(*args, **options)
        self.profile, self.today = profile, today
        self.amounts_only = profile.kidney_disease
        if self.amounts_only:
            del self.fields["authority"], self.fields["sex"]
            self.fields["country"].help_text = _("Proposes which units you see.")
            self.fields["birth_date"].help_text = ""

    def clean_birth_date(self) -> date | None:
        birth_date: date | None = self.cleaned_data["birth_date"]
        if birth_date is not None:
            check_birth_date(birth_date, self.today)
        return birth_date


class FirstRunForm(AboutYouForm):
    """Every answer may stay open; an open authority, unit or zone is proposed by the country."""

    kidney_disease = forms.BooleanField(
        label=_("I have weak kidneys, kidney disease or dialysis"),
        required=False,
        help_text=_(
            "Then Twelve shows amounts only, and never a number to reach: "
            "weak kidneys may not get rid of too much magnesium."
        ),
    )
    kidney_consent = forms.BooleanField(
        label=_("I agree that Twelve keeps this about my health for that purpose"),
        required=False,
        help_text=_("You can withdraw it at any time in the settings; it is then deleted."),
    )

    def __init__(self, *args: Any, profile: Profile, authority: str, **options: Any) -> None:
        """Shows what was told before: `authority` is "" where none was ever chosen."""
        options["initial"] = {
            "country": profile.country,
            "authority": authority,
            "units": profile.units if profile.country else "",
            "birth_date": profile.birth_date,
            "sex": profile.sex,
            "time_zone": "" if profile.time_zone == "UTC" else profile.time_zone,
        }
        super().__init__(*args, profile=profile, **options)
        if self.amounts_only:
            del self.fields["kidney_disease"], self.fields["kidney_consent"]
        else:
            self._offer("authority", [AS_PROPOSED, *AUTHORITY_CHOICES])
            self.fields["authority"].help_text = _(
                "We propose: Germany, Austria and Switzerland, D-A-CH; the Nordic and Baltic "
                "countries, NNR; the US, Canada, the UK, Australia, New Zealand, Japan, India and "
                "China, their own; the rest of the EU and Liechtenstein, EFSA; elsewhere, FAO/WHO. "
                "Provisional: not yet fully checked against the publication."
            )
        self._offer("units", [AS_PROPOSED, *Units.choices])
        self.fields["time_zone"].help_text = _(
            "Says when your day begins. Left empty, it is that of most people in your country."
        )

    def _offer(self, name: str, choices: list[tuple[str, StrOrPromise]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("kidney_disease") and not answers.get("kidney_consent"):
            self.add_error(
                "kidney_consent",
                forms.ValidationError(
                    _("Twelve keeps this only if you agree to it."), code="consent_needed"
                ),
            )
        return answers


class ProfileForm(AboutYouForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
        help_text=_("Of the pages and of letters by e-mail."),
    )
    week_start = forms.TypedChoiceField(
        label=_("The week begins on"),
        choices=[("", _("The usual day in my country")), *WeekStart.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("In the charts of Trends and of the report."),
    )
    hide_numbers = forms.BooleanField(
        label=_("Hide numbers"),
        required=False,
        help_text=_(
            "Today shows what you logged, without mg, percent and ring; trends, targets and "
            "the report ask before they show any. What a food holds and what a label says stay. "
            "Everything is still counted, and your data are the same."
        ),
    )
    show_energy = forms.BooleanField(
        label=_("Show energy (kcal)"),
        required=False,
        help_text=_("Beside what you logged, where it is known."),
    )

    def __init__(self, *args: Any, profile: Profile, authority: str, **options: Any) -> None:
        options["initial"] = {
            "country": profile.country,
            "authority": authority,
            "units": profile.units,
            "language": profile.language,
            "week_start": profile.week_start,
            "birth_date": profile.birth_date,
            "sex": profile.sex,
            "time_zone": profile.time_zone,
            "hide_numbers": profile.hide_numbers,
            "show_energy": profile.show_energy,
        }
        super().__init__(*args, profile=profile, **options)
        self.fields["country"].help_text = ""
        self.fields["units"].required = self.fields["time_zone"].required = True
        if not self.amounts_only:
            self.fields["authority"].required = True
            self.fields["authority"].help_text = _(
                "A change holds from today on; the days before keep what they had."
            )
        self.fields["time_zone"].help_text = _("Says when your day begins.")

    def changed_profile(self) -> Profile:
        """The profile with the form's answers, not yet stored."""
        names = ("country", "birth_date", "sex", "time_zone", "units", "language", "week_start")
        for name in (*names, "hide_numbers", "show_energy"):
            if name in self.cleaned_data:
                setattr(self.profile, name, self.cleaned_data[name])
        return self.profile
