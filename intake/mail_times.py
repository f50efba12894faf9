"""When a letter is due, by the clock where the person is.

Pure. Where a clock is put forward, a time that it skips comes as much later; where it is put back,
a time that comes twice counts the first time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A reminder that comes much later than asked for is none: it may be taken for the next dose.
REMIND_FOR = timedelta(hours=2)
WEEK_FROM, WEEK_UNTIL = time(8), time(20)
MONDAY = 0


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """In UTC, so that differences are true hours."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def days_to_remind(now: datetime, at: time, zone: ZoneInfo) -> list[date]:
    """The days whose `at` has come within the last two hours; most often none, and never two."""
    today = now.astimezone(zone).date()
    near = (today - timedelta(days=1), today)
    return [day for day in near if timedelta(0) <= now - moment_of(day, at, zone) < REMIND_FOR]


def monday_to_tell(now: datetime, zone: ZoneInfo) -> date | None:
    """Today, if it is a Monday between 8 and 20 there: then last week is told."""
    here = now.astimezone(zone)
    if here.weekday() != MONDAY or not WEEK_FROM <= here.time() < WEEK_UNTIL:
        return None
    return here.date()
