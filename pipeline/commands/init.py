"""``init``: a folder with everything that runs the archive on time."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import click

from pressearkiv.errors import ConfigError


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
def init(folder: Path) -> None:
    """Write config.toml, a cron line, systemd units and a container file into FOLDER.

    Nothing that is there already is overwritten.

    \b
    Example:  pressearkiv init /srv/pressearkiv
    """
    from pipeline.config import shipped_config

    templates = files("pipeline") / "templates"
    wanted = {"config.toml": shipped_config().read_text(encoding="utf-8")}
    for name in sorted(t.name for t in templates.iterdir()):
        wanted[name] = (templates / name).read_text(encoding="utf-8")
    target = folder.absolute()
    there = [name for name in wanted if (target / name).exists()]
    if there:
        raise ConfigError(
            f"{target} has {', '.join(there)} already",
            hint="Name an empty folder, or move the files away; nothing was written.",
        )
    target.mkdir(parents=True, exist_ok=True)
    for name, text in wanted.items():
        filled = text.replace("@FOLDER@", str(target)).replace("@PROGRAM@", _program())
        (target / name).write_text(filled, encoding="utf-8")
        click.echo(f"{target / name}")
    click.echo(
        f"Say who you are under [fetch] contact in {target / 'config.toml'}, then try:\n"
        f"  pressearkiv run --config {target / 'config.toml'}",
        err=True,
    )


def _program() -> str:
    """Return how this very program is called: neither cron nor systemd knows a venv's path."""
    beside = Path(sys.executable).with_name("pressearkiv")
    return str(beside) if beside.exists() else f"{sys.executable} -m pressearkiv"
