from __future__ import annotations

import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
import xlrd
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from foods.builtin import load
from foods.importing import ciqual_sheet
from foods.importing.ciqual import CiqualError, import_ciqual
from foods.importing.ciqual_sheet import Sheet, amount
from foods.models import Food, FoodName, Identifier, ImportFlag
from tests.source_data import source_data

FRENCH = ("ciqual_2020", "Table Ciqual 2020_FR_2020 07 07.xls")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("27,5", ("27.5", "")),
        ("0", ("0", "")),
        (12.0, ("12", "")),
        (0.00002, ("0.00002", "")),
        ("1 200", ("1200", "")),
        ("-", (None, "")),
        ("", (None, "")),
        ("< 0,5", (None, "below 0,5 mg")),
        ("traces", (None, "given as traces")),
    ],
)
def test_amounts(cell: object, expected: tuple[str | None, str]) -> None:
    assert amount(cell) == expected


@pytest.mark.parametrize(
    "cell",
    ["much", "-3", "1,2,3", "=cmd()", "1e9", -1.5, 1e30, float("nan"), "#N/A", "True"],
)
def test_no_amounts(cell: str | float) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        amount(cell)


@pytest.mark.django_db
@pytest.mark.needs_source_data
def test_all_of_ciqual_over_the_built_in_table() -> None:
    load()
    waters = dict(
        Food.objects.filter(builtin=True, source="ciqual").values_list(
            "pk", "magnesium_mg_per_basis"
        )
    )
    path = source_data(*FRENCH)
    (run,) = import_ciqual(path)
    counts = run.counts
    # 3,186 lines, one code twice; 712 have no magnesium and 15 are below the limit (README), of
    # which the doubled code's empty line is not counted.
    assert counts["new"] + counts["changed"] + counts["unchanged"] == 3_185
    assert counts["refused"] == 0
    by_code = dict(
        Identifier.objects.filter(scheme="ciqual").values_list(
            "value", "food__magnesium_mg_per_basis"
        )
    )
    sheet = Sheet(path)
    published: dict[str, Decimal | None] = {}
    for row in sheet.rows:
        text = amount(row[sheet.figures["magnesium_mg"]])[0]
        key = str(int(float(row[sheet.key])))
        if published.get(key) is None:
            published[key] = None if text is None else Decimal(text)
    assert by_code == published
    assert sum(value is None for value in published.values()) == counts["without_magnesium"]
    assert waters == dict(Food.objects.filter(pk__in=waters).values_list(
        "pk", "magnesium_mg_per_basis"))  # fmt: skip
    hepar = Food.objects.get(identifiers__scheme="ciqual", identifiers__value="76037")
    assert (hepar.basis, hepar.kind) == ("100ml", "water")
    french = FoodName.objects.filter(language="fr", preferred=True)
    assert french.count() > 3_000
    twice = ImportFlag.objects.filter(record_id="9621", reason="other")
    assert [flag.words for flag in twice] == [
        "code 9621 occurs twice; the one with magnesium was taken"
    ]
    assert by_code["9621"] is not None
    (run,) = import_ciqual(path)
    assert (run.counts["new"], run.counts["changed"]) == (0, 0)


TITLES = [
    "alim_grp_code", "alim_ssgrp_code", "alim_code", "alim_nom_fr",
    "Energie, Règlement UE N° 1169/2011 (kcal/100 g)", "Calcium (mg/100 g)",
    "Magnésium (mg/100 g)", "Phosphore (mg/100 g)", "Potassium (mg/100 g)",
]  # fmt: skip
TITLES_2025 = [
    "alim_grp_code", "alim_ssgrp_code", "alim_code", "alim_nom_eng",
    "Energy,\nRegulation\nEU No\n1169\n2011 (kcal\n100g)", "Calcium\n(mg\n100g)",
    "Magnesium\n(mg\n100g)", "Phosphorus\n(mg\n100g)", "Potassium\n(mg\n100g)",
]  # fmt: skip


def table(path: Path, titles: list[str], *rows: list[object]) -> Path:
    book = Workbook()
    book.create_sheet("composition")
    for row in (titles, *rows):
        book.worksheets[1].append(row)
    for row in book.worksheets[1].rows:
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"  # text that begins as a formula does
    book.save(path)
    return path


def oats(
    key: object = "32140", magnesium: object = "121", name: str = "Flocon d'avoine"
) -> list[object]:
    return ["03", "0301", key, name, "380", "47,5", magnesium, "-", "362"]


