from decimal import Decimal

import pytest

from foods.models import (
    Food,
    FoodName,
    Group,
    Identifier,
    LabelPhoto,
    Portion,
    Scheme,
    Source,
    State,
)
from foods.own_foods import bring_back, write_food
from foods.submissions import propose
from intake.models import Entry
from tests.factories import make_entry, make_food, make_portion, make_profile

URL = "/api/v1/foods/"


@pytest.fixture
def kale(db):
    source, _ = Source.objects.update_or_create(
        slug="sr_legacy",
        defaults={
            "name": "USDA SR Legacy",
            "publisher": "USDA",
            "version": "2018-04",
            "licence": "CC0",
            "citation": "US Department of Agriculture",
            "url": "https://fdc.nal.usda.gov/",
        },
    )
    Group.objects.get_or_create(slug="vegetables", defaults={"name": "Vegetables"})
    food = make_food(
        "Kale, raw",
        magnesium_mg="32.7",
        calcium_mg_per_basis=Decimal(254),
        energy_kcal_per_basis=Decimal(35),
        group_id="vegetables",
        source=source,
        source_ref="11233",
        popularity=40,
    )
    make_portion(food, "1 cup", "20.6")
    make_portion(food, "1 leaf", "8")
    FoodName.objects.create(food=food, language="de", name="Grünkohl", preferred=True)
    return food


def row_of(kale):
    cup = kale.portions.get(label="1 cup")
    return {
        "id": kale.pk,
        "name": "Kale, raw",
        "brand": "",
        "kind": "food",
        "group": "vegetables",
        "basis": "100g",
        "magnesium_mg_per_basis": 32.7,
        "magnesium_mg_per_100g": 32.7,
        "default_portion": {
            "id": cup.pk,
            "label": "1 cup",
            "quantity": 20.6,
            "magnesium_mg": 6.736,  # 6.7362
        },
        "source": {"name": "USDA SR Legacy", "id": "11233"},
        "confidence": "analysed",
    }


def test_a_search_answers_rows(as_alice, kale):
    assert as_alice.get(f"{URL}?q=kale").json() == {
        "next": None,
        "previous": None,
        "corrected": None,
        "read_as": None,
        "barcode": None,
        "results": [row_of(kale)],
    }
    german = as_alice.get(f"{URL}?q=grunkohl&lang=de").json()["results"]
    assert german == [row_of(kale) | {"name": "Grünkohl"}]
    for lang in ("de-DE", "DE", "de-latn-ch-1996"):
        for path in (f"?q=grunkohl&lang={lang}", f"{kale.pk}/?lang={lang}"):
            answer = as_alice.get(URL + path)
            assert "Grünkohl" in answer.content.decode()
            assert answer["Content-Language"] == "de"


def test_what_can_be_read_in_two_ways_is_no_amount_in_german(as_alice, kale):
    query = {"q": "1.500 g kale", "lang": "de"}
    answer = as_alice.get(URL, query)
    assert answer.json()["read_as"] is None
    assert answer["Content-Language"] == "de"
    assert as_alice.get(URL, query | {"lang": "en"}).json()["read_as"]["amount"] == 1.5


def test_an_amount_in_the_query_is_read_as_a_helping(as_alice, kale):
    portion = make_portion(kale, "1 handful", "25")
    eggs = make_food("Kale crisps", magnesium_mg=None)
    answer = as_alice.get(f"{URL}?q=two handfuls of kale").json()
    assert [row["id"] for row in answer["results"]] == [kale.pk, eggs.pk]
    assert answer["read_as"] == {
        "text": "kale",
        "amount": 2,
        "unit": "handful",
        "helpings": [
            {
                "food": kale.pk,
                "portion": portion.pk,
                "amount": 2,
                "quantity": 50,
                "magnesium_mg": float(kale.magnesium_mg_per_basis) / 2,
            }
        ],
    }


def test_a_barcode_in_the_search_box(as_alice, kale):
    kale.identifiers.create(scheme=Scheme.GTIN, value="0036000291452")
    make_food("Beans, 036000291452 of them")
    answer = as_alice.get(f"{URL}?q=0 36000 29145 2").json()
    assert [row["id"] for row in answer["results"]] == [kale.pk]
    assert answer["barcode"] == {"digits": "036000291452", "has_right_check_digit": True}
    answer = as_alice.get(f"{URL}?q=036000291425").json()
    assert answer["results"] == []
    assert answer["barcode"] == {"digits": "036000291425", "has_right_check_digit": False}


