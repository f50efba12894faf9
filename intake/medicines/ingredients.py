"""What ingredients are called by language, and which classes a name that somebody typed may mean.

All languages are read whatever the page's: a pack from abroad says its own. Names are the INN as
national authorities have them.
"""

from __future__ import annotations

import re

from foods.folding import fold
from intake.medicines.classes import CLASSES, MedicineClass

# By the English one: the name that is shown, then other spellings that are read as it.
_GERMAN = {
    "ciprofloxacin": "Ciprofloxacin, Ciprofloxacinhydrochlorid",
    "levofloxacin": "Levofloxacin, Levofloxacinhemihydrat",
    "moxifloxacin": "Moxifloxacin, Moxifloxacinhydrochlorid",
    "ofloxacin": "Ofloxacin",
    "norfloxacin": "Norfloxacin",
    "delafloxacin": "Delafloxacin",
    "tetracycline": "Tetracyclin, Tetrazyklin, Tetracyclinhydrochlorid",
    "doxycycline": "Doxycyclin, Doxyzyklin, Doxycyclinhyclat, Doxycyclinmonohydrat",
    "minocycline": "Minocyclin, Minozyklin, Minocyclinhydrochlorid",
    "lymecycline": "Lymecyclin",
    "oxytetracycline": "Oxytetracyclin, Oxytetracyclinhydrochlorid",
    "demeclocycline": "Demeclocyclin, Demeclocyclinhydrochlorid",
    "alendronate": "Alendronat, Natriumalendronat, Mononatriumalendronat, Alendronatnatrium",
    "alendronic acid": "Alendronsäure, Alendronsaeure",
    "risedronate": "Risedronat, Natriumrisedronat, Mononatriumrisedronat, Risedronatnatrium",
    "risedronic acid": "Risedronsäure, Risedronsaeure",
    "ibandronate": "Ibandronat, Natriumibandronat, Mononatriumibandronat, Ibandronatnatrium",
    "ibandronic acid": "Ibandronsäure, Ibandronsaeure",
    "etidronate": (
        "Etidronat, Etidronsäure, Etidronsaeure, "
        "Natriumetidronat, Dinatriumetidronat, Etidronatdinatrium"
    ),
    "clodronate": (
        "Clodronat, Clodronsäure, Clodronsaeure, "
        "Natriumclodronat, Dinatriumclodronat, Clodronatdinatrium"
    ),
    "levothyroxine": "Levothyroxin, Levothyroxinnatrium",
    "l thyroxine": "L-Thyroxin",
    "thyroxine": "Thyroxin",
    "gabapentin": "Gabapentin",
    "iron": "Eisen, Eisentablette, Eisentabletten, Eisenkapsel, Eisenkapseln, Eisentropfen",
    "ferrous sulfate": (
        "Eisen(II)-sulfat, Eisensulfat, Eisen(II)-glycinsulfat, "
        "Eisenglycinsulfat, Ferroglycinsulfat"
    ),
    "ferrous sulphate": "Eisen(II)-sulfat",
    "ferrous fumarate": "Eisen(II)-fumarat, Eisenfumarat",
    "ferrous gluconate": "Eisen(II)-gluconat, Eisengluconat, Eisenglukonat",
    "ferrous bisglycinate": "Eisen(II)-bisglycinat, Eisenbisglycinat",
    "nitrofurantoin": "Nitrofurantoin",
    "penicillamine": "Penicillamin",
    "d penicillamine": "D-Penicillamin",
    "eltrombopag": "Eltrombopag",
    "dolutegravir": "Dolutegravir",
    "bictegravir": "Bictegravir",
    "raltegravir": "Raltegravir",
    "elvitegravir": "Elvitegravir",
    "furosemide": "Furosemid",
    "bumetanide": "Bumetanid",
    "torasemide": "Torasemid",
    "torsemide": "Torasemid",
    "hydrochlorothiazide": "Hydrochlorothiazid",
    "bendroflumethiazide": "Bendroflumethiazid",
    "spironolactone": "Spironolacton",
    "eplerenone": "Eplerenon",
    "amiloride": "Amilorid, Amiloridhydrochlorid",
    "triamterene": "Triamteren",
    "omeprazole": "Omeprazol",
    "esomeprazole": "Esomeprazol",
    "lansoprazole": "Lansoprazol",
    "dexlansoprazole": "Dexlansoprazol",
    "pantoprazole": "Pantoprazol, Pantoprazolnatrium",
    "rabeprazole": "Rabeprazol, Rabeprazolnatrium",
}
_SPANISH = {
    "ciprofloxacin": "ciprofloxacino",
    "levofloxacin": "levofloxacino",
    "moxifloxacin": "moxifloxacino",
    "ofloxacin": "ofloxacino",
    "norfloxacin": "norfloxacino",
    "delafloxacin": "delafloxacino",
    "tetracycline": "tetraciclina",
    "doxycycline": "doxiciclina",
    "minocycline": "minociclina",
    "lymecycline": "limeciclina",
    "oxytetracycline": "oxitetraciclina",
    "demeclocycline": "demeclociclina",
    "alendronate": "alendronato",
    "alendronic acid": "ácido alendrónico",
    "risedronate": "risedronato",
    "risedronic acid": "ácido risedrónico",
    "ibandronate": "ibandronato",
    "ibandronic acid": "ácido ibandrónico",
    "etidronate": "etidronato, ácido etidrónico",
    "clodronate": "clodronato, ácido clodrónico",
    "levothyroxine": "levotiroxina",
    "l thyroxine": "L-tiroxina",
    "thyroxine": "tiroxina",
    "gabapentin": "gabapentina",
    "iron": "hierro",
    "ferrous sulfate": "sulfato ferroso, ferroglicina sulfato, sulfato de ferroglicina",
    "ferrous sulphate": "sulfato ferroso",
    "ferrous fumarate": "fumarato ferroso",
    "ferrous gluconate": "gluconato ferroso",
    "ferrous bisglycinate": "bisglicinato ferroso",
    "nitrofurantoin": "nitrofurantoína",
    "penicillamine": "penicilamina",
    "d penicillamine": "D-penicilamina",
    "eltrombopag": "eltrombopag",
    "dolutegravir": "dolutegravir",
    "bictegravir": "bictegravir",
    "raltegravir": "raltegravir",
    "elvitegravir": "elvitegravir",
    "furosemide": "furosemida",
    "bumetanide": "bumetanida",
    "torasemide": "torasemida",
    "torsemide": "torasemida",
    "hydrochlorothiazide": "hidroclorotiazida",
    "bendroflumethiazide": "bendroflumetiazida",
    "spironolactone": "espironolactona",
    "eplerenone": "eplerenona",
    "amiloride": "amilorida",
    "triamterene": "triamtereno",
    "omeprazole": "omeprazol",
    "esomeprazole": "esomeprazol",
    "lansoprazole": "lansoprazol",
    "dexlansoprazole": "dexlansoprazol",
    "pantoprazole": "pantoprazol",
    "rabeprazole": "rabeprazol",
}
NAMES = {
    language: {english: tuple(names.split(", ")) for english, names in table.items()}
    for language, table in (("de", _GERMAN), ("es", _SPANISH))
}
# Folded, in all languages, by the key of the class.
_READ_AS = {
    each.key: frozenset(
        fold(name)
        for english in each.ingredients
        for name in (english, *(name for table in NAMES.values() for name in table[english]))
    )
    for each in CLASSES.values()
}
_LONGEST_NAME_WORDS = max(len(name.split()) for names in _READ_AS.values() for name in names)


