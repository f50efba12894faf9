import json
import re
from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from notes.models import Citation, Note, NoteTranslation
from tests.factories import make_person, make_translation
from tests.shipped import load_notes

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
    load_notes()
    return Note.objects.get(slug="water-counts")


def page(row: Note | Citation, name: str = "change") -> str:
    return reverse(f"admin:notes_{row._meta.model_name}_{name}", args=[row.pk])


def filled_in(note: Note, **fields):
    data = {
        name: getattr(note, name)
        for name in (
            "title", "summary", "body", "topic", "evidence_kind", "evidence_verdict", "minutes",
            "author", "reviewer", "reviewed_on", "next_review_on", "about",
        )
    }  # fmt: skip
    return data | {"claims": json.dumps(note.claims), "published": "on"} | fields


def said(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


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
    answer = admin.post(page(water), filled_in(water, about=["cooking", "water", "cooking"]))
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
        ({"next_review_on": date(2099, 1, 1)}, "next_review_on", "two years after the last"),
        ({"reviewed_on": ""}, "reviewed_on", "was reviewed: on which day?"),
        ({"next_review_on": ""}, "next_review_on", "reviewed again: from which day on?"),
        ({"claims": "[]"}, "claims", "how well it is known: give a claim"),
        ({"minutes": "0"}, "minutes", "greater than or equal to 1"),
        (
            {"reviewed_on": date(2999, 1, 1), "next_review_on": date(2999, 7, 1)},
            "reviewed_on",
            "This date is in the future.",
        ),
        ({"evidence_kind": "hearsay"}, "evidence_kind", "valid choice"),
        ({"body": "As one table has it [^CIQUAL20]."}, "published", "None of its sources is"),
        ({"body": "So it is."}, "published", "It cites no source"),
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
    assert '<strong>Bold</strong><sup><a href="#c1" id="r1"' in content
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
    assert [n.slug for n in admin.get(LIST, {"review": "due"}).context["cl"].result_list] == [
        "water-counts"
    ]


def test_citations_say_whether_they_were_checked(admin, water):
    content = admin.get(reverse("admin:notes_citation_changelist"), {"verified__exact": "0"})

    assert "Not yet checked" in content.content.decode()
    keys = [citation.key for citation in content.context["cl"].result_list]
    assert keys == ["BOHN04B", "CIQUAL20", "EVM03", "ODS", "SCF01"]


def test_history_is_read_and_not_written(admin, water):
    version = reverse(
        "admin:notes_note_simple_history", args=[water.pk, water.history.first().history_id]
    )

    assert admin.get(version).status_code == 200
    assert admin.post(version, filled_in(water, title="Back")).status_code == 405
    assert admin.post(page(water, "delete"), {"post": "yes"}).status_code == 403


def test_a_draft_may_rest_on_what_nobody_checked_yet(admin, water):
    fields = filled_in(water, body="As one table has it [^CIQUAL20].")
    del fields["published"]

    answer = admin.post(page(water), fields)

    assert answer.status_code == 302, errors(answer)
    water.refresh_from_db()
    assert (water.body, water.published) == ("As one table has it [^CIQUAL20].", False)


def cited(citation: Citation, **fields):
    names = ("authors", "title", "journal", "volume_pages", "doi", "pmid", "url", "study_kind")
    data = {name: getattr(citation, name) for name in (*names, "finding")}
    return data | {"year": citation.year or "", "verified": "on"} | fields


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"verified": ""}, "verified", "“How much from supplements is too much?”, “Water counts”"),
        ({"doi": "https://doi.org/10.17226/5776"}, "doi", "A DOI looks like 10.1000/182"),
        ({"pmid": "PMC12"}, "pmid", "A PMID is digits alone"),
        ({"url": ""}, "url", "No link"),
    ],
)
def test_a_citation_is_refused_beside_its_field(admin, water, fields, where, message):
    citation = Citation.objects.get(key="IOM97")

    answer = admin.post(page(citation), cited(citation, **fields))

    assert answer.status_code == 200
    assert message in " ".join(errors(answer)[where])
    assert Citation.objects.get(key="IOM97").verified


