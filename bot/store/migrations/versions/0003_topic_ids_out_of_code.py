"""What the code knew of single topics stands on their pages; what nothing reads is gone.

An import tells an edited row by its hash, so every row that was not edited gets the hash of its new content: else
all rows would count as edited, and no import would ever change them again.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_HASH = "imported_hash"
_KINDS_WITH_ALARM = ("condition", "red_flag", "out_of_scope")
_CLAIMS = ("covers", "corrects")
_CELLS = ("session", "avoid", "where")
_COLUMNS = ("made_for", "in_case", "of_type", "stays_with_alarm")


def upgrade() -> None:
    facts, pages = _unedited("facts", ["topic", "id"]), _unedited("pages", ["topic"])
    with op.batch_alter_table("facts") as table:
        for name in _CLAIMS:
            table.drop_column(name)
    with op.batch_alter_table("pages") as table:
        table.add_column(sa.Column("made_for", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("in_case", sa.Text))
        table.add_column(sa.Column("of_type", sa.String(32)))
        table.add_column(sa.Column("stays_with_alarm", sa.Boolean, nullable=False, server_default=sa.false()))
    _change_pages(_stay_with_alarm, _without_cells)
    for table, keys, unedited in (("facts", ["topic", "id"], facts), ("pages", ["topic"], pages)):
        _hash_anew(table, keys, unedited)


def downgrade() -> None:
    facts, pages = _unedited("facts", ["topic", "id"]), _unedited("pages", ["topic"])
    with op.batch_alter_table("facts") as table:
        for name in _CLAIMS:
            table.add_column(sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("pages") as table:
        for name in _COLUMNS:
            table.drop_column(name)
    _change_pages(_with_cells)
    for table, keys, unedited in (("facts", ["topic", "id"], facts), ("pages", ["topic"], pages)):
        _hash_anew(table, keys, unedited)


def _stay_with_alarm(page: dict) -> dict:
    return {**page, "stays_with_alarm": page["topic"].split("/")[0] in _KINDS_WITH_ALARM}


def _without_cells(page: dict) -> dict:
    profile = page["profile"] and {cell: value for cell, value in page["profile"].items() if cell not in _CELLS}
    return {**page, "profile": profile}


def _with_cells(page: dict) -> dict:
    return {**page, "profile": page["profile"] and {**dict.fromkeys(_CELLS, ""), **page["profile"]}}


def _change_pages(*changes) -> None:
    table = _reflected("pages")
    for page in _rows(table):
        changed = dict(page)
        for change in changes:
            changed = change(changed)
        if changed != page:
            op.get_bind().execute(table.update().where(table.c.topic == page["topic"]).values(**changed))


def _unedited(name: str, keys: list[str]) -> set[tuple]:
    return {_key(row, keys) for row in _rows(_reflected(name)) if row[_HASH] == _digest(row)}


def _hash_anew(name: str, keys: list[str], unedited: set[tuple]) -> None:
    table = _reflected(name)
    for row in _rows(table):
        if _key(row, keys) in unedited:
            is_row = sa.and_(*(table.c[key] == row[key] for key in keys))
            op.get_bind().execute(table.update().where(is_row).values(**{_HASH: _digest(row)}))


def _reflected(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _rows(table: sa.Table) -> list[dict]:
    return [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]


def _key(row: dict, keys: list[str]) -> tuple:
    return tuple(row[key] for key in keys)


def _digest(row: dict) -> str:
    content = {key: value for key, value in row.items() if key not in (_HASH, "position")}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