def test_lists_are_narrowed(as_alice, kale):
    source = Source.objects.create(slug="labels", name="Labels")
    bar = make_food("Bar", brand="Kern", source=source, popularity=0, magnesium_mg="80")
    make_food("Riddle", magnesium_mg=None, popularity=3)

    def found(query):
        return [row["name"] for row in as_alice.get(f"{URL}?{query}").json()["results"]]

    assert found("source=labels") == [bar.name]
    assert "Riddle" in found("has_figure=false")
    assert "Riddle" not in found("has_figure=true")
    assert found("everyday=true&has_figure=false") == ["Riddle"]
    assert found("helping=spoon") == []
    assert as_alice.get(f"{URL}?helping=fork").status_code == 400


@pytest.mark.parametrize("typed", ["?!.,;:", "*", "%", "a" * 200, ":* | &"])
def test_odd_words_are_harmless(as_alice, kale, typed):
    response = as_alice.get(URL, {"q": typed})
    assert response.status_code == 200
    assert response.json()["results"] == []


def test_ten_thousand_characters_are_refused_at_once(as_alice):
    assert as_alice.get(URL, {"q": "x" * 10_000}).status_code == 400


def test_a_food_has_all_that_is_known_of_it(as_alice, kale):
    Identifier.objects.create(food=kale, scheme="ndb", value="11233")
    cup, leaf = kale.portions.all()
    body = as_alice.get(f"{URL}{kale.pk}/").json()
    assert body.pop("updated_at")
    assert body == row_of(kale) | {
        "source": {
            "name": "USDA SR Legacy",
            "id": "11233",
            "publisher": "USDA",
            "version": "2018-04",
            "licence": "CC0",
            "citation": "US Department of Agriculture",
            "url": "https://fdc.nal.usda.gov/",
        },
        "portions": [
            {"id": cup.pk, "label": "1 cup", "quantity": 20.6, "magnesium_mg": 6.736},
            {"id": leaf.pk, "label": "1 leaf", "quantity": 8, "magnesium_mg": 2.616},
        ],
        "magnesium_at_most_mg_per_basis": None,
        "calcium_mg_per_basis": 254,
        "phosphorus_mg_per_basis": None,
        "potassium_mg_per_basis": None,
        "energy_kcal_per_basis": 35,
        "added_magnesium_mg_per_basis": 0,
        "compound": "",
        "elemental_fraction": None,
        "estimate": None,
        "names": [{"language": "de", "name": "Grünkohl", "preferred": True}],
        "identifiers": [{"scheme": "ndb", "value": "11233"}],
        "subjects": ["cooking"],
        "state": "published",
        "client_id": None,
    }


def test_off_100g_there_is_no_figure_per_100g(as_alice):
    water = make_food("Hépar", magnesium_mg="11.9", kind="water", basis="100ml")
    body = as_alice.get(f"{URL}{water.pk}/").json()
    assert (body["magnesium_mg_per_basis"], body["magnesium_mg_per_100g"]) == (11.9, None)
    assert (body["default_portion"], body["source"], body["group"]) == (None, None, None)


def test_a_merged_id_answers_the_food_that_stands_for_it(as_alice, kale):
    old = make_food("Kale", state=State.MERGED, merged_into=kale)
    assert as_alice.get(f"{URL}{old.pk}/").json()["id"] == kale.pk


def test_a_retired_food_is_read_but_not_found(as_alice, kale):
    Food.objects.filter(pk=kale.pk).update(state=State.RETIRED)
    assert as_alice.get(f"{URL}{kale.pk}/").json()["state"] == "retired"
    assert as_alice.get(f"{URL}?q=kale").json()["results"] == []


