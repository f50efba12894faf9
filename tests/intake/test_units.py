"""Who sees ounces, and where: pages show and read them, and grams are kept."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from foods.shown_units import shows_ounces
from intake.checklist_items import add_item
from intake.diary import NewEntry
from intake.meal_items import NewItem
from intake.meals import create_saved_meal
from intake.models import ChecklistItem, Entry, Profile
from intake.people import finish_first_run, profile_of
from intake.reminders import choose_mail, send_due
from intake.snapshots import Measure
from tests.factories import make_entry, make_food, make_portion, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db
AMERICAN = {"HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.9"}
DAY = "2026-11-23"
SLOT = {"date": DAY, "meal": "lunch"}


@pytest.fixture
def alices(alice, alices) -> Client:
    make_profile(alice, units="us")
    return alices


@pytest.fixture
def seeds():
    return make_food("Pumpkin seeds", magnesium_mg="550")


@pytest.fixture
def milk():
    return make_food("Milk", magnesium_mg="11", basis="100ml")


def fields_of(page: str, start: str) -> dict[str, str]:
    """What the form that begins with `start` would send as it stands."""
    form = page.split(start, 1)[1].split("</form>", 1)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' not in tag or "checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


def in_german(number: str) -> str:
    """A thousandth has a fourth decimal, so that it is not read as thousands."""
    whole, _point, rest = number.partition(".")
    return f"{whole},{rest}0" if len(rest) == 3 and whole != "0" else f"{whole},{rest}"


class TestWho:
    @pytest.mark.parametrize(
        ("asked", "unit"),
        [
            ("en-US,en;q=0.9", "3.53 oz"),
            ("en-us", "3.53 oz"),
            ("en-GB,en-US;q=0.9,en;q=0.8", "100 g"),
            ("de,en-US;q=0.7", "100 g"),
            ("", "100 g"),
        ],
    )
    def test_a_guest_by_what_their_browser_asks_for_first(self, client, seeds, asked, unit):
        found = client.get("/try/", {"q": "pumpkin"}, HTTP_ACCEPT_LANGUAGE=asked)
        assert f"Pumpkin seeds 550 mg {unit}" in text_of(found)

    def test_a_person_as_they_chose_whatever_the_browser(self, alice, alices, seeds):
        make_entry(alice, seeds)
        assert "3,53 oz" in text_of(alices.get(f"/day/{DAY}/", HTTP_ACCEPT_LANGUAGE="de"))
        Profile.objects.update(units="metric")
        assert "100 g" in text_of(alices.get(f"/day/{DAY}/", **AMERICAN))
        Profile.objects.all().delete()
        assert "100 g" in text_of(alices.get(f"/day/{DAY}/", **AMERICAN))

    @pytest.mark.parametrize(("asked", "units"), [(AMERICAN, "us"), ({}, "metric")])
    def test_who_signs_up_begins_with_the_units_of_their_browser(self, client, asked, units):
        said = {"email": "carol@example.org", "password1": "seventeen herons"}
        client.post("/accounts/signup/", said, **asked)
        carol = EmailAddress.objects.get(email=said["email"]).user
        assert profile_of(carol).units == units
        assert profile_of(carol).first_run_done_at is None
        # Where they live says more.
        assert finish_first_run(person=carol, country="DE").units == "metric"

    def test_what_follows_an_answer_knows_nothing_of_it(self, alices):
        alices.get("/")
        assert not shows_ounces()

    def test_the_page_of_every_device_shows_nobodys_units(self, alices, client):
        assert alices.get("/offline/").content == client.get("/offline/").content
        assert alices.get("/sw.js").content == client.get("/sw.js").content
        assert " data-ounces>" in alices.get("/").content.decode()


class TestShown:
    def test_a_day_and_its_letters(self, alice, alices, seeds, milk):
        make_entry(alice, seeds)
        make_entry(alice, milk, measure=Measure(millilitres=Decimal(500)))
        cup = make_portion(seeds, "1 cup", "130")
        make_entry(alice, seeds, measure=Measure(portion=cup, amount=Decimal(2)))
        text = text_of(alices.get(f"/day/{DAY}/"))
        assert "550 mg 3.53 oz" in text
        assert "55 mg 16.9 fl oz" in text
        assert "2 × cup · 9.17 oz" in text
        assert not re.search(r"\d (g|ml)\b", text)

    def test_a_foods_page_and_the_list_of_foods(self, alices, seeds):
        make_portion(seeds, "1 cup", "130")
        text = text_of(alices.get(f"/foods/{seeds.pk}/"))
        assert "550 mg per 100 g 156 mg per oz" in text
        assert "1 cup 4.59 oz 715 mg" in text
        assert "1 cup · 4.59 oz" in text_of(alices.get("/foods/", {"q": "pumpkin"}))

    def test_search_results_and_their_forms(self, alices, seeds):
        page = alices.get("/add/", {"q": "pumpkin", **SLOT})
        assert "3.53 oz" in text_of(page)
        form = alices.get(f"/add/{seeds.pk}/", SLOT).content.decode()
        assert fields_of(form, "data-log")["portion"] == "oz"
        assert fields_of(form, "data-log")["amount"] == "3.53"
        assert 'value="oz" data-quantity="28.349523125" data-unit checked' in form

    def test_a_reminder(self, alice, alices, seeds):
        EmailAddress.objects.create(user=alice, email=alice.email, verified=True)
        choose_mail(alice, reminder=True, weekly=False)
        kept = {"date": date(2026, 11, 1), "meal": "lunch", "time": time(8)}
        add_item(alice, NewEntry(**kept, food=seeds, measure=Measure(grams=Decimal(30))))
        send_due(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
        assert "- Pumpkin seeds, 1.06 oz, 08:00" in mail.outbox[0].body

    def test_the_api_tells_grams(self, alice, alices, seeds):
        entry = make_entry(alice, seeds)
        told = alices.get(f"/api/v1/entries/{entry.uuid}/").json()
        assert (told["grams"], told["portion_label"], told["amount"]) == (100, "g", 100)


class TestLogging:
    @pytest.mark.parametrize(
        ("typed", "read_as", "way", "amount", "grams"),
        [
            ("2 oz pumpkin", "2 oz", "oz", "2", "56.699"),
            ("1 lb pumpkin", "16 oz", "oz", "16", "453.592"),
            # What was typed in grams stays in grams, down to the last.
            ("30 g pumpkin", "30 g", "unit", "30", "30"),
            ("0.5 kg pumpkin", "500 g", "unit", "500", "500"),
        ],
    )
    def test_what_is_typed_in_the_box(self, alices, seeds, typed, read_as, way, amount, grams):
        page = alices.get("/add/", {"q": typed, **SLOT})
        assert f"Read as {read_as} of pumpkin" in text_of(page)
        fields = fields_of(page.content.decode(), "data-log")
        assert (fields["portion"], fields["amount"]) == (way, amount)
        assert alices.post(f"/add/{seeds.pk}/", fields).status_code == 302
        assert Entry.objects.get().quantity == Decimal(grams)

    def test_whoever_reads_grams_may_type_ounces_too(self, alices, seeds, milk):
        Profile.objects.update(units="metric")
        assert "Read as 28.4 g of pumpkin" in text_of(alices.get("/add/", {"q": "1 oz pumpkin"}))
        assert "Read as 237 ml of milk" in text_of(alices.get("/add/", {"q": "8 fl oz milk"}))
        assert "ounces" not in text_of(alices.get(f"/add/{seeds.pk}/", SLOT))

    def test_a_number_in_a_field_of_ounces_is_ounces(self, alices, seeds, milk):
        alices.post(f"/add/{seeds.pk}/", {"portion": "oz", "amount": "2", **SLOT})
        alices.post(f"/add/{milk.pk}/", {"portion": "fl oz", "amount": "8", **SLOT})
        alices.post(f"/add/{seeds.pk}/", {"portion": "unit", "amount": "2", **SLOT})
        logged = [(each.portion_label, each.amount) for each in Entry.objects.order_by("pk")]
        assert logged == [("g", Decimal("56.699")), ("ml", Decimal("236.588")), ("g", Decimal(2))]

    def test_a_weight_is_not_made_of_a_volume(self, alices, seeds, milk):
        refused = alices.post(f"/add/{seeds.pk}/", {"portion": "fl oz", "amount": "8", **SLOT})
        assert refused.status_code == 422
        assert not Entry.objects.exists()

    @pytest.mark.parametrize(
        ("came_with", "way", "amount", "asked"),
        [
            ("3.53 oz", "unit", "3.53", "3.53 g? Say how many grams it was."),
            ("30 g", "oz", "30", "30 oz? Say how many ounces it was."),
            ("1", "oz", "1", "1 oz? Say how many ounces it was."),
            ("3.53 oz", "oz", "3.53", ""),
            ("3.53 oz", "unit", "100", ""),
        ],
    )
    def test_another_unit_with_the_same_number_is_asked_for(
        self, alices, seeds, came_with, way, amount, asked
    ):
        fields = {"came_with": came_with, "portion": way, "amount": amount, **SLOT}
        answer = alices.post(f"/add/{seeds.pk}/", fields)
        assert answer.status_code == (422 if asked else 302)
        assert asked in answer.content.decode()

    def test_one_tap_logs_what_the_row_has_to_the_gram(self, alices, seeds):
        page = alices.get("/add/", {"q": "pumpkin", **SLOT}).content.decode()
        alices.post(f"/add/{seeds.pk}/", fields_of(page, '<form class="end"'))
        assert Entry.objects.get().quantity == 100

    @pytest.mark.parametrize(
        ("typed", "amount", "grams"),
        [
            ("pumpkin", "3.53", "100"),
            # Three decimals of a third, or all of it: both are what stands there.
            ("1/3 oz pumpkin", "0.333", "9.44 or 9.45"),
            ("10.25 oz pumpkin", "10.25", "290.583"),
            ("250.5 oz pumpkin", "250.5", "7101.556"),
        ],
    )
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_a_form_sent_as_it_stands_logs_what_it_shows(
        self, alices, seeds, typed, amount, grams, language
    ):
        """The form below the box, or the one that the row leads to."""
        Profile.objects.update(language=language)
        form = alices.get("/add/", {"q": typed, **SLOT}).content.decode()
        if "data-log" not in form:
            row = re.search(rf'href="(/add/{seeds.pk}/[^"]*)"', form)[1]
            form = alices.get(unescape(row)).content.decode()
        fields = fields_of(form, "data-log")
        assert fields["portion"] == "oz"
        assert fields["amount"] == (amount if language == "en" else in_german(amount))
        assert alices.post(f"/add/{seeds.pk}/", fields).status_code == 302
        assert Entry.objects.get().quantity in map(Decimal, grams.split(" or "))
        again = {"amount": "2", "once": ""}
        assert alices.post(f"/add/{seeds.pk}/", fields | again).status_code == 302
        assert Entry.objects.latest("pk").quantity == Decimal("56.699")

    def test_an_address_of_other_ounces_is_no_usual_helping(self, alices, seeds):
        asked = {"portion": "oz", "amount": "3.53", **SLOT}
        form = alices.get(f"/add/{seeds.pk}/", asked).content.decode()
        alices.post(f"/add/{seeds.pk}/", fields_of(form, "data-log"))
        assert Entry.objects.get().quantity == Decimal("100.074")

    def test_an_address_without_a_unit_says_grams(self, alices, seeds):
        page = alices.get(f"/add/{seeds.pk}/", {"amount": "30", **SLOT}).content.decode()
        assert fields_of(page, "data-log")["portion"] == "unit"


class TestChanging:
    @pytest.fixture
    def entry(self, alice, seeds):
        return make_entry(alice, seeds, measure=Measure(grams=Decimal(30)))

    def form(self, client, entry):
        page = client.get(f"/entries/{entry.uuid}/").content.decode()
        return fields_of(page, '<form class="stack whole editor"')

    def test_saved_as_it_was_shown_it_is_what_it_was(self, alices, entry):
        fields = self.form(alices, entry)
        assert (fields["amount"], fields["portion"]) == ("1.06", "oz")
        assert (
            alices.post(f"/entries/{entry.uuid}/", fields | {"meal": "dinner"}).status_code == 302
        )
        now = Entry.objects.get()
        assert now.meal == "dinner"
        assert (now.amount, now.portion_label, now.quantity) == (30, "g", 30)
        assert now.magnesium_mg == entry.magnesium_mg == Decimal(165)

    @pytest.mark.parametrize(
        ("way", "amount", "grams"), [("oz", "2", "56.699"), ("logged", "40", "40")]
    )
    def test_another_amount_in_either_unit(self, alices, entry, way, amount, grams):
        fields = self.form(alices, entry) | {"portion": way, "amount": amount}
        assert alices.post(f"/entries/{entry.uuid}/", fields).status_code == 302
        now = Entry.objects.get()
        assert (now.portion_label, now.quantity) == ("g", Decimal(grams))

    def test_grams_with_the_number_of_the_ounces_are_asked_for(self, alices, entry):
        fields = self.form(alices, entry) | {"portion": "logged"}
        answer = alices.post(f"/entries/{entry.uuid}/", fields)
        assert "1.06 g? Say how many grams it was." in answer.content.decode()
        assert Entry.objects.get().quantity == 30

    def test_a_form_of_before_the_units_changed_is_read_in_its_own(self, alices, entry):
        ounces = self.form(alices, entry)
        Profile.objects.update(units="metric")
        grams = self.form(alices, entry)
        assert (grams["amount"], grams["portion"]) == ("30", "logged")
        alices.post(f"/entries/{entry.uuid}/", ounces | {"amount": "2"})
        assert Entry.objects.get().quantity == Decimal("56.699")
        Profile.objects.update(units="us")
        version = {"version": Entry.objects.get().version}
        alices.post(f"/entries/{entry.uuid}/", grams | version | {"amount": "40"})
        assert Entry.objects.get().quantity == 40

    def test_what_is_too_little_for_ounces_stays_in_grams(self, alice, alices, seeds):
        pinch = make_entry(alice, seeds, measure=Measure(grams=Decimal("0.01")))
        fields = self.form(alices, pinch)
        assert (fields["amount"], fields["portion"]) == ("0.01", "logged")
        assert "&lt;0.001 oz" in alices.get(f"/day/{DAY}/").content.decode()


class TestKept:
    @pytest.fixture
    def meal(self, alice, seeds):
        items = [NewItem(food=seeds, measure=Measure(grams=Decimal(30)))]
        return create_saved_meal(alice, name="Snack", items=items)[0]

    def test_a_saved_meal(self, alices, meal):
        url = f"/meals/{meal.uuid}/"
        page = alices.get(url)
        assert re.search(r"How much Pumpkin seeds oz", text_of(page))
        fields = fields_of(page.content.decode(), f'action="{url}" novalidate>')
        assert fields["item-0-oz"] == "1.06"
        alices.post(url, fields)
        assert meal.items.get().amount == 30
        meal.refresh_from_db()
        alices.post(url, fields | {"version": meal.version, "item-0-oz": "2"})
        assert (meal.items.get().amount, meal.items.get().quantity) == (
            Decimal("56.699"),
            Decimal("56.699"),
        )
        # A page from before the units changed says nothing of ounces, and is asked again.
        meal.refresh_from_db()
        old = fields | {"version": meal.version, "item-0": "30"}
        del old["item-0-oz"]
        assert alices.post(url, old).status_code == 422

    def test_the_checklist(self, alice, alices, seeds):
        new = NewEntry(
            date=date(2026, 11, 1),
            meal="lunch",
            food=seeds,
            measure=Measure(grams=Decimal(30)),
        )
        url = f"/settings/checklist/{add_item(alice, new).uuid}/"
        assert "Pumpkin seeds : change 1.06 oz" in text_of(alices.get("/settings/checklist/"))
        page = alices.get(url)
        assert "How much, oz" in text_of(page)
        plan = {
            "meal": "lunch",
            "time": "",
            "weekdays": list(range(1, 8)),
            "starts_on": "2026-11-01",
        }
        alices.post(url, plan | {"ounces": "1.06", "meal": "dinner"})
        item = ChecklistItem.objects.get()
        assert (item.meal, item.amount, item.quantity) == ("dinner", 30, 30)
        alices.post(url, plan | {"ounces": "2"})
        assert ChecklistItem.objects.get().quantity == Decimal("56.699")
