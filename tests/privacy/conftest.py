"""An archive with a person in every place where a release may name one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from storage.archive import Archive
from storage.release import (
    AgendaDate,
    Attachment,
    Change,
    Contact,
    Published,
    Sighting,
    Translation,
)
from storage.search_words import index_words
from tests.storage.keeping import WHOLE, meet, provenance

if TYPE_CHECKING:
    from pathlib import Path

NAME: Final = "Kari Nordmann"
PHONE: Final = "917 26 622"
EMAIL: Final = "kari.nordmann@ks.example"
SEEN: Final = "2026-11-20T10:00:00Z"

PERSON: Final = Contact(NAME, "pressesjef", PHONE, EMAIL)
RELEASE: Final = replace(
    WHOLE,
    key="ntb-1",
    url="https://presserom.example/pressemelding/1/skolevei",
    title=f"Skolevei: ring {PHONE}",
    lead=f"Spør {NAME}, {EMAIL}.",
    body=f"Gangvei blir bygd.\n\nKontakt: {NAME}, tlf. {PHONE}, {EMAIL}",
    body_html=f'<p>Kontakt: <a href="mailto:{EMAIL}">{NAME}</a>, {PHONE}</p>',
    published=Published(
        text="2026-11-20T10:00:00Z",
        at=SEEN,
        local="2026-11-20 11:00:00",
        date="2026-11-20",
        precision="second",
        source="feed",
    ),
    contacts=(PERSON,),
    documents=(Attachment("https://presserom.example/plan.pdf", f"Plan fra {EMAIL}"),),
    links=(Attachment(f"mailto:{EMAIL}", NAME), Attachment("tel:+4791726622", PHONE)),
    images=(Attachment("https://presserom.example/1.jpg", f"{NAME}, {PHONE}"),),
    translations=(
        Translation("en", "https://presserom.example/en", "Way", EMAIL, f"Call {PHONE}"),
    ),
    dates=(AgendaDate(f"20. desember, meld deg til {EMAIL}", "2026-12-20", None, "day", "event"),),
)


@pytest.fixture
def peopled(tmp_path: Path) -> Path:
    """An archive with one release that names a person everywhere, in two revisions."""
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        fill(archive)
    return path


def fill(archive: Archive) -> None:
    meet(archive)
    with archive.transaction():
        sighting = Sighting(RELEASE.url, "https://presserom.example/rss", f'{{"lead": "{EMAIL}"}}')
        archive.record(Change("new", RELEASE), provenance(SEEN), [sighting])
        later = replace(RELEASE, body=f"{RELEASE.body}\n\nVakt: {PHONE}")
        archive.record(Change("revised", later, ("body",)), provenance(SEEN))
        read = f"Spør {EMAIL} eller {PHONE}"
        archive.connection.execute("UPDATE documents SET text = ?", (read,))
        index_words(archive.connection, [read])
