"""What a template says to people without a mark for translators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

# Names, units, and what is the same in every language.
SAME_EVERYWHERE = (
    *("Twelve", "US", "EFSA", "DGE", "USDA", "FDC", "Ciqual", "Anses", "GTIN", "EAN", "TOTP"),
    *(
        "DOI",
        "doi",
        "PMID",
        "URL",
        "API",
        "JSON",
        "CSV",
        "PDF",
        "UTC",
        "kcal",
        "mg",
        "g",
        "ml",
        "L",
        "kg",
    ),
    *("oz", "lb", "h", "Mg", "n", "CV", "EAR", "RDA", "AI", "UL", "°dH", "°fH", "ppm", "mmol"),
)
SHOWN = frozenset(
    {"aria-label", "aria-description", "title", "placeholder", "alt", "label", "hx-confirm"}
)
# Their content is no text of ours, or is told by another attribute.
SILENT = frozenset({"script", "style", "code", "pre", "kbd"})

_MARKED = re.compile(
    r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    # What stands in the tag of the body.
    r"|\{%\s*block body\s*%\}[^<]*?\{%\s*endblock\s*%\}"
    r"|\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}",
    re.DOTALL,
)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_SAME = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, SAME_EVERYWHERE))})(?![^\W_])")


def unmarked(template: Path) -> list[str]:
    """Its texts and shown attributes that have words outside any mark."""
    source = _TAG.sub("\N{OBJECT REPLACEMENT CHARACTER}", _MARKED.sub(" ", template.read_text()))
    found = _texts(source) if template.suffix == ".html" else source.splitlines()
    return [" ".join(text.split()) for text in found if _has_words(text)]


def _has_words(text: str) -> bool:
    return any(letter.isalpha() for letter in _SAME.sub("", text))


def _texts(source: str) -> Iterator[str]:
    reader = _Reader()
    # What a tag of the template stands for inside a tag of the page is no attribute.
    reader.feed(re.sub(r"<[^>]*>", lambda tag: _bare(tag[0]), source))
    reader.close()
    yield from reader.found


def _bare(tag: str) -> str:
    return tag.replace("\N{OBJECT REPLACEMENT CHARACTER}", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)
