"""Nordic and Baltic countries: Nordic Nutrition Recommendations 2023, tables 15, 20 and 21.

Read from a secondary text, so provisional. NNR prints a provisional average requirement beside
these. It is no more than 0.8 × AI and, in NNR's words, "likely overestimates": as an EAR it would
make a probability of adequacy out of nothing, so it is not in this table.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ADDED_SALTS, ANY_AGE, Authority, Row, UpperLevel, months, years

COUNTS = _(
    "Counts readily dissociable magnesium salts and magnesium oxide in "
    "supplements, or added to water or food; not the magnesium that food has "
    "by nature."
)

NNR = Authority(
    slug="nnr",
    name=_("Nordic and Baltic countries (NNR)"),
    short_name=_("Nordic and Baltic countries"),
    publisher="Nordic Council of Ministers (NNR)",
    year=2023,
    citation="Nordic Nutrition Recommendations 2023, tables 15, 20 and 21.",
    value_kind="AI",
    has_ear=False,
    rows=(
        Row(_("infants 0–6 mo"), months(0, 7), "AI", Mg(25)),
        Row(_("infants 7–11 mo"), months(7, 12), "AI", Mg(80)),
        Row(_("children 1–3 y"), years(1, 4), "AI", Mg(170)),
        Row(_("children 4–10 y"), years(4, 11), "AI", Mg(230)),
        Row(_("boys 11–17 y"), years(11, 18), "AI", Mg(300), sex="male"),
        Row(_("men from 18 y"), years(18), "AI", Mg(350), sex="male"),
        Row(_("girls 11–17 y"), years(11, 18), "AI", Mg(250), sex="female"),
        Row(_("women from 18 y"), years(18), "AI", Mg(300), sex="female"),
        Row(_("pregnant"), ANY_AGE, "AI", Mg(300), life_stage="pregnant"),
        Row(_("lactating"), ANY_AGE, "AI", Mg(300), life_stage="lactating"),
    ),
    upper_levels=(
        UpperLevel(
            years(0, 18),
            None,
            None,
            _("The upper level is for adults: none under 18 years."),
        ),
        UpperLevel(years(18), Mg(250), ADDED_SALTS, COUNTS),
    ),
    provisional=True,
    remark=_(
        "NNR also prints a provisional average requirement, 0.8 of the AI, and "
        "says that it likely overestimates. It is not used here."
    ),
)
