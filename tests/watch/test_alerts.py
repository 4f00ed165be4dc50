"""Who is told of what: once, in bokmål, tried again where it surely did not arrive."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pipeline import rounds
from pipeline.alerts.deliver import BACK_OFF, MAX_TRIES, deliver
from pipeline.config import load
from pipeline.network import fetching
from pressearkiv.errors import ConfigError
from storage.archive import Archive
from tests.mailbox import Mailbox
from tests.server import RESET, hang, page, raw, reset
from tests.world import FEED, QUICK, Loopback, at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.run import Report
    from pipeline.settings import Settings

ALERT = """
[[searches]]
name = "alt"
query = ""
[[alerts]]
name = "kommunikasjon"
to = "ada@example.no"
search = "alt"
sources = true
"""


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Mailbox() as running:
        yield running


def go(settings: Settings, now: datetime) -> Report | None:
    network = partial(fetching, limits=QUICK, sleep=lambda _seconds: None)
    with Archive.open(settings.archive) as archive:
        return rounds.go(settings, archive, lambda: now, every=True, network=network)


def states(settings: Settings) -> list[str]:
    with Archive.open(settings.archive, read_only=True) as archive:
        return [r[0] for r in archive.connection.execute("SELECT state FROM alerts ORDER BY id")]


@pytest.fixture
def settings(world: Loopback, box: Mailbox, tmp_path: Path) -> Settings:
    world.publish("fylke", 1, 2, 3)
    settings = world.settings(tmp_path, "fylke", more=box.config + ALERT)
    go(settings, at(1))
    return settings


def test_the_back_catalogue_is_no_news(settings: Settings, box: Mailbox) -> None:
    assert box.mails == []


def test_one_new_release_is_one_mail_in_bokmål(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    go(settings, at(2))
    (mail,) = box.mails
    assert mail["To"] == "ada@example.no"
    assert mail["Subject"].startswith("Ny pressemelding: ")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "En ny pressemelding som passer med søket «alt»:" in text
    assert "3. september 2026 kl. 00.00" in text
    assert "/nb/eksempelfylket/nyheter/40/" in text


def test_several_new_releases_are_one_mail_and_each_is_told_once(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40, 41, 42)
    for hours in (0, 1, 2):
        go(settings, at(2, hours))
    world.edit("fylke", 41)
    go(settings, at(3))
    (mail,) = box.mails
    assert mail["Subject"] == "3 nye pressemeldinger: «alt»"
    assert states(settings) == ["sent"] * 3


def test_only_what_matches_words_type_and_source_is_told(
    world: Loopback, box: Mailbox, tmp_path: Path
) -> None:
    more = box.config + (
        '[[alerts]]\nname = "a"\nto = "ada@example.no"\nsearch = "eldreomsorg"\nsource = "fylke"\n'
        '[[alerts]]\nname = "b"\nto = "bo@example.no"\nsearch = ""\ntype = ["presseinvitasjon"]\n'
    )
    world.publish("fylke", 1, 2)
    settings = world.settings(tmp_path, "fylke", more=more)
    go(settings, at(1))
    world.publish("fylke", 40, 41)
    world.change("fylke", 41, title="Ny eldreomsorg i bygda")
    go(settings, at(2))
    assert box.receivers == ["ada@example.no"]
    assert box.mails[0]["Subject"] == "Ny pressemelding: Ny eldreomsorg i bygda"


def test_every_address_gets_a_mail_of_its_own(
    world: Loopback, box: Mailbox, tmp_path: Path
) -> None:
    more = box.config + ALERT.replace('"ada@example.no"', '["ada@example.no", "bo@example.no"]')
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke", more=more)
    go(settings, at(1))
    world.publish("fylke", 40)
    go(settings, at(2))
    assert sorted(box.receivers) == ["ada@example.no", "bo@example.no"]


@pytest.mark.parametrize(("command", "code"), [("DATA", 451), ("DATA", 554), ("RCPT", 450)])
def test_what_was_not_taken_is_tried_again_under_the_same_message_id(
    command: str, code: int, world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    box.fail(command, code)
    go(settings, at(2))
    assert box.mails == []
    with Archive.open(settings.archive, read_only=True) as archive:
        first, state = archive.connection.execute("SELECT message_id, state FROM alerts").fetchone()
    assert state == "waiting"
    world.publish("fylke", 41)
    go(settings, at(2) + timedelta(seconds=30))
    go(settings, at(2) + timedelta(hours=1))
    assert len(box.mails) == 2
    assert [mail["Message-ID"] for mail in box.mails].count(first) == 1
    assert states(settings) == ["sent", "sent"]


def test_a_mail_that_may_have_arrived_is_not_sent_again(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    box.break_off()
    for day in (2, 3, 4):
        go(settings, at(day))
    assert len(box.mails) == 1
    assert states(settings) == ["unsure"]


def test_what_a_killed_run_was_sending_is_not_sent_again(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    box.fail("RCPT", 450)
    go(settings, at(2))
    with sqlite3.connect(settings.archive) as db:
        db.execute("UPDATE alerts SET state = 'sending'")
    db.close()
    go(settings, at(3))
    assert box.mails == []
    assert states(settings) == ["unsure"]


def test_a_service_that_is_asked_to_stop_leaves_what_waits_to_the_next_round(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    box.fail("RCPT", 451)
    go(settings, at(2))
    with Archive.open(settings.archive) as archive:
        assert deliver(settings, archive, lambda: at(3), stop=lambda: True) == 0
    assert (box.mails, states(settings)) == ([], ["waiting"])
    go(settings, at(3))
    assert len(box.mails) == 1


def test_it_is_given_up_after_days_and_the_run_goes_on(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.publish("fylke", 40)
    box.fail("RCPT", 550, times=MAX_TRIES + 5)
    now = at(2)
    for _ in range(MAX_TRIES):
        report = go(settings, now)
        assert report is not None
        assert report.outcome == "ok"
        now += BACK_OFF[-1]
    assert states(settings) == ["given up"]


def test_a_source_that_does_not_answer_is_told_after_three_visits_once_and_when_it_is_back(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.servers["fylke"].at(FEED["fylke"], page(b"", 503))
    for hour in range(5):
        go(settings, at(2, hour))
        assert len(box.mails) == (hour >= 2)
    world.heal()
    for hour in range(5, 8):
        go(settings, at(2, hour))
    down, up = box.mails
    assert down["Subject"] == "Trenger tilsyn: Statsforvalteren"
    assert "siden 3. september 2026 kl. 08.00" in down.get_content()
    assert up["Subject"] == "I orden igjen: Statsforvalteren"


def test_a_foreign_feed_is_told_at_once_with_what_to_do(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    world.servers["fylke"].at(FEED["fylke"], page(b"<html><p>Velkommen</p></html>"))
    go(settings, at(2))
    (mail,) = box.mails
    assert "a web page stands where the feed should be" in mail.get_content()
    assert "Råd: " in mail.get_content()


def test_silence_is_told_once_and_when_it_ends(
    world: Loopback, settings: Settings, box: Mailbox
) -> None:
    for day in (9, 12, 13, 14):
        go(settings, at(day))
    assert [m["Subject"] for m in box.mails] == ["Trenger tilsyn: Statsforvalteren"]
    assert "på 12 dager" in box.mails[0].get_content()
    world.publish("fylke", 15 * 24)
    go(settings, at(15))
    assert {m["Subject"].partition(":")[0] for m in box.mails[1:]} == {
        "Ny pressemelding",
        "I orden igjen",
    }


def test_a_login_is_made_and_its_password_is_nowhere_to_be_read(
    world: Loopback, tmp_path: Path
) -> None:
    with Mailbox({"arkiv": "hemmelig-42"}) as box:
        more = box.config + 'user = "arkiv"\npassword_file = "pw"\n' + ALERT
        (tmp_path / "pw").write_text("hemmelig-42\n")
        world.publish("fylke", 1)
        settings = world.settings(tmp_path, "fylke", more=more)
        go(settings, at(1))
        world.publish("fylke", 40)
        go(settings, at(2))
        assert len(box.mails) == 1
    assert "hemmelig-42" not in repr(settings)
    assert load(settings.file, {"PRESSEARKIV_MAIL_PASSWORD": "other"}).mail.password == "other"  # type: ignore[union-attr]


def test_a_wrong_password_is_said_without_the_password(
    world: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Mailbox({"arkiv": "riktig"}) as box:
        more = box.config + 'user = "arkiv"\n' + ALERT
        world.publish("fylke", 1)
        secret = {"PRESSEARKIV_MAIL_PASSWORD": "hemmelig-42"}
        settings = world.settings(tmp_path, "fylke", more=more, env=secret)
        go(settings, at(1))
        world.publish("fylke", 40)
        go(settings, at(2))
    assert "does not accept the user name and password" in caplog.text
    assert "hemmelig-42" not in caplog.text
    assert states(settings) == ["waiting"]


def test_no_mail_server_at_all_leaves_the_run_as_it_is(world: Loopback, tmp_path: Path) -> None:
    world.publish("fylke", 1)
    settings = world.settings(tmp_path, "fylke", more=Mailbox().config + ALERT)
    go(settings, at(1))
    world.publish("fylke", 40)
    report = go(settings, at(2))
    assert report is not None
    assert report.outcome == "ok"
    assert states(settings) == ["waiting"]


# Webhooks.

HOOK = '[[alerts]]\nname = "hook"\nwebhook = "{url}"\nsearch = ""\nsources = true\n'


@pytest.fixture
def hooked(world: Loopback, tmp_path: Path) -> Settings:
    world.publish("fylke", 1)
    url = world.servers["ks"].at("/hook?token=hemmelig", page(b"", 204))
    settings = world.settings(tmp_path, "fylke", more=HOOK.format(url=url))
    go(settings, at(1))
    world.publish("fylke", 40, 41)
    return settings


def test_a_webhook_is_sent_one_json_document(world: Loopback, hooked: Settings) -> None:
    for day in (2, 3):
        go(hooked, at(day))
    (asked,) = world.servers["ks"].asked("/hook?token=hemmelig")
    document = json.loads(asked.body)
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.headers["idempotency-key"] in document["id"]
    assert [r["source_id"] for r in document["releases"]] == ["fylke", "fylke"]
    assert document["text"].startswith("2 nye pressemeldinger")


def test_a_webhook_that_answers_with_an_error_is_tried_again_under_the_same_key(
    world: Loopback, hooked: Settings
) -> None:
    world.servers["ks"].at("/hook?token=hemmelig", page(b"", 500), page(b"", 204))
    for day in (2, 3):
        go(hooked, at(day))
    one, other = world.servers["ks"].asked("/hook?token=hemmelig")
    assert one.headers["idempotency-key"] == other.headers["idempotency-key"]
    assert states(hooked) == ["sent", "sent"]


@pytest.mark.parametrize("broken", [reset(), raw(b"HTTP/1.1 2", RESET)])
def test_a_webhook_that_breaks_off_may_have_taken_it_and_is_not_sent_again(
    broken: object, world: Loopback, hooked: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    world.servers["ks"].at("/hook?token=hemmelig", broken)  # type: ignore[arg-type]
    for day in (2, 3):
        go(hooked, at(day))
    assert len(world.servers["ks"].asked("/hook?token=hemmelig")) == 1
    assert states(hooked) == ["unsure", "unsure"]
    assert "hemmelig" not in caplog.text
    assert "hemmelig" not in repr(hooked)


def test_a_webhook_where_nobody_listens_waits(world: Loopback, hooked: Settings) -> None:
    world.servers["ks"].down()
    go(hooked, at(2))
    assert states(hooked) == ["waiting", "waiting"]
    world.servers["ks"].up()
    go(hooked, at(3))
    assert states(hooked) == ["sent", "sent"]


def test_a_webhook_is_sent_to_no_private_network_by_name(
    world: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.publish("fylke", 1)
    port = world.servers["ks"].port
    more = HOOK.format(url=f"http://ip6-localhost:{port}/hook")
    settings = world.settings(tmp_path, "fylke", more=more)
    go(settings, at(1))
    world.publish("fylke", 40)
    go(settings, at(2))
    assert world.servers["ks"].requests == []
    assert states(settings) == ["waiting"]


# Configuration.


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[[alerts]]\nname = "a"\nsearch = ""\n', "needs “to” (mail addresses) or “webhook”"),
        ('[[alerts]]\nname = "a"\nto = "a@x.no"\nsearch = ""\n', "needs [mail] with server"),
        ('[[alerts]]\nname = "a"\nwebhook = "https://x.no/"\n', "needs “search”"),
        ('[[alerts]]\nname = "a"\nwebhook = "ftp://x.no/"\nsearch = ""\n', "http or https"),
        ('[[alerts]]\nname = "a"\nto = "a b@x.no"\nsearch = ""\n', "number 1 to"),
        ('[[searches]]\nname = "a"\n[[searches]]\nname = "a"\n', "name of another already"),
        ('[[searches]]\nname = "a"\nsource = "sk"\n', "“sk”, which is no source"),
        ('[mail]\nserver = "x"\npasword_file = "y"\n', "Did you mean “password_file”?"),
        ('[[sources]]\nid = "x"\nkind = "feed"\nurl = "https://x.no/f"\nexpect = { tilte = "y" }\n',
         "Did you mean “title”?"),
    ],
)  # fmt: skip
def test_a_wrong_alert_is_said_in_plain_words(
    more: str, says: str, world: Loopback, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as error:
        world.settings(tmp_path, "fylke", more=more)
    assert says in str(error.value)


def test_the_archive_holds_no_address(world: Loopback, settings: Settings, box: Mailbox) -> None:
    world.publish("fylke", 40)
    go(settings, at(2))
    with Archive.open(settings.archive, read_only=True) as archive:
        dump = "\n".join(archive.connection.iterdump())
    assert "ada@example.no" not in dump


def test_a_webhook_leads_home_by_a_name_only_if_the_config_names_its_host(world: Loopback) -> None:
    from pipeline.wire.errors import AddressNotAllowed
    from pipeline.wire.post import post

    world.servers["ks"].at("/hook", page(b"", 204))
    url = f"http://intranet.test:{world.servers['ks'].port}/hook"
    home = lambda _host, _port: ["127.0.0.1"]  # noqa: E731 - a resolver of the test's own
    with pytest.raises(AddressNotAllowed, match=r"intranet\.test leads to 127\.0\.0\.1"):
        post(url, resolver=home, private_hosts=["other.test"])
    assert world.servers["ks"].requests == []
    assert post(url, resolver=home, private_hosts=["intranet.test"]) == 204


def test_a_hanging_webhook_is_left_in_time(world: Loopback, hooked: Settings) -> None:
    from pipeline.wire.errors import TimedOut
    from pipeline.wire.post import post

    url = world.servers["ks"].at("/slow", hang())
    with pytest.raises(TimedOut):
        post(url, b"{}", seconds=0.2)
