"""A number of one's own to reach: set, changed and ended, and what no number is held against."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from intake.models import Target
from intake.people import profile_of
from intake.snapshots import Measure
from tests.browser.conftest import on_both_screens, save, sign_in
from tests.factories import make_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@on_both_screens
def test_a_number_of_ones_own(visit, person, small_site, screen):
    """300 g of almonds are 810 mg, and above no upper level; 100 mg of a tablet are above none
    either, and 300 more are: it is 350 mg, of supplements and medicines alone."""
    today = profile_of(person).today()
    yesterday = today - timedelta(days=1)
    make_entry(person, small_site["Almonds, raw"], date=yesterday)
    make_entry(person, small_site["Almonds, raw"], date=today, measure=Measure(grams=Decimal(300)))
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)

    def set_target(mg: str) -> None:
        seen.open("/settings/targets/")
        page.fill("#id_mg", mg)
        save(seen)

    assert seen.text(".ring") == "810 mg 253 % of 320 mg your RDA"
    set_target("0.5")
    assert seen.wrong_at("#id_mg") == "It must be 1 mg or more."
    assert page.input_value("#id_mg") == "0.5"
    seen.check()
    assert not Target.objects.exists()

    page.fill("#id_starts_on", yesterday.isoformat())
    page.fill("#id_mg", "405")
    save(seen)
    set_target("1000")
    now, before = (f"From {day:%-d %B %Y}" for day in (today, yesterday))
    assert seen.text(".rows") == (
        f"1 000 mg, your own {now} · holds today Remove 405 mg, your own {before} Remove"
    )
    seen.check()
    seen.open("/")
    assert seen.text(".ring") == "810 mg 81 % of 1 000 mg your target"
    seen.open(f"/day/{yesterday}/")
    assert seen.text(".ring") == "270 mg 67 % of 405 mg your target"

    # Ended: the days before keep what they had.
    seen.open("/settings/targets/")
    page.click(".btn:text-is('Use the recommendation from today on')")
    page.wait_for_selector("#messages :text('Saved.')")
    assert "Today: 320 mg" in seen.text()
    page.click("[aria-label^='Remove the target from'] >> nth=0")
    page.wait_for_selector("#messages :text('Removed.')")
    assert "Today: 405 mg" in seen.text()
    seen.open("/")
    assert seen.text(".ring") == "810 mg 200 % of 405 mg your target"


@on_both_screens
def test_an_upper_level_is_of_supplements_and_never_of_food(visit, person, small_site, screen):
    """350 mg are that of the US. 810 mg of almonds are above none, and 100 mg of a tablet are not;
    another 300 are."""
    today = profile_of(person).today()
    make_entry(person, small_site["Almonds, raw"], date=today, measure=Measure(grams=Decimal(300)))
    seen = visit(**screen)
    page = seen.page
    sign_in(seen, person)
    assert page.locator("text=/upper level/i").count() == 0
    for dose, said in (("100", "100 of 350 mg upper level"), ("300", "400 of 350 mg upper level")):
        seen.open(f"/add/{small_site['Magnesium citrate'].pk}/?dose_mg={dose}")
        page.fill("#id_doses", "1")
        page.click("[data-submit]")
        page.wait_for_selector("#messages :text('Logged: Magnesium citrate')")
        assert said in seen.text()
        assert page.locator("text=Above the upper level").count() == (dose == "300")
    # The card in which it stands, and the day beside it.
    assert seen.text("section:has(#ul-head)") == (
        "Supplements and medicines 400 of 350 mg upper level Above the upper level It counts "
        "added magnesium only: supplements, medicines and what is known to be added to a food or "
        "drink. Food and water by nature have none."
    )
    assert seen.text(".ring").startswith("1 210 mg")
    seen.check()
