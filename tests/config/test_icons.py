"""The sprite of icons, and whoever asks it for one."""

import re

from config.settings import BASE_DIR

TEMPLATES = BASE_DIR / "templates"


def test_every_icon_that_a_template_asks_for_is_in_the_sprite_and_no_other():
    sprite = (TEMPLATES / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    asked = {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(
            r'"_icon.html" with icon="(\w+)"', template.read_text(encoding="utf-8")
        )
    }
    assert asked == set(re.findall(r'id="(\w+)"', sprite))
