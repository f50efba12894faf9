"""India: ICMR-NIN 2020.

Adults from ICMR-NIN's brief note, p. 6; 16–18 years from a secondary text; other rows less sure
still, so the whole table is provisional. A revision of 2024 exists and was not seen. Infants have
no row in what we have.
"""

from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import ANY_AGE, SUPPLEMENTS_MEDICINES, Authority, Row, UpperLevel, years

CITATION = "ICMR-NIN, Nutrient Requirements for Indians, 2020"
SECOND_HAND = f"{CITATION}, from a secondary text."
UNCONFIRMED = f"{CITATION}; this row is not confirmed."

INDIA = Authority(
    slug="india",
    name=_("India (ICMR-NIN)"),
    short_name=_("India"),
    publisher="Indian Council of Medical Research (ICMR-NIN)",
    year=2020,
    citation=f"{CITATION}, brief note, p. 6.",
    value_kind="RDA",
    has_ear=True,
    rows=(
        Row(_("children 1–3 y"), years(1, 4), "RDA", Mg(90), source=UNCONFIRMED),
        Row(_("children 4–6 y"), years(4, 7), "RDA", Mg(125), source=UNCONFIRMED),
        Row(_("children 7–9 y"), years(7, 10), "RDA", Mg(175), source=UNCONFIRMED),
        Row(_("boys 10–12 y"), years(10, 13), "RDA", Mg(240), sex="male", source=SECOND_HAND),
        Row(_("boys 13–15 y"), years(13, 16), "RDA", Mg(345), sex="male", source=SECOND_HAND),
        Row(_("boys 16–18 y"), years(16, 19), "RDA", Mg(440), Mg(367), "male", source=SECOND_HAND),
        Row(_("men from 19 y"), years(19), "RDA", Mg(440), Mg(370), sex="male"),
        Row(_("girls 10–12 y"), years(10, 13), "RDA", Mg(250), sex="female", source=UNCONFIRMED),
        Row(_("girls 13–15 y"), years(13, 16), "RDA", Mg(340), sex="female", source=UNCONFIRMED),
        Row(
            _("girls 16–18 y"), years(16, 19), "RDA", Mg(380), Mg(317), "female", source=SECOND_HAND
        ),
        Row(_("women from 19 y"), years(19), "RDA", Mg(370), Mg(310), sex="female"),
        Row(_("pregnant"), ANY_AGE, "RDA", Mg(440), life_stage="pregnant", source=SECOND_HAND),
        Row(_("lactating"), ANY_AGE, "RDA", Mg(400), life_stage="lactating", source=UNCONFIRMED),
    ),
    upper_levels=(
        UpperLevel(years(0, 16), None, None, _("No upper level is known to us under 16 years.")),
        # Printed for 16–18 in what we have. Nobody's limit ends at 19, so it is kept to after.
        UpperLevel(
            years(16),
            Mg(350),
            SUPPLEMENTS_MEDICINES,
            _(
                "Counts supplements only; Twelve counts medicines such as antacids to it too. "
                "Seen for 16–18 years and taken to hold after."
            ),
        ),
    ),
    provisional=True,
    remark=_("A revision of 2024 exists and is not in here yet."),
)
