"""The page of parts is for whoever develops, and asks nobody to sign in."""

from __future__ import annotations

import pytest

from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_every_state_is_there(client, settings):
    settings.STYLEGUIDE = True
    page = client.get("/styleguide/")
    assert page.status_code == 200
    text = text_of(page)
    for state in ("no figure", "at least 173", "113 to 162", "at most 11", "not in the total"):
        assert state in text


def test_it_is_not_there_in_production(client, settings):
    settings.STYLEGUIDE = False
    assert client.get("/styleguide/").status_code == 404
