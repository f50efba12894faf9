"""Every part of the pages in every state: for every reader, on every screen, for every finger."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visit, on_both_screens
from tests.chromium import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL = PHONE | {"viewport": {"width": 360, "height": 740}}
# 1280 px, twice as large: 640 of the page's own.
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
LEAST_PX = 44  # WCAG 2.2, 2.5.5

# What one taps that is no word in a text: how wide and high the place is that answers to a finger,
# counted from its middle, up to twice what is needed.
TARGETS = """
(least) => {
  const reach = (each, label, x, y, stepX, stepY) => {
    const answers = at => at && (each.contains(at) || label && label.contains(at));
    let far = 0;
    while (
      far < least &&
      answers(document.elementFromPoint(x + stepX * (far + 1), y + stepY * (far + 1)))
    ) far += 1;
    return far;
  };
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(controls)]
    .filter(each => each.checkVisibility() && !each.closest(".sr, .skip") && !each.disabled)
    .filter(each => getComputedStyle(each).display !== "inline" || each.tagName === "INPUT")
    .filter(each => each.tabIndex >= 0)
    .map(each => {
      each.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const label = each.closest("label");
      const box = each.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      return {
        what: each.outerHTML.slice(0, 90).replace(/\\s+/g, " "),
        width: 1 + reach(each, label, x, y, -1, 0) + reach(each, label, x, y, 1, 0),
        height: 1 + reach(each, label, x, y, 0, -1) + reach(each, label, x, y, 0, 1),
      };
    });
}
"""
# Boxes that hold more than they show, where nothing says that one can scroll in them.
CUT_OFF = """
() => [...document.querySelectorAll("main *")]
  .filter(each => {
    const style = getComputedStyle(each);
    const hides = style.overflowX === "hidden" || style.overflowX === "clip";
    return hides && each.scrollWidth > each.clientWidth + 1 && !each.closest(".sr, svg");
  })
  .map(each => each.outerHTML.slice(0, 120))
"""


def opened(visit: Any, settings: Any, **screen: Any) -> Visit:
    settings.STYLEGUIDE = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    seen: Visit = visit(**screen)
    seen.open("/styleguide/")
    return seen


@on_both_screens
def test_axe_finds_nothing(visit, settings, screen):
    seen = opened(visit, settings, **screen)
    for theme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=theme)
        seen.check()


@pytest.mark.parametrize(
    "screen", [SMALL, PHONE, ZOOMED, DESKTOP], ids=["360", "390", "zoomed to 200 %", "1280"]
)
def test_nothing_is_cut_off_or_scrolls_sideways(visit, settings, screen):
    seen = opened(visit, settings, **screen)
    width = screen["viewport"]["width"]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.evaluate(CUT_OFF) == []


def test_a_finger_meets_every_control(visit, settings):
    seen = opened(visit, settings, **PHONE)
    targets = seen.page.evaluate(TARGETS, LEAST_PX)
    assert len(targets) > 100
    small = [each for each in targets if min(each["width"], each["height"]) < LEAST_PX]
    assert [f"{each['width']}x{each['height']} {each['what']}" for each in small] == []
