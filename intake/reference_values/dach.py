"""Germany, Austria, Switzerland: D-A-CH reference values, 2021.

Older tables, with 390 mg in lactation, are superseded.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ANY_AGE, Authority, Row, UpperLevel, months, years

DACH = Authority(
    slug="dach",
    name=_("Germany, Austria, Switzerland (D-A-CH)"),
    short_name=_("Germany, Austria, Switzerland"),
    publisher="D-A-CH nutrition societies",
    year=2021,
    citation="D-A-CH reference values for nutrient intake, magnesium, 2021.",
    value_kind="AI",
    has_ear=False,
    rows=(
        Row(_("infants 0–3 mo"), months(0, 4), "AI", Mg(24)),
        Row(_("infants 4–11 mo"), months(4, 12), "AI", Mg(80)),
        Row(_("children 1–3 y"), years(1, 4), "AI", Mg(170)),
        Row(_("children 4–6 y"), years(4, 7), "AI", Mg(190)),
        Row(_("children 7–9 y"), years(7, 10), "AI", Mg(240)),
        Row(_("boys 10–12 y"), years(10, 13), "AI", Mg(260), sex="male"),
        Row(_("boys 13–14 y"), years(13, 15), "AI", Mg(280), sex="male"),
        Row(_("boys 15–18 y"), years(15, 19), "AI", Mg(330), sex="male"),
        Row(_("men from 19 y"), years(19), "AI", Mg(350), sex="male"),
        Row(_("girls 10–12 y"), years(10, 13), "AI", Mg(230), sex="female"),
        Row(_("girls 13–14 y"), years(13, 15), "AI", Mg(240), sex="female"),
        Row(_("girls 15–18 y"), years(15, 19), "AI", Mg(260), sex="female"),
        Row(_("women from 19 y"), years(19), "AI", Mg(300), sex="female"),
        Row(_("pregnant"), ANY_AGE, "AI", Mg(300), life_stage="pregnant"),
        Row(_("lactating"), ANY_AGE, "AI", Mg(300), life_stage="lactating"),
    ),
    upper_levels=(UpperLevel(ANY_AGE, None, None, _("This authority sets no upper level.")),),
)
