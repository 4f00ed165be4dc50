"""``check``: fetch once, show what would be stored, store nothing."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.shared import (
    config_option,
    json_option,
    print_json,
    settings_of,
    utc_now,
)
from pressearkiv.errors import PressearkivError
from sources.urls import absolute

if TYPE_CHECKING:
    from pipeline.settings import Settings, SourceSettings
    from sources.item import Item, Page


@click.command()
@click.argument("what", metavar="URL|SOURCE")
@json_option
@config_option
def check(what: str, as_json: bool, config_file: Path | None) -> None:
    """Fetch an address or a source's feeds once, and show what would be stored. Stores nothing.

    \b
    Example:  pressearkiv check ks
              pressearkiv check https://www.example.no/feed.xml
    """
    settings = settings_of(config_file)
    source, urls = _wanted(settings, what)
    found = [_fetched(settings, source, url) for url in urls]
    if as_json:
        print_json(found)
        return
    for document in found:
        _print(document)


def _wanted(settings: Settings, what: str) -> tuple[SourceSettings, list[str]]:
    """Return the source whose adapter reads it, and the addresses to fetch."""
    from datetime import timedelta

    from pipeline.network import allowed
    from pipeline.run import named
    from pipeline.settings import SourceSettings
    from sources import KINDS

    if not absolute(what):
        source = named(settings, what)
        return source, [request.url for request in source.adapter.start()]
    from pipeline.wire.guard import target_of

    host = target_of(what).netloc
    known = [s for s in settings.sources if host in allowed((s,), settings.fetch).hosts]
    if known:
        return known[0], [what]
    adapter = KINDS["feed"](url=what)  # type: ignore[call-arg]
    return SourceSettings("check", host, adapter, timedelta(hours=1), True, ""), [what]


def _fetched(settings: Settings, source: SourceSettings, url: str) -> dict[str, Any]:
    from pipeline.conversation import Ask
    from pipeline.network import fetching
    from pipeline.wire.errors import FetchFault
    from storage.archive import Archive

    used = replace(settings, sources=(source,))
    with (
        tempfile.TemporaryDirectory(prefix="pressearkiv-") as folder,
        Archive.open(Path(folder) / "check.db") as archive,
        fetching(used, archive, utc_now) as fetch,
    ):
        answer = fetch(source.id, Ask(url))
    if isinstance(answer, FetchFault):
        raise answer
    if answer.response is None:
        raise PressearkivError("the server answers “not modified” to a plain question", url=url)
    page = source.adapter.parse(answer.response)
    return _document(url, answer.status, len(answer.response.body), page, source)


def _document(
    url: str, status: int, size: int, page: Page, source: SourceSettings
) -> dict[str, Any]:
    return {
        "url": url,
        "status": status,
        "bytes": size,
        "title": page.title,
        "items": [_release(item, source) for item in page.items],
        "not_understood": [reject.reason for reject in page.rejects],
        "next": page.next.url if page.next else None,
    }


def _release(item: Item, source: SourceSettings) -> dict[str, Any]:
    """Return the release that would be kept of this item alone, and where its text is."""
    from pipeline.normalise import Reading, normalise

    more = source.adapter.full_text(item)
    told: dict[str, Any] = {"text_at": more.url if more else None}
    try:
        release = normalise([item], Reading(utc_now(), source.name, source.language))
    except ValueError as error:
        return {**told, "refused": str(error), "item": asdict(item)}
    return {**told, **asdict(release)}


def _print(document: dict[str, Any]) -> None:
    click.echo(f"{document['url']}: {document['status']}, {document['bytes']:,} bytes")
    click.echo(f"“{document['title']}”, {len(document['items'])} releases")
    for item in document["items"]:
        if "refused" in item:
            click.echo(f"  refused: {item['refused']} ({item['item']['url']})")
            continue
        date = item["published"]
        click.echo(f"  {item['key']}  {date['local'] or '?'}  {item['type']}  {item['title']}")
        click.echo(
            f"    date “{date['text']}” ({date['source']}), {item['language'] or 'language ?'},"
            f" lead {len(item['lead'])} and body {len(item['body'])} characters"
            + (f", text at {item['text_at']}" if item["text_at"] else "")
        )
    for reason in document["not_understood"]:
        click.echo(f"  not understood: {reason}")
    if document["next"]:
        click.echo(f"  older releases: {document['next']}")
