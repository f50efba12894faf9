"""The tokens of the style sheets: what stands on what can be seen by everybody, in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.settings import BASE_DIR

CSS = BASE_DIR / "templates" / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))
OTHERS = [sheet for sheet in SHEETS if sheet.name != "tokens.css"]

# What is read, on every ground that it is put on: 4.5 to 1 by WCAG 2.2, 1.4.3.
TEXT = {
    "ink": ("paper", "card", "sunk", "leaf-soft"),
    "muted": ("paper", "card", "sunk", "leaf-soft"),
    "leaf": ("paper", "card", "sunk", "leaf-soft"),
    "leaf-ink": ("leaf",),
    "amber": ("paper", "card", "amber-soft"),
    "red": ("paper", "card", "red-soft"),
    "paper": ("ink",),
}
# What is told from its ground by its edge or its body: 3 to 1 by 1.4.11.
EDGES = {
    "edge": ("paper", "card", "sunk"),  # fields, rings, tracks
    "leaf": ("paper", "card", "sunk"),  # buttons, the focus
    "food": ("card", "sunk"),
    "water": ("card", "sunk"),
    "supplement": ("card", "sunk"),
    "medicine": ("card", "sunk", "medicine-soft"),
    "muted": ("card", "sunk"),  # the dots of "at least"
    "ink": ("card", "sunk"),  # the lines of target and mean
    "amber": ("card",),  # the star of a favourite
    "red": ("card",),  # the edge of a field with an error
}


def block(css: str, opening: str) -> dict[str, str]:
    """The custom properties of the first rule that `opening` begins, by name without dashes."""
    rule = css.split(opening, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", rule))


def tokens_of(theme: str) -> dict[str, str]:
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    light = block(css, "\n:root {")
    if theme == "dark":
        return light | block(css, "(prefers-color-scheme: dark) {")
    return light | block(css, "\n.paper {") if theme == "paper" else light


def luminance(colour: str) -> float:
    """Relative, of #rrggbb: WCAG 2.2, "relative luminance"."""
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), colour
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(theme: str, pairs: dict[str, tuple[str, ...]], least: float) -> list[str]:
    tokens = tokens_of(theme)
    return [
        f"{mark} on {ground}: {found:.2f}"
        for mark, grounds in pairs.items()
        for ground in grounds
        if (found := contrast(tokens[mark], tokens[ground])) < least
    ]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark", "paper"])
def test_text_can_be_read_on_every_ground_it_stands_on(theme):
    assert too_close(theme, TEXT, 4.5) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_can_be_seen(theme):
    assert too_close(theme, EDGES, 3) == []


def test_dark_pages_name_every_colour_that_light_ones_have():
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, dark = block(css, "\n:root {"), block(css, "(prefers-color-scheme: dark) {")
    colours = {name for name, value in light.items() if value.startswith("#")} - {"qr-ground"}
    assert colours | {"shadow"} == set(dark)


def test_the_parts_of_a_day_have_a_colour_each():
    for theme in ("light", "dark"):
        tokens = tokens_of(theme)
        assert len({tokens[kind] for kind in ("food", "water", "supplement", "medicine")}) == 4


def test_a_browser_s_own_frame_is_of_the_page_s_colour():
    base = (BASE_DIR / "templates" / "base.html").read_text(encoding="utf-8")
    for theme in ("light", "dark"):
        paper = tokens_of(theme)["paper"]
        assert (
            f'name="theme-color" content="{paper}" media="(prefers-color-scheme: {theme})' in base
        )


def rules_of(sheet: Path) -> list[tuple[str, str]]:
    """Property and value of every line, without comments."""
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"[{;]\s*([a-z-]+):\s*([^;{}]+)", css)


def those(properties: str, value: str) -> list[str]:
    """The rules outside the tokens of such properties, in which `value` is found."""
    return [
        f"{sheet.name}: {name}: {given.strip()}"
        for sheet in OTHERS
        for name, given in rules_of(sheet)
        if re.fullmatch(properties, name) and re.search(value, given)
    ]


def test_only_the_tokens_have_colours():
    words = "white|black|red|green|blue|gr[ae]y|orange|purple"
    found = those(
        ".*", rf"#[0-9a-fA-F]{{3,8}}\b|\b(rgb|hsl|hwb|lab|lch|oklch|oklab)a?\(|\b({words})\b(?!-)"
    )
    assert [each for each in found if "var(--red" not in each] == []


def test_only_the_tokens_have_spaces_and_sizes_of_type_and_corners():
    """What is set in em keeps to its own text, as in the report and in print."""
    fixed = r"(?<![\w.-])-?[\d.]+(px|rem|pt)\b"
    outside_print = [
        each
        for each in those(r"padding.*|margin.*|(row-|column-)?gap|border-radius|font-size", fixed)
        if not re.fullmatch(
            r"report.css: (padding: 0 1px|margin: 11mm 14mm|margin-left: -1px|"
            r"font-size: (8.5pt|16px))",
            each,
        )
    ]
    assert outside_print == []


def test_every_name_is_one_that_the_tokens_have():
    tokens = {name for theme in ("light", "paper") for name in tokens_of(theme)}
    used = {
        name
        for sheet in OTHERS
        for _, value in rules_of(sheet)
        for name in re.findall(r"var\(--([\w-]+)\)", value)
    }
    assert used - tokens == set()


def test_nothing_moves_for_whoever_asked_for_stillness():
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    still, moving = tokens_of("light"), block(css, "(prefers-reduced-motion: no-preference) {")
    assert {name: still[name] for name in moving} == dict.fromkeys(moving, "0s")
    for sheet in OTHERS:
        for name, value in rules_of(sheet):
            if name in ("animation", "transition", "animation-duration", "transition-duration"):
                assert any(f"var(--{token})" in value for token in moving), f"{sheet.name}: {value}"
                assert not re.search(r"\dm?s\b", value), f"{sheet.name}: {value}"


def test_the_browser_s_own_bar_has_the_paper_s_colour():
    base = (BASE_DIR / "templates" / "base.html").read_text(encoding="utf-8")
    for theme in ("light", "dark"):
        paper = tokens_of(theme)["paper"]
        assert f'content="{paper}" media="(prefers-color-scheme: {theme})"' in base
