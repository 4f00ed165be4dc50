"""What is written is WARC 1.1 that other programs accept, with what replay needs."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from base64 import b32encode
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.commands.browse import export_formats
from pipeline.settings import PrivacySettings
from storage.archive import Archive
from storage.captures import Capture
from storage.export import ExportQuery
from storage.search_filters import Filters
from tests.warc.files import empty, exported, imported, rows, told

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings


@pytest.fixture(scope="module")
def file(demo: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(demo, tmp_path_factory.mktemp("warc") / "demo.warc.gz")


def _records(path: Path) -> list[dict[str, Any]]:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as stream, closing(ArchiveIterator(stream)) as found:
        return [
            {
                "type": one.rec_type,
                "head": dict(one.rec_headers.headers),
                "version": one.rec_headers.protocol,
                "http": dict(one.http_headers.headers) if one.http_headers else {},
                "status": one.http_headers.get_statuscode() if one.http_headers else "",
                "body": one.content_stream().read(),
            }
            for one in found
        ]


def test_warcio_checks_it(file: Path) -> None:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "digest pass" in checked.stdout
    assert "fail" not in checked.stdout.lower()


def test_every_record_has_what_the_standard_asks_for(file: Path) -> None:
    found = _records(file)
    assert found[0]["type"] == "warcinfo"
    assert {one["version"] for one in found} == {"WARC/1.1"}
    ids = [one["head"]["WARC-Record-ID"] for one in found]
    assert len(set(ids)) == len(ids)
    for one in found:
        assert one["head"]["WARC-Block-Digest"].startswith("sha1:")
        if one["type"] in ("response", "revisit"):
            assert one["head"]["WARC-Payload-Digest"].startswith("sha1:")
            assert one["head"]["WARC-Target-URI"].startswith("http")


def test_bytes_stand_once_and_are_those_of_the_archive(demo: Settings, file: Path) -> None:
    responses = [one for one in _records(file) if one["type"] == "response"]
    kept = {sha for (sha,) in rows(demo, "SELECT sha256 FROM captures")}
    hashes = [hashlib.sha256(one["body"]).hexdigest() for one in responses]
    assert sorted(hashes) == sorted(kept)
    for one in responses:
        digest = b32encode(hashlib.sha1(one["body"]).digest()).decode()
        assert one["head"]["WARC-Payload-Digest"] == f"sha1:{digest}"
        assert one["http"]["content-length"] == str(len(one["body"]))


def test_a_revisit_names_a_record_that_came_before_it(file: Path) -> None:
    seen = set()
    profiles = set()
    for one in _records(file):
        head = one["head"]
        if one["type"] == "response":
            where = (head["WARC-Target-URI"], head["WARC-Date"], head["WARC-Payload-Digest"])
            seen.add(where)
        elif one["type"] == "revisit":
            profiles.add(head["WARC-Profile"].rpartition("/")[2])
            first = (head["WARC-Refers-To-Target-URI"], head["WARC-Refers-To-Date"])
            assert (*first, head["WARC-Payload-Digest"]) in seen
            assert one["body"] == b""
    assert profiles == {"identical-payload-digest", "server-not-modified"}


def test_a_body_kept_unpacked_does_not_claim_to_be_packed(file: Path) -> None:
    responses = [one for one in _records(file) if one["type"] == "response"]
    packed = [one for one in responses if "x-archive-orig-content-encoding" in one["http"]]
    assert packed
    for one in responses:
        assert not {"content-encoding", "transfer-encoding"} & set(one["http"])


def test_a_refusal_is_told_without_a_body_of_our_own_making(demo: Settings, file: Path) -> None:
    refused = rows(demo, "SELECT url, status FROM fetches WHERE capture_id IS NULL")
    told_of = [one for one in _records(file) if one["type"] == "metadata"]
    assert sorted(one["head"]["WARC-Target-URI"] for one in told_of) == sorted(
        u for u, _ in refused
    )


def test_filters_take_the_captures_that_tell_of_the_releases(
    demo: Settings, tmp_path: Path
) -> None:
    (key,) = next(iter(rows(demo, "SELECT key FROM releases WHERE key LIKE 'regj%' LIMIT 1")))
    (title, day) = rows(demo, "SELECT title, published_date FROM releases WHERE key = ?", key)[0]
    query = ExportQuery(f'"{title}"', Filters(source=("kdd",), since=date.fromisoformat(day)))
    path = exported(demo, tmp_path / "one.warc.gz", query)
    other = empty(demo, tmp_path)
    imported(other, path)
    assert key in {one for (one,) in rows(other, "SELECT key FROM releases")}
    assert len(told(other)["captures"]) < len(told(demo)["captures"]) / 2
    assert rows(other, "SELECT body FROM releases WHERE key = ?", key) == rows(
        demo, "SELECT body FROM releases WHERE key = ?", key
    )


def test_it_is_not_offered_on_the_site() -> None:
    assert "warc" not in {one.id for one in export_formats(PrivacySettings())}


def test_a_capture_that_no_run_logged_is_written_and_comes_back(
    demo: Settings, tmp_path: Path
) -> None:
    lone = empty(demo, tmp_path, "lone")
    capture = Capture(
        None, "https://x.example/a", "https://x.example/b", "2020-01-01T00:00:00Z", b"x"
    )
    with Archive.open(lone.archive) as archive:
        archive.keep(capture)
    (_, record) = _records(exported(lone, tmp_path / "lone.warc.gz"))
    assert record["head"]["WARC-Target-URI"] == "https://x.example/b"
    assert record["head"]["Pressearkiv-Asked"] == "https://x.example/a"
    assert record["body"] == b"x"
