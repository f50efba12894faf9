"""A database with the site as it is shipped, and people to look at it as."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import django

PUMPKIN_SEEDS = 56  # a built-in id: on every installation the same
SERVINGS = """\
Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Category
2026-11-20,08:14 AM,Breakfast,"Oats, rolled, regular and quick",80.00 g,311,110.4,Grains
2026-11-20,12:30 PM,Lunch,Almonds,2.00 handful,330,,Nuts
"""


def prepare() -> None:
    """Before anything of Django's is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    subprocess.run([sys.executable, "-m", "config.prepare"], check=True)
    django.setup()


def sign_in(browser: Any, person: Any) -> str:
    """The key of the session that a test client now has: by a password that was given just now, so
    that no page asks for it again."""
    browser.force_login(person)
    session = browser.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() + 3600}]
    session.save()
    return str(browser.cookies["sessionid"].value)


def with_diary() -> Any:
    """The demo's person, who has one of everything that has a page."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.core.management import call_command

    from foods.models import Food, State
    from foods.own_waters import write_water
    from foods.submissions import propose
    from foods.waters import Reading
    from intake.checklist_items import take_daily
    from intake.food_marks import mark_food
    from intake.life_stages import begin_life_stage
    from intake.management.commands.demo import EMAIL
    from intake.meals import save_entries
    from intake.models import Entry, GotIt, Mark, Person, Purpose
    from intake.people import give_consent
    from intake.transfer.uploads import keep
    from tests.factories import make_food, make_medicine

    call_command("demo", stdout=StringIO())
    person = Person.objects.get(email=EMAIL)
    today = person.profile.today()
    entries = Entry.objects.for_person(person)
    make_medicine(person)
    save_entries(person, name="Usual breakfast", entries=entries.filter(date=today)[:3])
    dose = entries.filter(kind="supplement").last()
    assert dose is not None
    take_daily(dose, today=today)
    give_consent(person=person, purpose=Purpose.LIFE_STAGE)
    # Over before the diary begins.
    before, past = today - timedelta(days=400), today - timedelta(days=200)
    begin_life_stage(person=person, kind="lactating", starts_on=before, ends_on=past, today=today)
    propose(make_food("Oat bar", owner=person, state=State.PRIVATE), person, said="At the corner")
    make_food("Soup of my aunt", magnesium_mg=None, owner=person, state=State.PRIVATE)
    write_water(person, "Tap water at home", Reading(mg_per_litre=Decimal(8)), food=None)
    mark_food(person, Food.objects.get(pk=PUMPKIN_SEEDS), Mark.NOT_THIS)
    GotIt.objects.create(person=person, note="one-low-day")
    keep(person, SERVINGS.encode(), file_name="servings.csv")
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    make_passkey(person)
    return person


def make_passkey(person: Any) -> None:
    """What a page says of one; it signs nobody in."""
    from allauth.mfa.models import Authenticator

    from tests.software_passkey import SoftwarePasskey

    options = {"publicKey": {"user": {"id": "of-the-demo"}, "challenge": "none"}}
    credential = SoftwarePasskey("https://testserver", "testserver").made(options)
    Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "My phone", "credential": credential}
    )


def with_weak_kidneys() -> Any:
    """Two weeks, doses among them."""
    from intake.demo import fill_diary
    from tests.factories import make_medicine, make_person, make_profile

    person = make_person("kidneys@example.org")
    profile = make_profile(person, first_run_done_at=datetime.now(UTC), kidney_disease=True)
    fill_diary(person, days=14, today=profile.today())
    make_medicine(person)
    return person


def with_nothing() -> Any:
    """Somebody who has just come."""
    from tests.factories import make_person, make_profile

    person = make_person("new@example.org")
    make_profile(person, first_run_done_at=datetime.now(UTC))
    return person


def administrator() -> Any:
    """Who may do all that curators may and one thing of each kind has waiting; after `with_diary`,
    whose food is proposed."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from foods.merging import merge
    from foods.models import FigureChange, Food, ImportFlag, ImportRun, Source
    from foods.submissions import report
    from intake.models import Person
    from intake.recalculation import recalculate
    from tests.factories import make_entry, make_food, make_person

    person = make_person("admin@example.org", is_staff=True, is_superuser=True)
    seeds = Food.objects.get(pk=PUMPKIN_SEEDS)
    oats = make_food("Oats of the mill", magnesium_mg="1380")
    make_entry(person, oats)
    Food.objects.filter(pk=oats.pk).update(magnesium_mg_per_basis=Decimal(138))
    recalculate(oats, by=person, reason="It was ten times as much")
    merge(make_food("Oats of a mill"), into=oats, by=person)
    FigureChange.objects.create(
        food=oats,
        old_mg=Decimal(138),
        new_mg=Decimal(140),
        reason="A new release",
        asked_by_id=Person.objects.exclude(pk=person.pk)[0].pk,
    )
    report(seeds, Person.objects.get(email="demo@example.org"), said="The bag says less")
    now = datetime.now(UTC)
    run = ImportRun.objects.create(
        source=Source.objects.all()[0],
        file_name="foods.csv",
        started_at=now,
        finished_at=now,
        counts={"new": 1, "flagged": 1},
        refused=[{"record": "7", "description": "(no name)", "reason": "it has no name"}],
    )
    ImportFlag.objects.create(
        run=run, source=run.source, food=oats, record_name="Oats", reason="other", words="Odd"
    )
    browser = Client()
    sign_in(browser, person)
    sheet = f"id,name,magnesium_mg\n{oats.pk},Oats of the mill,139\n"
    file = SimpleUploadedFile("mine.csv", sheet.encode())
    browser.post(reverse("admin:foods_sheet_add"), {"file": file})
    return person
