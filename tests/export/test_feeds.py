from __future__ import annotations

import datetime
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from lxml import etree

from storage.export import ExportQuery
from storage.release import Attachment
from tests.export.world import INVITATION, PLAIN, REVISED, exported, keep, withdraw

if TYPE_CHECKING:
    import sqlite3

    from storage.archive import Archive

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    '<p onclick="x()">Trygt</p><script>alert(1)</script><img src=x onerror=alert(1)>'
    '<a href="javascript:alert(1)">a</a><iframe src="https://x.example"></iframe>'
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
HERE: dict[str, Any] = {
    "title": "KS & kommunane",
    "self_url": "https://arkiv.example/-/eksport.atom?q=å b",
    "site_url": "https://arkiv.example/",
}


def atom(conn: sqlite3.Connection, **said: Any) -> Any:
    return etree.fromstring(exported(conn, "atom", **said))


def jsonfeed(conn: sqlite3.Connection, **said: Any) -> Any:
    return json.loads(exported(conn, "jsonfeed", **said))


def texts(element: Any, name: str) -> list[str]:
    return [one.text or "" for one in element.findall(ATOM + name)]


def check_rfc_4287(feed: Any) -> None:
    """Sections 4.1.1 and 4.1.2: what must be there, how often, and in which form."""
    assert feed.tag == ATOM + "feed"
    children = [child.tag.removeprefix(ATOM) for child in feed]
    metadata = [name for name in children if name != "entry"]
    assert children[: len(metadata)] == metadata
    for container in [feed, *feed.findall(ATOM + "entry")]:
        for name in ("id", "title", "updated"):
            (value,) = texts(container, name)
            assert value, name
        assert re.match(r"[a-z]+:\S+$", texts(container, "id")[0])
        assert container.findall(f"{ATOM}author/{ATOM}name")
        for moment in texts(container, "updated") + texts(container, "published"):
            assert RFC_3339.fullmatch(moment)
            datetime.datetime.fromisoformat(moment)
        links = container.findall(ATOM + "link")
        assert all(re.match(r"https?://\S+$", link.get("href")) for link in links)
        named = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links]
        alternates = [one for one in named if one[0] == "alternate"]
        assert len(alternates) == len(set(alternates))
        assert all(one.get("term") for one in container.findall(ATOM + "category"))
    for entry in feed.findall(ATOM + "entry"):
        (content,) = entry.findall(ATOM + "content")
        assert content.get("type") == "html"
        assert len(texts(entry, "published")) <= 1
        assert len(texts(entry, "summary")) <= 1
    ids = [one for entry in feed.findall(ATOM + "entry") for one in texts(entry, "id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("said", [{}, HERE])
def test_an_atom_feed_has_what_rfc_4287_demands(
    conn: sqlite3.Connection, said: dict[str, Any]
) -> None:
    check_rfc_4287(atom(conn, **said))


def test_an_empty_feed_is_a_feed_too(empty: Archive) -> None:
    feed = atom(empty.connection)
    check_rfc_4287(feed)
    assert texts(feed, "updated") == ["2026-04-01T12:00:00+00:00"]
    assert jsonfeed(empty.connection)["items"] == []


def test_feed_readers_read_the_feed(conn: sqlite3.Connection) -> None:
    read = feedparser.parse(io.BytesIO(exported(conn, "atom", **HERE)))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == HERE["title"]
    assert [link.rel for link in read.feed.links] == ["self", "alternate"]
    entry = read.entries[1]
    assert entry.id == "tag:pressearkiv,2026:ntb-1"
    assert entry.title == PLAIN.title
    assert entry.author == "KS"
    assert entry.link == PLAIN.url
    assert entry.published == "2026-03-12T07:39:09Z"
    assert entry.content[0].value == f"<p>{PLAIN.lead}</p>{PLAIN.body_html}"
    assert entry.tags[0].term == "pressemelding"


def test_an_entry_is_updated_when_its_newest_revision_was_seen(archive: Archive) -> None:
    keep(archive, replace(PLAIN, title="Retta tittel"), seen_at=REVISED)
    feed = atom(archive.connection)
    assert texts(feed, "updated") == [REVISED]
    changed = feed.findall(ATOM + "entry")[1]
    assert texts(changed, "updated") == [REVISED]
    assert texts(changed, "id") == ["tag:pressearkiv,2026:ntb-1"]
    assert jsonfeed(archive.connection)["items"][1]["date_modified"] == REVISED


def test_a_day_without_a_time_is_that_days_beginning_in_oslo(conn: sqlite3.Connection) -> None:
    entries = atom(conn).findall(ATOM + "entry")
    assert [texts(entry, "published") for entry in entries] == [
        ["2026-03-31T00:00:00+02:00"],
        ["2026-03-12T07:39:09Z"],
        [],
    ]


def test_a_feed_without_an_address_is_named_after_what_was_asked_for(
    conn: sqlite3.Connection,
) -> None:
    def identity(typed: str) -> list[str]:
        return texts(etree.fromstring(exported(conn, "atom", ExportQuery(typed))), "id")

    assert identity("budsjett") == identity("budsjett")
    assert identity("budsjett") != identity("barnehage")
    assert texts(atom(conn, **HERE), "id") == ["https://arkiv.example/-/eksport.atom?q=å%20b"]


def test_nothing_in_a_feed_can_run_in_its_reader(empty: Archive) -> None:
    keep(empty, replace(PLAIN, body_html=HOSTILE, lead="<b>1 < 2</b>", title="<i>x</i> & \x0by"))
    entry = atom(empty.connection).find(ATOM + "entry")
    in_atom = texts(entry, "content")[0]
    in_json = jsonfeed(empty.connection)["items"][0]["content_html"]
    for html in (in_atom, in_json):
        assert "Trygt" in html
        assert not re.search(r"script|onclick|onerror|iframe", html)
        assert "<b>" not in html
    assert texts(entry, "title") == ["<i>x</i> & y"]


def test_a_release_without_html_has_its_paragraphs(empty: Archive) -> None:
    keep(empty, replace(PLAIN, lead="", body_html="", body="Én & to\nlinjer\n\nNy <b>"))
    item = jsonfeed(empty.connection)["items"][0]
    assert item["content_html"] == "<p>Én &amp; to<br>linjer</p><p>Ny &lt;b&gt;</p>"


def test_a_withdrawn_release_says_so(archive: Archive) -> None:
    withdraw(archive, PLAIN.key)
    assert jsonfeed(archive.connection)["items"][1]["tags"] == ["pressemelding", "trukket tilbake"]
    terms = [one.get("term") for one in atom(archive.connection).iter(ATOM + "category")]
    assert "trukket tilbake" in terms


@pytest.mark.parametrize("fmt", ["atom", "jsonfeed"])
def test_feeds_never_name_people(conn: sqlite3.Connection, fmt: str) -> None:
    assert b"Nordmann" not in exported(conn, fmt, contacts="keep")


def test_a_json_feed_has_what_version_1_1_demands(conn: sqlite3.Connection) -> None:
    feed = jsonfeed(conn, **HERE)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == HERE["title"]
    assert feed["home_page_url"] == HERE["site_url"]
    assert feed["feed_url"] == HERE["self_url"]
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"]) == 3
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert all(author["name"] for author in item["authors"])
        for attachment in item.get("attachments", ()):
            assert attachment["url"]
            assert attachment["mime_type"]
        for name in ("date_published", "date_modified"):
            assert name not in item or RFC_3339.fullmatch(item[name])
    assert None not in feed.values()
    assert feed["items"][1]["attachments"] == [
        {
            "url": "https://kommunikasjon.example/a%20b.pdf",
            "mime_type": "application/pdf",
            "title": "Tabell",
        }
    ]


def test_a_file_that_nobody_is_served_leaves_its_address_out(conn: sqlite3.Connection) -> None:
    assert "feed_url" not in jsonfeed(conn)
    assert atom(conn).findall(ATOM + "link") == []


def test_a_document_of_unknown_kind_is_bytes(empty: Archive) -> None:
    keep(empty, replace(INVITATION, documents=(Attachment("https://x.example/hent?id=3"),)))
    (attachment,) = jsonfeed(empty.connection)["items"][0]["attachments"]
    assert attachment == {
        "url": "https://x.example/hent?id=3",
        "mime_type": "application/octet-stream",
    }
