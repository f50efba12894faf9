import uuid
from datetime import date
from decimal import Decimal

import pytest

from foods.models import Food, State
from intake.diary import EntryChanges, delete_entry, edit_entry, restore_entry
from intake.models import Entry
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_person, make_portion

URL = "/api/v1/entries/"
ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"


def test_a_portion_is_logged_and_answered_whole(as_alice):
    seeds = make_food(
        "Pumpkin seeds, roasted",
        magnesium_mg="550",
        calcium_mg_per_basis=Decimal(52),
        phosphorus_mg_per_basis=Decimal("1174.5"),
        energy_kcal_per_basis=Decimal(574),
    )
    handful = make_portion(seeds, "1 handful", "28.35")
    response = as_alice.post(
        URL,
        {
            "id": ID,
            "date": "2026-11-23",
            "time": "12:30",
            "meal": "lunch",
            "food": seeds.pk,
            "portion": handful.pk,
            "amount": 1.5,
        },
    )
    body = response.json()
    assert response.status_code == 201
    assert response.headers["ETag"] == as_alice.get(URL + body["id"] + "/").headers["ETag"]
    assert body.pop("updated_at").startswith("20")
    assert body == {
        "id": ID,
        "date": "2026-11-23",
        "time": "12:30:00",
        "meal": "lunch",
        "food": seeds.pk,
        "portion": handful.pk,
        "amount": 1.5,
        "name": "Pumpkin seeds, roasted",
        "portion_label": "1 handful",
        "kind": "food",
        "grams": 42.525,
        "millilitres": None,
        "magnesium_mg": 233.888,  # 233.8875
        "magnesium_at_most_mg": None,
        "calcium_mg": 22.113,
        "phosphorus_mg": 499.456,
        "potassium_mg": None,
        "energy_kcal": 244.094,  # 244.0935
        "added_magnesium_mg": 0,
        "confidence": "analysed",
        "label_says": "",
        "compound": "",
        "label_dose_mg": None,
        "elemental_fraction": None,
        "together": None,
        "logged_as": "",
        "version": 1,
    }


def test_amounts_are_exact_to_the_byte(as_alice):
    """0.1 + 0.2 and the like: what a float would leave behind never shows."""
    food = make_food(magnesium_mg="0.3")
    response = as_alice.post(
        URL,
        b'{"date":"2026-11-23","meal":"snack","food":%d,"grams":100.1}' % food.pk,
        content_type="application/json",
    )
    assert b'"grams":100.1,' in response.content
    assert b'"magnesium_mg":0.3,' in response.content
    assert Entry.objects.get().magnesium_mg == Decimal("0.3003")


@pytest.mark.parametrize(
    ("says", "expected_mg", "dose_mg", "fraction"),
    [("elemental_mg", 100, 100, None), ("compound_mg", 16.16, 100, 0.1616)],
)
def test_a_tablet_by_its_label(as_alice, says, expected_mg, dose_mg, fraction):
    citrate = make_food(
        "Magnesium citrate",
        magnesium_mg=None,
        kind="supplement",
        basis="unit",
        elemental_fraction=Decimal("0.1616"),
    )
    body = {"date": "2026-11-23", "meal": "breakfast", "food": citrate.pk, says: 100}
    logged = as_alice.post(URL, body).json()
    assert {name: logged[name] for name in ("magnesium_mg", "label_dose_mg")} == {
        "magnesium_mg": expected_mg,
        "label_dose_mg": dose_mg,
    }
    assert logged["elemental_fraction"] == fraction
    assert logged["label_says"] == says.removesuffix("_mg")


def test_a_quick_add_has_no_food(as_alice):
    body = {"date": "2026-11-23", "meal": "dinner", "name": "Soup", "kind": "food"}
    logged = as_alice.post(URL, body | {"magnesium_mg": 35.5}).json()
    assert (logged["food"], logged["name"], logged["magnesium_mg"]) == (None, "Soup", 35.5)
    assert logged["confidence"] == "personal"
    unknown = as_alice.post(URL, body | {"magnesium_mg": None})
    assert (unknown.status_code, unknown.json()["magnesium_mg"]) == (201, None)
    assert errors_of(as_alice.post(URL, body)) == {("/magnesium_mg", "required")}


