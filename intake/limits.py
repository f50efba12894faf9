"""How much one person may write: enough for any sync, too little to fill a disk overnight.

Each write is counted by one atomic statement, so that requests side by side can't slip past.
Reading counts nothing and writes nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from intake.models import Person

SECONDS = 60


def count_write(person: Person, *, second: int) -> int:
    """Which write of the running minute this is. `second` is the time since the epoch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_writecount AS known (person_id, minute, value) VALUES (%s, %s, 1)"
            " ON CONFLICT (person_id) DO UPDATE SET minute = EXCLUDED.minute, value ="
            " CASE WHEN known.minute = EXCLUDED.minute THEN known.value + 1 ELSE 1 END"
            " RETURNING value",
            [person.pk, second // SECONDS],
        )
        return int(cursor.fetchone()[0])


class WriteLimit(BaseThrottle):
    """`WRITES_PER_MINUTE` of one person; a batch counts once."""

    second = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS or not isinstance(request.user, Person):
            return True
        self.second = int(timezone.now().timestamp())
        return count_write(request.user, second=self.second) <= settings.WRITES_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute."""
        return SECONDS - self.second % SECONDS
