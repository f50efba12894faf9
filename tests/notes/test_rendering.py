import pytest

from notes.rendering import UnknownCitation, cited_keys, render
from notes.texts import read_notes


def mark(number: int, *, first: bool = True) -> str:
    """The way back leads to the first mark of a source."""
    place = f' id="m{number}"' if first else ""
    return f'<a href="#c{number}"{place} aria-label="Source {number}">{number}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain *and* **bold**.", "<p>Plain <em>and</em> <strong>bold</strong>.</p>\n"),
        ("## Head", "<h2>Head</h2>\n"),
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
        (
            "Once [^A], twice [^A].",
            f"<p>Once<sup>{mark(1)}</sup>, twice<sup>{mark(1, first=False)}</sup>.</p>\n",
        ),
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
        assert html.count(mark(number)) == 1
    assert "[^" not in html
    assert "<h2>What to do</h2>" in html
