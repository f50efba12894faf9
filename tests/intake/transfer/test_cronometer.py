"""Column names as Cronometer wrote them in 2024 to 2026."""

from datetime import date, time
from decimal import Decimal

import pytest

from intake.transfer.cronometer import Line, read, without_noughts
from intake.transfer.csv_lines import MOST_LINES
from intake.transfer.exact import NotReadable

TODAY = date(2026, 11, 23)
HEADING = (
    "Day,Time,Group,Food Name,Amount,Energy (kcal),Calcium (mg),Magnesium (mg),Phosphorus (mg),"
    "Potassium (mg),Category\n"
)
OATS = '2026-11-20,08:14 AM,Breakfast,"Oats, Rolled",80.00 g,311,41.6,138.0,,289.6,Cereal Grains\n'
DAILY = "Date,Energy (kcal),Calcium (mg),Magnesium (mg),Completed\n"


def servings(*lines):
    return read(HEADING + "".join(lines), today=TODAY)


def test_reads_a_line_with_its_figures_and_grams():
    assert servings(OATS).lines == [
        Line(
            line=2,
            date=date(2026, 11, 20),
            time=time(8, 14),
            meal="breakfast",
            group="Breakfast",
            name="Oats, Rolled",
            kind="food",
            amount="80.00 g",
            grams=Decimal("80.00"),
            magnesium_mg=Decimal("138.0"),
            calcium_mg=Decimal("41.6"),
            phosphorus_mg=None,
            potassium_mg=Decimal("289.6"),
            energy_kcal=Decimal(311),
        )
    ]


@pytest.mark.parametrize(
    ("cell", "mg"),
    [
        ("", None),
        (" ", None),
        ("0.00", 0),
        ("12.35", Decimal("12.35")),
        ("1,234.5", Decimal("1234.5")),
    ],
)
def test_blank_is_not_known_and_zero_is_zero(cell, mg):
    row = f'2026-11-20,,Lunch,Soup,1 bowl,,,"{cell}",,,\n'
    (line,) = servings(row).lines
    assert line.magnesium_mg == mg
    assert (line.magnesium_mg is None) == (mg is None)


@pytest.mark.parametrize(
    ("group", "meal"),
    [
        ("Breakfast", "breakfast"),
        ("Lunch", "lunch"),
        ("Dinner", "dinner"),
        ("Snacks", "snack"),
        ("Uncategorized", "snack"),
        ("", "snack"),
    ],
)
def test_a_group_is_a_meal(group, meal):
    found = servings(f"2026-11-20,,{group},Soup,1 bowl,,,1,,,Soups\n")
    assert found.lines[0].meal == meal
    assert found.other_groups == ({group} if group in ("Uncategorized", "") else set())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", None),
        ("08:14 AM", time(8, 14)),
        ("8:30 am", time(8, 30)),
        ("12:05 AM", time(0, 5)),
        ("12:15 PM", time(12, 15)),
        ("07:30 PM", time(19, 30)),
        ("19:30", time(19, 30)),
    ],
)
def test_reads_times(typed, meant):
    (line,) = servings(f"2026-11-20,{typed},Lunch,Soup,1 bowl,,,1,,,Soups\n").lines
    assert line.time == meant


def test_a_supplement_is_known_by_its_category():
    found = servings(
        "2026-11-20,,Snacks,Magnesium Citrate,1.00 tablet,,,100.0,,,Supplements\n", OATS
    )
    assert [line.kind for line in found.lines] == ["supplement", "food"]


@pytest.mark.parametrize(
    ("amount", "grams"),
    [("1.00 cup", None), ("80.00 g", 80), ("1,200.50 g", Decimal("1200.50")), ("250 mL", None)],
)
def test_only_grams_are_grams(amount, grams):
    (line,) = servings(f'2026-11-20,,Lunch,Soup,"{amount}",,,1,,,Soups\n').lines
    assert (line.amount, line.grams) == (amount, grams)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-11-24,,Lunch,Soup,1,,,1,,,S", "Line 3, Day: 2026-11-24 is in the future."),
        ("20.11.2026,,Lunch,Soup,1,,,1,,,S", "Line 3, Day: “20.11.2026” is no date such as"),
        ("2026-02-30,,Lunch,Soup,1,,,1,,,S", "Line 3, Day: “2026-02-30” is no date such as"),
        ("0308-01-01,,Lunch,Soup,1,,,1,,,S", "Line 3, Day: 0308-01-01 is before 1900."),
        ("2026-11-20,25:00,Lunch,Soup,1,,,1,,,S", "Line 3, Time: “25:00” is no time such as"),
        ("2026-11-20,13:00 PM,Lunch,Soup,1,,,1,,,S", "Line 3, Time: “13:00 PM” is no time"),
        ("2026-11-20,,Lunch,Soup,1,,,-4.5,,,S", "Line 3, Magnesium (mg): -4.5 is negative."),
        ("2026-11-20,,Lunch,Soup,1,,,=1+1,,,S", "Line 3, Magnesium (mg): “=1+1” is not a number."),
        ("2026-11-20,,Lunch,Soup,1,,,1e9,,,S", "Line 3, Magnesium (mg): “1e9” is not a number."),
        ("2026-11-20,,Lunch,Soup,1,,,1000001,,,S", "Line 3, Magnesium (mg): 1000001 is above"),
        ("2026-11-20,,Lunch,Soup,1,,x,1,,,S", "Line 3, Calcium (mg): “x” is not a number."),
        ("2026-11-20,,Lunch,,1,,,1,,,S", "Line 3, Food Name: it is empty."),
        ("2026-11-20,,Lunch,Soup,1", "Line 3, the whole line: it has 5 cells where"),
    ],
)
def test_a_broken_line_is_named_with_its_column_and_the_others_stand(row, said):
    found = servings(OATS, row + "\n", OATS)
    assert str(found.problems[0]).startswith(said)
    assert (len(found.lines), found.not_readable) == (2, 1)


