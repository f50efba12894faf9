"""What is said beside a time of magnesium, word for word."""

import re
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.medicines.classes import CLASSES
from intake.medicines.spacing import spacings
from intake.medicines.words import advised, in_words, length_of_time
from tests.intake.medicines.test_spacing import at, minutes, named, several

# A verdict, or an instruction about a medicine.
NEVER = re.compile(
    r"\b(safe\w*|kept|fine|ok|okay|good|enough|move|shift|should|must|stop|start|change your"
    r"|earlier|later|wait|skip|avoid|wrong|bad|too)\b",
    re.IGNORECASE,
)


def said(class_key, medicine_times, magnesium_at, name="") -> str:
    (one,) = spacings([named(class_key, *medicine_times, name=name)], magnesium_at)
    return in_words(one)


@pytest.mark.parametrize(
    ("class_key", "name", "medicine_times", "magnesium_at", "words"),
    [
        (
            "quinolone",
            "Ciprofloxacin",
            [time(7), time(19)],
            time(8),
            "Advised: Ciprofloxacin at least 2 hours before magnesium, or at least 6 hours after "
            "it. Your times: magnesium 08:00; Ciprofloxacin 07:00, 1 hour before it, and 19:00, "
            "11 hours after it. Ask your pharmacist.",
        ),
        (
            "levothyroxine",
            "Levothyroxine",
            [time(7)],
            time(8, 30),
            "Advised: at least 4 hours between Levothyroxine and magnesium, whichever comes first "
            "(provisional). Your times: magnesium 08:30; Levothyroxine 07:00, 1 hour 30 minutes "
            "before it. Ask your pharmacist.",
        ),
        (
            "gabapentin",
            "Gabapentin",
            [time(23, 30)],
            time(0, 30),
            "Advised: Gabapentin at least 2 hours after magnesium. Your times: magnesium 00:30; "
            "Gabapentin 23:30, 1 hour before it. Ask your pharmacist.",
        ),
        (
            "tetracycline",
            "Doxycycline",
            [time(8)],
            time(8),
            "Advised: at least 2 to 3 hours between Doxycycline and magnesium, whichever comes "
            "first. Other sources: Doxycycline about 2 hours before magnesium, or about 4 to 6 "
            "hours after it (provisional). Your times: magnesium and Doxycycline both at 08:00. "
            "Ask your pharmacist.",
        ),
        (
            "bisphosphonate",
            "Alendronate",
            [time(6)],
            None,
            "Advised: at least 3 to 4 hours between Alendronate and magnesium, whichever comes "
            "first. Other sources: at least 2 hours between Alendronate and magnesium, whichever "
            "comes first (provisional). Of alendronate its label says: no magnesium within 30 "
            "minutes after it (provisional). Usual times of Alendronate: 06:00. "
            "Ask your pharmacist.",
        ),
        ("", "Metformin", [time(8)], time(8), "Metformin: ask your pharmacist."),
    ],
)
def test_word_for_word(class_key, name, medicine_times, magnesium_at, words):
    assert said(class_key, medicine_times, magnesium_at, name) == words


@given(st.sampled_from(["", *(k for k, c in CLASSES.items() if c.gaps)]), several, minutes)
def test_never_a_verdict_and_always_the_pharmacist(class_key, medicine_times, magnesium_at):
    text = said(class_key, [at(each) for each in medicine_times], at(magnesium_at), "Tablets")
    assert not NEVER.search(text)
    assert text.lower().endswith("ask your pharmacist.")
    assert text.count("Your times:") == (class_key != "")


def test_neither_where_hours_do_not_matter():
    for each in CLASSES.values():
        if each.instead:
            assert not NEVER.search(each.instead)
            assert not re.search(r"\b(more|low|lack|supplement)\b", each.instead)
            assert advised(each, "Tablets") == ""


@pytest.mark.parametrize("key", [k for k, c in CLASSES.items() if c.gaps])
def test_what_is_provisional_is_called_so(key):
    each = CLASSES[key]
    provisional = sum(gap.provisional for gap in each.gaps) + each.also.count("(provisional)")
    assert advised(each, "Tablets").count("(provisional)") == provisional


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (125, "2 hours 5 minutes"),
    ],
)
def test_lengths_of_time(length, words):
    assert length_of_time(length) == words
