"""A picture of every page: phone and desktop, light and dark, into var/screenshots/.

    make screenshots
    make screenshots ARGS="settings trends"      only pages whose address has one of these in it
    make screenshots ARGS="--who demo --only phone-dark --language de"

Every address of the site is tried that can be read: as a guest, as a person with the demo's diary,
as one who has no entry, as one with weak kidneys; the admin's as an administrator.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from rich.progress import track

from tests.chromium import DESKTOP, PHONE, chromium, launched
from tests.serving import serving
from tests.site_pages import SitePage, pages_of
from tests.site_people import (
    administrator,
    prepare,
    with_diary,
    with_nothing,
    with_weak_kidneys,
)

SCREENS = {
    f"{name}-{theme}": screen | {"color_scheme": theme}
    for name, screen in (("phone", PHONE), ("desktop", DESKTOP))
    for theme in ("light", "dark")
}
OFFLINE = "offline/"
PEOPLE = {
    "guest": None,
    "demo": with_diary,
    "nothing-logged": with_nothing,
    "kidneys": with_weak_kidneys,
    "admin": administrator,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("words", nargs="*", help="only pages whose address has one of these")
    parser.add_argument("--who", choices=list(PEOPLE), action="append", help="only as this person")
    parser.add_argument("--only", choices=list(SCREENS), action="append", help="only this screen")
    parser.add_argument("--language", default="en-GB", help="of the browser: en-GB, de or es")
    options = parser.parse_args()
    if not chromium():
        raise SystemExit("twelve: no Chromium here: install it, or name it in CHROMIUM.")

    prepare()
    # Most addresses are tried in vain: they are no pages.
    logging.disable(logging.WARNING)
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    pages = [
        page
        for who, person in PEOPLE.items()
        for page in pages_of(who, person and person())
        if page.who in (options.who or PEOPLE)
        and (not options.words or any(word in page.path for word in options.words))
    ]
    connection.close()
    screens = {name: SCREENS[name] for name in options.only or SCREENS}
    folder = settings.BASE_DIR / "var" / "screenshots"
    with serving() as address:
        failed = take(address, pages, screens, folder, options.language)
    print(f"{len(pages) * len(screens)} pictures are in {folder}")
    if failed:
        raise SystemExit("\n".join(["twelve: wider than its screen:", *failed]))


def take(
    address: str,
    pages: list[SitePage],
    screens: dict[str, dict[str, Any]],
    folder: Path,
    language: str,
) -> list[str]:
    """Tells which pages were wider than their screen."""
    wider = []
    with sync_playwright() as running:
        browser = launched(running)
        contexts = {}
        shots = [(page, screen) for page in pages for screen in screens]
        for page, screen in track(shots, "Taking pictures"):
            if (page.who, screen) not in contexts:
                made = browser.new_context(locale=language, **screens[screen])
                if page.session:
                    cookie = {"name": "sessionid", "value": page.session, "url": address}
                    made.add_cookies([cookie])  # type: ignore[list-item]
                contexts[page.who, screen] = made.new_page()
            shown = contexts[page.who, screen]
            size = screens[screen]["viewport"]
            shown.set_viewport_size(size)
            kept = page.path == OFFLINE and page.session
            if kept:
                # Today brings the device what it keeps; each page before was left too soon.
                shown.goto(f"{address}/")
                shown.wait_for_load_state("networkidle")
            shown.goto(f"{address}/{page.path}")
            if kept:
                shown.locator("[data-total]").wait_for()
            shown.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
            if (
                shown.evaluate("document.documentElement.scrollWidth")
                > screens[screen]["viewport"]["width"]
            ):
                wider.append(f"/{page.path} ({page.who}, {screen})")
            file = folder / screen / page.who / f"{page.name}.png"
            # As high as the page, so that the tabs stand at its foot and not before its middle.
            height = max(size["height"], shown.evaluate("document.documentElement.scrollHeight"))
            shown.set_viewport_size({"width": size["width"], "height": height})
            shown.screenshot(path=file)
        browser.close()
    return wider


if __name__ == "__main__":
    main()
