"""What a command imports before it can begin: which modules, not how long they take."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.config import load
from tests.engine.many import feed, go
from tests.server import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

CONFIG: Final = {"click", "platformdirs", "pydantic_core"}
FETCHING: Final = {"h11", "httpcore2", "anyio", "idna", "certifi", "truststore"}
BUDGETS: Final[dict[str, tuple[list[str], set[str]]]] = {
    "help": (["--help"], {"click"}),
    "status": (["status"], CONFIG),
    "nothing due": (["run"], CONFIG | {"filelock"}),
    "nothing new": (["run", "--all"], CONFIG | {"filelock"} | FETCHING),
}
"""The third-party packages that each may import; of pydantic its engine alone."""

TELL: Final = """
import json, sys
from pipeline.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert ended.code in (None, 0, 1), ended.code
print(json.dumps(sorted(set(sys.modules))))
"""


@pytest.fixture
def config(server: Server, tmp_path: Path) -> Path:
    """A config over one feed that has been read already, and answers 304 from now on."""
    server.at("/feed.xml", page(feed(1), etag='"1"', headers={"Content-Type": "text/xml"}))
    file = tmp_path / "config.toml"
    file.write_text(
        f'[archive]\npath = "a.db"\n[fetch]\nper_host_delay = 0\n'
        f'[[sources]]\nid = "one"\nkind = "feed"\nevery = "9d"\nurl = "{server.url("/feed.xml")}"\n'
    )
    assert go(load(file, {}), datetime.now(UTC)).outcome == "ok"
    return file


def imported(*command: str) -> set[str]:
    """Return the names of all modules that a whole process has imported at its end."""
    result = subprocess.run(
        [sys.executable, "-c", TELL, *command], capture_output=True, text=True, check=True
    )
    return set(json.loads(result.stdout.splitlines()[-1]))


def third_party(modules: set[str]) -> set[str]:
    roots = {module.partition(".")[0] for module in modules}
    own = {"pipeline", "pressearkiv", "sources", "storage", "__main__"}
    found = roots - own - sys.stdlib_module_names - {"typing_extensions", "_distutils_hack"}
    installed = packages_distributions()
    return {root for root in found if root in installed}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_start_imports_no_more_than_it_uses(name: str, config: Path, server: Server) -> None:
    command, allowed = BUDGETS[name]
    options = [] if name == "help" else ["--config", str(config)]
    before = len(server.requests)

    found = third_party(imported(*command, *options))

    assert found <= allowed
    assert (len(server.requests) > before) == (name == "nothing new")


@pytest.mark.parametrize("name", ["nothing due", "nothing new"])
def test_a_run_without_news_leaves_dates_texts_and_parsers_alone(name: str, config: Path) -> None:
    found = imported(*BUDGETS[name][0], "--config", str(config))

    unused = ("pipeline.norwegian", "pipeline.normalise", "pipeline.text", "pipeline.stories")
    assert not [module for module in found if module.startswith(unused)]
    assert not {"multiprocessing", "asyncio", "concurrent.futures.process"} & found
