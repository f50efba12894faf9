"""Elemental shares against published percentages, and against the formulas themselves."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from foods.compound_words import CLASSES, FORM_NOT_KNOWN, NAMES
from foods.supplements import (
    COMPOUNDS,
    FORMS,
    SIX_PLACES,
    InvalidAmount,
    UnknownCompound,
    UnknownFraction,
    compound_of,
    elemental_mg,
    elemental_range_mg,
    form_of,
    fractions_of,
    millimoles,
    name_of,
    salt_meant,
)

CATALOGUE = Path(__file__).parents[2] / "foods" / "catalogue" / "foods.csv"

# Elemental share in per cent of n x 24.305 / molar mass, IUPAC weights.
PERCENT = {
    "oxide": "60.30",
    "hydroxide": "41.68",
    "carbonate-anhydrous": "28.83",
    "carbonate-light-basic": "25.99",
    "carbonate-heavy-basic": "25.02",
    "citrate-trimagnesium-anhydrous": "16.16",
    "citrate-trimagnesium-nonahydrate": "11.89",
    "citrate-monomagnesium": "11.34",
    "malate-anhydrous": "15.54",
    "malate-trihydrate": "11.55",
    "bisglycinate-anhydrous": "14.10",
    "bisglycinate-dihydrate": "11.66",
    "lactate-anhydrous": "12.01",
    "lactate-dihydrate": "10.19",
    "chloride-anhydrous": "25.53",
    "chloride-hexahydrate": "11.96",
    "sulfate-anhydrous": "20.19",
    "sulfate-heptahydrate": "9.86",
    "taurate": "8.92",
    "aspartate-anhydrous": "8.42",
    "aspartate-dihydrate": "7.49",
    "l-threonate-anhydrous": "8.25",
    "l-threonate-monohydrate": "7.78",
    "orotate-anhydrous": "7.27",
    "orotate-dihydrate": "6.56",
    "gluconate-anhydrous": "5.86",
    "gluconate-dihydrate": "5.39",
    "acetate-anhydrous": "17.07",
    "acetate-tetrahydrate": "11.33",
    "ascorbate": "6.49",
    "glycerophosphate": "12.51",
    "phosphate-dibasic-trihydrate": "13.94",
    "phosphate-tribasic": "27.74",
    "pidolate": "8.66",
    "succinate": "17.31",
    "trisilicate": "18.63",
}

ATOMIC_WEIGHTS = {
    "Mg": "24.305", "C": "12.011", "H": "1.008", "N": "14.007", "O": "15.999",
    "S": "32.06", "Cl": "35.45", "P": "30.974", "Si": "28.085",
}  # fmt: skip


def atoms(formula: str) -> dict[str, int]:
    """Counts of each element; understands 4MgCO3·Mg(OH)2·5H2O, but no nested brackets."""
    total: dict[str, int] = {}
    for part in formula.split("·"):
        times, group = re.fullmatch(r"(\d*)(.*)", part).groups()
        flat = re.sub(r"\(([^)]*)\)(\d*)", lambda m: m[1] * int(m[2] or 1), group)
        for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", flat):
            total[element] = total.get(element, 0) + int(count or 1) * int(times or 1)
    return total


def test_shares_are_the_published_ones():
    assert {slug: str(c.elemental_percent) for slug, c in COMPOUNDS.items()} == PERCENT


@pytest.mark.parametrize("compound", COMPOUNDS.values(), ids=lambda c: c.slug)
def test_masses_follow_from_the_formula(compound):
    counts = atoms(compound.formula)
    mass = sum(Decimal(ATOMIC_WEIGHTS[element]) * n for element, n in counts.items())
    assert abs(mass - compound.molar_mass_g_per_mol) <= Decimal("0.002")
    assert counts["Mg"] == compound.magnesium_atoms


@pytest.mark.parametrize(
    ("slug", "compound_mg", "expected"),
    [
        ("oxide", 500, "301.5"),
        ("citrate-trimagnesium-anhydrous", 1000, "161.6"),
        ("citrate-trimagnesium-nonahydrate", 1000, "118.9"),
        ("bisglycinate-anhydrous", 1000, "141.0"),
        ("bisglycinate-dihydrate", 1000, "116.6"),
        ("sulfate-heptahydrate", 1000, "98.6"),
    ],
)
def test_doses(slug, compound_mg, expected):
    dose = elemental_mg(Decimal(compound_mg), compound_of(slug).elemental_fraction)
    assert dose.quantize(Decimal("0.1")) == Decimal(expected)


def test_millimoles():
    assert millimoles(Decimal(350)).quantize(Decimal("0.01")) == Decimal("14.40")


def test_no_compound_is_no_magnesium():
    assert elemental_mg(Decimal(0), Decimal("0.5")) == 0


@pytest.mark.parametrize("dose", ["-0.001", "-500", "NaN", "Infinity", "-Infinity"])
def test_a_dose_is_a_number_not_below_zero(dose):
    with pytest.raises(InvalidAmount, match="not below zero") as caught:
        elemental_mg(Decimal(dose), Decimal("0.5"))
    assert caught.value.code == "invalid_amount"


@pytest.mark.parametrize("fraction", [None, "0", "-0.1", "1.0001", "60.3", "NaN", "Infinity"])
def test_a_share_is_known_and_below_one(fraction):
    with pytest.raises(UnknownFraction):
        elemental_mg(Decimal(500), None if fraction is None else Decimal(fraction))


def test_an_unknown_compound_is_said_to_be_unknown():
    with pytest.raises(UnknownCompound, match="“stearate” is not"):
        compound_of("stearate")
    with pytest.raises(UnknownCompound, match="“oxide” is not a salt of several forms"):
        elemental_range_mg(Decimal(500), "oxide")


def test_a_salt_of_unknown_form_has_a_range_and_no_share():
    with pytest.raises(UnknownFraction, match=r"Which form of citrate .* Monomagnesium citrate"):
        compound_of("citrate")
    least, most = elemental_range_mg(Decimal(1000), "citrate")
    assert (round(least, 1), round(most, 1)) == (Decimal("113.4"), Decimal("161.6"))
    with pytest.raises(InvalidAmount):
        elemental_range_mg(Decimal(-1), "citrate")


def test_a_salt_and_its_forms_are_not_confused():
    assert not FORMS.keys() & COMPOUNDS.keys()
    for salt, forms in FORMS.items():
        assert set(forms) == {slug for slug in COMPOUNDS if slug.startswith(f"{salt}-")}


def test_no_figure_stands_for_a_salt_that_has_a_form_with_water_too():
    """“Magnesium orotate” on a label may be either: a name without a form is no form."""
    for salt in COMPOUNDS:
        assert [slug for slug in COMPOUNDS if slug.startswith(f"{salt}-")] == []
    dried = {slug.removesuffix("-anhydrous") for slug in COMPOUNDS if slug.endswith("-anhydrous")}
    assert dried - {"citrate-trimagnesium"} == FORMS.keys() - {"citrate"}


def test_a_salt_is_called_by_its_name():
    assert name_of("l-threonate") == "Magnesium L-threonate, form not known: a range"
    assert form_of("l-threonate").name == "Magnesium L-threonate, form not known"
    with pytest.raises(UnknownFraction, match="Which form of L-threonate"):
        compound_of("l-threonate")


def test_classes_are_words_only():
    oxide, citrate = COMPOUNDS["oxide"], COMPOUNDS["citrate-trimagnesium-anhydrous"]
    assert (oxide.absorption, oxide.loose_stools) == ("low", "high")
    assert (citrate.absorption, citrate.loose_stools) == ("higher", "middling to high")
    assert COMPOUNDS["trisilicate"].absorption == ""


def test_the_catalogue_s_compounds_are_these():
    rows = csv.DictReader(CATALOGUE.open(encoding="utf-8", newline=""))
    shares = {row["compound"]: row["elemental_percent"] for row in rows if row["compound"]}
    assert shares == {slug: PERCENT[slug] for slug in shares.keys() & PERCENT.keys()}
    assert len(shares) >= 16


@pytest.mark.parametrize(
    ("compound", "least", "most"),
    [
        ("citrate-trimagnesium-anhydrous", "0.161634", "0.161634"),
        ("citrate", "0.113357", "0.161634"),
        ("carbonate", "0.250234", "0.288271"),
        ("orotate", "0.065598", "0.072664"),
        ("malate", "0.115507", "0.155427"),
        ("bisglycinate", "0.116597", "0.140961"),
        ("l-threonate", "0.077774", "0.082531"),
        ("chloride", "0.119555", "0.255291"),
        ("sulfate", "0.098614", "0.201934"),
        ("acetate", "0.113335", "0.170690"),
    ],
)
def test_a_salt_has_the_range_of_its_forms(compound, least, most):
    assert fractions_of(compound) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize("compound", [*COMPOUNDS, *FORMS])
def test_a_range_never_leaves_out_a_form(compound):
    least, most = fractions_of(compound)
    assert 0 < least <= most <= 1
    for form in FORMS.get(compound, (compound,)):
        assert least <= COMPOUNDS[form].elemental_fraction.quantize(SIX_PLACES) <= most


@pytest.mark.parametrize(
    ("source_ref", "salt"),
    [
        ("citrate-unspecified", "citrate"),
        ("l-threonate-unspecified", "l-threonate"),
        ("unspecified", ""),
        ("citrate", ""),
        ("11-unspecified", ""),
    ],
)
def test_the_salt_that_a_record_means(source_ref, salt):
    assert salt_meant(source_ref) == salt


def test_the_classes_of_a_salt_are_those_of_every_form():
    for salt, forms in FORMS.items():
        told = {(COMPOUNDS[form].absorption, COMPOUNDS[form].loose_stools) for form in forms}
        about = form_of(salt)
        assert told == {(about.absorption, about.loose_stools)}
    assert form_of("unobtainium") is None


def test_all_words_are_marked_for_translation():
    assert {compound.name for compound in COMPOUNDS.values()} <= set(NAMES)
    graded = {(compound.absorption, compound.loose_stools) for compound in COMPOUNDS.values()}
    assert {word for words in graded for word in words if word} <= set(CLASSES)
    for salt in FORMS:
        about = form_of(salt)
        assert about is not None
        assert {about.name, name_of(salt)} <= set(FORM_NOT_KNOWN)
