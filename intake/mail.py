"""Whether this site sends letters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def sends_mail() -> bool:
    """Otherwise letters stand in the output of the running service, for its operator to read."""
    return not settings.EMAIL_BACKEND.endswith("console.EmailBackend")


def mail_on_pages(request: HttpRequest) -> dict[str, bool]:
    """For every template: none promises a letter that is not sent."""
    return {"sends_mail": sends_mail()}
