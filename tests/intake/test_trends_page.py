import gzip
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from intake.day_marks import mark_day
from intake.people import profile_of
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_profile, make_quick_add, make_target
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(alice) -> date:
    make_profile(alice)
    return profile_of(alice).today()


def test_nothing_to_count_yet(alices, today):
    text = text_of(alices.get("/trends/"))
    assert "No day to count yet" in text


def test_a_day_without_entries_has_a_tick_that_the_legend_names(alice, alices, today):
    """Dots for it, side by side, ran into a line: of amounts near zero, one could think."""
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "300")
    page = alices.get("/trends/?days=7").content.decode()
    ticks = page.count('class="gap-mark"')
    assert ticks == 2 * 6  # as drawn for wide and for narrow screens
    assert '<i class="i-gap"></i>Nothing logged' in page
    for back in (0, 2, 3, 4, 5, 6):
        make_quick_add(alice, today - timedelta(days=back), "Porridge", "300")
    page = alices.get("/trends/?days=7").content.decode()
    assert "gap-mark" not in page
    assert "i-gap" not in page


def test_of_a_week_that_was_left_out_nothing_is_denied(alice, alices, today):
    day = today - timedelta(days=20)
    make_quick_add(alice, day, "Porridge", "300")
    mark_day(alice, day, skipped=True)
    page = alices.get("/trends/?days=365").content.decode()
    assert '<i class="i-gap"></i>Nothing logged, or left out' in page
    labels = re.findall(r'data-label="([^"]+)"', page)
    assert sum(label.endswith(", left out") for label in labels) == 2  # wide and narrow
    assert any(label.endswith(": nothing logged") for label in labels)


def test_means_name_their_days_and_leave_today_out(alice, alices, today):
    for back, mg in ((1, "300"), (3, "100")):
        make_quick_add(alice, today - timedelta(days=back), "Porridge", mg)
    make_quick_add(alice, today - timedelta(days=3), "Citrate", "60", kind="supplement")
    make_quick_add(alice, today, "Breakfast so far", "20")
    text = text_of(alices.get("/trends/"))
    # (300 + 100 + 60) / 2 = 230; of 320: 71.9 %.
    assert "Mean of 2 days 230 mg every item has a figure" in text
    assert "Target, mean 320 mg 72 % reached" in text
    assert "From food and water 200 mg" in text
    assert "Supplements 30 mg upper level 350" in text


def test_an_item_without_a_figure_makes_means_at_least(alice, alices, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=1))
    text = text_of(alices.get("/trends/"))
    assert "Mean of 1 day ≥ 160 mg 1 item without a figure" in text
    assert "at least 50 % reached" in text
    assert (
        "at least 160 mg (food 160; 1 without a figure)" in alices.get("/trends/").content.decode()
    )


def test_a_day_without_any_figure_says_so_at_its_bar(alice, alices, today):
    make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=1))
    assert "at least 0 mg (1 without a figure)" in alices.get("/trends/").content.decode()


def test_each_part_says_whether_it_is_known(alice, alices, today):
    yesterday = today - timedelta(days=1)
    make_quick_add(alice, yesterday, "Porridge", "160")
    make_quick_add(alice, yesterday, "Vittel", "20", kind="water")
    tablet = make_food(magnesium_mg=None, kind="supplement", basis="unit")
    make_entry(alice, tablet, date=yesterday, measure=Measure(amount=Decimal(1)))
    text = text_of(alices.get("/trends/"))
    assert "From food and water 180 mg water 20 mg Supplements ≥ 0 mg" in text
    assert "≥ 180 160 20 ≥ 0 320 1" in text


@pytest.mark.parametrize(("asked", "bars"), [("7", 7), ("30", 30), ("90", 90), ("365", 52)])
def test_as_many_days_as_asked(alice, alices, today, asked, bars):
    make_quick_add(alice, today - timedelta(days=2), "Porridge", "160")
    body = alices.get("/trends/", {"days": asked}).content.decode()
    wide = body.split('class="chart wide-only"', 1)[1].split("</svg>", 1)[0]
    assert wide.count('class="hit"') in (bars, bars + 1)


@pytest.mark.parametrize("asked", ["", "8", "-1", "all", "\x00", "³⁰"])
def test_anything_else_is_thirty(alices, today, asked):
    body = alices.get("/trends/", {"days": asked}).content.decode()
    assert re.search(r'\?days=30" aria-current', body)


