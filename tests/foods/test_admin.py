from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foods.admin.history import history_of
from foods.models import (
    Food,
    FoodName,
    Group,
    Identifier,
    ImportRun,
    Portion,
    Scheme,
    Source,
    State,
)
from tests.factories import make_entry, make_food, make_portion
from tests.pages import admin_text

LIST = reverse("admin:foods_food_changelist")


def page(food: Food, name: str = "change") -> str:
    return reverse(f"admin:foods_food_{name}", args=[food.pk])


def act(food: Food, name: str) -> str:
    return reverse("admin:foods_food_act", args=[food.pk, name])


def rows(prefix: str, existing: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(existing) + len(new),
        f"{prefix}-INITIAL_FORMS": len(existing),
    }
    for number, row in enumerate(existing + new):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def filled_in(food: Food | None = None, **fields: Any) -> dict[str, Any]:
    """What the browser sends for a food, or for a new one; None leaves a box empty."""
    portions, names, identifiers = (fields.pop(k, []) for k in ("portions", "names", "identifiers"))
    data: dict[str, Any] = {
        "name": "Oats",
        "kind": "food",
        "basis": "100g",
        "confidence": "analysed",
        "popularity": 0,
        "magnesium_mg_per_basis": "138",
        "curated_fields": [],
    }
    kept: dict[str, list[dict[str, Any]]] = {"portions": [], "names": [], "identifiers": []}
    if food:
        data |= {name: getattr(food, name) for name in data}
        data["magnesium_mg_per_basis"] = food.magnesium_mg_per_basis
        data["added_magnesium_mg_per_basis"] = food.added_magnesium_mg_per_basis
        kept["portions"] = [
            {"id": p.pk, "food": food.pk, "label": p.label, "quantity": p.quantity, "position": 0}
            | ({"is_default": "on"} if p.is_default else {})
            for p in food.portions.all()
        ]
    for number, changes in fields.pop("kept_portions", {}).items():
        kept["portions"][number] |= changes
    data |= fields
    data |= rows("portions", kept["portions"], portions)
    data |= rows("names", kept["names"], names) | rows("identifiers", [], identifiers)
    return {name: value for name, value in data.items() if value is not None}


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# The list


def names_on(response) -> list[str]:
    return [food.name for food in response.context["cl"].result_list]


@pytest.mark.parametrize(
    "query", ["pumpk seed", "PEPITAS", "acme", "12016", "seeds pumpkin", "acme pepitas"]
)
def test_a_food_is_found_by_name_alias_brand_and_identifier(admin, query):
    food = make_food("Pumpkin seeds, roasted", brand="Acme")
    FoodName.objects.create(food=food, name="Pepitas")
    Identifier.objects.create(food=food, scheme=Scheme.NDB, value="12016")
    make_food("Chia seeds")

    assert names_on(admin.get(LIST, {"q": query})) == ["Pumpkin seeds, roasted"]


def test_the_common_foods_fill_the_first_pages_and_the_others_follow(admin, monkeypatch):
    monkeypatch.setattr("foods.admin.food_list.FoodList.list_per_page", 2)
    for name, popularity in (("E", 0), ("D", 0), ("C", 1), ("A", 9), ("B", 9)):
        make_food(name, popularity=popularity)
    pages = [names_on(admin.get(LIST, {"p": number})) for number in (1, 2, 3)]
    assert pages == [["A", "B"], ["C", "D"], ["E"]]


def test_nobody_counts_millions(admin, monkeypatch):
    monkeypatch.setattr("foods.admin.paging.MOST_COUNTED", 3)
    for _ in range(5):
        make_food()
    assert admin.get(LIST).context["cl"].result_count == 3


