from django import template
from django.utils.html import format_html

from notes.languages import page_language
from notes.models import Note, NoteTranslation
from notes.translated_texts import Disclaimer

register = template.Library()


@register.simple_tag
def lang(shown: Note | NoteTranslation | Disclaimer) -> str:
    """The attribute that says in which language these words are, where the page is in another."""
    is_other = shown.language != page_language()
    return format_html(' lang="{}"', shown.language) if is_other else ""
