from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from notes.models import Citation, Note
from notes.texts import CONTENT, SHIPPED_ON, read_notes
from tests.factories import REVIEWED, make_note
from tests.notes.content import LINKS, write


def load(folder, *arguments):
    """A folder of few notes."""
    out = StringIO()
    call_command("load_notes", "--folder", folder, "--partial", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def edit(note, **fields):
    """As a curator's form does it."""
    for name, value in fields.items():
        setattr(note, name, value)
    note._change_reason = None
    note.save()


pytestmark = pytest.mark.django_db


def test_the_projects_own_notes_load_and_load_again():
    out = StringIO()
    call_command("load_notes", stdout=out)

    slugs = [note.slug for note in read_notes()]
    assert f"Notes: {len(slugs)} new, 0 changed, 0 unchanged, 0 kept." in out.getvalue()
    kidney = Note.objects.get(slug="kidney-disease")
    assert kidney.safety
    assert kidney.published
    assert kidney.reviewed_on == date(2026, 11, 23)
    keys = [row.citation_id for row in kidney.notecitation_set.all()]
    assert keys == list(next(n.citations for n in read_notes() if n.slug == "kidney-disease"))

    out = StringIO()
    call_command("load_notes", stdout=out)
    assert f"Notes: 0 new, 0 changed, {len(slugs)} unchanged, 0 kept." in out.getvalue()
    assert Note.history.count() == len(slugs)


def test_a_note_waits_until_one_of_its_sources_is_checked(tmp_path):
    write(tmp_path, verified="false")
    assert "water stays unpublished: none of its sources is checked." in load(tmp_path)
    assert Citation.objects.get().verified is False
    assert not Note.objects.get().published

    write(tmp_path, body="A better text [^IOM97].", verified="false")
    assert "water stays unpublished" in load(tmp_path)

    write(tmp_path, body="A better text [^IOM97].", verified="true")
    out = load(tmp_path)
    assert "Citations: 0 new, 1 changed" in out
    assert "stays unpublished" not in out
    assert Citation.objects.get().verified is True
    assert Note.objects.get().published


def test_a_note_is_published_when_a_curator_checks_its_source_and_not_when_they_took_it_down(
    tmp_path,
):
    write(tmp_path, verified="false")
    load(tmp_path)
    edit(Citation.objects.get(), verified=True)
    load(tmp_path)
    assert Note.objects.get().published

    edit(Note.objects.get(), published=False)
    edit(Citation.objects.get(), verified=False)
    load(tmp_path)
    edit(Citation.objects.get(), verified=True)
    load(tmp_path)
    assert not Note.objects.get().published


def test_a_note_is_held_when_its_source_turns_out_not_to_be_checked(tmp_path):
    write(tmp_path)
    load(tmp_path)
    write(tmp_path, verified="false")

    assert "water stays unpublished" in load(tmp_path)
    assert not Note.objects.get().published


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"doi": '""'}, "citations.yaml: IOM97: no link: give a DOI, a PMID or an address"),
        ({"doi": "https://doi.org/10.17226/5776"}, "citations.yaml: IOM97: doi: 'https"),
        ({"doi": '"10.17226"'}, "citations.yaml: IOM97: doi: '10.17226' is no DOI"),
        ({"doi": '"10.17226/57 76"'}, "citations.yaml: IOM97: doi:"),
        ({"pmid": '"PMC123"'}, "citations.yaml: IOM97: pmid: 'PMC123' is no PMID"),
        ({"pmid": "123"}, "citations.yaml: IOM97: pmid: 123 is not what belongs here"),
        ({"url": "javascript:alert(1)"}, "citations.yaml: IOM97: url: Enter a valid URL"),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(tmp_path, links, message):
    write(tmp_path, links=LINKS | {"doi": "10.17226/5776"} | links)
    with pytest.raises(CommandError) as error:
        load(tmp_path)
    assert f"Nothing was loaded. {message}" in str(error.value)
    assert not Citation.objects.exists()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("citation_has_a_link", {}),
        ("citation_doi_is_one", {"doi": "doi:10.1/x"}),
        ("citation_pmid_is_digits", {"pmid": "PMC12"}),
    ],
)
def test_the_database_takes_no_citation_that_leads_nowhere(name, fields):
    with pytest.raises(IntegrityError, match=name):
        Citation.objects.create(key="X", **fields)


def test_a_new_text_replaces_the_one_shipped_before(tmp_path):
    write(tmp_path)
    load(tmp_path)
    write(tmp_path, body="A better text [^IOM97].")

    assert "Notes: 0 new, 1 changed" in load(tmp_path)

    assert Note.objects.get().body == "A better text [^IOM97]."


def test_what_a_curator_wrote_stays(tmp_path):
    write(tmp_path)
    load(tmp_path)
    edit(Note.objects.get(), body="The curator's text [^IOM97].")
    write(tmp_path, body="A better text [^IOM97].")

    out = load(tmp_path)

    assert "water was changed here and is kept" in out
    assert Note.objects.get().body == "The curator's text [^IOM97]."
    assert "water was changed here and is kept" in load(tmp_path)


