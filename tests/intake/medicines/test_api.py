from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake.medicines.classes import CLASSES
from intake.models import Consent, Medicine, Profile, Purpose
from intake.people import give_consent, has_consent
from intake.serializers.days import DaySerializer
from intake.serializers.medicines import MedicineClassSerializer
from intake.snapshots import Measure
from tests.contracts import by_fields
from tests.factories import make_entry, make_medicine, make_profile, make_quick_add
from tests.intake.test_checklist import daily, make_tablet

pytestmark = pytest.mark.django_db
URL = "/api/v1/medicines/"
ID = "6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a"
CIPRO = {"name": "Ciprofloxacin", "medicine_class": "quinolone", "times": ["19:00", "07:00"]}
DAY = date(2026, 11, 23)


@pytest.fixture
def agreed(as_alice, alice):
    give_consent(person=alice, purpose=Purpose.MEDICINES)
    return as_alice


def test_a_medicine_is_named_and_answered_whole(agreed):
    said = CIPRO | {"id": ID}
    response = agreed.post(URL, said)
    assert response.status_code == 201, response.content
    body = response.json()
    assert body.pop("updated_at").startswith("20")
    assert body == {
        "id": ID,
        "name": "Ciprofloxacin",
        "medicine_class": "quinolone",
        "proposed_classes": [],
        "times": ["07:00:00", "19:00:00"],
        "text": "Advised: Ciprofloxacin at least 2 hours before magnesium, or at least 6 hours "
        "after it. Ask your pharmacist.",
        "version": 1,
    }
    again = agreed.post(URL, said)
    assert (again.status_code, again.json()["id"]) == (200, ID)
    other = agreed.post(URL, said | {"name": "Other"})
    assert (other.status_code, other.json()["code"]) == (409, "id_in_use")
    assert other.json()["current"]["name"] == "Ciprofloxacin"
    assert [each["id"] for each in agreed.get(URL).json()["results"]] == [ID]


def test_it_asks_for_a_consent(as_alice, alice):
    refused = as_alice.post(URL, CIPRO)
    assert (refused.status_code, refused.json()["code"]) == (400, "consent_needed")
    assert not Medicine.objects.exists()
    as_alice.patch("/api/v1/profile/", {"consent": {"medicines": True}})
    assert as_alice.post(URL, CIPRO).status_code == 201
    as_alice.patch("/api/v1/profile/", {"consent": {"medicines": False}})
    assert not Medicine.objects.exists()
    assert not has_consent(alice, Purpose.MEDICINES)


