"""Notes from Markdown to safe HTML: the same for the page, the API and the curators' preview."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_MARK = re.compile(r"\[\^([A-Za-z0-9_-]+)\]")
# Marks that follow each other share one superscript: "3, 4", not "34".
_MARKS = re.compile(r"\[\^[A-Za-z0-9_-]+\](?:\s*\[\^[A-Za-z0-9_-]+\])*")

# No images: they would be asked of a third party. No style: the pages' policy refuses it.
_TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong"}
_TAGS |= {"sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_ATTRIBUTES = {"a": {"href", "title", "id", "aria-label"}}
_MARK_ID = re.compile(r"m[0-9]+")
_URL_SCHEMES = {"http", "https", "mailto"}


class UnknownCitation(ValueError):
    """The text cites what is not among the note's citations. `key` says what."""

    def __init__(self, key: str) -> None:
        super().__init__(f"No such citation: {key}")
        self.key = key


def cited_keys(text: str) -> list[str]:
    """The keys that a text cites, each once, in the order of their first mark."""
    return list(dict.fromkeys(_MARK.findall(text)))


def render(text: str, citations: Sequence[str] = ()) -> SafeString:
    """HTML of a Markdown text whose `[^KEY]` marks point at `#c1`, `#c2`, ...

    A key's number is its place in `citations`; its first mark is `#m1`, `#m2`, ..., for the way
    back. Raises UnknownCitation.
    """
    numbers = {key: number for number, key in enumerate(citations, start=1)}
    unsafe = _markdown.render(text, {"citation_numbers": numbers, "marked": set()})
    return mark_safe(  # noqa: S308
        nh3.clean(
            unsafe,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=_only_ids_of_marks,
            url_schemes=_URL_SCHEMES,
            link_rel=None,
        )
    )


def _only_ids_of_marks(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "id" and not _MARK_ID.fullmatch(value) else value


def _citation(state: StateInline, silent: bool) -> bool:
    found = _MARKS.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        # The mark stands close to the word before it.
        state.pending = state.pending.rstrip()
        if not state.pending and state.tokens and state.tokens[-1].type == "softbreak":
            state.tokens.pop()
        token = state.push("citation", "", 0)
        token.meta["keys"] = _MARK.findall(found.group())
    state.pos = found.end()
    return True


def _render_citation(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    numbers: Mapping[str, int] = env["citation_numbers"]
    links = []
    for key in tokens[index].meta["keys"]:
        if key not in numbers:
            raise UnknownCitation(key)
        links.append(_mark(numbers[key], is_first=key not in env["marked"]))
        env["marked"].add(key)
    return f"<sup>{', '.join(links)}</sup>"


def _mark(number: int, *, is_first: bool) -> str:
    """Read out as more than a number."""
    place = format_html(' id="m{}"', number) if is_first else ""
    return format_html(
        '<a href="#c{}"{} aria-label="{}">{}</a>',
        number,
        place,
        _("Source %(number)s") % {"number": number},
        number,
    )


_markdown = MarkdownIt("commonmark").enable("table")
_markdown.inline.ruler.before("link", "citation", _citation)
_markdown.add_render_rule("citation", _render_citation)
