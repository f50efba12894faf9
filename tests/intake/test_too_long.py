"""What is too long is kept in its field and said beside it: nothing that people write is cut."""

from __future__ import annotations

import html
import importlib
import pkgutil
import re
from datetime import date

import pytest
from django import forms as django_forms
from django.test import Client

import intake.forms
from config.environment import PROJECT
from intake.forms.fields import WordsField
from intake.models import Entry, Person, PersonalToken, SavedMeal
from tests.factories import make_entry, make_food, make_medicine, make_profile, make_quick_add
from tests.intake.test_settings_pages import error_beside

TODAY = "2026-11-20"
SLOT = {"date": TODAY, "meal": "lunch"}
# Emoji of several characters each, and words from right to left.
LONG = "🥑👩‍👩‍👧 חלה של סבתא " * 120


@pytest.fixture
def alices(alices, alice) -> Client:
    make_profile(alice)
    return alices


def written(response, field_id: str) -> str:
    """What stands in a field, as its reader sees it."""
    page = response.content.decode()
    area = re.search(rf'<textarea[^>]*\bid="{field_id}"[^>]*>\r?\n?(.*?)</textarea>', page, re.S)
    control = re.search(rf'<input[^>]*\bid="{field_id}"[^>]*>', page)
    value = re.search(r'\bvalue="([^"]*)"', control[0]) if control else None
    found = area or value
    assert found, f"nothing in {field_id}"
    return html.unescape(found[1])


def refused(response, field_id: str, typed: str) -> str:
    """What is said beside the field, which still holds all that was typed."""
    assert response.status_code in (200, 422)
    assert written(response, field_id).strip() == typed.strip()
    return error_beside(response, field_id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "field", "most", "rest"),
    [
        ("/add/own/", "name", "300", {"kind": "food", **SLOT}),
        ("/meals/", "name", "120", {}),
        ("/settings/foods/", "name", "300", {"kind": "food", "basis": "100g"}),
        ("/settings/foods/", "brand", "200", {"name": "A", "kind": "food", "basis": "100g"}),
        ("/settings/foods/", "portion_label", "120", {"name": "A", "kind": "food"}),
        ("/settings/water/", "name", "300", {"knows": "nothing", "unit": "mg/L"}),
        ("/settings/medicines/", "name", "120", {"time_0": "08:00", "consent": "on"}),
        ("/settings/tokens/", "name", "80", {"scope": "read", "days": "30"}),
    ],
)
def test_it_comes_back_whole_with_what_is_wrong(alices, alice, path, field, most, rest):
    typed = LONG.strip()
    said = refused(alices.post(path, rest | {field: typed}), f"id_{field}", typed)
    given = f"{len(typed):,}".replace(",", "\u202f")
    assert said == f"Too long: {given} of at most {most} characters."
    for model in (Entry, SavedMeal):
        assert not model.objects.filter(person=alice).exists()
    assert not PersonalToken.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "passes"), [("é" * 300, True), ("é" * 301, False)])
def test_the_limit_is_the_last_that_passes(alices, words, passes):
    fields = {"name": words, "kind": "food", "magnesium_mg": "41", **SLOT}
    assert (alices.post("/add/own/", fields).status_code == 302) is passes
    assert [each.name for each in Entry.objects.all()] == [words] * passes


