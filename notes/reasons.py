"""Why a note is shown where added magnesium is above a level: a sentence for each case."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from foods.marked import Phrase
from foods.marked import gettext_noop as _
from notes.situations import Over


class When(StrEnum):
    TODAY = "today"
    WEEK = "week"
    EARLIER = "earlier"


IN_FIGURES = {
    When.TODAY: _(
        "shown because the added magnesium of this day comes to %(much)s; the upper level, which "
        "counts nothing that food and water hold by nature, is %(level)s"
    ),
    When.WEEK: _(
        "shown because added magnesium comes to %(much)s a day on average in this week; the upper "
        "level, which counts nothing that food and water hold by nature, is %(level)s"
    ),
    When.EARLIER: _(
        "shown because the added magnesium of %(day)s came to %(much)s; the upper level, which "
        "counts nothing that food and water hold by nature, is %(level)s"
    ),
}
IN_WORDS = {
    When.TODAY: _(
        "shown because the added magnesium of this day is above the upper level, which counts "
        "nothing that food and water hold by nature"
    ),
    When.WEEK: _(
        "shown because added magnesium is on average in this week above the upper level, which "
        "counts nothing that food and water hold by nature"
    ),
    When.EARLIER: _(
        "shown because the added magnesium of %(day)s was above the upper level, which counts "
        "nothing that food and water hold by nature"
    ),
}
GUIDANCE_IN_FIGURES = {
    When.TODAY: _(
        "shown because the magnesium from supplements and medicines of this day comes to %(much)s; "
        "the guidance level for supplements (%(issuer)s), which is not an upper level, is %(level)s"
    ),
    When.WEEK: _(
        "shown because magnesium from supplements and medicines comes to %(much)s a day on average "
        "in this week; the guidance level for supplements (%(issuer)s), which is not an upper "
        "level, is %(level)s"
    ),
    When.EARLIER: _(
        "shown because the magnesium from supplements and medicines of %(day)s came to %(much)s; "
        "the guidance level for supplements (%(issuer)s), which is not an upper level, is %(level)s"
    ),
}
GUIDANCE_IN_WORDS = {
    When.TODAY: _(
        "shown because the magnesium from supplements and medicines of this day is above the "
        "guidance level for supplements (%(issuer)s), which is not an upper level"
    ),
    When.WEEK: _(
        "shown because magnesium from supplements and medicines is on average in this week above "
        "the guidance level for supplements (%(issuer)s), which is not an upper level"
    ),
    When.EARLIER: _(
        "shown because the magnesium from supplements and medicines of %(day)s was above the "
        "guidance level for supplements (%(issuer)s), which is not an upper level"
    ),
}


def above(shown: Over, when: When, *, day: date | None = None, in_words: bool) -> Phrase:
    """`day` is the one that `When.EARLIER` speaks of."""
    added, level = shown.added, shown.level
    named: dict[str, str | date | Phrase] = {} if day is None else {"day": day}
    if level.issuer:
        named["issuer"] = level.issuer
    if in_words:
        return Phrase((GUIDANCE_IN_WORDS if level.issuer else IN_WORDS)[when], **named)
    much = more_than(added.mg, level.mg)
    named["much"] = Phrase(_("at least %(much)s"), much=much) if added.at_least else much
    named["level"] = in_mg(level.mg)
    return Phrase((GUIDANCE_IN_FIGURES if level.issuer else IN_FIGURES)[when], **named)


def in_mg(amount: Decimal) -> Phrase:
    """Whole mg from 10 up, one decimal below."""
    step = Decimal(1) if amount >= 10 else Decimal("0.1")
    return Phrase(_("%(mg)s mg"), mg=amount.quantize(step, ROUND_HALF_UP))


def more_than(amount: Decimal, limit: Decimal) -> Phrase:
    """350.2 beside 350 would read as equal."""
    shown = in_mg(amount)
    return Phrase(_("a little over %(mg)s"), mg=shown) if shown == in_mg(limit) else shown