def test_the_shipped_text_is_taken_when_asked_for(tmp_path):
    write(tmp_path)
    load(tmp_path)
    edit(Note.objects.get(), body="The curator's text.")
    Note.objects.get().notecitation_set.all().delete()

    load(tmp_path, "--overwrite", "water")

    note = Note.objects.get()
    assert note.body == "Text [^IOM97]."
    assert [row.citation_id for row in note.notecitation_set.all()] == ["IOM97"]
    assert "Notes: 0 new, 0 changed, 1 unchanged, 0 kept." in load(tmp_path)


def test_a_citation_that_a_curator_checked_stays_checked(tmp_path):
    write(tmp_path, verified="false")
    load(tmp_path)
    edit(Citation.objects.get(), verified=True)

    assert "IOM97 was changed here and is kept" in load(tmp_path)
    assert Citation.objects.get().verified is True

    load(tmp_path, "--overwrite", "IOM97")
    assert Citation.objects.get().verified is False


def test_a_note_that_a_curator_took_down_stays_down(tmp_path):
    write(tmp_path)
    load(tmp_path)
    edit(Note.objects.get(), published=False)
    write(tmp_path, body="A better text [^IOM97].")

    load(tmp_path)

    note = Note.objects.get()
    assert (note.published, note.body) == (False, "A better text [^IOM97].")


def test_a_note_is_about_what_its_head_says(tmp_path):
    write(tmp_path, about="[water, cooking]")
    load(tmp_path)
    assert Note.objects.get().about == ["cooking", "water"]
    # A curator's form gives the subjects back in an order of its own.
    edit(Note.objects.get(), about=["water", "cooking"])
    write(tmp_path, about="[water]")
    assert "Notes: 0 new, 1 changed" in load(tmp_path)
    edit(Note.objects.get(), about=["cooking"])
    write(tmp_path, about="[water, trends]")
    assert "water was changed here and is kept" in load(tmp_path)
    assert Note.objects.get().about == ["cooking"]


def test_a_note_shipped_before_there_were_subjects_is_no_curators(tmp_path):
    write(tmp_path)
    load(tmp_path)
    assert Note.objects.get().shipped_hash == "2cd447cc3d158968b051a3c895a7293b"
    write(tmp_path, about="[water]")
    assert "Notes: 0 new, 1 changed" in load(tmp_path)
    assert Note.objects.get().about == ["water"]


def test_the_database_knows_the_subjects(tmp_path):
    write(tmp_path)
    load(tmp_path)
    with pytest.raises(IntegrityError, match="note_is_about_known_subjects"), transaction.atomic():
        Note.objects.update(about=["weather"])


def test_a_note_that_is_gone_is_unpublished_and_comes_back(tmp_path):
    write(tmp_path)
    write(tmp_path, slug="other")
    load(tmp_path)
    (tmp_path / "other.md").unlink()

    assert "other no longer comes with the project and is unpublished" in load(tmp_path)
    assert not Note.objects.get(slug="other").published
    assert "no longer" not in load(tmp_path)

    write(tmp_path, slug="other")
    load(tmp_path)
    assert Note.objects.get(slug="other").published


def test_a_curators_own_note_is_left_alone(tmp_path):
    write(tmp_path)
    Note.objects.create(
        slug="ours", title="Ours", summary="x", body="x", topic="x",
        evidence_kind="trials", evidence_verdict="unsettled", **REVIEWED,
    )  # fmt: skip

    load(tmp_path)

    assert Note.objects.get(slug="ours").published


