"""What is used of Datasette, in one place, because it has no types of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import datasette  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.database import Database  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Database", "Datasette", "Response", "hook", "plugins"]

_Hook = TypeVar("_Hook", bound="Callable[..., Any]")

Response: Any = datasette.Response
plugins: Any = pm


def hook(function: _Hook) -> _Hook:
    """Mark a function as one of Datasette's hooks."""
    marked: _Hook = datasette.hookimpl(function)
    return marked