@pytest.mark.django_db
def test_the_edition_of_2025(tmp_path: Path) -> None:
    french = table(tmp_path / "Table Ciqual 2025_FR_2025_11_03.xlsx", TITLES, oats())
    table(tmp_path / "Table Ciqual 2025_ENG_2025_11_03.xlsx", TITLES_2025, oats(name="Oat flakes"))
    packed = french.rename(french.with_suffix(".xls"))  # what it is called decides nothing
    assert Sheet(packed).language == "fr"
    packed.rename(french)
    (run,) = import_ciqual(french)
    assert (run.counts["new"], run.counts["refused"]) == (1, 0)
    food = Food.objects.get()
    assert (food.name, food.magnesium_mg_per_basis) == ("Oat flakes", 121)
    assert (food.calcium_mg_per_basis, food.phosphorus_mg_per_basis) == (Decimal("47.5"), None)
    assert [name.name for name in food.names.all()] == ["Flocon d'avoine"]


@pytest.mark.django_db
def test_what_is_wrong_with_a_row_names_file_line_and_field(tmp_path: Path) -> None:
    path = table(
        tmp_path / "Ciqual.xlsx", TITLES,
        oats(), oats("=cmd()"), oats("7", name=""), [], oats("8", magnesium=True),
        oats("9", magnesium="#N/A"), oats("10", "100001"), oats("11", "much"),
        oats("11", name="=cmd()"), oats("12", magnesium=12.5, name="x" * 400),
    )  # fmt: skip
    (run,) = import_ciqual(path)
    field = "Magnésium (mg/100 g)"
    assert {(r["record"], r["reason"], r["file"], r["line"], r["field"]) for r in run.refused} == {
        ("=cmd()", "its code is no number", "Ciqual.xlsx", 3, "alim_code"),
        ("7", "it has no name", "Ciqual.xlsx", 4, "alim_nom_fr"),
        ("8", f"{field} is not an amount: “True”", "Ciqual.xlsx", 6, field),
        ("9", f"{field} is not an amount: “#N/A”", "Ciqual.xlsx", 7, field),
        ("10", f"{field} is more than there can be: 100001", "Ciqual.xlsx", 8, field),
        ("11", f"{field} is not an amount: “much”", "Ciqual.xlsx", 9, field),
    }
    found = dict(Food.objects.values_list("name", "magnesium_mg_per_basis"))
    assert found == {"Flocon d'avoine": 121, "=cmd()": 121, "x" * 300: Decimal("12.5")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("titles", "message"),
    [
        ([], "has no column alim_code"),
        (TITLES, r"no food.*its code is no number \(Ciqual\.xlsx, line 2, alim_code\)"),
        (TITLES[3:], "has no column alim_code"),
        (TITLES[:6] + TITLES[7:], "has no column"),
        ([*TITLES[:6], "Magnésium (g/100 g)", *TITLES[7:]], r"gives “Magnésium \(g/100 g\)”"),
        ([*TITLES[:6], "Magnésium (mg/100 ml)", *TITLES[7:]], r"\(line 1\)"),
    ],
)
def test_a_sheet_that_cannot_be_used_changes_nothing(
    tmp_path: Path, titles: list[str], message: str
) -> None:
    path = table(tmp_path / "Ciqual.xlsx", titles, oats("none"))
    with pytest.raises(CommandError, match=message) as caught:
        call_command("import_ciqual", path)
    assert "\n" not in str(caught.value)
    assert not Food.objects.exists()


@pytest.mark.django_db
def test_a_broken_edition_beside_it_is_named(tmp_path: Path) -> None:
    path = table(tmp_path / "Ciqual_FR_.xlsx", TITLES, oats())
    (tmp_path / "Ciqual_ENG_.xlsx").write_bytes(path.read_bytes()[:500])
    with pytest.raises(CiqualError, match=r"Beside it lies Ciqual_ENG_\.xlsx: This is no Ciqual"):
        import_ciqual(path)


@pytest.mark.needs_source_data
@pytest.mark.parametrize("damage", [(600, 255), (70, 1), (28, 0), (3_000, 9)])
def test_a_damaged_file_is_refused_or_read_but_never_fails_otherwise(
    tmp_path: Path, damage: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(source_data(*FRENCH).read_bytes())
    content[damage[0]] = damage[1]
    path = tmp_path / "Ciqual.xls"
    path.write_bytes(content)
    with contextlib.suppress(CiqualError):
        assert len(Sheet(path).rows) == 3_186
    assert capsys.readouterr().out == ""


def test_errors_and_dates_of_the_old_format_are_no_amounts() -> None:
    for kind in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_DATE):
        with pytest.raises(ValueError, match="is not an amount"):
            amount(ciqual_sheet._old_cell(xlrd.sheet.Cell(kind, 42)))


@pytest.mark.django_db
def test_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    with pytest.raises(CiqualError, match="no Ciqual spreadsheet"):
        import_ciqual(path)
    path.write_text("alim_code;alim_nom_fr")
    with pytest.raises(CommandError, match=r"table\.xls: This is no Ciqual spreadsheet"):
        call_command("import_ciqual", path)
    assert not Food.objects.exists()
