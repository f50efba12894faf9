"""How a browser knows whose pages it shows, for what it keeps of a person."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from intake.models import Person


def device_key(person: Person) -> str:
    """Tells people apart on one device, and says nothing else of them."""
    return salted_hmac("intake.devices", str(person.pk)).hexdigest()[:16]


def person_on_pages(request: HttpRequest) -> dict[str, str]:
    """For every template: "" where nobody is signed in. A page of a failure does not know."""
    person = request.user
    return {"device_key": device_key(person) if isinstance(person, Person) else ""}
