import re
from datetime import date
from decimal import Decimal

import pytest

from foods.formatting import format_mg, format_range_mg
from foods.supplements import COMPOUNDS, FORMS, elemental_mg, elemental_range_mg
from notes.texts import (
    NoteError,
    parse_note,
    read_citations,
    read_notes,
)
from notes.translated_texts import read_disclaimer

NOTES = read_notes()
CITATIONS = {citation.key: citation for citation in read_citations()}

HEAD = """slug: x
title: X
summary: X.
topic: x
evidence_kind: consensus
evidence_verdict: shown
author: Twelve
reviewer: ""
reviewed_on: 2026-11-23
next_review_on: 2027-05-23
minutes: 1
safety: false
says_take_more: false
citations: [IOM97]
"""


def note(head=HEAD, body="Text [^IOM97]."):
    return f"---\n{head}---\n\n{body}\n"


def test_the_notes_there_are():
    assert {n.slug: (n.safety, n.says_take_more, n.evidence_kind) for n in NOTES} == {
        "artery-calcification": (False, True, "trials"),
        "below-target": (False, True, "consensus"),
        "can-calcification-be-reversed": (False, False, "consensus"),
        "cooking-and-soaking": (False, True, "consensus"),
        "elemental-or-compound": (False, False, "arithmetic"),
        "food-sources": (False, True, "arithmetic"),
        "how-magnesium-may-act": (False, False, "test_tube"),
        "kidney-disease": (True, False, "consensus"),
        "kidney-stones": (False, False, "trials"),
        "one-low-day": (False, True, "consensus"),
        "oxalate-in-greens": (False, True, "trials"),
        "ppis-and-diuretics": (False, False, "consensus"),
        "questions-people-ask": (False, True, "consensus"),
        "supplement-upper-level": (True, False, "consensus"),
        "supplements-two-faces": (False, False, "animals"),
        "timing-with-medicines": (True, False, "consensus"),
        "water-counts": (False, False, "consensus"),
        "what-calcification-is": (False, False, "test_tube"),
        "what-the-figures-say": (False, False, "consensus"),
        "who-is-at-higher-risk": (False, False, "people_observed"),
        "who-runs-low": (False, False, "consensus"),
        "whole-grains-and-phytate": (False, True, "trials"),
    }


def test_the_subjects_they_stand_beside():
    about = {n.slug: n.about for n in NOTES}
    assert about["elemental-or-compound"] == ("supplement_form",)
    assert about["water-counts"] == ("water",)
    assert about["kidney-disease"] == ("supplement_form",)
    assert about["who-runs-low"] == ()
    assert parse_note(note(HEAD + "about: [phytate, refining]\n")).about == (
        "phytate",
        "refining",
    )


@pytest.mark.parametrize("text", NOTES, ids=lambda n: n.slug)
def test_a_note_says_what_to_do_and_who_should_not(text):
    assert "## What to do\n" in text.body
    assert "## Who should not\n" in text.body
    assert text.body.index("## What to do") < text.body.index("## Who should not")
    assert "kidney" in text.body.split("## Who should not")[1]
    assert text.reviewed_on == date(2026, 11, 23)
    assert text.claims


@pytest.mark.parametrize("text", NOTES, ids=lambda n: n.slug)
def test_a_note_is_plain_and_claims_no_more_than_it_can(text):
    words = f"{text.title} {text.summary} {text.body}"
    assert "protective" not in words.lower()
    assert "harmless" not in words.lower()
    without_tables = re.sub(r"^\|.*\n?", "", text.body, flags=re.MULTILINE)
    assert len(without_tables.split()) < 450
    prose = re.sub(r"\[\^\w+\]|[#*>-]", " ", without_tables)
    sentences = [s for s in re.split(r"(?<=[.:?])\s+", prose) if s.strip()]
    assert len(prose.split()) / len(sentences) < 18


def test_only_what_was_seen_is_called_verified():
    assert sorted(key for key, c in CITATIONS.items() if not c.verified) == [
        "BOHN04B",
        "CIQUAL20",
        "EVM03",
        "ODS",
        "SCF01",
    ]
    trial = CITATIONS["MAGICAL23"]
    assert (trial.doi, trial.pmid, trial.participants) == (
        "10.1681/ASN.0000000000000092",
        "36749131",
        148,
    )
    assert CITATIONS["FHS14"].participants == 2695


def test_every_citation_is_used():
    assert {key for n in NOTES for key in n.citations} == set(CITATIONS)


def test_the_disclaimer_says_what_the_app_is_not():
    text = read_disclaimer().text
    assert text.startswith("Education, not diagnosis or treatment.")
    assert "does not measure" in text
    assert "urgent care" in text.lower()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no head", "no head"),
        (note(HEAD.replace("consensus", "hearsay")), "no such evidence: hearsay"),
        (note(HEAD.replace("title: X\n", "")), "title"),
        (note(HEAD + "colour: green\n"), "colour"),
        (note(body="Text."), "not both: IOM97"),
        (note(HEAD.replace("[IOM97]", "[]"), body="Text."), "at least one source"),
        (note(HEAD.replace("slug: x", "slug: sources")), "address of another page"),
        (note(body="Text [^IOM97] [^ODS]."), "not both: ODS"),
        (note(HEAD.replace("2027-05-23", "2026-11-23")), "not after"),
        (note(HEAD + "about: [phytate, weather]\n"), "about: no such subject: weather"),
        (note(HEAD + "claims: [{text: a, kind: trials, verdict: maybe}]\n"), "trials, maybe"),
    ],
)
def test_a_bad_note_is_refused(text, message):
    with pytest.raises((ValueError, TypeError), match=message):
        parse_note(text)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("y.md", note(), r"y\.md: its slug is x"),
        ("x.md", note(), r"x\.md: no such citation: IOM97"),
        ("x.md", "no head", r"x\.md: no head"),
        ("x.md", note(HEAD.replace("[IOM97]", "[IOM97")), r"x\.md: "),
    ],
)
def test_a_bad_file_is_named(tmp_path, name, text, message):
    (tmp_path / "citations.yaml").write_text("{}")
    (tmp_path / name).write_text(text)
    with pytest.raises(NoteError, match=message):
        read_notes(tmp_path)


def test_bad_citations_are_named(tmp_path):
    (tmp_path / "citations.yaml").write_text("IOM97: {authors: x}")
    with pytest.raises(NoteError, match=r"citations\.yaml: .*title"):
        read_citations(tmp_path)


def test_the_note_on_compounds_says_of_a_salt_what_a_dose_of_it_is_logged_as():
    """All forms that a salt may mean stand in its table, and the range of citrate spans them."""
    said = next(n for n in NOTES if n.slug == "elemental-or-compound")
    thousand = Decimal(1000)
    least, most = elemental_range_mg(thousand, "citrate")
    span = f"{format_range_mg(least, most)} mg"
    assert span in said.summary
    assert span in said.body
    for salt in ("citrate", "bisglycinate"):
        for form in FORMS[salt]:
            amount = format_mg(elemental_mg(thousand, COMPOUNDS[form].elemental_fraction))
            assert re.search(rf"^\| \w+ {salt}.* \| {amount} mg \|$", said.body, re.MULTILINE)
