"""A file that a person brings: measured before it is read, kept until applied or for a day."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from foods.marked import gettext_noop as _
from intake.models import Import, Person
from intake.people import profile_of
from intake.transfer import cronometer, from_cronometer
from intake.transfer.cells import decoded
from intake.transfer.cronometer import Contents
from intake.transfer.csv_lines import MOST_LINES, too_many_lines
from intake.transfer.exact import NotReadable
from intake.transfer.from_cronometer import Choices
from intake.transfer.planning import Plan, plan
from intake.transfer.reading import Incoming, read_twelve

MOST_BYTES = 50_000_000
MOST_CSV_BYTES = 20_000_000
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Opened:
    """A waiting import, read again."""

    brought: Import

    @cached_property
    def text(self) -> str:
        return zlib.decompress(bytes(self.brought.content or b"")).decode()

    @cached_property
    def contents(self) -> Contents | None:
        """Of Cronometer's files."""
        if self.brought.kind == Import.Kind.TWELVE:
            return None
        return cronometer.read(self.text, today=profile_of(self.brought.person).today())

    @cached_property
    def incoming(self) -> Incoming:
        if self.contents is None:
            return read_twelve(self.text)
        choices = Choices.of(self.brought.choices)
        return from_cronometer.incoming(self.brought.person, self.contents, choices)

    @cached_property
    def plan(self) -> Plan:
        person = self.brought.person
        return plan(person, self.incoming, today=profile_of(person).today())


def receive(person: Person, file: UploadedFile) -> Import:
    """Keeps the file for its preview, in the place of an earlier one. Raises NotReadable."""
    if not file.size:
        raise NotReadable(_("It is empty."))
    if file.size > MOST_BYTES:
        raise too_large(MOST_BYTES)
    return keep(person, file.read(), file_name=(file.name or "")[-255:])


def too_large(most_bytes: int) -> NotReadable:
    most = most_bytes // 1_000_000
    return NotReadable(_("It is larger than %(most)s MB, the most that is read."), most=most)


def keep(person: Person, raw: bytes, *, file_name: str = "") -> Import:
    is_json = raw[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    if not is_json:
        if raw.count(b"\n") > MOST_LINES + 1:
            raise too_many_lines()
        if len(raw) > MOST_CSV_BYTES:
            raise NotReadable(
                _(
                    "It is larger than %(most)s MB, the most that is read of a CSV file. Export "
                    "fewer years at a time."
                ),
                most=MOST_CSV_BYTES // 1_000_000,
            )
    text, note = decoded(raw)
    if not text.strip():
        raise NotReadable(_("It is empty."))
    if is_json:
        read_twelve(text)
        kind = Import.Kind.TWELVE
    else:
        contents = cronometer.read(text, today=profile_of(person).today())
        kind = Import.Kind.DAILY if contents.daily else Import.Kind.SERVINGS
    with transaction.atomic():
        forget_old()
        Import.objects.of(person).filter(applied_at=None).delete()
        return Import.objects.create(
            person=person,
            kind=kind,
            file_name=file_name.replace("\0", ""),
            note=note,
            content=zlib.compress(text.encode(), 6),
        )


def forget_old(now: datetime | None = None) -> int:
    """Files of anybody's that were not applied within a day. How many."""
    old = Import.objects.filter(applied_at=None, created_at__lt=(now or timezone.now()) - KEPT_FOR)
    return old.delete()[0]
