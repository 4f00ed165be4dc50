"""Dataclasses as pydantic's engine checks them: a schema made from their annotations.

The engine is pydantic's own (``pydantic_core``), and so are its errors. pydantic itself, its models
and the schemas made of them, was a quarter of a run without news; the few kinds of annotation that
stand in a configuration are read here instead, and any other by pydantic.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic_core import SchemaValidator

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["After", "Before", "Bounds", "validated"]

_PLAIN: Final = {str: "str", int: "int", float: "float", bool: "bool"}
Schema = dict[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value is held to; for a text its least length, or a pattern found in it."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    min_length: int | None = None
    pattern: str | None = None

    def around(self, inner: Schema) -> Schema:
        """Return the schema with these bounds."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return inner | {name: bound for name, bound in told.items() if bound is not None}


@dataclass(frozen=True, slots=True)
class After:
    """A function that is given the value once it is of its kind; it may raise ``ValueError``."""

    check: Callable[[Any], Any]

    def around(self, inner: Schema) -> Schema:
        """Return the schema with this check behind it."""
        return _calling("function-after", self.check, inner)


@dataclass(frozen=True, slots=True)
class Before:
    """A function that is given the value as it stands in the file."""

    read: Callable[[Any], Any]

    def around(self, inner: Schema) -> Schema:
        """Return the schema with this reading before it."""
        return _calling("function-before", self.read, inner)


def validated(kind: type[Made], table: object) -> Made:
    """Make a dataclass of a table; raises the engine's ``ValidationError``.

    Keys that the dataclass has not are passed over where it says ``others = True`` (a class
    variable), and are errors elsewhere.
    """
    engine: Any = _validator
    made: Made = engine(kind).validate_python(table)
    return made


@cache
def _validator(kind: Any) -> Any:
    try:
        return SchemaValidator(_dataclass(kind))
    except TypeError:
        from pydantic import TypeAdapter

        return TypeAdapter(kind)


def _dataclass(kind: Any) -> Schema:
    hints = get_type_hints(kind, include_extras=True)
    own = [field for field in fields(kind) if field.init]
    arguments = [
        {
            "type": "dataclass-field",
            "name": field.name,
            "schema": _with_default(_schema(hints[field.name]), field),
            "kw_only": True,
        }
        for field in own
    ]
    return {
        "type": "dataclass",
        "cls": kind,
        "schema": {
            "type": "dataclass-args",
            "dataclass_name": kind.__name__,
            "fields": arguments,
            "extra_behavior": "ignore" if getattr(kind, "others", False) else "forbid",
        },
        "fields": [field.name for field in own],
        "post_init": hasattr(kind, "__post_init__"),
        "slots": "__slots__" in vars(kind),
    }


def _with_default(schema: Schema, field: Any) -> Schema:
    told: Schema = {"type": "default", "schema": schema}
    if field.default is not MISSING:
        return told | {"default": field.default}
    if field.default_factory is not MISSING:
        return told | {"default_factory": field.default_factory}
    return schema


def _schema(hint: Any) -> Schema:
    """Read an annotation; raises ``TypeError`` for one that no configuration of ours has."""
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        schema = _schema(arguments[0])
        for mark in arguments[1:]:
            schema = mark.around(schema)
        return schema
    if origin is Literal:
        return {"type": "literal", "expected": list(arguments)}
    if origin is tuple and arguments[1:] == (...,):
        items = [_schema(arguments[0])]
        return {"type": "tuple", "items_schema": items, "variadic_item_index": 0}
    if origin is UnionType and len(arguments) == 2 and arguments[1] is NoneType:
        return {"type": "nullable", "schema": _schema(arguments[0])}
    if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
        return _dataclass(hint)
    raise TypeError(f"no schema for {hint!r}")


def _calling(how: str, function: Callable[[Any], Any], inner: Schema) -> Schema:
    return {"type": how, "function": {"type": "no-info", "function": function}, "schema": inner}
