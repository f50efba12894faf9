"""Form fields that several pages share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import validate_email
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foods.folding import fold
from foods.formatting import format_number
from foods.templatetags.amounts import plain_number
from foods.typed_numbers import as_decimal, in_a_field, two_readings
from foods.units import from_ounces, in_ounces, kept
from intake.countries import COUNTRIES
from intake.models import MAX_MAGNESIUM_MG, MAX_QUANTITY
from intake.people import check_day
from intake.reference_values import AUTHORITIES, Authority
from intake.snapshots import InvalidEntry
from intake.time_zones import found_time_zone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def country_choices() -> list[tuple[str, str]]:
    """By name, in the alphabet of the language."""
    found = [(country.code, gettext(country.name)) for country in COUNTRIES.values()]
    return [("", gettext("Rather not say")), *sorted(found, key=lambda choice: fold(choice[1]))]


def named(table: Authority) -> StrOrPromise:
    name = _(table.name)
    return format_lazy(_("{name}, provisional"), name=name) if table.provisional else name


AUTHORITY_CHOICES = [(table.slug, named(table)) for table in AUTHORITIES.values()]


class SaysInvalid(forms.Form):
    """Says what the rules found wrong beside its field, above the form where it has no such field.

    `fields_of_errors`: where a field is called otherwise here.
    """

    fields_of_errors: Mapping[str, str] = {}

    def add_invalid(self, error: InvalidEntry) -> None:
        name = self.fields_of_errors.get(error.field, error.field)
        self.add_error(name if name in self.fields else None, error.message)


class WordsField(forms.CharField):
    """Words of a person, at most so many characters; a line end is one.

    The browser is told no limit: it would cut what is pasted without saying so. What is too long
    stays in its field, and is refused there.
    """

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most

    def to_python(self, value: Any) -> str:
        # Browsers send line ends as two characters.
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                _("Too long: %(given)s of at most %(most)s characters."),
                code="too_long",
                params={"given": format_number(len(value)), "most": format_number(self.most)},
            )


class AddressField(WordsField):
    """Of e-mail, in small letters."""

    widget = forms.EmailInput
    default_validators = [validate_email]

    def __init__(self, **options: Any) -> None:
        super().__init__(most=254, **options)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


def name_field(*, most: int = 300, **options: Any) -> WordsField:
    return WordsField(
        most=most,
        **{"label": _("Name"), "error_messages": {"required": _("Give it a name.")}} | options,
    )


class DayField(forms.DateField):
    """A day of a year that a diary can have."""

    def __init__(self, *, autocomplete: str = "off", **options: Any) -> None:
        options["widget"] = forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "autocomplete": autocomplete}
        )
        options["input_formats"] = ["%Y-%m-%d"]
        options["error_messages"] = {"invalid": _("Write the date as in 1990-05-31.")}
        super().__init__(**options)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None:
            check_day(value)


def _range_in_words(most: Decimal, zero: bool) -> str:
    said = (
        gettext("Give a number from 0 to %(most)s, such as 1.5.")
        if zero
        else gettext("Give a number above 0 and up to %(most)s, such as 1.5.")
    )
    return said % {"most": format_number(most)}


_out_of_range = lazy(_range_in_words, str)


class AmountField(forms.DecimalField):
    """A number as people type it: a comma will do for a point, but what can be read in two ways
    is asked for again."""

    def __init__(self, *, most: Decimal = MAX_QUANTITY, zero: bool = False, **options: Any) -> None:
        wrong = _out_of_range(most, zero)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "size": 7}))
        options["widget"].attrs.setdefault("autocomplete", "off")
        super().__init__(
            max_digits=12,
            decimal_places=3,
            error_messages={
                "invalid": wrong,
                "max_digits": wrong,
                "max_whole_digits": wrong,
                "max_decimal_places": _("Three decimals are enough."),
                "required": _("Say how much."),
            },
            **options,
        )
        self.most, self.zero, self.wrong = most, zero, wrong
        self.is_typed = False

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            if readings := two_readings(value):
                many, few = map(in_a_field, readings)
                raise forms.ValidationError(
                    _("Is this %(many)s or %(few)s? Write it so."),
                    code="two_readings",
                    params={"many": many, "few": few},
                )
            value = as_decimal(value)
        return super().to_python(value)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.is_typed = form.is_bound
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        """A number of ours as the language writes it. What was typed stays as it was."""
        if self.is_typed:
            return value
        if isinstance(value, Decimal):
            value = plain_number(value)
        return in_a_field(value) if isinstance(value, str) else value

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        too_little = value < 0 if self.zero else value <= 0
        if too_little or value > self.most:
            raise forms.ValidationError(self.wrong, code="out_of_range")


def as_meant(typed: Decimal, *, was: Decimal | None, ounce: str = "") -> Decimal:
    """What was typed, in g or ml where it is in an `ounce` ("oz", "fl oz"). Left as it `was` shown,
    it stays exactly what it was: an imported figure has more decimals than a field."""
    if ounce:
        return from_ounces(typed, ounce, was=was)
    return was if was is not None and typed == kept(was) else typed


class KeptAmountField(AmountField):
    """Of a number that is there: `was`, in g or ml where it is shown and typed in an `ounce`. None:
    not known."""

    def __init__(self, *, was: Decimal | None, ounce: str = "", **options: Any) -> None:
        # A number, not its digits: else "2" would be told from 2, and all of it be changed.
        shown = was
        if was is not None:
            shown = in_ounces(was, ounce) if ounce else kept(was)
        super().__init__(initial=shown, **options)
        self.was, self.ounce = was, ounce

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        return None if typed is None else as_meant(typed, was=self.was, ounce=self.ounce)


def own_mg_field(**options: Any) -> AmountField:
    """The magnesium of something of one's own, in mg; left empty it is not known. With `was`, that
    of something that is there."""
    kind = KeptAmountField if "was" in options else AmountField
    options = {
        "label": _("Magnesium, mg"),
        "help_text": _("Leave it empty if you don’t know."),
    } | options
    return kind(most=MAX_MAGNESIUM_MG, zero=True, required=False, **options)


class WasField(forms.DecimalField):
    """A hidden number: what the amount beside it was before it was rounded to be shown. One that
    nobody can have stands for none."""

    def __init__(self) -> None:
        super().__init__(
            required=False, min_value=0, max_value=MAX_MAGNESIUM_MG, widget=forms.HiddenInput
        )

    def clean(self, value: Any) -> Decimal | None:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class TimeZoneField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.TextInput(
            attrs={"list": "time-zones", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(label=_("Time zone"), **options)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        found = found_time_zone(typed)
        if found is None:
            raise forms.ValidationError(
                _("No time zone has this name. Choose one from the list, such as Europe/Berlin."),
                code="unknown_time_zone",
            )
        return found