def test_a_changed_target_is_told(alice, alices, today):
    make_target(alice, today - timedelta(days=5), mg=Decimal(400))
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    text = text_of(alices.get("/trends/"))
    assert f"from 320 to 400 mg on {today - timedelta(days=5):%-d %B}" in text


def test_the_table_has_the_same_figures(alice, alices, today):
    day = today - timedelta(days=1)
    make_quick_add(alice, day, "Porridge", "160")
    make_quick_add(alice, day, "Vittel", "40", kind="water")
    body = alices.get("/trends/").content.decode()
    row = body.split("The same figures", 1)[1].split("<tbody>", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r'<td class="r">([^<]*)</td>', row) == ["200", "160", "40", "0", "320", "0"]


def table_of(response):
    """The rows of "The same figures as a table", last first: where each leads, its name, its
    cells."""
    table = response.content.decode().split("The same figures", 1)[1].split("</table>", 1)[0]
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table)
    rows = []
    for row in table.split("<tbody>", 1)[1].split("</tr>")[:-1]:
        ((address, name),) = re.findall(r'<th scope="row"><a href="([^"]*)">([^<]*)</a>', row)
        cells = re.findall(r'<td class="r">([^<]*)</td>', row)
        assert len(cells) == len(heads) - 1
        rows.append((unescape(address), unescape(name), [unescape(cell) for cell in cells]))
    return rows


def test_of_a_long_period_the_table_has_the_weeks_that_the_bars_are_of(alice, alices, today):
    monday = today - timedelta(days=today.weekday() + 70)
    for day, food, water in ((monday, "160", "40"), (monday + timedelta(days=2), "100", "0")):
        make_quick_add(alice, day, "Porridge", food)
        make_quick_add(alice, day, "Vittel", water, kind="water")
    left_out = monday - timedelta(days=20)
    make_quick_add(alice, left_out, "Porridge", "900")
    make_entry(alice, make_food("Mystery stew", magnesium_mg=None), date=left_out)
    mark_day(alice, left_out, skipped=True)
    make_quick_add(alice, monday - timedelta(days=30), "Antacid", "400", kind="medicine")
    response = alices.get("/trends/", {"days": 365})
    told = re.findall(r'class="hit"[^>]* data-label="([^"]*)"', response.content.decode())
    rows = table_of(response)
    assert [cells for _, _, cells in rows] == [
        ["2", "150", "130", "20", "0", "320", "0"],
        ["0", "left out", "–", "–", "–", "–", "–"],
        ["0", "medicine only", "–", "–", "–", "–", "–"],
    ]
    address, name, _ = rows[0]
    assert name == f"{monday:%-d %b} to {monday + timedelta(days=6):%-d %b %Y}"
    assert f"{name}: 150 mg a day, mean of 2 days" in told
    # It leads to the table of its days, whose rows lead to the days.
    assert [(to, cells[0]) for to, _, cells in table_of(alices.get(f"/trends/{address}"))] == [
        (f"/day/{monday + timedelta(days=2)}/", "100"),
        (f"/day/{monday}/", "200"),
    ]


def test_a_week_that_the_period_cuts_short_is_so_long_as_the_period(alice, alices, today):
    """And what its mean is held against is the target of the days that count."""
    friday = today - timedelta(days=today.weekday() + 3 + 140)
    last = friday + timedelta(days=112)  # a Friday too
    for day in (friday, friday + timedelta(days=1), last):
        make_quick_add(alice, day, "Porridge", "160")
    make_target(alice, friday, mg=Decimal(300))
    make_target(alice, friday + timedelta(days=2), mg=Decimal(600))
    rows = table_of(alices.get("/trends/", {"from": f"{friday}", "to": f"{last}"}))
    assert [(address, cells) for address, _, cells in rows] == [
        (
            f"?from={last - timedelta(days=4)}&to={last}",
            ["1", "160", "160", "0", "0", "600", "0"],
        ),
        (
            f"?from={friday}&to={friday + timedelta(days=2)}",
            ["2", "160", "160", "0", "0", "300", "0"],
        ),
    ]


@pytest.mark.parametrize("begins", [0, 10])
def test_of_a_long_time_to_come_nothing_is_drawn(alice, alices, today, begins):
    make_quick_add(alice, today + timedelta(days=20), "Porridge", "160")
    first, last = today + timedelta(days=begins), today + timedelta(days=200)
    response = alices.get("/trends/", {"from": f"{first}", "to": f"{last}"})
    assert response.status_code == 200
    assert b'<svg class="chart' not in response.content
    assert "No day to count yet" in text_of(response)


