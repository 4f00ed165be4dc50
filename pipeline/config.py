"""config.toml -> Settings, with errors that somebody who did not write the program can act on.

The file is checked by pydantic's engine, all of it at once. What an adapter can be told is what
its dataclass says: a new platform needs no line here.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeline.settings import (
    AlertSettings,
    DocumentSettings,
    Expect,
    FetchSettings,
    LogSettings,
    MailSettings,
    PrivacySettings,
    RunSettings,
    SearchSettings,
    Settings,
    SourceSettings,
)
from pressearkiv.errors import ConfigError
from sources import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config_check import Checked
    from pipeline.config_sections import AlertSection

ENV_PREFIX: Final = "PRESSEARKIV_"
PASSWORD: Final = f"{ENV_PREFIX}MAIL_PASSWORD"
"""The mail server's password; it never stands in config.toml."""

_SECTIONS: Final = (
    "archive", "fetch", "run", "mail", "log", "metrics", "ping", "documents", "privacy",
)  # fmt: skip


def find_config(named: Path | None, env: Mapping[str, str] = os.environ) -> Path:
    """Return the config.toml to use.

    In this order: the one named, ``PRESSEARKIV_CONFIG``, the one in this folder, the user's own,
    and the one that came with the program. Raises ``ConfigError`` where a named one is missing.
    """
    import platformdirs

    chosen = named or (Path(env["PRESSEARKIV_CONFIG"]) if "PRESSEARKIV_CONFIG" in env else None)
    if chosen is not None:
        if not chosen.is_file():
            raise ConfigError(
                f"there is no file {chosen}", hint="“pressearkiv init” writes a config.toml."
            )
        return chosen
    places = (Path("config.toml"), platformdirs.user_config_path("pressearkiv") / "config.toml")
    return next((place for place in places if place.is_file()), shipped_config())


def shipped_config() -> Path:
    """Return the config.toml that came with the program: KS and KDD, ready to run."""
    packaged = Path(__file__).with_name("config.default.toml")
    return packaged if packaged.is_file() else Path(__file__).parents[1] / "config.toml"


def load(file: Path, env: Mapping[str, str] = os.environ) -> Settings:
    """Read and check a config.toml, with the environment's say over its single tables.

    Raises:
        ConfigError: everything that is wrong with it, one line each: file, line, key, what was
            found, what is allowed, and the nearest name to a misspelt one.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        document = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(
            f"{file}: {error}", hint="See docs/configuration.md for an example of every key."
        ) from error
    document, unknown = _with_environment(document, env)
    from pipeline import config_check, config_words

    checked, problems = config_check.check(document, KINDS)
    lines = [*unknown, *(config_words.described(p, str(file), text) for p in problems)]
    if lines or checked is None:
        raise ConfigError("\n".join(lines), hint="Nothing was fetched; correct this and try again.")
    return _settings(file, checked, env)


def _settings(file: Path, checked: Checked, env: Mapping[str, str]) -> Settings:
    from pipeline.config_sections import interval

    fetch = checked.fetch
    return Settings(
        file=file,
        archive=_archive_path(file, checked.archive.path),
        fetch=FetchSettings(**asdict(fetch)),
        run=RunSettings(**asdict(checked.run)),
        sources=tuple(
            SourceSettings(
                id=source.id,
                name=source.name or source.id,
                adapter=adapter,
                every=interval(source.every),
                enabled=source.enabled,
                language=source.language,
                slowest=interval(source.slowest) if source.slowest else None,
                expect=Expect(**asdict(source.expect)),
            )
            for source, adapter in checked.sources
        ),
        searches=tuple(SearchSettings(**asdict(s)) for s in checked.searches),
        alerts=tuple(_alert(alert, checked) for alert in checked.alerts),
        mail=_mail(file, checked, env),
        log=LogSettings(**asdict(checked.log)),
        metrics_file=_beside(file, checked.metrics.textfile),
        ping_url=checked.ping.url,
        privacy=PrivacySettings(**asdict(checked.privacy)),
        documents=DocumentSettings(**asdict(checked.documents)),
    )


def _beside(file: Path, named: str) -> Path | None:
    return file.parent / Path(named).expanduser() if named else None


def _alert(alert: AlertSection, checked: Checked) -> AlertSettings:
    saved = next((s for s in checked.searches if s.name == alert.search), None)
    search = None
    if saved is not None:
        search = SearchSettings(**asdict(saved))
    elif alert.search is not None:
        search = SearchSettings(
            alert.search, alert.search, alert.source, alert.type, alert.language
        )
    return AlertSettings(alert.name, alert.to, alert.webhook, search, alert.sources)


def _mail(file: Path, checked: Checked, env: Mapping[str, str]) -> MailSettings | None:
    mail = checked.mail
    if not mail.server:
        return None
    told = asdict(mail)
    del told["password_file"]
    return MailSettings(**told, password=_password(file, mail.password_file, env))


def _password(file: Path, named: str, env: Mapping[str, str]) -> str:
    if PASSWORD in env or not named:
        return env.get(PASSWORD, "")
    try:
        return (file.parent / Path(named).expanduser()).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{file}: mail password_file cannot be read: {error}",
            hint=f"Let the user that runs this read it, or set {PASSWORD}.",
        ) from error


def _archive_path(file: Path, path: str) -> Path:
    """Return the archive's place: beside its config, or among the user's data by default."""
    import platformdirs

    home = file.parent
    if file == shipped_config() and file.name != "config.toml":
        home = platformdirs.user_data_path("pressearkiv")
    return home / Path(path).expanduser()


def _with_environment(
    document: dict[str, Any], env: Mapping[str, str]
) -> tuple[dict[str, Any], list[str]]:
    merged = {**document}
    unknown = []
    for name, value in sorted(env.items()):
        if not name.startswith(ENV_PREFIX) or name in (f"{ENV_PREFIX}CONFIG", PASSWORD):
            continue
        section, _, key = name.removeprefix(ENV_PREFIX).lower().partition("_")
        if section in _SECTIONS and key:
            table = merged.get(section, {})
            # What is no table is told by the check, with its place in the file.
            merged[section] = {**table, key: value} if isinstance(table, dict) else table
        else:
            unknown.append(
                f"the environment variable {name} names no section; "
                f"allowed: {', '.join(f'{ENV_PREFIX}{s.upper()}_…' for s in _SECTIONS)}"
            )
    return merged, unknown
