"""Other people's WARC files: crawls of sites that we read, years of them, in any order."""

from __future__ import annotations

import gzip
import zlib
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import pytest

from pipeline.config import load
from pressearkiv.errors import ConfigError
from tests.warc.files import Crawl, article, empty, imported, rows, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import Settings

HTML = ("Content-Type", "text/html; charset=utf-8")
PAGE = "https://www.regjeringen.no/no/aktuelt/sak/id2630001/"
FEED = "https://www.regjeringen.no/no/rss/Rss/2581966/?owner=504"
RELEASES = "SELECT key, title, first_seen_at, revision, withdrawn_at FROM releases"
REVISIONS = "SELECT revision, seen_at, cause, title, changed, text_status FROM revisions ORDER BY 1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return empty(load(Path(__file__).parents[2] / "config.toml", {}), tmp_path)


def _feed(*titles: tuple[int, str]) -> bytes:
    items = "".join(
        f"<item><guid>{number}</guid><link>{PAGE.replace('2630001', str(number))}</link>"
        f"<title>{title}</title><pubDate>Tue, 12 Mar 2019 08:15:00 GMT</pubDate></item>"
        for number, title in titles
    )
    return f'<rss version="2.0"><channel><title>KDD</title>{items}</channel></rss>'.encode()


def test_a_page_of_a_crawl_is_a_release_seen_when_it_was_crawled(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.response(PAGE, "2019-03-12T09:00:00Z", article(2630001, "Om vei", "Veien åpner."))
    imported(settings, crawl.done())
    assert rows(settings, RELEASES) == [
        ("regjeringen-2630001", "Om vei", "2019-03-12T09:00:00Z", 1, None)
    ]
    assert rows(settings, "SELECT fetched_at FROM captures") == [("2019-03-12T09:00:00Z",)]
    assert rows(settings, "SELECT count(*) FROM rechecks") == [(0,)]


def test_a_feed_and_the_page_of_one_crawl_are_one_telling(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.response(FEED, "2019-03-12T09:00:00Z", _feed((2630001, "Om vei")))
    crawl.response(PAGE, "2019-03-12T09:00:09Z", article(2630001, "Om vei", "Veien åpner."))
    imported(settings, crawl.done())
    assert rows(settings, "SELECT published_local, revision, text_status FROM releases") == [
        ("2019-03-12 09:15:00", 1, "full")
    ]


STATES = (
    ("2019-03-12T09:00:00Z", "Om vei", "Veien åpner."),
    ("2020-01-01T09:00:00Z", "Om vei", "Veien åpner mandag."),
    ("2021-01-01T09:00:00Z", "Om veien", "Veien åpner mandag."),
    ("2022-01-01T09:00:00Z", "Om veien", "Veien åpner mandag."),
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_history_may_come_in_any_order(
    settings: Settings, tmp_path: Path, order: tuple[int, ...]
) -> None:
    for number in order:
        at, title, body = STATES[number]
        crawl = Crawl(tmp_path / f"{number}.warc.gz")
        crawl.response(PAGE, at, article(2630001, title, body))
        imported(settings, crawl.done())
    assert rows(settings, RELEASES) == [
        ("regjeringen-2630001", "Om veien", "2019-03-12T09:00:00Z", 3, None)
    ]
    assert rows(settings, REVISIONS) == [
        (1, "2019-03-12T09:00:00Z", "published", "Om vei", "[]", "full"),
        (2, "2020-01-01T09:00:00Z", "published", "Om vei", '["body"]', "full"),
        (3, "2021-01-01T09:00:00Z", "published", "Om veien", '["title", "lead"]', "full"),
    ]
    assert rows(settings, "SELECT body FROM releases") == [("Veien åpner mandag.",)]


def test_an_older_full_text_fills_what_only_a_feed_has_told(
    settings: Settings, tmp_path: Path
) -> None:
    later = Crawl(tmp_path / "later.warc.gz")
    later.response(FEED, "2020-01-01T09:00:00Z", _feed((2630001, "Om vei")))
    imported(settings, later.done())
    assert rows(settings, "SELECT text_status, body FROM releases") == [("feed", "")]
    older = Crawl(tmp_path / "older.warc.gz")
    older.response(PAGE, "2019-03-12T09:00:00Z", article(2630001, "Om vei", "Veien åpner."))
    imported(settings, older.done())
    assert rows(settings, "SELECT text_status, body, published_local FROM releases") == [
        ("full", "Veien åpner.", "2019-03-12 09:15:00")
    ]
    found = rows(settings, "SELECT key FROM releases WHERE id IN (SELECT rowid FROM releases_fts"
                           " WHERE releases_fts MATCH 'åpner')")  # fmt: skip
    assert found == [("regjeringen-2630001",)]


def _chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 300] for i in range(0, len(body), 300)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ((HTML, ("Content-Encoding", "gzip")), gzip.compress),
        ((HTML, ("Content-Encoding", "deflate")), zlib.compress),
        ((HTML, ("Content-Encoding", "br")), brotli.compress),
        ((HTML, ("Transfer-Encoding", "chunked")), _chunked),
        (
            (HTML, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")),
            lambda body: _chunked(gzip.compress(body)),
        ),
        ((HTML, ("Content-Encoding", "gzip")), lambda body: body),
        ((HTML, ("Transfer-Encoding", "chunked")), lambda body: body),
    ],
    ids=["gzip", "deflate", "brotli", "chunked", "both", "gzip undone", "chunks undone"],
)
def test_bodies_are_unpacked_however_the_crawler_kept_them(
    settings: Settings,
    tmp_path: Path,
    headers: tuple[tuple[str, str], ...],
    pack: Callable[[bytes], bytes],
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    page = article(2630001, "Om vei", "Veien åpner.")
    crawl.response(PAGE, "2019-03-12T09:00:00Z", pack(page), headers=headers)
    assert imported(settings, crawl.done()).files["a.warc.gz"].broken == []
    assert rows(settings, "SELECT body FROM releases") == [("Veien åpner.",)]
    assert rows(settings, "SELECT size FROM captures") == [(len(page),)]


def test_a_revisit_stands_for_the_bytes_that_it_names(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    one, two = "2019-03-12T09:00:00Z", "2019-06-12T09:00:00Z"
    digest = crawl.response(PAGE, one, article(2630001, "Om vei", "Veien åpner."))
    crawl.response(PAGE, two, article(2630001, "Om vei", "Veien er stengt."))
    crawl.revisit(PAGE, "2019-09-12T09:00:00Z", digest, (PAGE, one))
    crawl.revisit(PAGE, "2019-10-12T09:00:00Z", "sha1:NOBODYHASIT", ("https://x.example/", one))
    taken = imported(settings, crawl.done()).files["a.warc.gz"]
    assert (taken.kept, taken.others) == (3, 1)
    assert rows(settings, "SELECT seen_at, body FROM revisions") == [
        (one, "Veien åpner."),
        (two, "Veien er stengt."),
        ("2019-09-12T09:00:00Z", "Veien åpner."),
    ]
    assert len(rows(settings, "SELECT 1 FROM captures")) == 2


def test_a_release_gone_at_two_crawls_a_day_apart_counts_as_withdrawn(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.response(PAGE, "2019-03-12T09:00:00Z", article(2630001, "Om vei", "Veien åpner."))
    crawl.response(PAGE, "2019-04-12T09:00:00Z", b"borte", status="404 Not Found")
    crawl.response(PAGE, "2019-04-12T12:00:00Z", b"borte", status="404 Not Found")
    imported(settings, crawl.done())
    assert rows(settings, "SELECT withdrawn_at FROM releases") == [(None,)]
    more = Crawl(tmp_path / "b.warc.gz")
    more.response(PAGE, "2019-04-14T09:00:00Z", b"borte", status="404 Not Found")
    imported(settings, more.done())
    assert rows(settings, "SELECT withdrawn_at, body FROM releases") == [
        ("2019-04-14T09:00:00Z", "Veien åpner.")
    ]
    old = Crawl(tmp_path / "old.warc.gz")
    old.response(PAGE, "2019-03-15T09:00:00Z", article(2630001, "Om vei", "Veien er åpen."))
    imported(settings, old.done())
    assert rows(settings, "SELECT withdrawn_at, body FROM releases") == [
        ("2019-04-14T09:00:00Z", "Veien er åpen.")
    ]


def test_a_page_behind_a_redirect_is_found_from_the_feed(
    settings: Settings, tmp_path: Path
) -> None:
    moved = "https://www.regjeringen.no/no/dokumenter/sak/id2630001/"
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.response(FEED, "2019-03-12T09:00:00Z", _feed((2630001, "Om vei")))
    sent_on = (HTML, ("Location", moved))
    crawl.response(PAGE, "2019-03-12T09:00:09Z", b"", "301 Moved Permanently", sent_on)
    crawl.response(moved, "2019-03-12T09:00:10Z", article(2630001, "Om vei", "Veien åpner."))
    imported(settings, crawl.done())
    assert rows(settings, "SELECT text_status, revision FROM releases") == [("full", 1)]


def test_what_is_no_release_of_ours_is_left_in_the_file(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    at = "2019-03-12T09:00:00Z"
    other = article(2630002, "Om fisk", "Fisken kom.").replace(
        b"Kommunal- og distriktsdepartementet", b"Fiskeridepartementet"
    )
    crawl.response(PAGE.replace("2630001", "2630002"), at, other)
    crawl.response("https://www.regjeringen.no/no/om/", at, b"<html><body>Om oss</body></html>")
    crawl.response("https://www.regjeringen.no/logo.svg", at, b"<svg/>")
    crawl.response("https://elsewhere.example/", at, article(2630003, "Annet", "Noe."))
    taken = imported(settings, crawl.done()).files["a.warc.gz"]
    assert (taken.kept, taken.others, taken.broken) == (0, 4, [])
    assert told(settings)["captures"] == []


def test_a_source_can_be_named_for_what_nothing_else_tells(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    mirror = PAGE.replace("www.regjeringen.no", "mirror.example")
    page = article(2630001, "Om vei", "Veien åpner.").replace(b"Kommunal- og", b"Gamle")
    crawl.response(mirror, "2019-03-12T09:00:00Z", page)
    imported(settings, crawl.done(), source_id="kdd")
    assert rows(settings, "SELECT key, source_id FROM releases") == [("regjeringen-2630001", "kdd")]
    with pytest.raises(ConfigError, match="there is no source"):
        imported(settings, crawl.path, source_id="nobody")
