"""Datasette's own pages under the data menu, and the archive being read while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pressearkiv.errors import ArchiveError, ConfigError
from storage import schema
from storage.archive import Archive
from storage.release import Release
from storage.site.app import build, serve
from tests.site.serving import keep, served, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.site.serving import Visitor


def test_the_tables_can_be_read_under_data_with_norwegian_titles(site: Visitor) -> None:
    assert "Pressemeldinger" in site.get("/data/releases").text
    assert site.get("/data/releases.json?_shape=array&_size=1").json[0]["key"]


def test_a_list_with_norwegian_column_names_can_be_narrowed_to_a_sender(site: Visitor) -> None:
    rows = site.get("/data/pressemeldinger.json?_shape=array&avsender=KS").json
    assert len(rows) == 22
    assert rows[0]["Avsender"] == "KS"


def test_a_key_in_a_table_leads_to_the_release(site: Visitor) -> None:
    assert 'href="/sak/ntb-18948612"' in site.get("/data/releases?key=ntb-18948612").text


def test_visitors_cannot_send_sql_or_fetch_the_file(site: Visitor) -> None:
    assert site.get("/data?sql=select+randomblob(1e9)").status == 403
    assert site.get("/data.db").status == 403


def test_people_cannot_be_read_from_the_tables_where_contacts_are_hidden(site: Visitor) -> None:
    for table in ("contacts", "revisions", "captures", "quarantine"):
        assert site.get(f"/data/{table}.json").status == 403


def test_datasettes_pages_may_load_its_own_script_and_nothing_else(site: Visitor) -> None:
    policy = site.get("/data/releases").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_what_a_run_writes_is_seen_at_once_while_it_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        keep(archive, Release("ntb-1", "https://a.example/1", "Den første"))
        with served(settings_for(path)) as visitor:
            assert "Den første" in visitor.get("/").words
            keep(archive, Release("ntb-2", "https://a.example/2", "Den andre"))
            assert "Den andre" in visitor.get("/").words
            with archive.transaction():
                archive.connection.execute("UPDATE releases SET url = url || '#'")
                assert "Den andre" in visitor.get("/").words


def test_there_is_no_site_without_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        build(settings_for(tmp_path / "none.db"))


def test_an_archive_of_an_earlier_edition_is_told(empty_archive: Path) -> None:
    with Archive.open(empty_archive) as archive, archive.transaction():
        archive.connection.execute(
            "DELETE FROM _sqlite_migrations WHERE name = ?", (schema.newest(),)
        )
    with pytest.raises(ArchiveError, match="older edition"):
        build(settings_for(empty_archive))


def test_a_port_that_is_taken_is_told(site: Visitor, demo_archive: Path) -> None:
    with pytest.raises(ConfigError, match="cannot listen"):
        serve(settings_for(demo_archive, port=site.port), announce=lambda _: None)
