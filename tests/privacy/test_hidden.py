"""What an outsider reaches over the site and the exports: no person's address or number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from pipeline.alerts.deliver import deliver
from pipeline.alerts.queue import recipients
from pipeline.cli import main
from pipeline.commands.browse import site_settings
from pipeline.config import load
from storage.archive import Archive
from storage.outbox import Alert, queue
from tests.mailbox import Mailbox
from tests.privacy.conftest import EMAIL, NAME, PHONE, SEEN
from tests.site.serving import NOON, served

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.settings import Settings

SEARCHES = ("skolevei", "kontakt", "26", "nordmann", "gangvei", "call", "spør")
PAGES = (
    "/",
    "/sak/ntb-1",
    "/sak/ntb-1.json",
    "/sak/ntb-1/endringer",
    "/sak/ntb-1/endringer.json",
    "/agenda",
    "/agenda.json",
    "/endringer",
    "/endringer.json",
    "/om",
    "/data/pressemeldinger.json",
    *(f"/sok?q={quote(word)}" for word in SEARCHES),
    *(f"/sok.json?q={quote(word)}" for word in SEARCHES),
)


def settings_of(archive: Path, privacy: str = "") -> Settings:
    file = archive.with_suffix(".toml")
    source = '[[sources]]\nid = "ks"\nkind = "ntb"\npublisher = 1\n'
    file.write_text(f'[archive]\npath = "{archive}"\n{privacy}\n{source}', encoding="utf-8")
    return load(file, {})


def uncovered(text: str) -> list[str]:
    """Return what a text gives away, however it is escaped."""
    flat = text.replace("\\u00a0", " ").replace("%40", "@").replace("&#43;", "+")
    wanted = (EMAIL, EMAIL.partition("@")[0], PHONE, PHONE.replace(" ", ""), "26 622")
    return [given for given in wanted if given in flat]


def test_no_page_of_the_site_gives_away_an_address_or_a_number(peopled: Path) -> None:
    with served(site_settings(settings_of(peopled), "127.0.0.1", 0, "/")) as visitor:
        for page in PAGES:
            answer = visitor.get(page)
            assert answer.status == 200, page
            assert not uncovered(answer.text), page


def test_no_table_that_a_visitor_may_read_gives_them_away(peopled: Path) -> None:
    with Archive.open(peopled, read_only=True) as archive:
        tables = [r[0] for r in archive.connection.execute("SELECT name FROM pragma_table_list")]
    with served(site_settings(settings_of(peopled), "127.0.0.1", 0, "/")) as visitor:
        for table in tables:
            for form in ("", ".json?_shape=array", ".csv"):
                answer = visitor.get(f"/data/{quote(table)}{form}")
                assert not uncovered(answer.text), table
                assert answer.status in (200, 403, 404), table
        for table in ("contacts", "revisions", "captures", "quarantine", "alerts"):
            assert visitor.get(f"/data/{table}.json").status == 403
        assert visitor.get("/data/contacts/1,1.json").status == 403
        assert visitor.get("/data.db").status == 403


def test_a_visitor_cannot_ask_whether_somebody_is_a_contact(peopled: Path) -> None:
    through = json.dumps({"table": "contacts", "column": "name", "value": NAME})
    with served(site_settings(settings_of(peopled), "127.0.0.1", 0, "/")) as visitor:
        assert visitor.get(f"/data/releases.json?_through={quote(through)}").status == 403


def test_nothing_that_the_site_exports_gives_them_away(peopled: Path) -> None:
    settings = site_settings(settings_of(peopled), "127.0.0.1", 0, "/")
    with served(settings) as visitor:
        for export in settings.exports:
            if export.id == "xlsx":
                continue
            answer = visitor.get(f"/eksport/{export.id}")
            assert answer.status == 200, export.id
            assert not uncovered(answer.text), export.id


@pytest.mark.parametrize("fmt", ["csv", "json", "ndjson", "atom", "jsonfeed", "ics"])
def test_no_export_gives_them_away_unless_they_are_kept(peopled: Path, fmt: str) -> None:
    assert not uncovered(_exported(peopled, fmt))
    shown = _exported(peopled, fmt, '[privacy]\ncontacts = "keep"')
    assert uncovered(shown.replace("\r\n ", ""))
    if fmt in ("csv", "json", "ndjson"):
        assert "pressesjef" in shown


def test_a_workbook_gives_nobody_away(peopled: Path, tmp_path: Path) -> None:
    import zipfile

    out = tmp_path / "out.xlsx"
    _exported(peopled, "xlsx", "", "-o", str(out))
    with zipfile.ZipFile(out) as book:
        for name in book.namelist():
            assert not uncovered(book.read(name).decode("utf-8", "replace")), name


def _exported(archive: Path, fmt: str, privacy: str = "", *more: str) -> str:
    file = settings_of(archive, privacy).file
    arguments = ["export", "--format", fmt, "--config", str(file), *more]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_the_owner_sees_them_in_the_terminal(peopled: Path) -> None:
    file = settings_of(peopled).file
    result = CliRunner().invoke(main, ["show", "ntb-1", "--json", "--config", str(file)])
    assert json.loads(result.stdout)["contacts"][0]["email"] == EMAIL


def test_where_contacts_are_kept_the_site_shows_them(peopled: Path) -> None:
    settings = settings_of(peopled, '[privacy]\ncontacts = "keep"')
    with served(site_settings(settings, "127.0.0.1", 0, "/")) as visitor:
        page = visitor.get("/sak/ntb-1")
        assert EMAIL in page.words
        assert visitor.get("/data/contacts.json").status == 200


ALERT = '[[alerts]]\nname = "vakt"\nto = "ada@example.no"\nsearch = ""\n'


@pytest.mark.parametrize(("contacts", "told"), [("hide", False), ("keep", True)])
def test_a_mail_about_a_release_gives_them_away_only_where_they_are_kept(
    peopled: Path, contacts: str, told: bool
) -> None:
    with Mailbox() as box:
        policy = f'[privacy]\ncontacts = "{contacts}"\n'
        settings = settings_of(peopled, policy + box.config + ALERT)
        (recipient,) = recipients(settings.alerts)
        with Archive.open(peopled) as archive:
            alert = Alert(recipient.id, "release:ntb-1", "release", "ks", SEEN, 1)
            with archive.transaction():
                queue(archive.connection, alert)
            assert deliver(settings, archive, lambda: NOON) == 1
    (mail,) = box.mails
    words = f"{mail['Subject']} {mail.get_content()}"
    assert NAME in words
    assert bool(uncovered(words)) is told