def test_pages_of_a_search(as_alice):
    for number in range(7):
        make_food(f"Bean {number}", popularity=number)
    first = as_alice.get(f"{URL}?q=bean&limit=3").json()
    second = as_alice.get(first["next"]).json()
    third = as_alice.get(second["next"]).json()
    names = [[row["name"] for row in page["results"]] for page in (first, second, third)]
    assert names == [["Bean 6", "Bean 5", "Bean 4"], ["Bean 3", "Bean 2", "Bean 1"], ["Bean 0"]]
    assert (first["previous"], third["next"]) == (None, None)
    assert as_alice.get(third["previous"]).json()["results"] == second["results"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("sort=name", "sort", "invalid_choice"),
        ("kind=drink", "kind", "invalid_choice"),
        ("lang=xx_yy", "lang", "invalid"),
        ("lang=deutsch", "lang", "invalid"),
        ("lang=de-", "lang", "invalid"),
        ("q=a%00b", "q", "null_characters_not_allowed"),
        ("q=" + "a" * 201, "q", "max_length"),
        ("limit=101", "limit", "max_value"),
        ("cursor=x", "cursor", "invalid_cursor"),
        ("cursor=ZnJvbT0tMQ==", "cursor", "invalid_cursor"),
        ("page=2", "page", "unknown_parameter"),
    ],
)
def test_wrong_parameters_are_named(as_alice, query, parameter, code):
    response = as_alice.get(f"{URL}?{query}")
    (error,) = response.json()["errors"]
    assert response.status_code == 400
    assert (error["parameter"], error["code"]) == (parameter, code)


def test_queries_stay_flat_however_many_foods(as_alice, django_assert_max_num_queries):
    for count in (1, 25):
        while Food.objects.count() < count:
            make_portion(make_food(f"Bean {Food.objects.count()}", popularity=5))
        with django_assert_max_num_queries(6):
            assert len(as_alice.get(f"{URL}?q=bean").json()["results"]) == count


def test_usual_foods_come_first(as_alice, alice):
    make_food("Bread, white", popularity=90)
    usual = make_food("Bread, rye", popularity=10)
    make_entry(alice, usual)
    results = as_alice.get(f"{URL}?q=bread").json()["results"]
    assert results[0]["name"] == "Bread, rye"


@pytest.mark.parametrize("sort", ["per_100g", "per_portion", "per_100kcal"])
def test_with_weak_kidneys_nothing_is_ranked_by_magnesium(as_alice, alice, kale, sort):
    address = f"{URL}?sort=magnesium_{sort}"
    assert as_alice.get(address).json()["results"] == [row_of(kale)]
    make_profile(alice, kidney_disease=True)
    response = as_alice.get(address)
    assert (response.status_code, response.json()["code"]) == (409, "amounts_only")
    assert as_alice.get(URL).status_code == 200


# A food of one's own


OWN = {
    "name": "Grandma's bread",
    "brand": "Home",
    "kind": "food",
    "basis": "100g",
    "magnesium_mg_per_basis": 61.5,
    "added_magnesium_mg_per_basis": 0,
    "portions": [{"label": "1 slice", "quantity": 45.5, "is_default": True}],
    "gtin": "4001234567890",
}


def test_a_food_of_ones_own_is_made_found_and_logged(as_alice, as_bob, alice):
    response = as_alice.post(URL, OWN)
    body = response.json()
    food = Food.objects.get(owner=alice)
    slice_ = {
        "id": food.portions.get().pk,
        "label": "1 slice",
        "quantity": 45.5,
        "magnesium_mg": 27.983,  # 27.9825
    }
    assert response.status_code == 201
    assert body.pop("updated_at")
    assert body == {
        "id": food.pk,
        "name": "Grandma's bread",
        "brand": "Home",
        "kind": "food",
        "group": None,
        "basis": "100g",
        "magnesium_mg_per_basis": 61.5,
        "magnesium_mg_per_100g": 61.5,
        "default_portion": slice_,
        "source": None,
        "confidence": "personal",
        "portions": [slice_],
        "magnesium_at_most_mg_per_basis": None,
        "calcium_mg_per_basis": None,
        "phosphorus_mg_per_basis": None,
        "potassium_mg_per_basis": None,
        "energy_kcal_per_basis": None,
        "added_magnesium_mg_per_basis": 0,
        "compound": "",
        "elemental_fraction": None,
        "estimate": None,
        "names": [],
        "identifiers": [{"scheme": "gtin", "value": "4001234567890"}],
        "subjects": [],
        "state": "private",
        "client_id": None,
    }
    assert [row["id"] for row in as_alice.get(f"{URL}?q=bread").json()["results"]] == [food.pk]
    assert as_bob.get(f"{URL}?q=bread").json()["results"] == []
    assert as_alice.get(f"{URL}barcode/04001234567890/").json()["id"] == food.pk
    for address in (f"{URL}{food.pk}/", f"{URL}barcode/4001234567890/"):
        assert as_bob.get(address).status_code == 404
    for response in (
        as_bob.patch(f"{URL}{food.pk}/", {"name": "Mine"}),
        as_bob.delete(f"{URL}{food.pk}/"),
        as_bob.post(f"{URL}{food.pk}/submit/"),
    ):
        assert response.status_code == 404


