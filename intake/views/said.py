"""What pages say after one tap logged several foods, with a way to take it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from intake.again import Again, LeftOut
from intake.models import Entry

WHY = {
    LeftOut.MEDICINE: "medicines are logged one by one",
    LeftOut.SUPPLEMENT: "supplements are logged one by one",
    LeftOut.REMOVED: "removed from your foods",
    LeftOut.CHANGED: "not measured that way any more",
}


def say_logged_together(
    request: HttpRequest, entries: Sequence[Entry], where: str, left_out: Sequence[Again] = ()
) -> None:
    omitted = f" {left_out_words(left_out)}" if left_out else ""
    if not entries:
        messages.warning(request, f"Nothing was logged.{omitted}")
        return
    items = "1 food" if len(entries) == 1 else f"{len(entries)} foods"
    messages.success(
        request,
        f"Logged: {items} {where}.{omitted}",
        extra_tags=reverse("together_delete", args=[entries[0].together]),
    )


def left_out_words(left_out: Sequence[Again]) -> str:
    """ "Left out: Antacid ×2, Laxative (medicines are logged one by one)." """
    reasons: dict[LeftOut, Counter[str]] = {}
    for item in left_out:
        if item.left_out:
            reasons.setdefault(item.left_out, Counter())[item.said.name] += 1
    return (
        "Left out: "
        + "; ".join(f"{_each_once(names)} ({WHY[reason]})" for reason, names in reasons.items())
        + "."
    )


def _each_once(names: Counter[str]) -> str:
    return ", ".join(f"{name} ×{times}" if times > 1 else name for name, times in names.items())