@pytest.mark.parametrize("query", ["pumpkin\x00", "'", "\\", "& | !", ":*", "x" * 5_000])
def test_no_search_breaks_the_list(admin, query):
    make_food("Chia seeds")

    assert admin.get(LIST, {"q": query}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "retired"}, ["Old bread"]),
        ({"kind__exact": "water"}, ["Tap water"]),
        ({"magnesium": "unknown"}, ["Tap water"]),
        ({"magnesium": "zero"}, ["Sugar"]),
        ({"magnesium": "known"}, ["Almonds", "Old bread"]),
        ({"popularity": "common"}, ["Almonds"]),
        ({"popularity": "daily"}, []),
        ({"group__slug__exact": "nuts"}, ["Almonds"]),
        ({"source__slug__exact": "sr"}, ["Almonds"]),
    ],
)
def test_filters(admin, query, found):
    nuts = Group.objects.create(slug="nuts", name="Our nuts")
    source = Source.objects.create(slug="sr", name="SR")
    make_food("Almonds", group=nuts, source=source, popularity=40)
    make_food("Sugar", magnesium_mg="0")
    make_food("Tap water", magnesium_mg=None, kind="water")
    make_food("Old bread", state=State.RETIRED)

    assert sorted(names_on(admin.get(LIST, query))) == found


def test_the_list_asks_as_many_questions_for_fifty_foods_as_for_one(
    admin, django_assert_num_queries
):
    group = Group.objects.create(slug="nuts", name="Our nuts")
    make_food(group=group)
    admin.get(LIST)
    with CaptureQueriesContext(connection) as one:
        admin.get(LIST)
    for _ in range(49):
        make_food(group=group)

    with django_assert_num_queries(len(one)):
        admin.get(LIST)


# Privacy


@pytest.fixture
def secret(alice) -> Food:
    food = make_food("Alice's secret soup", state=State.PRIVATE, owner=alice)
    food._history_user = alice
    food.save()
    return food


@pytest.fixture
def proposed(alice) -> Food:
    """Renamed in private before she proposed it."""
    food = make_food("Alice's first try", state=State.PRIVATE, owner=alice, magnesium_mg="35")
    for changes in ({"name": "Oat bar"}, {"state": State.PROPOSED}):
        for name, value in changes.items():
            setattr(food, name, value)
        food._history_user = alice
        food.save()
    make_portion(food, "1 bar", "40")
    return food


@pytest.mark.parametrize("name", ["change", "history", "delete"])
@pytest.mark.parametrize("administrator", [False, True])
def test_private_foods_are_nobodys_business(admin, curator, secret, name, administrator):
    curator.is_superuser = administrator
    curator.save()

    answer = admin.get(page(secret, name), follow=True)

    assert "secret soup" not in answer.content.decode()
    assert secret.name not in names_on(admin.get(LIST))
    assert names_on(admin.get(LIST, {"q": "secret"})) == []
    assert admin.post(act(secret, "publish")).status_code == 404


def test_a_proposed_food_does_not_say_whose_it_is(admin, alice, proposed):
    for address in (page(proposed), page(proposed, "history"), LIST):
        content = admin.get(address).content.decode()
        assert "Oat bar" in content
        assert "alice" not in content.lower()
    assert "someone" in admin.get(page(proposed)).content.decode()
    assert "someone" in admin.get(page(proposed, "history")).content.decode()


def test_what_its_owner_did_in_private_stays_private(admin, proposed):
    assert "first try" not in admin.get(page(proposed, "history")).content.decode()


def test_foods_cannot_be_sorted_by_who_proposed_them(admin, alice, bob, proposed):
    make_food("Bob's bar", state=State.PROPOSED, owner=bob)

    for query in ({"owner": alice.pk}, {"owner__id__exact": alice.pk}, {"owner__email": "a"}):
        assert admin.get(LIST, query).status_code in (302, 400)


def test_curators_see_no_people_and_no_diary(admin, curator, alice):
    make_entry(alice)

    for address in ("intake/person/", f"intake/person/{alice.pk}/change/", "auth/group/"):
        assert admin.get(f"/admin/{address}").status_code == 403
    for address in ("intake/entry/", "intake/profile/", "account/emailaddress/", "mfa/"):
        assert admin.get(f"/admin/{address}").status_code == 404
    assert "/admin/intake/person" not in admin.get("/admin/").content.decode()


def test_administrators_see_accounts_and_nothing_of_the_diary(admin, curator, alice):
    curator.is_superuser = True
    curator.save()
    make_entry(alice, name="Alice's breakfast", kind="food", magnesium_mg=Decimal(1))

    content = admin.get(f"/admin/intake/person/{alice.pk}/change/").content.decode()

    assert "alice@example.org" in content
    assert "breakfast" not in content
    assert admin.get(f"/admin/intake/person/{alice.pk}/delete/").status_code == 403
    for address in ("intake/entry/", "intake/profile/", "account/emailaddress/", "mfa/"):
        assert admin.get(f"/admin/{address}").status_code == 404