@pytest.mark.filterwarnings("error::django.utils.deprecation.RemovedInDjango60Warning")
def test_an_address_without_a_scheme_is_taken_for_https(admin, water):
    citation = Citation.objects.get(key="IOM97")
    answer = admin.post(page(citation), cited(citation, url="example.org/iom"))
    assert answer.status_code == 302, errors(answer)
    citation.refresh_from_db()
    assert citation.url == "https://example.org/iom"


def test_a_citation_may_lose_its_check_where_another_carries_the_note(admin, water):
    citation = Citation.objects.get(key="SAKA19")

    assert admin.post(page(citation), cited(citation, verified="")).status_code == 302

    assert not Citation.objects.get(key="SAKA19").verified


def shipped_before(slug):
    """As if the project had shipped another text before this one."""
    Note.objects.filter(slug=slug).update(shipped_hash="another")


def test_a_curator_sees_both_texts_and_takes_the_shipped_one(admin, curator, water):
    shipped = water.body
    theirs = shipped.replace("Waters differ widely.", "Waters differ.")
    admin.post(page(water), filled_in(water, body=theirs))
    assert "differs from the text that is shipped" in admin.get(page(water)).content.decode()
    assert "Notes with a newer text" not in admin.get("/admin/").content.decode()
    shipped_before("water-counts")
    call_command("load_notes", verbosity=0)

    assert "A newer text is shipped" in admin.get(page(water)).content.decode()
    assert "Notes with a newer text" in admin.get("/admin/").content.decode()
    found = admin.get(LIST, {"shipped": "newer"}).context["cl"].result_list
    assert [note.slug for note in found] == ["water-counts"]
    answer = admin.get(page(water, "shipped"))
    body = next(each for each in answer.context["differences"] if each.field == "Text")
    changed = [line for line in body.lines if not line.same]
    assert [(line.here[:14], line.shipped[:21]) for line in changed] == [
        ("Waters differ.", "Waters differ widely.")
    ]
    water.refresh_from_db()
    assert water.body == theirs

    assert admin.post(page(water, "shipped")).status_code == 302

    water.refresh_from_db()
    assert water.body == shipped
    assert water.claims
    newest, before = water.history.all()[:2]
    assert (newest.history_user, newest.body) == (curator, shipped)
    assert (before.history_user, before.body) == (curator, theirs)
    assert "shipped_url" not in admin.get(page(water)).context
    assert "Nothing differs" in admin.get(page(water, "shipped")).content.decode()


def test_a_curator_takes_the_shipped_citation(admin, water):
    citation = Citation.objects.get(key="SAKA19")
    admin.post(page(citation), cited(citation, finding="It grew.", participants=96))
    assert "differs from the text that is shipped" in admin.get(page(citation)).content.decode()

    admin.post(page(citation, "shipped"))

    citation.refresh_from_db()
    assert citation.finding.startswith("Calcium in the heart")
    assert "shipped_url" not in admin.get(page(citation)).context


def test_the_shipped_text_is_for_curators(client, alice, water):
    client.force_login(alice)
    for ask in (client.get, client.post):
        assert ask(page(water, "shipped")).status_code == 302
    assert water.history.count() == 1


def test_a_note_of_a_curators_own_is_compared_with_nothing(admin, water):
    fields = filled_in(water, slug="ours", title="Ours", body="So it is [^IOM97].")
    answer = admin.post(reverse("admin:notes_note_add"), fields)
    assert answer.status_code == 302, errors(answer)
    ours = Note.objects.get(slug="ours")
    assert "shipped_url" not in admin.get(page(ours)).context
    assert "Nothing differs" in admin.get(page(ours, "shipped")).content.decode()
    assert admin.get(reverse("admin:notes_note_shipped", args=["nothing"])).status_code == 404


def test_a_note_says_to_curators_which_sources_are_not_checked(admin, water):
    content = admin.get(page(water)).content.decode()
    start = content.index("Not yet checked against the original:")
    assert "CIQUAL20" in content[start : start + 300]
    assert "IOM97" not in content[start : start + 300]
    other = Note.objects.get(slug="kidney-disease")
    assert "Not yet checked against" not in admin.get(page(other)).content.decode()


