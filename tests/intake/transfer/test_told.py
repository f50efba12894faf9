from datetime import date

from django.utils.translation import override

from foods.marked import in_english
from intake.transfer import cronometer, csv_lines
from intake.transfer.told import Told

HEADING = "Day,Time,Group,Food Name,Amount,Magnesium (mg)\n"
WRONG = HEADING + "\n".join(
    [
        "2026-11-20,,Lunch,Oats,40 g,many",
        "2026-11-20,,Lunch,Oats,40 g,-1",
        "2026-11-20,,Lunch,Oats,40 g,0.12345678901",
        "20 Nov,,Lunch,Oats,40 g,1",
        "2026-11-20,25:00,Lunch,Oats,40 g,1",
        "2026-11-20,,Lunch,Oats",
    ]
)


READ = [
    "Line 2, Magnesium (mg): “many” is not a number.",
    "Line 3, Magnesium (mg): -1 is negative.",
    "Line 4, Magnesium (mg): 0.12345678901 has more than 10 decimals.",
    "Line 5, Day: “20 Nov” is no date such as 2026-11-23.",
    "Line 6, Time: “25:00” is no time such as 08:14 AM.",
    "Line 7, the whole line: it has 4 cells where the heading has 6.",
]
GERMAN = [
    "Zeile 2, Magnesium (mg): „many“ ist keine Zahl.",
    "Zeile 3, Magnesium (mg): -1 ist negativ.",
]


def test_a_problem_names_its_line_and_the_column_of_the_file_in_the_readers_language():
    problems = cronometer.read(WRONG, today=date(2026, 11, 28)).problems
    assert list(map(str, problems)) == READ
    with override("de"):
        assert list(map(str, problems))[:2] == GERMAN


def test_what_is_wrong_with_the_whole_file_is_read_so_too():
    too_long = csv_lines.too_many_lines()
    assert str(too_long).startswith("It has more than 50\u202f000 lines")
    with override("de"):
        assert "50\u202f000 Zeilen" in str(too_long)


def test_numbers_are_written_as_on_every_page_and_years_are_not():
    told = Told("%(lines)s lines since %(year)s", lines=50_000, year="1900")
    assert str(told) == in_english(told.phrase) == "50\u202f000 lines since 1900"
