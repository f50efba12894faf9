"""The lines of docs/signing-in.md do what they say: bash and curl run them as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache

from intake.models import Entry, Person, PersonalToken
from tests.apps import code_of
from tests.docs_examples import blocks_of

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(settings.BASE_DIR) / "docs" / "signing-in.md"
PATIENCE_SECONDS = 30


def lines_to_paste() -> str:
    return "\n".join(block.text for block in blocks_of(GUIDE))


class Pasted:
    """A shell into which the lines are pasted, and somebody who types what it asks for."""

    def __init__(self, lines: str, site: str) -> None:
        self.said = ""
        self.shell = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", lines],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "B": site},
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.shell.stdout
        for characters in iter(lambda: os.read(self.shell.stdout.fileno(), 4096), b""):
            self.said += characters.decode()

    def type(self, find: Callable[[], str | None]) -> None:
        assert self.shell.stdin
        self.shell.stdin.write(f"{until(find)}\n")
        self.shell.stdin.flush()

    def ended(self) -> int:
        status = self.shell.wait(timeout=PATIENCE_SECONDS)
        self.reader.join()
        return status


def until(find: Callable[[], Any]) -> Any:
    """What it finds, as soon as it does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_every_line_runs_as_it_is_written(live_server):
    pasted = Pasted(lines_to_paste(), live_server.url)
    try:
        pasted.type(lambda: _in_letter(r"^([A-Z]{4}-[A-Z]{4})$"))
        secret = until(lambda: re.search(r'"secret": "(\w+)"', pasted.said))[1]
        pasted.type(lambda: code_of(secret))
        until(lambda: '"type": "totp"' in pasted.said)
        cache.clear()  # as if half a minute passed: the next code may be the same
        pasted.type(lambda: code_of(secret))
        assert pasted.ended() == 0
    except AssertionError as error:
        raise AssertionError(f"{error} {pasted.said}") from error
    finally:
        pasted.shell.kill()
        pasted.reader.join()

    person = Person.objects.get()
    assert person.check_password("seventeen grey herons")
    for said in (
        '{"birth_date":null,"sex":"",',
        '"status": 404, "meta": {"secret": ',
        f'{{"foods":"{live_server.url}/api/v1/foods/"',
        '"device":"curl/',
        '"is_current":true',
        '"code":"session_needed"',
        '"code":"read_only_token"',
    ):
        assert said in pasted.said, said
    assert [(row.person, row.name) for row in Entry.objects.all()] == [(person, "Bread")]
    scopes = dict(PersonalToken.objects.values_list("name", "scope"))
    assert scopes == {"Kitchen scale": "write", "Report": "read"}


def _in_letter(pattern: str) -> str | None:
    letters = [str(letter.body) for letter in mail.outbox]
    found = [re.search(pattern, body, re.MULTILINE) for body in letters]
    return next((match[1] for match in found if match), None)