def test_an_unknown_figure_is_null_and_a_measured_zero_is_zero(as_alice):
    for magnesium_mg, expected in ((None, None), ("0", 0)):
        food = make_food(magnesium_mg=magnesium_mg)
        body = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 50}
        assert as_alice.post(URL, body).json()["magnesium_mg"] == expected


def test_a_figure_that_was_wrong_becomes_not_known(as_alice, alice):
    soup = {"date": "2026-11-23", "meal": "lunch", "name": "Soup", "kind": "food"}
    address = f"{URL}{as_alice.post(URL, soup | {'magnesium_mg': 30}).json()['id']}/"
    changed = as_alice.patch(address, {"magnesium_mg": None}).json()
    assert (changed["magnesium_mg"], changed["name"]) == (None, "Soup")
    day = as_alice.get("/api/v1/days/2026-11-23/").json()["intake"]
    assert (day["total_mg"], day["is_lower_bound"]) == (0, True)
    assert as_alice.patch(address, {"meal": "dinner"}).json()["magnesium_mg"] is None
    assert as_alice.patch(address, {"magnesium_mg": 0}).json()["magnesium_mg"] == 0
    # Of a food it says nothing, as every null.
    kale = make_entry(alice, make_food("Kale", magnesium_mg="50"))
    changed = as_alice.patch(f"{URL}{kale.uuid}/", {"magnesium_mg": None, "grams": 200}).json()
    assert changed["magnesium_mg"] == 100


def errors_of(response):
    assert response.status_code == 400, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    return {(each["pointer"], each["code"]) for each in response.json()["errors"]}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("grams", -1, "min_value"),
        ("grams", 0, "min_value"),
        ("grams", 1e9, "max_value"),
        ("grams", 10**400, "too_large"),
        ("grams", 1.2345, "too_precise"),
        ("grams", "30", "not_a_number"),
        ("grams", True, "not_a_number"),
        ("grams", [], "not_a_number"),
        ("date", "0308-11-23", "out_of_range"),
        ("date", "9999-01-01", "out_of_range"),
        ("date", "2026-02-30", "invalid"),
        ("date", "20261123", "invalid"),
        ("date", "2026-W48-1", "invalid"),
        ("date", "２０２６-11-23", "invalid"),
        ("date", 20261123, "invalid"),
        ("date", None, "null"),
        ("time", "25:00", "invalid"),
        ("time", "08:00+02:00", "invalid"),
        ("time", 8, "invalid"),
        ("meal", "brunch", "invalid_choice"),
        ("food", 0, "min_value"),
        ("food", 10**30, "max_value"),
        ("food", 987654321, "not_found"),
        ("food", "\x00", "invalid"),
        ("name", "a\x00b", "null_characters_not_allowed"),
        ("id", "1", "invalid"),
        ("id", 5, "invalid"),
        ("a/b~c", 1, "unknown_field"),
    ],
)
def test_a_wrong_field_is_named(as_alice, field, value, code):
    food = make_food()
    body = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30} | {field: value}
    pointer = "/" + field.replace("~", "~0").replace("/", "~1")
    assert errors_of(as_alice.post(URL, body)) == {(pointer, code)}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("amount", [b"NaN", b"Infinity", b"-Infinity", b"1e999999999", b"1e-9"])
