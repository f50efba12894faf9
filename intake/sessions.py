"""SESSION_ENGINE: Django's sessions in the database, which note the day that they were last seen.

Reading a session stays one query and writes nothing, but for the first request of a day (UTC). That
one also puts off the session's end: an app that is used stays signed in. A browser's cookie keeps
the end that it was given. What its person's pages are written in, language and units, is
read along.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from intake.models import Person


class SessionStore(DatabaseStore):
    """`language` and `units` of the profile, known once it is read; "" where there is none, and of
    the language where that is left to the browser."""

    language = ""
    units = ""

    def _get_session_from_db(self) -> Any:
        now = timezone.now()
        seen = UserSession.objects.filter(session_key=OuterRef("session_key"))
        rows: Any = Session.objects.filter(session_key=self.session_key, expire_date__gt=now)
        row = rows.annotate(
            seen_at=Subquery(seen.values("last_seen_at")),
            language=Subquery(seen.values("user__profile__language")),
            units=Subquery(seen.values("user__profile__units")),
        ).first()
        if row is None:
            self._session_key = None
            return None
        self.language, self.units = row.language or "", row.units or ""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if row.seen_at is not None and row.seen_at < midnight:
            note_seen(row.session_key)
        return row


def known_session(request: HttpRequest) -> SessionStore | None:
    """Of a signed-in person. Asks nothing of the database for a request without a session, nor
    fails where that does: the answer may be that it can't be reached."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    try:
        is_known = isinstance(request.user, Person)
    except (OperationalError, InterfaceError):
        return None
    return cast("SessionStore", request.session) if is_known else None


def note_seen(session_key: str) -> None:
    now = timezone.now()
    ends = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    with transaction.atomic():
        Session.objects.filter(session_key=session_key).update(expire_date=ends)
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=now)
