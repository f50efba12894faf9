"""Letters are text, and the same in the look of the pages."""

import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from intake.letters import Part, attach_html, parts_of

TEXT = """Choose it here:

http://testserver/key/abc/

ABCD-EFGH

A day, mean of the logged days: 300 mg
- food: 250 mg
- water: at least 50 mg
1 item had no figure.

To get no more of them:
http://testserver/off/"""


def test_what_a_text_consists_of():
    assert list(parts_of(TEXT)) == [
        Part("text", ("Choose it here:",)),
        Part("address", ("http://testserver/key/abc/",)),
        Part("code", ("ABCD-EFGH",)),
        Part("text", ("A day, mean of the logged days: 300 mg",)),
        Part("list", ("food: 250 mg", "water: at least 50 mg")),
        Part("text", ("1 item had no figure.",)),
        Part("text", ("To get no more of them:",)),
        Part("address", ("http://testserver/off/",)),
    ]


def html_of(letter):
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    return html


def test_nothing_of_a_name_becomes_markup_and_nothing_is_fetched():
    letter = EmailMultiAlternatives("A <b>", "- <img src=x onerror=alert(1)>, 2 pieces")
    attach_html(letter)
    html = html_of(letter)
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "<h1" in html
    assert "A &lt;b&gt;" in html
    assert not re.search(r"<img|<link|<script|url\(", html)


@pytest.mark.django_db
def test_a_letter_about_a_password_has_both(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    (letter,) = mail.outbox
    link = re.search(r"http://testserver/\S+", str(letter.body))[0]
    assert f'<a href="{link}"' in html_of(letter)