def test_without_an_account_of_the_staff_nobody_gets_in(client, alice):
    assert client.get(LIST).headers["Location"].startswith("/admin/login/")
    signed_out = client.get("/admin/login/", {"next": LIST})
    assert signed_out.headers["Location"].startswith(reverse("account_login"))
    client.force_login(alice)
    assert client.get("/admin/login/", {"next": LIST}).status_code == 403


# Adding and correcting


def test_a_curator_adds_a_food_with_all_that_belongs_to_it(admin, curator):
    answer = admin.post(
        reverse("admin:foods_food_add"),
        filled_in(
            name="Pumpkin seeds",
            magnesium_mg_per_basis="592",
            portions=[{"label": "1 handful", "quantity": "28", "is_default": "on", "position": 0}],
            names=[{"name": "Pepitas", "language": "en"}],
            identifiers=[{"scheme": "ndb", "value": "12016"}],
        ),
    )

    assert answer.status_code == 302, errors(answer)
    food = Food.objects.get()
    assert (food.name, food.state, food.owner) == ("Pumpkin seeds", State.PUBLISHED, None)
    assert food.magnesium_mg_per_basis == 592
    assert food.calcium_mg_per_basis is None
    assert food.portions.get().quantity == 28
    assert food.identifiers.get().value == "12016"
    assert "'pepita'" in food.search_document
    assert {"name", "magnesium_mg_per_basis", "portions"} <= set(food.curated_fields)
    assert food.history.get().history_user == curator
    assert names_on(admin.get(LIST, {"q": "pepitas"})) == ["Pumpkin seeds"]


def test_a_corrected_figure_is_kept_from_imports_and_has_an_author(admin, curator):
    food = make_food("Oats", magnesium_mg="138")

    answer = admin.post(page(food), filled_in(food, magnesium_mg_per_basis="140.5"))

    assert answer.status_code == 302, errors(answer)
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == Decimal("140.5")
    assert food.curated_fields == ["magnesium_mg_per_basis"]
    history = admin.get(page(food, "history")).content.decode()
    assert "138 → 140.5" in history
    assert "curator@example.org" in history


def test_a_figure_can_become_unknown_and_is_not_zero(admin):
    food = make_food("Oats", magnesium_mg="138")

    admin.post(page(food), filled_in(food, magnesium_mg_per_basis=""))

    food.refresh_from_db()
    assert food.magnesium_mg_per_basis is None
    assert "138 → not known" in admin.get(page(food, "history")).content.decode()


def test_a_curator_sets_a_bound_and_a_figure_takes_its_place(admin):
    water = make_food("Tap water", magnesium_mg=None, kind="water", basis="100ml")
    bound = {"magnesium_at_most_mg_per_basis": "4.3"}
    assert admin.post(page(water), filled_in(water, **bound)).status_code == 302
    water.refresh_from_db()
    assert water.magnesium_at_most_mg_per_basis == Decimal("4.3")
    both = filled_in(water, magnesium_mg_per_basis="1.2", **bound)
    assert admin.post(page(water), both).status_code == 302
    water.refresh_from_db()
    figures = (water.magnesium_mg_per_basis, water.magnesium_at_most_mg_per_basis)
    assert figures == (Decimal("1.2"), None)


def test_a_field_can_be_left_to_imports_again(admin):
    food = make_food("Oats", curated_fields=["name", "magnesium_mg_per_basis"])

    admin.post(page(food), filled_in(food, curated_fields=["name"]))

    food.refresh_from_db()
    assert food.curated_fields == ["name"]


def test_the_default_moves_from_one_portion_to_another(admin):
    food = make_food("Oats")
    make_portion(food, "1 cup", "80")
    make_portion(food, "1 spoon", "10")
    assert [p.is_default for p in food.portions.all()] == [True, False]

    for first, second in ((None, "on"), ("on", None)):
        changed = {0: {"is_default": first}, 1: {"is_default": second}}
        answer = admin.post(page(food), filled_in(food, kept_portions=changed) | {})
        assert answer.status_code == 302
        assert [p.is_default for p in food.portions.all()] == [first == "on", second == "on"]

    food.refresh_from_db()
    assert food.curated_fields == ["portions"]
    assert food.portions.first().history.count() == 3


