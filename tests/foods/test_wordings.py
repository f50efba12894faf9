import csv
import re

import pytest

from foods.wordings import group_name, portion_label
from tests.foods.catalogue_rows import TABLE, rows

# What a dose is called, which the catalogue does not have.
OF_DOSES = {"mg elemental", "mg of the compound"}
TABLES = sorted(path.name for path in TABLE.glob("portion_labels_*.csv"))


@pytest.mark.parametrize(
    ("label", "language", "shown"),
    [
        ("1 tablespoon", "de", "1 Esslöffel"),
        ("1/2 cup, cooked", "de", "1/2 Tasse (US-Cup), gekocht"),
        ("2 tablets", "de", "2 Tabletten"),
        ("half an avocado", "de", "eine halbe Avocado"),
        ("1 package without flavor packet", "de", "1 Packung, ohne Würzpäckchen"),
        ("1.5 oz", "de", "1,5 Unze"),
        ("62.5 mg elemental", "de", "62,5 mg elementares Magnesium"),
        ("1000 mg of the compound", "es", "1000 mg del compuesto"),
        ("1.5 oz", "en", "1.5 oz"),
        ("1 shovel", "de", "1 shovel"),
        ("1/2 cup, cooked", "es", "1/2 taza (EE. UU.), cocido"),
        ("12 fl oz", "es", "12 oz líq."),
        ("half an avocado", "es", "medio aguacate"),
        ("1 tablespoon", "en", "1 tablespoon"),
        ("1 tablespoon", "fr", "1 tablespoon"),
        ("", "de", ""),
    ],
)
def test_a_portion_is_called_by_its_table(label: str, language: str, shown: str) -> None:
    assert portion_label(label, language) == shown


@pytest.mark.parametrize("language", ["de", "es"])
def test_all_groups_have_a_name(language: str) -> None:
    called = {row["slug"]: group_name(row["slug"], "", language) for row in rows("groups")}
    assert "" not in called.values()
    assert len(set(called.values())) == len(called)


def test_groups_keep_their_english_name_where_the_language_has_none() -> None:
    assert group_name("fruit", "Fruit", "en") == group_name("fruit", "Fruit", "fr") == "Fruit"


@pytest.mark.parametrize("table", TABLES)
def test_tables_of_portions_name_portions_that_there_are_each_once(table: str) -> None:
    with (TABLE / table).open(encoding="utf-8", newline="") as file:
        english = [row["label"] for row in csv.DictReader(file)]
    assert english == sorted(set(english))
    labels = [row["label"] for row in rows("portions")]
    unused = [
        each
        for each in english
        if each not in OF_DOSES
        and not any(label == each or label.endswith(f" {each}") for label in labels)
    ]
    assert unused == []
    words = {re.sub(r"^[\d.½¼¾⅓⅔⅛/ ]+ ", "", label) for label in labels} | OF_DOSES
    assert words - set(english) == set()