@pytest.mark.parametrize("unsaid", [{}, {"medicine_class": None}])
def test_a_class_is_proposed_and_never_taken_for_granted(agreed, unsaid):
    body = agreed.post(URL, {"name": "Doxycycline 100", "times": ["08:00"], **unsaid}).json()
    assert (body["medicine_class"], body["proposed_classes"]) == (None, ["tetracycline"])
    assert body["text"] == "Ask your pharmacist."
    changed = agreed.patch(f"{URL}{body['id']}/", {"medicine_class": "tetracycline"}).json()
    assert (changed["medicine_class"], changed["proposed_classes"]) == ("tetracycline", [])
    assert (changed["name"], changed["times"]) == ("Doxycycline 100", ["08:00:00"])
    back = agreed.patch(f"{URL}{body['id']}/", {"medicine_class": None}).json()
    assert (back["medicine_class"], back["version"]) == (None, 3)


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"name": ""}, "/name", "blank"),
        ({"name": "x" * 121}, "/name", "max_length"),
        ({"times": []}, "/times", "required"),
        ({"times": ["25:00"]}, "/times/0", "invalid"),
        ({"times": ["08:00+02:00"]}, "/times/0", "invalid"),
        ({"times": [f"{hour:02}:00" for hour in range(13)]}, "/times", "max_length"),
        ({"medicine_class": "antihistamine"}, "/medicine_class", "invalid_choice"),
        ({"dose": 5}, "/dose", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(agreed, wrong, pointer, code):
    response = agreed.post(URL, CIPRO | wrong)
    assert response.headers["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (400, pointer, code)
    assert not Medicine.objects.exists()


def test_where_hours_do_not_matter_no_time_is_asked_for(agreed):
    said = {"name": "Omeprazole", "medicine_class": "proton_pump_inhibitor", "times": []}
    made = agreed.post(URL, said)
    assert (made.status_code, made.json()["times"]) == (201, [])
    # Of another class hours would.
    changed = agreed.patch(f"{URL}{made.json()['id']}/", {"medicine_class": "quinolone"})
    assert changed.status_code == 400
    assert changed.json()["errors"][0]["pointer"] == "/times"


def test_removing_and_bringing_back(agreed, alice):
    medicine = make_medicine(alice)
    url = f"{URL}{medicine.uuid}/"
    assert [agreed.delete(url).status_code for _ in range(2)] == [204, 204]
    assert (agreed.get(url).status_code, agreed.patch(url, {"name": "X"}).status_code) == (410, 410)
    assert agreed.post(URL, CIPRO | {"id": str(medicine.uuid)}).status_code == 410
    assert agreed.get(URL).json() == {"results": []}
    assert agreed.post(f"{url}restore/").json()["name"] == "Levothyroxine"
    assert agreed.get(url).json()["version"] == 3


def test_another_name_is_of_no_class_until_one_is_said(agreed, alice):
    url = f"{URL}{make_medicine(alice).uuid}/"
    renamed = agreed.patch(url, {"name": "Ciprofloxacin"}).json()
    assert (renamed["medicine_class"], renamed["proposed_classes"]) == (None, ["quinolone"])
    assert renamed["text"] == "Ask your pharmacist."


def test_a_consent_that_is_withdrawn_meanwhile_is_said(agreed, alices, alice):
    """As a request finds it that looked the medicine up before and writes after."""
    medicine = make_medicine(alice)
    Consent.objects.update(withdrawn_at=timezone.now())
    url = f"{URL}{medicine.uuid}/"
    answers = [agreed.patch(url, {"name": "X"}), agreed.delete(url), agreed.post(f"{url}restore/")]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (400, "consent_needed")
    ] * 3
    page = f"/settings/medicines/{medicine.uuid}/"
    said = {"name": "X", "medicine_class": "other", "time_0": "08:00", "version": 1, "asked": "1"}
    for address, body in ((page, said), (f"{page}remove/", {}), (f"{page}restore/", {})):
        assert alices.post(address, body).url == "/settings/medicines/"
    medicine.refresh_from_db()
    assert (medicine.name, medicine.version) == ("Levothyroxine", 1)


def test_bob_finds_nothing_of_alices(as_bob, alice):
    url = f"{URL}{make_medicine(alice).uuid}/"
    assert as_bob.get(URL).json() == {"results": []}
    found = [
        as_bob.get(url),
        as_bob.patch(url, {"name": "Mine"}),
        as_bob.delete(url),
        as_bob.post(f"{url}restore/"),
    ]
    assert [each.status_code for each in found] == [404] * 4
    assert Medicine.objects.get().deleted_at is None


def test_the_list_takes_as_many_queries_for_ten_as_for_one(
    agreed, alice, django_assert_num_queries
):
    for count in (1, 9):
        for _ in range(count):
            make_medicine(alice)
        with django_assert_num_queries(2):
            agreed.get(URL)


class TestClasses:
    url = "/api/v1/medicine-classes/"

    def test_the_whole_table_is_open_to_everybody(self, client):
        results = client.get(self.url).json()["results"]
        assert [each["key"] for each in results] == list(CLASSES)
        by_fields(results[0], MedicineClassSerializer())
        (gabapentin,) = (each for each in results if each["key"] == "gabapentin")
        assert gabapentin == {
            "key": "gabapentin",
            "name": "Gabapentin",
            "ingredients": ["gabapentin"],
            "gaps": [
                {
                    "before": None,
                    "after": {"least": 2, "most": 2},
                    "extent": "at least",
                    "status": "seen",
                    "provisional": False,
                    "source": "Product text",
                }
            ],
            "text": "Advised: the medicine at least 2 hours after magnesium.",
        }

    def test_what_a_name_proposes(self, client):
        def keys(name):
            results = client.get(self.url, {"name": name}).json()["results"]
            return [each["key"] for each in results]

        assert keys("Alendronic acid 70 mg") == ["bisphosphonate"]
        assert keys("Metformin") == []

    @pytest.mark.parametrize(
        ("language", "name", "ingredient", "text"),
        [
            ("de", "Lansoprazol", "Omeprazol", "gleich zu welcher Stunde"),
            ("es", "lansoprazol", "omeprazol", "sea cual sea la hora"),
        ],
    )
    def test_it_is_in_the_language_asked_for(self, client, language, name, ingredient, text):
        asked = {"name": name}
        answer = client.get(self.url, asked, headers={"Accept-Language": language})
        (found,) = answer.json()["results"]
        assert found["key"] == "proton_pump_inhibitor"
        assert found["ingredients"][0] == ingredient
        assert text in found["text"]

    def test_an_unknown_parameter_is_refused(self, client):
        assert client.get(self.url, {"q": "iron"}).status_code == 400


class TestDay:
    def day(self, client):
        return client.get(f"/api/v1/days/{DAY}/").json()

    def test_what_stands_beside_its_times(self, as_alice, alice):
        known = make_medicine(alice, times=[time(7), time(23, 30)])
        unknown = make_medicine(alice, name="Metformin", medicine_class="")
        make_quick_add(alice, DAY, "Almonds", "76", time=time(8))
        make_quick_add(alice, DAY, "Magnesium", "100", "supplement")
        entry = make_quick_add(alice, DAY, "Magnesium", "100", "supplement", time=time(0, 30))
        body = self.day(as_alice)
        by_fields(body, DaySerializer())
        either_way = {"before": {"least": 4, "most": 4}, "after": {"least": 4, "most": 4}}
        assert body["medicine_spacing"] == [
            {
                "entry": str(entry.uuid),
                "time": "00:30:00",
                "medicine": str(known.uuid),
                "medicine_class": "levothyroxine",
                "before": {"time": "23:30:00", "minutes": 60},
                "after": {"time": "07:00:00", "minutes": 390},
                "advised": [
                    either_way
                    | {
                        "extent": "at least",
                        "status": "secondary",
                        "provisional": True,
                        "source": "Other texts",
                    }
                ],
                "text": "Advised: at least 4 hours between Levothyroxine and magnesium, whichever "
                "comes first (provisional). Your times: magnesium 00:30; Levothyroxine 23:30, "
                "1 hour before it, and 07:00, 6 hours 30 minutes after it. Ask your pharmacist.",
            },
            {
                "entry": str(entry.uuid),
                "time": "00:30:00",
                "medicine": str(unknown.uuid),
                "medicine_class": None,
                "before": None,
                "after": None,
                "advised": [],
                "text": "Metformin: ask your pharmacist.",
            },
        ]

    def test_it_stays_with_weak_kidneys(self, as_alice, alice):
        make_profile(alice)
        make_medicine(alice)
        make_quick_add(alice, DAY, "Antacid", "200", "medicine", time=time(8))
        before = self.day(as_alice)["medicine_spacing"]
        Profile.objects.update(kidney_disease=True)
        assert self.day(as_alice)["medicine_spacing"] == before != []

    def test_no_query_is_made_for_them(self, as_alice, alice):
        make_profile(alice)
        tablet = Measure(elemental_mg=Decimal(100))
        for _ in range(5):
            make_entry(alice, make_tablet(), date=DAY, time=time(8), measure=tablet)
        with CaptureQueriesContext(connection) as without:
            assert self.day(as_alice)["medicine_spacing"] == []
        for _ in range(5):
            make_medicine(alice)
        with CaptureQueriesContext(connection) as queries:
            assert len(self.day(as_alice)["medicine_spacing"]) == 25
        assert len(queries) == len(without)


def test_the_checklist_has_it_beside_each_time(as_alice, alice):
    make_medicine(alice)
    daily(alice, starts_on=DAY)
    body = as_alice.get("/api/v1/checklist/").json()["results"][0]
    (spacing,) = body["medicine_spacing"]
    assert body["time"] == "21:00:00"
    assert spacing["after"] == {"time": "07:00:00", "minutes": 600}
