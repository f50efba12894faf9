from datetime import UTC, datetime, timedelta

import pytest

from notes.got_it import Got, not_hidden
from notes.triggers import Trigger

SAID_AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slug", "days", "shown"),
    [
        ("supplement-upper-level", -1, True),
        ("supplement-upper-level", 0, False),
        ("supplement-upper-level", 29, False),
        ("supplement-upper-level", 30, True),
        ("kidney-disease", 30, True),
        ("timing-with-medicines", 30, True),
        ("water-counts", 30, False),
        ("water-counts", 179, False),
        ("water-counts", 180, True),
        ("below-target", 179, False),
    ],
)
def test_safety_notes_come_back_sooner(slug, days, shown):
    trigger = Trigger(slug, "shown because", safety=True)
    got = [Got(slug, frozenset(), SAID_AT)]
    assert not_hidden([trigger], got, now=SAID_AT + timedelta(days=days)) == [trigger] * shown


@pytest.mark.parametrize(
    ("got", "now", "shown"),
    [
        ({"2026-11-01"}, {"2026-11-01"}, False),
        ({"2026-11-01"}, {"2026-11-02"}, True),
        ({"2026-11-01"}, {"2026-11-01", "2026-11-02"}, True),
        ({"2026-11-01", "2026-11-02"}, {"2026-11-02"}, False),
        (set(), {"iron"}, True),
        ({"iron"}, set(), False),
    ],
)
def test_a_new_reason_brings_it_back_at_once(got, now, shown):
    trigger = Trigger("supplement-upper-level", "shown because", True, frozenset(now))
    said = [Got(trigger.slug, frozenset(got), SAID_AT)]
    assert bool(not_hidden([trigger], said, now=SAID_AT)) is shown


def test_what_may_not_be_hidden_is_shown_whatever_was_said():
    trigger = Trigger("kidney-disease", "shown because", True, may_be_hidden=False)
    assert not_hidden([trigger], [Got(trigger.slug, frozenset(), SAID_AT)], now=SAID_AT)


def test_one_note_hides_no_other():
    water = Trigger("water-counts", "shown because", safety=False)
    low = Trigger("one-low-day", "shown because", safety=False)
    assert not_hidden([water, low], [Got("water-counts", frozenset(), SAID_AT)], now=SAID_AT) == [
        low
    ]
