from datetime import date

import pytest
from rest_framework.test import APIClient

from notes.models import Citation, EvidenceKind, EvidenceVerdict, Note, NoteCitation
from tests.factories import REVIEWED, make_translation

URL = "/api/v1/notes/"
ROW = {
    "slug": "artery-calcification",
    "language": "en",
    "title": "Magnesium and the arteries",
    "summary": "What is known.",
    "topic": "arteries",
    "topic_name": "arteries",
    "about": ["cooking", "trends"],
    "evidence": {"kind": "trials", "verdict": "contradicted"},
    "safety": False,
    "says_take_more": False,
    "minutes": 4,
    "reviewed_on": "2026-11-01",
    "next_review_on": "2027-11-01",
}


@pytest.fixture
def note(db):
    note = Note.objects.create(
        slug="artery-calcification",
        title="Magnesium and the arteries",
        summary="What is known.",
        body="A *trial*.[^MAGICAL23] Then <script>alert(1)</script>[^FHS14]",
        topic="arteries",
        about=["cooking", "trends"],
        evidence_kind="trials",
        evidence_verdict="contradicted",
        claims=[{"text": "It slows it.", "kind": "trials", "verdict": "contradicted"}],
        minutes=4,
        reviewed_on=date(2026, 11, 1),
        next_review_on=date(2027, 11, 1),
    )
    for position, key in enumerate(["MAGICAL23", "FHS14"], start=1):
        citation = Citation.objects.create(key=key, title=key, doi=f"10.1000/{key}", verified=True)
        NoteCitation.objects.create(note=note, citation=citation, position=position)
    return note


def test_notes_are_open_to_everybody_safety_first(note):
    Note.objects.create(
        slug="kidney-disease",
        title="Kidneys",
        body="",
        summary="",
        topic="safety",
        safety=True,
        **REVIEWED,
        evidence_kind="consensus",
        evidence_verdict="shown",
    )
    Note.objects.create(
        slug="draft", published=False, evidence_kind="trials", evidence_verdict="shown"
    )
    body = APIClient().get(URL).json()
    assert [row["slug"] for row in body["results"]] == ["kidney-disease", "artery-calcification"]
    assert APIClient().get(f"{URL}?topic=arteries").json() == {"results": [ROW]}
    assert APIClient().get(f"{URL}?about=trends").json() == {"results": [ROW]}
    assert APIClient().get(f"{URL}?about=phytate").json() == {"results": []}
    assert APIClient().get(f"{URL}draft/").status_code == 404


def citation(key):
    return {
        "key": key,
        "authors": "",
        "title": key,
        "journal": "",
        "year": None,
        "volume_pages": "",
        "doi": f"10.1000/{key}",
        "pmid": "",
        "link": f"https://doi.org/10.1000/{key}",
        "study_kind": "",
        "participants": None,
        "finding": "",
        "verified": True,
    }


def test_a_note_comes_with_its_claims_and_what_it_cites(note, django_assert_num_queries):
    with django_assert_num_queries(3):
        body = APIClient().get(f"{URL}artery-calcification/").json()
    html = body.pop("body_html")
    assert body == ROW | {
        "not_for_you": "",
        "body": note.body,
        "claims": [{"text": "It slows it.", "kind": "trials", "verdict": "contradicted"}],
        "citations": [citation("MAGICAL23"), citation("FHS14")],
    }
    assert '<a href="#c1" id="r1" aria-label="Source 1">1</a>' in html
    assert '<a href="#c2" id="r2" aria-label="Source 2">2</a>' in html
    assert "<script" not in html


def test_what_is_wrong_is_named(note):
    response = APIClient().get(f"{URL}?topics=arteries")
    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    response = APIClient().get(f"{URL}?about=weather")
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "about")
    assert APIClient().get(f"{URL}nothing/").json()["code"] == "not_found"


def slugs(query):
    return [row["slug"] for row in APIClient().get(f"{URL}?{query}").json()["results"]]


