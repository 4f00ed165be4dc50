"""Markup to words: nothing lost, nothing glued, nothing twice."""

from __future__ import annotations

import unicodedata
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text import Anchor, line, read, words

BASE = "https://www.eksempel.example/a/b/"


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b<br/><br>c", "a\nb\nc"),
        ("<div>a</div>b<section>c<article>d</article></section>e", "a\n\nb\n\nc\n\nd\n\ne"),
        (
            "<h1>a</h1>b<address>c</address>d<details><summary>e</summary>f</details>",
            "a\n\nb\n\nc\n\nd\n\ne\n\nf",
        ),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n  b\n2. c"),
        ("<blockquote>a<br>b<p>c</p><ul><li>d</li></ul></blockquote>", "> a\n> b\n\n> c\n\n> - d"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\n\nb"),
        (
            "<table><tr><th>a</th><td><p>b<br>c</p><p>d</p></td></tr><tr><td></td><td>e</td></tr></table>",
            "a | b c d\ne",
        ),
        ("<table><tr><td><ul><li>a</li><li>b</li></ul></td><td>c</td></tr></table>", "- a - b | c"),
        ("Hel<span>se</span> og <b>om</b>sorg", "Helse og omsorg"),
        ("<span><p>a</p>b</span>", "a\n\nb"),
        ("<figure><img src='x' alt='nei'><figcaption>a</figcaption></figure>", "a"),
        ("<p>mer\u00adverdi&shy;avgift &nbsp;&thinsp; a\u200bb</p>", "merverdiavgift ab"),
        ("<p>a</p><script>b</script><style>c</style><!-- d --><p>e</p>", "a\n\ne"),
        ("Kr 5 < kr 6 & R&D", "Kr 5 < kr 6 & R&D"),
        ("<p>&lt;b&gt; står i teksten</p>", "<b> står i teksten"),
        ("<h2><button><span>Høringsbrev</span></button></h2><p>a</p>", "Høringsbrev\n\na"),
        ("<select><option>nei</option></select><p>a</p>", "a"),
        ("<p>a\ud800b\x00\x0bc</p>", "abc"),
        ("a\u200b\u030a", "å"),
        ("<br>", ""),
        (" \n ", ""),
        ("<!-- a -->", ""),
        ("", ""),
    ],
)
def test_markup_reads_as_its_paragraphs_lists_quotes_and_tables(markup: str, plain: str) -> None:
    assert read(markup).plain == plain


@pytest.mark.parametrize("tag", ["b", "div", "blockquote", "ul><li", "section"])
def test_nesting_beyond_reason_loses_no_word(tag: str) -> None:
    assert read(f"<p>a</p><script>nei</script>{f'<{tag}>' * 3000}b").plain.split() == ["a", "b"]


def test_paragraphs_that_were_never_closed_are_not_nesting() -> None:
    assert read("<p>a" * 1000).plain == "\n\n".join("a" * 1000)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Lead her.</p><p>Resten.</p>",
        "<p><strong>Lead <em>her</em>.</strong></p><p>Resten.</p>",
        "<div><div><p>Lead<br>her.</p></div>Resten.</div>",
        "Lead her.<br>Resten.",
        "<strong>Lead her.</strong><p>Resten.</p>",
        "<div>Lead her.<p>Resten.</p></div>",
        "<h2>Lead&nbsp;her.</h2>\n<p>Resten.</p>",
        "<p>&nbsp;</p><p>Lead her.</p><p>Resten.</p>",
    ],
)
def test_a_lead_told_again_at_the_top_is_left_out_of_text_and_html(markup: str) -> None:
    found = read(markup, without="Lead her.")
    assert found.plain == "Resten."
    assert "Lead" not in found.html


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Lead her. Og mer.</p>",
        "<p>Først.</p><p>Lead her.</p>",
        "<p>Lead</p><p>her.</p>",
        "Lead her.Resten",
    ],
)
def test_a_lead_that_is_part_of_more_stands(markup: str) -> None:
    assert read(markup, without="Lead her.").plain == read(markup).plain


