"""The notes as the project ships them: Markdown files with a YAML head, and their citations.

Pure: reads and checks, stores nothing. Heads and citations carry the model's field names.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

import yaml

from notes.triggers import IS_SAFETY

# PyYAML may be built without its parser in C, which is several times as fast.
SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")
CONTENT = Path(__file__).parent / "content"
DISCLAIMER = "disclaimer.md"

KINDS = frozenset({"test_tube", "animals", "people_observed", "trials", "consensus", "arithmetic"})
VERDICTS = frozenset({"shown", "unsettled", "not_shown", "contradicted"})
# What a page may be about that a note stands beside.
SUBJECTS = frozenset(
    {"phytate", "oxalate", "refining", "cooking", "supplement_form", "water", "trends"}
)
_HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
MARK = re.compile(r"\[\^([A-Za-z0-9]+)\]")
DOI = r"^10\.[0-9]{4,9}/[^\s]+$"
PMID = r"^[1-9][0-9]{0,8}$"
# Pages and API views beside the notes: a note of this name could not be reached.
TAKEN_SLUGS = frozenset({"dismissed", "evidence", "sources"})
# The shipped notes were reviewed by this day, whatever a clock that is slow says: it must not keep
# those on safety out.
SHIPPED_ON = date(2026, 11, 28)
MOST_DAYS_TO_NEXT_REVIEW = 731


class NoteError(ValueError):
    """A note or citation that cannot be loaded; the message names the file."""


@dataclass(frozen=True)
class Claim:
    text: str
    kind: str
    verdict: str

    def __post_init__(self) -> None:
        _check_evidence(self.kind, self.verdict)


@dataclass(frozen=True)
class CitationText:
    """`verified`: seen in the primary or official text. Empty and None are "not seen"."""

    key: str
    authors: str
    title: str
    journal: str
    year: int | None
    volume_pages: str
    doi: str
    pmid: str
    url: str
    study_kind: str
    participants: int | None
    finding: str
    verified: bool

    def __post_init__(self) -> None:
        if self.doi and not re.fullmatch(DOI, self.doi):
            raise ValueError(f"doi: {self.doi!r} is no DOI, which looks like 10.1000/182")
        if self.pmid and not re.fullmatch(PMID, self.pmid):
            raise ValueError(f"pmid: {self.pmid!r} is no PMID, which is digits alone")
        if not (self.doi or self.pmid or self.url):
            raise ValueError("no link: give a DOI, a PMID or an address")


@dataclass(frozen=True)
class NoteText:
    """`citations` are keys in the order in which they are numbered; `about` holds SUBJECTS."""

    slug: str
    title: str
    summary: str
    topic: str
    evidence_kind: str
    evidence_verdict: str
    author: str
    reviewer: str
    reviewed_on: date
    next_review_on: date
    minutes: int
    safety: bool
    says_take_more: bool
    claims: tuple[Claim, ...]
    citations: tuple[str, ...]
    body: str
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_evidence(self.evidence_kind, self.evidence_verdict)
        if self.next_review_on <= self.reviewed_on:
            raise ValueError("the next review is not after the last")
        if is_too_far(self.reviewed_on, self.next_review_on):
            raise ValueError(
                f"next_review_on: {self.next_review_on} is more than two years after "
                f"{self.reviewed_on}"
            )
        if unknown := set(self.about) - SUBJECTS:
            raise ValueError(f"about: no such subject: {', '.join(sorted(unknown))}")
        if self.slug in TAKEN_SLUGS:
            raise ValueError(f"slug: {self.slug} is the address of another page")
        for name, values in (("about", self.about), ("citations", self.citations)):
            if twice := sorted({value for value in values if values.count(value) > 1}):
                raise ValueError(f"{name}: named twice: {', '.join(twice)}")
        if not self.citations:
            raise ValueError("citations: a note rests on at least one source")
        cited = set(MARK.findall(self.body))
        if cited != set(self.citations):
            odd = ", ".join(sorted(cited ^ set(self.citations)))
            raise ValueError(f"cited in the text or listed, not both: {odd}")


def is_too_far(reviewed_on: date, next_review_on: date) -> bool:
    """Whether a review is planned so late that the note may be wrong long before it is due."""
    return (next_review_on - reviewed_on).days > MOST_DAYS_TO_NEXT_REVIEW


def _check_evidence(kind: str, verdict: str) -> None:
    if kind not in KINDS or verdict not in VERDICTS:
        raise ValueError(f"no such evidence: {kind}, {verdict}")


def parse_note(text: str) -> NoteText:
    """Raises ValueError or TypeError for a head that lacks a field or has one too many."""
    head, body = split_head(text)
    claims = tuple(checked(Claim, claim) for claim in head.pop("claims", None) or [])
    citations = tuple(head.pop("citations", None) or [])
    about = tuple(sorted(map(str, head.pop("about", None) or [])))
    lists = {"claims": claims, "citations": citations, "about": about}
    return checked(NoteText, {**head, **lists, "body": body})


def split_head(text: str) -> tuple[dict[str, Any], str]:
    """The fields and the text below them. Raises ValueError."""
    found = _HEAD.match(text)
    if not found:
        raise ValueError("no head between two lines of ---")
    head = read_yaml(found["head"])
    if not isinstance(head, dict):
        raise ValueError("the head is no list of fields")
    return head, found["body"].strip()


def read_yaml(text: str) -> Any:
    """As yaml.safe_load, by the faster parser. Raises YAMLError."""
    loader = SafeLoader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def checked(kind: type[T], values: dict[str, Any]) -> T:
    """Raises ValueError, which names the field, unless every field is there and of its type."""
    wanted = get_type_hints(kind)
    if not isinstance(values, dict):
        raise ValueError(f"expected {', '.join(wanted)}, found {values!r}")
    for problem, names in (
        ("missing", wanted.keys() - values.keys()),
        ("no such field", values.keys() - wanted.keys()),
    ):
        if names:
            raise ValueError(f"{', '.join(sorted(map(str, names)))}: {problem}")
    for name, value in values.items():
        hint = wanted[name]
        if get_origin(hint) is tuple:
            hint = tuple
        if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
            raise ValueError(f"{name}: {value!r} is not what belongs here")
    return kind(**values)


def read_notes(folder: Path = CONTENT, *, today: date | None = None) -> list[NoteText]:
    """Every note, by slug. Raises NoteError, for one too that was reviewed after `today`."""
    known = {citation.key for citation in read_citations(folder)}
    notes = []
    for path in sorted(folder.glob("*.md")):
        if path.name == DISCLAIMER:
            continue
        try:
            note = parse_note(path.read_text(encoding="utf-8"))
        except (ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise NoteError(f"{path.name}: {error}") from error
        if today and note.reviewed_on > max(today, SHIPPED_ON):
            raise NoteError(f"{path.name}: reviewed_on: {note.reviewed_on} is in the future")
        if note.slug != path.stem:
            raise NoteError(f"{path.name}: its slug is {note.slug}")
        if note.safety != (ruled := IS_SAFETY.get(note.slug, note.safety)):
            raise NoteError(f"{path.name}: safety: its rule says {str(ruled).lower()}")
        if unknown := set(note.citations) - known:
            raise NoteError(f"{path.name}: no such citation: {', '.join(sorted(unknown))}")
        notes.append(note)
    return notes


def read_citations(folder: Path = CONTENT) -> list[CitationText]:
    """Every citation, by key. Raises NoteError."""
    where = "citations.yaml"
    try:
        raw = read_yaml((folder / "citations.yaml").read_text(encoding="utf-8"))
        citations = []
        for key, fields in sorted(raw.items()):
            where = f"citations.yaml: {key}"
            citations.append(checked(CitationText, {"key": key, **fields}))
        return citations
    except (ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise NoteError(f"{where}: {error}") from error
