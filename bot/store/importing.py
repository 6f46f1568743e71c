"""From the knowledge files into the database: all or nothing, and never over an edit without saying so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.clinic.facts import Knowledge
from bot.store import tables

_HASH = "imported_hash"
Row = dict[str, Any]


@dataclass(frozen=True)
class Imported:
    """What an import did. `kept` names the rows that were edited in the database and therefore left."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def import_knowledge(engine: Engine, knowledge: Knowledge, *, overwrite_edits: bool = False) -> Imported:
    """Makes the database say what the files say, in one transaction; edited rows stay unless told otherwise."""
    with engine.begin() as connection:
        _one_importer_at_a_time(connection)
        outcomes = [
            _merge(connection, table, rows, overwrite_edits=overwrite_edits)
            for table, rows in (
                (tables.sources, map(asdict, knowledge.sources)),
                (tables.pages, map(asdict, knowledge.pages)),
                (tables.facts, _fact_rows(knowledge)),
                (tables.clinic, [{"id": "clinic", "profile": dict(knowledge.clinic)}]),
            )
        ]
        _remember(connection, knowledge.fingerprint)
    names = ("added", "changed", "removed", "kept")
    return Imported(**{name: tuple(key for o in outcomes for key in getattr(o, name)) for name in names})


def _one_importer_at_a_time(connection: Connection) -> None:
    # A write takes the lock on SQLite and, with the row, on PostgreSQL, before anything is compared.
    connection.execute(tables.imports.delete().where(tables.imports.c.id == "none"))


def _fact_rows(knowledge: Knowledge) -> Iterable[Row]:
    for position, fact in enumerate(knowledge.facts):
        row = asdict(fact)
        del row["key"], row["words"]  # they follow from the others
        yield {**row, "position": position}


def _merge(connection: Connection, table: sa.Table, rows: Iterable[Row], *, overwrite_edits: bool) -> Imported:
    keys = [column.name for column in table.primary_key]
    wanted = {_key(row, keys): _plain(row) for row in rows}
    stored = {_key(row, keys): dict(row) for row in connection.execute(sa.select(table)).mappings()}
    added, changed, removed, kept = [], [], [], []
    for key, row in wanted.items():
        digest = _digest(row)
        if key not in stored:
            connection.execute(table.insert().values({**row, _HASH: digest}))
            added.append(key)
            continue
        before = stored[key]
        if _digest(before) != before[_HASH] and _digest(before) != digest and not overwrite_edits:
            kept.append(key)
        elif _digest(before) != digest or before[_HASH] != digest or before.get("position") != row.get("position"):
            connection.execute(table.update().where(_is(table, before, keys)).values({**row, _HASH: digest}))
            changed.append(key)
    for key, before in stored.items():
        if key in wanted:
            continue
        if _digest(before) != before[_HASH] and not overwrite_edits:
            kept.append(key)
            continue
        connection.execute(table.delete().where(_is(table, before, keys)))
        removed.append(key)
    return Imported(tuple(added), tuple(changed), tuple(removed), tuple(kept))


def _is(table: sa.Table, row: Mapping[str, Any], keys: list[str]) -> Any:
    return sa.and_(*(table.c[key] == row[key] for key in keys))


def _key(row: Mapping[str, Any], keys: list[str]) -> str:
    return "#".join(str(row[key]) for key in keys)


def _plain(row: Row) -> Row:
    """Enums as their values, tuples as lists: what the JSON columns store and give back."""
    plain: Row = {key: _jsonable(value) for key, value in row.items()}
    return plain


def _jsonable(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {_jsonable(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value


def _digest(row: Mapping[str, Any]) -> str:
    """Of what an owner may edit: the hash itself and the order of the files do not count."""
    content = {key: value for key, value in row.items() if key not in (_HASH, "position")}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _remember(connection: Connection, fingerprint: str) -> None:
    connection.execute(tables.imports.delete())
    connection.execute(tables.imports.insert().values(id="knowledge", fingerprint=fingerprint))
