"""Naming medicines in the settings, by requests of real people."""

import re
from datetime import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from intake.models import Medicine, Purpose
from intake.people import has_consent
from tests.factories import make_medicine, make_profile
from tests.pages import text_of

pytestmark = pytest.mark.django_db
URL = "/settings/medicines/"
CIPRO = {"name": "Ciprofloxacin 500 mg", "time_0": "19:00", "time_2": "07:00", "consent": "on"}


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


@pytest.fixture
def bobs(bob) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def test_nothing_is_named_yet(alices):
    text = text_of(alices.get(URL))
    assert "None named so far." in text
    assert "Name a medicine" in text
    assert "I agree that Twelve keeps my medicines" in text
    assert "/settings/medicines/" in alices.get("/settings/").content.decode()


def test_a_known_ingredient_is_proposed_and_never_taken_silently(alices, alice):
    asked = alices.post(URL, CIPRO)
    assert asked.status_code == 422
    text = text_of(asked)
    assert "Is it this? Please choose. Yes: Quinolone antibiotic No, or not sure" in text
    assert not Medicine.objects.exists()
    page = asked.content.decode()
    assert not re.search(r'type="radio"[^>]*checked', page)
    assert 'value="Ciprofloxacin 500 mg"' in page
    assert 'value="19:00"' in page

    shown = alices.post(URL, CIPRO | {"medicine_class": "quinolone", "asked": "1"}, follow=True)
    medicine = Medicine.objects.get(person=alice)
    assert (medicine.medicine_class, medicine.times) == ("quinolone", [time(7), time(19)])
    assert has_consent(alice, Purpose.MEDICINES)
    assert (
        "Ciprofloxacin 500 mg : change Quinolone antibiotic · 07:00, 19:00 Remove Advised: "
        "Ciprofloxacin 500 mg at least 2 hours before magnesium, or at least 6 hours after it. "
        "Ask your pharmacist." in text_of(shown)
    )
    assert "I agree that Twelve keeps" not in text_of(shown)


@pytest.mark.parametrize(
    ("language", "name", "asks", "listed"),
    [
        (
            "de",
            "Alendronsäure 70 mg",
            "Ist es das? Bitte wähle. Ja: Bisphosphonat",
            "Alendronat, Alendronsäure, Risedronat",
        ),
        (
            "es",
            "Ácido alendrónico 70 mg",
            "¿Es este? Elige, por favor. Sí: Bifosfonato",
            "alendronato, ácido alendrónico, risedronato",
        ),
    ],
)
def test_in_ones_own_language_it_is_listed_and_proposed(alices, language, name, asks, listed):
    alices.cookies["language"] = language
    assert listed in text_of(alices.get(URL))
    asked = alices.post(URL, CIPRO | {"name": name})
    assert asks in text_of(asked)
    assert not Medicine.objects.exists()


PPI = {"name": "Omeprazole", "consent": "on"}


def test_where_hours_do_not_matter_no_time_is_needed(alices, alice):
    asked = alices.post(URL, PPI)
    assert "Give a time" not in text_of(asked)
    said = PPI | {"medicine_class": "proton_pump_inhibitor", "asked": "1"}
    text = text_of(alices.post(URL, said, follow=True))
    medicine = Medicine.objects.get(person=alice)
    assert (medicine.medicine_class, medicine.times) == ("proton_pump_inhibitor", [])
    assert "Omeprazole : change Proton pump inhibitor, for the stomach Remove" in text
    assert alices.get(f"{URL}{medicine.uuid}/").status_code == 200


@pytest.mark.parametrize("chosen", ["other", "quinolone"])
def test_of_any_other_it_is(alices, chosen):
    asked = alices.post(URL, PPI | {"medicine_class": chosen, "asked": "1"})
    assert "Give a time at which you usually take it." in text_of(asked)
    assert not Medicine.objects.exists()


def test_whoever_says_no_to_it_is_told_to_ask(alices, alice):
    shown = alices.post(URL, CIPRO | {"medicine_class": "other", "asked": "1"}, follow=True)
    assert Medicine.objects.get(person=alice).medicine_class == ""
    assert "07:00, 19:00 Remove Ask your pharmacist." in text_of(shown)


def test_one_that_the_table_does_not_know(alices, alice):
    alices.post(URL, CIPRO | {"name": "Metformin"})
    assert Medicine.objects.get(person=alice).medicine_class == ""


def test_a_brand_name_can_be_said_to_be_one(alices, alice):
    alices.post(URL, CIPRO | {"name": "Euthyrox", "medicine_class": "levothyroxine"})
    assert Medicine.objects.get(person=alice).medicine_class == "levothyroxine"


