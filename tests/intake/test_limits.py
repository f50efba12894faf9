from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from intake.limits import count_write
from intake.models import WriteCount
from tests.factories import client_of, make_person

URL = "/api/v1/profile/"
START_OF_MINUTE = 1_764_000_000


def test_a_minute_counts_for_itself(alice, bob):
    counted = [count_write(alice, second=START_OF_MINUTE + s) for s in (0, 1, 59, 60, 61)]
    assert counted == [1, 2, 3, 1, 2]
    assert count_write(bob, second=START_OF_MINUTE) == 1


def test_too_many_writes_wait_and_reads_never_do(as_alice, as_bob, settings):
    settings.WRITES_PER_MINUTE = 2
    for _ in range(5):
        assert as_alice.get(URL).status_code == 200
    assert not WriteCount.objects.exists()
    codes = [as_alice.patch(URL, {}).status_code for _ in range(2)]
    response = as_alice.patch(URL, {})
    assert codes == [200, 200]
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(response.headers["Retry-After"]) <= 61
    assert as_alice.get(URL).status_code == 200
    assert as_bob.patch(URL, {}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_writes_side_by_side_are_all_counted():
    person = make_person()

    def write(_):
        try:
            return count_write(person, second=START_OF_MINUTE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(20))) == list(range(1, 21))
    assert client_of(person).get(URL).status_code == 200
