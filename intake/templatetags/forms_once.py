"""`{% load forms_once %}`: what keeps a form that is sent twice from logging twice."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """An id for the entry that this form is to make."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())
