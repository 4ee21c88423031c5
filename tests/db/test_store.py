"""The store: durable transactions, committed together, undone alone."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from bot.credits import ledger
from bot.credits.audit import audit
from bot.credits.ledger import Account, Balance
from bot.db import migrations
from bot.db.migrations import upgrade
from bot.db.store import Store
from bot.db.tables import job, metadata, wallet
from bot.errors import StartupError
from bot.jobs import rows


def add(conn: sa.Connection, user_id: int) -> int:
    conn.execute(wallet.insert().values(guild_id=1, user_id=user_id, balance=user_id, held=0))
    return user_id


def add_and_break(conn: sa.Connection, user_id: int) -> int:
    add(conn, user_id)
    raise LookupError(f"after {user_id}")


def members(conn: sa.Connection) -> list[int]:
    return list(conn.scalars(sa.select(wallet.c.user_id).order_by(wallet.c.user_id)))


async def test_what_was_written_is_there_for_the_next_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deep' / 'er' / 'a.db'}"
    async with Store(url) as store:
        await store.write(upgrade)
        assert await store.write(add, 7) == 7
    async with Store(url) as store:
        await store.write(upgrade)
        assert await store.read(members) == [7]


async def test_a_failing_operation_undoes_only_itself(tmp_path: Path) -> None:
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        operations = [store.write(add_and_break if n % 3 == 0 else add, n) for n in range(300)]
        results = await asyncio.gather(*operations, return_exceptions=True)
        assert [n for n, result in enumerate(results) if isinstance(result, LookupError)] == list(range(0, 300, 3))
        assert await store.read(members) == [n for n in range(300) if n % 3]


async def test_a_cancelled_caller_neither_breaks_nor_halves_anything(tmp_path: Path) -> None:
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        gone = asyncio.ensure_future(store.write(add, 1))
        await asyncio.sleep(0)
        gone.cancel()
        assert await store.write(add, 2) == 2
        assert await store.read(members) == [1, 2]


async def test_what_waits_at_the_end_is_still_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    async with Store(url) as store:
        await store.write(upgrade)
        waiting = [asyncio.ensure_future(store.write(add, n)) for n in range(600)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    async with Store(url) as store:
        assert len(await store.read(members)) == 600


async def test_the_database_is_as_durable_as_sqlite_can_be(tmp_path: Path) -> None:
    def pragmas(conn: sa.Connection) -> list[Any]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        assert await store.write(pragmas) == await store.read(pragmas) == ["wal", 2, 1]


async def test_migrations_build_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    def drift(conn: sa.Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        assert await store.read(drift) == []


def _revision(conn: sa.Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)


async def test_files_from_before_videos_have_no_length(tmp_path: Path) -> None:
    def old(conn: sa.Connection) -> None:
        _revision(conn, "0001")
        conn.execute(
            job.insert().values(
                id="J", interaction_id=1, guild_id=1, channel_id=1, user_id=1, locale="de", private=False, model="m",
                request={}, hold=1, state="succeeded", created_at=1,
            )
        )  # fmt: skip
        conn.exec_driver_sql("INSERT INTO asset VALUES ('J', 1, 'results/J/1.png', 'image/png', 8, 8, 9, 'x')")

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(old)
        await store.write(upgrade)
        assert [found.seconds for found in await store.read(rows.assets_of, "J")] == [0]


async def test_jobs_from_before_galleries_are_found_by_their_words(tmp_path: Path) -> None:
    def old(conn: sa.Connection) -> None:
        _revision(conn, "0007")
        for id_, request, translation in (
            ("A", '{"model": "m", "prompt": "Füchse"}', "'Foxes'"),
            ("B", '{"model": "m", "prompt": "b"}', "NULL"),
        ):
            conn.exec_driver_sql(
                "INSERT INTO job (id, interaction_id, guild_id, channel_id, user_id, locale, private, model, request, "
                f"hold, state, created_at, translation) VALUES ('{id_}', {ord(id_)}, 1, 1, 1, 'de', 0, 'm', "
                f"'{request}', 1, 'succeeded', 1, {translation})"
            )

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(old)
        await store.write(upgrade)
        words = await store.read(lambda conn: conn.execute(sa.select(job.c.id, job.c.words).order_by(job.c.id)).all())
        assert [tuple(row) for row in words] == [("A", "füchse\nfoxes"), ("B", "b")]


async def test_holds_from_before_purses_are_settled_and_the_books_stay_right(tmp_path: Path) -> None:
    def old(conn: sa.Connection) -> None:
        _revision(conn, "0004")
        conn.exec_driver_sql("INSERT INTO wallet (guild_id, user_id, balance, held) VALUES (1, 2, 100, 7)")
        for row in (
            "(1, 1, 2, 'grant', 100, 'welcome:1:2', NULL, NULL, 1)",
            "(2, 1, 2, 'hold', 7, 'hold:J', 'J', NULL, 2)",
        ):
            conn.exec_driver_sql(f"INSERT INTO entry VALUES {row}")
        conn.exec_driver_sql(
            "INSERT INTO job (id, interaction_id, guild_id, channel_id, user_id, locale, private, model, request, hold,"
            " state, created_at) VALUES ('J', 1, 1, 1, 2, 'de', 0, 'm', '{}', 7, 'running', 1)"
        )

    def end(conn: sa.Connection) -> None:
        conn.execute(job.update().values(state="succeeded", cost=5))
        ledger.settle(conn, "J", 5, 3)

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(old)
        await store.write(upgrade)
        assert await store.read(audit) == []
        await store.write(end)
        assert await store.read(audit) == []
        assert await store.read(ledger.balance, Account(1, 2)) == Balance(95, 0)


async def test_jobs_from_before_were_asked_where_they_were_paid(tmp_path: Path) -> None:
    def old(conn: sa.Connection) -> None:
        _revision(conn, "0007")
        conn.exec_driver_sql(
            "INSERT INTO job (id, interaction_id, guild_id, channel_id, user_id, locale, private, model, request, hold,"
            " state, created_at) VALUES ('J', 1, 9, 1, 2, 'de', 0, 'm', "
            '\'{"model": "m", "prompt": "a fox"}\', 7, \'running\', 1)'
        )

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(old)
        await store.write(upgrade)
        found = await store.read(rows.load, "J")
        assert found
        assert (found.guild_id, found.asked_in) == (9, 9)


async def test_the_tables_refuse_what_the_code_must_not_write(tmp_path: Path) -> None:
    def broken(conn: sa.Connection) -> None:
        conn.exec_driver_sql("INSERT INTO wallet (guild_id, user_id, balance, held, daily) VALUES (1, 2, 0, 0, -1)")

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        with pytest.raises(sa.exc.IntegrityError, match="daily_holds_are_covered"):  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
            await store.write(broken)


async def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    def forward(conn: sa.Connection) -> None:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        await store.write(forward)
        with pytest.raises(StartupError, match="another version"):
            await store.write(upgrade)


@pytest.mark.parametrize("place", ["file/a.db", "folder"])
async def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StartupError, match="a folder this user may write to"):
        await Store(f"sqlite:///{tmp_path / place}").__aenter__()


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("not a database, but long enough to be looked at " * 30)
    with pytest.raises(StartupError, match="cannot be opened"):
        await Store(f"sqlite:///{tmp_path / 'a.db'}").__aenter__()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://"])
async def test_other_databases_are_refused_by_name(url: str) -> None:
    with pytest.raises(StartupError, match="DATABASE_URL"):
        await Store(url).__aenter__()


def take_all_space(conn: sa.Connection) -> None:
    """From now on the database may not grow: SQLite then undoes the whole transaction, not one statement."""
    pages: int = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def fill(conn: sa.Connection, n: int) -> None:
    add(conn, n)
    conn.exec_driver_sql("CREATE TABLE blob_of_a_megabyte AS SELECT zeroblob(1000000) AS b")


async def test_a_transaction_that_sqlite_has_undone_is_acknowledged_to_nobody(tmp_path: Path) -> None:
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        await store.write(take_all_space)
        operations = [store.write(add, 1), store.write(add, 2), store.write(fill, 3), store.write(add, 4)]
        results = await asyncio.gather(*operations, return_exceptions=True)
        told = {n for n, result in zip((1, 2, 3, 4), results, strict=True) if not isinstance(result, BaseException)}
        assert set(await store.read(members)) == told
        assert 3 not in told
        assert await store.write(add, 9) == 9, "the writer lives on"


@pytest.mark.parametrize("raised", [StopIteration, SystemExit, KeyboardInterrupt, MemoryError])
async def test_whatever_an_operation_raises_is_its_callers_alone(tmp_path: Path, raised: type[BaseException]) -> None:
    def odd(conn: sa.Connection) -> None:
        add(conn, 5)
        raise raised

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        good, bad, fine = await asyncio.gather(
            store.write(add, 1), store.write(odd), store.write(add, 2), return_exceptions=True
        )
        assert (good, fine) == (1, 2)
        assert isinstance(bad, Exception)
        assert await store.read(members) == [1, 2]


async def test_a_store_that_closes_waits_for_what_is_being_read(tmp_path: Path) -> None:
    """Its connection would stay open for ever."""
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000)"

    def slowly(conn: sa.Connection) -> int:
        return conn.execute(sa.text(f"{numbers} SELECT count(*) FROM n")).scalar_one()

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        reading = asyncio.create_task(store.read(slowly))
        await asyncio.sleep(0)
    assert reading.done()
    assert await reading == 1_000_000
    with pytest.raises(RuntimeError, match="closed"):
        await store.read(members)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
    with pytest.raises(RuntimeError, match="closed"):
        await store.write(add, 1)


async def test_what_is_deleted_and_folded_is_nowhere_in_the_files(tmp_path: Path) -> None:
    """Short words are in a page with others, long ones in pages of their own, and both in the log."""
    words = {"short": "zanzibar", "long": "timbuktu " * 5000}

    def said(conn: sa.Connection) -> None:
        conn.exec_driver_sql("CREATE TABLE said (name TEXT, words TEXT)")
        for name, text in words.items():
            conn.exec_driver_sql("INSERT INTO said VALUES (?, ?)", (name, text))

    def files() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(said)
        assert await store.fold()
        assert all(word in files() for word in (b"zanzibar", b"timbuktu"))
        await store.write(lambda conn: conn.exec_driver_sql("UPDATE said SET words = NULL"))
        assert await store.fold()
        assert not any(word in files() for word in (b"zanzibar", b"timbuktu"))
        assert await store.write(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM said").scalar()) == 2


async def test_folding_waits_for_nobody_and_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.db.store._FOLDING", ("PRAGMA busy_timeout=1", "PRAGMA wal_checkpoint(TRUNCATE)"))
    async with Store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        await store.write(upgrade)
        await store.write(add, 1)
        reader = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM wallet").fetchone()
        await store.write(add, 2)
        assert not await store.fold(), "somebody reads what was there before"
        reader.close()
        assert await store.fold()
        monkeypatch.setattr("bot.db.store._FOLDING", ("no pragma",))
        assert not await store.fold()
        assert await store.read(members) == [1, 2]