def test_lines_are_counted_as_an_editor_does():
    found = servings('2026-11-20,,Lunch,"Soup,\nhot",1,,,1,,,S\n', "\n", OATS)
    assert [line.line for line in found.lines] == [2, 5]


def test_the_same_line_twice_is_named_with_both_numbers_and_differs_by_its_ordinal():
    found = servings(OATS, OATS.replace("138.0", "140.0"), OATS)
    assert found.repeats == [(4, 2)]
    assert [line.ordinal for line in found.lines] == [0, 1, 2]
    assert len({line.identity for line in found.lines}) == 3


def test_a_line_is_the_same_whatever_its_food_s_figures_became():
    (line,), (later,) = servings(OATS).lines, servings(OATS.replace("138.0", "140.0")).lines
    assert line.identity == later.identity


def test_columns_stand_in_any_order_and_only_the_needed_have_to_be_there():
    found = read("Food Name,Magnesium (mg),Amount,Day\nSoup,12,1 bowl,2026-11-20\n", today=TODAY)
    assert found.lines == [
        Line(
            line=2, date=date(2026, 11, 20), name="Soup", amount="1 bowl", magnesium_mg=Decimal(12)
        )
    ]


def test_a_day_is_one_line():
    found = read(DAILY + "2026-11-20,2100.5,900,312.46,true\n", today=TODAY)
    assert found.daily
    assert found.lines == [
        Line(
            line=2,
            date=date(2026, 11, 20),
            magnesium_mg=Decimal("312.46"),
            calcium_mg=Decimal(900),
            energy_kcal=Decimal("2100.5"),
        )
    ]


def test_a_day_with_nothing_logged_is_a_gap_and_a_day_without_a_figure_is_not_known():
    found = read(
        DAILY
        + "2026-11-18,0.00,0.00,0.00,false\n2026-11-19,,,,false\n2026-11-20,800,,,false\n"
        + "2026-11-21,800,0,0.00,false\n",
        today=TODAY,
    )
    assert found.empty_days == 2
    assert [(line.date.day, line.magnesium_mg) for line in found.lines] == [(20, None), (21, 0)]


def test_of_a_day_parted_into_groups_the_total_counts():
    found = read(
        "Date,Group,Energy (kcal),Magnesium (mg),Completed\n"
        "2026-11-20,Total,900,120,false\n2026-11-20,Breakfast,400,50,false\n"
        "2026-11-20,Lunch,500,70,false\n",
        today=TODAY,
    )
    assert [line.magnesium_mg for line in found.lines] == [Decimal(120)]


def test_a_day_twice_is_a_broken_line():
    found = read(DAILY + "2026-11-20,800,,120,true\n2026-11-20,900,,130,true\n", today=TODAY)
    assert [str(problem) for problem in found.problems] == [
        "Line 3, Date: 2026-11-20 stands in line 2 already."
    ]
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "It is empty."),
        ("\n\n", "It is empty."),
        ("Day,Time,Group,Metric,Unit,Amount\n", "It is none of the files that Twelve knows"),
        (HEADING.replace(",Magnesium (mg)", ""), "It has no column “Magnesium (mg)”."),
        (
            "Food Name,Magnesium (g)\n",
            "It has no column “Day” and no column “Amount” and no column “Magnesium (mg)”.",
        ),
        ("Date,Energy (kcal),Completed\n", "It has no column “Magnesium (mg)”."),
        ("Day;Food Name;Magnesium (mg)\n", "Its columns are not parted by commas."),
        (HEADING + '2026-11-20,,"Lunch\n', "Line 2 can't be read as CSV"),
        (HEADING + "\n" * 10 + OATS * (MOST_LINES + 1), "It has more than 50\u202f000 lines"),
    ],
)
def test_says_why_a_file_can_not_be_read(text, message):
    with pytest.raises(NotReadable) as error:
        read(text, today=TODAY)
    assert str(error.value).startswith(message)


def test_a_heading_alone_has_no_lines():
    assert servings().lines == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("80.00 g", "80 g"),
        ("100 g", "100 g"),
        ("1,200.50 g", "1,200.5 g"),
        ("1.00 x 2.00 oz", "1 x 2.00 oz"),
        ("2.05 cup", "2.05 cup"),
        ("0.00 g", "0 g"),
        ("10.00", "10"),
        ("v1.20", "v1.20"),
        ("", ""),
    ],
)
def test_amounts_are_told_without_the_noughts_of_the_file(written, told):
    assert without_noughts(written) == told
