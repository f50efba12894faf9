"""Folders of notes, as small as they can be."""

from __future__ import annotations

from pathlib import Path

import yaml

from notes.texts import read_notes
from notes.translated_texts import stamp

HEAD = {
    "slug": "water",
    "title": "Water counts",
    "summary": "It does.",
    "topic": "water",
    "evidence_kind": "consensus",
    "evidence_verdict": "shown",
    "author": "Twelve",
    "reviewer": '""',
    "reviewed_on": "2026-11-23",
    "next_review_on": "2027-05-23",
    "minutes": "1",
    "safety": "false",
    "says_take_more": "false",
    "claims": "[{text: It counts, kind: consensus, verdict: shown}]",
    "citations": "[IOM97]",
}
CITATIONS = """
IOM97:
  authors: Institute of Medicine
  title: Dietary reference intakes
  journal: ""
  year: 1997
  volume_pages: ""
  doi: {doi}
  pmid: {pmid}
  url: {url}
  study_kind: Report
  participants: null
  finding: Water is food.
  verified: {verified}
"""


LINKS = {"doi": "10.17226/5776", "pmid": '""', "url": '""'}


def write(folder, body="Text [^IOM97].", verified="true", links=LINKS, **head):
    lines = [f"{key}: {value}" for key, value in (HEAD | head).items() if value is not None]
    slug = head.get("slug", "water")
    (folder / f"{slug}.md").write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n")
    (folder / "citations.yaml").write_text(CITATIONS.format(verified=verified, **links))


TRANSLATED = {
    "title": "Wasser zählt",
    "summary": "Es zählt.",
    "topic": "Wasser",
    "claims": ["Es zählt mit"],
}


def translate(
    folder: Path,
    language: str = "de",
    slug: str = "water",
    body: str = "Ein Text [^IOM97].",
    stamped: bool = True,
    **head: object,
) -> None:
    """Of a note that `write` wrote; a field that is None is left out."""
    fields = {"slug": slug, **TRANSLATED, **head}
    lines = yaml.safe_dump({name: value for name, value in fields.items() if value is not None})
    home = folder / language
    home.mkdir(exist_ok=True)
    (home / f"{slug}.md").write_text(f"---\n{lines}---\n\n{body}\n")
    if stamped:
        (folder / "disclaimer.md").touch()
        stamp(language, [slug], read_notes(folder), folder)
