from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from intake.day_marks import DayMarkChanged, mark_day, mark_of, marks_between
from intake.export import everything_about
from intake.models import ChangeCounter, DayMark
from intake.people import profile_of
from intake.snapshots import InvalidEntry
from tests.factories import make_food, make_profile, make_quick_add
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def test_each_change_takes_a_number_and_saying_it_again_changes_nothing(alice):
    mark = mark_day(alice, DAY, note=" Flu.\r\nIn bed. ")
    assert (mark.note, mark.skipped, mark.version, mark.change) == ("Flu.\nIn bed.", False, 1, 1)
    mark = mark_day(alice, DAY, skipped=True)
    assert (mark.note, mark.skipped, mark.version, mark.change) == ("Flu.\nIn bed.", True, 2, 2)
    mark = mark_day(alice, DAY, note="Flu.\nIn bed.", skipped=True)
    assert (mark.version, mark.change) == (2, 2)


def test_what_says_nothing_any_more_is_a_tombstone(alice):
    mark_day(alice, DAY, note="Flu", skipped=True)
    mark_day(alice, DAY, note="")
    mark = mark_day(alice, DAY, skipped=False)
    assert (mark.deleted_at is None, mark.change) == (False, ChangeCounter.objects.get().value)
    assert marks_between(alice, DAY, DAY) == {}
    assert mark_day(alice, DAY, note="Better").deleted_at is None


def test_a_version_protects_what_was_written_elsewhere(alice):
    mark_day(alice, DAY, note="Phone", expected_version=0)
    with pytest.raises(DayMarkChanged):
        mark_day(alice, DAY, note="Desk", expected_version=0)
    assert mark_of(alice, DAY).note == "Phone"


