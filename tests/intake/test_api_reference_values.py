"""Every row of the published tables over HTTP, months and feeding of infants included."""

import pytest
from rest_framework.test import APIClient

from intake.reference_values import AUTHORITIES
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
