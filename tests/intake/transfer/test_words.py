from datetime import date

from django.utils.translation import override

from intake.transfer import cronometer
from intake.transfer.told import Told
from intake.transfer.words import in_words, problem_in_words

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


def test_in_english_a_problem_reads_as_it_does_without_a_language():
    found = cronometer.read(WRONG, today=date(2026, 11, 28))
    assert len(found.problems) == 6
    assert [problem_in_words(each) for each in found.problems] == list(map(str, found.problems))


def test_what_is_wrong_with_the_whole_file_reads_the_same_too():
    too_long = cronometer.too_many_lines()
    assert in_words(too_long) == str(too_long)
    assert in_words(too_long).startswith("It has more than 50\u202f000 lines")


def test_numbers_are_written_as_on_every_page_and_years_are_not():
    told = Told("%(lines)s lines since %(year)s", lines=50_000, year="1900")
    with override("de"):
        assert in_words(told) == "50\u202f000 lines since 1900"


def test_what_is_told_may_hold_what_else_is_told():
    inner = Told("is above %(most)s", most=1_000)
    assert (
        in_words(Told("%(found)s %(wrong)s", found="1001", wrong=inner))
        == "1001 is above 1\u202f000"
    )
