"""Damaged and hostile files: what can be read is taken in, the rest is told and put aside."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.config import load
from pressearkiv.errors import ConfigError
from tests.warc.files import Crawl, article, empty, imported, rows

if TYPE_CHECKING:
    from pipeline.settings import Settings

PAGE = "https://www.regjeringen.no/no/aktuelt/sak/id{}/"
AT = "2019-03-12T09:00:00Z"
GZIP = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return empty(load(Path(__file__).parents[2] / "config.toml", {}), tmp_path)


def _good(crawl: Crawl, number: int) -> None:
    crawl.response(PAGE.format(number), AT, article(number, f"Sak {number}", "Tekst."))


def _keys(settings: Settings) -> list[str]:
    return [key for (key,) in rows(settings, "SELECT key FROM releases ORDER BY key")]


def test_records_after_a_damaged_one_are_taken_in(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    _good(crawl, 2630001)
    crawl.raw(gzip.compress(b"WARC/9.9\r\nno record at all"))
    crawl.raw(b"\x1f\x8b\x08\x00 and not even gzip")
    _good(crawl, 2630002)
    taken = imported(settings, crawl.done()).files["a.warc.gz"]
    assert _keys(settings) == ["regjeringen-2630001", "regjeringen-2630002"]
    assert taken.broken


def test_a_plain_file_goes_on_after_damage_too(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    _good(crawl, 2630001)
    first = gzip.decompress(crawl.done().read_bytes())
    other = Crawl(tmp_path / "b.warc.gz")
    _good(other, 2630002)
    second = gzip.decompress(other.done().read_bytes())
    plain = tmp_path / "c.warc"
    plain.write_bytes(first + b"garbage\x00\xff" * 50 + b"\r\n\r\n" + second)
    imported(settings, plain)
    assert _keys(settings) == ["regjeringen-2630001", "regjeringen-2630002"]


def test_a_file_that_is_cut_off_is_taken_in_up_to_there(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    _good(crawl, 2630001)
    _good(crawl, 2630002)
    path = crawl.done()
    path.write_bytes(path.read_bytes()[:-200])
    taken = imported(settings, path).files["a.warc.gz"]
    assert _keys(settings) == ["regjeringen-2630001"]
    assert len(taken.broken) == 1


def test_bytes_that_do_not_match_their_digest_are_not_believed(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    _good(crawl, 2630001)
    text = gzip.decompress(crawl.done().read_bytes()).replace(b"Tekst.", b"Takst.")
    path = tmp_path / "b.warc"
    path.write_bytes(text)
    (broken,) = imported(settings, path).files["b.warc"].broken
    assert "not those it was written with" in broken.reason
    assert _keys(settings) == []
    assert rows(settings, "SELECT source_id, url FROM quarantine") == [("kdd", broken.url)]


def test_a_body_that_unpacks_without_end_is_refused_and_named(
    settings: Settings, tmp_path: Path
) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    bomb = gzip.compress(b"<" + b" " * 200_000_000)
    crawl.response(PAGE.format(2630001), AT, bomb, headers=GZIP)
    _good(crawl, 2630002)
    path = crawl.done()
    del bomb
    tracemalloc.start()
    (broken,) = imported(settings, path).files["a.warc.gz"].broken
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert broken.reason.startswith("refused")
    assert peak < 60_000_000
    assert _keys(settings) == ["regjeringen-2630002"]


def test_a_record_over_the_cap_is_passed_over_unread(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.response(PAGE.format(2630001), AT, b"x" * (settings.fetch.max_bytes + 100_000))
    _good(crawl, 2630002)
    (broken,) = imported(settings, crawl.done()).files["a.warc.gz"].broken
    assert "more than 20,000,000" in broken.reason
    assert _keys(settings) == ["regjeringen-2630002"]


def test_a_header_without_end_is_not_held_in_memory(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    crawl.raw(gzip.compress(b"WARC/1.1\r\nWARC-Type: " + b"x" * 150_000_000))
    _good(crawl, 2630002)
    path = crawl.done()
    tracemalloc.start()
    taken = imported(settings, path).files["a.warc.gz"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken.broken
    assert peak < 60_000_000
    assert _keys(settings) == ["regjeringen-2630002"]


def test_a_record_from_the_future_is_not_believed(settings: Settings, tmp_path: Path) -> None:
    crawl = Crawl(tmp_path / "a.warc.gz")
    page = article(2630001, "Sak", "Tekst.")
    crawl.response(PAGE.format(2630001), "2099-01-01T00:00:00Z", page)
    (broken,) = imported(settings, crawl.done()).files["a.warc.gz"].broken
    assert broken.reason == "dated in the future"
    assert _keys(settings) == []


@pytest.mark.parametrize(
    ("start", "says"),
    [(b"PK\x03\x04", "unpack it"), (b"%PDF-1.7", "Name a .warc"), (b"", "Name a .warc")],
)
def test_what_is_no_warc_is_refused_with_what_to_do(
    settings: Settings, tmp_path: Path, start: bytes, says: str
) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(start + b"\x00" * 20 if start else b"")
    with pytest.raises(ConfigError) as raised:
        imported(settings, path)
    assert says in raised.value.hint


def test_a_file_that_is_not_there_is_said_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        imported(settings, tmp_path / "nowhere.warc.gz")
