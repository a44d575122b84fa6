"""The declarative base and the column types that mean the same on SQLite and PostgreSQL."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite's STRICT tables know INTEGER, REAL, TEXT and BLOB only.
Long = BigInteger().with_variant(Integer(), "sqlite")


class Day(TypeDecorator[date]):
    """A local date: DATE on PostgreSQL, ISO text on SQLite (which sorts like the date)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the engine."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Give the driver what it stores."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Give the program a date."""
        if value is None or dialect.name != "sqlite":
            return value  # type: ignore[no-any-return]
        return date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or false: BOOLEAN on PostgreSQL, 0 or 1 on SQLite."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the engine."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001
        """Give the driver what it stores."""
        if value is None:
            return None
        return int(value) if dialect.name == "sqlite" else bool(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002
        """Give the program a bool."""
        return None if value is None else bool(value)


class Base(DeclarativeBase):
    """The base of all tables; each is STRICT on SQLite."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={int: Long, str: Text(), date: Day(), bool: Flag()},
    )


STRICT = {"sqlite_strict": True}


def table_of(mapped: type[Base]) -> Table:
    """Return the table of a mapped class, for Core statements."""
    table = mapped.__table__
    assert isinstance(table, Table)  # noqa: S101  (for the type checker)
    return table
