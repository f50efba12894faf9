"""Whether a grain food is refined, by its name and group: the catalogue does not say it otherwise.

Pure. A name that says neither is not known, and counts as nothing.
"""

from __future__ import annotations

from foods.folding import fold

_PASTA = frozenset(
    ["pasta", "spaghetti", "macaroni", "noodle", "noodles", "couscous", "penne", "lasagne"]
)
# Flour or a loaf of these is as often sifted as not; a grain by itself is whole.
_WHOLE_AS_GRAINS = frozenset(
    [
        "brown",
        "wild",
        "black",
        "red",
        "quinoa",
        "bulgur",
        "buckwheat",
        "millet",
        "amaranth",
        "teff",
        "fonio",
        "sorghum",
        "oat",
        "oats",
        "groats",
        "bran",
        "germ",
    ]
)
_WHOLE = frozenset(["whole", "wholemeal", "wholewheat", "wholegrain"])
_WHOLE_LOAVES = frozenset(["pumpernickel"])
_WHOLE_CEREALS = frozenset(["porridge", "oatmeal", "oats", "oat", "muesli", "bran", "shredded"])
_REFINED = frozenset(["white", "degermed"])
_REFINED_GRAINS = _PASTA | frozenset(
    ["parboiled", "semolina", "grits", "pearl", "pearled", "polished"]
)
_REFINED_LOAVES = frozenset(
    [
        "french",
        "italian",
        "baguette",
        "ciabatta",
        "focaccia",
        "brioche",
        "challah",
        "croissant",
        "naan",
        "pancake",
        "pancakes",
        "waffle",
        "waffles",
        "crepe",
        "toast",
        "burger",
    ]
)
_REFINED_CEREALS = frozenset(["cornflakes"])
# Neither, whatever else the name says: not a grain, or no telling how much of it is which.
_MIXED = frozenset(
    ["multigrain", "mixed", "glass", "soba", "starch", "gluten", "free", "potato", "banana"]
) | {"corn", "oat"}

_WORDS = {
    # group: (whole, refined)
    "grains": (_WHOLE | _WHOLE_AS_GRAINS, _REFINED | _REFINED_GRAINS),
    "bread-bakery": (_WHOLE | _WHOLE_LOAVES, _REFINED | _REFINED_LOAVES),
    "breakfast-cereals": (_WHOLE | _WHOLE_CEREALS, _REFINED | _REFINED_CEREALS),
}


GRAIN_GROUPS = frozenset(_WORDS)


def is_refined(name: str, group: str | None) -> bool | None:
    """None: no grain food, or not known. "Whole" wins over every other word."""
    if group not in _WORDS:
        return None
    words = frozenset(fold(name).split())
    whole, refined = _WORDS[group]
    if words & whole:
        return False
    if words & _MIXED:
        return None
    return True if words & refined else None
