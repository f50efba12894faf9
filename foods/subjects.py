"""What there is to say about a food: the subjects that educational notes are about.

Pure. Told by kind, group and words of the English name, as the catalogue writes them ("Brown rice,
uncooked"). A food that fits no rule has no subject: a note beside the wrong food does more harm
than one that is missing.
"""

import re

SUPPLEMENT_FORM, WATER = "supplement_form", "water"
OXALATE, PHYTATE, REFINING, COOKING = "oxalate", "phytate", "refining", "cooking"

_OF_KIND = {"supplement": SUPPLEMENT_FORM, "medicine": SUPPLEMENT_FORM, "water": WATER}
_GRAINS = {"grains", "bread-bakery", "breakfast-cereals"}


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


# Of the greens, spinach alone was measured: against kale, which has little oxalate (Bohn 2004).
_MUCH_OXALATE = _words("spinach")
# Grains that are milled or cooked whole, and the parts that hold the phytate.
_WHOLE_GRAIN = _words(
    r"whole[- ]?(?:wheat|grain|meal)", r"oats?", "oatmeal", "steel-cut", "muesli", "granola",
    "porridge", "bran", "germ", "shredded wheat", "cracked wheat", "sprouted wheat",
    "durum wheat", "bulgur",
    "(?:brown|wild|black|red) rice", "rye", "pumpernickel", "quinoa", "buckwheat", "millet",
    "amaranth", "teff", "spelt", "einkorn", "khorasan", "sorghum", "triticale", "fonio",
)  # fmt: skip
# Stand among the grains and their breads, and no grain was refined for them.
_NO_GRAIN = _words(
    "yeast",
    "baking",
    "cornstarch",
    "cassava",
    "tapioca",
    "arrowroot",
    "glass noodles",
    "vada",
    "wheat gluten",
)
_RAW = _words("raw", "uncooked")
# What is lost in the pot was measured for vegetables, pulses, rice and pasta.
_BOILED_GRAIN = _words("rice", "pasta", "spaghetti", "macaroni", "noodles")
_EATEN_RAW = _words(
    "lettuce", "salad", "endive", "chicory", "radicchio", "rocket", "watercress", "cucumber",
    "radish", "radishes", "coriander", "parsley", "nori", "wakame", "kelp", "alfalfa",
)  # fmt: skip


def subjects_of(*, kind: str, group: str | None, name: str) -> tuple[str, ...]:
    """The most particular first; `kind` and `group` (a slug) are the catalogue's."""
    if kind in _OF_KIND:
        return (_OF_KIND[kind],)
    is_whole = group in _GRAINS | {"snacks"} and bool(_WHOLE_GRAIN.search(name))
    rules = {
        OXALATE: group == "vegetables" and _MUCH_OXALATE.search(name),
        PHYTATE: is_whole or group in {"legumes", "nuts-seeds"},
        REFINING: is_whole or (group in _GRAINS and not _NO_GRAIN.search(name)),
        COOKING: _RAW.search(name)
        and (
            group == "legumes"
            or (group == "vegetables" and not _EATEN_RAW.search(name))
            or (group == "grains" and _BOILED_GRAIN.search(name))
        ),
    }
    return tuple(subject for subject, holds in rules.items() if holds)
