"""What units are called: by the keys of `foods.units`, and "" for pieces."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

BESIDE_A_NUMBER = {"": _("pieces"), "g": "g", "ml": "ml", "oz": _("oz"), "fl oz": _("fl oz")}
# Where one is chosen, without a number.
IN_FULL = {
    "": _("pieces"),
    "g": _("grams"),
    "ml": _("millilitres"),
    "oz": _("ounces"),
    "fl oz": _("fluid ounces"),
}
