"""The store runs operations: plain functions `op(conn, ...)`, each one durable transaction.

One writer thread owns the writing connection and commits everything that waits together: one BEGIN IMMEDIATE, a
savepoint for each operation so that a failing one undoes only itself, one fsync, and only then the answers. Reads go
through the async engine beside it (WAL lets them).
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StartupError

P = ParamSpec("P")
R = TypeVar("R")
Operation = Callable[Concatenate[sa.Connection, P], R]

BATCH = 256
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON")
_FOLDING = "PRAGMA busy_timeout=2000", "PRAGMA wal_checkpoint(TRUNCATE)"
_Result = tuple["asyncio.Future[Any]", Any, BaseException | None]
_Item = tuple["asyncio.Future[Any]", Callable[[sa.Connection], Any]]


class Store:
    """`async with Store(url)` opens the database and ends its thread; errors of operations reach the caller."""

    def __init__(self, url: str) -> None:
        self._address = url
        self._items: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._closed = False
        self._reads = 0
        self._read_all = asyncio.Event()

    async def __aenter__(self) -> Self:
        try:
            self.url = sa.make_url(self._address)
        except ArgumentError as error:
            raise StartupError("DATABASE_URL is no address like sqlite:///path/to/file.db.") from error
        self._loop = asyncio.get_running_loop()
        self._writing = _engine(self.url)
        try:
            connection = await asyncio.to_thread(self._writing.connect)
        except (DBAPIError, sqlite3.Error, OSError) as error:
            self._writing.dispose()
            raise StartupError(
                f"The database {self.url.database} cannot be opened for writing ({_cause(error)}): "
                "let DATA_DIR or DATABASE_URL name a folder this user may write to."
            ) from error
        self._reading = _async_engine(self.url)
        self._thread = threading.Thread(target=self._write, args=(connection,), name="store", daemon=True)
        self._thread.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closed = True
        self._items.put(None)
        if self._reads:
            await self._read_all.wait()  # a connection that is in use now would stay open for ever
        await asyncio.to_thread(self._thread.join)
        self._writing.dispose()
        await self._reading.dispose()

    @property
    def writing(self) -> bool:
        """Whether the writer thread lives and takes operations."""
        return self._thread.is_alive() and not self._closed

    async def read(self, op: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an operation that changes nothing."""
        if self._closed:
            raise RuntimeError("the store is closed")
        self._reads += 1
        try:
            async with self._reading.connect() as conn:
                return await conn.run_sync(lambda sync: op(sync, *args, **kwargs))
        finally:
            self._reads -= 1
            if self._closed and not self._reads:
                self._read_all.set()

    async def write(self, op: Operation[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an operation; when this returns, its effect is on disk.

        Cancelling the caller does not take the operation back: it is committed or undone whole, unseen.
        """
        if not self.writing:
            raise RuntimeError("the store is closed")
        future: asyncio.Future[R] = self._loop.create_future()
        self._items.put((future, lambda conn: op(conn, *args, **kwargs)))
        return await future

    async def fold(self) -> bool:
        """Empty the log that SQLite writes ahead, which keeps what pages held before; pages themselves are overwritten
        where something is deleted. False when somebody was reading: then it goes with a later one."""
        return await asyncio.to_thread(_folded, self.url.database or "")

    def _write(self, conn: sa.Connection) -> None:
        with conn:
            conn.begin()  # SQLAlchemy's own, once and for all: what it does for each costs as much as the database
            while batch := self._take():
                self._loop.call_soon_threadsafe(_resolve, _commit(conn, batch))

    def _take(self) -> list[_Item]:
        """Everything that waits, at most BATCH; empty once the store is closing."""
        batch: list[_Item] = []
        item = self._items.get()
        while item is not None:
            batch.append(item)
            if len(batch) == BATCH or self._items.empty():
                return batch
            item = self._items.get()
        if batch:
            self._items.put(None)
        return batch


class TransactionLost(Exception):
    """SQLite has rolled the whole transaction back (disk full, I/O error): nobody's write happened."""


def _commit(conn: sa.Connection, batch: list[_Item]) -> list[_Result]:
    """One transaction for all; whatever breaks it is everybody's answer."""
    driver = _driver(conn)
    try:
        driver.execute("BEGIN IMMEDIATE")
        results = [_alone(conn, *batch[0])] if len(batch) == 1 else [_attempt(conn, driver, *item) for item in batch]
        if driver.in_transaction:
            driver.execute("COMMIT")
    except (sqlite3.Error, TransactionLost) as error:
        _roll_back(driver)
        return [(future, None, error) for future, _ in batch]
    return results


def _alone(conn: sa.Connection, future: "asyncio.Future[Any]", run: Callable[[sa.Connection], Any]) -> _Result:
    """An operation that has the transaction for itself is undone with it, and needs no savepoint."""
    driver = _driver(conn)
    try:
        value = run(conn)
    except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the caller; the thread must live on
        _roll_back(driver)
        return future, None, error
    if not driver.in_transaction:
        raise TransactionLost("SQLite has rolled back what an operation took for done")
    return future, value, None


def _attempt(
    conn: sa.Connection,
    driver: sqlite3.Connection,
    future: "asyncio.Future[Any]",
    run: Callable[[sa.Connection], Any],
) -> _Result:
    """One operation in its savepoint: a failing one undoes only itself, unless it took the transaction with it."""
    try:
        driver.execute("SAVEPOINT operation")
        value = run(conn)
        driver.execute("RELEASE operation")
    except BaseException as error:
        if not driver.in_transaction:
            raise TransactionLost(str(error)) from error
        driver.execute("ROLLBACK TO operation")
        driver.execute("RELEASE operation")
        return future, None, error
    return future, value, None


def _roll_back(driver: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):  # SQLite may have done it already
        if driver.in_transaction:
            driver.execute("ROLLBACK")


def _driver(conn: sa.Connection) -> sqlite3.Connection:
    return conn.connection.dbapi_connection  # pyright: ignore[reportReturnType]


def _resolve(results: list[_Result]) -> None:
    for future, value, error in results:
        if future.done():  # its caller was cancelled
            continue
        if error is None:
            future.set_result(value)
        elif isinstance(error, Exception) and not isinstance(error, StopIteration):
            future.set_exception(error)
        else:  # a future takes neither StopIteration nor what would end the loop
            future.set_exception(RuntimeError(f"an operation raised {error!r}"))


def _folded(database: str) -> bool:
    try:
        with contextlib.closing(sqlite3.connect(database)) as connection:
            *_, (busy, _, _) = (connection.execute(pragma).fetchone() for pragma in _FOLDING)
            return not busy
    except sqlite3.Error:
        return False


def _cause(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error)


def _pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(conn: sa.Connection) -> None:
    conn.exec_driver_sql("BEGIN")


def _engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StartupError(f"DATABASE_URL must look like sqlite:///path/to/file.db, not {url.render_as_string()}.")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(
            f"The folder {Path(url.database).parent} cannot be made ({error.strerror}): "
            "let DATA_DIR name a folder this user may write to."
        ) from error
    # The thread that opens the connection is not the writer thread, which alone uses it from then on.
    engine = sa.create_engine(
        url, poolclass=sa.StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    event.listen(engine, "connect", _pragmas)
    return engine


def _async_engine(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=4, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine
