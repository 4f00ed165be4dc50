"""What an answer is before it is parsed."""

from __future__ import annotations

import pytest

from pressearkiv.errors import ChallengePage, EmptyAnswer, ParseError
from sources.answers import (
    MAX_DEPTH,
    looks_like_html,
    looks_like_json,
    require_content,
    require_safe_xml,
)
from sources.item import Response

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>%s</channel></rss>'


def answer(body: bytes, status: int = 200) -> Response:
    return Response("https://presserom.example/feed", body, status)


@pytest.mark.parametrize("body", [b"", b"  \r\n\t "])
def test_nothing_but_white_space_is_an_empty_answer(body: bytes) -> None:
    with pytest.raises(EmptyAnswer) as caught:
        require_content(answer(body))
    assert caught.value.hint


@pytest.mark.parametrize(
    "mark",
    [
        b'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1"></script>',
        b"<form id='f'><input name='cf-chl-x'></form>",
        b"<script>window._cf_chl_opt={}</script>",
        b"<p>Ray ID: <code>00</code></p>",
    ],
)
@pytest.mark.parametrize("status", [200, 403])
def test_a_robot_check_is_told_by_its_script_whatever_its_language(
    mark: bytes, status: int
) -> None:
    with pytest.raises(ChallengePage):
        require_content(answer(b"<!DOCTYPE html><html><title>Vent litt</title>" + mark, status))


def test_an_ordinary_page_with_the_guards_own_script_is_no_robot_check() -> None:
    page = (
        b"<!DOCTYPE html><html><body><p>Nytt</p>"
        b"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></body></html>"
    )
    assert require_content(answer(page)) == page


def test_a_feed_that_writes_about_robot_checks_is_no_robot_check() -> None:
    feed = FEED % b"<item><title>Ray ID: hva er det?</title></item>"
    assert require_content(answer(feed)) == feed


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype HTML><p>x",
        b"\xef\xbb\xbf \n<html lang='nb'>",
        b"<!-- a --><!-- b -->\n<head><title>x</title>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">',
        b"<script>location='/ny'</script>",
    ],
)
def test_a_web_page_is_known_by_how_it_begins(body: bytes) -> None:
    assert looks_like_html(body)


@pytest.mark.parametrize(
    "body",
    [
        FEED % b"<item><description><![CDATA[<html><body>x</body></html>]]></description></item>",
        b"<?xml version='1.0'?><!-- <html> --><rss version='2.0'></rss>",
        b"<!-- <html> --><rss><channel><!-- x --><title>t</title></channel></rss>",
        b"<htmlish>",
        b'{"a": "<html>"}',
    ],
)
def test_what_has_a_page_in_it_is_no_page(body: bytes) -> None:
    assert not looks_like_html(body)


@pytest.mark.parametrize("body", [b"{}", b"\xef\xbb\xbf [1]", b"\n{"])
def test_json_is_known_by_its_first_sign(body: bytes) -> None:
    assert looks_like_json(body)
    assert not looks_like_json(b"<" + body)


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_the_netscape_document_type_of_rss_091_is_taken_off(quote: bytes) -> None:
    doctype = (
        b"<!DOCTYPE rss PUBLIC Q-//Netscape Communications//DTD RSS 0.91//ENQ"
        b" Qhttp://my.netscape.com/publish/formats/rss-0.91.dtdQ>"
    ).replace(b"Q", quote)
    assert require_safe_xml(answer(doctype + FEED % b"")) == FEED % b""


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE rss [<!ENTITY a "b">]>' + FEED % b"",
        b"<!DOCTYPE rss SYSTEM 'file:///etc/passwd'>" + FEED % b"",
        b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x" '
        b'[<!ENTITY a "b">]>' + FEED % b"",
        b"<!-- <![CDATA[ --><!doctype x>" + FEED % b"<!-- ]]> -->",
        b"<?p <![CDATA[ ?><!DOCTYPE x>" + FEED % b"<!-- ]]> -->",
    ],
)
def test_a_document_type_is_refused_wherever_it_hides(hostile: bytes) -> None:
    with pytest.raises(ParseError, match="declares a DOCTYPE"):
        require_safe_xml(answer(hostile))


def test_a_document_type_in_a_text_is_but_words() -> None:
    feed = FEED % b"<item><description><![CDATA[<!DOCTYPE html>]]></description></item>"
    assert require_safe_xml(answer(feed)) == feed


@pytest.mark.parametrize("tag", [(b"<a>", b"</a>"), (b"<_a>", b"</_a>"), (b"<a x='/>'>", b"</a>")])
def test_fifty_thousand_nested_tags_are_refused_at_once(tag: tuple[bytes, bytes]) -> None:
    with pytest.raises(ParseError, match=f"deeper than {MAX_DEPTH}"):
        require_safe_xml(answer(FEED % (tag[0] * 50_000 + tag[1] * 50_000)))


def test_many_tags_side_by_side_are_no_depth() -> None:
    feed = FEED % (b"<item><a/><b x='1'>t</b></item>" * 2000)
    assert require_safe_xml(answer(feed)) == feed


@pytest.mark.parametrize("end", [b"</rss>", b"</rss >\n", b"</rss><!-- 0.1 s --> <!-- x -->\n"])
def test_a_feed_ends_with_its_end_tag_and_at_most_comments(end: bytes) -> None:
    assert require_safe_xml(answer((FEED % b"").replace(b"</rss>", end)))


@pytest.mark.parametrize("cut", [5, 20, 60])
def test_a_feed_cut_off_before_its_end_is_refused_whole(cut: int) -> None:
    with pytest.raises(ParseError, match="breaks off") as caught:
        require_safe_xml(answer((FEED % (b"<item><title>x</title></item>" * 9))[:-cut]))
    assert "stored" in caught.value.hint


@pytest.mark.parametrize(
    "body",
    [b"Internal error", b"\x89PNG\r\n\x1a\n\x00\x01", b"<urlset></urlset>", "å".encode("utf-16")],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ParseError, match="no feed"):
        require_safe_xml(answer(body))
