"""Favourites, what members look for, and jobs' words as they are looked for."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("job_id", sa.String(length=20), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_favourite_job_id_job")),
        sa.PrimaryKeyConstraint("user_id", "job_id", name=op.f("pk_favourite")),
    )
    op.create_index(op.f("ix_favourite_job_id"), "favourite", ["job_id"])
    op.create_table(
        "search",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search")),
    )
    op.create_index(op.f("ix_search_at"), "search", ["at"])
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_job_user_id_id"), ["user_id", "id"])
    _fill()


def _fill() -> None:
    job = sa.table(
        "job",
        sa.column("id", sa.String),
        sa.column("request", sa.JSON),
        sa.column("translation", sa.Text),
        sa.column("words", sa.Text),
    )
    conn = op.get_bind()
    for row in conn.execute(sa.select(job.c.id, job.c.request, job.c.translation)).all():
        said = "\n".join(filter(None, (row.request.get("prompt", ""), row.translation)))
        words = unicodedata.normalize("NFKC", said.casefold())
        conn.execute(job.update().where(job.c.id == row.id).values(words=words))


def downgrade() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_user_id_id"))
        batch_op.drop_column("words")
    op.drop_index(op.f("ix_search_at"), table_name="search")
    op.drop_table("search")
    op.drop_index(op.f("ix_favourite_job_id"), table_name="favourite")
    op.drop_table("favourite")
