"""The worked example of docs/add-a-source.md, put in place and run."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import sources
from pipeline.config import load
from pipeline.run import run
from storage.archive import Archive
from tests.docs.markdown import ROOT, block, read
from tests.server import Server, page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

GUIDE = read("docs/add-a-source.md")
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def _load(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lay the guide's files out as it says, with its platform known by its name."""
    places = {
        "sources/wordpress.py": tmp_path / "sources" / "wordpress.py",
        "feed.xml": tmp_path / "tests" / "fixtures" / "wordpress" / "feed.xml",
        "posts.json": tmp_path / "tests" / "fixtures" / "wordpress" / "posts.json",
        "test_wordpress.py": tmp_path / "tests" / "sources" / "test_wordpress.py",
        "config.toml": tmp_path / "config.toml",
    }
    for name, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(block(GUIDE, name), encoding="utf-8")
    module = _load(places["sources/wordpress.py"], "sources.wordpress")
    monkeypatch.setitem(sources.KINDS, "wordpress", module.WordPress)
    yield tmp_path
    del sys.modules["sources.wordpress"]


def test_the_guides_own_tests_pass(example: Path) -> None:
    module = _load(example / "tests" / "sources" / "test_wordpress.py", "guide_test_wordpress")
    tests = [name for name in vars(module) if name.startswith("test_")]
    for name in tests:
        getattr(module, name)()
    assert len(tests) == 4
    del sys.modules["guide_test_wordpress"]


def test_the_guides_source_is_archived_from_feed_to_row(example: Path, server: Server) -> None:
    fixtures = example / "tests" / "fixtures" / "wordpress"
    server.at("/feed/", page((fixtures / "feed.xml").read_bytes(), content_type="text/xml"))
    server.at(
        "/wp-json/wp/v2/posts?per_page=20&page=1",
        page((fixtures / "posts.json").read_bytes(), content_type="application/json"),
    )
    site = "https://www.eksempel.kommune.no"
    config = example / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(site, server.url("")))

    settings = load(config, {"PRESSEARKIV_FETCH_PER_HOST_DELAY": "0"})
    with Archive.open(settings.archive) as archive:
        report = run(settings.sources, settings, archive, lambda: NOW)
        rows: list[Any] = archive.connection.execute(
            "SELECT key, title, lead, body, published_local, text_status FROM releases ORDER BY id"
        ).fetchall()
    assert (report.outcome, report.sources[0].new) == ("ok", 2)
    assert rows == [
        (
            "wordpress-988@www.eksempel.kommune.no",
            "Søk om barnehageplass innen 1. mars",
            "Søknaden sendes på nett.",
            "Alle som søker i tide, får plass fra august.",
            "2026-02-02 12:00:00",
            "full",
        ),
        (
            "wordpress-1042@www.eksempel.kommune.no",
            "Ny bru over Storelva – åpner i mai",
            "Brua får gang- og sykkelvei.",
            "Arbeidet har vart i to år.",
            "2026-03-12 08:39:09",
            "full",
        ),
    ]


def test_the_guides_config_is_five_lines_beside_its_heading() -> None:
    config = block(GUIDE, "config.toml").strip().splitlines()
    assert config[0] == "[[sources]]"
    assert len(config) - 1 == 5


@pytest.mark.parametrize("name", ["sources/wordpress.py", "test_wordpress.py"])
def test_the_guides_code_is_clean_by_the_house_rules(name: str) -> None:
    # Where an import stands depends on files that are not there: I001 is left to them.
    place = name if "/" in name else f"tests/sources/{name}"
    for command in (["check", "-q", "--ignore", "I001"], ["format", "--check", "-q"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--stdin-filename", place, "-"]
        done = subprocess.run(
            ruff, input=block(GUIDE, name), cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
