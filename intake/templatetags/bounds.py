"""`{% load bounds %}`: a sum of which something may be missing."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def at_least(amount: str, is_lower_bound: bool) -> str:
    """ "at least 300"; the amount alone where it is all."""
    return _("at least %(amount)s") % {"amount": amount} if is_lower_bound else amount