def test_where_hours_do_not_matter_the_page_says_what_does(alices, alice):
    make_medicine(alice, name="Omeprazole", medicine_class="proton_pump_inhibitor")
    assert "no gap is advised. Ask about a blood test." in text_of(alices.get(URL))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Give it a name."),
        ({"time_0": "", "time_2": ""}, "Give a time at which you usually take it."),
        ({"time_0": "25:00"}, "Write the time as in 08:30."),
        ({"medicine_class": "antihistamine"}, "Select a valid choice."),
        ({"consent": ""}, "Twelve keeps this only if you agree to it."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(alices, wrong, message):
    response = alices.post(URL, {**CIPRO, "medicine_class": "quinolone", **wrong})
    assert response.status_code == 422
    assert message in text_of(response)
    assert not Medicine.objects.exists()


def test_the_same_form_sent_twice_names_it_once(alices, alice):
    once = re.search(r'name="once" value="([^"]+)"', alices.get(URL).content.decode())[1]
    said = CIPRO | {"name": "Metformin", "once": once}
    alices.post(URL, said)
    shown = alices.post(URL, said, follow=True)
    assert Medicine.objects.for_person(alice).count() == 1
    assert shown.request["PATH_INFO"] == URL


class TestChanging:
    def test_times_and_name(self, alices, alice):
        medicine = make_medicine(alice)
        page = alices.get(f"{URL}{medicine.uuid}/").content.decode()
        assert '<option value="levothyroxine" selected>' in page
        assert 'name="time_0" value="07:00"' in page
        said = {"name": "Thyroxine 50", "medicine_class": "levothyroxine", "time_0": "06:30"}
        sent = alices.post(f"{URL}{medicine.uuid}/", said | {"version": 1})
        assert sent.url == URL
        medicine.refresh_from_db()
        assert (medicine.name, medicine.times) == ("Thyroxine 50", [time(6, 30)])

    def test_another_name_is_asked_about_once(self, alices, alice):
        """What a medicine is does not stay as it was when it becomes another."""
        medicine = make_medicine(alice)
        url = f"{URL}{medicine.uuid}/"
        said = {"name": "Doxycycline", "medicine_class": "levothyroxine", "time_0": "08:00"}
        asked = alices.post(url, said | {"version": 1})
        assert (asked.status_code, "Yes: Tetracycline" in text_of(asked)) == (422, True)
        alices.post(url, said | {"medicine_class": "other", "asked": "1", "version": 1})
        medicine.refresh_from_db()
        assert (medicine.name, medicine.medicine_class) == ("Doxycycline", "")
        renamed = {"name": "Iron", "medicine_class": "other", "time_0": "08:00", "version": 2}
        assert alices.post(url, renamed).status_code == 422
        assert alices.post(url, renamed | {"asked": "1"}).status_code == 302

    def test_a_name_that_the_table_does_not_know_is_asked_about_too(self, alices, alice):
        medicine = make_medicine(alice)
        url = f"{URL}{medicine.uuid}/"
        said = {"name": "Aspirin", "medicine_class": "levothyroxine", "time_0": "08:00"}
        asked = alices.post(url, said | {"version": 1})
        assert (asked.status_code, "Yes: Levothyroxine" in text_of(asked)) == (422, True)
        medicine.refresh_from_db()
        assert medicine.name == "Levothyroxine"
        kept = alices.post(url, said | {"asked": "1", "version": 1})
        medicine.refresh_from_db()
        assert (kept.status_code, medicine.medicine_class) == (302, "levothyroxine")

    def test_what_was_changed_elsewhere_is_shown(self, alices, alice):
        medicine = make_medicine(alice)
        url = f"{URL}{medicine.uuid}/"
        said = {"name": "Levothyroxine", "medicine_class": "levothyroxine", "version": 1}
        alices.post(url, said | {"time_0": "06:00"})
        late = alices.post(url, said | {"time_0": "09:00"})
        assert late.status_code == 409
        assert 'value="06:00"' in late.content.decode()
        medicine.refresh_from_db()
        assert medicine.times == [time(6)]

    def test_more_times_than_the_form_begins_with(self, alices, alice):
        medicine = make_medicine(alice, times=[time(hour) for hour in range(6)])
        assert 'name="time_6"' in alices.get(f"{URL}{medicine.uuid}/").content.decode()


def test_removing_and_undo(alices, alice):
    medicine = make_medicine(alice)
    removed = alices.post(f"{URL}{medicine.uuid}/remove/", follow=True).content.decode()
    undo = re.search(r'action="([^"]*/restore/)"', removed)[1]
    assert not Medicine.objects.for_person(alice).kept().exists()
    gone = alices.get(f"{URL}{medicine.uuid}/", follow=True)
    assert "This was removed meanwhile: Levothyroxine." in gone.content.decode()
    alices.post(undo)
    assert Medicine.objects.for_person(alice).kept().count() == 1


def test_withdrawing_deletes_them(alices, alice):
    make_medicine(alice)
    assert "Withdraw and delete all of them" in text_of(alices.get("/settings/health/"))
    alices.post("/settings/health/medicines/withdraw/")
    assert not Medicine.objects.exists()
    assert "Withdraw and delete all of them" not in text_of(alices.get("/settings/health/"))


def test_another_persons_medicine_is_not_found(alice, bobs):
    url = f"{URL}{make_medicine(alice).uuid}/"
    assert bobs.get(url).status_code == 404
    for address in ("", "remove/", "restore/"):
        assert bobs.post(url + address).status_code == 404
    assert "Levothyroxine 07:00" not in text_of(bobs.get(URL))


def test_the_list_takes_the_same_few_queries(alices, alice):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            make_medicine(alice)
        with CaptureQueriesContext(connection) as queries:
            alices.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
