"""Bringing a file over the pages: look, answer, add, take back."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.utils import timezone

from intake.export import as_json
from intake.models import Entry, Import, LifeStage, Purpose
from intake.people import give_consent, profile_of
from intake.transfer import uploads
from tests.factories import make_food, make_person, make_profile, make_quick_add
from tests.pages import text_of

pytestmark = pytest.mark.django_db
HEADING = "Day,Time,Group,Food Name,Amount,Energy (kcal),Magnesium (mg),Category\n"
OATS = "2026-11-20,08:14 AM,Breakfast,Oats,80.00 g,311,138.05,Cereals\n"
BREAD = "2026-11-20,,Lunch,Rye bread,2.00 slice,160,,Baked\n"


@pytest.fixture
def bobs(bob):
    client = Client()
    client.force_login(bob)
    return client


def bring(client, content, name="servings.csv"):
    if isinstance(content, str):
        content = content.encode()
    return client.post("/settings/import/", {"file": SimpleUploadedFile(name, content)})


def refusal(response):
    assert response.status_code == 422
    found = re.search(r'id="id_file_error"[^>]*>(.*?)</ul>', response.content.decode(), re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def address_of(response):
    assert response.status_code == 302, text_of(response)
    return response["Location"]


def test_from_the_file_to_the_diary_and_back(alices, alice):
    address = address_of(bring(alices, HEADING + OATS + BREAD))
    page = text_of(alices.get(address))
    assert "Entries All new 2" in page
    assert "Oats 20 November 2026, 08:14, breakfast · 80 g 138 mg" in page
    assert "Rye bread 20 November 2026, lunch · 2 slice no figure" in page
    assert not Entry.objects.exists()  # looking adds nothing

    done = alices.post(f"{address}apply/", follow=True)
    assert "Added: 2 entries." in done.content.decode()
    assert "Cronometer, foods: servings.csv" in text_of(done)
    assert Import.objects.get().content is None

    undone = alices.post(f"{address}undo/", follow=True)
    assert "Taken back: 2 entries." in undone.content.decode()
    assert not Entry.objects.for_person(alice).kept().exists()


def test_one_is_told_as_one(alices, alice):
    address = address_of(bring(alices, HEADING + OATS))
    assert "Entries All new 1" in text_of(alices.get(address))
    assert "Added: 1 entry." in alices.post(f"{address}apply/", follow=True).content.decode()
    Entry.objects.for_person(alice).update(version=F("version") + 1)
    undone = alices.post(f"{address}undo/", follow=True).content.decode()
    assert "Stayed: 1 entry that you changed since." in undone


def test_the_same_file_again_says_that_there_is_nothing_to_add(alices):
    alices.post(f"{address_of(bring(alices, HEADING + OATS))}apply/")
    page = alices.get(address_of(bring(alices, HEADING + OATS)))
    assert "Entries 1 there already 0" in text_of(page)
    assert "There is nothing to add." in text_of(page)
    assert "Add it" not in text_of(page)


def test_pressing_the_button_twice_adds_once(alices):
    address = address_of(bring(alices, HEADING + OATS))
    for _ in range(2):
        assert alices.post(f"{address}apply/")["Location"] == "/settings/export/"
        assert Entry.objects.count() == 1


class TestFileOfTwelve:
    @pytest.fixture
    def file(self):
        other = make_person()
        make_profile(other, kidney_disease=True)
        for purpose in Purpose:
            give_consent(person=other, purpose=purpose)
        LifeStage.objects.create(person=other, kind="pregnant", starts_on=date(2026, 5, 1))
        make_quick_add(other, date(2026, 11, 20), "Soup", "35.0123456789")
        return "".join(as_json(other))

    def test_asks_for_consent_and_leaves_out_what_has_none(self, alices, alice, file):
        address = address_of(bring(alices, file, "twelve.json"))
        page = text_of(alices.get(address))
        assert "I have weak kidneys. I agree that Twelve keeps this" in page
        assert "tells of pregnancy or breastfeeding. I agree" in page
        assert "without a tick it is left out" in page
        alices.post(f"{address}apply/", {"life_stage": "on"})
        assert not profile_of(alice).kidney_disease
        assert LifeStage.objects.filter(person=alice).count() == 1
        assert Entry.objects.get(person=alice).magnesium_mg == Decimal("35.0123456789")

    def test_undo_says_that_the_kidney_flag_stays(self, alices, alice, file):
        address = address_of(bring(alices, file, "twelve.json"))
        alices.post(f"{address}apply/", {"life_stage": "on", "kidney": "on"})
        undone = alices.post(f"{address}undo/", follow=True)
        assert "Stayed: the kidney flag" in undone.content.decode()
        assert profile_of(alice).kidney_disease

    def test_a_damaged_one_is_refused_with_the_places(self, alices, file):
        whole = json.loads(file)
        whole["entries"][0]["magnesium_mg"] = -3
        answer = bring(alices, json.dumps(whole), "twelve.json")
        assert refusal(answer).startswith("It is Twelve’s file, but something in it can’t be right")
        assert "entries, row 1, magnesium_mg: is negative." in text_of(answer)
        assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "It is empty."),
        (b" \n", "It is empty."),
        (b"PK\x03\x04\0\0\0", "It is no text: a spreadsheet, a picture or a zip, perhaps."),
        (b"%PDF-1.7 something\n", "It is none of the files that Twelve knows"),
        (b'{"a": 1}', "It is JSON, but not a file that Twelve wrote."),
        (b'{"a": ', "It is no JSON: line 1, column 7 can't be read."),
        (b"[" * 100_000, "Its brackets nest more than 20 deep"),
        (
            b'{"format": "twelve-export", "version": 7}',
            "It was written by a newer Twelve: the file’s version is 7",
        ),
        ((HEADING + OATS * 100_000).encode(), "It has more than 50\u202f000 lines"),
        (HEADING.replace("Magnesium (mg),", "").encode(), "It has no column “Magnesium (mg)”."),
    ],
)
def test_a_file_that_can_not_be_read_gets_a_clear_message(alices, content, message):
    answer = bring(alices, content)
    assert refusal(answer).replace("&#x27;", "'").startswith(message)
    assert not Import.objects.exists()


def test_no_file_at_all(alices):
    assert refusal(alices.post("/settings/import/", {})) == "Choose a file."


def test_a_file_that_is_too_large_is_not_read(alices, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    assert (
        refusal(bring(alices, HEADING + OATS)) == "It is larger than 0 MB, the most that is read."
    )
    answer = alices.post(
        "/settings/import/", b"", content_type="multipart/form-data", CONTENT_LENGTH=10**9
    )
    assert "It is larger than 50 MB, the most that is read." in refusal(answer)


def test_the_form_needs_its_token(alice):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert bring(strict, HEADING + OATS).status_code == 403


def test_lines_that_can_not_be_read_are_listed_and_the_others_stand(alices):
    broken = OATS.replace("138.05", "-1")
    address = address_of(bring(alices, HEADING + OATS + broken))
    page = text_of(alices.get(address))
    assert "1 line that can’t be read" in page
    assert "Line 3, Magnesium (mg): -1 is negative." in page
    alices.post(f"{address}apply/")
    assert Entry.objects.count() == 1


def test_says_when_the_encoding_was_guessed(alices):
    cafe = OATS.replace("Oats", "Müsli").encode("cp1252")
    page = text_of(alices.get(address_of(bring(alices, HEADING.encode() + cafe))))
    assert "was read as Windows-1252" in page
    assert "Müsli" in page


def test_text_of_the_file_is_text_on_the_page(alices):
    address = address_of(bring(alices, HEADING + OATS.replace("Oats", "<b>=1+1</b>")))
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in alices.get(address).content.decode()


class TestChoices:
    def test_a_food_gives_its_figure_to_a_line_that_has_none(self, alices):
        rye = make_food("Rye bread, whole", magnesium_mg="40")
        make_food("Rye bread, no figure", magnesium_mg=None)
        address = address_of(bring(alices, HEADING + BREAD))
        page = alices.get(address).content.decode()
        (key,) = set(re.findall(r'name="(\w+)-food"', page))
        assert "Rye bread, whole: 40 mg in 100 g" in page
        assert "Rye bread, no figure" not in page

        wrong = alices.post(f"{address}choices/", {"asked_page": 1, f"{key}-food": rye.pk})
        assert wrong.status_code == 422
        assert "Say how many grams it was." in text_of(wrong)

        answers = {"asked_page": 1, f"{key}-food": rye.pk, f"{key}-grams": "64,5"}
        kept = alices.post(f"{address}choices/", answers, follow=True)
        assert "Rye bread, whole 20 November 2026, lunch · 64.5 g 26 mg" in text_of(kept)
        assert f'value="{rye.pk}" id="id_{key}-food_1" checked' in kept.content.decode()
        alices.post(f"{address}apply/")
        entry = Entry.objects.get()
        assert (entry.food, entry.magnesium_mg) == (rye, Decimal("25.8"))

    def test_answers_of_one_page_leave_those_of_another(self, alices):
        rye = make_food("Rye bread", magnesium_mg="40")
        lines = [BREAD.replace("Rye bread", f"Rye bread {n}") for n in range(12)]
        address = address_of(bring(alices, HEADING + "".join(lines)))
        for page, count in ((1, 10), (2, 2)):
            html = alices.get(f"{address}?asked={page}").content.decode()
            keys = list(dict.fromkeys(re.findall(r'name="(\w+)-food"', html)))
            assert len(keys) == count
            answers = {"asked_page": page}
            answers |= {f"{keys[0]}-food": rye.pk, f"{keys[0]}-grams": "50"}
            answer = alices.post(f"{address}choices/", answers)
            assert answer["Location"] == f"{address}?asked=2#without-figure"
        assert len(Import.objects.get().choices["foods"]) == 2

    @pytest.fixture
    def asked(self, alices):
        """The preview of a file with a line that no food of the catalogue is called like."""
        return address_of(bring(alices, HEADING + BREAD.replace("Rye bread", "Vollkornbrot")))

    @staticmethod
    def keys_on(page):
        return list(dict.fromkeys(re.findall(r'name="(\w+)-food"', page.content.decode())))

    def test_another_food_can_be_looked_for_without_javascript(self, alices, asked):
        rye = make_food("Rye bread", magnesium_mg="40")
        make_food("Rye water", magnesium_mg="2", basis="100ml")
        make_food("Rye bread, no figure", magnesium_mg=None)
        (key,) = self.keys_on(alices.get(asked))
        typed = {"asked_page": 1, "stay": 1, f"{key}-search": "rye", f"{key}-grams": "6o"}
        page = alices.post(f"{asked}choices/", typed)
        html = page.content.decode()
        assert page.status_code == 200
        assert "Rye bread: 40 mg in 100 g" in html
        assert "Rye water" not in html
        assert "no figure:" not in html
        assert "For “rye”: choose above." in html
        assert f'name="{key}-grams" value="6o"' in html  # as typed, and not yet complained about
        assert Import.objects.get().choices == {}

        typed |= {f"{key}-searched": "rye", f"{key}-food": rye.pk}
        assert alices.post(f"{asked}choices/", typed).status_code == 422
        alices.post(f"{asked}choices/", typed | {f"{key}-grams": "60"})
        page = alices.get(asked).content.decode()
        # Nothing is called like the line: what was chosen is offered all the same.
        assert re.search(rf'value="{rye.pk}"[^>]* checked', page)
        alices.post(f"{asked}apply/")
        assert (Entry.objects.get().food, Entry.objects.get().magnesium_mg) == (rye, 24)

    def test_a_search_keeps_what_other_lines_were_answered(self, alices):
        rye, oats = make_food("Rye bread", magnesium_mg="40"), make_food("Oats", magnesium_mg="138")
        other = BREAD.replace("Rye bread", "Porridge")
        address = address_of(bring(alices, HEADING + BREAD + other))
        bread, porridge = self.keys_on(alices.get(address))
        typed = {"asked_page": 1, f"{bread}-food": rye.pk, f"{bread}-grams": "60"}
        page = alices.post(f"{address}choices/", typed | {f"{porridge}-search": "oats"})
        html = page.content.decode()
        assert re.search(rf'name="{bread}-food" value="{rye.pk}"[^>]* checked', html)
        assert f'name="{porridge}-food" value="{oats.pk}"' in html
        assert f'name="{bread}-grams" value="60"' in html

    def test_another_food_can_be_looked_for_while_one_types(self, alices, bobs, asked):
        rye = make_food("Rye bread", magnesium_mg="40")
        oats = make_food("Oats", magnesium_mg="138")
        (key,) = self.keys_on(alices.get(asked))
        said = {"name": "Vollkornbrot", "amount": "2.00 slice", f"{key}-food": oats.pk}
        found = alices.get(f"{asked}foods/", said | {f"{key}-search": "rye"}).content.decode()
        assert f'name="{key}-food" value="{rye.pk}"' in found
        assert re.search(rf'value="{oats.pk}"[^>]* checked', found)  # picked before
        assert f'name="{key}-searched" value="rye"' in found
        nothing = alices.get(f"{asked}foods/", said | {f"{key}-search": "xqzzy"}).content.decode()
        assert "Nothing found for “xqzzy” that is weighed and has a figure." in nothing
        assert bobs.get(f"{asked}foods/", said).status_code == 404

    def test_only_foods_that_are_one_s_own_or_everybody_s_can_be_chosen(self, alices, asked, bob):
        secret = make_food("Bob's bread", state="private", owner=bob, magnesium_mg="40")
        (key,) = self.keys_on(alices.get(asked))
        answers = {"asked_page": 1, f"{key}-food": secret.pk, f"{key}-grams": "60"}
        answer = alices.post(f"{asked}choices/", answers)
        assert answer.status_code == 422
        assert "Bob's" not in answer.content.decode()

    def test_more_than_anybody_can_have(self, alices, asked):
        salt = make_food("Bath salt", magnesium_mg="9800")
        (key,) = self.keys_on(alices.get(asked))
        answers = {"asked_page": 1, f"{key}-food": salt.pk, f"{key}-grams": "90000"}
        answer = alices.post(f"{asked}choices/", answers)
        assert answer.status_code == 422
        assert "That is more than anybody can have." in text_of(answer)

    def test_an_answer_counts_for_the_same_name_where_the_file_says_the_grams(self, alices):
        rye = make_food("Rye bread", magnesium_mg="40")
        filler = [BREAD.replace("Rye bread", f"Stew {n}") for n in range(10)]
        amounts = ("50.00 g", "1 loaf", "80.00 g")
        breads = [BREAD.replace("2.00 slice", amount) for amount in amounts]
        address = address_of(bring(alices, HEADING + BREAD + "".join(filler + breads)))
        first = self.keys_on(alices.get(address))[0]
        answers = {"asked_page": 1, f"{first}-food": rye.pk, f"{first}-grams": "64"}
        kept = alices.post(f"{address}choices/", answers, follow=True)
        assert "Your answers are kept, also for 2 more of the same name." in kept.content.decode()
        page = alices.get(f"{address}?asked=2")
        _, light, loaf, heavy = self.keys_on(page)
        checked = re.findall(rf'name="(\w+)-food" value="{rye.pk}"[^>]* checked',
                             page.content.decode())  # fmt: skip
        assert checked == [light, heavy]
        assert f'name="{loaf}-food" value="{rye.pk}"' in page.content.decode()

        # Said to be not known: stays so, also when the first page is kept once more.
        answers_of_2 = {"asked_page": 2, f"{light}-food": rye.pk, f"{light}-grams": "50"}
        alices.post(f"{address}choices/", answers_of_2)
        alices.post(f"{address}choices/", answers)
        alices.post(f"{address}apply/")
        breads = Entry.objects.filter(food=rye).order_by("quantity")
        assert [entry.magnesium_mg for entry in breads] == [20, Decimal("25.6")]
        assert Entry.objects.filter(magnesium_mg=None).count() == 12

    def test_lines_that_say_the_same_are_named_and_can_be_dropped(self, alices):
        address = address_of(bring(alices, HEADING + OATS + OATS))
        assert "Line 3 says what line 2 says." in text_of(alices.get(address))
        kept = alices.post(f"{address}choices/", {"drop_repeats": "drop"}, follow=True)
        assert "Entries All new 1" in text_of(kept)

    def test_days_with_entries_are_asked_about(self, alices, alice):
        make_quick_add(alice, date(2026, 11, 20), "Soup", "35")
        daily = "Date,Energy (kcal),Magnesium (mg),Completed\n"
        days = "2026-11-19,2000,300.5,true\n2026-11-20,1800,250,false\n"
        address = address_of(bring(alices, daily + days, "dailysummary.csv"))
        page = text_of(alices.get(address))
        assert "Days that have entries already" in page
        assert "Entries All new 1" in page
        answers = {"days_page": 1, "days": ["2026-11-20"]}
        assert "Entries All new 2" in text_of(
            alices.post(f"{address}choices/", answers, follow=True)
        )


def test_somebody_else_s_import_is_not_there(alices, bobs):
    address = address_of(bring(alices, HEADING + OATS))
    assert bobs.get(address).status_code == 404
    for what in ("choices", "apply", "forget", "undo"):
        assert bobs.post(f"{address}{what}/", {"drop_repeats": "drop"}).status_code == 404
    alices.post(f"{address}apply/")
    assert bobs.post(f"{address}undo/").status_code == 404
    assert Entry.objects.kept().count() == 1


@pytest.mark.parametrize("what", ["choices", "apply", "forget", "undo"])
def test_a_link_alone_changes_nothing(alices, what):
    address = address_of(bring(alices, HEADING + OATS))
    assert alices.get(f"{address}{what}/").status_code == 405
    assert alices.get("/settings/import/").status_code == 405


def test_a_file_is_forgotten_on_request_with_the_next_one_and_after_a_day(alices, alice):
    first = address_of(bring(alices, HEADING + OATS))
    second = address_of(bring(alices, HEADING + BREAD))
    assert alices.get(first).status_code == 404
    alices.post(f"{second}forget/")
    assert not Import.objects.exists()

    third = address_of(bring(alices, HEADING + OATS))
    Import.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert alices.get(third).status_code == 404
    assert alices.post(f"{third}apply/").status_code == 404
    alices.get("/settings/export/")
    assert not Import.objects.exists()


def test_a_file_stays_out_of_the_log(alices, caplog):
    bring(alices, HEADING + OATS.replace("Oats", "quillfeather"))
    bring(alices, '{"format": "twelve-export", "version": 1, "entries": ["quillfeather"]}')
    assert "quillfeather" not in caplog.text


def test_the_pages_take_the_same_queries_however_long_the_file(
    alices, alice, django_assert_num_queries
):
    for count in (1, 60):
        rows = [OATS.replace("Oats", f"Oats {n}") for n in range(count)]
        address = address_of(bring(alices, HEADING + "".join(rows)))
        with django_assert_num_queries(7):
            alices.get(address)
    with django_assert_num_queries(4):
        alices.get("/settings/export/")


def test_pages_obey_the_content_security_policy(alices):
    make_food("Rye bread", magnesium_mg="40")
    address = address_of(bring(alices, HEADING + BREAD + OATS + OATS))
    for page in ("/settings/export/", address):
        html = alices.get(page).content.decode()
        assert " style=" not in html
        assert not re.search(r"\son\w+=", html)
        assert not re.search(r"<script(?![^>]*src=)", html)
