"""Facts, pages, sources, the clinic, imports and gaps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
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
        sa.PrimaryKeyConstraint("topic", "id", name="pk_facts"),
    )
    op.create_table(
        "pages",
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("title", sa.String(64), nullable=False),
        sa.Column("ask", sa.Text, nullable=False),
        sa.Column("see_also", sa.JSON, nullable=False),
        sa.Column("escalation", sa.String(16), nullable=False),
        sa.Column("verdicts", sa.JSON, nullable=False),
        sa.Column("profile", sa.JSON),
        sa.Column("imported_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_pages"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("year", sa.String(16), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("level", sa.String(1), nullable=False),
        sa.Column("imported_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_table(
        "clinic",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("profile", sa.JSON, nullable=False),
        sa.Column("imported_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clinic"),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_conversation", "gaps", ["conversation"])
    op.create_index("ix_gaps_asked_at", "gaps", ["asked_at"])


def downgrade() -> None:
    for table in ("gaps", "imports", "clinic", "sources", "pages", "facts"):
        op.drop_table(table)
