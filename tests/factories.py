"""Smallest valid objects; a test names what it is about and leaves the rest to these."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group as PeopleGroup
from django.test import Client
from rest_framework.test import APIClient

from foods.models import Food, Portion
from intake.curators import CURATORS
from intake.diary import NewEntry, log_entry
from intake.medicines.writing import name_medicine
from intake.models import Entry, Medicine, Person, PersonalToken, Profile, Purpose, Target
from intake.people import give_consent
from intake.snapshots import Measure
from notes.models import Note, NoteTranslation
from notes.models.translations import english_hash_of

numbers = count(1)
# She was asked about her kidneys, and said no.
ASKED_AT = datetime(2026, 1, 5, 12, tzinfo=UTC)


def make_person(email: str = "", **fields: Any) -> Person:
    return Person.objects.create_user(
        email or f"person{next(numbers)}@example.org", "a pass phrase", **fields
    )


def browser_of(person: Person) -> Client:
    """Signed in, by a session that is noted as allauth notes each."""
    client = Client()
    client.force_login(person)
    UserSession.objects.create(
        user=person, session_key=client.session.session_key, ip="127.0.0.1", user_agent=""
    )
    return client


def make_curator(email: str = "curator@example.org") -> Person:
    """Has the rights of the group, and is no administrator."""
    person = make_person(email, is_staff=True)
    person.groups.add(PeopleGroup.objects.get(name=CURATORS))
    return person


def make_profile(person: Person, **fields: Any) -> Profile:
    """A woman born in 1990 who said no to weak kidneys, and whose days are those of UTC, as of
    whoever has no profile: a day that a test began with is the day that the page shows."""
    defaults: dict[str, Any] = {
        "birth_date": date(1990, 3, 15),
        "sex": "female",
        "time_zone": "UTC",
        "kidney_answered_at": ASKED_AT,
    }
    return Profile.objects.create(person=person, **(defaults | fields))


def make_target(person: Person, starts_on: date, **fields: Any) -> Target:
    return Target.objects.create(
        person=person, starts_on=starts_on, **({"authority": "us"} | fields)
    )


def make_food(name: str = "", *, magnesium_mg: str | None = "100", **fields: Any) -> Food:
    """Published, per 100 g, nothing added."""
    food = Food(
        name=name or f"Food {next(numbers)}",
        magnesium_mg_per_basis=None if magnesium_mg is None else Decimal(magnesium_mg),
        **({"added_magnesium_mg_per_basis": Decimal(0)} | fields),
    )
    food.save()
    return food


def make_portion(food: Food, label: str = "1 handful", quantity: str = "30") -> Portion:
    return Portion.objects.create(
        food=food, label=label, quantity=Decimal(quantity), is_default=not food.portions.exists()
    )


def make_entry(person: Person, food: Food | None = None, **fields: Any) -> Entry:
    """100 g of a food at today's lunch of 2026-11-23, or what `fields` of NewEntry say."""
    defaults: dict[str, Any] = {"date": date(2026, 11, 23), "meal": "lunch"}
    if food is None and "name" not in fields:
        food = make_food()
    if food is not None:
        defaults |= {"food": food, "measure": Measure(grams=Decimal(100))}
    entry, _ = log_entry(person, NewEntry(**(defaults | fields)))
    return entry


def make_medicine(person: Person, **fields: Any) -> Medicine:
    """Levothyroxine at 07:00; the person agreed to its being kept."""
    give_consent(person=person, purpose=Purpose.MEDICINES)
    defaults: dict[str, Any] = {
        "name": "Levothyroxine",
        "medicine_class": "levothyroxine",
        "times": [time(7)],
    }
    medicine, _ = name_medicine(person, **(defaults | fields))
    return medicine


# What a note that is published has besides its text.
REVIEWED: dict[str, Any] = {
    "reviewed_on": date(2026, 11, 1),
    "next_review_on": date(2027, 11, 1),
    "claims": [{"text": "So it is.", "kind": "consensus", "verdict": "shown"}],
}


def make_note(slug: str, **fields: Any) -> Note:
    """Published; its title is its slug."""
    defaults: dict[str, Any] = {
        "title": slug,
        "summary": "In short.",
        "body": "Text.",
        "topic": "intake",
        "evidence_kind": "consensus",
        "evidence_verdict": "shown",
        **REVIEWED,
    }
    return Note.objects.create(slug=slug, **(defaults | fields))


def make_translation(note: Note, language: str = "de", **fields: Any) -> NoteTranslation:
    """Of the note as it stands; its title is the slug and the language."""
    defaults: dict[str, Any] = {
        "title": f"{note.pk} {language}",
        "summary": f"Kurz ({language}).",
        "body": note.body,
        "topic": "Zufuhr",
        "claims": [claim["text"] for claim in note.claims],
        "of_hash": Note.objects.values_list(english_hash_of(), flat=True).get(pk=note.pk),
    }
    return NoteTranslation.objects.create(note=note, language=language, **(defaults | fields))


def client_of(person: Person) -> APIClient:
    """Sends a personal token that was used today already, as a script does."""
    today = datetime.now(UTC).date()
    _, token = PersonalToken.objects.create(user=person, name="test", last_used_on=today)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def make_quick_add(
    person: Person, day: date, name: str, mg: str | None, kind: str = "food", **fields: Any
) -> Entry:
    """`mg` None: not known."""
    known = None if mg is None else Decimal(mg)
    return make_entry(person, name=name, kind=kind, magnesium_mg=known, date=day, **fields)
