"""Sheets out and in: text stays text, nothing changes unseen, and every problem has its line."""

import csv
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foods.models import FigureChange, Food, Group, Sheet, Source, State
from foods.sheets import changes, files
from tests.factories import make_entry, make_food
from tests.pages import admin_text

pytestmark = pytest.mark.django_db
ODD_NAMES = ["=cmd()", "+1", "-2", "@x", "'=cmd()", "''", "'tis", "Müsli; a, b\nc", "<b>"]


def csv_of_all() -> str:
    return "".join(files.as_csv(Food.objects.all()))


def read(text: str | bytes) -> changes.Difference:
    raw = text.encode() if isinstance(text, str) else text
    return changes.difference(io.BytesIO(raw), "foods.csv")


def xlsx(*rows: tuple) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("out", [csv_of_all, lambda: files.as_xlsx(Food.objects.all())])
def test_what_goes_out_comes_back_unchanged(out):
    for name in ODD_NAMES:
        make_food(name, magnesium_mg="0.0001", energy_kcal_per_basis=0, note="=1+1")
    make_food(magnesium_mg=None)
    found = read(out())
    assert (found.changes, found.problems) == ([], [])
    assert found.unchanged == len(ODD_NAMES) + 1


def test_no_cell_begins_a_formula():
    for name in ODD_NAMES:
        make_food(name)
    cells = [cell for row in csv.reader(io.StringIO(csv_of_all())) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(Food.objects.all())))
    assert {cell.data_type for row in book.active.rows for cell in row} <= {"s", "n", "inlineStr"}
    assert "=cmd()" in [cell.value for cell in book.active["B"]]


def test_a_formula_that_comes_in_is_text():
    food = make_food("Oats")
    found = read(xlsx(("id", "name"), (food.pk, "=cmd()")))
    assert found.changes[0]["fields"] == {"name": ["Oats", "=cmd()"]}


