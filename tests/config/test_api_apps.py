"""A mobile app signs up, signs in and logs, without a browser."""

from rest_framework.test import APIClient

from tests.factories import make_food

START = "/_allauth/app/v1/auth/"
WHO = {"email": "carol@example.org", "password": "a long pass phrase"}


def test_sign_up_gives_a_session_token_that_opens_the_api(db):
    app = APIClient()
    response = app.post(f"{START}signup", WHO)
    assert response.status_code == 200, response.content
    token = response.json()["meta"]["session_token"]

    food = make_food()
    entry = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 50}
    headers = {"X-Session-Token": token}
    assert APIClient().post("/api/v1/entries/", entry, headers=headers).status_code == 201
    day = APIClient().get("/api/v1/days/2026-11-23/", headers=headers).json()
    assert day["intake"]["total_mg"] == 50


def test_signing_in_gives_another_and_signing_out_ends_it(db):
    APIClient().post(f"{START}signup", WHO)
    response = APIClient().post(f"{START}login", WHO)
    assert response.status_code == 200, response.content
    headers = {"X-Session-Token": response.json()["meta"]["session_token"]}
    assert APIClient().get("/api/v1/", headers=headers).status_code == 200
    assert APIClient().delete(f"{START}session", headers=headers).status_code == 401
    response = APIClient().get("/api/v1/", headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    wrong = APIClient().post(f"{START}login", WHO | {"password": "not this one"})
    assert wrong.status_code == 400
