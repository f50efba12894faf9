"""Errors in the house's style, with a way on."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.pages import text_of

ERRORS = {
    400: (BadRequest, "That can’t be read"),
    403: (PermissionDenied, "Not for this account"),
    404: (Http404, "This page isn’t here"),
    500: (RuntimeError, "Something broke on our side"),
}


def fail(request: HttpRequest, status: int) -> HttpResponse:
    raise ERRORS[status][0]


class Urls:
    """The site's own pages, and one that fails as it is told to."""

    from config.urls import urlpatterns

    urlpatterns = [path("fail/<int:status>/", fail), *urlpatterns]


@pytest.fixture(autouse=True)
def _urls(settings) -> None:
    settings.ROOT_URLCONF = Urls


@pytest.mark.django_db
@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("signed_in", [False, True])
def test_each_error_says_what_happened(alice, status, signed_in):
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(alice)
    response = client.get(f"/fail/{status}/")
    assert response.status_code == status
    assert ERRORS[status][1] in text_of(response)


def test_a_broken_server_asks_the_database_nothing():
    """No database is given to this test: a query would fail it."""
    response = Client(raise_request_exception=False).get("/fail/500/")
    assert "Something broke on our side" in text_of(response)


@pytest.mark.django_db
def test_a_form_that_is_too_old(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/meals/repeat/")
    assert response.status_code == 403
    assert "That form was too old" in text_of(response)


class TestAMethodThatIsNotAllowed:
    BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    @pytest.mark.django_db
    @pytest.mark.parametrize("signed_in", [False, True])
    def test_a_button_s_address_opened_as_a_page(self, alice, signed_in):
        client = Client()
        if signed_in:
            client.force_login(alice)
        response = client.get("/meals/repeat/", headers=self.BROWSER)
        assert (response.status_code, response["Allow"]) == (405, "POST")
        assert "It takes what a button or a form sends" in text_of(response)
        assert 'href="/">Go to the start' in response.content.decode()
        assert ("Log in" in response.content.decode()) is not signed_in

    @pytest.mark.django_db
    def test_sending_to_a_page(self, alice):
        client = Client()
        client.force_login(alice)
        response = client.post("/trends/", headers=self.BROWSER)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert "It is only there to be read" in text_of(response)
        assert "private" in response["Cache-Control"]

    def test_programs_get_the_bare_answer(self):
        response = Client().post("/healthz", headers={"accept": "*/*"})
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
        assert response.content == b""

    @pytest.mark.django_db
    def test_the_api_answers_as_it_always_does(self, as_alice):
        response = as_alice.put("/api/v1/entries/", headers={"accept": "text/html, */*"})
        assert response.status_code == 405
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.django_db
    def test_logging_out_by_a_link_asks_first(self, alice):
        client = Client()
        client.force_login(alice)
        response = client.get("/accounts/logout/", headers=self.BROWSER)
        assert response.status_code == 200
        assert "Your diary stays here until you come back." in text_of(response)
        assert client.get("/settings/").status_code == 200


@pytest.mark.django_db
def test_pages_forbid_scripts_and_styles_that_are_not_ours(alice):
    client = Client()
    client.force_login(alice)
    for page in ("/", "/add/", "/trends/", "/foods/", "/notes/"):
        response = client.get(page)
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "style=" not in response.content.decode()
        assert "http://" not in response.content.decode().replace("http://www.w3.org", "")
