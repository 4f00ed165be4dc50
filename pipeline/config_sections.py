"""The sections of config.toml as pydantic checks them: every key, its kind, bounds and default.

What an adapter can be told beside ``SourceSection`` is what its own dataclass says.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.functional_validators import AfterValidator, BeforeValidator

from pipeline.settings import Assertion  # noqa: TC001 - pydantic reads it
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


def _place(text: str) -> str:
    try:
        usable = "\0" not in str(Path(text).expanduser())
    except RuntimeError:
        usable = False
    if not usable:
        raise ValueError("must be the path of a file; “~” alone is your own folder")
    return text


Place = Annotated[str, AfterValidator(_place)]


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


Host = Annotated[str, AfterValidator(_host)]
Hosts = Annotated[tuple[Host, ...], BeforeValidator(_hosts)]


class Section(BaseModel):
    """A table in which every key must be known."""

    # Built when first needed: what a config leaves out then costs nothing.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class ArchiveSection(Section):
    """``[archive]``."""

    path: Place = Field("pressearkiv.db", min_length=1)


class FetchSection(Section):
    """``[fetch]``."""

    user_agent: str = ""
    contact: str = "https://github.com/pressearkiv/pressearkiv"
    timeout: float = Field(60.0, gt=0, le=600)
    per_host_delay: float = Field(1.0, ge=0, le=60)
    max_bytes: int = Field(20_000_000, ge=10_000)
    private_hosts: Hosts = ()


class RunSection(Section):
    """``[run]``."""

    workers: int = Field(4, ge=1, le=32)
    engine: Annotated[str, AfterValidator(_engine)] = "inline"


class DocumentsSection(Section):
    """``[documents]``."""

    fetch: bool = False
    max_bytes: int = Field(20_000_000, ge=10_000)
    max_pages: int = Field(500, ge=1, le=100_000)
    per_run: int = Field(20, ge=1, le=10_000)
    seconds: int = Field(30, ge=1, le=600)


class ExpectSection(Section):
    """``expect`` of a ``[[sources]]``."""

    title: str = ""
    least: int = Field(default=1, ge=1)
    ignore: tuple[Assertion, ...] = ()


class SourceSection(BaseModel):
    """What every ``[[sources]]`` has, whatever its kind."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str = ""
    kind: str
    every: Annotated[str, AfterValidator(lambda text: interval(text) and text)] = "15m"
    enabled: bool = True
    language: str = ""
    expect: ExpectSection = ExpectSection()
    slowest: Annotated[str, AfterValidator(lambda text: text and interval(text) and text)] = ""


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _web(text: str) -> str:
    if text and not absolute(text):
        raise ValueError("must be an http or https address")
    return text


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Web = Annotated[str, AfterValidator(_web)]
Address = Annotated[str, Field(pattern=r"^[!-~]+@[!-~]+$")]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_listed)]


class SearchSection(Section):
    """``[[searches]]``: a saved search."""

    name: str = Field(min_length=1)
    query: str = ""
    source: Words = ()
    type: Words = ()
    language: Words = ()


class AlertSection(Section):
    """``[[alerts]]``: who is told of what."""

    name: str = Field(pattern=r"^[^:]+$")
    to: Addresses = ()
    webhook: Web = ""
    search: str | None = None
    source: Words = ()
    type: Words = ()
    language: Words = ()
    sources: bool = False


class MailSection(Section):
    """``[mail]``."""

    server: str = ""
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Place = ""
    sender: str = Field("", pattern=r"^([!-~]+@[!-~]+)?$")
    timeout: float = Field(30.0, gt=0, le=300)


class LogSection(Section):
    """``[log]``."""

    format: Literal["text", "logfmt", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"


class PrivacySection(Section):
    """``[privacy]``."""

    contacts: Literal["keep", "hide", "drop"] = "hide"
    after_days: int = Field(0, ge=0, le=36500)


class MetricsSection(Section):
    """``[metrics]``."""

    textfile: Place = ""


class PingSection(Section):
    """``[ping]``."""

    url: Web = ""
