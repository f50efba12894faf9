"""Supplements and medicines of the built-in table, recomputed from formula and strength."""

from decimal import Decimal

from foods.supplements import FORMS, UNSPECIFIED, salt_meant
from tests.foods.catalogue_rows import foods_of

# Compounds: atoms of magnesium and molar mass in g/mol, from the formula and IUPAC weights.
MAGNESIUM_G_PER_MOL = Decimal("24.305")
COMPOUNDS = {
    "oxide": (1, "40.304"),
    "hydroxide": (1, "58.319"),
    "carbonate-anhydrous": (1, "84.313"),
    "carbonate-heavy-basic": (5, "485.646"),
    "carbonate-light-basic": (5, "467.631"),
    "citrate-trimagnesium-anhydrous": (3, "451.113"),
    "citrate-trimagnesium-nonahydrate": (3, "613.248"),
    "citrate-monomagnesium": (1, "214.412"),
    "bisglycinate-anhydrous": (1, "172.423"),
    "bisglycinate-dihydrate": (1, "208.453"),
    "malate-anhydrous": (1, "156.376"),
    "malate-trihydrate": (1, "210.421"),
    "l-threonate-anhydrous": (1, "294.495"),
    "l-threonate-monohydrate": (1, "312.510"),
    "taurate": (1, "272.573"),
    "lactate-anhydrous": (1, "202.445"),
    "lactate-dihydrate": (1, "238.475"),
    "chloride-anhydrous": (1, "95.205"),
    "chloride-hexahydrate": (1, "203.295"),
    "sulfate-anhydrous": (1, "120.361"),
    "sulfate-heptahydrate": (1, "246.466"),
    "gluconate-anhydrous": (1, "414.599"),
    "gluconate-dihydrate": (1, "450.629"),
    "aspartate-anhydrous": (1, "288.495"),
    "aspartate-dihydrate": (1, "324.525"),
    "orotate-anhydrous": (1, "334.483"),
    "orotate-dihydrate": (1, "370.513"),
    "acetate-anhydrous": (1, "142.393"),
    "acetate-tetrahydrate": (1, "214.453"),
    "pidolate": (1, "280.519"),
    "glycerophosphate": (1, "194.362"),
    "ascorbate": (1, "374.537"),
    "succinate": (1, "140.377"),
    "phosphate-tribasic": (3, "262.855"),
    "phosphate-dibasic-trihydrate": (1, "174.328"),
    "trisilicate": (2, "260.857"),
    # Medicines only: Mg6Al2(OH)16CO3·4H2O and Al5Mg10(OH)31(SO4)2 without its water.
    "hydrotalcite": (6, "603.974"),
    "magaldrate": (10, "1097.289"),
}


def percent_of(compound: str) -> Decimal:
    atoms, molar_mass = COMPOUNDS[compound]
    return (MAGNESIUM_G_PER_MOL * atoms * 100 / Decimal(molar_mass)).quantize(Decimal("0.01"))


def test_the_share_of_a_compound_follows_from_its_formula() -> None:
    shares = {
        food["compound"]: food["elemental_percent"]
        for food in foods_of("supplement")
        if food["compound"]
    }
    expected = {slug: str(percent_of(slug)) for slug in COMPOUNDS}
    assert shares == {
        slug: share
        for slug, share in expected.items()
        if slug not in {"hydrotalcite", "magaldrate"}
    }


def test_a_compound_whose_form_is_not_known_has_no_share() -> None:
    generic = [food for food in foods_of("supplement") if not food["elemental_percent"]]
    assert {"Magnesium supplement, form not known", "Magnesium citrate, form not known"} <= {
        food["name"] for food in generic
    }
    assert {food["compound"] for food in generic} == {""}


def test_a_salt_of_several_forms_has_a_record_for_a_label_that_names_none() -> None:
    refs = [food["source_id"] for food in foods_of("supplement")]
    assert {salt_meant(ref) for ref in refs if ref.endswith(UNSPECIFIED)} == FORMS.keys()


def test_a_record_with_a_share_tells_its_form() -> None:
    """“Magnesium malate” alone may be the anhydrous salt or the trihydrate."""
    forms = {form for forms in FORMS.values() for form in forms}
    vague = [
        food["name"]
        for food in foods_of("supplement")
        if food["compound"] in forms and not food["name"].endswith(")")
    ]
    assert vague == []


