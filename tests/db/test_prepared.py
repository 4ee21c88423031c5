"""Prepared statements: the same rows and errors as SQLAlchemy's own way, in the words of each database."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.exc import IntegrityError

from bot.credits import books, entries, ledger
from bot.db.prepared import Prepared
from bot.db.tables import metadata, wallet
from bot.jobs import queue, rows

OWNED = Prepared(sa.select(wallet.c.balance).where(wallet.c.user_id == sa.bindparam("member"), wallet.c.held == 0))
ADD = Prepared(wallet.insert().inline(), "guild_id", "user_id", "balance", "held")
MOVE = Prepared(
    wallet.update().where(wallet.c.user_id == sa.bindparam("member")).values(held=wallet.c.held + sa.bindparam("more"))
)
EVERY = [
    found for module in (books, entries, ledger, queue, rows) for found in vars(module).values()
    if isinstance(found, Prepared)
]  # fmt: skip


@pytest.fixture
def conn() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_what_is_changed_is_counted_and_found(conn: sa.Connection) -> None:
    members = [{"guild_id": 1, "user_id": member, "balance": 10 * member, "held": 0} for member in (1, 2)]
    assert ADD.change(conn, *members) == 2
    assert OWNED.rows(conn, member=2) == [(20,)]
    assert MOVE.change(conn, {"member": 2, "more": 5}, {"member": 3, "more": 5}) == 1
    assert OWNED.rows(conn, member=2) == []
    assert MOVE.change(conn) == 0


def test_it_begins_the_transaction_like_any_other_statement(conn: sa.Connection) -> None:
    ADD.change(conn, {"guild_id": 1, "user_id": 1, "balance": 10, "held": 0})
    conn.rollback()
    assert OWNED.rows(conn, member=1) == []


def test_what_the_database_refuses_is_sqlalchemys_error(conn: sa.Connection) -> None:
    with pytest.raises(IntegrityError, match="holds_are_covered"):
        ADD.change(conn, {"guild_id": 1, "user_id": 1, "balance": 10, "held": 11})


def test_values_go_as_the_driver_takes_them() -> None:
    given = {"member": 7}
    text, arranged = OWNED.worded(sqlite.dialect())
    assert (text.count("?"), arranged(given)) == (2, [7, 0])
    text, arranged = OWNED.worded(postgresql.dialect(paramstyle="named"))
    assert ":member" in text
    assert arranged(given) == {"member": 7, "held_1": 0}


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_every_statement_has_words_for_postgresql(number: int) -> None:
    text, _ = EVERY[number].worded(asyncpg.dialect())
    assert "$1" in text
