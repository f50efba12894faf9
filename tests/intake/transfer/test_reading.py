import json

import pytest

from intake.transfer.exact import NotReadable
from intake.transfer.reading import Damaged, read_twelve

WHOLE = {"format": "twelve-export", "version": 1}
TARGET = {"starts_on": "2026-01-01", "authority": "us", "mg": 350}
STAGE = {"kind": "pregnant", "starts_on": "2026-05-01"}
MARK = {
    "mark": "favourite",
    "created_at": "2026-11-23T08:00:00Z",
    "updated_at": "2026-11-23T08:00:00Z",
}
ENTRY = {
    "uuid": "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a",
    "date": "2026-11-23",
    "meal": "lunch",
    "name": "Soup",
    "kind": "food",
    "amount": 1,
    "magnesium_mg": 35,
    "food": None,
    "created_at": "2026-11-23T08:00:00+00:00",
    "updated_at": "2026-11-23T08:00:00+00:00",
}


def read(**parts):
    return read_twelve(json.dumps(WHOLE | parts))


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        ({}, "It is JSON, but not a file that Twelve wrote."),
        ([], "It is JSON, but not a file that Twelve wrote."),
        ({"format": "other", "version": 1}, "It is JSON, but not a file that Twelve wrote."),
        (
            WHOLE | {"version": 2},
            "It was written by a newer Twelve: the file’s version is 2, and this one reads up to "
            "1. Nothing was taken.",
        ),
    ],
)
def test_says_what_is_no_file_of_twelve_or_a_newer_one(whole, message):
    with pytest.raises(NotReadable) as error:
        read_twelve(json.dumps(whole))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"version": "1"}, "version: has to be a whole number."),
        ({"entries": {}}, "entries: has to be a list."),
        ({"entries": [1]}, "entries, row 1: has to be an object."),
        ({"entries": [ENTRY | {"magnesium_mg": -1}]}, "entries, row 1, magnesium_mg: is negative."),
        ({"entries": [ENTRY | {"amount": 0}]}, "entries, row 1, amount: has to be above 0."),
        (
            {"entries": [ENTRY | {"meal": "tea"}]},
            "entries, row 1, meal: is 'tea', which is",
        ),
        ({"entries": [ENTRY | {"food": "x"}]}, "entries, row 1, food: has to be a whole number."),
        ({"entries": [ENTRY, ENTRY]}, "entries, row 2: is row 1 once more."),
        (
            {"entries": [{key: value for key, value in ENTRY.items() if key != "date"}]},
            "entries, row 1, date: is missing.",
        ),
        ({"targets": [TARGET | {"mg": 0}]}, "targets, row 1, mg: is below 1."),
        ({"targets": [TARGET | {"mg": 50_000}]}, "targets, row 1, mg: is above 10\u202f000."),
        ({"targets": [TARGET | {"authority": "x"}]}, "targets, row 1, authority: is 'x', which"),
        (
            {
                "life_stages": [
                    {"kind": "pregnant", "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
                ]
            },
            "life_stages, row 1: ends before it starts.",
        ),
        ({"food_references": [{"id": 1}]}, "food_references, row 1: has to be an object with"),
        (
            {"food_marks": [MARK | {"food": None}]},
            "food_marks, row 1, food: has to be a whole number.",
        ),
        ({"profile": {"country": "ZZ"}}, "profile, row 1, country: is 'ZZ', which is none of"),
    ],
)
def test_names_what_is_wrong_and_takes_nothing(parts, problem):
    with pytest.raises(Damaged) as error:
        read(**parts)
    assert error.value.problems[0].startswith(problem)


def test_names_the_first_twenty_and_counts_the_rest():
    wrong = [ENTRY | {"amount": 0} for _ in range(25)]
    with pytest.raises(Damaged) as error:
        read(entries=wrong)
    assert (len(error.value.problems), error.value.more) == (20, 5)


def test_says_which_parts_it_does_not_know():
    incoming = read(entries=[ENTRY | {"mood": "fine"}], feelings=[])
    assert incoming.not_known == ["entries: mood", "feelings"]
    assert len(incoming.rows["entries"]) == 1
