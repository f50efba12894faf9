"""What a gap says to its reader: what is advised, and what their own times are.

Never that a gap is long enough, and never what to do with a medicine: that is asked of a
pharmacist.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.medicines.classes import Extent, Gap, Hours, MedicineClass
from intake.medicines.spacing import (
    MINUTES_OF_A_DAY,
    NamedMedicine,
    Neighbour,
    Spacing,
)

HALF_A_DAY = MINUTES_OF_A_DAY // 2


def in_words(spacing: Spacing) -> str:
    """The whole of it, in a few sentences."""
    medicine = spacing.medicine
    medicine_class = medicine.medicine_class
    if medicine_class is None:
        return _ask_about(medicine.name)
    said = [advised(medicine_class, medicine.name), times_in_words(spacing)]
    return " ".join([*filter(None, said), _("Ask your pharmacist.")])


def beside(found: Sequence[Spacing]) -> list[str]:
    """What stands beside a time of magnesium: a paragraph for each medicine, those that the table
    does not know together at the end."""
    known = [in_words(each) for each in found if each.medicine.medicine_class is not None]
    unknown = [each.medicine.name for each in found if each.medicine.medicine_class is None]
    return known + [_ask_about(", ".join(unknown))] * bool(unknown)


def _ask_about(name: str) -> str:
    return _("%(medicine)s: ask your pharmacist.") % {"medicine": name}


def advised(medicine_class: MedicineClass, name: str) -> str:
    """What the sources say of the class, the best known first; "" where no gap is advised."""
    if not medicine_class.gaps:
        return ""
    first, *others = medicine_class.gaps
    said = [_("Advised: %(gap)s.") % {"gap": _gap(first, name)}]
    said += [_("Other sources: %(gap)s.") % {"gap": _gap(gap, name)} for gap in others]
    if medicine_class.also:
        said.append(_(medicine_class.also))
    return " ".join(said)


def in_settings(medicine: NamedMedicine) -> str:
    """Where no time of magnesium stands beside it."""
    medicine_class = medicine.medicine_class
    if medicine_class is None:
        return _("Ask your pharmacist.")
    if medicine_class.instead:
        return _(medicine_class.instead)
    return " ".join([advised(medicine_class, medicine.name), _("Ask your pharmacist.")])


def _gap(gap: Gap, name: str) -> str:
    told = {"medicine": name}
    if gap.before is not None and gap.either_way:
        told["hours"] = _hours(gap.before, gap.extent)
        text = _("%(hours)s between %(medicine)s and magnesium, whichever comes first") % told
    elif gap.before is not None and gap.after is not None:
        told |= {"before": _hours(gap.before, gap.extent), "after": _hours(gap.after, gap.extent)}
        text = _("%(medicine)s %(before)s before magnesium, or %(after)s after it") % told
    elif gap.before is not None:
        told["hours"] = _hours(gap.before, gap.extent)
        text = _("%(medicine)s %(hours)s before magnesium") % told
    else:
        assert gap.after is not None
        told["hours"] = _hours(gap.after, gap.extent)
        text = _("%(medicine)s %(hours)s after magnesium") % told
    return _("%(text)s (provisional)") % {"text": text} if gap.provisional else text


def _hours(hours: Hours, extent: Extent) -> str:
    told = {"least": hours.least, "most": hours.most}
    if hours.least < hours.most:
        much = _("%(least)d to %(most)d hours") % told
    else:
        much = ngettext("%(least)d hour", "%(least)d hours", hours.least) % told
    if extent == Extent.ABOUT:
        return _("about %(hours)s") % {"hours": much}
    return _("at least %(hours)s") % {"hours": much}


def times_in_words(spacing: Spacing) -> str:
    """ "Your times: magnesium 08:00; levothyroxine 07:00, 1 hour before it."

    Of a medicine's time before and its time after, what is more than half a day away is left out.
    """
    medicine, at, before, after = (
        spacing.medicine,
        spacing.magnesium_at,
        spacing.before,
        spacing.after,
    )
    if at is None or before is None or after is None:
        return _usual_times(medicine)
    told = {"magnesium": _clock(at), "medicine": medicine.name}
    if before.minutes == 0:
        return _("Your times: magnesium and %(medicine)s both at %(magnesium)s.") % told
    near = []
    if before.minutes <= HALF_A_DAY:
        near.append(_("%(time)s, %(length)s before it") % _apart(before))
    if after.minutes <= HALF_A_DAY:
        near.append(_("%(time)s, %(length)s after it") % _apart(after))
    told["near"] = _(", and ").join(near)
    return _("Your times: magnesium %(magnesium)s; %(medicine)s %(near)s.") % told


def _usual_times(medicine: NamedMedicine) -> str:
    if not medicine.times:
        return ""
    times = ", ".join(map(_clock, medicine.times))
    return _("Usual times of %(medicine)s: %(times)s.") % {
        "medicine": medicine.name,
        "times": times,
    }


def _apart(neighbour: Neighbour) -> dict[str, str]:
    return {"time": _clock(neighbour.time), "length": length_of_time(neighbour.minutes)}


def length_of_time(minutes: int) -> str:
    """ "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(parts)


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