def test_bars_send_nobody_to_a_table_that_is_not_there(alice, alices, today):
    told = "The figures are in the table below."
    make_quick_add(alice, today, "Porridge", "160")
    assert told not in alices.get("/trends/?days=365").content.decode()
    assert told in alices.get("/trends/?days=30").content.decode()
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    assert told in alices.get("/trends/?days=365").content.decode()


def test_what_a_week_of_the_table_does_not_know_is_said(alice, alices, today):
    day = today - timedelta(days=120)
    make_quick_add(alice, day, "Porridge", "160")
    make_entry(alice, make_food("Mystery stew", magnesium_mg=None), date=day)
    ((_, _, cells),) = table_of(alices.get("/trends/", {"days": 365}))
    assert cells == ["1", "≥ 160", "≥ 160", "0", "0", "320", "1"]


def test_with_the_kidney_flag_the_weeks_have_no_target(alice, alices, today):
    alice.profile.kidney_disease = True
    alice.profile.save()
    make_quick_add(alice, today - timedelta(days=120), "Porridge", "160")
    ((_, _, cells),) = table_of(alices.get("/trends/", {"days": 365}))
    assert cells == ["1", "160", "160", "0", "0", "0"]


def test_with_the_kidney_flag_there_are_bars_only(alice, alices, today):
    alice.profile.kidney_disease = True
    alice.profile.save()
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    response = alices.get("/trends/")
    text = text_of(response)
    assert "Mean of 1 day 160 mg" in text
    for forbidden in ("arget", " %", "upper level"):
        assert forbidden not in text, forbidden
    assert b'class="target"' not in response.content


@pytest.fixture
def a_month(alice, today):
    """Thirty days of 250 to 350 mg, as much before them, and today so far."""
    almonds = make_food("Almonds", magnesium_mg="200", calcium_mg_per_basis=Decimal(300))
    for back in range(1, 60):
        day = today - timedelta(days=back)
        make_entry(alice, almonds, date=day, meal="snack")
        make_quick_add(alice, day, "Porridge", "100" if back % 2 else "50", meal="breakfast")
    make_quick_add(alice, today, "Breakfast so far", "20")


def test_where_it_came_from(alices, today, a_month):
    text = text_of(alices.get("/trends/"))
    # 29 days: 5800 mg of almonds and 15 * 100 + 14 * 50 = 2200 of porridge.
    assert "Where it came from share of what is known, 29 days" in text
    assert "Almonds 29 times · 200 mg each 73 % Porridge 29 times · 76 mg each 28 %" in text
    assert "By group share of what is known Foods without a group 29 times 73 %" in text
    assert "Breakfast 29 items · 28 % of what is known 76 mg Lunch nothing logged" in text
    assert "Calcium 1.5 mg for each mg of magnesium 29 of 58 items have both figures" in text


def test_items_without_a_figure_are_told_and_never_a_share_of_zero(alice, alices, today, a_month):
    make_entry(alice, make_food("Stew", magnesium_mg=None), date=today - timedelta(days=1))
    text = text_of(alices.get("/trends/"))
    assert "Stew 1 time · 1 without a figure not known" in text
    assert "1 of 59 items have no figure and are in no share." in text
    assert "Lunch 1 item, 1 without a figure · 0 % of what is known ≥ 0 mg" in text


def test_how_sure_in_words_and_a_picture(alices, today, a_month):
    response = alices.get("/trends/")
    text = text_of(response)
    # (275.9 - 265) / sqrt(26.5² + 86² / 29) = 10.9 / 30.9 = 0.35
    assert "Is it enough? 29 days: good confidence EAR 265" in text
    assert "Can’t tell yet: about 6 in 10 that it is enough." in text
    assert "it is no pass mark, and intake under it is no proof of deficiency" in text
    assert b'class="f-beyond" points="' in response.content


def test_why_it_cant_be_told(alice, alices, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    response = alices.get("/trends/")
    assert "It can’t be told. A few days are no habit" in text_of(response)
    assert b"f-beyond" not in response.content


def test_below_an_ai_nothing_is_concluded(alice, alices, today, a_month):
    make_target(alice, date(2000, 1, 1), authority="efsa")
    text = text_of(alices.get("/trends/"))
    assert "Nothing can be concluded: below the AI, intake may be enough or not." in text
    assert "EAR" not in text


def test_beside_the_days_before(alice, alices, today, a_month):
    make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=40))
    text = text_of(alices.get("/trends/"))
    # 30 days from 59 to 30 days ago: 15 of each. And 29 days: (5800 + 2200) / 29.
    assert "All ≥ 275 276 Food ≥ 275 276 Water 0 0 Supplements 0 0 Days counted 30 29" in text
    assert "Without a figure: 1 item before, 0 now." in text


