"""A consent that is withdrawn on one device while another sends a form that rests on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, transaction

from intake.models import LifeStage, Person, Purpose
from intake.people import (
    ConsentNeeded,
    give_consent,
    has_consent,
    profile_of,
    set_health_facts,
    set_kidney_flag,
    withdraw_consent,
)
from tests.factories import make_profile
from tests.intake.medicines.test_writing import wait_until_somebody_waits
from tests.pages import text_of

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


def while_withdrawn(person: Person, purpose: Purpose, act: Callable[[], T]) -> T:
    """What comes of `act`, begun before the withdrawal of the consent is through."""

    def act_elsewhere() -> T:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            withdraw_consent(person=person, purpose=purpose)
            acting = pool.submit(act_elsewhere)
            wait_until_somebody_waits()
        return acting.result(timeout=10)


@pytest.mark.parametrize(
    ("purpose", "path", "said"),
    [
        (Purpose.HEALTH_FACTS, "/settings/health/facts/", {"facts": ["alcohol"]}),
        (
            Purpose.LIFE_STAGE,
            "/settings/health/stages/",
            {"kind": "pregnant", "starts_on": "2026-01-01"},
        ),
    ],
)
def test_the_form_asks_for_it_again(alice, alices, purpose, path, said):
    make_profile(alice)
    give_consent(person=alice, purpose=purpose)

    answer = while_withdrawn(alice, purpose, lambda: alices.post(path, said))

    assert answer.status_code == 200
    assert "Twelve keeps this only if you agree to it." in text_of(answer)
    assert profile_of(alice).health_facts == []
    assert not LifeStage.objects.exists()
    assert not has_consent(alice, purpose)


@pytest.mark.parametrize("purpose", [Purpose.HEALTH_FACTS, Purpose.KIDNEY])
def test_nothing_is_kept_that_its_consent_no_longer_covers(alice, purpose):
    make_profile(alice)
    give_consent(person=alice, purpose=purpose)

    def tell() -> None:
        if purpose == Purpose.KIDNEY:
            set_kidney_flag(person=alice, kidney_disease=True)
        else:
            set_health_facts(person=alice, facts=["alcohol"])

    with pytest.raises(ConsentNeeded):
        while_withdrawn(alice, purpose, tell)
    profile = profile_of(alice)
    assert (profile.kidney_disease, profile.health_facts) == (False, [])
