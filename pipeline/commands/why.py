"""How ``show --why`` is printed: for engineers, and for whoever answers for the records."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.shared import local

if TYPE_CHECKING:
    from pipeline.why.answer import Answer, Evidence

_LONGEST = 200


def document(answer: Answer) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    return asdict(answer)


def print_answer(answer: Answer) -> None:
    """Print why a field says what it says."""
    click.echo(f"{answer.key} {answer.field}: {_short(answer.value)}")
    if answer.revision is not None:
        click.echo(
            f"since revision {answer.revision}, first seen {local(answer.seen_at)},"
            f" recorded by pressearkiv {answer.version or '(version not noted)'}"
        )
    for number, one in enumerate(answer.evidence, start=1):
        click.echo(f"\n{number}. {_short(one.gives) or '(nothing)'}")
        for line in _lines(one):
            click.echo(f"   {line}")
    if not answer.evidence and not answer.unread:
        click.echo("nothing was told of it")
    if answer.revision is not None:
        click.echo(f"\n{_today(answer)}")


def _lines(one: Evidence) -> list[str]:
    lines = [f"rule     {one.rule}"]
    if one.written:
        lines.append(f"written  {_short(one.written)}")
    lines.append(f"told by  {one.told_by}")
    if one.source is not None:
        lines += [
            f"capture  {one.source.id}, fetched {local(one.source.fetched_at)}, {one.source.url}",
            f"sha256   {one.source.sha256}",
        ]
        lines += _place(one)
    return lines


def _place(one: Evidence) -> list[str]:
    place = one.place
    if place is None:
        return ["bytes    not found as written: put together or written otherwise in the capture"]
    part = "" if place.whole else ", where it begins"
    often = f", {place.times} times here; this is the first" if place.times > 1 else ""
    inside = f" in {place.element}" if place.element else ""
    return [
        f"bytes    {place.offset:,} to {place.offset + place.length:,}{inside}{part}{often}",
        f"         …{place.excerpt}…",
    ]


def _today(answer: Answer) -> str:
    if answer.unread:
        return f"Not read again: {answer.unread}."
    if answer.differs is None:
        return f"Read again now by pressearkiv {answer.today}: the same."
    return (
        f"Read again now by pressearkiv {answer.today}, the same bytes say:"
        f" {_short(answer.differs)}\n“pressearkiv reparse” keeps that, as our own reading."
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
