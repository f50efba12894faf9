from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import time
from time import monotonic, sleep
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from intake.medicines.spacing import NamedMedicine
from intake.medicines.writing import (
    MOST_MEDICINES,
    MedicineChanged,
    MedicineGone,
    MedicineTaken,
    change_medicine,
    name_medicine,
    set_removed,
)
from intake.models import (
    ChangeCounter,
    Consent,
    GotIt,
    Medicine,
    Profile,
    Purpose,
    circumstances_of,
)
from intake.people import ConsentNeeded, give_consent, profile_of, withdraw_consent
from intake.snapshots import InvalidEntry
from intake.targets import situation_of
from tests.factories import make_medicine, make_person, make_profile

pytestmark = pytest.mark.django_db
ID = UUID("6f1f9d0e-6a51-4e0a-9d6c-0d7a4c1c2b3a")
CIPRO = {"name": "Ciprofloxacin", "medicine_class": "quinolone", "times": [time(7), time(19)]}


@pytest.fixture
def agreed(alice):
    give_consent(person=alice, purpose=Purpose.MEDICINES)
    return alice


def test_nothing_is_kept_without_consent(alice):
    with pytest.raises(ConsentNeeded):
        name_medicine(alice, **CIPRO)
    assert not Medicine.objects.exists()


PPI = {"name": "Omeprazole", "medicine_class": "proton_pump_inhibitor", "times": []}


def test_where_hours_do_not_matter_no_time_is_needed(agreed):
    medicine, _ = name_medicine(agreed, **PPI)
    assert medicine.times == []


@pytest.mark.parametrize(
    "change", [{"medicine_class": ""}, {"medicine_class": "iron"}, {"name": "Some other tablet"}]
)
def test_what_becomes_another_needs_one(agreed, change):
    """Under a name that says nothing of its class it is of none."""
    medicine, _ = name_medicine(agreed, **PPI)
    with pytest.raises(InvalidEntry) as error:
        change_medicine(medicine, **change)
    assert (error.value.field, error.value.code) == ("times", "required")
    medicine.refresh_from_db()
    assert medicine.medicine_class == "proton_pump_inhibitor"
    changed = change_medicine(medicine, **change, times=[time(8)])
    assert changed.times == [time(8)]


def test_times_are_by_the_minute_each_once_and_in_order(agreed):
    times = [time(19, 0, 30), time(7), time(19)]
    medicine, is_new = name_medicine(agreed, **CIPRO | {"times": times})
    assert (is_new, medicine.times) == (True, [time(7), time(19)])


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"name": "  "}, "name", "required"),
        ({"name": "x" * 121}, "name", "too_long"),
        ({"times": []}, "times", "required"),
        ({"times": [time(hour) for hour in range(13)]}, "times", "too_many"),
        ({"medicine_class": "antihistamine"}, "medicine_class", "invalid_choice"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(agreed, wrong, field, code):
    with pytest.raises(InvalidEntry) as error:
        name_medicine(agreed, **CIPRO | wrong)
    assert (error.value.field, error.value.code) == (field, code)
    medicine = make_medicine(agreed)
    with pytest.raises(InvalidEntry):
        change_medicine(medicine, **wrong)


def test_the_same_request_names_it_once(agreed):
    first, _ = name_medicine(agreed, **CIPRO, once=ID, request_hash="one")
    again, is_new = name_medicine(agreed, **CIPRO, once=ID, request_hash="one")
    assert (again.pk, is_new) == (first.pk, False)
    with pytest.raises(MedicineTaken):
        name_medicine(agreed, **CIPRO, once=ID, request_hash="another")
    set_removed(first, removed=True)
    with pytest.raises(MedicineGone):
        name_medicine(agreed, **CIPRO, once=ID, request_hash="one")


def test_each_write_takes_the_next_number_of_the_person(agreed):
    medicine, _ = name_medicine(agreed, **CIPRO)
    changed = change_medicine(medicine, times=[time(8)], expected_version=1)
    removed = set_removed(changed, removed=True)
    last = ChangeCounter.objects.get(person=agreed).value
    assert [each.change for each in (medicine, changed, removed)] == [last - 2, last - 1, last]
    assert (removed.version, removed.name, removed.times) == (3, "Ciprofloxacin", [time(8)])
    with pytest.raises(MedicineGone):
        change_medicine(medicine, name="Cipro")
    back = set_removed(removed, removed=False)
    with pytest.raises(MedicineChanged) as error:
        change_medicine(medicine, name="Cipro", expected_version=1)
    assert error.value.medicine.version == back.version == 4


def test_there_is_room_for_so_many(agreed):
    medicines = [make_medicine(agreed) for _ in range(MOST_MEDICINES)]
    with pytest.raises(InvalidEntry, match="at most"):
        name_medicine(agreed, **CIPRO)
    set_removed(medicines[0], removed=True)
    name_medicine(agreed, **CIPRO)
    with pytest.raises(InvalidEntry, match="at most"):
        set_removed(medicines[0], removed=False)


@pytest.mark.parametrize("name", ["Levothyroxine", "Aspirin"])
def test_another_name_is_of_no_class_until_one_is_confirmed(agreed, name):
    """What is advised for one medicine must not stand beside another."""
    medicine, _ = name_medicine(agreed, **CIPRO)
    assert change_medicine(medicine, name="Ciprofloxacin 500").medicine_class == "quinolone"
    assert change_medicine(medicine, name=name).medicine_class == ""
    confirmed = change_medicine(medicine, name="My antibiotic", medicine_class="quinolone")
    assert confirmed.medicine_class == "quinolone"
    assert change_medicine(medicine, times=[time(9)]).medicine_class == "quinolone"


def test_withdrawing_deletes_all_of_them_also_those_removed(agreed, bob):
    set_removed(make_medicine(agreed), removed=True)
    make_medicine(agreed)
    theirs = make_medicine(bob)
    withdraw_consent(person=agreed, purpose=Purpose.MEDICINES)
    assert list(Medicine.objects.all()) == [theirs]
    assert Consent.objects.get(person=agreed).withdrawn_at is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write",
    [
        lambda medicine: change_medicine(medicine, times=[time(9)]),
        lambda medicine: set_removed(medicine, removed=True),
    ],
)
def test_what_is_changed_while_the_consent_is_withdrawn_does_not_come_back(write):
    medicine = make_medicine(make_person())

    def write_elsewhere() -> None:
        with suppress(ConsentNeeded):
            write(medicine)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            withdraw_consent(person=medicine.person, purpose=Purpose.MEDICINES)
            writing = pool.submit(write_elsewhere)
            wait_until_somebody_waits()
        writing.result(timeout=10)
    assert not Medicine.objects.exists()


