"""Documents read again by another edition of the reader than the one that read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.documents import process
from pipeline.reparse import Difference
from storage import documents
from storage.privacy import answers, intake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import DocumentSettings
    from storage.archive import Archive


def read_again(
    settings: DocumentSettings, archive: Archive, *, dry_run: bool
) -> Iterator[Difference]:
    """Yield the documents that today's reader reads otherwise, and keep it unless ``dry_run``.

    No revision comes of it: a release says what it said. Raises ``ConfigError`` where what reads
    documents is not installed.
    """
    edition = process.edition()
    for held in documents.read_otherwise(archive.connection, edition):
        body = archive.capture(held.capture_id).body
        if answers.is_removed(body):
            continue
        text = process.read(body, settings)
        words = text.text and intake.words(archive.connection, text.text)
        if not dry_run:
            with archive.transaction():
                if words != text.text:
                    answers.take_away(archive.connection, held.capture_id)
                kept = replace(text, text=words)
                documents.keep_text(archive.connection, held.url, held.capture_id, kept, edition)
        if words != held.text:
            yield Difference(held.key, ((held.url, held.text, words),))