def test_notes_are_searched_and_narrowed(note):
    assert slugs("q=trials") == ["artery-calcification"]
    assert slugs("q=trials&topic=arteries") == ["artery-calcification"]
    assert slugs("q=trials&topic=water") == []
    assert slugs("q=banana") == []
    response = APIClient().get(f"{URL}?q={'x' * 101}")
    assert (response.status_code, response.json()["code"]) == (400, "max_length")


def test_the_words_of_a_grade_are_explained(db):
    body = APIClient().get(f"{URL}evidence/").json()
    assert body["verdicts"][3]["meaning"] == (
        "What was looked at in this way did not bear it out, or found the opposite."
    )
    assert [word["value"] for word in body["kinds"]] == EvidenceKind.values
    assert [word["value"] for word in body["verdicts"]] == EvidenceVerdict.values
    assert body["verdicts"][2] == {
        "value": "not_shown",
        "name": "not shown",
        "meaning": "It was not found, or never looked for in this way. That does not prove that it "
        "cannot be.",
    }


GERMAN = {
    "title": "Magnesium und die Arterien",
    "summary": "Was man weiß.",
    "topic": "Arterien",
    "claims": ["Es bremst sie."],
    "body": "Eine *Studie*.[^MAGICAL23] Gefäße[^FHS14]",
}


def read(path="artery-calcification/", **headers):
    return APIClient(headers=headers).get(f"{URL}{path}").json()


def test_a_note_is_answered_in_the_language_asked_for(note, django_assert_num_queries):
    make_translation(note, **GERMAN)
    with django_assert_num_queries(4):
        body = read("artery-calcification/?lang=de")
    html = body.pop("body_html")
    assert body == ROW | {
        "language": "de",
        "title": "Magnesium und die Arterien",
        "summary": "Was man weiß.",
        "topic_name": "Arterien",
        "not_for_you": "",
        "body": GERMAN["body"],
        "claims": [{"text": "Es bremst sie.", "kind": "trials", "verdict": "contradicted"}],
        "citations": [citation("MAGICAL23"), citation("FHS14")],
    }
    assert "<em>Studie</em>" in html
    assert read(**{"accept-language": "de"})["language"] == "de"
    assert read("artery-calcification/?lang=en", **{"accept-language": "de"}) == read()
    for lang in ("de-AT", "DE", "De-at", "es", "fr"):
        expected = "de" if lang.lower().startswith("de") else "en"
        assert read(f"artery-calcification/?lang={lang}")["language"] == expected


def test_the_list_too(note):
    make_translation(note, **GERMAN)
    words = {name: GERMAN[name] for name in ("title", "summary")} | {"language": "de"}
    row = ROW | words | {"topic_name": "Arterien"}
    assert read("?lang=de&topic=arteries&about=trends&q=gefäß") == {"results": [row]}
    assert read("?q=gefäß", **{"accept-language": "de"}) == {"results": [row]}
    assert read("?q=gefäß") == {"results": []}
    assert read("?lang=de&q=trial") == {"results": []}


def test_once_the_note_was_changed_it_is_answered_in_english(note):
    make_translation(note, **GERMAN)
    before = APIClient().get(f"{URL}artery-calcification/?lang=de")
    Note.objects.update(summary="In one trial.")
    after = APIClient(headers={"if-none-match": before["ETag"]}).get(
        f"{URL}artery-calcification/?lang=de"
    )
    assert after.status_code == 200
    assert (after.json()["language"], after.json()["summary"]) == ("en", "In one trial.")
    assert after.json()["claims"][0]["text"] == "It slows it."
    assert read("?lang=de")["results"][0]["topic_name"] == "arteries"
    assert read("?lang=de&q=trial")["results"] != []


@pytest.mark.parametrize("lang", ["", "german", "de_AT", "de-"])
def test_a_language_that_is_none_is_named(note, lang):
    for path in ("", "artery-calcification/"):
        response = APIClient().get(f"{URL}{path}?lang={lang}")
        assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "lang")
