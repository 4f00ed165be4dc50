"""docs/configuration.md, its annexes, and the pins against what the program reads and needs."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from pipeline import config_sections
from pipeline.config import load
from sources import KINDS
from tests.docs.markdown import ROOT, block, read, rows, section

ANNEXES = ("docs/alerts.md", "docs/unattended.md")
GUIDE = "\n".join(map(read, ("docs/configuration.md", *ANNEXES)))
PROJECT = tomllib.loads(read("pyproject.toml"))["project"]

_TYPES = {str: "text", int: "whole number", float: "number", bool: "true or false"}


_HEADINGS = {
    "source": "[[sources]]",
    "search": "[[searches]]",
    "alert": "[[alerts]]",
    "expect": "expect",
}


def _sections() -> dict[str, type[Any]]:
    """Return the file's sections by the heading that each is documented under."""
    models = [
        model
        for model in vars(config_sections).values()
        if isinstance(model, type) and model.__name__.endswith("Section")
    ]
    named = {m.__name__.removesuffix("Section").lower(): m for m in models}
    return {_HEADINGS.get(name, f"[{name}]"): model for name, model in named.items()}


def _table(heading: str) -> dict[str, dict[str, str]]:
    own = section(GUIDE, heading).partition("\n### ")[0].partition("\n## ")[0]
    return {row["key"].strip("`"): row for row in rows(own)}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{list(value)}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _type(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}s"
    if get_origin(hint) is Annotated:
        return _type(get_args(hint)[0])
    if get_origin(hint) is UnionType:
        return _type(get_args(hint)[0])
    if isinstance(hint, type) and is_dataclass(hint):
        return "table"
    if get_origin(hint) is Literal:
        hint = type(get_args(hint)[0])
    return _TYPES[hint]


@pytest.mark.parametrize("heading", _sections())
def test_every_key_of_a_section_stands_there_with_its_type_default_and_bounds(heading: str) -> None:
    model, table = _sections()[heading], _table(heading)
    hints = get_type_hints(model, include_extras=True)
    assert list(table) == [field.name for field in fields(model)]
    for field in fields(model):
        name, hint = field.name, hints[field.name]
        row = table[name]
        assert row["type"] == _type(hint), name
        if field.default is MISSING:
            assert row["default"] == "required", name
        elif is_dataclass(field.default):
            assert row["default"] == "`{}`"
        elif field.default:
            assert row["default"] in (_written(field.default), "`true`"), name
        for bound in get_args(hint)[1:] if get_origin(hint) is Annotated else ():
            for limit in ("ge", "gt", "le", "lt"):
                if (number := getattr(bound, limit, None)) is not None:
                    assert f"{number:g}" in row["allowed"].split() or (
                        f"{number}" in row["allowed"].replace(",", "").split()
                    ), f"{name}: {number}"
        for word in get_args(hint) if get_origin(hint) is Literal else ():
            assert f"`{word}`" in row["allowed"], name


@pytest.mark.parametrize("heading", [h for h in _sections() if h[0] == "[" and h[1] != "["])
def test_every_key_of_a_section_names_its_environment_variable(heading: str) -> None:
    for name, row in _table(heading).items():
        wanted = f"PRESSEARKIV_{heading.strip('[]')}_{name}".upper()
        assert row["environment"] == f"`{wanted}`"


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_stands_there_with_its_type_and_default(kind: str) -> None:
    adapter, table = KINDS[kind], _table(f'kind = "{kind}"')
    hints = get_type_hints(adapter)
    own = fields(adapter)  # type: ignore[arg-type]
    assert list(table) == [field.name for field in own]
    for field in own:
        row = table[field.name]
        assert row["type"] == _type(hints[field.name])
        wanted = "required" if field.default is MISSING else _written(field.default)
        assert row["default"] == wanted, field.name


def test_the_kinds_are_all_named() -> None:
    assert all(f"`{kind}`" in _table("[[sources]]")["kind"]["allowed"] for kind in KINDS)


def test_the_example_with_every_kind_is_a_configuration(tmp_path: Any) -> None:
    file = tmp_path / "config.toml"
    file.write_text(block(GUIDE, "example"), encoding="utf-8")
    settings = load(file, {})
    assert {source.adapter.kind for source in settings.sources} == set(KINDS)


def test_every_dependency_has_its_reason() -> None:
    decisions = read("docs/decisions.md")
    wanted = [*PROJECT["dependencies"]]
    wanted += [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    missing = [name for line in wanted if f"`{(name := Requirement(line).name)}`" not in decisions]
    assert not missing


@pytest.mark.parametrize(
    ("file", "extras"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))]
)
def test_the_pins_are_within_the_ranges_and_name_no_registry(
    file: str, extras: tuple[str, ...]
) -> None:
    text = read(file)
    pinned = {
        canonicalize_name(line.split("==")[0]): Version(line.split("==")[1].split()[0])
        for line in text.splitlines()
        if "==" in line
    }
    wanted = [*PROJECT["dependencies"]]
    wanted += [one for extra in extras for one in PROJECT["optional-dependencies"][extra]]
    for line in wanted:
        need = Requirement(line)
        assert pinned[canonicalize_name(need.name)] in need.specifier, line
    assert "://" not in text
    assert "--hash=sha256:" in text


def test_the_readme_is_packed_with_the_program() -> None:
    assert (ROOT / PROJECT["readme"]).is_file()
