"""US and Canada: Institute of Medicine, 1997; table as in nap.edu 11537, p. 340."""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import (
    SUPPLEMENTS_MEDICINES_FORTIFICANTS,
    Authority,
    Row,
    UpperLevel,
    months,
    years,
)

# The IOM's upper level lies below a man's allowance: it counts added magnesium only.
COUNTS = _("Counts supplements, medicines and magnesium added to food; not food or water.")


def upper_levels() -> tuple[UpperLevel, ...]:
    counted = SUPPLEMENTS_MEDICINES_FORTIFICANTS
    return (
        UpperLevel(months(0, 12), None, None, _("No upper level is set for infants.")),
        UpperLevel(years(1, 4), Mg(65), counted, COUNTS),
        UpperLevel(years(4, 9), Mg(110), counted, COUNTS),
        UpperLevel(years(9), Mg(350), counted, COUNTS),
    )


# Values fall from 18 to 19 in the male column (410, then 400): they need not rise with age.
# The pregnancy and lactation rows stop at 50; the last one holds after that.
US = Authority(
    slug="us",
    name=_("US and Canada (IOM)"),
    short_name=_("US and Canada"),
    publisher="Institute of Medicine (IOM)",
    year=1997,
    citation=(
        "Institute of Medicine, Dietary Reference Intakes, 1997; summary table at nap.edu 11537, "
        "p. 340."
    ),
    value_kind="RDA",
    has_ear=True,
    rows=(
        Row(_("infants 0–6 mo"), months(0, 7), "AI", Mg(30)),
        Row(_("infants 7–12 mo"), months(7, 12), "AI", Mg(75)),
        Row(_("children 1–3 y"), years(1, 4), "RDA", Mg(80), Mg(65)),
        Row(_("children 4–8 y"), years(4, 9), "RDA", Mg(130), Mg(110)),
        Row(_("children 9–13 y"), years(9, 14), "RDA", Mg(240), Mg(200)),
        Row(_("boys 14–18 y"), years(14, 19), "RDA", Mg(410), Mg(340), sex="male"),
        Row(_("men 19–30 y"), years(19, 31), "RDA", Mg(400), Mg(330), sex="male"),
        Row(_("men 31–50 y"), years(31, 51), "RDA", Mg(420), Mg(350), sex="male"),
        Row(_("men 51–70 y"), years(51, 71), "RDA", Mg(420), Mg(350), sex="male"),
        Row(_("men over 70 y"), years(71), "RDA", Mg(420), Mg(350), sex="male"),
        Row(_("girls 14–18 y"), years(14, 19), "RDA", Mg(360), Mg(300), sex="female"),
        Row(_("women 19–30 y"), years(19, 31), "RDA", Mg(310), Mg(255), sex="female"),
        Row(_("women 31–50 y"), years(31, 51), "RDA", Mg(320), Mg(265), sex="female"),
        Row(_("women 51–70 y"), years(51, 71), "RDA", Mg(320), Mg(265), sex="female"),
        Row(_("women over 70 y"), years(71), "RDA", Mg(320), Mg(265), sex="female"),
        Row(
            _("pregnant, up to 18 y"), years(0, 19), "RDA", Mg(400), Mg(335), life_stage="pregnant"
        ),
        Row(_("pregnant, 19–30 y"), years(19, 31), "RDA", Mg(350), Mg(290), life_stage="pregnant"),
        Row(_("pregnant, 31–50 y"), years(31, 51), "RDA", Mg(360), Mg(300), life_stage="pregnant"),
        Row(
            _("lactating, up to 18 y"),
            years(0, 19),
            "RDA",
            Mg(360),
            Mg(300),
            life_stage="lactating",
        ),
        Row(
            _("lactating, 19–30 y"), years(19, 31), "RDA", Mg(310), Mg(255), life_stage="lactating"
        ),
        Row(
            _("lactating, 31–50 y"), years(31, 51), "RDA", Mg(320), Mg(265), life_stage="lactating"
        ),
    ),
    upper_levels=upper_levels(),
)
