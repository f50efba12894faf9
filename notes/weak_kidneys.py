"""How a note is read by somebody with weak kidneys: the same on its page and over the API."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notes.models import Note

NOT_FOR_YOU: Promise = _(
    "You told us about your kidneys. Nothing in this note is a reason for you to take more "
    "magnesium: speak with your doctor first."
)
_LINK = re.compile(r"\[(?P<words>[^][]+)\]\(/notes/(?P<slug>[\w-]+)/[^()]*\)")


def with_fewer_links(body: str) -> str:
    """A Markdown text that leads to no note that says to take more: of its link the words stay."""
    silenced = set(Note.objects.filter(says_take_more=True).values_list("slug", flat=True))
    return _LINK.sub(lambda link: link["words"] if link["slug"] in silenced else link.group(), body)
