"""Which level added magnesium is above in a period, and when: for whoever hides the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from intake.days import DaySummary, counted_to
from intake.reference_values import UpperLevel as Limit
from intake.totals import ZERO
from intake.trends import days_with_added, judged_by

MOST_NAMED = 3


def above_levels(days: Sequence[DaySummary], *, today: date) -> list[str]:
    """A sentence a level that something is known to be above, without an amount; none with the
    kidney flag.

    A day is held against its own level and the mean against the newest, as in AddedMean; where an
    authority has no upper level, against the guidance level for supplements that it has.
    """
    newest = judged_by(days, today).target if days else None
    if newest is None:
        return []
    counted = days_with_added(days, today=today)
    over: dict[str, list[date]] = {}
    for day in counted:
        if day.target and _is_above(day.target.limit, [day]):
            over.setdefault(_what(day.target.limit), []).append(day.date)
    by_mean = _what(newest.limit) if _is_above(newest.limit, counted) else ""
    if by_mean:
        over.setdefault(by_mean, [])
    return [f"{what}: {_when(over[what], is_mean=what == by_mean)}." for what in over]


def _is_above(limit: Limit, days: Sequence[DaySummary]) -> bool:
    """By what is known of the mean of `days`."""
    level = limit.guidance or limit
    if level.mg is None:
        return False
    known_mg = sum((counted_to(level.applies_to, day.totals)[0] for day in days), ZERO)
    return known_mg > level.mg * len(days)


def _what(limit: Limit) -> str:
    if limit.guidance:
        return _(
            "Magnesium from supplements and medicines above the guidance level for supplements "
            "(%(issuer)s), which is not an upper level"
        ) % {"issuer": limit.guidance.issuer}
    return _(
        "Added magnesium above the upper level, which counts nothing that food and water hold by "
        "nature"
    )


def _when(days: Sequence[date], *, is_mean: bool) -> str:
    """`days` oldest first."""
    named = [date_format(day, "DATE_FORMAT") for day in days[-MOST_NAMED:]]
    if not named:
        return _("by its mean")
    if len(days) > MOST_NAMED:
        on = _("on %(count)s days, the latest %(day)s") % {"count": len(days), "day": named[-1]}
    else:
        on = _("on %(days)s") % {"days": get_text_list(named, _("and"))}
    return _("by its mean, and %(on)s") % {"on": on} if is_mean else on
