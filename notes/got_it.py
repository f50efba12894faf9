"""For how long "got it" hides a note. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from notes.triggers import IS_SAFETY, Trigger

SAFETY_COMES_BACK_AFTER = timedelta(days=30)
OTHERS_COME_BACK_AFTER = timedelta(days=180)


@dataclass(frozen=True)
class Got:
    """Somebody read the note `slug` for a reason that rested on `rests_on`."""

    slug: str
    rests_on: frozenset[str]
    said_at: datetime

    @property
    def hidden_until(self) -> datetime:
        return self.said_at + (
            SAFETY_COMES_BACK_AFTER if IS_SAFETY.get(self.slug) else OTHERS_COME_BACK_AFTER
        )

    def hides(self, now: datetime) -> bool:
        """An import may bring what was said on a day to come: nobody has said that yet."""
        return self.said_at <= now < self.hidden_until


def not_hidden(triggers: Iterable[Trigger], said: Iterable[Got], *, now: datetime) -> list[Trigger]:
    """Without those that were got. A reason that rests on something new is a new one."""
    by_slug = {each.slug: each for each in said}
    return [
        trigger
        for trigger in triggers
        if not trigger.may_be_hidden
        or (got := by_slug.get(trigger.slug)) is None
        or not trigger.rests_on <= got.rests_on
        or not got.hides(now)
    ]