def test_a_review_is_due_on_its_day(admin, water):
    due, said = date(2020, 1, 2), "review was due 2020-01-02"
    assert "None. Every published note has been reviewed" in admin.get("/admin/").content.decode()
    Note.objects.filter(pk=water.pk).update(next_review_on=due)
    assert said in admin.get("/admin/").content.decode()
    Note.objects.filter(pk=water.pk).update(published=False)
    assert said not in admin.get("/admin/").content.decode()
    today = date(2026, 12, 1)
    Note.objects.filter(pk=water.pk).update(published=True, next_review_on=today)
    assert water in Note.objects.due_for_review(today)
    assert water not in Note.objects.due_for_review(date(2026, 11, 30))


def test_what_a_browser_does_to_line_ends_is_no_change(admin, water):
    fields = filled_in(water)
    fields["body"] = water.body.replace("\n", "\r\n")

    assert admin.post(page(water), fields).status_code == 302

    body = water.body
    water.refresh_from_db()
    assert water.body == body
    assert "shipped_url" not in admin.get(page(water)).context


def kept_note(slug, **fields):
    note = Note.objects.get(slug=slug)
    ticked = {name: "on" for name in ("safety", "says_take_more") if getattr(note, name)}
    return note, filled_in(note, **(ticked | fields))


@pytest.mark.parametrize(
    ("slug", "fields", "where"),
    [
        ("kidney-disease", {"safety": ""}, "safety"),
        ("kidney-disease", {"says_take_more": "on"}, "says_take_more"),
        ("kidney-disease", {"safety": "", "says_take_more": "on"}, "safety"),
        ("kidney-disease", {"published": ""}, "published"),
        ("supplement-upper-level", {"published": ""}, "published"),
        ("below-target", {"safety": "on"}, "safety"),
        ("below-target", {"says_take_more": ""}, "says_take_more"),
    ],
)
def test_a_note_that_a_situation_calls_for_stays_what_its_rule_takes_it_for(
    admin, water, slug, fields, where
):
    note, data = kept_note(slug, **fields)
    answer = admin.post(page(note), data)

    assert answer.status_code == 200
    assert "A situation calls for this note" in " ".join(errors(answer)[where])
    newest = note.history.first()
    assert newest.history_type == "+"


def test_what_is_not_for_safety_may_be_unpublished(admin, water):
    for slug in ("below-target", "cooking-and-soaking"):
        note, data = kept_note(slug, published="")
        assert admin.post(page(note), data).status_code == 302
    assert (
        Note.objects.published().filter(slug__in=["below-target", "cooking-and-soaking"]).count()
        == 0
    )


def test_no_note_of_a_curators_is_on_safety_and_says_take_more(admin, water):
    note, data = kept_note("cooking-and-soaking", safety="on")
    answer = admin.post(page(note), data)
    assert answer.status_code == 200
    assert "never says to take more" in errors(answer)["says_take_more"][0]


def test_a_note_that_a_situation_calls_for_is_written_as_its_rule_takes_it(admin, water):
    lost, data = kept_note("kidney-disease")
    data["slug"] = lost.slug
    lost.delete()
    add = reverse("admin:notes_note_add")
    assert "It stays ticked." in errors(admin.post(add, data | {"safety": ""}))["safety"][0]
    answer = admin.post(add, data)
    assert answer.status_code == 302, errors(answer)
    assert Note.objects.get(slug="kidney-disease").safety


def test_what_warns_somebody_is_not_deleted(client, water):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    client.post(page(Note.objects.get(slug="kidney-disease"), "delete"), {"post": "yes"})
    assert Note.objects.filter(slug="kidney-disease").exists()
    client.post(page(water, "delete"), {"post": "yes"})
    assert not Note.objects.filter(slug="water-counts").exists()


def test_a_notes_page_shows_its_translations_and_whether_readers_see_them(admin, water):
    NoteTranslation.objects.all().delete()
    make_translation(water, "de", title="Wasser zählt", body="Ein Absatz", claims=["Es zählt"])
    make_translation(Note.objects.get(slug="kidney-disease"), "de", title="Nieren")
    text = said(admin.get(page(water)))
    assert "German : Wasser zählt · up to date" in text
    assert "Es zählt Ein Absatz" in text
    assert "Nieren" not in text

    answer = admin.post(page(water), filled_in(water, summary="Another."))
    assert answer.status_code == 302, errors(answer)
    text = said(admin.get(page(water)))
    assert "German : Wasser zählt · of another English text: readers see the English" in text
    assert "Translations" not in said(admin.get(page(Note.objects.get(slug="one-low-day"))))
