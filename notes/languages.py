"""In which language a reader is answered. (Foods have the same; neither room knows the other.)"""

from __future__ import annotations

from django.utils.translation import get_language

from notes.translated_texts import ENGLISH


def page_language() -> str:
    """Of the answer that is being written: ISO 639-1, without a region."""
    return (get_language() or ENGLISH).partition("-")[0]
