"""Where in the archive a person's words may stand: every column that holds text or bytes.

A test holds this against the real tables: a column that nobody has thought of fails it.
"""

from __future__ import annotations

from typing import Final, Literal

Holds = Literal["words", "attached", "answer", "bytes", "none"]
"""``words``: what a publisher, or somebody's mail server, may have written; JSON included.
``attached``: a revision's JSON of all that hung on the release. ``answer``: a capture's bytes.
``bytes``: something's raw bytes. ``none``: what this program or a standard alone decides."""

_NONE: Final[Holds] = "none"


def _table(*, none: str = "", words: str = "", **others: Holds) -> dict[str, Holds]:
    return {
        **dict.fromkeys(none.split(), _NONE),
        **dict.fromkeys(words.split(), "words"),
        **others,
    }


COLUMNS: Final[dict[str, dict[str, Holds]]] = {
    "sources": _table(none="id kind first_seen_at", words="name url"),
    "releases": _table(
        none="key source_id type language language_source published_at published_local"
        " published_date published_precision published_flags published_source published_month"
        " first_seen_at last_seen_at text_status content_hash withdrawn_at",
        words="url title lead body body_html type_text publisher published_text published_disputed",
    ),
    "revisions": _table(
        none="seen_at folded_at cause type language published_local published_source text_status"
        " changed content_hash version",
        words="url title lead body type_text publisher published_text",
        attached="attached",
    ),
    "translations": _table(none="language first_seen_at", words="url title lead body"),
    "sightings": _table(none="source_id first_seen_at last_seen_at", words="url seen_in notice"),
    "dates": _table(none="starts ends precision role flags", words="text place"),
    "contacts": _table(words="name title phone email"),
    "documents": _table(none="text_status read_by due_at", words="url title text text_reason"),
    "links": _table(words="url title"),
    "images": _table(words="url title"),
    "captures": _table(
        none="source_id fetched_at sha256", words="url found_at headers", body="answer"
    ),
    "validators": _table(none="source_id sha256 seen_at", words="url etag last_modified"),
    "rechecks": _table(none="source_id due_at reason", words="url"),
    "runs": _table(none="command version started_at finished_at outcome"),
    "visits": _table(
        none="source_id started_at finished_at outcome error_kind not_before",
        words="error hint",
    ),
    "fetches": _table(none="source_id fetched_at outcome", words="url moved_to error"),
    "quarantine": _table(
        none="source_id seen_at sha256 resolved_at", words="url reason", raw="bytes"
    ),
    "backfills": _table(none="source_id updated_at", words="next_url"),
    "robots": _table(none="fetched_at", words="origin", body="bytes"),
    "story_links": _table(none="kind reason made_by rule_version made_at cut_at", words="evidence"),
    "story_references": _table(none="role day", words="reference"),
    "withdrawals": _table(none="withdrawn_at returned_at"),
    "imports": _table(
        none="record_id source_id fetched_at outcome digest run began_at read_at",
        words="file url moved_to error held",
    ),
    "alerts": _table(
        none="about kind source_id queued_at state message_id next_try_at sent_at",
        words="recipient search reason error",
    ),
    "held_answers": _table(none="assertion"),
    "forgotten": _table(none="forgotten_at version salt"),
    "forgotten_marks": _table(none="digest kind"),
    "redacted_captures": _table(none="redacted_at original_sha256"),
    "dropped_contacts": _table(none="dropped_at"),
}
