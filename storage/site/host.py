"""What is used of Datasette, in one place, because it has no types of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import datasette
from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

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