@pytest.mark.parametrize(
    ("day", "note", "code"),
    [
        (DAY, "x" * 2001, "too_long"),
        (DAY, "a\0b", "invalid"),
        (date(308, 1, 1), "x", "out_of_range"),
    ],
)
def test_what_cannot_be_kept(alice, day, note, code):
    with pytest.raises(InvalidEntry) as caught:
        mark_day(alice, day, note=note)
    assert caught.value.code == code
    assert not DayMark.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"note": "x" * 2001}, {"date": date(308, 1, 1)}, {"deleted_at": "2026-11-23T00:00Z"}]
)
def test_the_database_refuses_it_too(alice, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        DayMark.objects.create(person=alice, **({"date": DAY, "note": "Flu"} | fields))


def test_a_note_is_exported(alice, bob):
    mark_day(alice, DAY, note="Flu")
    mark_day(bob, DAY, note="Bob's")
    (day,) = everything_about(alice)["days"]
    assert (day["date"], day["note"], day["skipped"]) == ("2026-11-20", "Flu", False)


class TestPages:
    def test_an_emptied_note_is_brought_back(self, alice, alices):
        mark_day(alice, DAY, note="Flu.\nIn bed.", skipped=True)
        emptied = {"version": 1, "note": " "}
        page = alices.post(f"/day/{DAY}/note/", emptied, follow=True).content.decode()
        assert "Note taken away." in page
        assert f'action="/day/{DAY}/note/restore/"' in page
        assert mark_of(alice, DAY).note == ""
        page = alices.post(f"/day/{DAY}/note/restore/", follow=True)
        assert "The note is back." in page.content.decode()
        mark = mark_of(alice, DAY)
        assert (mark.note, mark.skipped) == ("Flu.\nIn bed.", True)
        # Pressed twice, nothing is said to have failed.
        page = alices.post(f"/day/{DAY}/note/restore/", follow=True)
        assert "brought back" not in page.content.decode()
        assert mark_of(alice, DAY).version == mark.version

    def test_what_was_written_meanwhile_is_not_written_over(self, alice, alices):
        mark_day(alice, DAY, note="Flu.")
        alices.post(f"/day/{DAY}/note/", {"version": 1, "note": ""})
        mark_day(alice, DAY, note="From the phone.")
        page = alices.post(f"/day/{DAY}/note/restore/", follow=True)
        assert "This day has another note by now, which stays." in page.content.decode()
        assert mark_of(alice, DAY).note == "From the phone."
        # It can still be had once that is gone.
        mark_day(alice, DAY, note="")
        alices.post(f"/day/{DAY}/note/restore/")
        assert mark_of(alice, DAY).note == "Flu."

    def test_there_is_no_undo_of_nothing_or_of_another_day(self, alice, alices, bob):
        page = alices.post(f"/day/{DAY}/note/", {"version": 0, "note": ""}, follow=True)
        assert "/note/restore/" not in page.content.decode()
        mark_day(alice, DAY, note="Flu.")
        alices.post(f"/day/{DAY}/note/", {"version": 1, "note": ""})
        other = DAY + timedelta(days=1)
        page = alices.post(f"/day/{other}/note/restore/", follow=True)
        assert "That note can’t be brought back any more." in page.content.decode()
        bobs = Client()
        bobs.force_login(bob)
        bobs.post(f"/day/{DAY}/note/restore/")
        assert not DayMark.objects.exclude(note="").exists()

    def test_a_note_is_kept_and_shown_as_text(self, alices):
        page = alices.get(f"/day/{DAY}/")
        assert "Write a note on this day" in text_of(page)
        fields = {"version": 0, "note": "Flu & <b>fever</b>\r\nIn bed"}
        page = alices.post(f"/day/{DAY}/note/", fields, follow=True)
        assert "Note kept." in page.content.decode()
        assert "Flu &amp; &lt;b&gt;fever&lt;/b&gt;<br>In bed" in page.content.decode()

    def test_what_is_too_long_stays_on_the_page(self, alice, alices):
        page = alices.post(f"/day/{DAY}/note/", {"version": 0, "note": "long " * 401})
        assert page.status_code == 422
        assert "Too long: 2 004 of at most 2 000 characters." in text_of(page)
        assert "long long" in text_of(page)
        # Two thousand with their line ends, which browsers send as two characters each.
        note = "\r\n".join(["x"] * 1000)
        assert alices.post(f"/day/{DAY}/note/", {"version": 0, "note": note}).status_code == 302
        assert len(mark_of(alice, DAY).note) == 1999

    def test_what_was_written_elsewhere_is_not_lost(self, alice, alices):
        mark_day(alice, DAY, note="From the phone")
        page = alices.post(f"/day/{DAY}/note/", {"version": 0, "note": "From the desk"})
        assert page.status_code == 422
        text = text_of(page)
        assert "From the phone" in text
        assert "From the desk" in text
        assert "The note was changed elsewhere meanwhile" in text
        page = alices.post(f"/day/{DAY}/note/", {"version": 1, "note": "Both"})
        assert mark_of(alice, DAY).note == "Both"

    def test_a_skipped_day_has_nothing_to_go(self, alice, alices):
        make_profile(alice)
        today = profile_of(alice).today()
        make_food("Almonds, raw", magnesium_mg="270", popularity=90)
        assert "320 mg to go" in text_of(alices.get("/"))
        alices.post(f"/day/{today}/skip/")
        text = text_of(alices.get("/"))
        assert "Nothing logged" in text
        for comparison in ("to go", "%", "320", "0 mg", "for example"):
            assert comparison not in text
        make_quick_add(alice, today, "Porridge", "90")
        text = text_of(alices.get("/"))
        assert "90 mg Food 90" in text
        for comparison in ("to go", "%", "320", "for example"):
            assert comparison not in text

    def test_a_day_is_skipped_and_counts_again(self, alice, alices):
        day = profile_of(alice).today() - timedelta(days=2)
        make_quick_add(alice, day, "Soup", "900")
        make_quick_add(alice, day - timedelta(days=1), "Soup", "100")
        page = alices.post(f"/day/{day}/skip/", follow=True)
        assert "You left this day out: it is in no mean." in text_of(page)
        assert f'action="/day/{day}/count/"' in page.content.decode()
        text = text_of(alices.get("/trends/"))
        assert "Mean of 1 day 100 mg" in text
        assert "1 day that you left out is in no mean." in text
        assert "900, left out" in text
        alices.post(f"/day/{day}/count/")
        text = text_of(alices.get("/trends/"))
        assert "Mean of 2 days 500 mg" in text
        assert "left out" not in text

    def test_a_year_of_weeks_leaves_it_out_too(self, alice, alices):
        day = profile_of(alice).today() - timedelta(days=2)
        make_quick_add(alice, day, "Soup", "900")
        alices.post(f"/day/{day}/skip/")
        page = alices.get("/trends/", {"days": 365})
        assert "900 mg a day" not in page.content.decode()

    def test_bobs_marks_are_his_own(self, alice, bob, alices):
        bobs = Client()
        bobs.force_login(bob)
        alices.post(f"/day/{DAY}/note/", {"version": 0, "note": "Alice only"})
        assert "Alice only" not in text_of(bobs.get(f"/day/{DAY}/"))
        bobs.post(f"/day/{DAY}/note/", {"version": 0, "note": "Bob"})
        assert mark_of(alice, DAY).note == "Alice only"
