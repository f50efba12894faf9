"""What ingredients are called by language, and the names that propose a class."""

import pytest
from django.conf import settings

from foods.folding import fold
from intake.medicines.classes import CLASSES
from intake.medicines.ingredients import (
    NAMES,
    classes_named_in,
    ingredients_in,
    is_ingredient,
)

INGREDIENTS = [name for each in CLASSES.values() for name in each.ingredients]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("ciprofloxacin", ["quinolone"]),
        ("Ciprofloxacin 500 mg", ["quinolone"]),
        ("CIPROFLOXACIN-HCl", ["quinolone"]),
        ("Alendronic acid 70mg, weekly", ["bisphosphonate"]),
        ("Lévothyroxine", ["levothyroxine"]),
        ("L-Thyroxine", ["levothyroxine"]),
        ("D-penicillamine", ["penicillamine"]),
        ("Iron and levothyroxine", ["levothyroxine", "iron"]),
        ("omeprazole", ["proton_pump_inhibitor"]),
        ("acid", []),
        ("environment", []),  # "iron" is no word of it
        ("norciprofloxacinol", []),
        ("penicillin", []),
        ("zoledronic acid", []),  # goes into a vein
        ("metformin", []),
        ("", []),
        # In German.
        ("Alendronsäure 70 mg, einmal wöchentlich", ["bisphosphonate"]),
        ("ALENDRONSÄURE", ["bisphosphonate"]),
        ("Alendronsaeure", ["bisphosphonate"]),
        ("Levothyroxin-Natrium 75 µg", ["levothyroxine"]),
        ("L-Thyroxin 100", ["levothyroxine"]),
        ("Doxycyclin", ["tetracycline"]),
        ("Hydrochlorothiazid", ["diuretic"]),
        ("Eisen(II)-sulfat", ["iron"]),
        ("Eisengluconat", ["iron"]),
        ("Eisentabletten 50 mg", ["iron"]),
        ("Eisenkapseln", ["iron"]),
        ("Eisen(II)-glycinsulfat", ["iron"]),
        ("Doxycyclinhyclat", ["tetracycline"]),
        ("Doxycyclinmonohydrat 100 mg", ["tetracycline"]),
        ("Ciprofloxacinhydrochlorid", ["quinolone"]),
        ("Moxifloxacinhydrochlorid", ["quinolone"]),
        ("Levothyroxinnatrium 75 µg", ["levothyroxine"]),
        ("Natriumalendronat", ["bisphosphonate"]),
        ("Natriumalendronat-Trihydrat", ["bisphosphonate"]),
        ("Dinatriumclodronat", ["bisphosphonate"]),
        ("Mononatriumibandronat", ["bisphosphonate"]),
        ("Risedronatnatrium", ["bisphosphonate"]),
        ("Natriumrisedronat", ["bisphosphonate"]),
        ("Pantoprazol-Natrium", ["proton_pump_inhibitor"]),
        ("Pantoprazolnatrium", ["proton_pump_inhibitor"]),
        ("Amiloridhydrochlorid", ["potassium_sparing_diuretic"]),
        ("Eisenkraut", []),
        ("Natriumchlorid", []),
        ("Säure", []),
        ("Penicillin", []),
        ("Zoledronsäure", []),
        ("Metformin", []),
        # In Spanish.
        ("levotiroxina sódica 75 microgramos", ["levothyroxine"]),
        ("Ácido alendrónico 70 mg", ["bisphosphonate"]),
        ("acido alendronico", ["bisphosphonate"]),
        ("nitrofurantoína", ["nitrofurantoin"]),
        ("sulfato ferroso", ["iron"]),
        ("Hierro", ["iron"]),
        ("ferroglicina sulfato", ["iron"]),
        ("espironolactona e hidroclorotiazida", ["diuretic", "potassium_sparing_diuretic"]),
        ("ácido", []),
        ("ácido fólico", []),
        ("sulfato de magnesio", []),
        ("penicilina", []),
        ("ácido zoledrónico", []),
        ("metformina", []),
    ],
)
def test_an_ingredient_proposes_its_class(typed, keys):
    assert [each.key for each in classes_named_in(typed)] == keys


def test_english_ingredients_are_spelt_as_names_are_compared():
    assert [fold(name) for name in INGREDIENTS] == INGREDIENTS


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != "en"])
def test_every_ingredient_has_a_name_in_every_language(language):
    assert list(NAMES[language]) == INGREDIENTS
    assert all(name.strip() == name != "" for names in NAMES[language].values() for name in names)


def test_no_name_in_any_language_is_read_as_two_classes_or_as_another_than_its_own():
    assert len(INGREDIENTS) == len(set(INGREDIENTS))
    for each in CLASSES.values():
        for english in each.ingredients:
            spellings = [english, *(name for table in NAMES.values() for name in table[english])]
            for name in spellings:
                assert classes_named_in(name.upper()) == [each], name
                assert is_ingredient(f"{name} 20 mg"), name


def test_they_are_shown_each_once_and_in_english_where_there_are_no_names():
    iron = CLASSES["iron"]
    assert ingredients_in("de", iron) == [
        "Eisen",
        "Eisen(II)-sulfat",
        "Eisen(II)-fumarat",
        "Eisen(II)-gluconat",
        "Eisen(II)-bisglycinat",
    ]
    assert ingredients_in("es", iron)[:2] == ["hierro", "sulfato ferroso"]
    assert ingredients_in("en", iron) == ingredients_in("fr", iron) == list(iron.ingredients)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Iron 14 mg", True),
        ("Eisen 14 mg Kapseln", True),
        ("Levothyroxin 75 µg Tabletten", True),
        ("Hierro, 14 mg, comprimidos", True),
        ("Eisen 14mg", True),
        ("IRON 14,5 MG", True),
        ("Levothyroxine 1.000 mcg", True),
        # Where no number stands before it, it is magnesium.
        ("Eisen + Mg", False),
        ("Hierro/Mg", False),
        ("Mg + hierro", False),
        ("Iron Mg", False),
        ("Iron 14 mg Mg", False),
        ("Eisen 14mg/Mg", False),
        ("Eisen 14 + Mg", False),
        ("Iron Mg 300", False),
        ("Iron Mg300", False),
        ("Multivitamin with iron", False),
        ("Multivitamin mit Eisen", False),
        ("Multivitamínico con hierro", False),
        ("Magnesium und Eisen", False),
        ("500 mg", False),
        ("", False),
    ],
)
def test_whether_it_is_an_ingredient_and_nothing_besides(name, is_one):
    assert is_ingredient(name) == is_one
