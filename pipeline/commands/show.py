"""``show``: one release, its revisions, dates, contacts, sightings and story."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.shared import (
    config_option,
    field_name,
    json_option,
    local,
    print_json,
    readable,
    settings_of,
)
from pressearkiv.errors import ConfigError, PressearkivError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.settings import Settings
    from storage.archive import Archive
    from storage.site.revisions import Step


class NoSuchRelease(PressearkivError):
    """The archive holds nothing under that key."""


@click.command()
@click.argument("key")
@click.option("--revision", type=click.IntRange(1), metavar="N", help="As it stood then.")
@click.option("--diff", is_flag=True, help="What each revision changed.")
@click.option("--why", "field", metavar="FIELD", help="From which bytes and by which rule.")
@json_option
@config_option
def show(
    key: str,
    revision: int | None,
    diff: bool,
    field: str | None,
    as_json: bool,
    config_file: Path | None,
) -> None:
    """Show one release, by its key or any of its addresses.

    \b
    Example:  pressearkiv show ntb-18307640
              pressearkiv show regjeringen-3021272 --diff
              pressearkiv show ntb-18307640 --why date
    """
    from pipeline.identity import key_of

    settings = settings_of(config_file)
    with readable(settings) as archive:
        if field is not None:
            _explain(settings, archive, key_of(key) or key, field, as_json=as_json)
            return
        document = _document(archive, key_of(key) or key)
        changes = _changes(archive, document["id"]) if diff else ()
    if revision is not None:
        document = _as_of(document, revision)
    if as_json:
        print_json(document)
    else:
        _print(document)
        if diff:
            _print_changes(changes)


def _explain(settings: Settings, archive: Archive, key: str, field: str, *, as_json: bool) -> None:
    """Print why a field says what it says; raises ``NoSuchRelease``."""
    from pipeline.commands import why as printed
    from pipeline.why.answer import why

    kept = archive.find(key)
    if kept is None:
        raise _missing(key)
    answer = why(settings, archive, kept, field)
    if as_json:
        print_json(printed.document(answer))
    else:
        printed.print_answer(answer)


def _missing(key: str) -> NoSuchRelease:
    return NoSuchRelease(
        f"there is no release {key}", hint="“pressearkiv search WORDS” finds keys."
    )


def _document(archive: Archive, key: str) -> dict[str, Any]:
    """Return all that is known of a release; raises ``NoSuchRelease``."""
    from storage.stories import story_of

    db = archive.connection
    found = _rows(db, "SELECT * FROM releases WHERE key = ?", key)
    if not found:
        raise _missing(key)
    document = found[0]
    release_id = document["id"]
    for table, columns in (
        ("contacts", "name, title, phone, email"),
        ("documents", "url, title, text_status, text_reason, pages"),
        ("links", "url, title"),
        ("images", "url, title"),
        ("translations", "language, url, title, lead, body"),
        ("dates", "text, starts, ends, precision, role, place"),
        ("sightings", "source_id, url, seen_in, first_seen_at, last_seen_at"),
        ("revisions", "*"),
    ):
        order = "revision" if table == "revisions" else "rowid"
        sql = f"SELECT {columns} FROM {table} WHERE release_id = ? ORDER BY {order}"  # noqa: S608
        document[table] = _rows(db, sql, release_id)
    document["story"] = asdict(story_of(db, release_id))
    document["published_flags"] = json.loads(document["published_flags"])
    for row in document["revisions"]:
        row["changed"] = json.loads(row["changed"])
        row["attached"] = json.loads(row["attached"])
    return document


def _changes(archive: Archive, release_id: int) -> tuple[Step, ...]:
    """Return what each revision changed, the oldest first."""
    from storage.site.revisions import steps

    return steps(archive.connection, release_id, contacts=True)[::-1]


def _rows(db: Any, sql: str, value: object) -> list[dict[str, Any]]:
    cursor = db.execute(sql, (value,))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _as_of(document: dict[str, Any], number: int) -> dict[str, Any]:
    then = next((r for r in document["revisions"] if r["revision"] == number), None)
    if then is None:
        raise ConfigError(
            f"{document['key']} has no revision {number}",
            hint=f"It has 1 to {document['revision']}.",
        )
    told = {name: value for name, value in then.items() if name in document}
    return {**document, **told, "revisions": [then]}


def _print(document: dict[str, Any]) -> None:
    lines = [
        document["title"],
        " · ".join(
            part
            for part in (
                document["published_local"] or document["published_text"] or "no date",
                document["publisher"],
                document["type_text"] or document["type"],
                document["language"],
            )
            if part
        ),
        document["url"],
        "",
        document["lead"],
        "",
        document["body"] or f"(no text yet: {document['text_status']})",
        "",
    ]
    for contact in document["contacts"]:
        told = (contact[name] for name in ("name", "title", "phone", "email"))
        lines.append("contact: " + ", ".join(part for part in told if part))
    for one in document["documents"]:
        why = f" ({one['text_status']}: {one['text_reason']})" if one["text_reason"] else ""
        lines.append(f"document: {one['title']} {one['url']}{why}")
    lines += [f"link: {one['title']} {one['url']}" for one in document["links"]]
    lines += [f"{d['role']}: {d['starts']} “{d['text']}” {d['place']}" for d in document["dates"]]
    lines += [f"in {t['language']}: {t['title']}" for t in document["translations"]]
    lines.append(
        f"{document['key']}, revision {document['revision']},"
        f" first seen {local(document['first_seen_at'])}"
    )
    click.echo("\n".join(lines))


def _print_changes(changes: Sequence[Step]) -> None:
    for step in changes:
        names = ", ".join(map(field_name, step.changed))
        later = f"; and {step.folded} later states of that day" if step.folded else ""
        click.echo(f"\nrevision {step.revision}, {local(step.seen_at)}: {names}{later}")
        for title in step.exchanged:
            click.echo(f"  the content of “{title}” is another")
        for field in step.fields:
            for passage in field.passages:
                if any(segment.op != "same" for segment in passage.segments):
                    told = "".join(_marked(*astuple(segment)) for segment in passage.segments)
                    click.echo(f"  {field_name(field.field)}: {told}")


def diff_lines(before: str, now: str) -> Iterator[str]:
    """Yield the paragraphs that differ, with the words that went and came marked."""
    from storage.diff import diff, paragraphs

    for paragraph in paragraphs(diff(before, now)):
        if all(segment.op == "same" for segment in paragraph):
            continue
        yield "".join(_marked(*astuple(segment)) for segment in paragraph)


def _marked(op: str, text: str) -> str:
    """Return words as on a page with corrections: [-gone-] and {+come+}."""
    return {"removed": f"[-{text}-]", "added": f"{{+{text}+}}"}.get(op, text)