def test_odd_numbers_are_refused(as_alice, amount):
    raw = b'{"date":"2026-11-23","meal":"lunch","food":%d,"grams":%s}' % (make_food().pk, amount)
    response = as_alice.post(URL, raw, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["code"] in {"not_json", "too_large", "too_precise"}


def test_a_measure_has_to_fit_the_food(as_alice):
    food, tablet = make_food(), make_food(kind="supplement", basis="unit")
    other = make_portion(make_food())
    start = {"date": "2026-11-23", "meal": "lunch"}
    for body, expected in [
        ({"food": food.pk, "millilitres": 3}, ("/millilitres", "wrong_basis")),
        ({"food": food.pk, "elemental_mg": 3}, ("/elemental_mg", "wrong_kind")),
        ({"food": tablet.pk, "compound_mg": 3}, ("/compound", "compound_unknown")),
        ({"food": food.pk, "grams": 3, "amount": 2}, ("/grams", "one_measure")),
        ({"food": food.pk}, ("/amount", "required")),
        ({"food": food.pk, "amount": 2}, ("/portion", "required")),
        ({"food": food.pk, "portion": other.pk}, ("/portion", "portion_of_another_food")),
        ({"food": food.pk, "portion": 10**15}, ("/portion", "portion_of_another_food")),
        ({"portion": other.pk}, ("/food", "required")),
        ({"grams": 3}, ("/food", "required")),
        ({}, ("/name", "required")),
        ({"name": "Soup", "kind": "food"}, ("/magnesium_mg", "required")),
        (
            {"food": food.pk, "grams": 3, "name": "Soup", "kind": "food"},
            ("/food", "food_or_quick_add"),
        ),
    ]:
        assert errors_of(as_alice.post(URL, start | body)) == {expected}, body


def test_several_wrong_fields_are_named_together(as_alice):
    response = as_alice.post(URL, {"meal": "brunch", "grams": -1, "magnesium": 3})
    assert errors_of(response) == {
        ("/date", "required"),
        ("/meal", "invalid_choice"),
        ("/grams", "min_value"),
        ("/magnesium", "unknown_field"),
    }
    assert response.json()["code"] == "invalid"


def test_bob_learns_nothing_of_what_is_alices(as_bob, alice):
    entry = make_entry(alice)
    private = make_food(owner=alice, state=State.PRIVATE)
    for response in (
        as_bob.get(f"{URL}{entry.uuid}/"),
        as_bob.patch(f"{URL}{entry.uuid}/", {"amount": 1}),
        as_bob.delete(f"{URL}{entry.uuid}/"),
        as_bob.post(f"{URL}{entry.uuid}/restore/"),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    body = {"date": "2026-11-23", "meal": "lunch", "grams": 3}
    hers = as_bob.post(URL, body | {"food": private.pk})
    none = as_bob.post(URL, body | {"food": 10**9})
    assert errors_of(hers) == {("/food", "not_found")}
    assert hers.json() == none.json()
    # Her id is as good as any to him.
    mine = body | {"id": str(entry.uuid), "food": make_food().pk}
    assert as_bob.post(URL, mine).status_code == 201


def test_the_same_request_twice_logs_once(as_alice):
    food = make_food()
    body = {"id": ID, "date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30}
    first = as_alice.post(URL, body)
    again = as_alice.post(URL, {name: body[name] for name in reversed(body)})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    edited = as_alice.patch(f"{URL}{ID}/", {"meal": "dinner"}).json()
    # Also when the food has gone since.
    Food.objects.filter(pk=food.pk).update(state=State.RETIRED)
    assert as_alice.post(URL, body | {"grams": 30.0}).json() == edited
    assert Entry.objects.count() == 1


def test_another_request_with_the_same_id_is_a_conflict(as_alice):
    body = {"id": ID, "date": "2026-11-23", "meal": "lunch", "food": make_food().pk, "grams": 30}
    first = as_alice.post(URL, body).json()
    response = as_alice.post(URL, body | {"grams": 31})
    assert response.status_code == 409
    assert response.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "id_in_use",
        "detail": "This id was used for something else; `current` is what it holds now.",
        "current": first,
    }


def test_deleted_gone_and_restored(as_alice):
    body = {"id": ID, "date": "2026-11-23", "meal": "lunch", "food": make_food().pk, "grams": 30}
    as_alice.post(URL, body)
    address = f"{URL}{ID}/"
    assert [as_alice.delete(address).status_code for _ in range(2)] == [204, 204]
    for response in (
        as_alice.get(address),
        as_alice.post(URL, body),
        as_alice.post(URL, body | {"grams": 31}),  # nothing holds its id now
        as_alice.patch(address, {"meal": "dinner"}),
    ):
        assert (response.status_code, response.json()["code"]) == (410, "deleted")
    assert as_alice.get(URL).json()["results"] == []
    assert errors_of(as_alice.post(f"{address}restore/", {"a": 1})) == {("/a", "unknown_field")}
    restored = as_alice.post(f"{address}restore/")
    assert (restored.status_code, restored.json()["version"]) == (200, 3)
    assert as_alice.post(f"{address}restore/").json() == restored.json()
    assert as_alice.get(address).json() == restored.json()


def test_if_match_protects_what_was_not_read(as_alice, alice):
    entry = make_entry(alice)
    address = f"{URL}{entry.uuid}/"
    read = as_alice.get(address).headers["ETag"]
    edit_entry(entry, EntryChanges(meal="dinner"))
    current = as_alice.get(address).json()
    now = as_alice.get(address).headers["ETag"]
    for response in (
        as_alice.patch(address, {"meal": "snack"}, headers={"If-Match": read}),
        as_alice.delete(address, headers={"If-Match": read}),
        as_alice.delete(address, headers={"If-Match": "nonsense"}),
    ):
        assert response.status_code == 412
        assert (response.json()["code"], response.json()["current"]) == ("changed", current)
    # A proxy that compresses weakens the tag on its way.
    changed = as_alice.patch(address, {"meal": "snack"}, headers={"If-Match": f"W/{now}"})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == as_alice.get(address).headers["ETag"] != now
    assert as_alice.delete(address, headers={"If-Match": "*"}).status_code == 204


def test_if_none_match_saves_the_body(as_alice, alice):
    address = f"{URL}{make_entry(alice).uuid}/"
    etag = as_alice.get(address).headers["ETag"]
    response = as_alice.get(address, headers={"If-None-Match": f'"0", {etag}'})
    assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
    assert as_alice.get(address, headers={"If-None-Match": '"9"'}).status_code == 200


def test_changing_keeps_the_figures_it_was_logged_with(as_alice, alice):
    food = make_food(magnesium_mg="100")
    piece = make_portion(food, "1 piece", "40")
    entry = make_entry(alice, food, measure=Measure(portion=piece, amount=Decimal(1)))
    Food.objects.filter(pk=food.pk).update(magnesium_mg_per_basis=7)
    address = f"{URL}{entry.uuid}/"
    for change, expected in [
        ({"amount": 2}, {"amount": 2, "grams": 80, "magnesium_mg": 80}),
        ({"grams": 50}, {"amount": 50, "grams": 50, "magnesium_mg": 50, "portion": None}),
        ({"portion": piece.pk, "amount": 0.5}, {"grams": 20, "magnesium_mg": 20}),
        ({"time": "08:00"}, {"time": "08:00:00"}),
        ({"time": None}, {"time": None}),
        ({"date": "2026-11-24", "meal": "snack"}, {"date": "2026-11-24", "meal": "snack"}),
    ]:
        body = as_alice.patch(address, change).json()
        assert {name: body[name] for name in expected} == expected
    assert errors_of(as_alice.patch(address, {"portion": piece.pk})) == {("/amount", "required")}
    assert errors_of(as_alice.patch(address, {"name": "X"})) == {("/food", "food_or_quick_add")}
    assert errors_of(as_alice.patch(address, {"id": ID})) == {("/id", "unknown_field")}


def test_another_food_brings_its_own_figures(as_alice, alice):
    entry = make_entry(alice, make_food(magnesium_mg="100"))
    kale = make_food("Kale", magnesium_mg="33")
    address = f"{URL}{entry.uuid}/"
    assert errors_of(as_alice.patch(address, {"food": kale.pk})) == {("/amount", "required")}
    body = as_alice.patch(address, {"food": kale.pk, "grams": 200}).json()
    assert (body["name"], body["magnesium_mg"]) == ("Kale", 66)


def test_lists_are_of_a_day_or_of_a_period_and_newest_first(as_alice, alice, bob):
    food = make_food()
    make_entry(bob, food)
    made = [make_entry(alice, food, date=date(2026, 11, day)) for day in (1, 2, 2, 3)]
    delete_entry(make_entry(alice, food, date=date(2026, 11, 2)))
    ids = [str(entry.uuid) for entry in made]

    def listed(query=""):
        return [row["id"] for row in as_alice.get(URL + query).json()["results"]]

    assert listed() == ids[::-1]
    assert listed("?date=2026-11-02") == [ids[2], ids[1]]
    assert listed("?from=2026-11-02") == [ids[3], ids[2], ids[1]]
    assert listed("?from=2026-11-01&to=2026-11-02") == [ids[2], ids[1], ids[0]]


def test_pages_follow_each_other_both_ways(as_alice, alice):
    food = make_food()
    made = [str(make_entry(alice, food, date=date(2026, 11, 1 + n // 3)).uuid) for n in range(7)]
    first = as_alice.get(URL + "?limit=3").json()
    second = as_alice.get(first["next"]).json()
    third = as_alice.get(second["next"]).json()
    pages = [[row["id"] for row in page["results"]] for page in (first, second, third)]
    assert [id_ for page in pages for id_ in page] == made[::-1]
    assert (first["previous"], third["next"]) == (None, None)
    assert [page["total"] for page in (first, second, third)] == [7, 7, 7]
    assert as_alice.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize("comes", [True, False])
def test_no_page_is_shifted_by_what_comes_or_goes_meanwhile(as_alice, alice, comes):
    food = make_food()
    made = [make_entry(alice, food, date=date(2026, 11, 1 + n // 4)) for n in range(9)]
    ids = [str(entry.uuid) for entry in made[::-1]]
    first = as_alice.get(URL + "?limit=3").json()
    # Of the day on which the first page ended, before the row that it ended with.
    if comes:
        now = [ids[0], str(make_entry(alice, food, date=made[6].date).uuid), *ids[1:3]]
    else:
        delete_entry(made[7])
        now = [ids[0], ids[2]]
    second = as_alice.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == ids[:6]
    third = as_alice.get(second["next"]).json()
    assert ([row["id"] for row in third["results"]], third["next"]) == (ids[6:], None)
    back = as_alice.get(second["previous"]).json()
    assert [row["id"] for row in back["results"]] == now[-3:]


def test_a_page_of_which_all_went_leads_to_those_that_are_there(as_alice, alice):
    made = [make_entry(alice, make_food()) for _ in range(4)]
    ids = [str(entry.uuid) for entry in made[::-1]]
    first = as_alice.get(URL + "?limit=2").json()
    second = as_alice.get(first["next"]).json()
    for entry in made[:2]:
        delete_entry(entry)
    empty = as_alice.get(first["next"]).json()
    assert (empty["results"], empty["next"]) == ([], None)
    assert [row["id"] for row in as_alice.get(empty["previous"]).json()["results"]] == ids[:2]
    for entry in made[:2]:
        restore_entry(entry)
    for entry in made[2:]:
        delete_entry(entry)
    empty = as_alice.get(second["previous"]).json()
    assert (empty["results"], empty["previous"]) == ([], None)
    assert [row["id"] for row in as_alice.get(empty["next"]).json()["results"]] == ids[2:]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("date=0308-01-01", "date", "out_of_range"),
        ("date=x%00", "date", "invalid"),
        ("from=2026-11-02&to=2026-11-01", "to", "ends_before_it_starts"),
        ("date=2026-11-02&to=2026-11-03", "date", "date_or_period"),
        ("day=2026-11-02", "day", "unknown_parameter"),
        ("limit=0", "limit", "min_value"),
        ("limit=1000", "limit", "max_value"),
        ("cursor=x", "cursor", "invalid_cursor"),
        ("cursor=cD1ub25zZW5zZQ==", "cursor", "invalid_cursor"),
    ],
)
def test_wrong_parameters_are_named(as_alice, query, parameter, code):
    response = as_alice.get(f"{URL}?{query}")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["code"]) == (parameter, code)


def test_a_figure_that_was_typed_can_become_unknown_again(as_alice, alice):
    soup = make_entry(alice, name="Soup", kind="food", magnesium_mg=Decimal(5))
    changed = as_alice.patch(f"{URL}{soup.uuid}/", {"name": "Broth", "magnesium_mg": None}).json()
    assert (changed["name"], changed["magnesium_mg"]) == ("Broth", None)
    changed = as_alice.patch(f"{URL}{soup.uuid}/", {"magnesium_mg": 0}).json()
    assert changed["magnesium_mg"] == 0
    changed = as_alice.patch(f"{URL}{soup.uuid}/", {"meal": "dinner"}).json()
    assert changed["magnesium_mg"] == 0
    # A food's figure is the food's, whatever is sent back of it.
    kale = make_entry(alice, make_food(magnesium_mg="33"))
    changed = as_alice.patch(f"{URL}{kale.uuid}/", {"grams": 200, "magnesium_mg": None}).json()
    assert changed["magnesium_mg"] == 66


def test_no_row_is_skipped_or_told_twice_when_others_of_its_day_come_and_go(as_alice, alice):
    day = date(2026, 10, 1)
    made = [make_entry(alice, name=f"n{n}", kind="food", date=day) for n in range(6)]
    first = as_alice.get(URL + "?date=2026-10-01&limit=2").json()
    assert [row["name"] for row in first["results"]] == ["n5", "n4"]
    delete_entry(made[5])
    second = as_alice.get(first["next"]).json()
    assert [row["name"] for row in second["results"]] == ["n3", "n2"]
    make_entry(alice, name="n6", kind="food", date=day)
    assert as_alice.get(first["next"]).json()["results"] == second["results"]
    third = as_alice.get(second["next"]).json()
    assert [row["name"] for row in third["results"]] == ["n1", "n0"]
    assert third["next"] is None
    back = as_alice.get(second["previous"]).json()
    assert [row["name"] for row in back["results"]] == ["n6", "n4"]
    assert (back["previous"], as_alice.get(back["next"]).json()["results"]) == (
        None,
        second["results"],
    )


def test_what_is_filtered_is_not_in_the_total(as_alice, alice, bob):
    for day in (1, 1, 2):
        make_entry(alice, date=date(2026, 11, day))
    make_entry(bob, date=date(2026, 11, 1))
    delete_entry(make_entry(alice, date=date(2026, 11, 1)))
    assert as_alice.get(URL + "?date=2026-11-01").json()["total"] == 2
    assert as_alice.get(URL + "?date=2026-11-01&limit=1").json()["total"] == 2


def test_more_than_a_thousand_are_not_counted(as_alice, alice, monkeypatch):
    monkeypatch.setattr("config.rest.pages.MOST_COUNTED", 2)
    food = make_food()
    for _ in range(2):
        make_entry(alice, food)
    assert as_alice.get(URL + "?limit=1").json()["total"] == 2
    make_entry(alice, food)
    page = as_alice.get(URL + "?limit=1").json()
    assert (page["total"], len(page["results"])) == (None, 1)
    assert as_alice.get(URL).json()["total"] == 3  # there is nothing to count


def test_queries_stay_flat_however_many_entries(as_alice, alice, django_assert_num_queries):
    food = make_food()
    for count in (1, 40):
        while Entry.objects.count() < count:
            make_entry(alice, food)
        with django_assert_num_queries(2):
            assert len(as_alice.get(URL).json()["results"]) == count


def test_a_batch_answers_each_entry_by_itself(as_alice):
    food = make_food()
    good = {"id": ID, "date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30}
    response = as_alice.post(
        f"{URL}batch/",
        {"entries": [good, good | {"grams": -1, "id": None}, good, good | {"grams": 31}, 7, None]},
    )
    results = response.json()["results"]
    assert response.status_code == 200
    assert [result["status"] for result in results] == [201, 400, 200, 409, 400, 400]
    assert results[0]["entry"]["magnesium_mg"] == 30
    assert results[0]["entry"] == results[2]["entry"] == results[3]["problem"]["current"]
    assert results[1]["problem"]["errors"] == [
        {
            "code": "min_value",
            "detail": "Give at least 0.001.",
            "pointer": "/entries/1/grams",
        }
    ]
    assert results[4]["problem"]["errors"][0]["pointer"] == "/entries/4"
    assert results[5]["problem"]["errors"][0]["pointer"] == "/entries/5"
    assert Entry.objects.count() == 1


def test_a_batch_holds_1_to_100(as_alice):
    food = make_food()
    entry = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30}
    for number, code in ((0, "empty"), (101, "max_length")):
        response = as_alice.post(f"{URL}batch/", {"entries": [entry] * number})
        assert errors_of(response) == {("/entries", code)}
    assert not Entry.objects.exists()
    response = as_alice.post(f"{URL}batch/", {"entries": [entry] * 100})
    assert {result["status"] for result in response.json()["results"]} == {201}


def test_a_retired_food_can_still_be_logged_by_a_phone_that_knows_it(as_alice):
    food = make_food(state=State.RETIRED)
    body = {"date": "2026-11-23", "meal": "lunch", "food": food.pk, "grams": 30}
    assert as_alice.post(URL, body).status_code == 201


def test_ids_are_unique_for_their_person_only(as_alice):
    other = make_person()
    entry = make_entry(other, uuid=uuid.UUID(ID))
    body = {"id": ID, "date": "2026-11-23", "meal": "lunch", "food": entry.food_id, "grams": 30}
    assert as_alice.post(URL, body).status_code == 201


def test_a_batch_is_all_or_nothing_on_request(as_alice):
    good = {"date": "2026-11-23", "meal": "lunch", "food": make_food().pk, "grams": 30}
    first, second = good | {"id": ID}, good | {"id": str(uuid.uuid4())}
    bad = {"entries": [first, good | {"grams": -1}, second], "all_or_nothing": True}
    results = as_alice.post(f"{URL}batch/", bad).json()["results"]
    assert [result["status"] for result in results] == [424, 400, 424]
    assert [result["problem"]["code"] for result in results] == [
        "not_applied",
        "min_value",
        "not_applied",
    ]
    assert not Entry.objects.exists()
    body = {"entries": [first, second], "all_or_nothing": True}
    for status in (201, 200):
        results = as_alice.post(f"{URL}batch/", body).json()["results"]
        assert [result["status"] for result in results] == [status, status]
    assert Entry.objects.count() == 2


def test_what_search_read_is_logged_as_the_schema_says(as_alice):
    """`amount` alone is never taken for grams: who says 2 may mean two bowls."""
    when = {"date": "2026-11-23", "meal": "lunch"}
    measure = {"100g": "grams", "100ml": "millilitres", "unit": "amount"}
    kale = make_food("Kale")
    make_portion(kale, "1 cup", "67")
    make_food("Kale juice", basis="100ml")
    make_food("Kale tablet", basis="unit", kind="supplement")
    found = []
    for typed in ("30 g kale", "2 cups kale", "250 ml kale juice", "2 kale tablets"):
        read = as_alice.get("/api/v1/foods/", {"q": typed}).json()
        basis = {food["id"]: food["basis"] for food in read["results"]}
        for helping in read["read_as"]["helpings"]:
            how = {"portion": helping["portion"], "amount": helping["amount"]}
            if helping["portion"] is None:
                how = {"portion": None, measure[basis[helping["food"]]]: helping["quantity"]}
            logged = as_alice.post(URL, when | {"food": helping["food"]} | how)
            assert logged.status_code == 201, logged.json()
            assert logged.json()["magnesium_mg"] == helping["magnesium_mg"]
            found.append((basis[helping["food"]], helping["portion"] is None))
    assert {("100g", True), ("100g", False), ("100ml", True), ("unit", True)} <= set(found)
    alone = when | {"food": kale.pk, "portion": None, "amount": 30}
    assert errors_of(as_alice.post(URL, alone)) == {("/portion", "required")}
