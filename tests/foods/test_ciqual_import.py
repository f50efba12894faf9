from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from foods.builtin import load
from foods.importing.ciqual import CiqualError, Sheet, amount, import_ciqual
from foods.models import Food, FoodName, Identifier, ImportFlag
from tests.source_data import source_data

FRENCH = ("ciqual_2020", "Table Ciqual 2020_FR_2020 07 07.xls")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("27,5", ("27.5", "")),
        ("0", ("0", "")),
        (12.0, ("12", "")),
        ("1 200", ("1200", "")),
        ("-", (None, "")),
        ("", (None, "")),
        ("< 0,5", (None, "below 0,5 mg")),
        ("traces", (None, "given as traces")),
    ],
)
def test_amounts(cell: object, expected: tuple[str | None, str]) -> None:
    assert amount(cell) == expected


@pytest.mark.parametrize("cell", ["much", "-3", "1,2,3", "=cmd()", "1e9"])
def test_no_amounts(cell: str) -> None:
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
    for at in range(1, sheet.sheet.nrows):
        row = sheet.sheet.row_values(at)
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


@pytest.mark.django_db
def test_no_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    with pytest.raises(CiqualError, match="no Ciqual spreadsheet"):
        import_ciqual(path)
    path.write_text("alim_code;alim_nom_fr")
    with pytest.raises(CommandError, match=r"table\.xls: This is no Ciqual spreadsheet"):
        call_command("import_ciqual", path)
    assert not Food.objects.exists()
