"""`{% load browsers %}`: which browser a session was begun with, in words."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that occurs names it: most browsers claim to be several others besides.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_in_words(user_agent: str) -> str:
    """ "Firefox on Linux"; what is not recognised is shown as it came."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if not browser:
        return user_agent or _("Unknown browser")
    if not system:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