def ingredients_in(language: str, medicine_class: MedicineClass) -> list[str]:
    """In the order of the table, each name once; English where the language has no table."""
    names = NAMES.get(language)
    shown = (names[each][0] if names else each for each in medicine_class.ingredients)
    return list(dict.fromkeys(shown))


def classes_named_in(text: str) -> list[MedicineClass]:
    """Those of which an ingredient stands in `text` as whole words, in the order of the table.

    "Ciprofloxacin 500 mg" names one; a word of another length ("norciprofloxacinol") none.
    """
    said = _runs_of_words(text)
    return [each for each in CLASSES.values() if not said.isdisjoint(_READ_AS[each.key])]


def is_ingredient(text: str) -> bool:
    """Whether `text` is an ingredient of the table and, its amounts left out, nothing besides:
    "Iron 14 mg" is, "Multivitamin with iron" and "Iron + Mg" are not."""
    words = fold(_AMOUNT.sub(" ", text)).split()
    name = " ".join(word for word in words if word not in _FORMS and not word[0].isdigit())
    return any(name in names for names in _READ_AS.values())


# As it is typed, since folding takes the sign out of "14 + Mg". Without a number before it, "mg" is
# magnesium.
_AMOUNT = re.compile(r"\d+\s*(?:mg|g|mcg|[uµμ]g)\b", re.IGNORECASE)
# Folded, as everything here is compared.
_FORMS = frozenset(
    [
        *("tablet", "tablets", "capsule", "capsules"),
        *("tablette", "tabletten", "filmtablette", "filmtabletten", "kapsel", "kapseln"),
        *("comprimido", "comprimidos", "tableta", "tabletas", "capsula", "capsulas"),
    ]
)


def _runs_of_words(text: str) -> frozenset[str]:
    words = fold(text).split()
    return frozenset(
        " ".join(words[start : start + length])
        for length in range(1, _LONGEST_NAME_WORDS + 1)
        for start in range(len(words) - length + 1)
    )
