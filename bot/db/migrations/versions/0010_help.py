"""Prompts that chat models wrote, how often they did, refused jobs and what becomes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("proposal") as proposal:
        proposal.add_column(sa.Column("richer", sa.Text(), nullable=True))
    op.create_table(
        "suggestion",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("asked_in", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.String(length=20), nullable=True),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("prompts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_table(
        "helped",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_helped")),
    )
    op.create_table(
        "refusal",
        sa.Column("job_id", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("swept", sa.Boolean(), nullable=False),
        sa.Column("appealed_at", sa.BigInteger(), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=True),
        sa.Column("decision", sa.String(length=8), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_refusal_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_refusal")),
    )
    op.create_index(op.f("ix_refusal_swept_created_at"), "refusal", ["swept", "created_at"], unique=False)


def downgrade() -> None:
    op.drop_table("refusal")
    op.drop_table("helped")
    op.drop_table("suggestion")
    with op.batch_alter_table("proposal") as proposal:
        proposal.drop_column("richer")
