"""United Kingdom: COMA 1991, as in British Nutrition Foundation, 2021, p. 7.

COMA's average requirement and lower intake of adults were not found in print, so neither is here:
an unconfirmed EAR must not feed a probability of adequacy. The 400 mg of the Expert Group on
Vitamins and Minerals (2003, from a secondary text) is guidance on supplements and no upper level
of COMA's: it is told in words, and brings the note on safety to whoever takes more.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import (
    SUPPLEMENTS_MEDICINES,
    Authority,
    GuidanceLevel,
    Increment,
    Row,
    UpperLevel,
    months,
    years,
)

UK = Authority(
    slug="uk",
    name=_("United Kingdom (COMA)"),
    short_name=_("United Kingdom"),
    publisher="Committee on Medical Aspects of Food Policy (COMA)",
    year=1991,
    citation=(
        "COMA, Dietary Reference Values, 1991, as in British Nutrition Foundation, 2021, p. 7."
    ),
    value_kind="RNI",
    has_ear=False,
    rows=(
        Row(_("infants 0–3 mo"), months(0, 4), "RNI", Mg(55)),
        Row(_("infants 4–6 mo"), months(4, 7), "RNI", Mg(60)),
        Row(_("infants 7–9 mo"), months(7, 10), "RNI", Mg(75)),
        Row(_("infants 10–12 mo"), months(10, 12), "RNI", Mg(80)),
        Row(_("children 1–3 y"), years(1, 4), "RNI", Mg(85)),
        Row(_("children 4–6 y"), years(4, 7), "RNI", Mg(120)),
        Row(_("children 7–10 y"), years(7, 11), "RNI", Mg(200)),
        Row(_("children 11–14 y"), years(11, 15), "RNI", Mg(280)),
        Row(_("teenagers 15–18 y"), years(15, 19), "RNI", Mg(300)),
        Row(_("men from 19 y"), years(19), "RNI", Mg(300), sex="male"),
        Row(_("women from 19 y"), years(19), "RNI", Mg(270), sex="female"),
    ),
    increments=(Increment("pregnant", Mg(0)), Increment("lactating", Mg(50))),
    upper_levels=(
        UpperLevel(years(0, 19), None, None, _("COMA set no upper level.")),
        # Not told at the ages of children: nobody is to read it as room for a child.
        UpperLevel(
            years(19),
            None,
            None,
            _(
                "COMA set no upper level. The Expert Group on Vitamins and Minerals "
                "(2003) names 400 mg a day from supplements: guidance, not an upper "
                "level."
            ),
            guidance=GuidanceLevel(
                Mg(400), SUPPLEMENTS_MEDICINES, "Expert Group on Vitamins and Minerals, 2003"
            ),
        ),
    ),
    kind_name=_("Reference Nutrient Intake"),
    remark=_(
        "COMA’s average requirement is not shown until it is confirmed in print, "
        "so no probability of adequacy rests on it."
    ),
)
