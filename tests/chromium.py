"""The system's Chromium, and the screens that pages are looked at on."""

from __future__ import annotations

import os
import shutil
from typing import Any

from playwright.sync_api import Browser, Playwright

# A browser that asks nobody for anything but the page.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}


# The same engine without the windows and menus that nobody sees, which take a third of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")


def chromium() -> str | None:
    paths = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    return next((path for path in paths if path and os.path.exists(path)), None)


def launched(playwright: Playwright) -> Browser:
    # Root can't have the sandbox.
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    return playwright.chromium.launch(executable_path=chromium(), args=arguments)
