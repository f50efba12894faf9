"""What pages say after one tap logged several foods, with a way to take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake.again import Again, LeftOut
from intake.models import Entry, Meal

WHY = {
    LeftOut.MEDICINE: gettext_lazy("medicines are logged one by one"),
    LeftOut.SUPPLEMENT: gettext_lazy("supplements are logged one by one"),
    LeftOut.REMOVED: gettext_lazy("removed from your foods"),
    LeftOut.CHANGED: gettext_lazy("not measured that way any more"),
}


def say_logged_together(
    request: HttpRequest, entries: Sequence[Entry], logged: str, left_out: Sequence[Again] = ()
) -> None:
    """`logged` says what was, as logged_for does."""
    omitted = f" {left_out_words(left_out)}" if left_out else ""
    if not entries:
        messages.warning(request, _("Nothing was logged.") + omitted)
        return
    undo = reverse("together_delete", args=[entries[0].together])
    messages.success(request, logged + omitted, extra_tags=undo)


def logged_for(entries: Sequence[Entry], meal: Meal) -> str:
    """ "Logged: 2 foods for lunch." """
    return ngettext(
        "Logged: %(foods)d food for %(meal)s.",
        "Logged: %(foods)d foods for %(meal)s.",
        len(entries),
    ) % {"foods": len(entries), "meal": meal.in_sentence}


def left_out_words(left_out: Sequence[Again]) -> str:
    """ "Left out: Antacid ×2, Laxative (medicines are logged one by one)." """
    reasons: dict[LeftOut, Counter[str]] = {}
    for item in left_out:
        if item.left_out:
            reasons.setdefault(item.left_out, Counter())[item.said.name] += 1
    each = [f"{_each_once(names)} ({WHY[reason]})" for reason, names in reasons.items()]
    return _("Left out: %(foods)s.") % {"foods": "; ".join(each)}


def _each_once(names: Counter[str]) -> str:
    return ", ".join(f"{name} ×{times}" if times > 1 else name for name, times in names.items())
