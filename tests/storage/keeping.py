"""Releases and archives for tests of storage, which knows nothing of the pipeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage.release import (
    AgendaDate,
    Attachment,
    Change,
    Contact,
    Provenance,
    Published,
    Release,
    Sighting,
    Translation,
)

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.release import Outcome

DAY_1, DAY_2 = "2026-07-03T10:00:00Z", "2026-07-04T10:00:00Z"
FEED = "https://presserom.example/rss"

WHOLE = Release(
    key="ntb-18000001",
    url="https://presserom.example/pressemelding/18000001/trygg-skolevei",
    title="Trygg skolevei",
    lead="Flere får gå til skolen.",
    body="Nå blir det gangvei.\n\nDen er ferdig i august.",
    body_html="<p>Nå blir det gangvei.</p>",
    type="pressemelding",
    type_text="Pressemelding",
    language="nb",
    language_source="publisher",
    publisher="Eksempelforbundet",
    published=Published(
        text="2026-07-03T08:00:00+02:00",
        at="2026-07-03T06:00:00Z",
        local="2026-07-03 08:00:00",
        date="2026-07-03",
        precision="second",
        flags=("disputed",),
        source="feed",
        disputed_by=(("label", "Dato: 12.03.2026"),),
    ),
    contacts=(Contact("Kari", "leder", "900 00 001", "k@x.example"), Contact("Vakt")),
    documents=(
        Attachment("https://x.example/1.pdf", "Plan"),
        Attachment("https://x.example/2.pdf"),
    ),
    links=(Attachment("https://x.example/", "X"),),
    images=(Attachment("https://x.example/1.jpg", "Bilde"),),
    translations=(Translation("en", "https://x.example/en", "Safe way", "Lead", "Body"),),
    dates=(
        AgendaDate("i august", "2026-08-01", "2026-08-31", "month", "mention", "", ("approx",)),
        AgendaDate(
            "4. august klokken 9", "2026-08-04T09:00:00+02:00", None, "hour", "event", "Lia"
        ),
    ),
    content_hash="1:aa",
)
BARE = Release(key="ntb-18000002", url="https://presserom.example/2", title="Bar")
SIGHTING = Sighting(WHOLE.url, FEED, '{"title": "Trygg skolevei"}')


def provenance(seen_at: str = DAY_1, capture_id: int | None = None) -> Provenance:
    return Provenance("ks", seen_at, capture_id)


def meet(archive: Archive, source_id: str = "ks") -> None:
    with archive.transaction():
        archive.journal.meet_source(source_id, source_id.upper(), "ntb", FEED, DAY_1)


def keep(archive: Archive, release: Release = WHOLE, *sightings: Sighting) -> int:
    """Record a release as new."""
    return archive.record(Change("new", release), provenance(), sightings)


def revise(archive: Archive, outcome: Outcome = "revised", **told: Any) -> Release:
    """Record WHOLE with some fields told otherwise; return what was told."""
    release = replace(WHOLE, **{"content_hash": "1:bb", **told})
    archive.record(Change(outcome, release, tuple(told)), provenance(DAY_2))
    return release
