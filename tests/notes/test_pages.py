import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notes.models import Citation, EvidenceKind, EvidenceVerdict, Note
from tests.factories import REVIEWED, make_profile
from tests.pages import text_of
from tests.shipped import load_notes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shipped_notes(db) -> None:
    load_notes()


def test_anybody_may_read_the_list():
    text = text_of(Client().get("/notes/"))
    assert "Trials · not shown Magnesium and hardening of the arteries" in text
    assert "Education, not diagnosis or treatment." in text


def test_a_topic():
    note = Note.objects.get(slug="water-counts")
    text = text_of(Client().get("/notes/", {"topic": note.topic}))
    assert note.title in text
    others = Note.objects.exclude(topic=note.topic).first()
    assert others.title not in text


def test_a_search_stays_on_its_topic_unless_nothing_there_is_found():
    kept = 'name="topic" value="heart and vessels"'
    page = Client().get("/notes/", {"topic": "heart and vessels", "q": "trials"})
    assert kept in page.content.decode()
    assert {note.topic for note in page.context["notes"]} == {"heart and vessels"}
    page = Client().get("/notes/", {"topic": "heart and vessels", "q": "phytate"})
    assert 'name="topic"' not in page.content.decode()
    assert page.context["topic"] == ""
    assert page.context["notes"]


@pytest.mark.parametrize("topic", ["", "none", "\x00"])
def test_no_such_topic_shows_all(topic):
    assert Client().get("/notes/", {"topic": topic}).status_code == 200


def test_a_note_has_its_evidence_claims_and_sources():
    response = Client().get("/notes/artery-calcification/")
    text = text_of(response)
    assert "Trials · not shown" in text
    assert "Claim Evidence Slows crystals of calcium phosphate Test tube · shown" in text
    assert "reviewed 23 November 2026, next May 2027" in text
    assert "PMID 36749131" in text
    assert "Education, not diagnosis or treatment." in text
    content = response.content.decode()
    assert '<sup><a href="#c1" id="r1" aria-label="Source 1">1</a></sup>' in content
    source = content[content.index('<li id="c1"') : content.index('<li id="c2"')]
    assert 'href="/notes/sources/#source-FHS14" aria-label="About this source: 1"' in source
    assert 'href="#r1" aria-label="Back to mark 1 of source 1 in the text"' in source
    for mark in re.findall(r'href="#(r[\d-]+)"', content):
        assert content.count(f'id="{mark}"') == 1


@pytest.mark.parametrize("slug", ["kidney-disease", "water-counts", "one-low-day"])
def test_every_note_renders(slug):
    assert Client().get(f"/notes/{slug}/").status_code == 200


def test_with_weak_kidneys_nothing_speaks_for_more(alice):
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    more = Note.objects.filter(says_take_more=True).first()
    assert more.title not in text_of(client.get("/notes/"))
    assert "You told us about your kidneys" in text_of(client.get(f"/notes/{more.pk}/"))
    assert "You told us about your kidneys" not in text_of(client.get("/notes/kidney-disease/"))
    assert "You told us about your kidneys" not in text_of(Client().get(f"/notes/{more.pk}/"))


def test_what_is_not_published_is_not_found():
    Note.objects.filter(slug="water-counts").update(published=False)
    assert Client().get("/notes/water-counts/").status_code == 404
    assert Client().get("/notes/no-such-note/").status_code == 404


def test_the_list_is_one_query():
    with CaptureQueriesContext(connection) as queries:
        Client().get("/notes/")
    assert len(queries) == 1


def test_with_weak_kidneys_a_note_that_says_more_says_first_that_it_is_not_for_them(alice):
    """“Your intake very likely needs improving” is no sentence for them."""
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    text = text_of(client.get("/notes/one-low-day/"))
    warning = "Nothing in this note is a reason for you to take more magnesium"
    assert 0 < text.index(warning) < text.index("needs improving")
    assert "One low day" not in text_of(client.get("/notes/"))


def test_with_weak_kidneys_no_note_leads_to_one_that_says_more(alice):
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    notes = Note.objects.published()
    silenced = [note.slug for note in notes if note.says_take_more]
    for note in notes:
        content = client.get(f"/notes/{note.slug}/").content.decode()
        assert [slug for slug in silenced if f'href="/notes/{slug}/' in content] == [], note
    text = text_of(client.get("/notes/what-calcification-is/"))
    assert "What is known of magnesium is in Magnesium and hardening of the arteries;" in text
    for reader in (Client(), client):
        content = reader.get("/notes/what-calcification-is/").content.decode()
        assert 'href="/notes/how-magnesium-may-act/"' in content
    assert (
        "/notes/artery-calcification/"
        in Client().get("/notes/what-calcification-is/").content.decode()
    )


def test_every_grade_leads_to_what_its_words_mean():
    for address in ("/notes/", "/notes/artery-calcification/"):
        content = Client().get(address).content.decode()
        grades = re.findall(r'<(\w+) class="grade"(?: href="([^"]+)")?', content)
        assert grades
        assert {tag for tag, _ in grades} == {"a"}
    assert ("a", "/notes/evidence/?kind=trials&amp;verdict=not_shown") in grades
    text = text_of(Client().get("/notes/evidence/?kind=trials&verdict=not_shown"))
    assert "Trials · not shown Trials. Some people were given something" in text
    assert (
        "Not shown. It was not found, or never looked for in this way. That does not prove" in text
    )


