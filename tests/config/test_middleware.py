import pytest
from django.test import Client

from tests.factories import make_food


@pytest.mark.parametrize(
    "path", ["/foods/", "/foods/{food}/", "/notes/", "/privacy/", "/settings/sessions/"]
)
def test_what_somebody_signed_in_sees_is_in_no_shared_cache(alice, path):
    food = make_food()
    client = Client()
    client.force_login(alice)
    response = client.get(path.format(food=food.pk))
    assert response.status_code == 200
    assert "private" in response.headers["Cache-Control"]


def test_the_diary_is_in_no_cache_at_all(alice):
    client = Client()
    client.force_login(alice)
    for path in ("/", "/trends/", "/settings/", "/settings/export/entries.csv"):
        assert "no-store" in client.get(path).headers["Cache-Control"]
