"""What was left out of a request, and a model's last endings at hand."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_out", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_job_model_finished_at"), ["model", "finished_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_model_finished_at"))
        batch_op.drop_column("left_out")
