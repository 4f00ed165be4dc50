"""The sections of config.toml as they are checked: every key, its kind, bounds and default.

What an adapter can be told beside ``SourceSection`` is what its own dataclass says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pipeline.config_schema import After, Before, Bounds
from pipeline.settings import Assertion  # noqa: TC001 - the schema is made of it
from sources.urls import absolute

_EVERY: Final = re.compile(r"(?:(\d{1,4})d)? ?(?:(\d{1,4})h)? ?(?:(\d{1,4})m)?")
_LEAST: Final = timedelta(minutes=1)


def interval(text: str) -> timedelta:
    """Read ``15m``, ``2h``, ``1d`` or ``1h 30m``; raises ``ValueError`` for anything else."""
    found = _EVERY.fullmatch(text.strip())
    days, hours, minutes = (int(g or 0) for g in found.groups()) if found else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if length < _LEAST:
        raise ValueError("must be a time such as 15m, 2h, 1d or 1h 30m, at least 1m")
    return length


def _every(text: str) -> str:
    interval(text)
    return text


def _slowest(text: str) -> str:
    return _every(text) if text else text


def _place(text: str) -> str:
    try:
        usable = "\0" not in str(Path(text).expanduser())
    except RuntimeError:
        usable = False
    if not usable:
        raise ValueError("must be the path of a file; “~” alone is your own folder")
    return text


Place = Annotated[str, After(_place)]


_ENGINE: Final = re.compile(
    r"inline|processes:([1-9]|[1-9]\d)|dask://([\w.-]+|\[[0-9a-f:]+\]):\d{1,5}", re.IGNORECASE
)


def _engine(text: str) -> str:
    if not _ENGINE.fullmatch(text):
        raise ValueError(
            "must be inline, processes:N (N from 1 to 99, such as processes:4) or dask://host:port"
        )
    return text.lower()


def _host(text: str) -> str:
    from pipeline.wire.guard import target_of
    from pressearkiv.errors import FetchError

    try:
        target = target_of(f"https://{text}/")
    except FetchError:
        target = None
    if target is None or (target.netloc, target.path) != (target.host, "/"):
        raise ValueError("must be a host's name alone, such as intranet.kommune.no")
    return target.host


def _hosts(value: object) -> object:
    """Let the environment, which has no lists, name several hosts with spaces between them."""
    return value.split() if isinstance(value, str) else value


Host = Annotated[str, After(_host)]
Hosts = Annotated[tuple[Host, ...], Before(_hosts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSection:
    """``[archive]``."""

    path: Annotated[str, Bounds(min_length=1), After(_place)] = "pressearkiv.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSection:
    """``[fetch]``."""

    user_agent: str = ""
    contact: str = "https://github.com/pressearkiv/pressearkiv"
    timeout: Annotated[float, Bounds(gt=0, le=600)] = 60.0
    per_host_delay: Annotated[float, Bounds(ge=0, le=60)] = 1.0
    max_bytes: Annotated[int, Bounds(ge=10_000)] = 20_000_000
    private_hosts: Hosts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSection:
    """``[run]``."""

    workers: Annotated[int, Bounds(ge=1, le=32)] = 4
    engine: Annotated[str, After(_engine)] = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsSection:
    """``[documents]``."""

    fetch: bool = False
    max_bytes: Annotated[int, Bounds(ge=10_000)] = 20_000_000
    max_pages: Annotated[int, Bounds(ge=1, le=100_000)] = 500
    per_run: Annotated[int, Bounds(ge=1, le=10_000)] = 20
    seconds: Annotated[int, Bounds(ge=1, le=600)] = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectSection:
    """``expect`` of a ``[[sources]]``."""

    title: str = ""
    least: Annotated[int, Bounds(ge=1)] = 1
    ignore: tuple[Assertion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSection:
    """What every ``[[sources]]`` has, whatever its kind; its other keys are the kind's own."""

    others: ClassVar[bool] = True

    id: Annotated[str, Bounds(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    name: str = ""
    kind: str
    every: Annotated[str, After(_every)] = "15m"
    enabled: bool = True
    language: str = ""
    expect: ExpectSection = ExpectSection()
    slowest: Annotated[str, After(_slowest)] = ""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _web(text: str) -> str:
    if text and not absolute(text):
        raise ValueError("must be an http or https address")
    return text


Words = Annotated[tuple[str, ...], Before(_listed)]
Web = Annotated[str, After(_web)]
Address = Annotated[str, Bounds(pattern=r"^[!-~]+@[!-~]+$")]
Addresses = Annotated[tuple[Address, ...], Before(_listed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSection:
    """``[[searches]]``: a saved search."""

    name: Annotated[str, Bounds(min_length=1)]
    query: str = ""
    source: Words = ()
    type: Words = ()
    language: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSection:
    """``[[alerts]]``: who is told of what."""

    name: Annotated[str, Bounds(pattern=r"^[^:]+$")]
    to: Addresses = ()
    webhook: Web = ""
    search: str | None = None
    source: Words = ()
    type: Words = ()
    language: Words = ()
    sources: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSection:
    """``[mail]``."""

    server: str = ""
    port: Annotated[int, Bounds(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Place = ""
    sender: Annotated[str, Bounds(pattern=r"^([!-~]+@[!-~]+)?$")] = ""
    timeout: Annotated[float, Bounds(gt=0, le=300)] = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSection:
    """``[log]``."""

    format: Literal["text", "logfmt", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySection:
    """``[privacy]``."""

    contacts: Literal["keep", "hide", "drop"] = "hide"
    after_days: Annotated[int, Bounds(ge=0, le=36500)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSection:
    """``[metrics]``."""

    textfile: Place = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PingSection:
    """``[ping]``."""

    url: Web = ""
