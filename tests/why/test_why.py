"""Every fact names its capture, its bytes, its rule and its version."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.why.answer import FIELDS, field_of, why
from pressearkiv import __version__
from pressearkiv.errors import ConfigError
from storage.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings
    from pipeline.why.answer import Answer

NYNORSK = "regjeringen-3179641"
EDITED = "ntb-18948612"


@pytest.fixture
def archive(demo: Settings) -> Iterator[Archive]:
    with Archive.open(demo.archive, read_only=True) as opened:
        yield opened


def _asked(settings: Settings, archive: Archive, key: str, field: str) -> Answer:
    kept = archive.find(key)
    assert kept is not None
    return why(settings, archive, kept, field)


def test_a_date_names_the_field_it_was_written_in_and_those_that_were_not_taken(
    demo: Settings, archive: Archive
) -> None:
    answer = _asked(demo, archive, NYNORSK, "date")
    assert answer.value == "2026-11-20 09:10:00 (second)"
    taken, *others = answer.evidence
    assert "feed's own date field (taken)" in taken.rule
    assert taken.place is not None
    assert taken.place.element == "<pubDate>"
    assert all("not taken" in other.rule for other in others)


def test_the_bytes_are_where_it_says_in_a_capture_with_that_hash(
    demo: Settings, archive: Archive
) -> None:
    (told,) = _asked(demo, archive, NYNORSK, "type").evidence
    assert told.source is not None
    assert told.place is not None
    body = archive.capture(told.source.id).body
    assert hashlib.sha256(body).hexdigest() == told.source.sha256
    where = slice(told.place.offset, told.place.offset + told.place.length)
    assert body[where].decode() == told.written == "Pressemelding"
    assert "mapped by the vocabulary to “pressemelding”" in told.rule


def test_a_contact_is_found_in_its_own_record_of_a_list(demo: Settings, archive: Archive) -> None:
    answer = _asked(demo, archive, EDITED, "contact")
    assert len(answer.evidence) == 2
    for one in answer.evidence:
        assert one.place is not None
        assert one.place.element == "“email”"
        assert one.place.times == 1


def test_a_language_says_whose_word_it_is_or_how_sure_the_text_makes_it(
    demo: Settings, archive: Archive
) -> None:
    (detected,) = _asked(demo, archive, EDITED, "language").evidence
    assert "detected from the text" in detected.rule
    assert "nb 0." in detected.rule
    (told,) = _asked(demo, archive, NYNORSK, "language").evidence
    assert "publisher's code" in told.rule


def test_a_value_is_dated_to_the_revision_since_which_it_stands(
    demo: Settings, archive: Archive
) -> None:
    title, body = (_asked(demo, archive, EDITED, field) for field in ("title", "body"))
    assert (title.revision, body.revision) == (1, 2)
    assert title.version == body.version == __version__


def test_every_field_of_every_release_is_explained_and_read_the_same_today(
    demo: Settings, archive: Archive
) -> None:
    keys = [row[0] for row in archive.connection.execute("SELECT key FROM releases")]
    for key in keys:
        for field in ("title", "published", "type", "language", "body", "contacts", "documents"):
            answer = _asked(demo, archive, key, field)
            assert answer.differs is None, (key, field, answer.differs)
            assert answer.unread == "", (key, field)


@pytest.mark.parametrize("field", FIELDS)
def test_there_is_an_answer_for_every_field(demo: Settings, archive: Archive, field: str) -> None:
    answer = _asked(demo, archive, EDITED, field)
    assert answer.field == field
    assert all(one.rule.startswith((field.rstrip("s"), "date", "deadline", "mention", "event",
                                    "source", "link")) for one in answer.evidence)  # fmt: skip


def test_what_today_would_be_read_otherwise_is_said(demo: Settings, archive: Archive) -> None:
    from dataclasses import replace

    kept = archive.find(NYNORSK)
    assert kept is not None
    older = replace(kept, release=replace(kept.release, type="annet"))
    answer = why(demo, archive, older, "type")
    assert (answer.value, answer.differs) == ("annet", "pressemelding")


def test_a_source_that_is_configured_no_more_is_said_so(demo: Settings, archive: Archive) -> None:
    from dataclasses import replace

    bare = replace(demo, sources=())
    answer = _asked(bare, archive, NYNORSK, "title")
    assert "not in config.toml any more" in answer.unread
    assert answer.evidence == ()


@pytest.mark.parametrize(
    ("asked", "field"),
    [("date", "published"), ("published_local", "published"), ("Contact", "contacts")],
)
def test_a_column_or_a_plain_word_is_understood(asked: str, field: str) -> None:
    assert field_of(asked) == field


def test_an_unknown_field_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError) as raised:
        field_of("colour")
    assert all(field in raised.value.hint for field in FIELDS)


def test_the_command_tells_it_in_words_and_as_json(demo: Settings) -> None:
    command = ["show", NYNORSK, "--why", "date", "--config", str(demo.file)]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 0
    assert "in <pubDate>" in told.stdout
    assert told.stdout.endswith(f"Read again now by pressearkiv {__version__}: the same.\n")
    document = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    assert document["evidence"][0]["source"]["sha256"]
    wrong = CliRunner().invoke(main, ["show", NYNORSK, "--why", "x", "--config", str(demo.file)])
    assert wrong.exit_code == 2
    assert "The fields are" in wrong.stderr
