"""Daily allowances and pools beside owned credits; servers' rules; requests to confirm; the operator's books."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KINDS = ("grant", "allow", "expire", "give", "receive", "hold", "capture", "release")
FEWER = ("grant", "hold", "capture", "release")
JOB = (("quoted", sa.String(length=24)), ("ready_at", sa.BigInteger()), ("undelivered_at", sa.BigInteger()))


def upgrade() -> None:
    # Written out, because neither SQLite nor Alembic adds a check to a table that others refer to.
    for column in (
        "daily BIGINT DEFAULT 0 NOT NULL",
        "daily_held BIGINT DEFAULT 0 NOT NULL CONSTRAINT ck_wallet_daily_held_not_negative CHECK (daily_held >= 0)",
        "day VARCHAR(10)",
        # A check over two columns, given with the last of them.
        "allowed BIGINT DEFAULT 0 NOT NULL CONSTRAINT ck_wallet_daily_holds_are_covered CHECK (daily >= daily_held)",
    ):
        op.execute(f"ALTER TABLE wallet ADD COLUMN {column}")
    with op.batch_alter_table("entry", copy_from=_entry(FEWER)) as entry:
        entry.drop_constraint(op.f("ck_entry_kind_known"), type_="check")
        entry.create_check_constraint(op.f("ck_entry_kind_known"), f"kind IN {KINDS}")
        entry.add_column(sa.Column("purse", sa.String(length=5), server_default="own", nullable=False))
        entry.add_column(sa.Column("day", sa.String(length=10), nullable=True))
        entry.create_index(op.f("ix_entry_guild_id_actor_id_day"), ["guild_id", "actor_id", "day"], unique=False)
    with op.batch_alter_table("job") as job:
        for name, kind in JOB:
            job.add_column(sa.Column(name, kind, nullable=True))
        job.create_index(op.f("ix_job_message_id"), ["message_id"], unique=False)
        job.create_index(op.f("ix_job_ready_at"), ["ready_at"], unique=False)
    _new_tables()


def _new_tables() -> None:
    op.create_table(
        "rule",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "name", name=op.f("pk_rule")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "expense",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_expense")),
    )
    op.create_index(op.f("ix_expense_day_guild_id_model"), "expense", ["day", "guild_id", "model"], unique=False)
    op.create_index(op.f("ix_expense_created_at"), "expense", ["created_at"], unique=False)
    op.create_table(
        "reading",
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_reading")),
    )


def downgrade() -> None:
    raise NotImplementedError("allowances and gifts have no place in the revision before: go back to a backup")


def _entry(kinds: tuple[str, ...]) -> sa.Table:
    """The table as it was: SQLite makes it anew, and its checks cannot be read back."""
    metadata = sa.MetaData()
    sa.Table("wallet", metadata, sa.Column("guild_id", sa.BigInteger()), sa.Column("user_id", sa.BigInteger()))
    return sa.Table(
        "entry",
        metadata,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("job_id", sa.String(length=20), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"kind IN {kinds}", name=op.f("ck_entry_kind_known")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_entry_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["guild_id", "user_id"], ["wallet.guild_id", "wallet.user_id"], name=op.f("fk_entry_guild_id_wallet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_entry_key")),
        sa.Index(op.f("ix_entry_guild_id_user_id_id"), "guild_id", "user_id", "id"),
        sa.Index(op.f("ix_entry_job_id"), "job_id"),
    )
