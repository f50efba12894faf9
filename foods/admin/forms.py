"""The food form and its rows, with messages beside the fields they are about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from foods.curation import CURATED, label_of
from foods.figures import impossible
from foods.formatting import format_number
from foods.models import Identifier, Scheme
from foods.usage import needs_second_approval

# Beyond the richest foods (rice bran 781, hemp seeds 700, cocoa powder 499 mg per 100 g; SR
# Legacy), so mostly a slip of the decimal point. Powders of supplements do lie above.
UNUSUAL_MAGNESIUM_MG = Decimal(2_000)


class PlainFigures(forms.ModelForm):
    """Shows 550 where the column keeps 550.0000."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in self.initial.items():
            if isinstance(value, Decimal):
                self.initial[name] = Decimal(f"{value.normalize():f}")


class PortionForm(PlainFigures):
    class Meta:
        error_messages = {
            "quantity": {
                "min_value": gettext_lazy("A portion is more than nothing: 0.001 at least.")
            }
        }


class IdentifierForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        scheme, value = data.get("scheme"), data.get("value")
        if scheme == Scheme.GTIN:
            return data
        held = Identifier.objects.filter(scheme=scheme, value=value).exclude(pk=self.instance.pk)
        if other := held.select_related("food").first():
            # Private foods are not named.
            name = f"“{other.food}”" if other.food.owner_id is None else _("Another food")
            self.add_error(
                "value",
                ValidationError(_("%(name)s has it already.") % {"name": name}, code="taken"),
            )
        return data


def _unusual_is_right() -> str:
    return _("Yes, more than %(mg)s mg is right") % {"mg": format_number(UNUSUAL_MAGNESIUM_MG)}


class FoodForm(PlainFigures):
    reason = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Stands in the food’s history."),
        widget=UnfoldAdminTextInputWidget,
    )
    unusual_is_right = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanWidget,
        label=lazy(_unusual_is_right, str)(),
    )
    curated_fields = forms.MultipleChoiceField(
        required=False,
        choices=[(name, capfirst(label_of(name))) for name in CURATED],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        label=gettext_lazy("Kept as curators set them"),
        help_text=gettext_lazy(
            "Imports leave these alone. What you change is ticked when you save; take a tick "
            "away and imports may update it again."
        ),
    )

    def clean_elemental_fraction(self) -> Decimal | None:
        fraction: Decimal | None = self.cleaned_data["elemental_fraction"]
        if fraction is not None and not 0 < fraction <= 1:
            raise ValidationError(_("A share is above 0, at most 1."), code="not_a_share")
        return fraction

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "basis" in self.changed_data and needs_second_approval(self.instance):
            words = _("This food is logged often, so its figures stay for what they are for.")
            self.add_error("basis", ValidationError(words, code="logged_often"))
        magnesium = data.get("magnesium_mg_per_basis")
        added = data.get("added_magnesium_mg_per_basis")
        if magnesium is None:
            return data
        data["magnesium_at_most_mg_per_basis"] = None
        if added is not None and added > magnesium:
            self.add_error(
                "added_magnesium_mg_per_basis",
                ValidationError(
                    _("More than all its magnesium (%(mg)s mg).")
                    % {"mg": f"{magnesium.normalize():f}"},
                    code="more_than_all",
                ),
            )
        if refusal := impossible(data.get("basis", ""), magnesium):
            self.add_error("magnesium_mg_per_basis", ValidationError(refusal, code="impossible"))
        elif self._is_a_new_unusual_figure(magnesium) and not data.get("unusual_is_right"):
            self.add_error(
                "magnesium_mg_per_basis",
                ValidationError(
                    _("More than %(mg)s mg is unusual. Correct it, or confirm it below.")
                    % {"mg": format_number(UNUSUAL_MAGNESIUM_MG)},
                    code="unusual",
                ),
            )
        return data

    def _is_a_new_unusual_figure(self, magnesium: Decimal) -> bool:
        changed = {"magnesium_mg_per_basis", "basis"} & set(self.changed_data)
        return magnesium > UNUSUAL_MAGNESIUM_MG and bool(changed)


def marked_forms(formset: BaseInlineFormSet, mark: str) -> list[forms.ModelForm]:
    """The rows that stay and have this box ticked."""
    return [
        form
        for form in formset.forms
        if (data := getattr(form, "cleaned_data", {})).get(mark) and not data.get("DELETE")
    ]


class PortionFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in marked_forms(self, "is_default")[1:]:
            form.add_error(
                "is_default",
                ValidationError(_("Only one portion can be the default."), code="two_defaults"),
            )


class FoodNameFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        languages = set()
        for form in marked_forms(self, "preferred"):
            language = form.cleaned_data.get("language")
            if language in languages:
                form.add_error(
                    "preferred",
                    ValidationError(_("Only one name a language can be preferred."), code="two"),
                )
            languages.add(language)