@pytest.mark.parametrize("query", ["", "?kind=hearsay&verdict=shown", "?kind=%00", "?kind=trials"])
def test_the_words_are_explained_whatever_is_asked(query):
    text = text_of(Client().get(f"/notes/evidence/{query}"))
    for word in (*EvidenceKind, *EvidenceVerdict):
        assert word.label[1:] in text
    assert "no steps of a ladder" in text
    assert " · shown" not in text


def test_sources_are_called_by_what_tells_them_apart():
    """By no key of ours, no journal alone, and no year twice."""
    content = Client().get("/notes/sources/").content.decode()
    names = re.findall(r'<h2 id="name-[^"]*" lang="en">(.*?)</h2>', content)
    assert "PMID 2598571" in names
    assert "Kidney International 49:163–7" in names
    assert "Ministry of Health, Labour and Welfare of Japan, 2025" in names
    assert not set(names) & set(Citation.objects.values_list("key", flat=True))
    for journal in Citation.objects.exclude(volume_pages="").values_list("journal", flat=True):
        assert journal not in names
    assert not [name for name in names if re.search(r"(\d{4}), \1", name)]


def test_all_sources_and_the_notes_that_cite_them():
    content = Client().get("/notes/sources/").content.decode()
    assert content.count('id="source-') == Citation.objects.count()
    start = content.index('id="source-MAGICAL23"')
    source = content[start : content.index("</article>", start)]
    for said in (
        "Bressendorff et al., 2023",
        "Journal of the American Society of Nephrology 34:886–94",
        "Double-blind trial in kidney disease",
        "148",
        "did not slow calcium",
        'href="https://doi.org/10.1681/ASN.0000000000000092"',
        'href="https://pubmed.ncbi.nlm.nih.gov/36749131/"',
        'href="/notes/artery-calcification/#c6"',
        'href="/notes/kidney-disease/#c1"',
    ):
        assert said in source
    assert "Not yet checked" not in source
    start = content.index('id="source-CIQUAL20"')
    assert "Not yet checked" in content[start : content.index("</article>", start)]


def test_sources_are_those_of_notes_that_one_may_read(alice):
    citing = Note.objects.filter(citations="CIQUAL20")
    assert citing.exists()
    citing.update(published=False)
    content = Client().get("/notes/sources/").content.decode()
    assert "source-CIQUAL20" not in content
    assert "/notes/water-counts/" not in content
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    content = client.get("/notes/sources/").content.decode()
    assert "/notes/artery-calcification/" not in content
    cited = {
        key
        for note in Note.objects.published().filter(says_take_more=False)
        for key in note.citations.values_list("key", flat=True)
    }
    listed = set(re.findall(r'id="source-(\w+)"', content))
    assert listed == cited
    assert "/notes/kidney-disease/#c1" in content


def test_the_sources_are_as_few_queries_however_many_there_are(django_assert_num_queries):
    with django_assert_num_queries(2):
        Client().get("/notes/sources/")


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("SAMPLE title two", ["two-samples"]),
        ("dissolving sample", ["two-samples"]),
        ("Volvic", ["water-counts"]),
        ('"a low Tuesday"', ["one-low-day"]),
        ("Volvic -litre", []),
        ("%", []),
        ("'; drop table", []),
    ],
)
def test_notes_are_found_by_their_words(text, slugs):
    Note.objects.create(
        slug="two-samples",
        title="Two sampled titles",
        summary="What dissolves.",
        body="-",
        topic="intake",
        evidence_kind="trials",
        evidence_verdict="shown",
        **REVIEWED,
    )
    content = Client().get("/notes/", {"q": text}).content.decode()
    assert re.findall(r'<h2><a href="/notes/([\w-]+)/"', content) == slugs
    assert ("All notes" in content) == (not slugs)


@pytest.mark.parametrize("text", ["\x00", " ", "\x00 "])
def test_a_search_for_nothing_shows_all(text):
    content = Client().get("/notes/", {"q": text}).content.decode()
    assert content.count("<h2><a") == Note.objects.count()


def test_safety_comes_first_in_what_is_found():
    content = Client().get("/notes/", {"q": "magnesium supplements"}).content.decode()
    found = re.findall(r'<h2><a href="/notes/([\w-]+)/"', content)
    safety = [Note.objects.get(pk=slug).safety for slug in found]
    assert safety == sorted(safety, reverse=True)
    assert True in safety
    assert False in safety


def test_with_weak_kidneys_a_search_finds_nothing_that_speaks_for_more(alice):
    make_profile(alice, kidney_disease=True)
    client = Client()
    client.force_login(alice)
    content = client.get("/notes/", {"q": "arteries"}).content.decode()
    assert "/notes/artery-calcification/" not in content


@pytest.mark.parametrize(
    ("known", "reference"),
    [
        ({"study_kind": "comparison in people"}, "Comparison in people."),
        ({"title": "Fact sheet", "authors": "ODS"}, "ODS. Fact sheet."),
        ({"authors": "Yagi et al.", "year": 2012}, "Yagi et al. 2012."),
        (
            {
                "authors": "A",
                "journal": "J",
                "volume_pages": "1:2",
                "study_kind": "x",
                "year": 2020,
            },
            "A. J 2020;1:2. X.",
        ),
        ({"study_kind": "pilot", "participants": 19}, "Pilot, n = 19."),
    ],
)
def test_of_a_source_what_is_known_stands_in_one_line(known, reference):
    assert Citation(key="K", **known).reference == reference


def test_a_link_says_where_it_leads():
    content = Client().get("/notes/timing-with-medicines/").content.decode()
    assert "Find it at pubmed.ncbi.nlm.nih.gov</a>" in content
    assert ". ." not in content
