"""The page that compares the authorities: for strangers, for oneself, and with weak kidneys."""

import re
from datetime import date

import pytest
from django.test import Client

from intake.models import FIRST_DAY, LifeStage
from intake.reference_values import AUTHORITIES
from tests.factories import make_profile, make_quick_add, make_target
from tests.pages import text_of

pytestmark = pytest.mark.django_db

URL = "/reference-values/"


def table_of(response):
    """Authority to its cells, as they are read aloud."""
    html = response.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    rows = {}
    for row in html.split("<tr>")[1:]:
        name = re.search(r'<th scope="row">([^<]+)', row)[1].strip()
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        rows[name] = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]
    return rows


def test_a_stranger_is_asked_whom_it_is_for():
    page = Client().get(URL)
    assert page.status_code == 200
    assert table_of(page) == {}
    assert "A baby of 8 months" in text_of(page)


def test_a_child_can_be_looked_up_by_anybody():
    table = table_of(Client().get(URL, {"age_years": "5"}))
    assert list(table) == [authority.short_name for authority in AUTHORITIES.values()]
    assert table["US and Canada"] == ["130 RDA", "110", "110"]
    assert table["European Union"] == ["230 AI", "– none given", "250"]
    assert table["Japan"] == ["100 RDA", "80", "– no number"]
    assert table["China"] == ["160 RNI", "130", "– no number"]


def test_months_and_feeding_of_an_infant():
    table = table_of(Client().get(URL, {"age_years": "0", "months": "3", "feeding": "formula"}))
    assert table["FAO/WHO"][0] == "36 RNI"
    assert table["United Kingdom"][0] == "55 RNI"
    assert table["European Union"] == [
        "Our table of European Union (EFSA) has no value at the age of 3 months."
    ]
    assert "at the age of 3 months" in table["India"][0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("age_years=0&months=3", "3 months"),
        ("age_years=0&months=0", "0 years"),
        ("age_years=1&months=1", "1 year 1 month"),
        ("age_years=36&sex=female&life_stage=pregnant", "36 years, women&#x27;s column, pregnant"),
    ],
)
def test_says_whom_it_is_for(query, words):
    assert f"<h2>For {words}</h2>" in Client().get(f"{URL}?{query}").content.decode()


def test_a_column_is_asked_for_where_the_columns_differ():
    table = table_of(Client().get(URL, {"age_years": "40"}))
    assert "choose a column" in table["Japan"][0]
    assert table["China"][0] == "320 RNI"


def test_what_is_provisional_is_called_so_and_sources_are_named():
    page = Client().get(URL, {"age_years": "40", "sex": "male"})
    html = page.content.decode()
    for authority in AUTHORITIES.values():
        row = html.partition(f'<th scope="row">{authority.short_name}')[2].partition("</tr>")[0]
        assert ("provisional" in row) is authority.provisional, authority.name
    text = text_of(page)
    assert "Nordic Nutrition Recommendations 2023, tables 15, 20 and 21." in text
    assert "names 400 mg a day from supplements: guidance, not an upper level." in text
    assert "Reference Nutrient Intake" in text


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("age_years=", "age_years", "Give an age."),
        ("age_years=-1", "age_years", "An age cannot be below zero."),
        ("age_years=131", "age_years", "Give at most 130 years."),
        ("age_years=x", "age_years", "Write whole years, such as 36."),
        ("age_years=1&months=12", "months", "Write whole months, 0 to 11."),
        ("age_years=0", "months", "Under a year the values change with the months: give them."),
        ("age_years=40&sex=x", "sex", "Select a valid choice."),
        ("age_years=40&life_stage=old", "life_stage", "Select a valid choice."),
        ("age_years=1%00", "age_years", "Write whole years, such as 36."),
    ],
)
def test_says_what_is_wrong_beside_the_field(query, field, message):
    page = Client().get(f"{URL}?{query}")
    assert page.status_code == 200
    errors = re.search(rf'id="id_{field}_error">(.*?)</ul>', page.content.decode(), re.DOTALL)
    assert message in errors[1]
    assert table_of(page) == {}


def test_is_about_whoever_is_signed_in_and_names_their_own(alices, alice):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="japan")
    LifeStage.objects.create(person=alice, kind="pregnant", starts_on=date(2026, 1, 1))
    page = alices.get(URL)
    assert "For you: 36 years" in text_of(page)
    assert table_of(page)["Japan"][0] == "330 RDA"
    assert re.search(r"Japan\s+<span[^>]*>yours</span>", page.content.decode())
    assert "pregnant" not in page.request["QUERY_STRING"]


def test_another_persons_life_is_no_part_of_it(alices, alice, bob):
    make_profile(alice)
    make_profile(bob, sex="male")
    LifeStage.objects.create(person=bob, kind="pregnant", starts_on=date(2026, 1, 1))
    assert table_of(alices.get(URL))["US and Canada"][0] == "320 RDA"


def test_one_who_told_nothing_is_asked(alices):
    assert table_of(alices.get(URL)) == {}


def test_who_is_signed_in_may_ask_for_somebody_else(alices, alice):
    make_profile(alice)
    page = alices.get(URL, {"age_years": "5"})
    assert table_of(page)["US and Canada"][0] == "130 RDA"
    assert "For 5 years Change" in text_of(page)
    assert "For you" not in text_of(page)


@pytest.mark.parametrize("query", [{}, {"age_years": "5"}])
def test_with_the_kidney_flag_shows_no_number(alices, alice, query):
    make_profile(alice, kidney_disease=True)
    text = text_of(alices.get(URL, query)).partition(">")[2]
    assert "shows amounts only and no number to reach" in text
    assert not re.search(r"\d", text)


def test_takes_few_queries_and_is_kept_by_no_cache(alices, alice, django_assert_num_queries):
    make_profile(alice)
    with django_assert_num_queries(3):  # session, person, profile with all of it
        page = alices.get(URL)
    assert "no-store" in page["Cache-Control"]


def test_asks_the_database_nothing_for_a_stranger(django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get(URL, {"age_years": "40", "sex": "male"})


def test_is_linked_from_targets_and_from_a_provisional_figure(alices, alice):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="us")
    assert f'href="{URL}"' in alices.get("/settings/targets/").content.decode().split("<footer")[0]
    assert "provisional" not in text_of(alices.get("/"))
    assert "provisional" not in text_of(alices.get("/settings/targets/"))

    alice.targets.update(authority="anz")

    assert "320 mg is a provisional figure" in text_of(alices.get("/"))
    assert "A provisional figure" in text_of(alices.get("/settings/targets/"))


def test_a_number_of_ones_own_is_not_called_provisional(alices, alice):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="anz", mg=300)
    assert "provisional figure" not in text_of(alices.get("/"))


def test_where_no_upper_level_is_a_number_today_says_what_the_authority_says(alices, alice):
    make_profile(alice)
    make_target(alice, FIRST_DAY, authority="uk")
    make_quick_add(alice, alice.profile.today(), "Tablet", "200", kind="supplement")
    text = text_of(alices.get("/"))
    assert "COMA set no upper level." in text
    assert "names 400 mg a day from supplements" in text
