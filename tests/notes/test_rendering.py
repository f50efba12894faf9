import re
from html.parser import HTMLParser
from time import process_time

import pytest

from notes.rendering import UnknownCitation, cited_keys, render, render_with_marks
from notes.texts import read_notes


def mark(number, name=""):
    name = name or f"r{number}"
    return f'<a href="#c{number}" id="{name}" aria-label="Source {number}">{number}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain *and* **bold**.", "<p>Plain <em>and</em> <strong>bold</strong>.</p>\n"),
        ("## Head", '<h2 id="s-head">Head</h2>\n'),
        (
            "## Who *should* not\n\n### Who should not\n\n## ?",
            '<h2 id="s-who-should-not">Who <em>should</em> not</h2>\n'
            '<h3 id="s-who-should-not-2">Who should not</h3>\n<h2 id="s-passage">?</h2>\n',
        ),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        (
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
            "<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n",
        ),
        (
            "[the office](https://ods.od.nih.gov/)",
            '<p><a href="https://ods.od.nih.gov/">the office</a></p>\n',
        ),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>\n"),
    ],
)
def test_markdown_becomes_html(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("So it is [^B].", f"<p>So it is<sup>{mark(2)}</sup>.</p>\n"),
        ("So it is[^A].", f"<p>So it is<sup>{mark(1)}</sup>.</p>\n"),
        ("None [^A] [^B].", f"<p>None<sup>{mark(1)}, {mark(2)}</sup>.</p>\n"),
        ("At a\n[^A] line's end", f"<p>At a<sup>{mark(1)}</sup> line's end</p>\n"),
        ("**Bold** [^A]", f"<p><strong>Bold</strong><sup>{mark(1)}</sup></p>\n"),
        ("[^A] [^A]", f"<p><sup>{mark(1)}, {mark(1, 'r1-2')}</sup></p>\n"),
    ],
)
def test_marks_become_numbered_links(text, html):
    assert render(text, ["A", "B"]) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <script>alert(1)</script> b", "<p>a  b</p>"),
        ("<script>alert(1)</script>", ""),
        (
            '<a href="https://x.org" onclick="alert(1)">x</a>',
            '<p><a href="https://x.org">x</a></p>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "<p><a>x</a></p>"),
        ('<a href="JaVaScRiPt&#58;alert(1)">x</a>', "<p><a>x</a></p>"),
        ('<a id="messages" href="#c1">x</a>', '<p><a href="#c1">x</a></p>'),
        ("<svg/onload=alert(1)>x", "<p>&lt;svg/onload=alert(1)&gt;x</p>"),
        ('<p style="color:red">x</p>', "<p>x</p>"),
        ('<img src="https://tracker.org/a.png" onerror="alert(1)">x', "<p>x</p>"),
        ("![x](https://tracker.org/a.png)", ""),
        ('<iframe src="https://x.org"></iframe>x', "x"),
        ("<style>p { color: red }</style>x", "x"),
    ],
)
def test_what_could_harm_a_reader_is_taken_out(text, html):
    assert render(text).replace("<p></p>", "").strip() == html


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "file"])
def test_markdown_links_only_lead_to_pages_and_mail(scheme):
    assert "href" not in render(f"[x]({scheme}:alert%281%29)")


def test_an_unknown_key_is_an_error():
    with pytest.raises(UnknownCitation, match="No such citation: FHS41") as error:
        render("It is known [^FHS41].", ["FHS14"])
    assert error.value.key == "FHS41"


def test_keys_are_found_in_the_order_of_their_first_mark():
    assert cited_keys("b [^B] a [^A] [^B] [link](x) [^]") == ["B", "A"]


@pytest.mark.parametrize("note", read_notes(), ids=lambda note: note.slug)
def test_every_shipped_note_renders_and_cites_all_it_lists(note):
    html = render(note.body, note.citations)

    for number in range(1, len(note.citations) + 1):
        assert mark(number) in html
    assert "[^" not in html
    assert '<h2 id="s-what-to-do">What to do</h2>' in html


def test_every_mark_is_known_by_its_id_for_the_way_back():
    html, marks = render_with_marks("x [^B] y [^A] [^B] `[^A]`", ["A", "B"])

    assert marks == [["r1"], ["r2", "r2-2"]]
    assert re.findall(r'id="(r[^"]+)"', html) == ["r2", "r1", "r2-2"]


# Ways in that are known from lists of such strings, one of each kind.
HARM = [
    "<script src=https://evil.example/x.js></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=`javascript:alert(1)`>",
    '<img src="x" srcset="https://evil.example/a.png 1x">',
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p onmouseover='alert(1)'>x</p>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/a.png)",
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "<form action=https://evil.example><input name=q><button>x</button></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src=x>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<p style='background:url(https://evil.example)'>x</p>",
    "<p id=main class=skip>x</p><a id=main name=main>y</a>",
    "## x <img src=x onerror=alert(1)>",
    "| a | b |\n| - | - |\n| <script>alert(1)</script> | [x](javascript:alert(1)) |",
    "[^A]<script>alert(1)</script>[^A]",
    "<!--><script>alert(1)</script>-->",
]
ALLOWED = {
    "a": {"href", "title", "id", "aria-label"},
    **{tag: {"id"} for tag in ("h2", "h3", "h4")},
    **{
        tag: set()
        for tag in (
            *("blockquote", "br", "code", "em", "hr", "li", "ol", "p", "strong", "sub", "sup"),
            *("table", "tbody", "td", "th", "thead", "tr", "ul"),
        )
    },
}


class Elements(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HARM)
def test_nothing_that_runs_or_calls_elsewhere_is_left(text):
    elements = Elements(render(f"Before\n\n{text}\n\nafter", ["A"])).found

    assert ("p", {}) in elements
    for tag, attributes in elements:
        assert attributes.keys() <= ALLOWED[tag]
        assert re.match(r"(https?://|mailto:|#|$)", attributes.get("href", ""))
        assert re.match(r"(r\d|s-|$)", attributes.get("id", ""))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 20_000 + "x",
        "- " * 5_000 + "x",
        "*" * 20_000 + "x",
        "[" * 20_000 + "](x)" * 100,
        "<b>" * 20_000,
        "`" * 20_000,
        "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + ("|x" * 500 + "|\n") * 100,
        "[^A]" * 5_000,
    ],
    ids=["quotes", "lists", "stars", "brackets", "tags", "ticks", "table", "marks"],
)
def test_what_is_huge_or_deep_is_rendered_in_time_and_flat(text):
    started = process_time()
    html = render(text, ["A"])

    assert process_time() - started < 10
    assert max(html.count("<blockquote>"), html.count("<ul>")) <= 20
