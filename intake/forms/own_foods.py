"""Foods of one's own, and what a person asks of the curators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from foods.formatting import format_mg
from foods.models import Basis, Food, Group, Kind, Scheme
from foods.photos import NotAPhoto, reencoded
from intake.forms.fields import (
    AmountField,
    KeptAmountField,
    WordsField,
    name_field,
    own_mg_field,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


BY_BASIS = (
    "magnesium_at_most_mg_per_basis",
    "added_magnesium_mg_per_basis",
    "calcium_mg_per_basis",
    "phosphorus_mg_per_basis",
    "potassium_mg_per_basis",
    "energy_kcal_per_basis",
)


class PhotoField(forms.FileField):
    """Cleans to a JPEG without metadata, or None."""

    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(required=False, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return reencoded(file)
        except NotAPhoto as error:
            raise forms.ValidationError(str(error), code="not_a_photo") from None


def photo_field() -> PhotoField:
    return PhotoField(
        label=_("Photo of the label"),
        help_text=_("If you have one: 5 MB at most. It is deleted when a curator has decided."),
    )


def said_field(label: StrPromise, **options: Any) -> WordsField:
    widget = forms.Textarea(attrs={"rows": 3})
    return WordsField(label=label, most=1000, widget=widget, **options)


def _mg_field(**kept: Any) -> AmountField:
    says = _("Leave it empty if the label does not say. 0 means measured, and none found.")
    return own_mg_field(help_text=says, **kept)


def _portion_quantity_field(kind: type[AmountField], **kept: Any) -> AmountField:
    says = _("In g, ml or pieces.")
    return kind(label=_("How much that is"), required=False, help_text=says, **kept)


class OwnFoodForm(forms.Form):
    """The commonest of what a food can say; the API takes the rest."""

    name = name_field()
    brand = WordsField(label=_("Brand"), most=200, required=False)
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.FOOD)
    group = forms.ModelChoiceField(
        Group.objects.all(), label=_("Group"), required=False, empty_label=_("None of these")
    )
    basis = forms.ChoiceField(label=_("The figure is for"), choices=Basis.choices)
    magnesium_mg_per_basis = _mg_field()
    portion_label = WordsField(
        label=_("A portion"), most=120, required=False, help_text=_("Such as “1 bar”.")
    )
    portion_quantity = _portion_quantity_field(AmountField)
    gtin = forms.CharField(label=_("Barcode"), required=False)

    def __init__(self, data: Any = None, *, food: Food | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.food = food
        self.portion = food.default_portion if food else None
        if food:
            self._show(food)

    def _show(self, food: Food) -> None:
        """What is left as it is shown stays exactly what it was."""
        for name in ("name", "brand", "kind", "group", "basis"):
            self.initial[name] = getattr(food, name)
        codes = food.identifiers.filter(scheme=Scheme.GTIN).values_list("value", flat=True)
        self.initial["gtin"] = next(iter(codes), "")
        self.fields["magnesium_mg_per_basis"] = _mg_field(was=food.magnesium_mg_per_basis)
        if self.portion:
            self.initial["portion_label"] = self.portion.label
            self.fields["portion_quantity"] = _portion_quantity_field(
                KeptAmountField, was=self.portion.quantity
            )
        # What is not shown here, as the API takes it, is for this amount, too.
        others = len(food.portions.all()) > 1 or any(getattr(food, name) for name in BY_BASIS)
        self.fields["basis"].disabled = others

    def clean_gtin(self) -> str:
        digits = re.sub(r"[\s-]", "", self.cleaned_data["gtin"])
        if digits and not re.fullmatch(r"[0-9]{8}([0-9]{4,6})?", digits):
            raise forms.ValidationError(_("Give the 8 to 14 digits of a barcode."), code="gtin")
        return digits

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        label, quantity = data.get("portion_label"), data.get("portion_quantity")
        if label and quantity is None and "portion_quantity" not in self.errors:
            self.add_error("portion_quantity", _("Say how much that portion is."))
        if quantity is not None and not label:
            self.add_error("portion_label", _("Say what the portion is, such as “1 bar”."))
        return data

    def food_fields(self) -> dict[str, Any]:
        """As `foods.own_foods.write_food` takes them."""
        data = self.cleaned_data
        names = ("name", "brand", "kind", "group", "basis", "magnesium_mg_per_basis", "gtin")
        fields = {name: data[name] for name in names}
        if self.food and fields["magnesium_mg_per_basis"] is not None:
            fields["magnesium_at_most_mg_per_basis"] = None  # A bound is for when it is not known.
        fields["portions"] = self._portions()
        return fields

    def _portions(self) -> list[dict[str, Any]]:
        """The one that is shown as it is now, among those that the food has beside it."""
        data = self.cleaned_data
        shown = {"label": data["portion_label"], "quantity": data["portion_quantity"]}
        shown["is_default"] = True
        if self.portion is None:
            return [shown] if shown["label"] else []
        rows = []
        for each in self.portion.food.portions.all():
            if each.pk != self.portion.pk:
                names = ("label", "quantity", "is_default")
                rows.append({"id": each.pk} | {name: getattr(each, name) for name in names})
            elif shown["label"]:
                rows.append({"id": each.pk} | shown)
        return rows

    def add_refused(self, error: ValidationError) -> None:
        """What `foods.own_foods.write_food` found: what does not fit what is not shown here."""
        in_portions = isinstance(error.detail, dict) and "portions" in error.detail
        name = "portion_label" if in_portions else "magnesium_mg_per_basis"
        self.add_error(name, _first_of(error.detail))


def _first_of(detail: Any) -> str:
    while isinstance(detail, dict | list):
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return str(detail)


class BorrowForm(forms.Form):
    """Foods whose figure is taken for one that has none."""

    lenders = forms.TypedMultipleChoiceField(
        label=_("Use the figure of"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one food.")},
    )

    def __init__(self, data: Any = None, *, lenders: list[Food]) -> None:
        super().__init__(data)
        self.by_id = {food.pk: food for food in lenders}
        self.fields["lenders"].choices = [  # type: ignore[attr-defined]
            (
                food.pk,
                _("%(food)s: %(mg)s mg")
                % {"food": food, "mg": format_mg(food.magnesium_mg_per_basis)},
            )
            for food in lenders
        ]

    def clean_lenders(self) -> list[Food]:
        return [self.by_id[pk] for pk in self.cleaned_data["lenders"]]


class ProposeForm(forms.Form):
    said = said_field(
        _("Anything a curator should know?"),
        required=False,
        help_text=_("Such as where you bought it. Curators do not see who you are."),
    )
    photo = photo_field()


class ReportForm(forms.Form):
    """What is wrong, and what the label says instead."""

    said = said_field(
        _("What is wrong?"),
        required=False,
        help_text=_("Curators do not see who you are."),
    )
    suggested_mg = own_mg_field(label=_("Magnesium on the label, mg"), help_text="")
    suggested_basis = forms.ChoiceField(label=_("The label’s figure is for"), choices=Basis.choices)
    photo = photo_field()

    def __init__(self, data: Any = None, files: Any = None, *, food: Food) -> None:
        super().__init__(data, files, initial={"suggested_basis": food.basis})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["said"] and data["suggested_mg"] is None:
            self.add_error("said", _("Say what is wrong, or give the figure on the label."))
        return data
