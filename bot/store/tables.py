"""The tables, as SQLAlchemy Core."""

from __future__ import annotations

import sqlalchemy as sa

# Named constraints, so that a migration can drop them on every database.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

facts = sa.Table(
    "facts",
    metadata,
    sa.Column("topic", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("aspect", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("evidence", sa.String(16), nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
    sa.Column("covers", sa.JSON, nullable=False),
    sa.Column("corrects", sa.JSON, nullable=False),
    sa.Column("escalation", sa.String(16), nullable=False),
    sa.Column("reviewed_on", sa.Date),
    sa.Column("reviewer", sa.String(128)),
    sa.Column("imported_hash", sa.String(64), nullable=False),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("topic", sa.String(64), primary_key=True),
    sa.Column("title", sa.String(64), nullable=False),
    sa.Column("ask", sa.Text, nullable=False),
    sa.Column("see_also", sa.JSON, nullable=False),
    sa.Column("escalation", sa.String(16), nullable=False),
    sa.Column("verdicts", sa.JSON, nullable=False),
    sa.Column("profile", sa.JSON),
    sa.Column("imported_hash", sa.String(64), nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("year", sa.String(16), nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("level", sa.String(1), nullable=False),
    sa.Column("imported_hash", sa.String(64), nullable=False),
)

clinic = sa.Table(
    "clinic",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("profile", sa.JSON, nullable=False),
    sa.Column("imported_hash", sa.String(64), nullable=False),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
)

gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("asked_at", sa.DateTime, nullable=False, index=True),  # UTC
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("candidates", sa.JSON, nullable=False),
)
