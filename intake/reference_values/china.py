"""China: Dietary Reference Intakes 2023, appendix tables 3-6, 3-7 and 3-10.

Read from a secondary text, so provisional. Both columns are alike.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ANY_AGE, Authority, Increment, Row, UpperLevel, months, years

CHINA = Authority(
    slug="china",
    name=_("China (CNS)"),
    short_name=_("China"),
    publisher="Chinese Nutrition Society",
    year=2023,
    citation=(
        "Chinese Nutrition Society, Dietary Reference Intakes for China, 2023, appendix tables "
        "3-6, 3-7 and 3-10."
    ),
    value_kind="RNI",
    has_ear=True,
    rows=(
        Row(_("infants 0–6 mo"), months(0, 7), "AI", Mg(20)),
        Row(_("infants 7–12 mo"), months(7, 12), "AI", Mg(65)),
        Row(_("children 1–3 y"), years(1, 4), "RNI", Mg(140), Mg(110)),
        Row(_("children 4–6 y"), years(4, 7), "RNI", Mg(160), Mg(130)),
        Row(_("children 7–8 y"), years(7, 9), "RNI", Mg(200), Mg(170)),
        Row(_("children 9–11 y"), years(9, 12), "RNI", Mg(250), Mg(210)),
        Row(_("children 12–14 y"), years(12, 15), "RNI", Mg(320), Mg(260)),
        Row(_("people 15–29 y"), years(15, 30), "RNI", Mg(330), Mg(270)),
        Row(_("people 30–64 y"), years(30, 65), "RNI", Mg(320), Mg(270)),
        Row(_("people 65–74 y"), years(65, 75), "RNI", Mg(310), Mg(260)),
        Row(_("people from 75 y"), years(75), "RNI", Mg(300), Mg(250)),
    ),
    increments=(Increment("pregnant", Mg(40), Mg(30)), Increment("lactating", Mg(0), Mg(0))),
    upper_levels=(UpperLevel(ANY_AGE, None, None, _("This authority sets no upper level.")),),
    provisional=True,
)