def test_everybodys_food_is_not_changed_here(as_alice, kale):
    for response in (
        as_alice.patch(f"{URL}{kale.pk}/", {"name": "Mine"}),
        as_alice.delete(f"{URL}{kale.pk}/"),
        as_alice.post(f"{URL}{kale.pk}/submit/"),
    ):
        assert response.status_code == 404


def test_a_compound_brings_its_share_of_magnesium(as_alice):
    tablet = {
        "name": "My citrate",
        "kind": "supplement",
        "basis": "unit",
        "compound": "citrate-trimagnesium-anhydrous",
    }
    body = as_alice.post(URL, tablet).json()
    assert body["elemental_fraction"] == 0.161634


def test_a_salt_whose_form_is_not_known_has_no_one_share(as_alice):
    tablet = {"name": "My orotate", "kind": "supplement", "basis": "unit"}
    body = as_alice.post(URL, tablet | {"compound": "orotate-anhydrous"}).json()
    assert body["elemental_fraction"] == 0.072664
    body = as_alice.patch(f"{URL}{body['id']}/", {"compound": "orotate"}).json()
    assert (body["compound"], body["elemental_fraction"]) == ("orotate", None)


def errors_of(response):
    assert response.status_code == 400, response.content
    return {(each["pointer"], each["code"]) for each in response.json()["errors"]}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"name": ""}, "/name", "blank"),
        ({"name": "a\x00"}, "/name", "null_characters_not_allowed"),
        ({"name": None}, "/name", "null"),
        ({"magnesium_mg_per_basis": -1}, "/magnesium_mg_per_basis", "min_value"),
        ({"magnesium_mg_per_basis": 1e7}, "/magnesium_mg_per_basis", "max_value"),
        ({"magnesium_mg_per_basis": "6"}, "/magnesium_mg_per_basis", "not_a_number"),
        (
            {"added_magnesium_mg_per_basis": 62},
            "/added_magnesium_mg_per_basis",
            "more_than_all",
        ),
        ({"group": "no-such"}, "/group", "does_not_exist"),
        ({"compound": "unobtainium"}, "/compound", "invalid_choice"),
        ({"gtin": "12"}, "/gtin", "invalid"),
        ({"state": "published"}, "/state", "unknown_field"),
        ({"portions": [{"label": "x", "quantity": 0}]}, "/portions/0/quantity", "min_value"),
        ({"portions": [{"label": "x", "quantity": 1, "g": 1}]}, "/portions/0/g", "unknown_field"),
        (
            {"portions": [{"label": "x", "quantity": 1}, {"label": "x", "quantity": 2}]},
            "/portions/1/label",
            "invalid",
        ),
        ({"portions": [{"id": 1, "label": "x", "quantity": 1}]}, "/portions/0/id", "invalid"),
        ({"portions": {}}, "/portions", "not_a_list"),
        (
            {"portions": [{"label": str(n), "quantity": 1} for n in range(101)]},
            "/portions",
            "max_length",
        ),
        ({"gtin": "٤٠٠٦٣٨١٣٣٣٩٣١"}, "/gtin", "invalid"),
    ],
)
def test_a_wrong_field_is_named(as_alice, change, pointer, code):
    assert errors_of(as_alice.post(URL, OWN | change)) == {(pointer, code)}
    assert not Food.objects.exists()