def test_a_default_that_nobody_touched_stays(admin):
    food = make_food("Oats")
    make_portion(food, "1 cup", "80")

    admin.post(page(food), filled_in(food, portions=[{"label": "1 bowl", "quantity": "50",
                                                      "position": 1}]))  # fmt: skip

    assert [(p.label, p.is_default) for p in food.portions.all()] == [
        ("1 cup", True),
        ("1 bowl", False),
    ]


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"magnesium_mg_per_basis": "-1"}, "magnesium_mg_per_basis", "greater than or equal to 0"),
        ({"magnesium_mg_per_basis": "NaN"}, "magnesium_mg_per_basis", "Enter a number"),
        ({"magnesium_mg_per_basis": "Infinity"}, "magnesium_mg_per_basis", "Enter a number"),
        ({"magnesium_mg_per_basis": "1e30"}, "magnesium_mg_per_basis", "no more than 12 digits"),
        ({"magnesium_mg_per_basis": "2000.1"}, "magnesium_mg_per_basis", "unusual"),
        ({"magnesium_mg_per_basis": "70000"}, "magnesium_mg_per_basis", "can’t hold that much"),
        ({"magnesium_mg_per_basis": "much"}, "magnesium_mg_per_basis", "Enter a number"),
        (
            {"magnesium_mg_per_basis": "10", "added_magnesium_mg_per_basis": "10.1"},
            "added_magnesium_mg_per_basis",
            "More than all its magnesium (10 mg)",
        ),
        ({"name": "Oats\x00"}, "name", "Null characters are not allowed"),
        ({"name": "   "}, "name", "required"),
        ({"name": "x" * 301}, "name", "at most 300"),
        ({"elemental_fraction": "1.2"}, "elemental_fraction", "above 0, at most 1"),
        ({"elemental_fraction": "0"}, "elemental_fraction", "above 0, at most 1"),
        ({"popularity": "101"}, "popularity", "less than or equal to 100"),
        ({"kind": "poison"}, "kind", "Select a valid choice"),
    ],
)
def test_bad_figures_get_a_message_beside_the_field(admin, fields, where, message):
    answer = admin.post(reverse("admin:foods_food_add"), filled_in(**fields))

    assert answer.status_code == 200
    assert message in " ".join(errors(answer)[where])
    assert not Food.objects.exists()
    # Nothing that was typed is lost.
    assert answer.context["adminform"].form["confidence"].value() == "analysed"


def test_an_unusual_figure_needs_a_word_and_then_no_more(admin):
    add = reverse("admin:foods_food_add")
    powder = {"name": "Citrate powder", "magnesium_mg_per_basis": "16160"}
    asked = admin.post(add, filled_in(**powder)).content.decode()
    assert 'name="unusual_is_right"' in asked

    answer = admin.post(add, filled_in(**powder, unusual_is_right="on"))
    assert answer.status_code == 302

    food = Food.objects.get()
    assert 'name="unusual_is_right"' not in admin.get(page(food)).content.decode()
    answer = admin.post(page(food), filled_in(food, brand="Acme"))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("portions", "message"),
    [
        ([{"label": "1 cup", "quantity": "0"}], "more than nothing"),
        ([{"label": "1 cup", "quantity": "-5"}], "more than nothing"),
        ([{"label": "1 cup", "quantity": "NaN"}], "Enter a number"),
        ([{"label": "", "quantity": "5"}], "required"),
        ([{"label": "1\x00cup", "quantity": "5"}], "Null characters"),
        (
            [
                {"label": "1 cup", "quantity": "5", "is_default": "on"},
                {"label": "1 bowl", "quantity": "6", "is_default": "on"},
            ],
            "Only one portion can be the default",
        ),
        (
            [{"label": "1 cup", "quantity": "5"}, {"label": "1 cup", "quantity": "6"}],
            "duplicate",
        ),
    ],
)
def test_bad_portions_get_a_message(admin, portions, message):
    food = make_food("Oats")

    answer = admin.post(
        page(food), filled_in(food, portions=[{"position": 0} | row for row in portions])
    )

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not Portion.objects.exists()


