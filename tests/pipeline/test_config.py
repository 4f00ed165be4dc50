"""config.toml: what is right is typed, what is wrong is said in words that help."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import find_config, load, shipped_config
from pipeline.config_sections import interval
from pipeline.network import allowed
from pressearkiv.errors import ConfigError
from sources.feed import GenericFeed
from sources.ntb import Ntb
from sources.regjeringen import Regjeringen

NTB = '[[sources]]\nid = "ks"\nkind = "ntb"\npublisher = 15032900\n'
WHOLE = f"""
[archive]
path = "a/b.db"
[fetch]
user_agent = "x"
contact = "a@b.example"
timeout = 5
per_host_delay = 0
max_bytes = 10000
[run]
workers = 2
engine = "inline"
{NTB}name = "KS"
every = "1h 30m"
enabled = false
language = "nb"
base_url = "http://127.0.0.1:8000"
[[sources]]
id = "kdd"
kind = "regjeringen"
owner = 504
document_type = ""
listings = ["/no/a/id1/"]
[[sources]]
id = "torg"
kind = "feed"
url = "https://torg.example/feed"
"""


def write(folder: Path, text: str, name: str = "config.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def problems(folder: Path, text: str, env: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), env or {})
    assert caught.value.hint
    assert caught.value.exit_code == 2
    return str(caught.value).replace(f"{folder}/", "")


def test_every_key_is_read_into_its_place(tmp_path: Path) -> None:
    found = load(write(tmp_path, WHOLE), {})
    assert found.archive == tmp_path / "a/b.db"
    assert (found.fetch.timeout, found.fetch.per_host_delay, found.fetch.max_bytes) == (5, 0, 10000)
    assert (found.run.workers, found.run.engine) == (2, "inline")
    assert [s.adapter for s in found.sources] == [
        Ntb(publisher=15032900, base_url="http://127.0.0.1:8000"),
        Regjeringen(owner=504, document_type="", listings=("/no/a/id1/",)),
        GenericFeed(url="https://torg.example/feed"),
    ]
    ks, kdd, _ = found.sources
    assert (ks.name, ks.every, ks.enabled, ks.language) == (
        "KS",
        timedelta(minutes=90),
        False,
        "nb",
    )
    assert (kdd.name, kdd.every, kdd.enabled) == ("kdd", timedelta(minutes=15), True)


def test_the_shipped_config_is_ks_and_the_ministry_ready_to_run() -> None:
    found = load(shipped_config(), {})
    assert {s.id: s.adapter.kind for s in found.sources} == {"ks": "ntb", "kdd": "regjeringen"}
    assert all(s.enabled for s in found.sources)


def test_a_byte_order_mark_of_some_editors_is_no_fault(tmp_path: Path) -> None:
    assert load(write(tmp_path, f"\ufeff{NTB}".replace("\n", "\r\n")), {}).sources[0].id == "ks"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no [[sources]] stands in it"),
        ("sources = 5", "no [[sources]] stands in it"),
        (
            f"arkiv = 1\n{NTB}",
            "config.toml: arkiv is no key; allowed: archive, fetch, run, mail, log, metrics",
        ),
        (f"[fetch]\ntimout = 5\n{NTB}", "config.toml, line 2: fetch timout is no key"),
        (f"[fetch]\ntimout = 5\n{NTB}", "Did you mean “timeout”?"),
        (f"[fetch]\ntimeout = 0\n{NTB}", "line 2: fetch timeout found 0, must be 0"),
        (f"[fetch]\ntimeout = nan\n{NTB}", "line 2: fetch timeout found nan"),
        (f"[fetch]\ntimeout = 601\n{NTB}", "found 601, must be 600"),
        (f'[fetch]\ntimeout = "x"\n{NTB}', "found 'x', must be a number"),
        (
            f'[fetch]\nprivate_hosts = ["a.no", "https://b.no"]\n{NTB}',
            "must be a host's name alone",
        ),
        (
            f'[fetch]\nprivate_hosts = ["a.no:8080"]\n{NTB}',
            "private_hosts number 1 found 'a.no:8080'",
        ),
        (f'[fetch]\nprivate_hosts = ["*.kommune.no"]\n{NTB}', "such as intranet.kommune.no"),
        (f"[fetch]\nprivate_hosts = true\n{NTB}", "fetch private_hosts found True, must be a list"),
        (f"[run]\nworkers = 1.5\n{NTB}", "found 1.5, must be a whole number"),
        (f'[run]\nengine = "dask"\n{NTB}', "line 2: run engine found 'dask'"),
        (f'archive = "x.db"\n{NTB}', "archive found 'x.db', must be a table of keys"),
        (f'[archive]\npath = ""\n{NTB}', "archive path found ''"),
        (f"{NTB}publiser = 2\n", "line 5: sources number 1 publiser is no key"),
        (f"{NTB}publiser = 2\n", "Did you mean “publisher”?"),
        (
            NTB.replace('"ntb"', '"ntbb"'),
            "line 3: sources number 1 kind found “ntbb”, allowed: ntb, regjeringen, feed. Did you",
        ),
        (NTB.replace('kind = "ntb"\n', ""), "line 1: sources number 1 kind is missing"),
        (
            NTB.replace("publisher = 15032900\n", ""),
            "line 1: sources number 1 publisher is missing; a source of kind “ntb” needs it",
        ),
        (
            NTB.replace("15032900", '"KS"'),
            "line 4: sources number 1 publisher found 'KS', must be a whole number",
        ),
        (NTB.replace('"ks"', '"K S"'), "line 2: sources number 1 id found 'K S'"),
        (f"{NTB}{NTB}", "line 6: sources number 2 id “ks” is the id of another source already"),
        (
            f'{NTB}base_url = "ntb.no"\n',
            "base_url found “ntb.no”, must be an http or https address",
        ),
        (f'{NTB}every = "ofte"\n', "must be a time such as 15m, 2h, 1d or 1h 30m"),
        (f"{NTB}enabled = 3\n", "line 5: sources number 1 enabled found 3, must be true or false"),
        ("sources = [1]", "sources number 1 found 1, must be a table of keys"),
        ("[[sources]", "Expected"),
        ("a = 1\na = 2", "Cannot overwrite a value"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_its_key_and_what_is_allowed(
    tmp_path: Path, text: str, says: str
) -> None:
    assert says in problems(tmp_path, text)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    fetch, run = "[fetch]\ntimeout = -1\nx = 1\n", "[run]\nworkers = 99\n"
    text = f'{fetch}{run}{NTB}every = "x"\n[[sources]]\nid = "?"\n'
    lines = problems(tmp_path, text, {"PRESSEARKIV_NOE": "1"}).splitlines()
    assert len(lines) == 7
    assert lines[0].startswith("the environment variable PRESSEARKIV_NOE names no section")


def test_a_private_host_is_allowed_where_a_source_stands_on_it_and_nowhere_else(
    tmp_path: Path,
) -> None:
    hosts = 'private_hosts = ["Intranet.Bærum.no", "other.no"]'
    text = f"""[fetch]\n{hosts}\n{NTB}
