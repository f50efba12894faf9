"""Notes from Markdown to safe HTML: the same for the page, the API and the curators' preview."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

_MARK = re.compile(r"\[\^([A-Za-z0-9_-]+)\]")
# Marks that follow each other share one superscript: "3, 4", not "34".
_MARKS = re.compile(r"\[\^[A-Za-z0-9_-]+\](?:\s*\[\^[A-Za-z0-9_-]+\])*")

# No images: they would be asked of a third party. No style: the pages' policy refuses it.
_TAGS = {"a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong"}
_TAGS |= {"sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_HEADINGS = ("h2", "h3", "h4")
_ATTRIBUTES = {"a": {"href", "title", "id", "aria-label"}, **{tag: {"id"} for tag in _HEADINGS}}
# Of marks and of headings; a page's own ids are not to be had.
_ID = re.compile(r"r[0-9]+(?:-[0-9]+)?|s-[\w-]+")
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

    A key's number is its place in `citations`. Raises UnknownCitation.
    """
    return render_with_marks(text, citations)[0]


def render_with_marks(
    text: str, citations: Sequence[str] = ()
) -> tuple[SafeString, list[list[str]]]:
    """As `render`, and for each of `citations` the ids of its marks, for the way back."""
    numbers = {key: number for number, key in enumerate(citations, start=1)}
    marks: dict[str, list[str]] = {key: [] for key in citations}
    unsafe = _markdown.render(text, {"citation_numbers": numbers, "marks": marks})
    html = nh3.clean(
        unsafe,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_own_ids,
        url_schemes=_URL_SCHEMES,
        link_rel=None,
    )
    return mark_safe(html), [marks[key] for key in citations]  # noqa: S308


def _own_ids(tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "id" or _ID.fullmatch(value) else None


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
        number = numbers[key]
        marks = env["marks"][key]
        marks.append(f"r{number}-{len(marks) + 1}" if marks else f"r{number}")
        name = escape(_("Source %(number)d") % {"number": number})
        links.append(f'<a href="#c{number}" id="{marks[-1]}" aria-label="{name}">{number}</a>')
    return f"<sup>{', '.join(links)}</sup>"


def _name_headings(state: StateCore) -> None:
    """So that a passage can be linked to: `#s-what-to-do`."""
    taken: Counter[str] = Counter()
    for heading, inline in pairwise(state.tokens):
        if heading.type == "heading_open" and heading.tag in _HEADINGS:
            slug = slugify(inline.content) or "passage"
            taken[slug] += 1
            heading.attrSet("id", f"s-{slug}-{taken[slug]}" if taken[slug] > 1 else f"s-{slug}")


_markdown = MarkdownIt("commonmark").enable("table")
_markdown.inline.ruler.before("link", "citation", _citation)
_markdown.core.ruler.push("name_headings", _name_headings)
_markdown.add_render_rule("citation", _render_citation)