def test_empty_is_unknown_and_zero_is_measured():
    known, other = make_food("A", magnesium_mg="5"), make_food("B", magnesium_mg=None)
    found = read(f"id;magnesium_mg\n{known.pk};\n{other.pk};0\n")
    assert [change["fields"] for change in found.changes] == [
        {"magnesium_mg": ["5", ""]},
        {"magnesium_mg": ["", "0"]},
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{food},x", "Line 2, magnesium_mg: “x” is no number."),
        (
            '{food},"1,500"',
            "Line 2, magnesium_mg: “1,500” may be 1500 or 1.5: write it without a comma.",
        ),
        ("{food},-1", "Line 2, magnesium_mg: “-1” is not between 0 and 1\u202f000\u202f000."),
        ("{food},NaN", "Line 2, magnesium_mg: “NaN” is not between"),
        ("{food},1e9", "Line 2, magnesium_mg: “1e9” is not between"),
        ("{private},1", "Line 2, id: there is no food"),
        ("²,1", "Line 2, id: there is no food “²” to change."),
        ("{food},1\n{food},2", "Line 3, id: {food} stands in the sheet twice."),
    ],
)
def test_a_problem_names_line_and_column(alice, line, says):
    ids = {"food": make_food().pk, "private": make_food(state=State.PRIVATE, owner=alice).pk}
    found = read("id,magnesium_mg\n" + line.format(**ids))
    assert found.problems[0].startswith(says.format(**ids))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "Line 2, name: a food needs a name."),
        ({"kind": "drink"}, "Line 2, kind: Value 'drink' is not a valid choice."),
        ({"group": "none"}, "Line 2, group: there is no group “none”."),
        ({"name": "x" * 301}, "Line 2, name: Ensure this value has at most 300"),
        (
            {"magnesium_mg": "1", "added_magnesium_mg": "2"},
            "Line 2, added_magnesium_mg: more than all its magnesium.",
        ),
    ],
)
def test_fields_keep_their_rules(fields, says):
    found = read(f"id,{','.join(fields)}\n{make_food().pk},{','.join(fields.values())}\n")
    assert found.problems[0].startswith(says)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no column"),
        (b"name\nOats\n", "line 1: there is no column"),
        (b"id,colour\n1,red\n", "no such column: colour"),
        (b"id,name,name\n", "twice: name"),
        ("id,name\n1,Müsli\n".encode("latin-1"), "Line 2 is not UTF-8"),
        (b'id,name\n1,"Oats\n', "Line 2: unexpected end of data"),
        (b"PK\x03\x04 cut off", "can’t be read"),
        (b"id\n\0", "neither CSV nor XLSX"),
        (b"x" * 5_000_001, "5 MB at most"),
        (b"id\n" + b"1\n" * 5_001, "5\u202f000 foods at most"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(raw, says):
    with pytest.raises(files.NotASheet, match=says):
        read(raw)


def test_a_small_file_that_unpacks_to_gigabytes_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(files.NotASheet, match="unpacks"):
        read(out.getvalue())


def test_a_sheet_is_shown_before_it_is_applied(admin, curator):
    Group.objects.create(slug="grains", name="Our grains")
    food = make_food("Oats", magnesium_mg="1380")
    gone = make_food("Rye", magnesium_mg="1")
    text = f"id,name,group,magnesium_mg\n{food.pk},<b>Oats</b>,grains,138\n{gone.pk},Rye,,2\n"
    there = reverse("admin:foods_sheet_add")
    answer = admin.post(there, {"file": SimpleUploadedFile("mine.csv", text.encode())})
    food.refresh_from_db()
    assert food.magnesium_mg_per_basis == 1380
    shown = admin.get(answer.url)
    assert "&lt;b&gt;Oats&lt;/b&gt;" in shown.content.decode()
    assert "magnesium_mg 1380 → 138" in admin_text(shown)
    assert "Say why" in admin_text(admin.post(answer.url, {"reason": ""}))
    Food.objects.filter(pk=gone.pk).update(magnesium_mg_per_basis=3)  # by somebody else meanwhile

    admin.post(answer.url, {"reason": "grams"})

    food.refresh_from_db()
    gone.refresh_from_db()
    assert (food.name, food.group_id, food.magnesium_mg_per_basis) == ("<b>Oats</b>", "grains", 138)
    assert gone.magnesium_mg_per_basis == 3
    assert set(food.curated_fields) == {"name", "group", "magnesium_mg_per_basis"}
    row = food.history.first()
    assert (row.history_user, row.history_change_reason) == (curator, "Sheet mine.csv: grams")
    assert Sheet.objects.get().result == {"changed": 1, "waiting": 0, "left": 1}
    admin.post(answer.url, {"reason": "again"})
    assert food.history.count() == 2


def test_what_many_logged_waits_for_a_second_approval(admin, alice, settings):
    settings.SECOND_APPROVAL_ENTRIES = 0
    food = make_food("Oats", magnesium_mg="1380")
    make_entry(alice, food)
    raw = xlsx(("id", "magnesium_mg", "brand"), (food.pk, 138.5, "Acme"))
    there = reverse("admin:foods_sheet_add")
    answer = admin.post(there, {"file": SimpleUploadedFile("mine.xlsx", raw)})
    admin.post(answer.url, {"reason": "grams"})
    food.refresh_from_db()
    assert (food.brand, food.magnesium_mg_per_basis) == ("Acme", 1380)
    assert FigureChange.objects.get().new_mg == Decimal("138.5")


def test_more_than_100_g_can_hold_is_no_figure(admin):
    food = make_food("Oats")
    raw = xlsx(("id", "magnesium_mg"), (food.pk, 138_000))
    answer = admin.post(
        reverse("admin:foods_sheet_add"), {"file": SimpleUploadedFile("a.xlsx", raw)}
    )
    assert "Line 2, magnesium_mg: 100 g can’t hold that much" in admin_text(answer)


def test_what_many_logged_keeps_its_basis(admin, alice, settings):
    settings.SECOND_APPROVAL_ENTRIES = 0
    food = make_food("Oats")
    make_entry(alice, food)
    raw = xlsx(("id", "basis"), (food.pk, "100ml"))
    answer = admin.post(
        reverse("admin:foods_sheet_add"), {"file": SimpleUploadedFile("a.xlsx", raw)}
    )
    assert "Line 2, basis: the food is logged often and keeps its basis." in admin_text(answer)


def test_problems_stand_on_the_page_and_nothing_is_kept(admin):
    there = reverse("admin:foods_sheet_add")
    answer = admin.post(there, {"file": SimpleUploadedFile("a.csv", b"id\n1\n")})
    assert answer.status_code == 422
    assert "Nothing was read from “a.csv”" in admin_text(answer)
    assert "Line 2, id: there is no food “1” to change." in admin_text(answer)
    assert "Choose a file." in admin_text(admin.post(there))
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_chosen_foods_go_out(admin, name):
    food = make_food("Oats")
    sent = {"action": f"{name}_of_selected", "_selected_action": [food.pk]}
    answer = admin.post(reverse("admin:foods_food_changelist"), sent)
    assert answer["Content-Disposition"] == f'attachment; filename="foods.{name}"'
    body = b"".join(answer) if answer.streaming else answer.content
    assert read(body).unchanged == 1


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_what_must_not_be_passed_on_stays_out(admin, name):
    apart = Source.objects.create(slug="off", name="Open Food Facts", shareable=False)
    oats, bar = make_food("Oats"), make_food("Bar", source=apart)
    there = reverse("admin:foods_food_changelist")
    sent = {"action": f"{name}_of_selected", "_selected_action": [oats.pk, bar.pk]}
    answer = admin.post(there, sent)
    assert read(b"".join(answer) if answer.streaming else answer.content).unchanged == 1
    answer = admin.post(there, sent | {"_selected_action": [bar.pk]}, follow=True)
    assert "they stay out of sheets" in admin_text(answer)
