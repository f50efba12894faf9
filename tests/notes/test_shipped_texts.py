"""The shipped notes against the facts that they rest on: what each claims, how sure, from what."""

import csv
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from notes.texts import read_citations, read_notes

ROOT = Path(__file__).parents[2]
# Beside the checkout, and not part of it.
FACTS = ROOT.parent / "shared" / "science.md"
FOODS = ROOT / "foods" / "catalogue" / "foods.csv"

NOTES = {note.slug: note for note in read_notes()}
CITATIONS = {citation.key: citation for citation in read_citations()}

# Rows of section 4 of the facts: row, note, claim, kind, verdict, what the note has to cite.
# Row 15 (valves, breast tissue) has no source and is claimed nowhere.
CLAIMS = [
    (
        1,
        "artery-calcification",
        "Goes with less calcium in arteries",
        "people_observed",
        "unsettled",
        {"FHS14", "KHAN10", "AAC20", "ARIC20"},
    ),
    (
        2,
        "how-magnesium-may-act",
        "Keeps soft calcium particles from ripening into crystals",
        "test_tube",
        "shown",
        {"BRAAKE18", "PASCH12"},
    ),
    (
        3,
        "how-magnesium-may-act",
        "Gram doses bind phosphate in the gut in people on dialysis",
        "trials",
        "unsettled",
        {"DELM96", "SPIEG07"},
    ),
    (
        3,
        "how-magnesium-may-act",
        "Food or ordinary supplements lower phosphate",
        "trials",
        "not_shown",
        {"ZHAN23"},
    ),
    (
        4,
        "how-magnesium-may-act",
        "Makes blood resist crystals for longer (T50) in kidney disease",
        "trials",
        "unsettled",
        {"BRESS17", "BRESS18", "ZHAN23", "SMITH14"},
    ),
    (
        5,
        "how-magnesium-may-act",
        "Keeps vessel cells from turning bone-like",
        "test_tube",
        "unsettled",
        {"KIRC12", "LOUV13", "MONT10", "OCA14", "VILLA17"},
    ),
    (
        6,
        "how-magnesium-may-act",
        "Raises the cells' own brakes, MGP and osteopontin",
        "test_tube",
        "unsettled",
        {"MONT10", "OCA14", "LOUV13"},
    ),
    (
        7,
        "how-magnesium-may-act",
        "Steers calcium into bone",
        "test_tube",
        "not_shown",
        set(),
    ),
    (
        8,
        "how-magnesium-may-act",
        "Lessens calcification of soft tissue in rats with kidney failure",
        "animals",
        "shown",
        {"DIAZ17"},
    ),
    (
        9,
        "artery-calcification",
        "Slows artery calcium in kidney disease",
        "trials",
        "contradicted",
        {"SAKA19", "MAGICAL23", "ZHAN23", "BONE24", "ZASLOW24"},
    ),
    (
        10,
        "supplements-two-faces",
        "High doses have two faces for bone",
        "animals",
        "unsettled",
        {"DIAZ17"},
    ),
    (
        11,
        "can-calcification-be-reversed",
        "Undoes calcification in people",
        "consensus",
        "not_shown",
        {"OCA14", "KIRC12", "ZASLOW24"},
    ),
    (
        12,
        "kidney-stones",
        "Prevents some kidney stones",
        "trials",
        "unsettled",
        {"ETT97", "MASSEY05"},
    ),
    (
        12,
        "kidney-stones",
        "Magnesium oxide or hydroxide alone prevents stones",
        "trials",
        "not_shown",
        {"MASSEY05"},
    ),
    (
        13,
        "food-sources",
        "Salmon, tuna, avocado and banana are excellent sources",
        "arithmetic",
        "contradicted",
        {"USDASR", "ODS"},
    ),
    (
        14,
        "kidney-disease",
        "Do not take magnesium on your own with kidney disease",
        "consensus",
        "shown",
        {"MAGICAL23"},
    ),
    (
        14,
        "supplements-two-faces",
        "Kidney disease is the main reason not to take magnesium on your own",
        "consensus",
        "shown",
        {"MAGICAL23"},
    ),
    (
        16,
        "below-target",
        "Meeting the allowance from food is sensible",
        "consensus",
        "shown",
        {"IOM97", "ODS"},
    ),
]

