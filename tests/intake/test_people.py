"""What is stored about a person, on whose word, and that all of it can go."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from intake.life_stages import begin_life_stage
from intake.models import FIRST_DAY, Consent, LifeStage, Person, Profile, Purpose, Target
from intake.people import (
    ConsentNeeded,
    check_birth_date,
    finish_first_run,
    give_consent,
    has_consent,
    needs_invitation,
    profile_of,
    save_profile,
    set_kidney_flag,
    skip_first_run,
    withdraw_consent,
)
from intake.targets import remove_target, set_own_target, situation_of
from tests.factories import make_profile, make_target

TODAY = date(2026, 11, 23)


def mg_on(person: Person, day: date) -> Decimal:
    target = situation_of(person).on(day)
    assert target
    return target.mg


def authority_today(person: Person) -> str:
    row = situation_of(person).row_on(TODAY)
    assert row
    return row.authority


@pytest.mark.parametrize(
    ("birth_date", "code"),
    [
        (date(2010, 11, 23), None),  # sixteen today
        (date(2010, 11, 24), "under_age"),
        (date(2026, 11, 23), "under_age"),
        (date(2026, 11, 24), "in_the_future"),
        (date(308, 5, 1), "year_out_of_range"),
        (date(9999, 1, 1), "year_out_of_range"),
        (date(1899, 12, 31), "year_out_of_range"),
        (date(1900, 5, 1), "year_out_of_range"),  # 126 years old
        (date(1901, 1, 1), None),
    ],
)
def test_a_birth_date_is_that_of_somebody_of_sixteen_or_more(birth_date, code):
    if code is None:
        check_birth_date(birth_date, TODAY)
        return
    with pytest.raises(ValidationError) as refusal:
        check_birth_date(birth_date, TODAY)
    assert refusal.value.code == code


class TestConsent:
    def test_comes_before_the_kidney_flag(self, alice):
        with pytest.raises(ConsentNeeded):
            set_kidney_flag(person=alice, kidney_disease=True)
        assert profile_of(alice).kidney_disease is False

    def test_comes_before_a_life_stage(self, alice):
        with pytest.raises(ConsentNeeded):
            begin_life_stage(person=alice, kind="pregnant", starts_on=TODAY, today=TODAY)
        assert not LifeStage.objects.exists()

    def test_for_one_purpose_is_none_for_the_other(self, alice, bob):
        give_consent(person=alice, purpose=Purpose.LIFE_STAGE)
        give_consent(person=bob, purpose=Purpose.KIDNEY)
        with pytest.raises(ConsentNeeded):
            set_kidney_flag(person=alice, kidney_disease=True)

    def test_given_twice_counts_from_the_first_time(self, alice):
        first = datetime(2026, 1, 1, tzinfo=UTC)
        give_consent(person=alice, purpose=Purpose.KIDNEY, now=first)
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        assert Consent.objects.get().given_at == first

    def test_withdrawn_deletes_the_kidney_flag(self, alice):
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)
        withdraw_consent(person=alice, purpose=Purpose.KIDNEY)
        assert profile_of(alice).kidney_disease is False
        assert Consent.objects.get().withdrawn_at is not None
        assert not has_consent(alice, Purpose.KIDNEY)

    def test_withdrawn_deletes_the_life_stages_of_that_person_only(self, alice, bob):
        for person in (alice, bob):
            give_consent(person=person, purpose=Purpose.LIFE_STAGE)
            begin_life_stage(person=person, kind="pregnant", starts_on=TODAY, today=TODAY)
        withdraw_consent(person=alice, purpose=Purpose.LIFE_STAGE)
        assert LifeStage.objects.get().person == bob

    def test_can_be_given_again(self, alice):
        for _ in range(2):
            give_consent(person=alice, purpose=Purpose.KIDNEY)
            withdraw_consent(person=alice, purpose=Purpose.KIDNEY)
        assert Consent.objects.filter(person=alice).count() == 2

    def test_ends_when_the_flag_is_taken_back(self, alice):
        give_consent(person=alice, purpose=Purpose.KIDNEY)
        set_kidney_flag(person=alice, kidney_disease=True)
        set_kidney_flag(person=alice, kidney_disease=False)
        assert not has_consent(alice, Purpose.KIDNEY)


class TestFirstRun:
    @pytest.mark.parametrize(
        ("country", "authority", "units", "time_zone"),
        [
            ("US", "us", "us", "America/New_York"),
            ("CA", "us", "metric", "America/Toronto"),
            ("PR", "us", "us", "America/Puerto_Rico"),
            ("DE", "dach", "metric", "Europe/Berlin"),
            ("AT", "dach", "metric", "Europe/Vienna"),
            ("CH", "dach", "metric", "Europe/Zurich"),
            ("FR", "efsa", "metric", "Europe/Paris"),
            ("LI", "efsa", "metric", "Europe/Vaduz"),
            ("NO", "nnr", "metric", "Europe/Oslo"),
            ("EE", "nnr", "metric", "Europe/Tallinn"),
            ("GB", "uk", "metric", "Europe/London"),
            ("AU", "anz", "metric", "Australia/Sydney"),
            ("NZ", "anz", "metric", "Pacific/Auckland"),
            ("JP", "japan", "metric", "Asia/Tokyo"),
            ("IN", "india", "metric", "Asia/Kolkata"),
            ("CN", "china", "metric", "Asia/Shanghai"),
            ("BR", "who", "metric", "America/Sao_Paulo"),
        ],
    )
    def test_proposes_by_country(self, alice, country, authority, units, time_zone):
        profile = finish_first_run(person=alice, country=country)
        assert (profile.units, profile.time_zone) == (units, time_zone)
        assert authority_today(alice) == authority

    def test_lets_the_person_choose_otherwise(self, alice):
        profile = finish_first_run(
            person=alice, country="DE", authority="who", units="us", time_zone="Asia/Tokyo"
        )
        assert (profile.units, profile.time_zone) == ("us", "Asia/Tokyo")
        assert authority_today(alice) == "who"

    def test_without_answers_stores_that_it_was_asked(self, alice):
        profile = finish_first_run(person=alice)
        assert profile.first_run_done_at is not None
        assert not Target.objects.exists()

    def test_stores_the_kidney_flag_with_its_consent(self, alice):
        profile = finish_first_run(person=alice, kidney_disease=True)
        assert profile.kidney_disease
        assert profile_of(alice).kidney_disease
        assert has_consent(alice, Purpose.KIDNEY)

    def test_can_be_skipped_once_and_keeps_that_date(self, alice):
        first = datetime(2026, 1, 1, tzinfo=UTC)
        skip_first_run(person=alice, now=first)
        skip_first_run(person=alice)
        assert profile_of(alice).first_run_done_at == first

    def test_reading_a_profile_writes_none(self, alice):
        assert needs_invitation(profile_of(alice))
        assert not Profile.objects.exists()


class TestAuthority:
    def test_a_change_holds_from_today_and_the_past_keeps_its_own(self, alice):
        make_profile(alice)
        make_target(alice, FIRST_DAY, authority="us")
        save_profile(profile=profile_of(alice), authority="dach", today=TODAY)
        assert mg_on(alice, date(2026, 11, 22)) == 320  # US, women 31-50
        assert mg_on(alice, TODAY) == 300  # D-A-CH, women from 19

    def test_a_change_takes_along_what_is_to_begin_later(self, alice):
        make_target(alice, FIRST_DAY, authority="us")
        later = make_target(alice, date(2027, 1, 1), authority="us", mg=Decimal(350))
        save_profile(profile=profile_of(alice), authority="dach", today=TODAY)
        later.refresh_from_db()
        assert (later.authority, later.mg) == ("dach", Decimal(350))

    def test_a_saved_profile_leaves_the_kidney_flag_alone(self, alice):
        make_profile(alice, kidney_disease=True)
        form_copy = profile_of(alice)
        form_copy.kidney_disease = False
        save_profile(profile=form_copy, authority="", today=TODAY)
        assert profile_of(alice).kidney_disease


class TestOwnTargets:
    def test_hold_from_their_date(self, alice):
        make_profile(alice)
        set_own_target(person=alice, starts_on=TODAY, mg=Decimal(350))
        assert mg_on(alice, TODAY) == 350
        assert mg_on(alice, date(2026, 11, 22)) == 320

    def test_a_date_that_is_taken_gets_the_new_amount(self, alice):
        for mg in (350, 375):
            set_own_target(person=alice, starts_on=TODAY, mg=Decimal(mg))
        assert Target.objects.get().mg == 375

    def test_keep_the_authority_in_force(self, alice):
        make_target(alice, FIRST_DAY, authority="dach")
        assert set_own_target(person=alice, starts_on=TODAY, mg=Decimal(1)).authority == "dach"

    def test_nothing_of_ones_own_is_the_authority_again(self, alice):
        make_profile(alice)
        set_own_target(person=alice, starts_on=date(2026, 1, 1), mg=Decimal(350))
        set_own_target(person=alice, starts_on=TODAY, mg=None)
        assert mg_on(alice, TODAY) == 320
        assert mg_on(alice, date(2026, 11, 22)) == 350

    def test_removing_one_leaves_the_change_of_authority_it_stood_on(self, alice):
        make_target(alice, FIRST_DAY, authority="us")
        target = make_target(alice, TODAY, authority="dach", mg=Decimal(350))
        remove_target(target)
        assert list(Target.objects.values_list("authority", "mg")) == [("us", None), ("dach", None)]

    def test_removing_another_removes_its_row(self, alice):
        make_target(alice, FIRST_DAY, authority="us")
        remove_target(make_target(alice, TODAY, authority="us", mg=Decimal(350)))
        assert Target.objects.get().starts_on == FIRST_DAY
