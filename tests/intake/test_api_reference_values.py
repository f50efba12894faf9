"""Every row of the published tables over HTTP, months and feeding of infants included."""

import pytest
from rest_framework.test import APIClient

from intake.reference_values import AUTHORITIES
from tests.factories import make_profile
from tests.intake.test_reference_values import BY_AGE, BY_LIFE_STAGE, OLD, F, M

URL = "/api/v1/reference-values/"
WHO_INFANTS = [("breast", 0, 26), ("breast", 6, 26), ("formula", 0, 36), ("formula", 6, 36)]


def ask(**query):
    return APIClient().get(URL, query)


def figures(response):
    assert response.status_code == 200, response.content
    body = response.json()
    return [body["kind"], body["recommended_mg"], body["ear_mg"], body["ul_mg"]]


@pytest.mark.parametrize("row", BY_AGE, ids=lambda r: f"{r[0]}-{r[1] or 'both'}-{r[2]}mo")
def test_every_row_by_age(row):
    authority, sex, first, last, *expected = row
    for column in [sex] if sex else [M, F]:
        for age in (first, last):
            question = {"authority": authority, "sex": column}
            assert figures(ask(**question, age_months=age)) == expected
            if age and age % 12 == 0:
                assert figures(ask(**question, age_years=age // 12)) == expected
    if last != OLD and last // 12 * 12 >= max(first, 12):  # the last year of the band, in years
        assert figures(ask(authority=authority, sex=sex or F, age_years=last // 12)) == expected


@pytest.mark.parametrize("row", BY_LIFE_STAGE, ids=lambda r: f"{r[0]}-{r[1]}-{r[2]}mo")
def test_every_row_by_life_stage(row):
    authority, stage, first, last, *expected = row
    for age in (first, last):
        body = figures(ask(authority=authority, age_months=age, life_stage=stage))
        assert body == [AUTHORITIES[authority].value_kind, *expected]


@pytest.mark.parametrize(("feeding", "age_months", "expected_mg"), WHO_INFANTS)
def test_infants_by_feeding(feeding, age_months, expected_mg):
    response = ask(authority="who", age_months=age_months, feeding=feeding)
    assert figures(response) == ["RNI", expected_mg, None, None]


def test_a_whole_answer_for_everybody():
    assert ask(authority="us", sex="female", age_years=36).json() == {
        "authority": "us",
        "kind": "RDA",
        "recommended_mg": 320,
        "ear_mg": 265,
        "ul_mg": 350,
        "ul_applies_to": "supplements_medicines_fortificants",
        "ul_note": AUTHORITIES["us"].upper_levels[-1].note,
        "source": AUTHORITIES["us"].citation,
        "provisional": False,
        "row": "women 31–50 y",
    }


@pytest.mark.parametrize(
    "stages",
    [
        "life_stage=pregnant,lactating",
        "life_stage=lactating&life_stage=pregnant",
        "life_stage=pregnant&life_stage=",
    ],
)
def test_where_both_hold_the_higher_does(stages):
    response = APIClient().get(f"{URL}?authority=us&age_years=31&{stages}")
    assert response.json()["recommended_mg"] == 360


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("age_years=36", "authority", "required"),
        ("authority=fda&age_years=36", "authority", "invalid_choice"),
        ("authority=us&sex=female", "age_years", "required"),
        ("authority=us&age_years=36", "sex", "sex_needed"),
        ("authority=us&age_years=36&sex=x", "sex", "invalid_choice"),
        ("authority=us&age_years=1&age_months=3", "age_months", "ages_differ"),
        ("authority=us&age_years=0", "age_months", "required"),
        ("authority=us&age_years=-1", "age_years", "min_value"),
        ("authority=us&age_years=999", "age_years", "max_value"),
        ("authority=us&age_years=x", "age_years", "invalid"),
        ("authority=who&age_months=3", "feeding", "feeding_needed"),
        ("authority=us&age_years=36&life_stage=old", "life_stage", "invalid_choice"),
        ("authority=us&age=36", "age", "unknown_parameter"),
    ],
)
def test_wrong_parameters_are_named(query, parameter, code):
    response = APIClient().get(f"{URL}?{query}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["code"]) == (parameter, code)


def test_years_and_months_that_agree():
    assert figures(ask(authority="efsa", age_years=0, age_months=8)) == ["AI", 80, None, None]
    assert figures(ask(authority="efsa", age_years=1, age_months=20)) == ["AI", 170, None, None]


def test_where_an_authority_gives_nothing():
    response = ask(authority="efsa", age_months=3)
    assert response.status_code == 404
    assert response.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "code": "no_reference_value",
        "detail": response.json()["detail"],
    }
    assert "3 months" in response.json()["detail"]


COMPARISON = f"{URL}comparison/"


def compare(**query):
    response = APIClient().get(COMPARISON, query)
    assert response.status_code == 200, response.content
    return {row["authority"]: row for row in response.json()["results"]}


def test_all_authorities_for_one_person_in_their_order():
    """A woman of 36: mg recommended, average and upper level, by hand from the tables."""
    rows = compare(age_years=36, sex="female")
    assert [
        (slug, r["kind"], r["recommended_mg"], r["ear_mg"], r["ul_mg"], r["provisional"])
        for slug, r in rows.items()
    ] == [
        ("us", "RDA", 320, 265, 350, False),
        ("efsa", "AI", 300, None, 250, False),
        ("dach", "AI", 300, None, None, False),
        ("nnr", "AI", 300, None, 250, True),
        ("uk", "RNI", 270, None, None, False),
        ("anz", "RDI", 320, 265, 350, True),
        ("who", "RNI", 220, None, 350, False),
        ("japan", "RDA", 290, 240, 350, False),
        ("india", "RDA", 370, 310, 350, True),
        ("china", "RNI", 320, 270, None, True),
    ]


def test_a_whole_row():
    assert compare(age_years=36, sex="female")["uk"] == {
        "authority": "uk",
        "name": "United Kingdom (COMA)",
        "short_name": "United Kingdom",
        "publisher": "Committee on Medical Aspects of Food Policy (COMA)",
        "year": 1991,
        "kind": "RNI",
        "kind_name": "Reference Nutrient Intake",
        "recommended_mg": 270,
        "ear_mg": None,
        "ul_mg": None,
        "ul_applies_to": None,
        "ul_note": AUTHORITIES["uk"].upper_levels[-1].note,
        "source": AUTHORITIES["uk"].citation,
        "provisional": False,
        "row": "women from 19 y",
        "remark": AUTHORITIES["uk"].remark,
        "unavailable": None,
    }


def test_a_row_without_figures_says_why():
    rows = compare(age_months=3)
    reasons = {
        slug: row["unavailable"] and row["unavailable"]["code"] for slug, row in rows.items()
    }
    assert {slug: reason for slug, reason in reasons.items() if reason} == {
        "efsa": "no_reference_value",
        "who": "feeding_needed",
        "india": "no_reference_value",
    }
    assert "3 months" in rows["india"]["unavailable"]["detail"]
    figures = ("kind", "recommended_mg", "ear_mg", "ul_mg", "ul_applies_to", "ul_note", "row")
    assert [rows["india"][name] for name in figures] == [None] * 7
    assert rows["india"]["source"] == AUTHORITIES["india"].citation


def test_without_a_column_only_china_has_a_value_for_adults():
    rows = compare(age_years=36)
    assert [slug for slug, row in rows.items() if row["unavailable"] is None] == ["china"]
    assert {row["unavailable"]["code"] for slug, row in rows.items() if slug != "china"} == {
        "sex_needed"
    }


def test_a_comparison_in_pregnancy_and_lactation_takes_the_higher():
    rows = compare(age_years=36, life_stage="pregnant,lactating")
    assert {slug: row["recommended_mg"] for slug, row in rows.items()} == {
        "us": 360,
        "efsa": 300,
        "dach": 300,
        "nnr": 300,
        "uk": 320,
        "anz": 360,
        "who": 270,
        "japan": 330,
        "india": 440,
        "china": 360,
    }


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("", "age_years", "required"),
        ("age_years=0", "age_months", "required"),
        ("age_years=36&sex=x", "sex", "invalid_choice"),
        ("age_years=36&authority=us", "authority", "unknown_parameter"),
    ],
)
def test_wrong_parameters_of_a_comparison_are_named(query, parameter, code):
    response = APIClient().get(f"{COMPARISON}?{query}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["code"]) == (parameter, code)


@pytest.mark.django_db
@pytest.mark.parametrize("query", [f"{URL}?authority=us&", f"{COMPARISON}?"])
def test_with_weak_kidneys_there_is_no_number_to_reach(as_alice, as_bob, alice, query):
    make_profile(alice, kidney_disease=True)
    response = as_alice.get(f"{query}age_years=36&sex=female")
    assert (response.status_code, response.json()["code"]) == (409, "amounts_only")
    assert "320" not in response.content.decode()
    assert as_bob.get(f"{query}age_years=36&sex=female").status_code == 200
