import getpass
import sys
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from intake.models import Person

HOW = (
    "Give both in the environment, as in ADMIN_EMAIL=you@example.org ADMIN_PASSWORD=... make "
    "admin, or use make_admin --email you@example.org --password-stdin."
)


class Command(BaseCommand):
    help = "Make an administrator, or make one of a person who has an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="Else ADMIN_EMAIL, else it is asked for.")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given, from_stdin = options["email"], options["password_stdin"]
        by_environment = given is None and bool(settings.ADMIN_EMAIL)
        asks = sys.stdin.isatty() and not from_stdin and not by_environment
        if by_environment:
            email = _valid(settings.ADMIN_EMAIL, "ADMIN_EMAIL")
        elif given is not None:
            email = _valid(given, "--email")
        elif asks:
            email = self._ask_for_email()
        else:
            raise CommandError(f"There is no terminal to ask at. {HOW}")
        person = Person.objects.filter(email=email).first()
        if asks:
            password = self._ask_for_password(person or Person(email=email))
        elif from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
            _check(password, person or Person(email=email))
        elif by_environment and settings.ADMIN_PASSWORD:
            password = settings.ADMIN_PASSWORD
            _check(password, person or Person(email=email))
        elif person is not None:
            password = ""
        else:
            raise CommandError(f"Nobody has {email} yet, so a password is needed. {HOW}")

        with transaction.atomic():
            promoted = person is not None
            person = person or Person(email=email)
            person.is_active = person.is_staff = person.is_superuser = True
            if password:
                person.set_password(password)
            person.save()
            # Whoever can run this can vouch for the address.
            EmailAddress.objects.update_or_create(
                user=person, email=email, defaults={"primary": True, "verified": True}
            )
        self.stdout.write(f"{email} is {'now an' if promoted else 'a new'} administrator.")
        self.stdout.write(f"The admin is at {reverse('admin:index')} on the address of the server.")

    def _ask_for_email(self) -> str:
        while True:
            try:
                return _valid(input("E-mail address: "), "")
            except CommandError as error:
                self.stderr.write(str(error))

    def _ask_for_password(self, person: Person) -> str:
        """Twice, until both agree; nothing to keep the password of a person who has one."""
        may_keep = person.pk is not None
        prompt = "Password (empty: keep the present one): " if may_keep else "Password: "
        while True:
            password = getpass.getpass(prompt)
            if not password and may_keep:
                return ""
            if password != getpass.getpass("Password again: "):
                self.stderr.write("The two differ.")
                continue
            try:
                _check(password, person)
                return password
            except CommandError as error:
                self.stderr.write(str(error))


def _valid(given: str, name: str) -> str:
    """In lower case. Raises CommandError, which says where the address came from."""
    email = given.strip().lower()
    try:
        validate_email(email)
        if len(email) > 254:
            raise ValidationError("This address is too long.")
    except ValidationError as error:
        where = f"{name} {email or 'is empty'}: " if name else ""
        raise CommandError(where + error.messages[0]) from error
    return email


def _check(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
