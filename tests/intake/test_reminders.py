"""Letters that people asked for: when, to whom, how often, and what they say."""

import logging
import re
import threading
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from intake.checklist import log_item
from intake.checklist_items import set_paused, take_daily
from intake.day_marks import mark_day
from intake.models import MailChoice, MailKind, Profile, SentMail
from intake.reminders import choose_mail, off_token, send_due
from tests.factories import make_entry, make_food, make_person, make_profile, make_quick_add
from tests.intake.test_checklist import MONDAY, daily
from tests.pages import text_of

pytestmark = pytest.mark.django_db
# Nine in the evening of Monday 2026-11-23 in Berlin, and nine on its morning.
NINE = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def confirm(person):
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


@pytest.fixture
def wants(alice):
    """Alice in Berlin wants both, at an address that she confirmed."""
    make_profile(alice, time_zone="Europe/Berlin")
    confirm(alice)
    choose_mail(alice, reminder=True, weekly=True)
    return alice


def test_a_reminder_at_its_time_once(wants):
    daily(wants)
    send_due(NINE - timedelta(minutes=1))
    assert mail.outbox == []
    for later in (0, 5, 60):
        send_due(NINE + timedelta(minutes=later))
    (letter,) = mail.outbox
    assert letter.to == ["alice@example.org"]
    assert letter.subject == "A reminder from Twelve"
    assert "- Citrate, 100 mg elemental, 21:00" in letter.body
    send_due(NINE + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_what_is_due_together_is_one_letter(wants):
    daily(wants)
    daily(wants, mg="50")
    send_due(NINE)
    (letter,) = mail.outbox
    assert letter.body.count("- Citrate") == 2


def test_nothing_of_what_is_logged_paused_or_too_late(wants):
    item = daily(wants)
    log_item(item, MONDAY)
    set_paused(daily(wants), paused=True)
    daily(wants, time=None)
    send_due(NINE)
    send_due(NINE + timedelta(days=1, hours=2))
    assert mail.outbox == []


@pytest.mark.parametrize(
    "change",
    [
        lambda alice: choose_mail(alice, reminder=False, weekly=True),
        lambda alice: MailChoice.objects.all().delete(),
        lambda alice: EmailAddress.objects.update(verified=False),
        lambda alice: EmailAddress.objects.update(email="other@example.org"),
        lambda alice: type(alice).objects.update(is_active=False),
        lambda alice: Profile.objects.update(kidney_disease=True),
        lambda alice: Profile.objects.update(birth_date=date(2009, 1, 1)),
    ],
    ids=["off", "never on", "not confirmed", "another", "inactive", "kidneys", "under 18"],
)
def test_who_gets_no_reminder(wants, change):
    daily(wants)
    change(wants)
    send_due(NINE)
    assert mail.outbox == []


def test_the_time_is_by_the_persons_clock(wants):
    daily(wants)
    Profile.objects.update(time_zone="America/New_York")
    send_due(NINE)
    assert mail.outbox == []
    send_due(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert len(mail.outbox) == 1
    # A move does not remind of the same day again.
    Profile.objects.update(time_zone="Pacific/Honolulu")
    send_due(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    assert len(mail.outbox) == 1


def test_the_choice_is_asked_again_when_the_letter_is_claimed(wants, monkeypatch):
    """Turned off between the look and the letter, it is not sent."""
    daily(wants)

    def meanwhile(*_):
        MailChoice.objects.update(reminder=False)
        return True

    monkeypatch.setattr("intake.reminders.is_offered", lambda *a, **k: meanwhile())
    send_due(NINE)
    assert mail.outbox == []
    assert not SentMail.objects.exists()


def test_what_could_not_be_sent_is_tried_again_and_the_log_names_nobody(wants, monkeypatch, caplog):
    daily(wants)
    other = make_person("other@example.org")
    make_profile(other, time_zone="Europe/Berlin")
    confirm(other)
    choose_mail(other, reminder=True, weekly=False)
    daily(other)

    def fails(self, *_, **__):
        if self.to == ["alice@example.org"]:
            raise OSError("alice@example.org: 100 mg Citrate refused")
        mail.outbox.append(self)

    monkeypatch.setattr("intake.reminders.EmailMultiAlternatives.send", fails)
    with caplog.at_level(logging.DEBUG):
        outcome = send_due(NINE)
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert "A letter could not be sent: OSError" in caplog.text
    assert "alice" not in caplog.text
    assert "Citrate" not in caplog.text
    monkeypatch.undo()
    send_due(NINE + timedelta(minutes=5))
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "alice@example.org",
        "other@example.org",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_it_once():
    person = make_person()
    make_profile(person, time_zone="Europe/Berlin")
    confirm(person)
    choose_mail(person, reminder=True, weekly=True)
    daily(person)
    barrier = threading.Barrier(4)

    def run():
        barrier.wait()
        send_due(NINE)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([letter for letter in mail.outbox if "reminder" in letter.subject]) == 1


def test_old_claims_go(wants):
    SentMail.objects.create(person=wants, kind="weekly", date=date(2026, 9, 1), claimed_at=NINE)
    send_due(NINE)
    assert not SentMail.objects.filter(date=date(2026, 9, 1)).exists()


# The week


def test_the_week_on_monday_morning_once(wants):
    make_quick_add(wants, date(2026, 11, 16), "Porridge", "200")
    make_quick_add(wants, date(2026, 11, 18), "Citrate", "400", kind="supplement")
    make_entry(wants, make_food(magnesium_mg=None), date=date(2026, 11, 18))
    make_quick_add(wants, date(2026, 11, 23), "Seeds", "999")
    send_due(MORNING - timedelta(hours=2))
    for _ in range(2):
        send_due(MORNING)
    (letter,) = mail.outbox
    assert letter.subject == "Your week in Twelve"
    # (200 + 400) / 2 of 320: 93.75 %; 400 of added magnesium are above 350.
    assert "16 November to 22 November 2026: 2 of 7 days logged." in letter.body
    assert "mean of the logged days: at least 300 mg" in letter.body
    assert "- supplements: 200 mg" in letter.body
    assert "1 item had no figure." in letter.body
    assert "320 mg, so at least 94 %." in letter.body
    assert "above the upper level on 1 day." in letter.body


def test_a_week_with_the_kidney_flag_is_amounts_only(wants):
    Profile.objects.update(kidney_disease=True)
    make_quick_add(wants, date(2026, 11, 18), "Citrate", "400", kind="supplement")
    send_due(MORNING)
    (letter,) = mail.outbox
    assert "400 mg" in letter.body
    for word in ("%", "target", "upper level", "320"):
        assert word not in letter.body


def test_a_skipped_day_is_not_in_the_week(wants):
    make_quick_add(wants, date(2026, 11, 17), "Meals", "300")
    make_quick_add(wants, date(2026, 11, 18), "Citrate", "900", kind="supplement")
    mark_day(wants, date(2026, 11, 18), skipped=True)
    send_due(MORNING)
    body = mail.outbox[0].body
    assert "1 of 7 days logged. 1 more that you left out is not counted." in body
    assert "mean of the logged days: 300 mg" in body
    assert "above the upper level" not in body


def test_who_hides_the_numbers_gets_none_in_the_week(wants):
    Profile.objects.filter(person=wants).update(hide_numbers=True)
    make_quick_add(wants, date(2026, 11, 17), "Meals", "300")
    make_quick_add(wants, date(2026, 11, 18), "Citrate", "900", kind="supplement")
    send_due(MORNING)
    body = mail.outbox[0].body
    assert "You have hidden the numbers" in body
    assert "above the upper level on 1 day." in body
    assert " mg" not in body
    assert "%" not in body


def test_who_hides_the_numbers_is_reminded_by_name_and_by_what_a_label_says(wants):
    Profile.objects.filter(person=wants).update(hide_numbers=True)
    daily(wants)
    own = make_quick_add(
        wants, date(2026, 11, 20), "Powder", "150", kind="supplement", time=time(21)
    )
    take_daily(own, today=date(2026, 11, 23))
    send_due(NINE)
    body = mail.outbox[0].body
    assert "- Citrate, 100 mg elemental, 21:00" in body
    assert "- Powder, 21:00" in body


def test_of_a_week_without_a_logged_day_there_is_no_letter(wants):
    make_quick_add(wants, date(2026, 11, 18), "Antacid", "400", kind="medicine")
    send_due(MORNING)
    assert mail.outbox == []


# The command, the settings and the link


def test_the_command_sends_and_counts(wants, capsys, monkeypatch):
    daily(wants)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NINE)
    call_command("send_reminders")
    assert capsys.readouterr().out == "Sent: 1. Could not be sent: 0.\n"


def test_the_command_writes_no_letter_to_the_console(wants, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    daily(wants)
    with pytest.raises(CommandError, match="No mail server is named"):
        call_command("send_reminders")
    assert capsys.readouterr().out == ""


def test_nobody_is_sent_anything_unasked(alice, alices):
    daily(alice)
    make_profile(alice, time_zone="Europe/Berlin")
    confirm(alice)
    send_due(NINE)
    assert mail.outbox == []
    assert "None is sent unless you ask" in text_of(alices.get("/settings/mail/"))
    assert not MailChoice.objects.exists()


def test_asking_sends_a_link_to_confirm_the_address_first(alice, alices):
    alices.post("/settings/mail/", {"reminder": "on"})
    assert (MailChoice.objects.get().reminder, MailChoice.objects.get().weekly) == (True, False)
    (letter,) = mail.outbox
    assert letter.subject == "Confirm your e-mail address for Twelve"
    assert "once you confirm" in text_of(alices.get("/settings/mail/"))
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    assert "Is this your address?" in text_of(alices.get(link))
    alices.post(link)
    assert EmailAddress.objects.get().verified
    assert "once you confirm" not in text_of(alices.get("/settings/mail/"))


def test_or_a_code_where_addresses_must_be_confirmed(alice, alices, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    asked = alices.post("/settings/mail/", {"reminder": "on"})
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[0].body, re.MULTILINE)[0]
    assert alices.post(asked["Location"], {"code": code})["Location"] == "/settings/mail/"
    assert EmailAddress.objects.get().verified


def test_a_letter_ends_them_without_signing_in(wants):
    daily(wants)
    send_due(NINE)
    (letter,) = mail.outbox
    link = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in letter.body
    path = link.removeprefix("http://localhost:8000")
    anybody = Client(enforce_csrf_checks=True)
    assert "End these letters?" in text_of(anybody.get(path))
    assert MailChoice.objects.get().reminder
    # As mail programs do it: RFC 8058.
    for _ in range(2):
        gone = anybody.post(path, {"List-Unsubscribe": "One-Click"})
    assert "No more of these letters" in text_of(gone)
    assert "alice" not in gone.content.decode()
    choice = MailChoice.objects.get()
    assert (choice.reminder, choice.weekly) == (False, True)
    anybody.post(path, {"all": "1"})
    assert not MailChoice.objects.get().weekly
    send_due(NINE + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_a_link_that_is_not_ours_ends_nothing(wants, bob):
    token = off_token(wants, MailKind.REMINDER)
    for broken in (token[:-2], token.replace(token[:4], "AAAA"), "x"):
        assert Client().post(f"/mail/off/{broken}/").status_code == 410
    assert MailChoice.objects.get().reminder
    theirs = off_token(bob, MailKind.REMINDER)
    Client().post(f"/mail/off/{theirs}/", {"all": "1"})
    assert MailChoice.objects.get(person=wants).reminder
    bob.delete()
    assert Client().get(f"/mail/off/{theirs}/").status_code == 410


@pytest.mark.parametrize("people", [1, 5])
def test_a_run_takes_few_queries_a_person(people, django_assert_max_num_queries):
    for _ in range(people):
        person = make_person()
        make_profile(person, time_zone="Europe/Berlin")
        confirm(person)
        choose_mail(person, reminder=True, weekly=True)
        daily(person)
    with django_assert_max_num_queries(2 + 8 * people):
        send_due(NINE)


def test_a_dose_by_ones_own_name_says_its_mg(wants):
    entry = make_quick_add(wants, MONDAY - timedelta(days=1), "Powder", "80", kind="supplement")
    item, _ = take_daily(entry, today=MONDAY)
    type(item).objects.filter(pk=item.pk).update(time="21:00")
    send_due(NINE)
    assert f"- Powder, {Decimal(80)} mg, 21:00" in mail.outbox[0].body