def test_a_text_that_is_the_lead_alone_leaves_nothing() -> None:
    found = read("<p>Lead her.</p>", without="Lead her.")
    assert (found.plain, found.html) == ("", "")


def test_links_are_absolute_clean_each_once_and_documents_are_told_apart() -> None:
    markup = (
        "<a href='/plan.PDF?v=2&amp;utm_source=x'>Plan</a> <a href='../c'>C<br>D</a>"
        "<a href='../c#x'>igjen</a> <a href='#topp'>topp</a> <a href='mailto:a@b.example'>post</a>"
        "<a href='javascript:x'>nei</a> <a>ingen</a> <a href='http://[feil'>feil</a>"
    )
    assert read(markup, BASE).anchors == (
        Anchor("https://www.eksempel.example/plan.PDF?v=2", "Plan", is_document=True),
        Anchor("https://www.eksempel.example/a/c", "C D", is_document=False),
    )


def test_a_relative_link_without_a_base_leads_nowhere() -> None:
    assert read("<a href='/x'>x</a>").anchors == ()


def test_what_is_shown_is_safe() -> None:
    hostile = (
        "<p onclick='x' style='y' class='z'>a<img src=x onerror=alert(1)><iframe src='x'>"
        "</iframe></p><a href='javascript:alert(1)'>b</a><a href='data:text/html,x'>c</a>"
        "<form action='x'>d</form>"
        "<svg><script>e</script></svg><math><mtext></mtext></math>"
    )
    shown = read(hostile, BASE).html
    assert shown == "<p>a</p><a>b</a><a>c</a>d"


@pytest.mark.parametrize(
    ("markup", "one_line"),
    [
        ("Skole &amp; fritid", "Skole & fritid"),
        ("Skole &amp;amp; fritid", "Skole & fritid"),
        ("&amp;laquo;Åpent&amp;raquo; p&amp;aring; Lia", "«Åpent» på Lia"),
        ("a&nbsp;&amp;nbsp;b", "a b"),
        ("<p>Sju <b>kommuner</b></p><p>får midler</p>", "Sju kommuner får midler"),
        ("Kommuner med <5000 & >3000", "Kommuner med <5000 & >3000"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("  a\n\tb ", "a b"),
        ("e\u0301n", "én"),
    ],
)
def test_a_title_or_lead_is_one_line_of_clean_words(markup: str, one_line: str) -> None:
    assert line(markup) == one_line


PIECES = st.sampled_from(
    "<p> </p> <div> </div> <ul> <li> </ul> <ol> </ol> <blockquote> </blockquote> <br> <b> </b> <a> "
    "<td> <tr> <table> </table> <caption> <script> </script> <!-- --> < > & &amp; &lt; &nbsp; &#0; "
    "&#xD800; \u00ad \ud800 a Å".split()
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join), st.text(max_size=5))
@example("<table><caption><td>", "")
def test_no_markup_makes_the_reading_raise(markup: str, lead: str) -> None:
    found = read(markup, BASE, without=lead)
    assert found.plain == found.plain.strip()
    assert found.plain.encode().decode() == found.plain
    assert line(markup).encode().decode() == line(markup)


@given(st.lists(PIECES, max_size=20).map("".join))
@example("<a><table>a<p><a>a")  # misnested: the tree made of it differs from the one read again
def test_what_is_shown_reads_as_the_same_words_and_stays_as_it_is(markup: str) -> None:
    once = read(markup, BASE)
    again = read(once.html, BASE)
    assert again.plain.split() == once.plain.split()
    assert read(again.html, BASE).html == again.html


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Z"]), max_size=40))
def test_plain_words_come_out_as_they_went_in(text: str) -> None:
    assert read(escape(text)).plain == words(text)


@given(st.text(max_size=40))
def test_words_are_folded_once_and_for_all(text: str) -> None:
    once = words(text)
    assert words(once) == once
    assert unicodedata.is_normalized("NFC", once)
