"""Turns our values into what JSON can carry, and back: what crosses Rasa is written and read here alone."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

_Value = TypeVar("_Value")
_Read = Callable[[Any], Any]


def dump(value: Any) -> Any:
    """The value as dicts, lists, texts and numbers: a dataclass by its fields, an enum by its value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float) or value is None:
        return value
    if is_dataclass(value):
        return {field.name: dump(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: dump(part) for key, part in value.items()}
    return value.isoformat() if isinstance(value, datetime) else [dump(part) for part in value]


def load(cls: type[_Value], data: Mapping[str, Any]) -> _Value:
    """The dataclass that `dump` wrote, today or by an earlier version of ours.

    A field that is missing takes its default, and one that is unknown is left out. TypeError where a field without a
    default is missing.
    """
    value: _Value = _reader(cls)(data)  # type: ignore[arg-type]  # a class is hashable
    return value


@lru_cache
def _reader(kind: Any) -> _Read:
    """A function that reads one type. Raises TypeError for a type that never crosses."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        inner = _reader(next(argument for argument in arguments if argument is not type(None)))
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        of_part = _reader(arguments[0])
        return lambda data: tuple(map(of_part, data))
    if origin is not None and issubclass(origin, Mapping):
        of_value = _reader(arguments[1])
        return lambda data: {key: of_value(part) for key, part in data.items()}
    if kind is datetime:
        return datetime.fromisoformat
    if is_dataclass(kind):
        return _of_fields(kind)
    if kind in (str, int, float, bool, Any) or issubclass(kind, Enum):
        return kind if isinstance(kind, type) and issubclass(kind, Enum) else _as_it_is
    raise TypeError(f"{kind!r} cannot be read back: give it a reader in {__name__}")


def _of_fields(kind: Any) -> _Read:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda data: kind(**{name: readers[name](part) for name, part in data.items() if name in readers})


def _as_it_is(data: Any) -> Any:
    return data