def test_changing_keeps_what_is_left_out_and_what_was_logged(as_alice, alice):
    made = as_alice.post(URL, OWN).json()
    address, slice_ = f"{URL}{made['id']}/", made["portions"][0]
    entry = {"date": "2026-11-23", "meal": "lunch", "food": made["id"], "portion": slice_["id"]}
    logged = as_alice.post("/api/v1/entries/", entry).json()
    swapped = [
        {"label": "1 loaf", "quantity": 900, "is_default": True},
        {"id": slice_["id"], "label": "1 thick slice", "quantity": 60},
    ]
    changed = as_alice.patch(address, {"magnesium_mg_per_basis": None, "portions": swapped}).json()
    assert (changed["name"], changed["magnesium_mg_per_basis"]) == ("Grandma's bread", None)
    assert [(p["label"], p["quantity"]) for p in changed["portions"]] == [
        ("1 loaf", 900),
        ("1 thick slice", 60),
    ]
    assert changed["portions"][1]["id"] == slice_["id"]
    assert as_alice.get(f"/api/v1/entries/{logged['id']}/").json() == logged
    assert as_alice.patch(address, {"gtin": ""}).json()["identifiers"] == []


def test_two_changes_at_once_are_both_kept(as_alice, alice):
    """Each request reads the food before the other has written."""
    made = Food.objects.get(pk=as_alice.post(URL, OWN).json()["id"])
    first, second, third = (Food.objects.get(pk=made.pk) for _ in range(3))
    write_food(first, {"magnesium_mg_per_basis": Decimal("62.5")})
    propose(made, alice)
    write_food(second, {"brand": "Corner shop"})
    made.refresh_from_db()
    assert (made.magnesium_mg_per_basis, made.brand) == (Decimal("62.5"), "Corner shop")
    assert made.state == State.PROPOSED
    made.delete()
    with pytest.raises(Food.DoesNotExist):
        write_food(third, {"brand": "Back again"})


def test_one_that_is_removed_can_be_brought_back_whether_it_was_logged_or_not(as_alice, alice):
    logged, unused = (as_alice.post(URL, OWN | {"gtin": ""}).json()["id"] for _ in range(2))
    make_entry(alice, Food.objects.get(pk=logged))
    for food_id in (logged, unused):
        assert as_alice.delete(f"{URL}{food_id}/").status_code == 204
        assert as_alice.get(f"{URL}{food_id}/").status_code == 404
        assert as_alice.delete(f"{URL}{food_id}/").status_code == 404
    assert as_alice.get(f"{URL}?q=bread").json()["results"] == []
    assert Entry.objects.get().food_id == logged
    for food_id in (logged, unused):
        bring_back(Food.objects.get(pk=food_id))
        assert as_alice.get(f"{URL}{food_id}/").status_code == 200


def test_proposing_twice_is_proposing_once(as_alice):
    address = f"{URL}{as_alice.post(URL, OWN).json()['id']}/"
    for _ in range(2):
        response = as_alice.post(f"{address}submit/")
        assert (response.status_code, response.json()["state"]) == (200, "proposed")
    assert Food.objects.get().owner is not None
    assert Portion.objects.count() == 1


def test_an_empty_photo_is_refused(as_alice):
    address = f"{URL}{as_alice.post(URL, OWN).json()['id']}/"
    # Somebody's photo got lost on the way, and the curator would never see it.
    refused = as_alice.post(f"{address}submit/", {"said": "", "photo": ""})
    assert (refused.status_code, refused.json()["code"]) == (400, "blank")
    assert as_alice.post(f"{address}submit/", {"said": ""}).status_code == 200
    assert not LabelPhoto.objects.exists()
    for wrong in (" ", "é", None):
        assert as_alice.post(f"{address}submit/", {"photo": wrong}).status_code == 400


def test_a_page_of_submissions_has_a_number_of_rows(as_alice):
    for wrong in ("true", "0", "201", "x"):
        response = as_alice.get(f"/api/v1/submissions/?limit={wrong}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == "limit"


def test_a_barcode_finds_ones_own_food_first(as_alice, as_bob, kale):
    Identifier.objects.create(food=kale, scheme="gtin", value="036000291452")
    own = as_alice.post(URL, OWN | {"gtin": "0036000291452"}).json()["id"]
    assert as_alice.get(f"{URL}barcode/36000291452/").json()["id"] == own
    assert as_bob.get(f"{URL}barcode/0036000291452/").json()["id"] == kale.pk
    for unknown in ("1", "x", "%00", "9" * 40):
        assert as_bob.get(f"{URL}barcode/{unknown}/").status_code == 404
