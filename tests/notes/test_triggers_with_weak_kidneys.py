"""Whatever else is so: with the kidney flag no note that speaks for more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from notes.situations import Added, Fact, Level, Over, Situation
from notes.texts import read_notes
from notes.triggers import RULES, triggered

TAKE_MORE = {note.slug for note in read_notes() if note.says_take_more}
DAY = date(2026, 11, 23)
T = TypeVar("T")
LEVELS = (Level(Decimal(350)), Level(Decimal(400), "An expert group"))
# At and beside what the rules compare with: nought, levels, 67 % of the target, a large dose.
EDGES_MG = (0, 1, 214, 215, 350, 351, 400, 401, 500, 501)

# Hypothesis chooses seeds only: drawing so many fields by it takes fifty times as long.
seeds = st.integers(0, 2**64)


def situations(seed: int, count: int) -> Iterator[Situation]:
    """Any facts beside any others; the same for the same seed."""
    draw = Random(seed)  # noqa: S311
    for _ in range(count):
        yield _situation(draw)


def _situation(draw: Random) -> Situation:
    def some(values: list[T]) -> list[T]:
        return [value for value in values if draw.random() < 0.5]

    def yes() -> bool:
        return draw.random() < 0.5

    def amount() -> Decimal:
        return Decimal(draw.choice(EDGES_MG) if yes() else draw.randint(0, 1200))

    def added() -> Added:
        return Added(amount(), at_least=yes())

    def days() -> list[date]:
        return [DAY - timedelta(days=draw.randint(0, 7)) for _ in range(draw.randint(0, 2))]

    def maybe(value: T) -> T | None:
        return value if yes() else None

    return Situation(
        on=DAY,
        kidney_disease=yes(),
        days_logged=maybe(draw.randint(0, 30)),
        added_today=maybe(added()),
        added_mean=maybe(added()),
        added_over={day: Over(added(), draw.choice(LEVELS)) for day in days()},
        days_with_doses=frozenset(days()),
        dose_without_figure=yes(),
        level=maybe(draw.choice(LEVELS)),
        mean_mg=maybe(amount()),
        mean_at_most_mg=maybe(amount()),
        mean_days=draw.randint(0, 7),
        target_mg=maybe(Decimal(320)),
        largest_dose_mg=maybe(amount()),
        logged_as_compound=maybe(yes()),
        has_water_without_figure=maybe(yes()),
        spaced_medicines=dict.fromkeys(some(["iron", "diuretic"]), "Pill"),
        medicines_that_change_it=dict.fromkeys(some(["iron", "diuretic"]), "Pill"),
        takes_doses=yes(),
        grain_entries=draw.randint(0, 9),
        refined_grain_entries=draw.randint(0, 9),
        interested_in_calcification=maybe(yes()),
        facts=frozenset(some(list(Fact))),
        age_years=maybe(draw.randint(16, 90)),
        in_words=yes(),
    )


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_safety_first_in_the_order_of_the_rules(seed):
    order = [slug for slug, _, _ in RULES]
    for situation in situations(seed, 100):
        shown = triggered(situation)
        assert [trigger.safety for trigger in shown] == sorted(
            (trigger.safety for trigger in shown), reverse=True
        ), situation
        assert [trigger.slug for trigger in shown] == sorted(
            (trigger.slug for trigger in shown), key=order.index
        ), situation


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_nothing_that_says_take_more(seed):
    for situation in situations(seed, 100):
        shown = triggered(replace(situation, kidney_disease=True))
        assert shown[0].slug == "kidney-disease", situation
        assert not TAKE_MORE & {trigger.slug for trigger in shown}, situation
        assert all(trigger.safety for trigger in shown), situation
        assert "target" not in " ".join(str(trigger.reason) for trigger in shown), situation


def test_every_note_is_called_for_by_some_situation():
    """Else the properties above would hold of notes that are never shown."""
    shown = {trigger.slug for each in situations(0, 1_000) for trigger in triggered(each)}
    assert shown == {slug for slug, _, _ in RULES}


def test_some_notes_say_take_more():
    """Else the property above would hold of nothing."""
    assert TAKE_MORE & {slug for slug, _, _ in RULES}
