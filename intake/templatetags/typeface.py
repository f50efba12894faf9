"""`{% load typeface %}`: where the pages' font is, for it to be there before they are drawn."""

from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

register = template.Library()

FONT = "npm/inter/inter-latin-wght-normal.woff2"


@register.simple_tag
@cache
def font_url() -> str:
    """Empty where the browser libraries are not installed: then it is the system's."""
    return static(FONT) if finders.find(FONT) else ""
