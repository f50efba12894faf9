from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from intake.limits import Limit, forget_unused, give_back, seconds_to_wait, take
from intake.models import LimitUse
from tests.factories import client_of, make_person

URL = "/api/v1/profile/"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIVE = Limit("five", 5, 300)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.django_db
class TestALimit:
    def test_gives_all_at_once_and_then_one_at_a_time(self):
        assert [take(FIVE, now=NOON) for _ in range(7)] == [True] * 5 + [False] * 2
        assert [take(FIVE, now=after(seconds)) for seconds in (59, 60, 60, 119, 120)] == [
            False,
            True,
            False,
            False,
            True,
        ]

    def test_says_how_long_to_wait(self):
        assert seconds_to_wait(FIVE, now=NOON) == 0
        for _ in range(5):
            take(FIVE, now=NOON)
        assert seconds_to_wait(FIVE, now=after(10)) == 50
        assert seconds_to_wait(FIVE, now=after(60)) == 0

    def test_is_not_lengthened_by_what_is_refused(self):
        for _ in range(50):
            take(FIVE, now=NOON)
        assert seconds_to_wait(FIVE, now=NOON) == 60

    def test_is_whole_again_after_its_time(self):
        for _ in range(5):
            take(FIVE, now=NOON)
        assert [take(FIVE, now=after(300)) for _ in range(6)] == [True] * 5 + [False]

    def test_takes_back(self):
        for _ in range(5):
            take(FIVE, now=NOON)
        give_back(FIVE)
        assert [take(FIVE, now=NOON) for _ in range(2)] == [True, False]

    def test_that_is_not_a_round_part_of_its_time_gives_all(self):
        seven = Limit("seven", 7, 60)
        assert [take(seven, now=NOON) for _ in range(8)] == [True] * 7 + [False]

    def test_of_nothing_gives_nothing(self):
        assert not take(Limit("none", 0, 60), now=NOON)

    def test_beside_another_that_is_used_up_gives_nothing(self):
        one = Limit("one", 1, 60)
        assert take(FIVE, one, now=NOON)
        assert not take(FIVE, one, now=NOON)
        assert seconds_to_wait(FIVE, one, now=NOON) == 60

    def test_leaves_the_database_once_it_says_nothing(self):
        take(FIVE, now=NOON)
        forget_unused(after(60))
        assert LimitUse.objects.exists()
        forget_unused(after(61))
        assert not LimitUse.objects.exists()


def test_too_many_writes_wait_and_reads_never_do(as_alice, as_bob, settings):
    settings.WRITES_PER_MINUTE = 2
    for _ in range(5):
        assert as_alice.get(URL).status_code == 200
    assert not LimitUse.objects.exists()
    codes = [as_alice.patch(URL, {}).status_code for _ in range(2)]
    response = as_alice.patch(URL, {})
    assert codes == [200, 200]
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(response.headers["Retry-After"]) <= 30
    assert as_alice.get(URL).status_code == 200
    assert as_bob.patch(URL, {}).status_code == 200


def test_an_address_has_a_limit_too_whoever_writes_from_it(as_alice, as_bob, settings):
    settings.WRITES_PER_MINUTE_BY_ADDRESS = 2
    codes = [client.patch(URL, {}).status_code for client in (as_alice, as_bob, as_alice)]
    assert codes == [200, 200, 429]
    assert as_bob.patch(URL, {}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_server_that_knows_no_addresses_limits_people(as_alice, settings):
    settings.WRITES_PER_MINUTE = 1
    settings.WRITES_PER_MINUTE_BY_ADDRESS = 0
    assert as_alice.patch(URL, {}, REMOTE_ADDR="").status_code == 200
    assert as_alice.patch(URL, {}, REMOTE_ADDR="").status_code == 429


def test_nor_does_a_proxy_that_says_nonsense_stop_writing(as_alice, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for said in ("192.0.2.1", "nonsense, more of it", "x" * 500 + ", 192.0.2.1", ",", ""):
        answer = as_alice.patch(URL, {}, headers={"x-forwarded-for": said})
        assert answer.status_code == 200, said


@pytest.mark.django_db(transaction=True)
def test_side_by_side_none_slips_past():
    person = make_person()
    twelve, thirty = Limit("twelve", 12, 3600), Limit("thirty", 30, 3600)

    def write(_):
        try:
            return take(thirty, twelve, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(write, range(40))) == 12
    assert client_of(person).get(URL).status_code == 200
