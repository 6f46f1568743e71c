"""Contact requests, feedback, and what the platforms sent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "contact_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("phone", sa.String(32)),
        sa.Column("email", sa.String(254)),
        sa.Column("good_time", sa.String(255), nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("done_at", sa.DateTime),
        sa.Column("notice", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.DateTime),
        sa.Column("notice_error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_contact_requests"),
    )
    op.create_index("ix_contact_requests_conversation", "contact_requests", ["conversation"])
    op.create_index("ix_contact_requests_notice", "contact_requests", ["notice"])
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String(32), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.Column("is_helpful", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("answer_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_conversation", "feedback", ["conversation"])
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("event", sa.String(128), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("arrived_at", sa.DateTime, nullable=False),
        sa.Column("body", sa.JSON),
        sa.PrimaryKeyConstraint("channel", "event", name="pk_inbox"),
    )
    op.create_index("ix_inbox_conversation", "inbox", ["conversation"])
    op.create_index("ix_inbox_arrived_at", "inbox", ["arrived_at"])


def downgrade() -> None:
    for table in ("inbox", "feedback", "contact_requests"):
        op.drop_table(table)
