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
    sa.Column("made_for", sa.JSON, nullable=False),
    sa.Column("in_case", sa.Text),
    sa.Column("of_type", sa.String(32)),
    sa.Column("stays_with_alarm", sa.Boolean, nullable=False),
    sa.Column("warns_first", sa.Boolean, nullable=False),
    sa.Column("offers_call", sa.Boolean, nullable=False),
    sa.Column("role", sa.String(32)),
    sa.Column("goal", sa.String(32)),
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

contact_requests = sa.Table(
    "contact_requests",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("asked_at", sa.DateTime, nullable=False),  # UTC, as every instant here
    sa.Column("name", sa.String(128), nullable=False),
    sa.Column("phone", sa.String(32)),  # E.164
    sa.Column("email", sa.String(254)),
    sa.Column("good_time", sa.String(255), nullable=False),
    sa.Column("consent", sa.Text, nullable=False),  # the words that were agreed to
    sa.Column("done_at", sa.DateTime),
    sa.Column("notice", sa.String(16), nullable=False, index=True),  # bot/clinic/requests.py
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", sa.DateTime),
    sa.Column("notice_error", sa.Text),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("answer_id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("given_at", sa.DateTime, nullable=False),
    sa.Column("is_helpful", sa.Boolean, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
)

# What a platform sent: kept until it is answered, its id longer, so that a repetition is known.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("channel", sa.String(16), primary_key=True),
    sa.Column("event", sa.String(128), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("arrived_at", sa.DateTime, nullable=False, index=True),
    sa.Column("body", sa.JSON),  # null once answered
)