@pytest.mark.django_db
class TestWhatIsThere:
    def test_an_entry(self, alice, alices):
        entry = make_quick_add(alice, date(2026, 11, 20), "Stew", "41")
        fields = {"version": entry.version, "name": LONG, "magnesium_mg": "41", **SLOT}
        page = alices.post(f"/entries/{entry.uuid}/", fields)
        assert "of at most 300" in refused(page, f"id_{entry.uuid}_name", LONG)
        entry.refresh_from_db()
        assert entry.name == "Stew"

    def test_a_saved_meal_and_a_line_of_it(self, alice, alices):
        meal = SavedMeal.objects.create(person=alice, name="Soup")
        page = alices.post(
            f"/meals/{meal.uuid}/", {"version": meal.version, "servings": "1", "name": LONG}
        )
        assert "of at most 120" in refused(page, "id_name", LONG)
        line = {"name": LONG, "kind": "food"}
        page = alices.post(f"/meals/{meal.uuid}/items/", line)
        assert "of at most 300" in refused(page, "own_name", LONG)
        meal.refresh_from_db()
        assert (meal.name, meal.items.count()) == ("Soup", 0)

    def test_a_medicine(self, alice, alices):
        medicine = make_medicine(alice)
        fields = {"version": medicine.version, "name": LONG, "time_0": "08:00"}
        page = alices.post(f"/settings/medicines/{medicine.uuid}/", fields)
        assert "of at most 120" in refused(page, "id_name", LONG)

    def test_a_note_on_a_day(self, alices):
        page = alices.post(f"/day/{TODAY}/note/", {"version": 0, "note": LONG})
        assert "of at most 2\u202f000" in refused(page, "day_note", LONG)

    def test_what_is_wrong_with_a_food(self, alice, alices):
        food = make_food("Oats")
        make_entry(alice, food)
        page = alices.post(f"/foods/{food.pk}/report/", {"said": LONG, "suggested_basis": "100g"})
        assert "of at most 1\u202f000" in refused(page, "id_said", LONG)
        # A line end is one character, though browsers send two.
        said = "\r\n".join(["x"] * 500)
        body = {"said": said, "suggested_basis": "100g"}
        assert alices.post(f"/foods/{food.pk}/report/", body).status_code == 302


@pytest.mark.django_db
class TestAddresses:
    ADDRESS = "a" * 243 + "@example.org"  # 255 characters

    def test_no_account_is_of_a_part_of_what_was_typed(self, client):
        fields = {"email": self.ADDRESS, "password1": "seventeen herons"}
        said = refused(client.post("/accounts/signup/", fields), "id_email", self.ADDRESS)
        assert said == "Too long: 255 of at most 254 characters."
        assert not Person.objects.exists()

    def test_nor_is_one_changed_to_it(self, alice, alices):
        fields = {"email": self.ADDRESS, "password": "a pass phrase"}
        page = alices.post("/settings/email/", fields)
        assert "255 of at most 254" in refused(page, "id_email", self.ADDRESS)


def forms_of_people() -> dict[str, type[django_forms.BaseForm]]:
    found = {}
    for module in pkgutil.iter_modules(intake.forms.__path__, "intake.forms."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, django_forms.BaseForm):
                found[each.__qualname__] = each
    return found


def test_no_form_lets_a_browser_cut():
    """A search is sent in an address, which has an end: nothing of it is kept."""
    found = forms_of_people()
    assert {"QuickAddForm", "MedicineForm", "DayNoteForm", "TokenForm"} <= set(found)
    cut = [
        f"{form_name}.{name}"
        for form_name, form in found.items()
        # Those to sign in are reworded as each is made.
        if form.__module__.startswith("intake.") and form.__module__ != "intake.forms.sign_in"
        for name, field in form.base_fields.items()
        if "maxlength" in field.widget.attrs and field.widget.input_type != "search"
    ]
    assert cut == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["signup/", "login/", "password/reset/", "login/code/", "2fa/webauthn/add/"]
)
def test_nor_does_a_page_that_lets_somebody_in(client, alices, path):
    browser = alices if path.startswith("2fa") else client
    page = browser.get(f"/accounts/{path}", follow=True)
    assert page.status_code == 200
    assert "<input" in page.content.decode()
    assert "maxlength" not in page.content.decode()


def test_nor_does_a_page_by_itself():
    pages = [
        page
        for page in (PROJECT / "templates").rglob("*.html")
        if not {"admin", "unfold"} & set(page.parts)
    ]
    assert len(pages) > 100
    controls = [
        (page.name, control)
        for page in pages
        for control in re.findall(r"<(?:input|textarea)\b[^>]*maxlength[^>]*", page.read_text())
    ]
    assert controls
    assert [each for each in controls if 'name="q"' not in each[1]] == []


def test_a_field_without_anything_is_empty():
    assert WordsField(most=3, required=False).clean(None) == ""
