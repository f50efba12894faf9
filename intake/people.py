"""What a person tells us about themselves, allows us to keep, and takes back.

Whatever touches more than one row happens here, in one transaction that holds the person's row.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.countries import COUNTRIES
from intake.models import (
    FIRST_DAY,
    LAST_DAY,
    Consent,
    GotIt,
    HealthFact,
    LifeStage,
    Medicine,
    Person,
    Profile,
    Purpose,
    PushedWrite,
    Target,
    read_profile,
)
from intake.reference_values import NotBornYet, age_in_months
from intake.targets import choose_authority
from intake.transfer.forgetting import forget_in_imports

# What a person may say of themselves without a consent.
PLAIN_FIELDS = (
    "country",
    "birth_date",
    "sex",
    "time_zone",
    "units",
    "language",
    "week_start",
    "hide_numbers",
    "show_energy",
    "interested_in_calcification",
    "first_run_done_at",
)

# That somebody read one of these tells what they told us, and goes with it.
NOTES_OF = {
    Purpose.KIDNEY: ("kidney-disease",),
    Purpose.MEDICINES: ("timing-with-medicines", "ppis-and-diuretics"),
    Purpose.HEALTH_FACTS: ("kidney-stones", "who-runs-low"),
}
# As sync calls the table in which it is told; of pushes from before this was kept nothing is known.
PUSHED_AS = {Purpose.MEDICINES: ("", "medicines")}


class ConsentNeeded(ValueError):
    """Something sensitive was to be stored without the person's consent to its purpose."""

    code = "consent_needed"

    def __init__(self, purpose: Purpose) -> None:
        super().__init__(
            _("This is kept only with your consent. %(label)s.") % {"label": purpose.label}
        )
        self.purpose = purpose


def profile_of(person: Person) -> Profile:
    """The stored profile, or an empty one that is not stored: reading writes nothing.

    One query, with what `situation_of` asks for.
    """
    return read_profile(person)


def needs_invitation(profile: Profile) -> bool:
    """Whether too little is known for an allowance of the person's own."""
    return profile.birth_date is None or not profile.sex


def check_day(day: date) -> None:
    """Raises ValidationError for 0308, 9999 and other years that no diary has."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("The year must be between %(first)s and %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year},
            code="year_out_of_range",
        )


def check_birth_date(birth_date: date, today: date) -> None:
    """Raises ValidationError for a date that no member of ours can have been born on."""
    check_day(birth_date)
    try:
        age_years = age_in_months(birth_date, today) // 12
    except NotBornYet:
        raise ValidationError(_("This date is in the future."), code="in_the_future") from None
    if age_years < settings.MINIMUM_AGE_YEARS:
        raise ValidationError(
            _("Twelve is for people of %(years)s or more. This date was not saved.")
            % {"years": settings.MINIMUM_AGE_YEARS},
            code="under_age",
        )
    if age_years > 125:
        raise ValidationError(_("Please check the year."), code="year_out_of_range")


def hold(person: Person) -> None:
    """Let one request at a time change what belongs to the person, to the end of the transaction.

    Before the change counter, never after it: whoever holds that would wait for whoever waits for
    it. Entries ask for the counter alone, and may point at the person meanwhile.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def held_profile(person: Person) -> Profile:
    """The stored profile, made where there is none, for this transaction to change: what is read
    before the person is held may be old by the time it is written back."""
    hold(person)
    profile, _ = Profile.objects.get_or_create(person=person)
    return profile


# Consent


def has_consent(person: Person, purpose: Purpose) -> bool:
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).exists()


def give_consent(*, person: Person, purpose: Purpose, now: datetime | None = None) -> Consent:
    """Giving it twice changes nothing: the first date counts."""
    with transaction.atomic():
        hold(person)
        consent, _ = Consent.objects.get_or_create(
            person=person,
            purpose=purpose,
            withdrawn_at=None,
            defaults={"given_at": now or timezone.now()},
        )
        return consent


def withdraw_consent(*, person: Person, purpose: Purpose, now: datetime | None = None) -> None:
    """Deletes what was kept for the purpose; only the two dates of the consent remain."""
    with transaction.atomic():
        hold(person)
        if purpose == Purpose.KIDNEY:
            Profile.objects.filter(person=person).update(
                kidney_disease=False, kidney_answered_at=None
            )
        elif purpose == Purpose.LIFE_STAGE:
            LifeStage.objects.filter(person=person).delete()
        elif purpose == Purpose.MEDICINES:
            Medicine.objects.for_person(person).delete()
        else:
            Profile.objects.filter(person=person).update(health_facts=[])
        _forget_notes_read(person, purpose)
        forget_in_imports(person, purpose)
        # A digest of the few things that can be told is as good as what it was made of.
        told_in = PUSHED_AS.get(purpose, ("", "profile"))
        PushedWrite.objects.filter(person=person, table_name__in=told_in).delete()
        Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(
            withdrawn_at=now or timezone.now()
        )


