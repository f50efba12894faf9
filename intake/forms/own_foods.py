"""Foods of one's own, and what a person asks of the curators."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from foods.formatting import format_mg
from foods.models import Basis, Food, Group, Kind
from foods.photos import NotAPhoto, reencoded
from intake.forms.fields import AmountField
from intake.models import MAX_MAGNESIUM_MG


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
        label="Photo of the label",
        help_text="If you have one: 5 MB at most. It is deleted when a curator has decided.",
    )


def said_field(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, widget=widget, **options)


class OwnFoodForm(forms.Form):
    """The commonest of what a food can say; the API takes the rest."""

    name = forms.CharField(max_length=300, error_messages={"required": "Give it a name."})
    brand = forms.CharField(max_length=200, required=False)
    kind = forms.ChoiceField(label="What it is", choices=Kind.choices, initial=Kind.FOOD)
    group = forms.ModelChoiceField(Group.objects.all(), required=False, empty_label="None of these")
    basis = forms.ChoiceField(label="The figure is for", choices=Basis.choices)
    magnesium_mg_per_basis = AmountField(
        label="Magnesium, mg",
        most=MAX_MAGNESIUM_MG,
        zero=True,
        required=False,
        help_text="Leave it empty if the label does not say. 0 means measured, and none found.",
    )
    portion_label = forms.CharField(
        label="A portion", max_length=120, required=False, help_text="Such as “1 bar”."
    )
    portion_quantity = AmountField(
        label="How much that is", required=False, help_text="In g, ml or pieces."
    )
    gtin = forms.CharField(label="Barcode", max_length=20, required=False)

    def clean_gtin(self) -> str:
        digits = re.sub(r"[\s-]", "", self.cleaned_data["gtin"])
        if digits and not re.fullmatch(r"[0-9]{8}([0-9]{4,6})?", digits):
            raise forms.ValidationError("Give the 8 to 14 digits of a barcode.", code="gtin")
        return digits

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        label, quantity = data.get("portion_label"), data.get("portion_quantity")
        if label and quantity is None and "portion_quantity" not in self.errors:
            self.add_error("portion_quantity", "Say how much that portion is.")
        if quantity is not None and not label:
            self.add_error("portion_label", "Say what the portion is, such as “1 bar”.")
        return data

    def food_fields(self) -> dict[str, Any]:
        """As `foods.own_foods.write_food` takes them."""
        data = self.cleaned_data
        names = ("name", "brand", "kind", "group", "basis", "magnesium_mg_per_basis", "gtin")
        fields = {name: data[name] for name in names}
        if data["portion_label"]:
            row = {"label": data["portion_label"], "quantity": data["portion_quantity"]}
            fields["portions"] = [row | {"is_default": True}]
        return fields


class BorrowForm(forms.Form):
    """Foods whose figure is taken for one that has none."""

    lenders = forms.TypedMultipleChoiceField(
        label="Use the figure of",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one food."},
    )

    def __init__(self, data: Any = None, *, lenders: list[Food]) -> None:
        super().__init__(data)
        self.by_id = {food.pk: food for food in lenders}
        self.fields["lenders"].choices = [  # type: ignore[attr-defined]
            (food.pk, f"{food}: {format_mg(food.magnesium_mg_per_basis)} mg") for food in lenders
        ]

    def clean_lenders(self) -> list[Food]:
        return [self.by_id[pk] for pk in self.cleaned_data["lenders"]]


class ProposeForm(forms.Form):
    said = said_field(
        "Anything a curator should know?",
        required=False,
        help_text="Such as where you bought it. Curators do not see who you are.",
    )
    photo = photo_field()


class ReportForm(forms.Form):
    """What is wrong, and what the label says instead."""

    said = said_field(
        "What is wrong?",
        required=False,
        help_text="Curators do not see who you are.",
    )
    suggested_mg = AmountField(
        label="Magnesium on the label, mg", most=MAX_MAGNESIUM_MG, zero=True, required=False
    )
    suggested_basis = forms.ChoiceField(label="The label’s figure is for", choices=Basis.choices)
    photo = photo_field()

    def __init__(self, data: Any = None, files: Any = None, *, food: Food) -> None:
        super().__init__(data, files, initial={"suggested_basis": food.basis})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["said"] and data["suggested_mg"] is None:
            self.add_error("said", "Say what is wrong, or give the figure on the label.")
        return data
