from django.test import RequestFactory

from config.admin import navigation
from tests.factories import make_person


def test_no_two_links_of_the_side_bar_are_called_the_same(db):
    """There were two "Groups", of foods and of rights."""
    request = RequestFactory().get("/admin/")
    request.user = make_person(is_staff=True, is_superuser=True)
    links = [link["title"] for section in navigation(request) for link in section["items"]]
    assert len(links) == len(set(links))
    assert {"Food groups", "Access groups"} <= set(links)
