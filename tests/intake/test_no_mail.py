"""What pages say where no mail server is named, and letters go to the output of the service."""

import re

import pytest
from allauth.account.models import EmailAddress

from tests.pages import text_of

pytestmark = pytest.mark.django_db
SENDS_NONE = "This site sends no e-mail"


@pytest.fixture
def no_mail(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"


@pytest.fixture
def alice(alice):
    """Signed up here, so that allauth knows her address."""
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    return alice


PAGES = [
    ("/accounts/password/reset/", "We send you a link to choose a new one."),
    ("/accounts/password/reset/done/", "We sent a letter to the address that you gave."),
    ("/accounts/login/code/", "We send you a code that lets you in"),
]


@pytest.mark.parametrize(("page", "promise"), PAGES)
def test_no_page_promises_a_letter(no_mail, client, page, promise):
    text = text_of(client.get(page))
    assert SENDS_NONE in text
    assert "in the output of the running service" in text
    assert promise not in text
    assert "Look into your mail" not in text


@pytest.mark.parametrize(("page", "promise"), PAGES)
def test_with_mail_it_is_promised(client, page, promise):
    text = text_of(client.get(page))
    assert promise in text
    assert SENDS_NONE not in text


def test_a_code_by_mail_is_offered_only_where_mail_is_sent(client, settings):
    assert "Send me a code by e-mail" in text_of(client.get("/accounts/login/"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "by e-mail" not in text_of(client.get("/accounts/login/"))


def test_where_the_link_stands_is_where_it_is_said_to_be(no_mail, client, alice, capsys):
    page = client.post("/accounts/password/reset/", {"email": alice.email}, follow=True)
    assert "The link stands in the output of the running service" in text_of(page)
    link = re.search(r"http://testserver(\S+)", capsys.readouterr().out)[1]
    assert "Choose a new password" in text_of(client.get(link, follow=True))


def test_a_code_that_must_be_typed_is_said_to_be_in_the_output(no_mail, client, alice):
    page = client.post("/accounts/login/code/", {"email": alice.email}, follow=True)
    assert "The code stands in the output of the running service" in text_of(page)


def test_changing_the_address_says_where_its_link_is(no_mail, alices):
    assert SENDS_NONE in text_of(alices.get("/settings/email/"))
    text = text_of(
        alices.post("/settings/email/", {"email": "a@example.org", "password": "a pass phrase"})
    )
    assert (
        "Your address changes when the link for a@example.org is opened here, within a day" in text
    )
    assert SENDS_NONE in text
    assert "We sent a letter" not in text


def test_an_address_that_must_be_confirmed_is_promised_no_letter(no_mail, client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    carol = {"email": "carol@example.org", "password1": "seventeen herons"}
    text = text_of(client.post("/accounts/signup/", carol, follow=True))
    assert "The code stands in the output of the running service" in text
    assert "We sent" not in text
