"""Foods of one's own, proposals and reports, on pages and over the API."""

import base64
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foods import submissions
from foods.models import Food, LabelPhoto, Scheme, State, Submission
from intake.export import everything_about
from tests.factories import make_entry, make_food
from tests.foods.test_photos import picture
from tests.intake.test_settings_pages import error_beside

pytestmark = pytest.mark.django_db
PAGE = "/settings/foods/"
OAT_BAR = {
    "name": "Oat bar",
    "kind": "food",
    "basis": "100g",
    "magnesium_mg_per_basis": "62,5",
    "portion_label": "1 bar",
    "portion_quantity": "40",
    "gtin": "4006381 333931",
}


def text(response) -> str:
    return " ".join(response.content.decode().split())


def review(submission: Submission) -> str:
    return reverse("admin:foods_submission_change", args=[submission.pk])


def test_a_food_is_added_proposed_and_its_decision_read(alices, alice, admin):
    alices.post(PAGE, OAT_BAR)
    food = Food.objects.get(name="Oat bar")
    assert (food.owner, food.state) == (alice, State.PRIVATE)
    assert [str(i) for i in food.identifiers.all()] == ["gtin 4006381333931"]
    assert food.portions.get().quantity == 40

    body = {"said": "Corner shop", "photo": picture()}
    answer = alices.post(f"{PAGE}{food.pk}/propose/", body)
    assert answer.status_code == 302
    asked = Submission.objects.get()
    assert "Waiting for a curator" in text(alices.get(PAGE))
    assert alices.get(f"{PAGE}asked/{asked.pk}/photo/")["Content-Type"] == "image/jpeg"

    kept = make_food("Oat bars, plain")
    shown = text(admin.get(review(asked)))
    assert "Corner shop" in shown
    assert "Oat bars, plain" in shown
    assert "alice@example.org" not in shown
    photo = reverse("admin:foods_submission_photo", args=[asked.pk])
    assert "no-store" in admin.get(photo)["Cache-Control"]
    answer = admin.post(
        review(asked), {"decision": "merge", "into": kept.pk, "reason": "We have it."}
    )
    assert answer.status_code == 302
    page = text(alices.get(PAGE))
    assert "Merged: it is the same as" in page
    assert "We have it." in page
    assert not LabelPhoto.objects.exists()
    assert alices.get(f"{PAGE}asked/{asked.pk}/photo/").status_code == 404
    assert alices.get(f"/foods/{food.pk}/").url == f"/foods/{kept.pk}/"


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"name": ""}, "id_name", "Give it a name."),
        ({"name": "a" * 301}, "id_name", "at most 300 characters"),
        ({"magnesium_mg_per_basis": "lots"}, "id_magnesium_mg_per_basis", "Give a number"),
        ({"portion_quantity": ""}, "id_portion_quantity", "Say how much that portion is."),
        ({"portion_label": ""}, "id_portion_label", "Say what the portion is"),
        ({"gtin": "12"}, "id_gtin", "8 to 14 digits"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(alices, wrong, field, says):
    answer = alices.post(PAGE, OAT_BAR | wrong)
    assert answer.status_code == 422
    assert says in error_beside(answer, field)
    assert not Food.objects.exists()


def test_a_figure_left_empty_is_not_known(alices):
    alices.post(PAGE, OAT_BAR | {"magnesium_mg_per_basis": ""})
    assert Food.objects.get().magnesium_mg_per_basis is None


class TestChanging:
    @pytest.fixture
    def bar(self, alices):
        alices.post(PAGE, OAT_BAR)
        return Food.objects.get(name="Oat bar")

    def test_what_is_saved_as_it_is_shown_does_not_change(self, alices, bar):
        """An import has more decimals than a field."""
        Food.objects.filter(pk=bar.pk).update(magnesium_mg_per_basis="62.5432")
        page = f"{PAGE}{bar.pk}/"
        form = alices.get(page).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        assert shown["magnesium_mg_per_basis"] == "62.543"
        asked = {name: value for name, value in shown.items() if value is not None}
        assert alices.post(page, asked).status_code == 302
        kept = Food.objects.get(pk=bar.pk)
        assert kept.magnesium_mg_per_basis == Decimal("62.5432")
        assert (kept.name, str(kept.identifiers.get())) == ("Oat bar", "gtin 4006381333931")
        assert [(p.pk, p.quantity) for p in kept.portions.all()] == [(bar.portions.get().pk, 40)]

    def test_it_holds_from_then_on(self, alices, alice, bar):
        entry = make_entry(alice, bar)
        portion = bar.portions.get()
        changed = OAT_BAR | {"name": "Oat bar, new", "magnesium_mg_per_basis": "80", "gtin": ""}
        changed |= {"portion_label": "1 small bar", "portion_quantity": "25"}
        page = alices.post(f"{PAGE}{bar.pk}/", changed, follow=True)
        assert "Past days stay as they were." in text(page)
        bar.refresh_from_db()
        assert (bar.name, bar.magnesium_mg_per_basis) == ("Oat bar, new", 80)
        assert not bar.identifiers.exists()
        portion.refresh_from_db()
        assert (portion.label, portion.quantity) == ("1 small bar", 25)
        entry.refresh_from_db()
        assert (entry.name, entry.magnesium_mg) == ("Oat bar", 62.5)

    def test_a_figure_taken_away_is_not_known(self, alices, bar):
        alices.post(f"{PAGE}{bar.pk}/", OAT_BAR | {"magnesium_mg_per_basis": ""})
        bar.refresh_from_db()
        assert bar.magnesium_mg_per_basis is None

    def test_a_figure_takes_the_place_of_a_bound(self, alices, alice):
        bar = make_food(
            magnesium_mg=None, magnesium_at_most_mg_per_basis=9, owner=alice, state=State.PRIVATE
        )
        assert alices.post(f"{PAGE}{bar.pk}/", OAT_BAR).status_code == 302
        bar.refresh_from_db()
        assert (bar.magnesium_mg_per_basis, bar.magnesium_at_most_mg_per_basis) == (
            Decimal("62.5"),
            None,
        )

    def test_what_it_has_beside_stays_and_keeps_its_amount(self, alices, bar):
        """Calcium for 100 g, and a box of so many grams, say nothing of 100 ml."""
        box = bar.portions.create(label="1 box", quantity=200, position=1)
        Food.objects.filter(pk=bar.pk).update(calcium_mg_per_basis=30)
        alices.post(f"{PAGE}{bar.pk}/", OAT_BAR | {"basis": "100ml", "portion_label": "1 piece"})
        bar.refresh_from_db()
        assert (bar.basis, bar.calcium_mg_per_basis) == ("100g", 30)
        assert [(p.label, p.quantity) for p in bar.portions.all()] == [
            ("1 piece", 40),
            ("1 box", 200),
        ]
        assert bar.portions.last() == box
        answer = alices.post(f"{PAGE}{bar.pk}/", OAT_BAR | {"portion_label": "1 box"})
        assert "Another portion has this label." in error_beside(answer, "id_portion_label")

    def test_less_than_was_added_is_refused_beside_its_field(self, alices, bar):
        Food.objects.filter(pk=bar.pk).update(added_magnesium_mg_per_basis=50)
        answer = alices.post(f"{PAGE}{bar.pk}/", OAT_BAR | {"magnesium_mg_per_basis": "40"})
        assert answer.status_code == 422
        assert "more than all" in error_beside(answer, "id_magnesium_mg_per_basis")
        bar.refresh_from_db()
        assert bar.magnesium_mg_per_basis == Decimal("62.5")

    def test_a_tap_water_has_a_page_of_its_own(self, alices, alice):
        some = {"kind": "water", "basis": "100ml", "owner": alice, "state": State.PRIVATE}
        water = make_food("Tap water", **some)
        assert alices.get(f"{PAGE}{water.pk}/").url == f"/settings/water/{water.pk}/"

    @pytest.mark.parametrize("known_by", ["brand", "barcode"])
    def test_a_bottled_water_is_changed_as_any_food(self, alices, alice, known_by):
        """The page of a tap water has neither field."""
        some = {"kind": "water", "basis": "100ml", "owner": alice, "state": State.PRIVATE}
        water = make_food("Spring", brand="Gerolsteiner" if known_by == "brand" else "", **some)
        if known_by == "barcode":
            water.identifiers.create(scheme=Scheme.GTIN, value="4006381333931")
        page = f"{PAGE}{water.pk}/"
        assert alices.get(page).status_code == 200
        body = {"name": "Spring", "kind": "water", "basis": "100ml", "brand": "Other"}
        assert alices.post(page, body | {"gtin": "40111315"}).status_code == 302
        water.refresh_from_db()
        assert (water.brand, str(water.identifiers.get())) == ("Other", "gtin 40111315")
        assert alices.get(f"/settings/water/{water.pk}/").status_code == 404
        assert "Spring" not in text(alices.get("/settings/water/"))
        # And it can still be removed from the list, and brought back to it.
        remove = f"{page}remove/"
        assert f'action="{remove}"' in text(alices.get(PAGE))
        assert f'action="{page}restore/"' in text(alices.post(remove, follow=True))

    def test_removed_and_back_again(self, alices, alice, bar):
        entry = make_entry(alice, bar)
        page = alices.post(f"{PAGE}{bar.pk}/remove/", follow=True)
        undo = f"{PAGE}{bar.pk}/restore/"
        assert f'action="{undo}"' in text(page)
        assert alices.get(f"/foods/{bar.pk}/").status_code == 404
        assert alices.post(f"{PAGE}{bar.pk}/", OAT_BAR).status_code == 404
        assert "Back again" in text(alices.post(undo, follow=True))
        assert alices.get(f"/foods/{bar.pk}/").status_code == 200
        assert bar.portions.count() == bar.identifiers.count() == 1
        entry.refresh_from_db()
        assert entry.magnesium_mg == 62.5


def test_a_report_needs_words_or_a_figure(alices):
    food = make_food("Oats")
    page = f"/foods/{food.pk}/report/"
    assert page in text(alices.get(f"/foods/{food.pk}/"))
    answer = alices.post(page, {"suggested_basis": "100g"})
    assert "Say what is wrong" in error_beside(answer, "id_said")
    bad = {"said": "x", "suggested_basis": "100g", "photo": picture("GIF")}
    assert "no photo" in error_beside(alices.post(page, bad), "id_photo")
    answer = alices.post(page, {"said": "<b>", "suggested_mg": "130", "suggested_basis": "100g"})
    assert answer.status_code == 302
    assert "reported this food already" in text(
        alices.post(page, {"said": "again", "suggested_basis": "100g"})
    )


def test_a_curator_sets_the_reported_figure(alices, alice, admin):
    food = make_food("Oats", magnesium_mg="1380")
    page = {"said": "a slip", "suggested_mg": "138", "suggested_basis": "100g"}
    alices.post(f"/foods/{food.pk}/report/", page)
    asked = Submission.objects.get()
    admin.post(review(asked), {"decision": "accept", "reason": "right"})
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 138
    assert "Accepted" in text(alices.get(PAGE))


def test_declining_needs_a_reason_and_merging_a_food(alices, alice, admin):
    mine = make_food("Oat bar", state=State.PRIVATE, owner=alice)
    asked = submissions.propose(mine, alice)
    answer = admin.post(review(asked), {"decision": "decline"})
    assert answer.status_code == 422
    assert "Say why: the person reads it." in text(answer)
    for into in ({}, {"into": "9" * 30}):
        answer = admin.post(review(asked), {"decision": "merge"} | into)
        assert text(answer).count("Choose one of these foods") == 1
    for number in ("9" * 20, "²", mine.pk):
        answer = admin.post(review(asked), {"decision": "merge", "number": number})
        assert "No published food has this number." in error_beside(answer, "id_number")
    assert admin.post(review(asked), {"decision": "publish"}).status_code == 302
    assert admin.post(review(asked), {"decision": "publish"}).status_code == 302  # said, not done
    assert Food.objects.filter(state=State.PUBLISHED).count() == 1


def test_a_proposal_is_merged_into_a_food_that_is_not_near_it(alice, admin):
    mine = make_food("Oat bar", state=State.PRIVATE, owner=alice)
    asked = submissions.propose(mine, alice)
    far = make_food("Haferriegel", magnesium_mg="1")
    assert f'value="{far.pk}"' not in admin.get(review(asked)).content.decode()
    admin.post(review(asked), {"decision": "merge", "number": far.pk})
    asked.refresh_from_db()
    assert (asked.state, asked.result) == ("merged", far)


def test_what_is_bobs_is_not_found_by_alice(alices, bob):
    food = make_food("Bob's bread", state=State.PRIVATE, owner=bob)
    asked = submissions.propose(food, bob, jpeg=b"a photo")
    for path in ("", "propose/"):
        assert alices.get(f"{PAGE}{food.pk}/{path}").status_code == 404
    assert alices.get(f"/foods/{food.pk}/report/").status_code == 404
    for path in (f"{food.pk}/", f"{food.pk}/remove/", f"asked/{asked.pk}/withdraw/"):
        assert alices.post(f"{PAGE}{path}", OAT_BAR).status_code == 404
    Food.objects.filter(pk=food.pk).update(removed_at="2026-11-20T12:00Z")
    assert alices.post(f"{PAGE}{food.pk}/restore/").status_code == 404
    Food.objects.filter(pk=food.pk).update(removed_at=None)
    assert alices.get(f"{PAGE}asked/{asked.pk}/photo/").status_code == 404
    assert alices.get(review(asked)).status_code == 302  # to the admin's door
    assert "Bob" not in text(alices.get(PAGE))


def test_what_has_a_figure_is_not_said_to_lack_it(alices, alice):
    food = make_food("Oat bar", magnesium_mg="100", owner=alice, state=State.PRIVATE)
    page = alices.get(f"{PAGE}{food.pk}/borrow/", follow=True)
    assert "“Oat bar” has a figure." in text(page)
    assert "has no magnesium figure" not in text(page)


def test_the_page_takes_as_many_queries_for_many_as_for_one(alices, alice):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            alices.get(PAGE)
        return len(captured)

    def one_more() -> None:
        submissions.report(make_food(), alice, said="wrong")
        submissions.propose(make_food(state=State.PRIVATE, owner=alice), alice, jpeg=b"a photo")

    one_more()
    few = queries()
    for _ in range(5):
        one_more()
    assert queries() == few


def test_what_was_asked_can_be_taken_away(alice):
    food = make_food("Oats")
    submissions.report(food, alice, said="wrong", jpeg=b"a photo")
    (kept,) = everything_about(alice)["submissions"]
    assert (kept["said"], kept["food"], kept["state"]) == ("wrong", food.pk, "open")
    assert base64.b64decode(kept["photo_jpeg_base64"]) == b"a photo"


class TestApi:
    def test_a_report_is_sent_read_and_taken_back(self, as_alice, as_bob):
        food = make_food("Oats", magnesium_mg="1380")
        photo = base64.b64encode(picture().read()).decode()
        body = {"said": "a slip", "suggested_mg": 138.5, "photo": photo}
        answer = as_alice.post(f"/api/v1/foods/{food.pk}/report/", body)
        assert answer.status_code == 201
        made = answer.json()
        assert {k: v for k, v in made.items() if not k.endswith("_at") and k != "id"} == {
            "kind": "report",
            "food": food.pk,
            "food_name": "Oats",
            "said": "a slip",
            "suggested_mg": 138.5,
            "suggested_basis": "100g",
            "state": "open",
            "reason": "",
            "result": None,
        }
        assert LabelPhoto.objects.count() == 1
        address = f"/api/v1/submissions/{made['id']}/"
        assert as_alice.get("/api/v1/submissions/").json()["results"] == [made]
        assert as_alice.get(address).json() == made
        assert as_bob.get(address).status_code == as_bob.delete(address).status_code == 404
        assert as_bob.get("/api/v1/submissions/").json()["results"] == []
        assert as_alice.delete(address).status_code == 204
        assert not LabelPhoto.objects.exists()

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "required"),
            ({"said": "x", "suggested_mg": "138"}, "not_a_number"),
            ({"said": "x", "suggested_mg": -1}, "min_value"),
            ({"said": "x", "photo": "%%%"}, "not_base64"),
            ({"said": "x", "photo": "aGVsbG8="}, "not_a_photo"),
            ({"said": "x", "who": "me"}, "unknown_field"),
        ],
    )
    def test_what_is_wrong_is_said_by_field(self, as_alice, body, code):
        answer = as_alice.post(f"/api/v1/foods/{make_food().pk}/report/", body)
        assert answer.status_code == 400
        assert [error["code"] for error in answer.json()["errors"]] == [code]

    def test_reporting_twice_is_refused_and_what_is_not_published_too(self, as_alice, alice):
        food = make_food()
        body = {"said": "wrong"}
        address = f"/api/v1/foods/{food.pk}/report/"
        assert as_alice.post(address, body).status_code == 201
        assert as_alice.post(address, body).json()["code"] == "waiting_already"
        mine = make_food(state=State.PRIVATE, owner=alice)
        answer = as_alice.post(f"/api/v1/foods/{mine.pk}/report/", body)
        assert answer.json()["code"] == "not_published"

    def test_a_proposal_may_say_something(self, as_alice, alice):
        mine = make_food(state=State.PRIVATE, owner=alice)
        answer = as_alice.post(f"/api/v1/foods/{mine.pk}/submit/", {"said": "Corner shop"})
        assert (answer.status_code, answer.json()["state"]) == (200, "proposed")
        assert Submission.objects.get().said == "Corner shop"
