"""How much magnesium a compound holds.

A label may state the magnesium itself (elemental) or the salt it comes as (compound); this
turns the second into the first. How well a form is absorbed is told in words and never
multiplied: reference values already assume mixed-diet absorption, and absorption falls as a
dose rises.
"""

from dataclasses import dataclass
from decimal import Decimal
from decimal import Decimal as G

MAGNESIUM_G_PER_MOL = Decimal("24.305")  # IUPAC standard atomic weight
SIX_PLACES = Decimal("0.000001")

# A dose of so much elemental magnesium is rare: most often the compound's weight was meant.
UNUSUAL_DOSE_MG = Decimal(1000)


class SupplementError(ValueError):
    """A dose that cannot be converted; `code` names why for forms and the API."""

    code = "invalid"


class InvalidAmount(SupplementError):
    code = "invalid_amount"


class UnknownFraction(SupplementError):
    code = "unknown_fraction"


class UnknownCompound(SupplementError):
    code = "unknown_compound"


@dataclass(frozen=True)
class Compound:
    """A magnesium salt as sold.

    `absorption` and `loose_stools` are classes in words, empty where nothing was found to
    grade them by.
    """

    slug: str
    name: str
    formula: str
    molar_mass_g_per_mol: Decimal
    magnesium_atoms: int
    absorption: str = ""
    loose_stools: str = ""

    @property
    def elemental_fraction(self) -> Decimal:
        """Grams of magnesium in a gram of the compound, unrounded."""
        return MAGNESIUM_G_PER_MOL * self.magnesium_atoms / self.molar_mass_g_per_mol

    @property
    def elemental_percent(self) -> Decimal:
        return (self.elemental_fraction * 100).quantize(Decimal("0.01"))


# Classes of absorption, and of loose stools, which is what limits a dose.
LOW, LOW_TO_MIDDLING, MIDDLING = "low", "low to middling", "middling"
MIDDLING_TO_HIGHER, HIGHER, FEW_DATA = "middling to higher", "higher", "few data"
LOWER, MIDDLING_TO_HIGH = "lower", "middling to high"
HIGH, LAXATIVE = "high", "high (laxative)"

