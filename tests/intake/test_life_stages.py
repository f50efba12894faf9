"""Pregnancies and times of breastfeeding, as a person tells of them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from intake.life_stages import LifeStageGone, begin_life_stage, change_life_stage
from intake.models import LifeStage, Purpose
from intake.people import give_consent, profile_of
from intake.targets import situation_of
from tests.factories import make_profile
from tests.pages import text_of

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def agreed(alice):
    give_consent(person=alice, purpose=Purpose.LIFE_STAGE)


def begin(alice, kind="pregnant", starts_on=TODAY, ends_on=None):
    return begin_life_stage(
        person=alice, kind=kind, starts_on=starts_on, ends_on=ends_on, today=TODAY
    )


def test_pregnancy_and_lactation_may_overlap(alice):
    begin(alice, "pregnant", date(2026, 5, 1))
    begin(alice, "lactating", date(2026, 1, 1))
    assert situation_of(alice).stages(date(2026, 6, 1)) == {"pregnant", "lactating"}


@pytest.mark.parametrize("kind", LifeStage.Kind.values)
def test_the_database_takes_the_kinds_that_there_are(alice, kind):
    stage = LifeStage.objects.create(person=alice, kind=kind, starts_on=TODAY)
    with pytest.raises(IntegrityError, match="life_stage_kind_known"), transaction.atomic():
        LifeStage.objects.filter(pk=stage.pk).update(kind="weaned")


def test_ends_on_the_persons_word_that_day_included(alice):
    stage = begin(alice, starts_on=date(2026, 1, 1))
    change_life_stage(
        stage=stage, starts_on=stage.starts_on, ends_on=date(2026, 9, 30), today=TODAY
    )
    situation = situation_of(alice)
    assert situation.stages(date(2026, 9, 30)) == {"pregnant"}
    assert situation.stages(date(2026, 10, 1)) == frozenset()


def test_does_not_depend_on_the_column(alice):
    make_profile(alice, sex="male")
    begin(alice)
    assert situation_of(alice).on(TODAY).mg == 360  # US, pregnant, 31-50


def test_dates_can_be_put_right(alice):
    stage = begin(alice, starts_on=date(2026, 1, 1))
    change_life_stage(stage=stage, starts_on=date(2026, 2, 1), ends_on=None, today=TODAY)
    assert LifeStage.objects.get().starts_on == date(2026, 2, 1)


def test_one_that_was_removed_meanwhile_stays_removed(alice):
    stage = begin(alice, starts_on=date(2026, 1, 1))
    LifeStage.objects.all().delete()
    with pytest.raises(LifeStageGone):
        change_life_stage(stage=stage, starts_on=date(2026, 2, 1), ends_on=None, today=TODAY)
    assert not LifeStage.objects.exists()


@pytest.mark.parametrize("path", ["", "end/"])
def test_its_page_says_that_it_is_gone(alices, alice, monkeypatch, path):
    """Removed in another tab, between looking it up and writing."""
    stage = begin(alice, starts_on=date(2026, 1, 1))

    def removed_meanwhile(person):
        LifeStage.objects.all().delete()
        return profile_of(person)

    monkeypatch.setattr("intake.views.settings.profile_of", removed_meanwhile)
    said = {"starts_on": "2026-01-01", "ends_on": "2026-02-01"}
    page = alices.post(f"/settings/health/stages/{stage.pk}/{path}", said)
    assert page.status_code == 404
    assert "This was removed meanwhile, and not changed." in page.content.decode()
    assert "Health and consent" in text_of(page)
    assert not LifeStage.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field", "code"),
    [
        (date(308, 1, 1), None, "starts_on", "year_out_of_range"),
        (date(9999, 1, 1), None, "starts_on", "year_out_of_range"),
        (date(2026, 11, 24), None, "starts_on", "in_the_future"),
        (date(2026, 1, 1), date(2026, 11, 24), "ends_on", "in_the_future"),
        (date(2026, 1, 2), date(2026, 1, 1), "ends_on", "ends_too_early"),
        (date(2025, 1, 1), date(2025, 6, 1), "starts_on", "overlaps"),
        (date(2025, 1, 1), None, "starts_on", "overlaps"),
    ],
)
def test_refuses_dates_that_cannot_be(alice, starts_on, ends_on, field, code):
    begin(alice, starts_on=date(2025, 3, 1), ends_on=date(2025, 11, 1))
    with pytest.raises(ValidationError) as refusal:
        begin(alice, starts_on=starts_on, ends_on=ends_on)
    assert [error.code for error in refusal.value.error_dict[field]] == [code]
    assert LifeStage.objects.count() == 1
