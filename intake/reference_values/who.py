"""FAO/WHO: Vitamin and mineral requirements in human nutrition, 2nd edition, 2004.

The web edition of 2001 differs (73 mg at 7–12 months, adults 250/230) and is superseded.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ANY_AGE, Authority, Row, months, years
from .us import upper_levels

WHO = Authority(
    slug="who",
    name=_("FAO/WHO"),
    short_name=_("FAO/WHO"),
    publisher="Food and Agriculture Organization and World Health Organization",
    year=2004,
    citation="FAO/WHO, 2nd edition, 2004. Upper level as the Institute of Medicine, 1997.",
    value_kind="RNI",
    has_ear=False,
    rows=(
        Row(_("infants 0–6 mo, breast milk"), months(0, 7), "RNI", Mg(26), feeding="breast"),
        Row(_("infants 0–6 mo, formula"), months(0, 7), "RNI", Mg(36), feeding="formula"),
        Row(_("infants 7–12 mo"), months(7, 12), "RNI", Mg(54)),
        Row(_("children 1–3 y"), years(1, 4), "RNI", Mg(60)),
        Row(_("children 4–6 y"), years(4, 7), "RNI", Mg(76)),
        Row(_("children 7–9 y"), years(7, 10), "RNI", Mg(100)),
        Row(_("boys 10–18 y"), years(10, 19), "RNI", Mg(230), sex="male"),
        Row(_("men 19–65 y"), years(19, 66), "RNI", Mg(260), sex="male"),
        Row(_("men over 65 y"), years(66), "RNI", Mg(224), sex="male"),
        Row(_("girls 10–18 y"), years(10, 19), "RNI", Mg(220), sex="female"),
        Row(_("women 19–65 y"), years(19, 66), "RNI", Mg(220), sex="female"),
        Row(_("women over 65 y"), years(66), "RNI", Mg(190), sex="female"),
        Row(_("pregnant"), ANY_AGE, "RNI", Mg(220), life_stage="pregnant"),
        Row(_("lactating"), ANY_AGE, "RNI", Mg(270), life_stage="lactating"),
    ),
    upper_levels=upper_levels(),
)