# Molar masses from the formulas with IUPAC weights. Absorption after Firoz & Graber 2001 (PMID
# 11794633), Walker 2003 (Magnes Res 16:183-91) and Kappeler 2017 (doi
# 10.1186/s40795-016-0121-3); a hydrate has the class of its salt.
# fmt: off
_TABLE = (
    Compound("oxide", "Magnesium oxide", "MgO", G("40.304"), 1, LOW, HIGH),
    Compound("hydroxide", "Magnesium hydroxide", "Mg(OH)2", G("58.319"), 1, LOW, LAXATIVE),
    Compound("carbonate-anhydrous", "Magnesium carbonate, anhydrous",
             "MgCO3", G("84.313"), 1, LOW_TO_MIDDLING, MIDDLING),
    Compound("carbonate-light-basic", "Magnesium carbonate, light basic",
             "4MgCO3·Mg(OH)2·4H2O", G("467.631"), 5, LOW_TO_MIDDLING, MIDDLING),
    Compound("carbonate-heavy-basic", "Magnesium carbonate, heavy basic",
             "4MgCO3·Mg(OH)2·5H2O", G("485.646"), 5, LOW_TO_MIDDLING, MIDDLING),
    Compound("citrate-trimagnesium-anhydrous", "Trimagnesium citrate, anhydrous",
             "Mg3(C6H5O7)2", G("451.113"), 3, HIGHER, MIDDLING_TO_HIGH),
    Compound("citrate-trimagnesium-nonahydrate", "Trimagnesium citrate nonahydrate",
             "Mg3(C6H5O7)2·9H2O", G("613.248"), 3, HIGHER, MIDDLING_TO_HIGH),
    Compound("citrate-monomagnesium", "Monomagnesium citrate",
             "MgC6H6O7", G("214.412"), 1, HIGHER, MIDDLING_TO_HIGH),
    Compound("malate-anhydrous", "Magnesium malate, anhydrous",
             "MgC4H4O5", G("156.376"), 1, FEW_DATA, MIDDLING),
    Compound("malate-trihydrate", "Magnesium malate trihydrate",
             "MgC4H4O5·3H2O", G("210.421"), 1, FEW_DATA, MIDDLING),
    Compound("bisglycinate-anhydrous", "Magnesium bisglycinate, anhydrous",
             "Mg(C2H4NO2)2", G("172.423"), 1, MIDDLING_TO_HIGHER, LOWER),
    Compound("bisglycinate-dihydrate", "Magnesium bisglycinate dihydrate",
             "Mg(C2H4NO2)2·2H2O", G("208.453"), 1, MIDDLING_TO_HIGHER, LOWER),
    Compound("lactate-anhydrous", "Magnesium lactate, anhydrous",
             "Mg(C3H5O3)2", G("202.445"), 1, HIGHER, MIDDLING),
    Compound("lactate-dihydrate", "Magnesium lactate dihydrate",
             "Mg(C3H5O3)2·2H2O", G("238.475"), 1, HIGHER, MIDDLING),
    Compound("chloride-anhydrous", "Magnesium chloride, anhydrous",
             "MgCl2", G("95.205"), 1, HIGHER, MIDDLING_TO_HIGH),
    Compound("chloride-hexahydrate", "Magnesium chloride hexahydrate",
             "MgCl2·6H2O", G("203.295"), 1, HIGHER, MIDDLING_TO_HIGH),
    Compound("sulfate-anhydrous", "Magnesium sulfate, anhydrous",
             "MgSO4", G("120.361"), 1, LOW_TO_MIDDLING, LAXATIVE),
    Compound("sulfate-heptahydrate", "Magnesium sulfate heptahydrate (Epsom salt)",
             "MgSO4·7H2O", G("246.466"), 1, LOW_TO_MIDDLING, LAXATIVE),
    Compound("taurate", "Magnesium taurate", "Mg(C2H6NSO3)2", G("272.573"), 1, FEW_DATA, LOWER),
    Compound("aspartate-anhydrous", "Magnesium aspartate, anhydrous",
             "Mg(C4H6NO4)2", G("288.495"), 1, HIGHER, MIDDLING),
    Compound("aspartate-dihydrate", "Magnesium aspartate dihydrate",
             "Mg(C4H6NO4)2·2H2O", G("324.525"), 1, HIGHER, MIDDLING),
    Compound("l-threonate-anhydrous", "Magnesium L-threonate, anhydrous",
             "Mg(C4H7O5)2", G("294.495"), 1, FEW_DATA, LOWER),
    Compound("l-threonate-monohydrate", "Magnesium L-threonate monohydrate",
             "Mg(C4H7O5)2·H2O", G("312.510"), 1, FEW_DATA, LOWER),
    Compound("orotate-anhydrous", "Magnesium orotate, anhydrous",
             "Mg(C5H3N2O4)2", G("334.483"), 1, FEW_DATA, MIDDLING),
    Compound("orotate-dihydrate", "Magnesium orotate dihydrate",
             "Mg(C5H3N2O4)2·2H2O", G("370.513"), 1, FEW_DATA, MIDDLING),
    Compound("gluconate-anhydrous", "Magnesium gluconate, anhydrous",
             "Mg(C6H11O7)2", G("414.599"), 1, MIDDLING, MIDDLING),
    Compound("gluconate-dihydrate", "Magnesium gluconate dihydrate",
             "Mg(C6H11O7)2·2H2O", G("450.629"), 1, MIDDLING, MIDDLING),
    Compound("acetate-anhydrous", "Magnesium acetate, anhydrous", "Mg(C2H3O2)2", G("142.393"), 1),
    Compound("acetate-tetrahydrate", "Magnesium acetate tetrahydrate",
             "Mg(C2H3O2)2·4H2O", G("214.453"), 1),
    Compound("ascorbate", "Magnesium ascorbate", "Mg(C6H7O6)2", G("374.537"), 1),
    Compound("glycerophosphate", "Magnesium glycerophosphate", "MgC3H7O6P", G("194.362"), 1),
    Compound("phosphate-dibasic-trihydrate", "Magnesium phosphate, dibasic trihydrate",
             "MgHPO4·3H2O", G("174.328"), 1),
    Compound("phosphate-tribasic", "Magnesium phosphate, tribasic", "Mg3(PO4)2", G("262.855"), 3),
    Compound("pidolate", "Magnesium pidolate", "Mg(C5H6NO3)2", G("280.519"), 1),
    Compound("succinate", "Magnesium succinate", "MgC4H4O4", G("140.377"), 1),
    Compound("trisilicate", "Magnesium trisilicate", "Mg2Si3O8", G("260.857"), 2),
)
# fmt: on
COMPOUNDS: dict[str, Compound] = {compound.slug: compound for compound in _TABLE}

# What a label calls by the salt alone, and the forms it may mean. Not "phosphate": it may mean
# hydrates and an acid salt that hold less than any in the table, so these span no range of it.
FORMS: dict[str, tuple[str, ...]] = {
    "acetate": ("acetate-anhydrous", "acetate-tetrahydrate"),
    "aspartate": ("aspartate-anhydrous", "aspartate-dihydrate"),
    "bisglycinate": ("bisglycinate-anhydrous", "bisglycinate-dihydrate"),
    "carbonate": ("carbonate-anhydrous", "carbonate-heavy-basic", "carbonate-light-basic"),
    "chloride": ("chloride-anhydrous", "chloride-hexahydrate"),
    "citrate": (
        "citrate-trimagnesium-anhydrous",
        "citrate-trimagnesium-nonahydrate",
        "citrate-monomagnesium",
    ),
    "gluconate": ("gluconate-anhydrous", "gluconate-dihydrate"),
    "l-threonate": ("l-threonate-anhydrous", "l-threonate-monohydrate"),
    "lactate": ("lactate-anhydrous", "lactate-dihydrate"),
    "malate": ("malate-anhydrous", "malate-trihydrate"),
    "orotate": ("orotate-anhydrous", "orotate-dihydrate"),
    "sulfate": ("sulfate-anhydrous", "sulfate-heptahydrate"),
}