# Section 7: the note, its evidence, what it has to cite.
NOTES_ASKED_FOR = [
    ("below-target", "consensus", "shown", {"IOM00", "ODS"}),
    ("one-low-day", "consensus", "shown", {"IOM00"}),
    ("supplement-upper-level", "consensus", "shown", {"IOM97", "SCF01"}),
    ("kidney-disease", "consensus", "shown", {"MAGICAL23"}),
    ("elemental-or-compound", "arithmetic", "shown", {"FIRO01", "KAPP17"}),
    ("timing-with-medicines", "consensus", "shown", {"CIPRO", "EMC12118", "YAGI12"}),
    ("ppis-and-diuretics", "consensus", "shown", {"FDA11"}),
    ("artery-calcification", "trials", "not_shown", {"FHS14", "SAKA19", "MAGICAL23", "ZHAN23"}),
    (
        "how-magnesium-may-act",
        "test_tube",
        "unsettled",
        {"BRAAKE18", "KIRC12", "LOUV13", "VILLA17", "DIAZ17"},
    ),
    ("can-calcification-be-reversed", "consensus", "not_shown", {"ZASLOW24"}),
    ("whole-grains-and-phytate", "trials", "shown", {"BOHN04"}),
    ("water-counts", "consensus", "shown", {"IOM97"}),
    ("kidney-stones", "trials", "unsettled", {"ETT97", "MASSEY05"}),
    ("who-runs-low", "consensus", "shown", {"ODS"}),
]

_FOOD = re.compile(
    r"^\| [^|]+ \| (?P<grams>\d+) g \| (?P<mg>\d+) \| (?P<percent>\d+) \| (?P<no>\d+) \|$",
    re.MULTILINE,
)
_LINK = re.compile(r"\]\(/notes/([^/)]*)/\)")


def prose(slug):
    """Title, summary and text of a note, each line of a table being a sentence of its own."""
    note = NOTES[slug]
    rows = re.sub(r"^\|.*", lambda row: f"\n\n{row.group()}\n\n", note.body, flags=re.MULTILINE)
    return f"{note.title}.\n\n{note.summary}\n\n{rows}"


def sentences(text):
    return [
        " ".join(part.split())
        for part in re.split(r"(?<=[.?!])\s+|\n\s*\n|\n(?=- )", text)
        if part.strip()
    ]


@pytest.mark.parametrize(
    ("row", "slug", "text", "kind", "verdict", "keys"),
    CLAIMS,
    ids=[f"{row}-{text}" for row, _, text, *_ in CLAIMS],
)
def test_a_claim_has_its_evidence(row, slug, text, kind, verdict, keys):
    found = {claim.text: (claim.kind, claim.verdict) for claim in NOTES[slug].claims}
    assert found.get(text) == (kind, verdict)
    assert keys <= set(NOTES[slug].citations)


def test_what_is_reckoned_is_graded_as_reckoned():
    """The study measured absorption; that whole grain gives more is worked out from it."""
    found = {claim.text: claim for claim in NOTES["whole-grains-and-phytate"].claims}
    claim = found["Because of phytate, whole grain is a poor source"]
    assert (claim.kind, claim.verdict) == ("arithmetic", "contradicted")


# Of these facts no primary text was seen: the note, and words of the sentence on each.
SECONDARY = [
    ("kidney-stones", "added magnesium is to be avoided"),
    ("ppis-and-diuretics", "make the body hold on to magnesium"),
    ("who-runs-low", "sparing ones make it hold on"),
    ("supplement-upper-level", "300 to 980 mg"),
]


@pytest.mark.parametrize(("slug", "words"), SECONDARY, ids=[slug for slug, _ in SECONDARY])
def test_what_no_primary_text_carries_says_so(slug, words):
    parts = sentences(NOTES[slug].body)
    (at,) = [number for number, part in enumerate(parts) if words in part]
    assert "a secondary text only" in " ".join(parts[at : at + 2])


def test_a_claim_without_a_source_says_so():
    texts = [claim.text for claim in NOTES["kidney-stones"].claims]
    assert "To be avoided with a tendency to struvite stones (from a secondary text)" in texts


def test_every_row_is_claimed_but_the_one_without_a_source():
    assert {row for row, *_ in CLAIMS} == set(range(1, 17)) - {15}
    for note in NOTES.values():
        words = f"{note.summary} {note.body} {note.claims}".lower()
        assert "valve" not in words
        assert "breast" not in words


def test_one_claim_has_one_verdict_wherever_it_stands():
    verdicts = {}
    for note in NOTES.values():
        for claim in note.claims:
            verdicts.setdefault(claim.text, set()).add((claim.kind, claim.verdict))
    assert [text for text, found in verdicts.items() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("slug", "kind", "verdict", "keys"), NOTES_ASKED_FOR, ids=[slug for slug, *_ in NOTES_ASKED_FOR]
)
def test_a_note_that_was_asked_for_has_its_evidence(slug, kind, verdict, keys):
    note = NOTES[slug]
    assert (note.evidence_kind, note.evidence_verdict) == (kind, verdict)
    assert keys <= set(note.citations)


