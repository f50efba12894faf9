"""Australia and New Zealand: NHMRC 2006, table 8.

Read from a secondary text, so provisional. EAR, RDI and AI equal the Institute of Medicine's in
every row, so they are taken from there; the upper level is "as supplement", in pregnancy and
lactation too.
"""

from dataclasses import replace
from decimal import Decimal as Mg

from foods.marked import gettext_noop as _

from .tables import SUPPLEMENTS_MEDICINES, Authority, UpperLevel, years
from .us import US

COUNTS = _(
    "Set for magnesium “as supplement”: not what food and water hold, nor what was "
    "added to food. Twelve counts medicines such as antacids to it too."
)

ANZ = Authority(
    slug="anz",
    name=_("Australia and New Zealand (NHMRC)"),
    short_name=_("Australia and New Zealand"),
    publisher="National Health and Medical Research Council (NHMRC)",
    year=2006,
    citation="NHMRC, Nutrient Reference Values for Australia and New Zealand, 2006, table 8.",
    value_kind="RDI",
    has_ear=True,
    rows=tuple(replace(row, kind="RDI" if row.kind == "RDA" else row.kind) for row in US.rows),
    upper_levels=(
        UpperLevel(years(0, 1), None, None, _("No upper level is set for infants.")),
        UpperLevel(years(1, 4), Mg(65), SUPPLEMENTS_MEDICINES, COUNTS),
        UpperLevel(years(4, 9), Mg(110), SUPPLEMENTS_MEDICINES, COUNTS),
        UpperLevel(years(9), Mg(350), SUPPLEMENTS_MEDICINES, COUNTS),
    ),
    provisional=True,
)
