"""Pages: built in part, and read line by line."""

from __future__ import annotations

import pytest
from lxml import etree

from sources.item import Response
from sources.markup import attribute, inner_html, lines_of, soup, text_of, with_class, words_of


def page(html: str) -> Response:
    return Response("https://e.example/", html.encode())


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>a</p><p>b <b>c</b>d</p>", ["a", "b cd"]),
        ("<div>før<p>a</p>etter</div>", ["før", "a", "etter"]),
        ("<p>a<br>b<br><br>c</p>", ["a", "b", "c"]),
        ("<ul><li>a<ul><li>b</li></ul></li><li><a>c</a></li></ul>", ["a", "b", "c"]),
        ("<p>a&nbsp;b\n c</p><p> </p><!-- nei --><script>nei</script>", ["a b c"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
        ("", []),
    ],
)
def test_a_line_ends_where_its_block_does_and_no_word_is_lost(html: str, lines: list[str]) -> None:
    assert [
        words_of(line) for line in lines_of(soup(page(f"<body>{html}</body>")).descendants)
    ] == lines


def test_only_the_outermost_wanted_elements_are_built() -> None:
    html = "<body><p>a</p><div class='x y'><div class='x'>b</div></div><div>c</div></body>"
    found = soup(page(html), etree.XPath(f"//*[{with_class('x')}]"))
    assert inner_html(found.body) == '<div class="x y"><div class="x">b</div></div>'


def test_a_class_is_told_from_a_longer_one_and_found_among_others() -> None:
    html = (
        "<p class='x-body'>a</p><p class='y\n x'>b</p><p class='xx'>c</p><p class='z'>d</p><p>e</p>"
    )
    found = soup(page(html), etree.XPath(f"//p[{with_class('x', 'z')}]"))
    assert [text_of(p) for p in found.find_all("p")] == ["b", "d"]


def test_what_is_not_there_has_no_words_and_no_attributes() -> None:
    assert (text_of(None), inner_html(None), attribute(None, "href")) == ("", "", "")
    assert attribute(soup(page("<p class='a b'>x</p>")).p, "class") == "a b"
