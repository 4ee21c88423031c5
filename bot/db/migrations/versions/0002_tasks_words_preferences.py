"""What a job knows of its tasks at the gateway, what was said, and what it works on; preferred models."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COLUMNS = (
    ("pending", sa.JSON()),
    ("translation", sa.Text()),
    ("said", sa.Text()),
    ("answer", sa.Text()),
    ("parent_id", sa.String(length=20)),
)


def upgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_index(batch_op.f("ix_job_model_issued_at"), ["model", "issued_at"], unique=False)
    op.create_table(
        "preference",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", "purpose", name=op.f("pk_preference")),
    )


def downgrade() -> None:
    op.drop_table("preference")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_model_issued_at"))
        for name, _ in reversed(COLUMNS):
            batch_op.drop_column(name)
