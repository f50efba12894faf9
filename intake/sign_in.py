"""What signing in, and changing or resetting a password, means here: hooks into allauth."""

from __future__ import annotations

import base64
import json
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    user_logged_in,
)
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg2 import sql

from intake.languages import language_of_address
from intake.letters import attach_html
from intake.limits import forget_person, forget_unused
from intake.models import Person, Profile, Units
from intake.owners import (
    SessionEnded,
    end_access,
    end_sessions,
    has_shown_address,
    hold_session,
)
from intake.units import browsers_units

CACHE_TABLE = sql.Identifier(settings.CACHES["default"]["LOCATION"])
EMAIL_CHANGE_SECONDS = 24 * 60 * 60
BEGAN_WITH = "sign_in_began_with"
# As strict as signing in, and apart from it.
SHOWING_PASSWORD = {"show_password": "5/5m/user"}
# Of showing once more who it is.
WAYS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


def is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


class LinkNotValid(ValueError):
    """An e-mail link that is broken, used up, or too old."""


class AccountAdapter(DefaultAccountAdapter):
    """Whoever signs up is asked once who they are; after that, signing in leads to Today."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if isinstance(request.user, Person) and not request.user.has_usable_password():
            return reverse("account_set_password")
        asked = Profile.objects.filter(
            person=request.user.pk, first_run_done_at__isnull=False
        ).exists()
        return super().get_login_redirect_url(request) if asked else reverse("welcome")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("welcome")

    def save_user(self, request: HttpRequest, user: Person, *rest: Any, **more: Any) -> Person:
        """Whose browser is of the US begins with its units."""
        saved: Person = super().save_user(request, user, *rest, **more)
        if browsers_units(request) == Units.US:
            Profile.objects.get_or_create(person=saved, defaults={"units": Units.US})
        return saved

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """By a link, only for who is signed in: the owner of an address could be led to confirm
        it for a stranger who signed up with it."""
        by_code = settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED
        if not by_code and request.user != email_address.user:
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Without the Host that allauth puts before the address: a client that writes it in
        capitals, or with another port, would have five more passwords each time."""
        return str(credentials["email"]).lower()

    def render_mail(self, *args: Any, **options: Any) -> EmailMultiAlternatives:
        letter: EmailMultiAlternatives = super().render_mail(*args, **options)
        attach_html(letter)
        return letter

    def clean_email(self, email: str) -> str:
        """Once more, in small letters: allauth lets "İ" in as an "I", which then becomes an "i" and
        an accent, and no letter can be sent to that."""
        validate_email(email)
        return email

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not is_address(email):
            return  # of an app that asks for a code: allauth shows us that address only here
        with translation.override(language_of_address(email)):
            super().send_mail(template_prefix, email, context)

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Counts by itself: wrong passwords of a stranger, who tries to sign in, must not keep the
        owner from what their session may do once they show theirs."""
        used = ratelimit.consume(
            context.request,
            app="intake",
            action="show_password",
            config=SHOWING_PASSWORD,
            user=user,
        )
        if not used:
            raise self.validation_error("too_many_login_attempts")
        is_right = user.check_password(password)
        if is_right:
            used.rollback()
        return is_right

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, str]]:
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def pre_login(self, request: HttpRequest, user: Person, **hooks: Any) -> HttpResponse | None:
        request.session[BEGAN_WITH] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **hooks)
        return response

    def login(self, request: HttpRequest, user: Person) -> None:
        """Whoever began with a password that was reset meanwhile does not come in by their code."""
        began_with = request.session.pop(BEGAN_WITH, None)
        if began_with not in (None, user.get_session_auth_hash()):
            clear_login(request)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)


class FactorAdapter(DefaultMFAAdapter):
    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        return _("Passkey")


def _email_change_cipher() -> Fernet:
    """Links end up in logs and histories, where an address must not be read."""
    secret = salted_hmac("intake.email_change", "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(secret))


def send_email_change_link(request: HttpRequest, *, person: Person, email: str) -> None:
    """A letter goes to `email` either way, so that nobody learns whose addresses we know."""
    adapter = get_adapter(request)
    if Person.objects.filter(email=email).exists():
        adapter.send_account_already_exists_mail(email)
        return
    change = json.dumps([person.pk, person.email, email, person.get_session_auth_hash()])
    key = _email_change_cipher().encrypt(change.encode()).decode()
    link = request.build_absolute_uri(reverse("settings_email_confirm", args=[key]))
    adapter.send_mail("account/email/email_change", email, {"link": link})


def opened_email_change_link(key: str) -> tuple[Person, str]:
    """The person and their new address. Raises LinkNotValid, also once the password changed: who
    asked for it may have been somebody else."""
    try:
        change = _email_change_cipher().decrypt(key.encode(), ttl=EMAIL_CHANGE_SECONDS)
        person_id, old_email, email, password = json.loads(change)
        person = Person.objects.get(pk=person_id, email=old_email, is_active=True)
    except (InvalidToken, Person.DoesNotExist, ValueError) as error:
        raise LinkNotValid from error
    if not constant_time_compare(password, person.get_session_auth_hash()):
        raise LinkNotValid
    return person, email


def change_email(person: Person, email: str) -> None:
    """Raises LinkNotValid where somebody else took the address meanwhile."""
    try:
        with transaction.atomic():
            person.email = email
            person.save(update_fields=["email"])
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    except IntegrityError as error:
        raise LinkNotValid from error


def on_password_changed(*, request: HttpRequest, user: Person, **rest: Any) -> None:
    end_sessions(user, keep=request.session.session_key)


def on_password_reset(*, request: HttpRequest, user: Person, **rest: Any) -> None:
    """Somebody else may have known the old one: whatever lets them in ends.

    The session of the reset itself stays to show its last page; it is nobody's.
    """
    end_access(user, keep=request.session.session_key)


def on_signed_in_by(*, request: HttpRequest, user: Person, method: str, **rest: Any) -> None:
    """The code in a letter may be the first proof of whose the address is: then nobody keeps what
    they set up before, not even the password. Comes before allauth asks for a second factor."""
    if method != "code" or has_shown_address(user):
        return
    with transaction.atomic():
        end_access(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
    get_adapter(request).add_message(request, messages.INFO, "account/messages/doors_anew.txt")


def on_factor_added(*, request: HttpRequest, authenticator: Authenticator, **rest: Any) -> None:
    """A second factor or passkey of a session that ended while it was being added goes with it."""
    with transaction.atomic():
        try:
            hold_session(request.session.session_key)
            return
        except SessionEnded:
            authenticator.delete()
            left = Authenticator.objects.filter(user=authenticator.user_id)
            # Recovery codes come with the first factor, and are none without another.
            if not left.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
                left.delete()
    request.session.flush()  # or it would be saved, which what has ended can't be
    raise SessionInterrupted(_("The session ended while this was being added."))


def on_logged_in(*, user: Person, **rest: Any) -> None:
    """Expired sessions, and counts of attempts, leave the database with the next sign-in.

    People made on the command line get the address row that allauth counts when it refuses a
    second one.
    """
    if not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email, primary=True)
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    forget_unused(now)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {} WHERE expires < %s").format(CACHE_TABLE), [now])


def forget_attempts(person_id: int) -> None:
    """Limits, and codes that are used up, are kept under a person's number."""
    forget_person(person_id)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE cache_key LIKE %s").format(CACHE_TABLE),
            [f"%.used?user={person_id}&%"],
        )


def connect_signals() -> None:
    password_changed.connect(on_password_changed, dispatch_uid="intake.password_changed")
    password_reset.connect(on_password_reset, dispatch_uid="intake.password_reset")
    authentication_step_completed.connect(on_signed_in_by, dispatch_uid="intake.signed_in_by")
    authenticator_added.connect(on_factor_added, dispatch_uid="intake.factor_added")
    user_logged_in.connect(on_logged_in, dispatch_uid="intake.logged_in")
