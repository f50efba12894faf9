"""Japan: Dietary Reference Intakes 2025, from the reprint of the report, p. 10.

The EAR of adults is 4.5 mg, of children 5 mg, per kg of a reference weight, the RDA 1.2 times
that. Tables of 2015 and 2020 (men 30–49: 310/370) are still common and superseded.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import (
    SUPPLEMENTS_MEDICINES_FORTIFICANTS,
    Authority,
    Increment,
    Row,
    UpperLevel,
    months,
    years,
)

JAPAN = Authority(
    slug="japan",
    name=_("Japan (MHLW)"),
    short_name=_("Japan"),
    publisher="Ministry of Health, Labour and Welfare of Japan",
    year=2025,
    citation="Dietary Reference Intakes for Japanese, 2025, p. 10.",
    value_kind="RDA",
    has_ear=True,
    rows=(
        Row(_("infants 0–5 mo"), months(0, 6), "AI", Mg(20)),
        Row(_("infants 6–11 mo"), months(6, 12), "AI", Mg(60)),
        Row(_("children 1–2 y"), years(1, 3), "RDA", Mg(70), Mg(60)),
        Row(_("children 3–5 y"), years(3, 6), "RDA", Mg(100), Mg(80)),
        Row(_("children 6–7 y"), years(6, 8), "RDA", Mg(130), Mg(110)),
        Row(_("boys 8–9 y"), years(8, 10), "RDA", Mg(170), Mg(140), sex="male"),
        Row(_("boys 10–11 y"), years(10, 12), "RDA", Mg(210), Mg(180), sex="male"),
        Row(_("boys 12–14 y"), years(12, 15), "RDA", Mg(290), Mg(250), sex="male"),
        Row(_("boys 15–17 y"), years(15, 18), "RDA", Mg(360), Mg(300), sex="male"),
        Row(_("men 18–29 y"), years(18, 30), "RDA", Mg(340), Mg(280), sex="male"),
        Row(_("men 30–49 y"), years(30, 50), "RDA", Mg(380), Mg(320), sex="male"),
        Row(_("men 50–64 y"), years(50, 65), "RDA", Mg(370), Mg(310), sex="male"),
        Row(_("men 65–74 y"), years(65, 75), "RDA", Mg(350), Mg(290), sex="male"),
        Row(_("men from 75 y"), years(75), "RDA", Mg(330), Mg(270), sex="male"),
        Row(_("girls 8–9 y"), years(8, 10), "RDA", Mg(160), Mg(140), sex="female"),
        Row(_("girls 10–11 y"), years(10, 12), "RDA", Mg(220), Mg(180), sex="female"),
        Row(_("girls 12–14 y"), years(12, 15), "RDA", Mg(290), Mg(240), sex="female"),
        Row(_("girls 15–17 y"), years(15, 18), "RDA", Mg(310), Mg(260), sex="female"),
        Row(_("women 18–29 y"), years(18, 30), "RDA", Mg(280), Mg(230), sex="female"),
        Row(_("women 30–49 y"), years(30, 50), "RDA", Mg(290), Mg(240), sex="female"),
        Row(_("women 50–64 y"), years(50, 65), "RDA", Mg(290), Mg(240), sex="female"),
        Row(_("women 65–74 y"), years(65, 75), "RDA", Mg(280), Mg(240), sex="female"),
        Row(_("women from 75 y"), years(75), "RDA", Mg(270), Mg(220), sex="female"),
    ),
    increments=(Increment("pregnant", Mg(40), Mg(30)), Increment("lactating", Mg(0), Mg(0))),
    upper_levels=(
        UpperLevel(months(0, 12), None, None, _("No upper level is known to us for infants.")),
        UpperLevel(
            years(1, 18),
            None,
            None,
            _(
                "For children it is 5 mg a day per kg of body weight, from anything but food: "
                "not one number for all of an age."
            ),
        ),
        UpperLevel(
            years(18),
            Mg(350),
            SUPPLEMENTS_MEDICINES_FORTIFICANTS,
            _("Counts what is not from ordinary food; none is set for food."),
        ),
    ),
)