UNSPECIFIED = "-unspecified"


def salt_meant(source_ref: str) -> str:
    """The salt in `FORMS` that a record of the built-in table means by "citrate-unspecified"; ""
    for every other record."""
    salt = source_ref.removesuffix(UNSPECIFIED)
    return salt if salt != source_ref and salt in FORMS else ""


def salt_named(salt: str) -> str:
    """`L-threonate`, `citrate`: as a name has it after "Magnesium"."""
    return salt.replace("l-", "L-")


def compound_of(slug: str) -> Compound:
    """Raises UnknownFraction for a salt of which the form is not told, UnknownCompound else."""
    if slug in FORMS:
        forms = ", ".join(COMPOUNDS[form].name for form in FORMS[slug])
        raise UnknownFraction(f"Which form of {salt_named(slug)} is it? {forms}.")
    try:
        return COMPOUNDS[slug]
    except KeyError:
        raise UnknownCompound(f"“{slug}” is not a magnesium compound we know.") from None


def elemental_mg(compound_mg: Decimal, fraction: Decimal | None) -> Decimal:
    """Magnesium in `compound_mg` of a salt whose elemental share is `fraction`, unrounded.

    Raises InvalidAmount for a dose below zero or not a number, UnknownFraction where the share
    is None or not above 0 and at most 1. Neither is ever taken for zero.
    """
    if not compound_mg.is_finite() or compound_mg < 0:
        raise InvalidAmount("The dose must be a number that is not below zero.")
    if fraction is None:
        raise UnknownFraction(
            "How much magnesium this compound holds is not known: enter the elemental amount."
        )
    if not fraction.is_finite() or not 0 < fraction <= 1:
        raise UnknownFraction("The elemental share must lie above 0 and be at most 1.")
    return compound_mg * fraction


def name_of(slug: str) -> str:
    """A compound by its name; a salt whose form is not known says so."""
    if slug in FORMS:
        return f"Magnesium {salt_named(slug)}, form not known: a range"
    return compound_of(slug).name


def shares_of(slug: str) -> tuple[Decimal, Decimal] | None:
    """As `fractions_of`; None for no compound."""
    return fractions_of(slug) if slug else None


@dataclass(frozen=True)
class Form:
    """What is told about a compound, or a salt whose form is not known. Words, for reading only:
    no sum is made with them. Empty: nothing was found to grade it by."""

    name: str
    formula: str
    least_percent: Decimal
    most_percent: Decimal
    absorption: str
    loose_stools: str


def form_of(slug: str) -> Form | None:
    """None for what is no compound that we know."""
    if slug not in COMPOUNDS and slug not in FORMS:
        return None
    forms = [COMPOUNDS[form] for form in FORMS.get(slug, (slug,))]
    percents = [form.elemental_percent for form in forms]
    return Form(
        name=f"Magnesium {salt_named(slug)}, form not known" if slug in FORMS else forms[0].name,
        formula="" if slug in FORMS else forms[0].formula,
        least_percent=min(percents),
        most_percent=max(percents),
        # The forms of a salt have its class.
        absorption=forms[0].absorption,
        loose_stools=forms[0].loose_stools,
    )


def fractions_of(compound: str) -> tuple[Decimal, Decimal]:
    """Least and greatest share of magnesium in a compound, six decimals each; the two are one
    but for a salt in `FORMS`, whose form is then not known.

    Raises UnknownCompound.
    """
    forms = FORMS.get(compound) or (compound_of(compound).slug,)
    shares = [COMPOUNDS[form].elemental_fraction.quantize(SIX_PLACES) for form in forms]
    return min(shares), max(shares)


def elemental_range_mg(compound_mg: Decimal, salt: str) -> tuple[Decimal, Decimal]:
    """Least and most magnesium in `compound_mg` of a salt in `FORMS` whose form is not known.

    Raises UnknownCompound for a salt that is not there, InvalidAmount as `elemental_mg` does.
    """
    if salt not in FORMS:
        raise UnknownCompound(f"“{salt}” is not a salt of several forms.")
    amounts = [
        elemental_mg(compound_mg, COMPOUNDS[form].elemental_fraction) for form in FORMS[salt]
    ]
    return min(amounts), max(amounts)


def millimoles(magnesium_mg: Decimal) -> Decimal:
    """Laboratories and trials count in mmol: 1 mmol is 24.305 mg."""
    return magnesium_mg / MAGNESIUM_G_PER_MOL
