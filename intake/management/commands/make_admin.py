import getpass
import sys
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from intake.models import Person


class Command(BaseCommand):
    help = "Make an administrator, or make one of a person who has an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="Asked for when it is not given.")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        interactive = sys.stdin.isatty() and not options["password_stdin"]
        email = self._email(options["email"], interactive)
        person = Person.objects.filter(email=email).first()
        if interactive:
            password = self._ask_for_password(person or Person(email=email))
        elif options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\r\n")
            _check(password, person or Person(email=email))
        elif person is not None:
            password = ""
        else:
            raise CommandError("Nobody has this address yet: give a password, --password-stdin.")

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

    def _email(self, given: str | None, interactive: bool) -> str:
        while True:
            email = (given or (input("E-mail address: ") if interactive else "")).strip().lower()
            try:
                validate_email(email)
                if len(email) > 254:
                    raise ValidationError("This address is too long.")
                return email
            except ValidationError as error:
                if given or not interactive:
                    raise CommandError(
                        f"--email {email or 'is missing'}: {error.messages[0]}"
                    ) from error
                self.stderr.write(error.messages[0])

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


def _check(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
