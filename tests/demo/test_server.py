from __future__ import annotations

import gzip
import tomllib
from typing import TYPE_CHECKING

import pytest

from pipeline.demo import county_room
from pipeline.demo.server import SOURCES, PressRooms, entity_tag

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.demo.model import SourceId
    from tests.demo.conftest import Client

FEED = "/no/rss/Rss/2581966/?owner=504"
NTB_JSON = "/json/v2/releases?publisher=15032900"
LISTS: dict[SourceId, str] = {"kdd": FEED, "ks": NTB_JSON, "fylke": county_room.FEED_PATH}
REFUSED = "/no/aktuelt/nye-regler-om-kommunal-tildelingsrett-for-boliger/id3178960/"
CHALLENGED = "/no/aktuelt/statsraden-besoker-nordre-fjellstad/id3178844/"
RENAMED = "/no/aktuelt/150-millioner-kroner-til-klimatilpasning/id3179388/"
VANISHED = "/no/aktuelt/inviterer-til-innspillsmote-om-ny-inntektsmodell/id3178102/"
NEW_REFUSED = "/no/aktuelt/nye-krav-til-universell-utforming-av-kommunale-nettsider/id3179655/"


def test_an_unchanged_answer_is_304_without_a_body_by_either_validator(client: Client) -> None:
    first = client.get("kdd", FEED)
    assert (first.status, bool(first.body)) == (200, True)
    by_tag = client.get("kdd", FEED, If_None_Match=first.headers["etag"])
    by_time = client.get("kdd", FEED, If_Modified_Since=first.headers["last-modified"])
    assert (by_tag.status, by_tag.body) == (by_time.status, by_time.body) == (304, b"")
    assert by_tag.headers["etag"] == first.headers["etag"]


def test_a_day_later_the_old_validators_no_longer_hold(rooms: PressRooms, client: Client) -> None:
    old = {source: client.get(source, path) for source, path in LISTS.items()}
    rooms.set_day(2)
    for source, path in LISTS.items():
        headers = old[source].headers
        assert client.get(source, path, If_None_Match=headers["etag"]).status == 200
        assert client.get(source, path, If_Modified_Since=headers["last-modified"]).status == 200


def test_a_page_that_nobody_touched_keeps_its_validator_overnight(
    rooms: PressRooms, client: Client
) -> None:
    path = "/no/aktuelt/tre-kommuner-far-sla-seg-sammen/id3177401/"
    tag = client.get("kdd", path).headers["etag"]
    rooms.set_day(2)
    assert client.get("kdd", path, If_None_Match=tag).status == 304


def test_a_validator_that_is_no_date_is_ignored(client: Client) -> None:
    assert client.get("kdd", FEED, If_Modified_Since="i går").status == 200


def test_gzip_is_sent_when_it_is_accepted_and_has_a_validator_of_its_own(client: Client) -> None:
    packed = client.get("ks", NTB_JSON, Accept_Encoding="gzip, br")
    straight = client.get("ks", NTB_JSON)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in straight.headers
    assert gzip.decompress(packed.body) == straight.body
    assert packed.headers["etag"] != straight.headers["etag"] == entity_tag(straight.body)
    tag = packed.headers["etag"]
    assert client.get("ks", NTB_JSON, Accept_Encoding="gzip", If_None_Match=tag).status == 304


def test_the_refused_page_can_be_read_a_day_later(rooms: PressRooms, client: Client) -> None:
    assert client.get("kdd", REFUSED).status == 403
    rooms.set_day(2)
    assert client.get("kdd", REFUSED).status == 200
    assert client.get("kdd", NEW_REFUSED).status == 403


def test_the_robot_check_comes_with_200_on_both_days(rooms: PressRooms, client: Client) -> None:
    for day in (1, 2):
        rooms.set_day(day)
        said = client.get("kdd", CHALLENGED)
        assert said.status == 200
        assert b"Just a moment" in said.body
        assert b"cf-chl" in said.body


def test_an_old_slug_redirects_to_the_new_one(rooms: PressRooms, client: Client) -> None:
    assert client.get("kdd", RENAMED).status == 200
    rooms.set_day(2)
    said = client.get("kdd", RENAMED)
    assert said.status == 301
    assert said.headers["location"] == rooms.url("kdd", RENAMED.replace("150-", "165-"))


def test_the_withdrawn_page_is_404_and_out_of_the_feed(rooms: PressRooms, client: Client) -> None:
    assert client.get("kdd", VANISHED).status == 200
    assert b"id3178102" in client.get("kdd", FEED).body
    rooms.set_day(2)
    assert client.get("kdd", VANISHED).status == 404
    assert b"id3178102" not in client.get("kdd", FEED).body


def test_what_comes_on_day_2_is_not_there_on_day_1(client: Client) -> None:
    assert client.get("kdd", NEW_REFUSED).status == 404
    assert client.get("ks", "/public-website-api/release/18948955").status == 404


def test_a_head_request_has_the_headers_and_no_body(client: Client) -> None:
    said = client.ask("HEAD", "kdd", FEED, {})
    assert said.status == 200
    assert int(said.headers["content-length"]) > 1000
    assert said.body == b""


def test_a_source_can_be_put_out_of_order_and_back(rooms: PressRooms, client: Client) -> None:
    rooms.faults["ks"] = 503
    assert client.get("ks", NTB_JSON).status == 503
    assert client.get("kdd", FEED).status == 200
    del rooms.faults["ks"]
    assert client.get("ks", NTB_JSON).status == 200


def test_every_request_is_logged_in_order(rooms: PressRooms, client: Client) -> None:
    client.get("kdd", "/robots.txt")
    client.get("fylke", "/finnes-ikke")
    host = rooms.origin("fylke").removeprefix("http://")
    asked = [(r.source, r.path, r.status) for r in rooms.requests]
    assert asked == [("kdd", "/robots.txt", 200), ("fylke", "/finnes-ikke", 404)]
    assert rooms.requests[1].host == host


def test_each_room_is_an_origin_of_its_own(rooms: PressRooms) -> None:
    assert len({rooms.origin(source) for source in SOURCES}) == 3


def test_the_config_points_the_three_sources_at_the_rooms(
    rooms: PressRooms, tmp_path: Path
) -> None:
    archive = tmp_path / 'års "arkiv".db'
    settings = tomllib.loads(rooms.config(archive))
    assert settings["archive"]["path"] == str(archive)
    assert settings["fetch"] == {
        "contact": "drift@example.no",
        "per_host_delay": 0,
        "timeout": 10,
    }
    kinds = {source["id"]: source["kind"] for source in settings["sources"]}
    assert kinds == {"ks": "ntb", "kdd": "regjeringen", "fylke": "feed"}
    assert settings["sources"][1]["base_url"] == rooms.origin("kdd")
    assert settings["sources"][2]["url"] == rooms.url("fylke", county_room.FEED_PATH)


def test_a_day_that_does_not_exist_leaves_the_rooms_as_they_were(rooms: PressRooms) -> None:
    with pytest.raises(KeyError):
        rooms.set_day(3)
    assert rooms.day == 1
