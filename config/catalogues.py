"""Translations: `python -m config.catalogues` compiles them; `--collect` gathers the texts before.

Translators edit `locale/*/LC_MESSAGES/django.po`. What the app reads, the `.mo` beside it, is made
on each machine by Babel: gettext's own tools are on few, and needed only to collect.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from config.environment import PROJECT, LaunchError, give_up

LOCALE = PROJECT / "locale"
TRANSLATED = ("de", "es")
NOT_OURS = (".venv", "node_modules", "tests", "var")
# What Django would begin with names three plurals for Spanish, one of them for whole millions.
EMPTY = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def main(arguments: Sequence[str]) -> None:
    if "--collect" in arguments:
        collect()
    for catalogue in stale():
        compile_catalogue(catalogue)


def stale(locale: Path = LOCALE) -> list[Path]:
    """The catalogues that changed since they were compiled, or never were."""
    return [po for po in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]


def _is_stale(po: Path) -> bool:
    try:
        return po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    except FileNotFoundError:
        return True


def compile_catalogue(po: Path) -> None:
    """Without what is fuzzy or empty: that is then said in English. Raises LaunchError."""
    from babel.messages.mofile import write_mo  # the launcher's Python has no packages
    from babel.messages.pofile import PoFileError, read_po

    made = po.with_suffix(f".{os.getpid()}.tmp")
    try:
        with po.open("rb") as source:
            catalogue = read_po(source, abort_invalid=True)
        with made.open("wb") as target:
            write_mo(target, catalogue)
        made.replace(po.with_suffix(".mo"))  # whole, whoever reads it meanwhile
    except (PoFileError, ValueError) as error:
        raise LaunchError(f"{po.relative_to(PROJECT)} can't be read: {error}") from error
    finally:
        made.unlink(missing_ok=True)


def collect(project: Path = PROJECT) -> None:
    """Bring every catalogue up to date with the texts of the sources. Raises LaunchError."""
    missing = [name for name in ("xgettext", "msgmerge", "msguniq") if not shutil.which(name)]
    if missing:
        raise LaunchError(
            f"{', '.join(missing)} not found: texts are collected by GNU gettext. On Debian and "
            "Ubuntu: apt install gettext; on macOS: brew install gettext"
        )
    for language in TRANSLATED:
        po = project / "locale" / language / "LC_MESSAGES" / "django.po"
        if not po.exists():
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_text(EMPTY.format(language=language))
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--no-wrap"]
    # Line numbers would change with every line of code.
    command += ["--add-location=file", *(f"--ignore={name}" for name in NOT_OURS)]
    command += [f"--locale={language}" for language in TRANSLATED]
    if subprocess.run(command, cwd=project, check=False).returncode != 0:
        raise LaunchError("the texts could not be collected; see above.")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except LaunchError as error:
        give_up(error)
