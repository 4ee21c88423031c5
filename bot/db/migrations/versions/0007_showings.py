"""Where results can be seen, and which of them have been deleted for good."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "showing",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job_id", sa.String(length=20), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_showing_job_id_job")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_showing")),
    )
    op.create_index(op.f("ix_showing_job_id"), "showing", ["job_id"])
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deleted_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_job_parent_id"), ["parent_id"])
    op.execute(
        "INSERT INTO showing (message_id, job_id, channel_id, private, posted_at) "
        "SELECT message_id, id, channel_id, private, created_at FROM job "
        "WHERE state = 'succeeded' AND message_id IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM job AS later WHERE later.message_id = job.message_id AND later.id > job.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_parent_id"))
        batch_op.drop_column("deleted_at")
    op.drop_index(op.f("ix_showing_job_id"), table_name="showing")
    op.drop_table("showing")
