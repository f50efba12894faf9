"""Whatever else is so: with the kidney flag no note that speaks for more."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from notes.situations import Added, Fact, Level, Over, Situation
from notes.texts import read_notes
from notes.triggers import RULES, triggered

TAKE_MORE = {note.slug for note in read_notes() if note.says_take_more}
DAY = date(2026, 11, 23)

amounts = st.integers(0, 1200).map(Decimal)
maybe = st.none() | amounts
added = st.builds(Added, amounts, at_least=st.booleans())
levels = st.sampled_from([Level(Decimal(350)), Level(Decimal(400), "An expert group")])
days = st.integers(0, 7).map(lambda back: DAY - timedelta(days=back))
named = st.dictionaries(st.sampled_from(["iron", "diuretic"]), st.just("Pill"))
situations = st.builds(
    Situation,
    on=st.just(DAY),
    kidney_disease=st.booleans(),
    days_logged=st.none() | st.integers(0, 30),
    added_today=st.none() | added,
    added_mean=st.none() | added,
    added_over=st.dictionaries(days, st.builds(Over, added, levels), max_size=2),
    days_with_doses=st.frozensets(days, max_size=2),
    dose_without_figure=st.booleans(),
    level=st.none() | levels,
    mean_mg=maybe,
    mean_at_most_mg=maybe,
    mean_days=st.integers(0, 7),
    target_mg=st.sampled_from([None, Decimal(320)]),
    largest_dose_mg=maybe,
    logged_as_compound=st.none() | st.booleans(),
    has_water_without_figure=st.none() | st.booleans(),
    spaced_medicines=named,
    medicines_that_change_it=named,
    takes_doses=st.booleans(),
    grain_entries=st.integers(0, 9),
    refined_grain_entries=st.integers(0, 9),
    interested_in_calcification=st.none() | st.booleans(),
    facts=st.frozensets(st.sampled_from(Fact)),
    age_years=st.none() | st.integers(16, 90),
    in_words=st.booleans(),
)


@given(situations)
@settings(max_examples=1_000, deadline=None)
def test_safety_first_in_the_order_of_the_rules(situation):
    shown = triggered(situation)
    assert [trigger.safety for trigger in shown] == sorted(
        (trigger.safety for trigger in shown), reverse=True
    )
    order = [slug for slug, _, _ in RULES]
    assert [trigger.slug for trigger in shown] == sorted(
        (trigger.slug for trigger in shown), key=order.index
    )


@given(situations)
@settings(max_examples=10_000, deadline=None)
def test_nothing_that_says_take_more(situation):
    shown = triggered(replace(situation, kidney_disease=True))
    assert shown[0].slug == "kidney-disease"
    assert not TAKE_MORE & {trigger.slug for trigger in shown}
    assert all(trigger.safety for trigger in shown)
    assert "target" not in " ".join(str(trigger.reason) for trigger in shown)


def test_some_notes_say_take_more():
    """Else the property above would hold of nothing."""
    assert TAKE_MORE & {slug for slug, _, _ in RULES}