[[sources]]\nid = "x"\nkind = "feed"\nurl = "https://intranet.bærum.no:8443/feed"\n"""
    found = load(write(tmp_path, text), {})
    allow = allowed(found.sources, found.fetch)
    assert allow.private_hosts == {"intranet.xn--brum-voa.no"}
    assert allow.hosts == {"kommunikasjon.ntb.no", "intranet.xn--brum-voa.no:8443"}
    env = {"PRESSEARKIV_FETCH_PRIVATE_HOSTS": "a.no b.no"}
    assert load(write(tmp_path, text), env).fetch.private_hosts == ("a.no", "b.no")


def test_the_environment_has_its_say_over_the_first_three_sections(tmp_path: Path) -> None:
    env = {
        "PRESSEARKIV_ARCHIVE_PATH": str(tmp_path / "env.db"),
        "PRESSEARKIV_FETCH_PER_HOST_DELAY": "0.5",
        "PRESSEARKIV_RUN_WORKERS": "7",
        "PRESSEARKIV_CONFIG": "not a section",
        "HOME": "/root",
    }
    found = load(write(tmp_path, NTB), env)
    assert (found.archive, found.fetch.per_host_delay, found.run.workers) == (
        tmp_path / "env.db",
        0.5,
        7,
    )


def test_the_environment_beside_a_section_that_is_no_table_is_still_an_error_in_words(
    tmp_path: Path,
) -> None:
    says = problems(tmp_path, f'archive = "x.db"\n{NTB}', {"PRESSEARKIV_ARCHIVE_PATH": "y.db"})
    assert "archive found 'x.db', must be a table of keys" in says


def test_a_wrong_value_in_the_environment_is_said_as_well(tmp_path: Path) -> None:
    assert "found 'mange', must be a whole number" in problems(
        tmp_path, NTB, {"PRESSEARKIV_RUN_WORKERS": "mange"}
    )


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"\x00"]
)
def test_bytes_that_are_no_toml_are_an_error_in_words(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(body)
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load(file, {})


@pytest.mark.parametrize("name", ["", "missing.toml"])
def test_a_file_that_cannot_be_read_is_an_error_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path / name, {})


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("15m", 15), ("2h", 120), ("1d", 1440), ("1h 30m", 90), ("1d2h3m", 1563), (" 5m ", 5)],
)
def test_an_interval_is_days_hours_and_minutes(text: str, minutes: int) -> None:
    assert interval(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0m", "15", "m", "5s", "1.5h", "-5m", "30m 1h", "15 m"])
def test_anything_else_is_no_interval(text: str) -> None:
    with pytest.raises(ValueError, match="such as 15m"):
        interval(text)


def test_the_config_is_the_one_named_or_the_environments_or_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert find_config(None, {}) == shipped_config()
    (tmp_path / "xdg/pressearkiv").mkdir(parents=True)
    users = write(tmp_path / "xdg/pressearkiv", NTB)
    assert find_config(None, {}) == users
    write(tmp_path, NTB)
    assert find_config(None, {}) == Path("config.toml")
    other = write(tmp_path, NTB, "annen.toml")
    assert find_config(None, {"PRESSEARKIV_CONFIG": str(other)}) == other
    assert find_config(users, {"PRESSEARKIV_CONFIG": str(other)}) == users


@pytest.mark.parametrize("env", [{}, {"PRESSEARKIV_CONFIG": "/nowhere/config.toml"}])
def test_a_named_config_that_is_not_there_is_an_error(tmp_path: Path, env: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="there is no file") as caught:
        find_config(None if env else tmp_path / "x.toml", env)
    assert "init" in caught.value.hint


def test_an_archive_of_ones_own_lies_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (
        load(write(tmp_path, f'[archive]\npath = "~/p.db"\n{NTB}'), {}).archive == tmp_path / "p.db"
    )
    assert "found '~ingen-slik/p.db'" in problems(
        tmp_path, f'[archive]\npath = "~ingen-slik/p.db"\n{NTB}'
    )


KEYS = (
    "archive fetch run sources id kind publisher owner url base_url every path timeout enabled "
    "listings"
).split()
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["ntb", "feed", "15m"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=12,
)


def toml(value: object) -> str:
    """Return a value as TOML writes it inline; what TOML has no form for as an empty text."""
    import json
    import math

    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return '""' if value is None else json.dumps(value)


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5),
    st.dictionaries(
        st.sampled_from(
            [
                "PRESSEARKIV_ARCHIVE_PATH",
                "PRESSEARKIV_FETCH_TIMEOUT",
                "PRESSEARKIV_RUN_",
                "PRESSEARKIV_X",
            ]
        ),
        st.text(max_size=5),
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_no_document_and_no_environment_raises_anything_but_config_errors(
    tmp_path: Path, document: dict[str, object], env: dict[str, str]
) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in document.items())
    with suppress(ConfigError):
        load(write(tmp_path, text), env)
