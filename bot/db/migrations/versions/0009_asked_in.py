"""Where a job was asked for, which is not always the server that pays for it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_in", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_job_user_id_guild_id"), ["user_id", "guild_id"])
    op.execute("UPDATE job SET asked_in = guild_id")


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_user_id_guild_id"))
        batch_op.drop_column("asked_in")
