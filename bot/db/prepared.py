"""Statements that run thousands of times a second."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, object]
_Arranged = Callable[[Values], Any]


class Prepared:
    """A statement that is put into the database's words once and goes to the driver as it is.

    Building a statement and following its result cost SQLAlchemy several times what the database needs for a row.
    Nothing is converted on the way, so this is for columns of whole numbers and words, and an IN takes `sa.literal`s.
    `columns`: what an INSERT fills.
    """

    def __init__(self, statement: sa.ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = columns or None
        self._worded: dict[str, tuple[str, _Arranged]] = {}

    def rows(self, conn: sa.Connection, **values: object) -> Sequence[tuple[Any, ...]]:
        """What a SELECT finds."""
        with self._cursor(conn) as (cursor, text, arranged):
            cursor.execute(text, arranged(values))
            return cursor.fetchall()

    def change(self, conn: sa.Connection, *each: Values) -> int:
        """Insert or update, once for each set of values. Returns how many rows that were."""
        with self._cursor(conn) as (cursor, text, arranged):
            changed = 0
            for values in each:
                cursor.execute(text, arranged(values))
                changed += cursor.rowcount
            return changed

    def worded(self, dialect: sa.Dialect) -> tuple[str, _Arranged]:
        """In the words of that database, and how its driver takes the values."""
        if (known := self._worded.get(dialect.name)) is None:
            known = self._worded[dialect.name] = self._compiled(dialect)
        return known

    def _compiled(self, dialect: sa.Dialect) -> tuple[str, _Arranged]:
        statement = self._statement.compile(dialect=dialect, column_keys=self._columns)
        compiled = cast("SQLCompiler", statement)
        fixed = {name: value for name, value in compiled.construct_params(_check=False).items() if value is not None}
        names = compiled.positiontup
        if names is None:
            return compiled.string, lambda values: {**fixed, **values}
        if fixed:
            return compiled.string, lambda values: [values[name] if name in values else fixed[name] for name in names]
        return compiled.string, lambda values: [values[name] for name in names]

    @contextmanager
    def _cursor(self, conn: sa.Connection) -> Generator[tuple[DBAPICursor, str, _Arranged]]:
        if not conn.in_transaction():
            conn.begin()
        text, arranged = self.worded(conn.dialect)
        driver = conn.dialect.loaded_dbapi.Error
        cursor = conn.connection.cursor()
        try:
            yield cursor, text, arranged
        except driver as error:
            raise DBAPIError.instance(text, None, error, driver, dialect=conn.dialect) from error
        finally:
            cursor.close()
