"""A consent that is withdrawn on one device while another sends a form that rests on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.http import HttpResponse

from intake.models import LifeStage, Purpose
from intake.people import give_consent, has_consent, profile_of, withdraw_consent
from tests.factories import make_profile
from tests.intake.medicines.test_writing import wait_until_somebody_waits
from tests.pages import text_of


@pytest.mark.django_db(transaction=True)
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

    def send() -> HttpResponse:
        try:
            return alices.post(path, said)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            withdraw_consent(person=alice, purpose=purpose)
            sending = pool.submit(send)
            wait_until_somebody_waits()
        answer = sending.result(timeout=10)

    assert answer.status_code == 200
    assert "Twelve keeps this only if you agree to it." in text_of(answer)
    assert profile_of(alice).health_facts == []
    assert not LifeStage.objects.exists()
    assert not has_consent(alice, purpose)
