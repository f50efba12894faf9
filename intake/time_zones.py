"""Names of time zones that people live in."""

import zoneinfo
from functools import cache


@cache
def time_zone_names() -> tuple[str, ...]:
    """Sorted, as in "Europe/Berlin". Reading them takes a walk over some 600 files: done once.

    Old abbreviations and fixed offsets such as "EST" and "Etc/GMT+5" are left out, but for UTC.
    """
    names = zoneinfo.available_timezones()
    places = {name for name in names if "/" in name and not name.startswith(("Etc/", "SystemV/"))}
    return ("UTC", *sorted(places))


@cache
def _by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in time_zone_names()}


def found_time_zone(typed: str) -> str | None:
    """The zone meant by "europe/berlin" or "America/New York"; None for one that is not known."""
    return _by_folded_name().get(typed.strip().replace(" ", "_").casefold())