def test_added_magnesium_as_a_mean(alice, alices, today, a_month):
    for back in (1, 2):
        day = today - timedelta(days=back)
        make_quick_add(alice, day, "Citrate", "435", kind="supplement")
    text = text_of(alices.get("/trends/"))
    # 870 / 29 = 30; of what was written down by name it is not known what was added.
    assert "At least 30 mg a day, at most 106; upper level 350 mg. 2 days above it." in text
    make_target(alice, date(2000, 1, 1), authority="dach")
    assert "The authority you chose has set no upper level" in text_of(alices.get("/trends/"))


def test_a_skipped_day_is_shown_and_counts_nowhere(alice, alices, today):
    for back, mg in ((1, "100"), (2, "900")):
        food = make_food(f"Meal of {back}", magnesium_mg=mg)
        make_entry(alice, food, date=today - timedelta(days=back))
    skipped = today - timedelta(days=2)
    mark_day(alice, skipped, skipped=True)
    page = alices.get("/trends/", {"days": "7"})
    text, body = text_of(page), page.content.decode()
    assert "1 day that you left out is in no mean." in text
    assert "Mean of 1 day 100 mg" in text
    assert "Meal of 1" in text
    assert "Meal of 2" not in text
    assert f"{skipped:%a %-d %b %Y}: 900 mg, left out" in body
    assert f"{skipped:%a %-d %b}, left out: 900 mg" in body
    assert "Days that you left out are shown, and are in no month’s mean." in text
    later = {"from": today - timedelta(days=1), "to": today}
    make_quick_add(alice, today - timedelta(days=3), "Soup", "50")
    assert "Left out by you: 1 day before, 0 now." in text_of(alices.get("/trends/", later))


def test_the_calendar_has_every_day_of_a_year_and_gaps(alices, today, a_month):
    body = alices.get("/trends/").content.decode()
    cells = re.findall(r'<rect class="hit ([a-z0-9]+)"', body)
    assert len(cells) == 365
    # Ten days' worth of steps: 250 and 300 mg are under 300 and under 400, today 20 mg.
    assert [cells.count(step) for step in ("gap", "s0", "s2", "s3", "s4")] == [305, 1, 29, 30, 0]
    assert f"{today:%a %-d %b %Y}: 20 mg so far" in body
    month = today - timedelta(days=50)
    assert re.search(f'<th scope="row"><a href="[^"]*">{month:%B %Y}</a></th>', body)


def test_each_day_of_the_year_is_a_link_to_it_and_none_fills_the_tab_order(alices, today, a_month):
    body = alices.get("/trends/").content.decode()
    links = re.findall(r'<a href="([^"]*)" tabindex="-1" aria-label="([^"]*)"><rect', body)
    days = [today - timedelta(days=back) for back in reversed(range(365))]
    assert [address for address, _ in links] == [reverse("day", args=[day]) for day in days]
    assert links[-1][1] == f"{today:%a %-d %b %Y}: 20 mg so far"
    assert links[0][1] == f"{days[0]:%a %-d %b %Y}: nothing logged"
    assert alices.get(links[0][0]).status_code == 200


def test_each_month_of_the_year_leads_to_the_table_of_its_days(alice, alices, today):
    day = today - timedelta(days=100)
    make_quick_add(alice, day, "Porridge", "160")
    body = alices.get("/trends/").content.decode()
    links = re.findall(r'<th scope="row"><a href="([^"]*)">([A-Z][a-z]+ \d{4})</a></th>', body)
    assert len(links) in (12, 13)
    (address,) = [unescape(to) for to, month in links if month == f"{day:%B %Y}"]
    table = alices.get(f"/trends/{address}").content.decode().split("The same figures", 1)[1]
    assert re.findall(r'<th scope="row"><a href="(/day/[^"]*)"', table) == [f"/day/{day}/"]
    # What the year leaves out of its first month, the link does, too.
    assert links[0][0].startswith(f"?from={today - timedelta(days=364)}&amp;to=")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"from": "2026-11-02", "to": "2026-11-01"}, "The last day can&#x27;t come before the"),
        ({"from": "2024-11-02", "to": "2026-11-01"}, "At most 400 days at once."),
        ({"from": "yesterday"}, "Write the date as in 1990-05-31."),
        ({"to": "0308-11-23"}, "The year must be between 1900 and 2199"),
    ],
)
def test_days_that_cant_be_are_told_beside_the_field(alices, today, asked, message):
    response = alices.get("/trends/", asked)
    body = response.content.decode()
    assert response.status_code == 422
    assert message in body
    assert "The last 30 days are shown meanwhile." in body
    assert 'aria-invalid="true"' in body


