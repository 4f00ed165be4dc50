"""Items and releases for tests: invented, and whole unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.normalise import Reading, normalise
from pipeline.revision import content_hash
from sources.item import DateText, Item

if TYPE_CHECKING:
    from storage.release import Release

SEEN_AT = datetime(2026, 7, 3, 10, 0, tzinfo=UTC)
READING = Reading(SEEN_AT, publisher="Eksempelforbundet", language="nb")
ADDRESS = "https://kommunikasjon.ntb.no/pressemelding/18000001/trygg-skolevei?publisherId=9"

ITEM = Item(
    platform="ntb",
    native_id="18000001",
    url=ADDRESS,
    origin="list",
    title="Trygg skolevei",
    lead="Flere får gå til skolen.",
    body="<p>Nå blir det gangvei.</p><p>Den er ferdig i august.</p>",
    complete=True,
    dates=(DateText("2026-07-03T08:00:00+02:00", "feed"),),
    type="Pressemelding",
    language="nb",
    publisher="Eksempelforbundet",
)


def item(**told: Any) -> Item:
    """Return the item with some of its fields told otherwise."""
    return replace(ITEM, **told)


def release(*items: Item, **reading: Any) -> Release:
    """Return the release that items tell of, with its hash."""
    told = normalise(items or (ITEM,), replace(READING, **reading))
    return replace(told, content_hash=content_hash(told))
