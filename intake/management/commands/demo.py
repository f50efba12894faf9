import secrets
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from rich.progress import track

from foods.models import Food
from intake.demo import CITRATE, fill_diary
from intake.models import Entry, Person, Profile
from intake.targets import choose_authority

EMAIL = "demo@example.org"
DAYS = 90


class Command(BaseCommand):
    help = "Make a person with 90 varied days of entries and print their password."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Food.objects.filter(pk=CITRATE).exists():
            raise CommandError("The catalogue is empty: run `manage.py load_catalogue` first.")
        password = secrets.token_urlsafe(9)
        with transaction.atomic():
            person = self.new_person(password)
            today = person.profile.today()
            count = fill_diary(
                person,
                days=DAYS,
                today=today,
                progress=lambda days: track(list(days), "Writing the diary"),
            )
        self.stdout.write(f"{count} entries over {DAYS} days, up to {today}.")
        self.stdout.write(f"E-mail:   {EMAIL}\nPassword: {password}")

    def new_person(self, password: str) -> Person:
        """Starts the diary over when it was made before; the password is a new one each time."""
        person = Person.objects.filter(email=EMAIL).first()
        if person is None:
            person = Person.objects.create_user(EMAIL)
        person.set_password(password)
        person.save()
        Entry.objects.for_person(person).delete()
        Profile.objects.update_or_create(
            person=person,
            defaults={
                "country": "US",
                "birth_date": date(1990, 11, 6),
                "sex": "male",
                "first_run_done_at": timezone.now(),
                "kidney_answered_at": timezone.now(),
            },
        )
        person.refresh_from_db()
        choose_authority(person=person, authority="us", today=person.profile.today())
        return person
