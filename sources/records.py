"""JSON as publishers send it: any field may be null, missing or of another kind than last year."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pressearkiv.errors import ParseError

if TYPE_CHECKING:
    from sources.item import Response

Record = dict[str, Any]


def document(response: Response) -> Any:
    """Return the answer's JSON; raises ``ParseError`` where it is none, or nests without end."""
    try:
        return _whole(json.loads(response.body))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the JSON cannot be read: {error}", url=response.url) from error


def _whole(found: Any) -> Any:
    r"""Replace half a surrogate pair ("\ud83d" alone), which no encoding and no archive takes."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        text = json.dumps(found, ensure_ascii=False).encode("utf-16", "surrogatepass")
        return json.loads(text.decode("utf-16", "replace"))
    return found


def text(record: Record, field: str) -> str:
    """Return a field that holds text or a number, ``""`` for anything else."""
    value = record.get(field)
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else ""


def records(record: Record, field: str) -> list[Record]:
    """Return the objects in a field that holds a list of them, ``[]`` for anything else."""
    found = record.get(field)
    return [r for r in found if isinstance(r, dict)] if isinstance(found, list) else []
