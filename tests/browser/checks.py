"""What may be wrong with any page in any state: what axe-core finds, and too much width."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page

from config.environment import PROJECT

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = json.dumps(
    {
        "resultTypes": ["violations"],
        "runOnly": list(TAGS),
        # Not among the rules that axe runs by itself.
        "rules": {"target-size": {"enabled": True}},
        # Only a rule that isn't among them reads the style sheets, which takes a fifth of the time.
        "preload": {"assets": ["media"]},
        # What is told of an element is its HTML.
        "selectors": False,
    }
)
RUN = f"""
async () => {{
  // A message that fades in is pale for a moment.
  await Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)));
  const found = await axe.run({OPTIONS});
  return found.violations.flatMap(({{ id, nodes }}) => nodes.map(each => `${{id}}: ${{
    each.html.slice(0, 160)}} ${{each.any.concat(each.all, each.none)[0]?.message || ""}}`));
}}
"""

# Of the admin, whose frame is django-unfold's: a copy of it would part from it at every release.
# It has neither a main nor names for its parts; best practice, no criterion of WCAG. What its bar
# of buttons covers in part at the foot of the window is scrolled out from below it.
ADMINS_OWN = re.compile(
    r"(^|: )(landmark-one-main|landmark-unique|region|target-size: .* partially obscured)\b"
)


def problems_on(page: Page) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci --ignore-scripts")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found + wider_than_the_screen(page)


def wider_than_the_screen(page: Page) -> list[str]:
    # Not innerWidth: a phone widens that to what a page is.
    width = (page.viewport_size or {})["width"]
    wider = page.evaluate("document.documentElement.scrollWidth") - width
    return [f"wider than the screen by {wider}px"] if wider > 0 else []