def wait_until_somebody_waits() -> None:
    """For a lock, which the transaction that is open here holds."""
    ends = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < ends:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("Nobody waited.")


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"medicine_class": "antihistamine"}, {"times": []}, {"times": [time(1)] * 13}],
)
def test_the_database_refuses_what_can_not_be(agreed, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Medicine.objects.create(person=agreed, **CIPRO | wrong)


class TestReading:
    def test_comes_with_the_profile_in_its_query(self, alice, bob, django_assert_num_queries):
        make_profile(alice)
        make_medicine(bob, name="Bob's")
        first = make_medicine(alice, **CIPRO)
        second = make_medicine(alice, name="Metformin", medicine_class="", times=[time(12)])
        set_removed(make_medicine(alice, name="Iron", medicine_class="iron"), removed=True)
        with django_assert_num_queries(1):
            found = circumstances_of(profile_of(alice)).medicines
        assert found == [
            NamedMedicine(first.uuid, "Ciprofloxacin", "quinolone", (time(7), time(19))),
            NamedMedicine(second.uuid, "Metformin", "", (time(12),)),
        ]
        assert circumstances_of(Profile.objects.get(person=alice)).medicines == found

    def test_who_names_one_has_a_stored_profile(self, agreed):
        assert not Profile.objects.filter(person=agreed).exists()
        name_medicine(agreed, **CIPRO)
        assert [each.name for each in circumstances_of(profile_of(agreed)).medicines] == [
            "Ciprofloxacin"
        ]

    def test_none_without(self, alice, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert circumstances_of(profile_of(alice)).medicines == []

    def test_a_situation_tells_the_classes(self, alice, django_assert_num_queries):
        profile = make_profile(alice)
        make_medicine(alice, **CIPRO)
        make_medicine(alice, name="Metformin", medicine_class="")
        profile = profile_of(alice)
        with django_assert_num_queries(0):
            situation = situation_of(alice, profile)
        assert situation.medicine_classes == {"quinolone"}
        assert situation_of(alice).medicine_classes == {"quinolone"}


def read(person):
    return {got.note: got.rests_on for got in GotIt.objects.filter(person=person)}


def test_what_was_read_of_a_class_is_forgotten_with_its_last_medicine(agreed, bob):
    first, second = make_medicine(agreed), make_medicine(agreed)
    iron = make_medicine(agreed, name="Iron", medicine_class="iron")
    for person in (agreed, bob):
        GotIt.objects.create(
            person=person, note="timing-with-medicines", rests_on=["iron", "levothyroxine"]
        )
    GotIt.objects.create(person=agreed, note="ppis-and-diuretics", rests_on=["diuretic"])
    everything = read(agreed)

    set_removed(first, removed=True)
    assert read(agreed) == everything
    set_removed(second, removed=True)
    assert read(agreed) == everything | {"timing-with-medicines": ["iron"]}
    set_removed(second, removed=False)
    assert read(agreed) == everything | {"timing-with-medicines": ["iron"]}
    change_medicine(iron, name="A pill", medicine_class="")
    assert read(agreed) == {"ppis-and-diuretics": ["diuretic"]}
    assert read(bob) == {"timing-with-medicines": ["iron", "levothyroxine"]}
