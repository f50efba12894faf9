"""Many pages in two looks: each in one of them, by turns, and in both with --thorough."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.checks import problems_on


class Looks:
    """Each is a size and a theme. `both` says whether a page is looked at in the two of them."""

    def __init__(self, *looks: tuple[Any, Any], both: bool) -> None:
        self.looks = looks
        self.both = both

    def show(self, page: Page) -> None:
        """In the look that the next page is opened in."""
        size, theme = self.looks[0]
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)

    def problems_on(self, page: Page) -> list[str]:
        """Of a page that was opened in the look that `show` gives."""
        found = self._problems_now(page)
        self.looks = self.looks[::-1]
        if self.both:
            self.show(page)
            # The next is opened in the look that this ends in: another makes the browser style it
            # all again.
            found += self._problems_now(page)
        return found

    def _problems_now(self, page: Page) -> list[str]:
        return [f"{self.looks[0][1]}: {problem}" for problem in problems_on(page)]
