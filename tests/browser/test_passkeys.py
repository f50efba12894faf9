"""A passkey, from adding it to signing in with it, in a browser whose device is Chromium's own."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.browser.conftest import Visit
from tests.chromium import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a pass phrase"


class Device:
    """A phone's own keeper of passkeys; its holder agrees, or does not."""

    def __init__(self, seen: Visit) -> None:
        self.devtools = seen.page.context.new_cdp_session(seen.page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def holder_agrees(self, agrees: bool) -> None:
        self.devtools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": agrees}
        )


def log_in_by_password(seen: Visit) -> None:
    seen.open("/accounts/login/")
    seen.page.fill("#id_login", "carol@example.org")
    seen.page.fill("#id_password", PASSWORD)
    seen.page.get_by_role("button", name="Log in", exact=True).click()


def add_passkey(seen: Visit) -> None:
    seen.open("/accounts/2fa/webauthn/add/")
    seen.page.fill("#id_password", PASSWORD)
    seen.page.get_by_role("button", name="Go on").click()
    # Refused by the server, it would be left on the device.
    seen.page.fill("#id_name", "My phone" * 11)
    seen.page.get_by_role("button", name="Add a passkey").click()
    assert seen.wrong_at("#id_name") == "Too long: 88 of at most 80 characters."
    seen.check()
    seen.page.fill("#id_name", "My phone")
    seen.page.get_by_role("button", name="Add a passkey").click()
    seen.page.wait_for_url("**/accounts/2fa/recovery-codes/")


def log_out(seen: Visit) -> None:
    seen.open("/settings/")
    seen.page.get_by_role("button", name="Log out").click()
    seen.page.wait_for_url(f"{seen.site}/")


def test_a_passkey_is_added_used_renamed_and_removed(visit, person):
    seen = visit(**PHONE)
    device = Device(seen)
    log_in_by_password(seen)
    add_passkey(seen)
    assert Authenticator.objects.get(type="webauthn").wrap().is_passwordless

    log_out(seen)
    seen.open("/accounts/login/")
    device.holder_agrees(False)
    seen.page.get_by_role("button", name="Log in with a passkey").click()
    seen.page.get_by_text("The passkey did not answer.").wait_for()
    seen.check()
    device.holder_agrees(True)
    seen.page.get_by_role("button", name="Log in with a passkey").click()
    seen.page.wait_for_url(f"{seen.site}/")
    seen.open("/settings/")
    assert "carol@example.org" in seen.text()

    # What touches signing in asks once more; the passkey answers there too.
    seen.open("/accounts/2fa/webauthn/")
    seen.page.get_by_role("link", name="My phone", exact=True).click()
    seen.page.get_by_role("link", name="Use a passkey").click()
    seen.page.get_by_role("button", name="Use a passkey").click()
    seen.page.fill("#id_name", "Old phone")
    seen.page.get_by_role("button", name="Save").click()
    seen.page.get_by_role("link", name="Remove Old phone").click()
    seen.page.get_by_role("button", name="Remove").click()
    seen.page.get_by_text("You have none.").wait_for()
    assert not Authenticator.objects.exists()


def test_after_the_password_the_passkey_is_asked_for(visit, person):
    seen = visit(**PHONE)
    Device(seen)
    log_in_by_password(seen)
    add_passkey(seen)
    log_out(seen)
    log_in_by_password(seen)
    seen.page.wait_for_url("**/accounts/2fa/authenticate/")
    seen.check()
    seen.page.get_by_role("button", name="Use a passkey").click()
    seen.page.wait_for_url(f"{seen.site}/")
    seen.open("/settings/")
    assert "carol@example.org" in seen.text()


def test_is_offered_also_where_no_mail_is_sent(visit, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    seen = visit(**PHONE)
    seen.open("/accounts/login/")
    assert "Log in with a passkey" in seen.text()
    assert "Send me a code" not in seen.text()


def test_the_key_of_an_app_can_be_scanned_in_the_dark(visit, person):
    seen = visit(**PHONE | {"color_scheme": "dark"})
    log_in_by_password(seen)
    seen.open("/accounts/2fa/totp/activate/")
    seen.page.fill("#id_password", PASSWORD)
    seen.page.get_by_role("button", name="Go on").click()
    behind = seen.page.locator("main img").evaluate("i => getComputedStyle(i).backgroundColor")
    assert behind == "rgb(255, 255, 255)"
