"""How sure a figure is, by the derivation that USDA gives for it.

The codes are those of `food_nutrient_derivation.csv` (FoodData Central, SR Legacy 2018-04), which
are the National Nutrient Database's (SR28 documentation, 2015, "Data Derivation Code Description
File"). *Analysed* is what USDA's own table of sources calls analytical: measured in this food, by
USDA or others, or put together from such measurements. *Calculated* is worked out from what is
known of this food or of what it is made of: recipes, drained solids, one nutrient from another.
*Estimated* is taken over from another form or a similar food, an average, another table, a standard
or an assumption. A download without that file (Foundation's) means the same by its ids.
"""

from collections.abc import Iterable
from typing import Literal

Confidence = Literal["analysed", "calculated", "label", "estimated"]

_CODES_BY_CONFIDENCE: dict[Confidence, str] = {
    "analysed": "A AI AR AS DA JA MA PAK RKA RPA",
    "calculated": "BD JO MC NC NP NR PAE RA RC RF RK RKI RP RPI",
    "label": "LC LCCD LCCS LCGA LCGE LCGL LCSA LCSE LCSG LCSL ML",
    "estimated": (
        "BFAN BFCN BFFN BFFY BFNN BFNY BFPN BFPY BFSN BFSY BFYN BFYY BFZN BFZY BNA "
        "CAAN CAFN CASN CAZN DI FLA FLC FLM O PIE PIK S T Z"
    ),
}
_CONFIDENCES = {
    code: confidence for confidence, codes in _CODES_BY_CONFIDENCE.items() for code in codes.split()
}
_CODES_BY_ID = """
1 A, 2 AI, 3 AR, 4 AS, 5 BD, 6 BFAN, 8 BFCN, 10 BFFN, 11 BFFY, 12 BFNN, 13 BFNY, 14 BFPN, 15 BFPY,
16 BFSN, 17 BFSY, 18 BFYN, 19 BFYY, 20 BFZN, 21 BFZY, 22 BNA, 23 CAAN, 27 CAFN, 33 CASN, 35 CAZN,
37 DA, 38 DI, 39 FLA, 40 FLC, 41 FLM, 42 JA, 43 JO, 44 LC, 46 MA, 47 MC, 48 ML, 49 NC, 50 NP, 51 NR,
52 O, 53 PAE, 54 PAK, 55 PIE, 56 PIK, 57 RA, 58 RC, 59 RF, 60 RK, 61 RKA, 62 RKI, 63 RP, 64 RPA,
65 RPI, 66 S, 67 T, 68 Z, 70 LCCS, 71 LCSA, 72 LCSE, 73 LCSL, 74 LCSG, 75 LCCD, 77 LCGE, 78 LCGA,
79 LCGL
"""
CODES = {each[0]: each[1] for each in map(str.split, _CODES_BY_ID.split(","))}


def confidence(code: str) -> Confidence | None:
    """None for a code that is not known."""
    return _CONFIDENCES.get(code)


def by_id(codes: Iterable[tuple[str, str]]) -> dict[str, Confidence]:
    """Confidence by derivation id; `codes` are ids with codes, beside those of `CODES`."""
    known = CODES | {key.strip().removesuffix(".0"): code.strip() for key, code in codes}
    return {key: found for key, code in known.items() if (found := confidence(code))}
