"""What an answer comes to: content, "nothing new", or the reason why there is neither."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.wire.errors import (
    BadStatus,
    Gone,
    NotFound,
    RateLimited,
    Refused,
    ServerFault,
    UnexpectedStatus,
)
from pipeline.wire.freshness import max_age, retry_after
from sources.item import Response

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.wire.errors import Cost
    from pipeline.wire.exchange import Answer

_STATUS_FAULTS: dict[int, type[BadStatus]] = {
    **dict.fromkeys((401, 402, 403, 407, 451), Refused),
    404: NotFound,
    410: Gone,
    429: RateLimited,
}


@dataclass(frozen=True, slots=True)
class Validator:
    """What a server and we know a body by: sent back byte for byte, never interpreted."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer worth having.

    ``url`` is what was asked for. ``response`` is ``None`` where the server says that nothing has
    changed (304). ``same_body`` is true of a 200 whose bytes are those that the validator vouches
    for. ``moved_to`` is the new address where every redirect on the way was for good (301, 308).
    ``retry_after`` and ``max_age`` are seconds from ``fetched_at`` (UTC), ``None`` where the
    server does not say. ``requests`` counts redirects, second tries and robots.txt too,
    ``wire_bytes`` headers too, ``seconds`` not the wait for our turn.
    """

    url: str
    response: Response | None
    status: int
    not_modified: bool
    same_body: bool
    sha256: str
    validator: Validator
    moved_to: str
    retry_after: float | None
    max_age: float | None
    wire_bytes: int
    seconds: float
    fetched_at: datetime
    requests: int


def judged(
    url: str, answer: Answer, moved_to: str, known: Validator, cost: Cost, now: datetime
) -> Fetched:
    """Return what ``answer`` to ``url`` brings, against what was ``known``.

    Raises a leaf of ``BadStatus`` for an answer without content, a 304 that nobody asked for among
    them.
    """
    unchanged = answer.status == 304 and bool(known.etag or known.last_modified)
    if not (answer.has_content or unchanged):
        raise _status_fault(answer, now)
    digest = known.sha256 if unchanged else sha256(answer.body).hexdigest()
    return Fetched(
        url=url,
        response=None if unchanged else _response(answer),
        status=answer.status,
        not_modified=unchanged,
        same_body=not unchanged and digest == known.sha256,
        sha256=digest,
        validator=_validator(answer.headers, digest, known if unchanged else Validator()),
        moved_to=moved_to,
        retry_after=retry_after(answer.headers, now),
        max_age=max_age(answer.headers, now),
        wire_bytes=cost.wire_bytes,
        seconds=cost.seconds,
        fetched_at=now,
        requests=cost.requests,
    )


def fault_of(status: int) -> type[BadStatus]:
    """Return the fault that an HTTP status without content means."""
    return _STATUS_FAULTS.get(status, ServerFault if 500 <= status < 600 else UnexpectedStatus)


def _response(answer: Answer) -> Response:
    return Response(answer.target.url, answer.body, answer.status, answer.headers)


def _validator(headers: Mapping[str, str], digest: str, known: Validator) -> Validator:
    return Validator(
        etag=headers.get("etag", known.etag),
        last_modified=headers.get("last-modified", known.last_modified),
        sha256=digest,
    )


def _status_fault(answer: Answer, now: datetime) -> BadStatus:
    status, headers, url = answer.status, answer.headers, answer.target.url
    kind = fault_of(status)
    wait = retry_after(headers, now)
    told = f"the server answers {status}"
    if headers.get("cf-mitigated", "").lower() == "challenge":
        kind, told = Refused, f"{told} with a robot check"
    if wait is not None:
        told = f"{told} and asks us to wait {wait:,.0f} s"
    return kind(f"{told}: {url}", response=_response(answer), url=url, retry_after=wait)