def _forget_notes_read(person: Person, purpose: Purpose) -> None:
    """Which of them were read tells which illness it is, and so would the tombstones that devices
    learn by: all of them get one, also those that never were."""
    notes = NOTES_OF.get(purpose, ())
    GotIt.objects.filter(person=person, note__in=notes).delete()
    with connection.cursor() as cursor:
        for note in notes:
            cursor.execute(
                "SELECT intake_note_change(%s, 'dismissed_notes', %s, true)", [person.pk, note]
            )


def require_consent(person: Person, purpose: Purpose) -> None:
    """Raises ConsentNeeded."""
    if not has_consent(person, purpose):
        raise ConsentNeeded(purpose)


# Kidney flag


def set_kidney_flag(*, person: Person, kidney_disease: bool, now: datetime | None = None) -> None:
    """Either is an answer, kept with its date. "No" withdraws the consent too.

    Raises ConsentNeeded.
    """
    with transaction.atomic():
        profile = held_profile(person)
        if kidney_disease:
            require_consent(person, Purpose.KIDNEY)
        else:
            withdraw_consent(person=person, purpose=Purpose.KIDNEY, now=now)
        profile.kidney_disease = kidney_disease
        profile.kidney_answered_at = now or timezone.now()
        profile.save(update_fields=["kidney_disease", "kidney_answered_at", "updated_at"])


def must_ask_about_kidneys(profile: Profile) -> bool:
    """Before a supplement or a medicine is logged on a page, until there was a yes or a no."""
    return not profile.kidney_disease and profile.kidney_answered_at is None


def answer_about_kidneys(*, person: Person, answer: str, now: datetime | None = None) -> None:
    """`yes` is a consent too, and `later` keeps nothing: they are asked again the next time."""
    if answer not in ("yes", "no"):
        return
    with transaction.atomic():
        if answer == "yes":
            give_consent(person=person, purpose=Purpose.KIDNEY, now=now)
        set_kidney_flag(person=person, kidney_disease=answer == "yes", now=now)


# Other facts about health


def set_health_facts(*, person: Person, facts: Collection[str]) -> None:
    """All of them. None withdraws the consent too.

    Raises ConsentNeeded.
    """
    with transaction.atomic():
        if not facts:
            withdraw_consent(person=person, purpose=Purpose.HEALTH_FACTS)
            return
        profile = held_profile(person)
        require_consent(person, Purpose.HEALTH_FACTS)
        if set(profile.health_facts) - set(facts):
            _forget_notes_read(person, Purpose.HEALTH_FACTS)
            forget_in_imports(person, Purpose.HEALTH_FACTS, but=facts)
        profile.health_facts = [fact for fact in HealthFact.values if fact in facts]
        profile.save(update_fields=["health_facts", "updated_at"])


# First run and profile


def save_profile(*, profile: Profile, authority: str, today: date) -> Target | None:
    """Stores the profile's plain fields; a new `authority` holds from `today`, "" keeps it.

    The kidney flag is not among them: see `set_kidney_flag`.
    """
    with transaction.atomic():
        stored = held_profile(profile.person)
        for field in PLAIN_FIELDS:
            setattr(stored, field, getattr(profile, field))
        stored.save()
        if not authority:
            return None
        return choose_authority(person=profile.person, authority=authority, today=today)


def finish_first_run(
    *,
    person: Person,
    country: str = "",
    birth_date: date | None = None,
    sex: str = "",
    time_zone: str = "",
    units: str = "",
    authority: str = "",
    kidney_disease: bool = False,
    now: datetime | None = None,
) -> Profile:
    """Stores the answers; what was left open is proposed by the country.

    `kidney_disease` True says that the person consented to its being kept.
    """
    now = now or timezone.now()
    lives_in = COUNTRIES.get(country)
    with transaction.atomic():
        profile = held_profile(person)
        profile.country, profile.birth_date, profile.sex = country, birth_date, sex
        profile.time_zone = time_zone or (lives_in.time_zone if lives_in else profile.time_zone)
        profile.units = units or (lives_in.proposed_units if lives_in else profile.units)
        profile.first_run_done_at = now
        authority = authority or (lives_in.proposed_authority if lives_in else "")
        save_profile(profile=profile, authority=authority, today=profile.today(now))
        if kidney_disease:
            give_consent(person=person, purpose=Purpose.KIDNEY, now=now)
            set_kidney_flag(person=person, kidney_disease=True)
        return profile_of(person)


def skip_first_run(*, person: Person, now: datetime | None = None) -> None:
    with transaction.atomic():
        profile = held_profile(person)
        profile.first_run_done_at = profile.first_run_done_at or now or timezone.now()
        profile.save(update_fields=["first_run_done_at", "updated_at"])
