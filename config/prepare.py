"""Bring database and files to where the program needs them; safe to repeat.

`python -m config.prepare`, in the environment of `config.database ensure`.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command, get_commands

from config.environment import say

# What the person reads, the command, and its options.
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Bringing the database up to date", "migrate", {"interactive": False, "verbosity": 0}),
    ("Making the cache", "createcachetable", {"verbosity": 0}),
    ("Loading the catalogue", "load_catalogue", {}),
    ("Publishing it for offline search", "publish_catalogue", {}),
    ("Loading the notes", "load_notes", {}),
    ("Forgetting files that nobody added", "forget_uploads", {}),
    ("Forgetting what was deleted long ago", "forget_deleted", {}),
    (
        "Collecting the pages' files (half a minute the first time)",
        "collectstatic",
        {"interactive": False, "verbosity": 0},
    ),
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    known = get_commands()
    for line, command, options in STEPS:
        if command not in known or (command == "collectstatic" and _files_are_collected()):
            continue
        say(f"{line} ...")
        call_command(command, **options)
    _note_files()


def _static_note() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _files_are_collected() -> bool:
    """Compressing hundreds of files takes many seconds; the very same ones keep theirs."""
    try:
        return _static_note().read_text() == _files_state()
    except OSError:
        return False


def _note_files() -> None:
    _static_note().parent.mkdir(parents=True, exist_ok=True)
    _static_note().write_text(_files_state())


def _files_state() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list(None):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        print(f"twelve: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
