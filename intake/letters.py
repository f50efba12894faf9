"""Letters in two forms: the text that its template says, and the same in the look of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language

_ADDRESS = re.compile(r"https?://\S+")
_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{2,14})[A-Z0-9]")


@dataclass(frozen=True)
class Part:
    """Lines of one kind that stand together: "address" or "code" alone, "text", or a "list"."""

    kind: str
    lines: tuple[str, ...]


def parts_of(text: str) -> Iterator[Part]:
    """What a letter's text consists of: blank lines part it, and a dash begins an item."""
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        for kind, alike in groupby(lines, _kind_of):
            found = tuple(line.removeprefix("- ") for line in alike)
            yield from (
                [Part(kind, found)]
                if kind in ("list", "text")
                else [Part(kind, (line,)) for line in found]
            )


def _kind_of(line: str) -> str:
    if line.startswith("- "):
        return "list"
    if _ADDRESS.fullmatch(line):
        return "address"
    return "code" if _CODE.fullmatch(line) else "text"


def attach_html(letter: EmailMultiAlternatives) -> None:
    """Beside the text, which stays what it is. Nothing in it is fetched from anywhere, so that
    nobody learns when it was read."""
    context = {
        "subject": letter.subject,
        "language": get_language() or "en",
        "parts": list(parts_of(str(letter.body))),
    }
    letter.attach_alternative(render_to_string("intake/mail/letter.html", context), "text/html")
