"""Files as text, and text as cells that no spreadsheet runs as a formula."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from foods.marked import gettext_noop as _
from intake.transfer.exact import NotReadable, literal

# A spreadsheet takes text that begins so for a formula; an apostrophe before it makes it text.
# What begins with an apostrophe gets one too, so that reading takes away what writing added.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")

WINDOWS_1252 = _("It is not in UTF-8 and was read as Windows-1252. Check the accents below.")


def cell(value: Any) -> str:
    """Empty for None: not known."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return literal(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def text_of_cell(written: str) -> str:
    """What `cell` was given, where it was text."""
    return written[1:] if written.startswith("'") and written[1:].startswith(FORMULA) else written


def decoded(raw: bytes) -> tuple[str, str]:
    """The text of a file, and a note where its encoding was guessed. Raises NotReadable."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotReadable(_("It is in UTF-16. Save it as UTF-8 and bring it again."))
    if b"\0" in raw:
        raise NotReadable(_("It is no text: a spreadsheet, a picture or a zip, perhaps."))
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("cp1252"), WINDOWS_1252
    except UnicodeDecodeError:
        raise NotReadable(_("Its characters are neither UTF-8 nor Windows-1252.")) from None