@pytest.mark.parametrize("slug", NOTES)
def test_a_note_has_claims_a_review_and_a_source_that_was_seen(slug):
    note = NOTES[slug]
    assert note.claims
    assert note.reviewed_on < note.next_review_on
    assert any(CITATIONS[key].verified for key in note.citations)


@pytest.mark.parametrize("slug", [slug for slug in NOTES if "truvite" in NOTES[slug].body])
def test_what_is_said_of_struvite_is_marked(slug):
    """None of our sources carries it: science.md has it from a secondary text."""
    paragraphs = [" ".join(each.split()) for each in NOTES[slug].body.split("\n\n")]
    of_struvite = [each for each in paragraphs if "truvite" in each]
    assert any("from a secondary text only" in each for each in of_struvite)


@pytest.mark.parametrize("key", CITATIONS)
def test_what_names_a_citation_is_among_the_facts(key):
    """No DOI, PMID or page number is from memory."""
    if not FACTS.exists():
        pytest.skip("The facts are not beside this checkout.")
    facts = FACTS.read_text(encoding="utf-8")
    citation = CITATIONS[key]
    for identifier in (citation.doi, citation.pmid):
        assert identifier in facts
    if "pmc" in citation.url:
        assert citation.url.rstrip("/").rsplit("/", 1)[1] in facts
    pages = re.search(r"\d+(?:\(\d+\))?:e?\d+(?:–\d+)?", citation.volume_pages)
    assert pages is None or pages.group() in facts
    if searched := re.search(r"(\d+)%5Bpg%5D", citation.url):
        entry = re.search(rf"`{key}` [^`]*", facts)
        assert entry is None or "[M]" not in entry.group()
        assert searched.group(1) in facts


def test_who_finished_is_not_called_who_took_part():
    for citation in CITATIONS.values():
        for finished in re.findall(r"(\d+) finished", citation.study_kind):
            assert citation.participants != int(finished)


@pytest.mark.parametrize("slug", NOTES)
def test_nothing_is_called_safe_but_with_healthy_kidneys_and_a_source(slug):
    called = [
        part for part in sentences(prose(slug)) if re.search(r"\b(safe|harmless)", part, re.I)
    ]
    assert [part for part in called if "healthy kidneys" not in part or "[^" not in part] == []


@pytest.mark.parametrize("slug", NOTES)
def test_what_a_trial_counted_is_not_blamed_on_the_tablets(slug):
    """An adverse event is whatever happened to somebody; a side effect is of the tablet."""
    assert [part for part in sentences(prose(slug)) if "side effect" in part] == []


@pytest.mark.parametrize("slug", NOTES)
def test_a_note_is_easy_to_read(slug):
    parts = sentences(re.sub(r"\[\^\w+\]|[#*]", "", prose(slug)))
    assert sum(len(part.split()) for part in parts) / len(parts) < 16
    long = [part for part in parts if len(part.split()) > 45 and not part.startswith("|")]
    assert long == []


@pytest.mark.parametrize("slug", NOTES)
def test_a_note_never_tells_to_begin_or_end_a_medicine(slug):
    for part in sentences(prose(slug)):
        if re.match(r"(- )?(Start|Stop|Change|Increase|Reduce|Switch)\b", part):
            pytest.fail(part)


@pytest.mark.parametrize("slug", NOTES)
def test_a_note_links_to_notes_that_there_are(slug):
    assert set(_LINK.findall(NOTES[slug].body)) <= set(NOTES) - {slug}


def test_the_figures_of_foods_are_those_of_the_catalogue():
    with FOODS.open(encoding="utf-8") as file:
        per_100_g = {
            row["source_id"]: Decimal(row["magnesium_mg"])
            for row in csv.DictReader(file)
            if row["source"] == "usda_sr_legacy"
        }
    seen = set()
    for slug in ("food-sources", "oxalate-in-greens", "whole-grains-and-phytate"):
        body = NOTES[slug].body
        rows = list(_FOOD.finditer(body))
        assert len(rows) == body.count(" g | ")
        for row in rows:
            exact = per_100_g[row["no"]] * int(row["grams"]) / 100
            percent = exact * 100 / 420
            shown = (int(row["mg"]), int(row["percent"]))
            assert shown == (_whole(exact), _whole(percent)), row.group()
            seen.add(row["no"])
    assert {"175168", "172006", "171705", "173944"} <= seen


def _whole(number):
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