def test_a_salt_without_its_form_comes_before_any_form_of_it() -> None:
    """Who types "magnesium orotate" has a label that says no more."""
    popularity = {food["source_id"]: int(food["popularity"]) for food in foods_of("supplement")}
    for salt, forms in FORMS.items():
        assert popularity[salt + UNSPECIFIED] > max(popularity[form] for form in forms), salt


HYDROXIDE, OXIDE, HEAVY = "hydroxide", "oxide", "carbonate-heavy-basic"
# What each medicine holds: mg of each compound, in one unit or in so many ml.
MEDICINES: dict[str, tuple[dict[str, int], int | None]] = {
    "milk-of-magnesia-400": ({HYDROXIDE: 400}, 5),
    "milk-of-magnesia-415": ({HYDROXIDE: 415}, 5),
    "milk-of-magnesia-800": ({HYDROXIDE: 800}, 5),
    "magnesium-hydroxide-311": ({HYDROXIDE: 311}, None),
    "magnesium-hydroxide-300": ({HYDROXIDE: 300}, None),
    "antacid-suspension-195": ({HYDROXIDE: 195}, 5),
    "antacid-suspension-200": ({HYDROXIDE: 200}, 5),
    "antacid-suspension-400": ({HYDROXIDE: 400}, 5),
    "antacid-tablet-200": ({HYDROXIDE: 200}, None),
    "antacid-tablet-400": ({HYDROXIDE: 400}, None),
    "antacid-calcium-110": ({HYDROXIDE: 110}, None),
    "antacid-calcium-135": ({HYDROXIDE: 135}, None),
    "antacid-calcium-300": ({HYDROXIDE: 300}, None),
    "antacid-famotidine-165": ({HYDROXIDE: 165}, None),
    "antacid-carbonate-80": ({HEAVY: 80}, None),
    "antacid-alginate-105": ({HEAVY: 105}, None),
    "antacid-alginate-358": ({HEAVY: 358}, 15),
    "trisilicate-tablet-250": ({"trisilicate": 250}, None),
    "trisilicate-tablet-20": ({"trisilicate": 20}, None),
    "trisilicate-mixture": ({"trisilicate": 250, "carbonate-light-basic": 250}, 5),
    "hydrotalcite-500": ({"hydrotalcite": 500}, None),
    "magaldrate-800": ({"magaldrate": 800}, None),
    "magaldrate-400": ({"magaldrate": 400}, None),
    "epsom-salt-5g": ({"sulfate-heptahydrate": 5000}, None),
    "citrate-solution-1745": ({"citrate-trimagnesium-anhydrous": 1745}, 30),
    "oxide-tablet-250": ({OXIDE: 250}, None),
    "oxide-tablet-330": ({OXIDE: 330}, None),
    "oxide-tablet-400": ({OXIDE: 400}, None),
    "oxide-tablet-420": ({OXIDE: 420}, None),
    "oxide-tablet-500": ({OXIDE: 500}, None),
    "picosulfate-citrate": ({OXIDE: 3500}, None),
}
MEDICINES_BY_MMOL = {"glycerophosphate-4mmol": "97.22", "aspartate-10mmol": "243.05"}


def test_the_figure_of_a_medicine_follows_from_its_labelled_strength() -> None:
    expected = dict(MEDICINES_BY_MMOL)
    for slug, (compounds, millilitres) in MEDICINES.items():
        per_dose = sum(mg * percent_of(compound) / 100 for compound, mg in compounds.items())
        per_basis = per_dose if millilitres is None else per_dose * 100 / millilitres
        expected[slug] = format(Decimal(per_basis).quantize(Decimal("0.01")).normalize(), "f")
    assert {food["source_id"]: food["magnesium_mg"] for food in foods_of("medicine")} == expected


def test_a_medicine_names_its_strength() -> None:
    for food in foods_of("medicine"):
        strengths = MEDICINES.get(food["source_id"], ({}, None))[0].values()
        grams = [f"{mg / 1000:g} g" for mg in strengths]
        for mg, in_grams in zip(strengths, grams, strict=True):
            assert f"{mg} mg" in food["name"] or in_grams in food["name"], food["name"]
