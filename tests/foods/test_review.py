"""The queues of the admin's front page: outliers, twins, and what people log without a figure."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foods import merging, review
from foods.models import Food, Group, Identifier, ImportFlag, ImportRun, Source
from foods.usage import usage
from tests.factories import make_entry, make_food, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def nuts() -> Group:
    """Twelve nuts, of 100 to 320 mg."""
    group = Group.objects.create(slug="our-nuts", name="Our nuts")
    for mg in range(100, 340, 20):
        make_food(group=group, magnesium_mg=str(mg))
    return group


def names(response) -> list[str]:
    return [str(row["food"]) for row in response.context["rows"]]


def test_grams_for_milligrams_and_the_reverse_stand_out(nuts):
    grams = make_food("Almonds in g", group=nuts, magnesium_mg="0.27")
    micrograms = make_food("Almonds in µg", group=nuts, magnesium_mg="270000")
    make_food("Rich", group=nuts, magnesium_mg="700")
    make_food("None measured", group=nuts, magnesium_mg="0")
    make_food("Not known", group=nuts, magnesium_mg=None)

    found = review.outliers()

    assert [one.food_id for one in found] == [micrograms.pk, grams.pk]
    assert found[0].median_mg == pytest.approx(220)
    assert found[1].ratio == pytest.approx(0.27 / found[1].median_mg)


def test_a_figure_that_a_curator_confirmed_stands_out_no_more(nuts, admin):
    odd = make_food("Almonds in g", group=nuts, magnesium_mg="0.27")
    assert names(admin.get("/admin/foods/food/queues/outliers/")) == ["Almonds in g"]
    admin.post(f"/admin/foods/food/queues/right/{odd.pk}/")
    assert names(admin.get("/admin/foods/food/queues/outliers/")) == []
    odd.refresh_from_db()
    assert odd.curated_fields == ["magnesium_mg_per_basis"]
    assert odd.history.first().history_change_reason == "The figure is right"


def test_products_stand_out_among_the_extremes_of_their_source(nuts, monkeypatch):
    monkeypatch.setattr(review, "MOST_EXTREMES", 1)
    source = Source.objects.create(slug="a-source", name="A source")
    mg_of_products = ("0", "0.1", "0.2", "200", "5000", "6000")
    products = [
        make_food(group=nuts, brand="Acme", source=source, magnesium_mg=mg) for mg in mg_of_products
    ]
    assert {one.food_id for one in review.outliers()} == {products[1].pk, products[5].pk}


def test_a_small_group_has_no_outliers():
    group = Group.objects.create(slug="two", name="Two")
    make_food(group=group, magnesium_mg="1")
    make_food(group=group, magnesium_mg="1000")
    assert review.outliers() == []


def test_twins_share_a_barcode_or_a_name_and_nearly_a_figure():
    oats = make_food("Oats", magnesium_mg="138")
    same = make_food("OATS", magnesium_mg="130")
    make_food("Oats", magnesium_mg="50", brand="Acme")
    make_food("Oats", magnesium_mg="130", basis="100ml")
    bars = [make_food(name, magnesium_mg=None) for name in ("Bar", "Riegel")]
    for food, code in zip(bars, ("012345678905", "0012345678905"), strict=True):
        Identifier.objects.create(food=food, scheme="gtin", value=code)

    found = {(twins.why, frozenset(twins.food_ids)) for twins in review.twins()}

    assert found == {
        ("name and figure", frozenset({oats.pk, same.pk})),
        ("barcode", frozenset(bar.pk for bar in bars)),
    }


def test_products_of_no_popularity_are_twins_by_their_barcode_alone():
    for popularity in (0, 0, 1, 1):
        make_food("Oats", brand=f"Acme {popularity}", popularity=popularity, magnesium_mg="138")
    (found,) = review.twins()
    assert {Food.objects.get(pk=pk).popularity for pk in found.food_ids} == {1}


def test_foods_that_were_merged_meanwhile_are_asked_about_no_more(admin):
    pair = [make_food("Oats", magnesium_mg="138") for _ in range(2)]
    assert len(admin.get("/admin/foods/food/queues/twins/").context["rows"]) == 1
    merging.merge(pair[1], into=pair[0])
    assert admin.get("/admin/foods/food/queues/twins/").context["rows"] == []


def test_twins_told_apart_are_not_asked_about_again(admin):
    pair = [make_food("Oats", magnesium_mg="138") for _ in range(2)]
    key = ",".join(str(food.pk) for food in pair)
    page = "/admin/foods/food/queues/twins/"
    assert f"/admin/foods/merge/new/?foods={key}" in admin.get(page).content.decode()
    admin.post("/admin/foods/food/queues/apart/", {"foods": key})
    assert admin.get(page).context["rows"] == []


@pytest.mark.parametrize(
    "foods", ["", "1", "a,b", "²,3", "9" * 30 + ",1", ",".join(["9" * 300] * 2)]
)
def test_numbers_that_are_none_break_nothing(admin, foods):
    answer = admin.post("/admin/foods/food/queues/apart/", {"foods": foods}, follow=True)
    assert answer.status_code == 200
    assert admin.get("/admin/foods/merge/new/", {"foods": foods}, follow=True).status_code == 200


def test_what_people_log_without_a_figure_is_counted_and_nobody_is_told_apart(admin):
    logged, seldom = make_food("Tea", magnesium_mg=None), make_food("Broth", magnesium_mg=None)
    before = make_food("Brewed tea", magnesium_mg=None)
    make_entry(make_person(), seldom)
    for _ in range(4):
        make_entry(make_person(), logged)
    make_entry(make_person(), before)
    make_entry(make_person(), make_food("Known"))
    merging.merge(before, into=logged)

    answer = admin.get("/admin/foods/food/queues/lacking/")

    rows = [(str(row["food"]), str(row["usage"])) for row in answer.context["rows"]]
    assert rows == [("Tea", "5 entries of 5 people"), ("Broth", "fewer than 5 people")]
    assert usage().of(logged).entries == 5


def test_what_lacks_a_figure_is_asked_once_in_ten_minutes(admin):
    page = "/admin/foods/food/queues/lacking/"
    tea = make_food("Tea", magnesium_mg=None)
    make_entry(make_person(), tea)
    assert names(admin.get(page)) == ["Tea"]
    with CaptureQueriesContext(connection) as captured:
        admin.get(page)
    assert not any("intake_entry" in query["sql"] for query in captured)
    Food.objects.filter(pk=tea.pk).update(magnesium_mg_per_basis=3)
    assert names(admin.get(page)) == []


def test_an_entry_of_a_food_that_has_a_figure_by_now_does_not_count():
    known, supplement = make_food(magnesium_mg=None), make_food(magnesium_mg=None)
    for food in (known, supplement):
        make_entry(make_person(), food)
    Food.objects.filter(pk=known.pk).update(magnesium_mg_per_basis=3)
    Food.objects.filter(pk=supplement.pk).update(kind="supplement")
    assert usage().most_logged_without_magnesium(10) == []


def test_what_an_import_flagged_is_resolved(admin):
    source = Source.objects.create(slug="a-source", name="A source")
    at = "2026-11-23T00:00Z"
    run = ImportRun.objects.create(
        source=source, file_name="a.zip", started_at=at, finished_at=at, counts={}
    )
    flag = ImportFlag.objects.create(
        run=run, source=source, record_name="Salt", reason="too_much_magnesium", words="3,000 mg"
    )
    food = make_food("Salt", source=source)
    ImportFlag.objects.filter(pk=flag.pk).update(food=food)
    history = admin.get(f"/admin/foods/food/{food.pk}/history/").content.decode()
    assert "3,000 mg" in history
    assert f"/admin/foods/importrun/{run.pk}/" in history
    page = "/admin/foods/importflag/"
    listed = admin.get(page).content.decode()
    assert "3,000 mg" in listed
    assert f'href="/admin/foods/food/{food.pk}/change/">Salt</a>' in listed
    admin.post(page, {"action": "resolve", "_selected_action": [flag.pk]})
    flag.refresh_from_db()
    assert (flag.resolution, flag.resolved_by.email) == ("Looked at", "curator@example.org")


def test_the_front_page_takes_as_many_queries_for_many_as_for_few(admin, nuts):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert admin.get("/admin/").status_code == 200
        return len(captured)

    def more() -> None:
        make_food(group=nuts, magnesium_mg="0.1")
        make_food("Twin", magnesium_mg="5")
        make_entry(make_person(), make_food(magnesium_mg=None))

    more()
    more()
    few = queries()
    for _ in range(4):
        more()
    assert queries() == few
    assert few <= 50


def test_somebody_without_rights_changes_nothing(client):
    odd = make_food()
    client.force_login(make_person(is_staff=True))
    assert client.post(f"/admin/foods/food/queues/right/{odd.pk}/").status_code == 403
    assert client.post("/admin/foods/food/queues/apart/", {"foods": "1,2"}).status_code == 403
    assert client.get("/admin/foods/food/queues/outliers/").status_code == 403
    assert client.get("/admin/foods/merge/new/?foods=1,2").status_code == 403