@pytest.mark.parametrize(
    ("state", "message"),
    [(State.PUBLISHED, "“Spelt” has it already."), (State.PRIVATE, "Another food has it already.")],
)
def test_an_identifier_of_another_food_is_refused(admin, alice, state, message):
    other = make_food("Spelt", state=state, owner=alice if state == State.PRIVATE else None)
    Identifier.objects.create(food=other, scheme=Scheme.NDB, value="12016")
    food = make_food("Oats")

    answer = admin.post(
        page(food), filled_in(food, identifiers=[{"scheme": "ndb", "value": "12016"}])
    )

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not food.identifiers.exists()


def test_a_barcode_may_stand_on_two_foods(admin):
    other = make_food("Spelt")
    Identifier.objects.create(food=other, scheme=Scheme.GTIN, value="4006381333931")
    food = make_food("Oats")

    admin.post(
        page(food), filled_in(food, identifiers=[{"scheme": "gtin", "value": "4006381333931"}])
    )

    assert food.identifiers.get().value == "4006381333931"


# Publishing, retiring, deleting


def test_a_proposed_food_is_published_as_a_copy_and_then_corrected(admin, curator, alice, proposed):
    assert 'name="_save"' not in admin.get(page(proposed)).content.decode()
    assert admin.post(page(proposed), filled_in(proposed, name="Mine now")).status_code == 403

    answer = admin.post(act(proposed, "publish"))

    copy = Food.objects.published().get()
    assert answer.headers["Location"] == page(copy)
    assert said(answer) == ["“Oat bar” published."]
    assert copy.portions.get().label == "1 bar"
    admin.post(page(copy), filled_in(copy, name="Oat bar, with honey"))
    copy.refresh_from_db()
    proposed.refresh_from_db()
    assert (copy.name, proposed.name) == ("Oat bar, with honey", "Oat bar")
    assert (proposed.state, proposed.owner) == (State.PRIVATE, alice)
    assert "alice" not in admin.get(page(copy, "history")).content.decode()


def test_a_second_curator_is_told_that_it_is_done(admin, proposed):
    admin.post(act(proposed, "publish"))
    assert admin.post(act(proposed, "publish")).status_code == 404  # private again

    food = make_food("Oats", state=State.RETIRED)
    answer = admin.post(act(food, "retire"))
    assert said(answer)[-1] == "Only published foods can retire: “Oats” is retired."


def test_a_rejected_food_leaves_no_name_behind(admin, alice, proposed):
    answer = admin.post(act(proposed, "reject"))

    assert answer.headers["Location"] == f"{LIST}?state=proposed"
    proposed.refresh_from_db()
    assert (proposed.state, proposed.owner) == (State.PRIVATE, alice)
    assert not LogEntry.objects.exists()


def test_acts_are_posted(admin, proposed):
    assert admin.get(act(proposed, "publish")).status_code == 405
    assert admin.post(act(proposed, "explode")).status_code == 404


def test_acts_want_the_token_of_the_form(curator, proposed):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator)
    assert client.post(act(proposed, "publish")).status_code == 403
    assert not Food.objects.published().exists()


def test_many_at_once_with_counts(admin, alice, proposed):
    bread, old = make_food("Bread"), make_food("Old bread", state=State.RETIRED)

    def choose(action: str) -> list[str]:
        chosen = [bread.pk, old.pk, proposed.pk]
        return said(admin.post(LIST, {"action": action, "_selected_action": chosen}))

    assert choose("reject_selected") == [
        "1 food given back to the person who proposed it.",
        "2 foods left alone: not proposed.",
    ]
    assert choose("retire_selected")[-2:] == [
        "1 food retired.",
        "1 food left alone: not published.",
    ]
    assert choose("publish_selected")[-1:] == ["2 foods published again."]
    assert choose("delete_selected")[-1] == "No action selected."
    assert Food.objects.published().count() == 2


def test_a_food_in_use_is_not_deleted(admin, alice):
    food = make_food("Oats")
    make_entry(alice, food)

    assert "Delete" not in admin.get(page(food)).content.decode()
    for send in (admin.get, admin.post):
        answer = send(page(food, "delete"), {"post": "yes"})
        assert answer.headers["Location"] == page(food)
        assert "“Oats” is in use: retire it instead." in said(answer)[-1]
    assert Food.objects.filter(pk=food.pk).exists()


