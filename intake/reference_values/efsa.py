"""European Union: EFSA 2015, doi 10.2903/j.efsa.2015.4186; upper level of the SCF, 2001.

The consultation draft had 160 mg for 1–<3 years and is still widely copied; 170 was adopted.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ADDED_SALTS, Authority, Row, UpperLevel, months, years

COUNTS = _(
    "SCF 2001: counts readily dissociable magnesium salts in supplements, in drinks "
    "and added to food; not the magnesium that food has by nature."
)

# Pregnancy and lactation take the female column's value, whichever column was chosen.
EFSA = Authority(
    slug="efsa",
    name=_("European Union (EFSA)"),
    short_name=_("European Union"),
    publisher="European Food Safety Authority (EFSA)",
    year=2015,
    citation=(
        "EFSA, Dietary Reference Values for magnesium, 2015, doi 10.2903/j.efsa.2015.4186; upper "
        "level: Scientific Committee on Food (SCF), 2001."
    ),
    value_kind="AI",
    has_ear=False,
    rows=(
        Row(_("infants 7–11 mo"), months(7, 12), "AI", Mg(80)),
        Row(_("children 1–2 y"), years(1, 3), "AI", Mg(170)),
        Row(_("children 3–9 y"), years(3, 10), "AI", Mg(230)),
        Row(_("boys 10–17 y"), years(10, 18), "AI", Mg(300), sex="male"),
        Row(_("men from 18 y"), years(18), "AI", Mg(350), sex="male"),
        Row(_("girls 10–17 y"), years(10, 18), "AI", Mg(250), sex="female"),
        Row(_("women from 18 y"), years(18), "AI", Mg(300), sex="female"),
        Row(_("pregnant, 10–17 y"), years(10, 18), "AI", Mg(250), life_stage="pregnant"),
        Row(_("pregnant, from 18 y"), years(18), "AI", Mg(300), life_stage="pregnant"),
        Row(_("lactating, 10–17 y"), years(10, 18), "AI", Mg(250), life_stage="lactating"),
        Row(_("lactating, from 18 y"), years(18), "AI", Mg(300), life_stage="lactating"),
    ),
    upper_levels=(
        UpperLevel(years(0, 4), None, None, _("No upper level is set under 4 years.")),
        UpperLevel(years(4), Mg(250), ADDED_SALTS, COUNTS),
    ),
)
