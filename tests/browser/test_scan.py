"""Barcodes read by a camera, whose picture is a file here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from foods.models import Food, Scheme
from intake.models import Person
from tests.browser.conftest import Visit, sign_in
from tests.chromium import PHONE, QUIET, chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GTIN = "4006381333931"
WIDTH, HEIGHT, MODULE_PX = 640, 480, 4
# GS1 General Specifications, 5.2: the bars of a digit on the left (odd), right, and which digits on
# the left are mirrored ones of the right by the first digit.
ODD = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
RIGHT = ["".join("10"[int(bit)] for bit in code) for code in ODD]
EVEN = [code[::-1] for code in RIGHT]
MIRRORED = [
    "000000",
    "001011",
    "001101",
    "001110",
    "010011",
    "011001",
    "011100",
    "010101",
    "010110",
    "011010",
]


def bars_of(gtin: str) -> str:
    left = zip(gtin[1:7], MIRRORED[int(gtin[0])], strict=True)
    return "".join(
        [
            "101",
            *((EVEN if mirrored == "1" else ODD)[int(digit)] for digit, mirrored in left),
            "01010",
            *(RIGHT[int(digit)] for digit in gtin[7:]),
            "101",
        ]
    )


def film_of(bars: str, file: Path) -> Path:
    """Frames in grey, uncompressed (YUV4MPEG2): bars in the middle of white paper."""
    before = (WIDTH - len(bars) * MODULE_PX) // 2
    row = bytearray(b"\xeb" * WIDTH)
    for n, bar in enumerate(bars):
        if bar == "1":
            row[before + n * MODULE_PX : before + (n + 1) * MODULE_PX] = b"\x10" * MODULE_PX
    paper = b"\xeb" * WIDTH
    picture = paper * 120 + bytes(row) * 240 + paper * 120
    grey = b"\x80" * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    file.write_bytes(head + (b"FRAME\n" + picture + grey) * 10)
    return file


@pytest.fixture
def person(person: Person) -> Person:
    Food.objects.get(name="Almonds, raw").identifiers.create(scheme=Scheme.GTIN, value=GTIN)
    return person


@pytest.fixture
def with_camera(browser: Browser, live_server: Any, tmp_path: Path) -> Iterator[Visit]:
    film = film_of(bars_of(GTIN), tmp_path / "camera.y4m")
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium(),
        args=[
            *(*QUIET, "--no-sandbox", "--use-fake-device-for-media-stream"),
            *("--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}"),
        ],
        locale="en-GB",
        **PHONE,
    )
    page: Page = context.pages[0]
    seen = Visit(page, live_server.url)
    page.on("pageerror", lambda error: seen.wrong.append(str(error)))
    page.on("console", lambda said: seen.wrong.append(said.text) if said.type == "error" else None)
    yield seen
    context.close()
    assert seen.wrong == []


def test_a_barcode_before_the_camera_finds_its_food(with_camera, person):
    seen = with_camera
    sign_in(seen, person)
    seen.page.click("[data-scan]")
    seen.page.wait_for_selector("#results :text('Almonds, raw')", timeout=20_000)
    assert seen.page.input_value("#q") == GTIN
    assert not seen.page.is_visible("#scan")
    # The camera is off again.
    assert seen.page.evaluate("document.querySelector('#scan video').srcObject") is None


def test_without_a_camera_the_digits_can_be_typed(visit, person):
    seen = visit(**PHONE)
    sign_in(seen, person)
    seen.open("/add/")
    seen.page.click("[data-scan]")
    seen.page.wait_for_selector("#scan [role=alert]:visible")
    assert "can be typed" in seen.page.inner_text("#scan [role=alert]")
    seen.check()
    seen.page.click("#scan button")
    seen.page.wait_for_selector("#scan", state="hidden")
    seen.page.fill("#q", GTIN)
    seen.page.wait_for_selector("#results :text('Almonds, raw')")
