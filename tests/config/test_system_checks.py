"""Commands refuse to run when a library finds the settings at odds; tests alone do not notice."""

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize("confirm_email", [False, True])
def test_no_library_finds_anything_wrong_with_the_settings(settings, confirm_email):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory" if confirm_email else "none"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = confirm_email
    assert run_checks() == []