def test_a_food_that_nobody_uses_can_go(admin, curator):
    food = make_food("Slip of the keyboard")
    make_portion(food)

    assert admin.get(page(food, "delete")).status_code == 200
    assert admin.post(page(food, "delete"), {"post": "yes"}).status_code == 302

    assert not Food.objects.exists()
    assert Food.history.first().history_user == curator


def test_foods_of_the_built_in_table_are_not_deleted(admin):
    food = make_food("Oats", builtin=True)
    assert admin.post(page(food, "delete"), {"post": "yes"}).status_code == 403


def test_what_was_loaded_is_nobodys_doing(admin, curator):
    food = make_food("Oats")
    Food.history.all().delete()  # as after an import
    admin.post(page(food), filled_in(food, name="Rolled oats"))
    authors = [(act.reason, act.author) for act in history_of(food)]
    assert authors == [("", str(curator)), ("as it was loaded", "not recorded")]


# Around the pages


def test_what_waits_is_on_the_first_page(admin, proposed):
    make_food(magnesium_mg=None, popularity=10)
    make_food(magnesium_mg=None, popularity=0)

    waiting = {label: count for label, count, _ in admin.get("/admin/").context["waiting"]}

    assert waiting == {
        "Proposals from people": 0,
        "Reports": 0,
        "Foods proposed for the catalogue": 1,
        "Flagged by imports": 0,
        "Figures that wait for a second approval": 0,
        "Figures far from their group’s": 0,
        "Foods that may be the same": 0,
        "Logged, and without a magnesium figure": 0,
        "Common foods without a magnesium figure": 1,
        "Notes due for review": 0,
        "Citations not yet checked": 0,
    }


@pytest.mark.filterwarnings("error::django.utils.deprecation.RemovedInDjango60Warning")
def test_an_address_of_a_source_without_a_scheme_is_taken_for_https(admin):
    fields = {"slug": "sr", "name": "SR", "url": "example.org/sr"}
    answer = admin.post(reverse("admin:foods_source_add"), fields)
    assert answer.status_code == 302
    assert Source.objects.get(slug="sr").url == "https://example.org/sr"


@pytest.mark.parametrize("name", ["group", "source", "importrun"])
def test_the_other_tables_open(admin, name):
    assert admin.get(f"/admin/foods/{name}/").status_code == 200
    added = admin.get(f"/admin/foods/{name}/add/").status_code
    assert added == (403 if name == "importrun" else 200)


def test_an_import_says_in_words_what_it_did_and_refused(admin):
    now = timezone.now()
    where = {"file": "foods.csv", "line": 12, "field": "name"}
    refused = {"record": "7", "description": "<b>", "reason": "it has no name"}
    run = ImportRun.objects.create(
        source=Source.objects.create(slug="sr", name="SR"),
        file_name="foods.csv",
        started_at=now,
        finished_at=now,
        counts={"new": 1234, "changed": 0, "refused": 2, "warning": "Nothing was retired."},
        refused=[refused, refused | where],
    )
    page = admin_text(admin.get(f"/admin/foods/importrun/{run.pk}/change/"))
    assert "1 234 new, 2 refused. Nothing was retired." in page
    assert "7 &lt;b&gt;: it has no name" in page
    assert "7 &lt;b&gt;: it has no name (foods.csv, line 12, name)" in page
    assert "published_again" not in page
    run.counts, run.refused = {"new": 0}, []
    run.save()
    assert "Counts nothing Refused none" in admin_text(
        admin.get(f"/admin/foods/importrun/{run.pk}/change/")
    )


def test_only_the_admin_has_the_wider_policy(admin, client):
    inside = admin.get(LIST).headers["Content-Security-Policy"]
    outside = client.get(reverse("account_login")).headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-eval';" in inside + ";"
    assert "style-src 'self' 'unsafe-inline';" in inside + ";"
    assert "unsafe" not in outside
    for policy in (inside, outside):
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert "http" not in policy


@pytest.mark.parametrize("address", ["/admin/", LIST, reverse("admin:foods_food_add")])
def test_the_admin_asks_no_third_party(admin, address):
    content = admin.get(address).content.decode()
    for attribute in ('src="', "src='", '<link href="'):
        for piece in content.split(attribute)[1:]:
            assert piece.startswith("/"), piece[:80]
