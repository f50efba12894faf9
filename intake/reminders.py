"""Letters by e-mail: a reminder of what is on the checklist, and a summary of the week.

To those who asked for them, at an address that they confirmed. Neither subjects nor logs say
anything about anybody's health.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from psycopg2 import sql

from foods.shown_units import showing
from intake.checklist import Line, is_offered, items_of, line_of, taken_by
from intake.days import period_of
from intake.languages import language_of_letters
from intake.letters import attach_html
from intake.mail_times import days_to_remind, monday_to_tell
from intake.models import Entry, MailChoice, MailKind, Person, Profile, SentMail
from intake.people import profile_of
from intake.targets import Situation, situation_of
from intake.units import sees_ounces

logger = logging.getLogger(__name__)

KEPT_DAYS = 60
SUBJECTS = {
    MailKind.REMINDER: gettext_lazy("A reminder from Twelve"),
    MailKind.WEEKLY: gettext_lazy("Your week in Twelve"),
}
SALT = "intake.mail.off"

# A kind of letter is called as the column that chooses it.
CLAIM = sql.SQL(
    "INSERT INTO intake_sentmail (person_id, kind, date, item_id, claimed_at)"
    " SELECT person_id, %s, %s, %s, %s FROM intake_mailchoice WHERE person_id = %s AND {}"
    " ON CONFLICT DO NOTHING RETURNING id"
)


class LinkBroken(ValueError):
    """Not a link of ours, or of somebody who has left."""


@dataclass
class Sent:
    """How many letters went out, and how many could not be sent and are tried again."""

    sent: int = 0
    failed: int = 0


def has_confirmed_address(person: Person) -> bool:
    return EmailAddress.objects.filter(user=person, email=person.email, verified=True).exists()


def choice_of(person: Person) -> MailChoice:
    """Reading writes nothing."""
    return MailChoice.objects.filter(person=person).first() or MailChoice(person=person)


def choose_mail(person: Person, *, reminder: bool, weekly: bool) -> None:
    MailChoice.objects.update_or_create(
        person=person,
        defaults={
            "reminder": reminder,
            "weekly": weekly,
            "language": translation.get_language() or "",
        },
    )


def send_due(now: datetime) -> Sent:
    """All that is due now. May run twice at once, and as often as one likes."""
    SentMail.objects.filter(date__lt=now.date() - timedelta(days=KEPT_DAYS)).delete()
    confirmed = EmailAddress.objects.filter(
        user=OuterRef("person"), email=OuterRef("person__email"), verified=True
    )
    choices = MailChoice.objects.filter(
        Q(reminder=True) | Q(weekly=True), Exists(confirmed), person__is_active=True
    ).select_related("person__profile")
    outcome = Sent()
    for choice in list(choices):
        for wanted, send in ((choice.reminder, remind), (choice.weekly, tell_week)):
            if wanted:
                _try(outcome, send, choice, now)
    return outcome


def _try(
    outcome: Sent, send: Callable[[Person, datetime], bool], choice: MailChoice, now: datetime
) -> None:
    """What goes wrong with one letter stops no other. The log does not say whose it was."""
    try:
        ounces = sees_ounces(choice.person)
        with translation.override(language_of_letters(choice)), showing(ounces=ounces):
            outcome.sent += send(choice.person, now)
    except Exception as error:
        outcome.failed += 1
        logger.error("A letter could not be sent: %s", type(error).__name__)


def remind(person: Person, now: datetime) -> bool:
    """One letter for all that is due at this moment and not logged; whether one was sent."""
    profile = profile_of(person)
    if profile.kidney_disease:
        return False
    due: dict[date, list[Line]] = {}
    for day, line in _to_take(person, profile, now):
        due.setdefault(day, []).append(line)
    claimed = [
        (claim, day, line)
        for day, lines in due.items()
        for line in lines
        if (claim := _claim(person, MailKind.REMINDER, day, now, item_id=line.item.pk))
    ]
    if not claimed:
        return False
    lines = [line for _, _, line in claimed]
    context = {"lines": lines, "hide_numbers": profile.hide_numbers}
    _send(person, MailKind.REMINDER, context, [claim for claim, _, _ in claimed])
    return True


def _to_take(person: Person, profile: Profile, now: datetime) -> list[tuple[date, Line]]:
    zone = ZoneInfo(profile.time_zone)
    items = items_of(person)
    found = []
    days = {day for item in items if item.time for day in days_to_remind(now, item.time, zone)}
    situation = situation_of(person, profile) if days else None
    for day in sorted(days):
        due = [item for item in items if item.is_due(day)]
        entries = list(Entry.objects.for_person(person).kept().on(day).order_by("id"))
        taken = taken_by(due, day, entries)
        for item in due:
            if item.time is None or item.pk in taken:
                continue
            if day not in days_to_remind(now, item.time, zone):
                continue
            if situation and is_offered(item, situation, day, today=profile.today(now)):
                found.append((day, line_of(item, None)))
    return found


def tell_week(person: Person, now: datetime) -> bool:
    """Whether a letter was sent: none about a week without a logged day."""
    profile = profile_of(person)
    monday = monday_to_tell(now, ZoneInfo(profile.time_zone))
    if monday is None:
        return False
    claim = _claim(person, MailKind.WEEKLY, monday, now)
    if not claim:
        return False
    context = week_context(
        person, monday, situation_of(person, profile), hide_numbers=profile.hide_numbers
    )
    if not context["mean"].days:
        return False
    _send(person, MailKind.WEEKLY, context, [claim])
    return True


def week_context(
    person: Person, monday: date, situation: Situation, *, hide_numbers: bool = False
) -> dict[str, Any]:
    """Of the seven days before `monday`, without those that the person left out. With the kidney
    flag there is nothing but amounts."""
    first, last = monday - timedelta(days=7), monday - timedelta(days=1)
    period = period_of(person, first, last, situation, today=monday)
    levels = [day.upper_level for day in period.days if day.totals.entries and not day.skipped]
    return {
        "first": first,
        "last": last,
        "mean": period.mean,
        "amounts_only": situation.kidney_disease,
        "hide_numbers": hide_numbers,
        "days_above": sum(level is not None and level.exceeded is True for level in levels),
        "days_untold": sum(level is not None and level.exceeded is None for level in levels),
    }


def _claim(
    person: Person, kind: MailKind, day: date, now: datetime, *, item_id: int | None = None
) -> int | None:
    """The row's id; None where it was claimed before, or is not wanted any more.

    One statement: of two that send at once only one gets the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            CLAIM.format(sql.Identifier(kind.value)), [kind.value, day, item_id, now, person.pk]
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _send(person: Person, kind: MailKind, context: dict[str, Any], claims: Sequence[int]) -> None:
    """Where it can't be sent, its claims are given back for the next run to try."""
    off = settings.SITE_URL + reverse("mail_off", args=[off_token(person, kind)])
    context |= {"site": settings.SITE_URL, "off": off}
    try:
        letter = EmailMultiAlternatives(
            subject=str(SUBJECTS[kind]),
            body=render_to_string(f"intake/mail/{kind.value}.txt", context),
            to=[person.email],
            headers={
                "List-Unsubscribe": f"<{off}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        attach_html(letter)
        letter.send()
    except Exception:
        SentMail.objects.filter(person=person, pk__in=claims).delete()
        raise


# The link that ends it


def off_token(person: Person, kind: MailKind) -> str:
    """Says whose and which, to nobody but us who it is; it does not get too old."""
    return signing.dumps([person.pk, kind.value], salt=SALT)


def opened_off_token(token: str) -> tuple[Person, MailKind]:
    """Raises LinkBroken."""
    try:
        person_id, kind = signing.loads(token, salt=SALT)
        return Person.objects.get(pk=person_id), MailKind(kind)
    except (signing.BadSignature, Person.DoesNotExist, ValueError) as error:
        raise LinkBroken from error


def turn_off(person: Person, *kinds: MailKind) -> None:
    """Twice is as good as once."""
    off = {kind.value: False for kind in kinds}
    MailChoice.objects.filter(person=person).update(**off)
