"""Whose answer is this? An address and its items to the configured source they belong to; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from pipeline.identity import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pipeline.settings import SourceSettings
    from sources.item import Page

_WWW: Final = "www."


class Owners:
    """The configured sources, by where their addresses lie and who speaks in them.

    Several sources share a host: the ministries, the press rooms. Which is meant says the feed's
    own address, or the publisher's name in what the answer holds.
    """

    def __init__(self, sources: Sequence[SourceSettings]) -> None:
        self._sources = sources
        self._asked = {
            same_place(request.url): source
            for source in sources
            for request in (*source.adapter.start(), *source.adapter.catalogue())
        }

    def at(self, url: str) -> list[SourceSettings]:
        """Return the sources that may have answered at ``url``: the one that asks it, or a host's.

        Empty where no source reads that host.
        """
        asked = self._asked.get(same_place(url))
        if asked is not None:
            return [asked]
        host = _host(url)
        return [s for s in self._sources if host in {_host(r.url) for r in s.adapter.start()}]

    def asks(self, url: str) -> bool:
        """Tell whether some source's feed or list is read at ``url``."""
        return same_place(url) in self._asked

    def speaks(self, source: SourceSettings, page: Page, names: Collection[str]) -> bool:
        """Tell whether a page's items are the source's own, by the publisher that they name.

        ``names`` are those under which the source is known. Items that name no publisher count
        for a source that has its host for itself.
        """
        told = {item.publisher.casefold() for item in page.items if item.publisher}
        if told:
            return bool(told & {name.casefold() for name in (source.name, *names)})
        host = _host(source.adapter.start()[0].url)
        return sum(_host(s.adapter.start()[0].url) == host for s in self._sources) == 1


def is_release(url: str) -> bool:
    """Tell whether ``url`` has the form of a release's own page."""
    return key_of(url, base=url) is not None


def same_place(url: str) -> str:
    """Return an address without what changes from crawl to crawl: scheme, ``www.``, order."""
    parts = urlsplit(url)
    query = "&".join(f"{n}={v}" for n, v in sorted(parse_qsl(parts.query)))
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return f"{_host(url)}{port}{parts.path.rstrip('/')}?{query}"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix(_WWW)


def reads(sources: Iterable[SourceSettings], source_id: str) -> SourceSettings | None:
    """Return the configured source of that id."""
    return next((source for source in sources if source.id == source_id), None)