def test_any_days(alice, alices, today):
    make_quick_add(alice, date(2026, 3, 5), "Porridge", "160")
    response = alices.get("/trends/", {"from": "2026-03-01", "to": "2026-03-10"})
    text = text_of(response)
    assert "Trends 1 Mar 2026 to 10 Mar 2026" in text
    assert "Mean of 1 day 160 mg" in text
    assert not re.search(rb'\?days=\d+" aria-current', response.content)
    assert response.status_code == 200
    assert alices.get("/trends/", {"from": "2199-12-31"}).status_code == 200
    assert alices.get("/trends/", {"from": "1900-01-01"}).status_code == 200


def test_with_the_kidney_flag_nothing_is_judged_or_ranked(alice, alices, today, a_month):
    alice.profile.kidney_disease = True
    alice.profile.save()
    make_quick_add(alice, today - timedelta(days=1), "Citrate", "435", kind="supplement")
    response = alices.get("/trends/")
    text = text_of(response)
    for forbidden in (
        *("enough", "Where it came from", "By group", "What came with it", "pper level"),
        *("arget", " %", "EAR", "RDA", "Added"),
    ):
        assert forbidden not in text, forbidden
    assert "Breakfast 29 items 76 mg" in text
    assert "Beside the days before" in text
    assert b"f-beyond" not in response.content


@pytest.mark.parametrize("days", ["7", "365"])
def test_a_year_takes_as_few_queries_as_a_week(alice, alices, today, days, a_month):
    for back in range(20):
        make_entry(alice, make_food(), date=today - timedelta(days=back))
    alices.get("/trends/")
    with CaptureQueriesContext(connection) as queries:
        alices.get("/trends/", {"days": days})
    assert len(queries) == 9


def test_a_year_stays_below_what_a_page_may_weigh(alice, alices, today):
    foods = [make_food(f"A food with a name of usual length, number {n}") for n in range(40)]
    for back in range(0, 365, 2):
        make_entry(alice, foods[back % 40], date=today - timedelta(days=back))
        make_entry(alice, make_food(magnesium_mg=None), date=today - timedelta(days=back))
    body = alices.get("/trends/", {"days": "365"}).content
    assert len(gzip.compress(body)) < 40_000


def test_too_little_to_print_is_no_mark_up(alice, alices, today):
    """ "<0.1" is written where no template escapes it: in the table, and of a bar and a day."""
    make_quick_add(alice, today - timedelta(days=1), "Apple", "0.01")
    for days in ("7", "365"):
        body = alices.get("/trends/", {"days": days}).content.decode()
        assert "<0" not in body
        assert '<td class="r">&lt;0.1</td>' in body
        assert f'aria-label="{today - timedelta(days=1):%a %-d %b %Y}: &lt;0.1 mg"' in body
        assert re.search(r'data-label="[^"]*: &lt;0.1 mg', body)


def test_days_are_called_in_the_language_of_each_page(alice, alices, today):
    """What a day is called is kept, for each language apart."""
    make_quick_add(alice, today, "Porridge", "160")
    for language, said in (("en", "so far"), ("de", "bisher"), ("es", "hasta ahora"), ("en", "so")):
        alices.post("/language/", {"language": language})
        label = re.findall(r'aria-label="([^"]*)"><rect', alices.get("/trends/").content.decode())
        assert said in label[-1]
        with translation.override(language):
            assert label[-1].startswith(date_format(today, "D"))
            assert date_format(today, "MEDIUM_DATE_FORMAT") in label[-1]


def test_bob_sees_nothing_of_alice(alice, bob, today):
    make_quick_add(alice, today - timedelta(days=1), "Porridge", "160")
    client = Client()
    client.force_login(bob)
    assert "No day to count yet" in text_of(client.get("/trends/"))