def test_a_clock_that_is_slow_keeps_no_shipped_note_out(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    call_command("load_notes", stdout=StringIO())
    assert Note.objects.published().count() == len(read_notes())
    assert max(note.reviewed_on for note in read_notes()) <= SHIPPED_ON


def test_nor_lets_it_one_in_that_was_reviewed_after_them(tmp_path, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    later = SHIPPED_ON + timedelta(days=1)
    write(tmp_path, reviewed_on=str(later), next_review_on=str(later + timedelta(days=90)))
    with pytest.raises(CommandError, match="is in the future"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ({"title": None}, "water.md: title: missing"),
        ({"colour": "green"}, "water.md: colour: no such field"),
        ({"about": "[weather]"}, "water.md: about: no such subject: weather"),
        ({"minutes": "soon"}, "water.md: minutes: 'soon'"),
        ({"safety": "perhaps"}, "water.md: safety: 'perhaps'"),
        ({"reviewed_on": "yesterday"}, "water.md: reviewed_on: 'yesterday'"),
        ({"title": "x" * 161}, "water.md: title: Ensure this value has at most 160"),
        ({"minutes": "-3"}, "water.md: minutes: Ensure this value is greater"),
        ({"minutes": "0"}, "water.md: minutes: Ensure this value is greater"),
        ({"claims": "[]"}, "water.md: claims: A note that is published says how well"),
        (
            {"reviewed_on": "2999-01-01", "next_review_on": "2999-07-01"},
            "water.md: reviewed_on: 2999-01-01 is in the future",
        ),
        (
            {"reviewed_on": "2099-01-01", "next_review_on": "2099-07-01"},
            "water.md: reviewed_on: 2099-01-01 is in the future",
        ),
        (
            {"next_review_on": "2099-05-23"},
            "water.md: next_review_on: 2099-05-23 is more than two years after 2026-11-23",
        ),
        ({"evidence_kind": "hearsay"}, "water.md: no such evidence: hearsay"),
        ({"citations": "[IOM97, X]"}, "water.md: cited in the text or listed, not both: X"),
        ({"body": "Text [^X] [^IOM97].", "citations": "[IOM97, X]"}, "no such citation: X"),
        ({"claims": "[{text: a}]"}, "water.md: kind, verdict: missing"),
        ({"evidence_kind": None}, "water.md: evidence_kind: missing"),
        ({"body": "Text.", "citations": "[]"}, "water.md: citations: a note rests on at least"),
        (
            {"safety": "true", "says_take_more": "true"},
            "water.md: says_take_more: A note on safety never says to take more",
        ),
        ({"citations": "[IOM97, IOM97]"}, "water.md: citations: named twice: IOM97"),
        ({"about": "[water, cooking, water]"}, "water.md: about: named twice: water"),
        ({"slug": "kidney-disease"}, "kidney-disease.md: safety: its rule says true"),
        (
            {"slug": "water-counts", "safety": "true"},
            "water-counts.md: safety: its rule says false",
        ),
    ],
)
def test_a_bad_head_names_the_file_and_the_field_and_loads_nothing(tmp_path, head, message):
    write(tmp_path, slug="a-good-one")
    body = head.pop("body", "Text [^IOM97].")
    write(tmp_path, **{"body": body} | head)

    with pytest.raises(CommandError) as error:
        load(tmp_path)

    assert message in str(error.value)
    assert Note.objects.count() == Citation.objects.count() == 0


def test_bad_citations_name_the_key(tmp_path):
    write(tmp_path)
    (tmp_path / "citations.yaml").write_text("IOM97: {authors: x}")

    with pytest.raises(CommandError, match=r"citations\.yaml: IOM97: doi, finding"):
        load(tmp_path)


def test_a_folder_without_citations_says_so(tmp_path):
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(tmp_path)


def copy_of_the_shipped(folder):
    for path in filter(Path.is_file, CONTENT.iterdir()):
        (folder / path.name).write_text(path.read_text())
    return folder


@pytest.mark.parametrize("slug", ["kidney-disease", "one-low-day"])
def test_no_note_that_a_situation_calls_for_may_be_missing(tmp_path, slug):
    call_command("load_notes", verbosity=0)
    (copy_of_the_shipped(tmp_path) / f"{slug}.md").unlink()

    with pytest.raises(CommandError, match=f"Nothing was loaded. {slug}.md: missing"):
        call_command("load_notes", "--folder", tmp_path)
    assert Note.objects.get(slug=slug).published


def test_a_few_notes_leave_those_that_a_situation_calls_for(tmp_path):
    call_command("load_notes", verbosity=0)
    write(tmp_path)

    out = load(tmp_path)

    assert "cooking-and-soaking no longer comes with the project" in out
    assert Note.objects.get(slug="kidney-disease").published
    assert "what calls for it" not in out


def test_it_says_which_note_a_situation_calls_for_in_vain(tmp_path):
    write(tmp_path)
    write(tmp_path, slug="water-counts")
    make_note("below-target")

    out = load(tmp_path)

    assert "one-low-day is not published: what calls for it shows nothing." in out
    assert "water-counts is not published" not in out
    assert "below-target is not published" not in out
    edit(Note.objects.get(slug="water-counts"), published=False)
    assert "water-counts is not published: what calls for it shows nothing." in load(tmp_path)


def test_the_database_takes_no_note_on_safety_that_says_take_more(tmp_path):
    write(tmp_path, safety="true")
    load(tmp_path)
    with pytest.raises(IntegrityError, match="note_on_safety_never_says_take_more"):
        Note.objects.update(says_take_more=True)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("note_published_is_reviewed_and_graded", {"reviewed_on": None}),
        ("note_published_is_reviewed_and_graded", {"next_review_on": None}),
        ("note_published_is_reviewed_and_graded", {"claims": []}),
        ("note_takes_a_minute", {"minutes": 0}),
    ],
)
def test_the_database_publishes_nothing_unreviewed(name, fields):
    make_note("a-draft", published=False, reviewed_on=None, next_review_on=None, claims=[])
    with pytest.raises(IntegrityError, match=name):
        make_note("b", **fields)
