from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from notes.models import Citation, Note
from tests.factories import make_person

LIST = reverse("admin:notes_note_changelist")


@pytest.fixture
def curator(db):
    person = make_person("curator@example.org", is_staff=True)
    person.groups.add(Group.objects.get(name="Curators"))
    return person


@pytest.fixture
def admin(curator) -> Client:
    client = Client()
    client.force_login(curator)
    return client


@pytest.fixture
def water(db) -> Note:
    call_command("load_notes", verbosity=0)
    return Note.objects.get(slug="water-counts")


def page(row: Note | Citation, name: str = "change") -> str:
    return reverse(f"admin:notes_{row._meta.model_name}_{name}", args=[row.pk])


def filled_in(note: Note, **fields):
    data = {
        name: getattr(note, name)
        for name in (
            "title", "summary", "body", "topic", "evidence_kind", "evidence_verdict", "minutes",
            "author", "reviewer", "reviewed_on", "next_review_on",
        )
    }  # fmt: skip
    return data | {"claims": "[]", "published": "on"} | fields


def errors(answer):
    return dict(answer.context["adminform"].form.errors)


def test_a_curator_edits_a_note_and_the_next_load_keeps_it(admin, curator, water):
    answer = admin.post(page(water), filled_in(water, title="Water counts too"))

    assert answer.status_code == 302, errors(answer)
    call_command("load_notes", verbosity=0)
    water.refresh_from_db()
    assert water.title == "Water counts too"
    newest = water.history.first()
    assert (newest.history_user, newest.title) == (curator, "Water counts too")
    history = admin.get(page(water, "history")).content.decode()
    assert "Water counts too" in history
    assert "curator@example.org" in history


def test_citations_are_numbered_as_the_text_names_them(admin, water):
    admin.post(page(water), filled_in(water, body="First [^FHS14], then [^IOM97] and [^FHS14]."))

    assert [(row.position, row.citation_id) for row in water.notecitation_set.all()] == [
        (1, "FHS14"),
        (2, "IOM97"),
    ]


def test_a_curator_says_what_a_note_is_about(admin, water):
    assert 'value="water" ' in admin.get(page(water)).content.decode()
    answer = admin.post(page(water), filled_in(water, about=["cooking", "water"]))
    assert answer.status_code == 302, errors(answer)
    water.refresh_from_db()
    assert water.about == ["cooking", "water"]


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"about": ["weather"]}, "about", "weather is not one of the available choices"),
        ({"body": "So it is [^NOBODY]."}, "body", "No such citation: NOBODY"),
        ({"body": ""}, "body", "required"),
        ({"title": "x\x00"}, "title", "Null characters"),
        ({"claims": '[{"text": "x"}]'}, "claims", "Claim 1 needs text, kind and verdict"),
        ({"claims": "{}x"}, "claims", "valid JSON"),
        ({"claims": '{"a": 1}'}, "claims", "A list"),
        (
            {"claims": '[{"text": "x", "kind": "trials", "verdict": "maybe"}]'},
            "claims",
            "verdict is one of shown, unsettled, not_shown, contradicted",
        ),
        ({"next_review_on": date(2020, 1, 1)}, "next_review_on", "comes after the last"),
        ({"evidence_kind": "hearsay"}, "evidence_kind", "valid choice"),
    ],
)
def test_bad_input_gets_a_message_beside_the_field(admin, water, fields, where, message):
    answer = admin.post(page(water), filled_in(water, **fields))

    assert answer.status_code == 200
    assert message in " ".join(errors(answer)[where])
    water.refresh_from_db()
    assert water.title == "Water counts"


def test_the_preview_shows_the_text_as_typed_and_saves_nothing(admin, water):
    answer = admin.post(
        reverse("admin:notes_note_preview"),
        {"title": "T", "body": "**Bold** [^CIQUAL20] [^NEW]<script>alert(1)</script>"},
    )

    content = answer.content.decode()
    marks = [f'<a href="#c{n}" id="m{n}" aria-label="Source {n}">{n}</a>' for n in (1, 2)]
    assert f"<strong>Bold</strong><sup>{', '.join(marks)}</sup>" in content
    assert "alert(1)" not in content
    assert "not yet checked" in content
    assert "NEW: no such citation yet" in content
    water.refresh_from_db()
    assert "Bold" not in water.body


def test_the_preview_is_for_curators(client, alice):
    preview = reverse("admin:notes_note_preview")
    assert client.post(preview, {"body": "x"}).status_code == 302
    client.force_login(alice)
    assert client.post(preview, {"body": "x"}).status_code == 302


def test_overdue_reviews_are_listed_on_the_first_page(admin, water):
    Note.objects.filter(pk=water.pk).update(next_review_on=date(2020, 1, 2))

    content = admin.get("/admin/").content.decode()

    assert "Water counts" in content
    assert "review was due 2020-01-02" in content
    assert [n.slug for n in admin.get(LIST, {"review": "overdue"}).context["cl"].result_list] == [
        "water-counts"
    ]


def test_citations_say_whether_they_were_checked(admin, water):
    content = admin.get(reverse("admin:notes_citation_changelist"), {"verified__exact": "0"})

    assert "Not yet checked" in content.content.decode()
    keys = [citation.key for citation in content.context["cl"].result_list]
    assert keys == ["CIQUAL20", "EVM03", "ODS", "SCF01"]


def test_history_is_read_and_not_written(admin, water):
    version = reverse(
        "admin:notes_note_simple_history", args=[water.pk, water.history.first().history_id]
    )

    assert admin.get(version).status_code == 200
    assert admin.post(version, filled_in(water, title="Back")).status_code == 405
    assert admin.post(page(water, "delete"), {"post": "yes"}).status_code == 403
