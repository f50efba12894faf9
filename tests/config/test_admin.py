import pytest
from django.test import RequestFactory
from django.urls import reverse

from config.admin import navigation
from tests.factories import browser_of, make_curator, make_food, make_person
from tests.pages import admin_text


def test_no_two_links_of_the_side_bar_are_called_the_same(db):
    """There were two "Groups", of foods and of rights."""
    request = RequestFactory().get("/admin/")
    request.user = make_person(is_staff=True, is_superuser=True)
    links = [link["title"] for section in navigation(request) for link in section["items"]]
    assert len(links) == len(set(links))
    assert {"Food groups", "Access groups"} <= set(links)


@pytest.mark.django_db
def test_a_list_is_called_what_its_link_in_the_side_bar_is():
    desk = browser_of(make_person(is_staff=True, is_superuser=True))
    groups = desk.get("/admin/").context["sidebar_navigation"]
    for link in [link for group in groups for link in group["items"]]:
        page = desk.get(link["link"]).content.decode()
        assert f"<h1>{link['title']}</h1>" in page
    # A page that no link leads to keeps its own name.
    assert "<h1>Foods administration</h1>" in desk.get("/admin/foods/").content.decode()


@pytest.mark.django_db
def test_the_admin_has_the_site_s_header_and_sheet_and_no_theme_of_its_own():
    food = make_food("Oats")
    desk = browser_of(make_curator())
    for address in (
        reverse("admin:index"),
        reverse("admin:foods_food_changelist"),
        reverse("admin:foods_food_change", args=[food.pk]),
        reverse("admin:foods_food_history", args=[food.pk]),
        reverse("admin:foods_sheet_add"),
        reverse("admin:foods_queue", args=["twins"]),
        reverse("admin:app_list", args=["foods"]),
    ):
        html = desk.get(address).content.decode()
        assert 'href="/static/css/admin.css"' in html.replace("/static/static/", "/static/")
        assert '<a class="brand" href="/">' in html
        assert '<a class="back" href="/">Today</a>' in html
        assert "switchTheme" not in html
        assert html.count("<h1") == 1


@pytest.mark.django_db
def test_the_first_page_tells_a_curator_what_waits():
    make_food("Nettle soup", magnesium_mg=None, popularity=3)
    answer = browser_of(make_curator()).get(reverse("admin:index"))
    assert "What waits · Twelve</title>" in answer.content.decode()
    label = "Common foods without a magnesium figure"
    (count,) = [count for name, count, _ in answer.context["waiting"] if name == label]
    assert count == 1


@pytest.mark.django_db
def test_before_a_group_is_deleted_its_rights_are_counted_not_listed():
    """They have no names: “Group_permissions object (1)”, forty times."""
    group = make_curator().groups.get()
    desk = browser_of(make_person(is_staff=True, is_superuser=True))
    text = admin_text(desk.get(reverse("admin:auth_group_delete", args=[group.pk])))
    assert f"Group-permission relationships: {group.permissions.count()}" in text
    assert "Group: Curators" in text
    assert "object (" not in text
