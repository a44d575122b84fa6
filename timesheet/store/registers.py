"""Payroll registers of providers, as they were sent; only ever added."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from timesheet.core.model import Instant
from timesheet.core.register_rows import Columns, Look, Means, Paid, Part, Wrong
from timesheet.store.base import table_of
from timesheet.store.db import Tx, add
from timesheet.store.tables import Person, RegisterRow

registers = table_of(RegisterRow)
people = table_of(Person)


@dataclass(frozen=True, slots=True)
class Register:
    """A register that was sent, what its columns are, what it then says by person, and a look."""

    id: int
    file_name: str
    sha256: str
    columns: Columns
    lines: tuple[Paid, ...]
    look: Look
    author: str
    made_at: Instant


def latest(tx: Tx, period: date) -> Register | None:
    """Return the register of a pay period that holds; None where nobody sent one."""
    kept = [c for c in registers.columns if c.name != "content"]
    query = select(*kept, people.c.name.label("author"))
    query = query.join(people, people.c.id == registers.c.author_id)
    query = query.where(registers.c.period == period).order_by(registers.c.id.desc()).limit(1)
    row = tx.execute(query).first()
    return None if row is None else _register(row)


def content(tx: Tx, key: int) -> bytes:
    """Return a register as it was sent, byte for byte."""
    query = select(registers.c.content).where(registers.c.id == key)
    return bytes(tx.execute(query).scalar_one())


def add_register(
    tx: Tx,
    days: tuple[date, date],
    file: tuple[str, bytes, str],
    said: tuple[Columns, Sequence[Paid], Look],
    by: tuple[int, Instant],
) -> int:
    """Keep a register and return its id; ``file`` is its name, its bytes and their hash."""
    columns, lines, look = said
    head = {"heading": columns.heading, "means": [one.value for one in columns.means]}
    values = {
        "period": days[0], "last_day": days[1], "file_name": file[0], "content": file[1],
        "sha256": file[2],
        "columns": json.dumps(head | look._asdict(), ensure_ascii=False),
        "lines": json.dumps([list(line) for line in lines], ensure_ascii=False),
        "author_id": by[0], "made_at": by[1],
    }  # fmt: skip
    return add(tx, registers, values)


def _register(row: Any) -> Register:
    head = json.loads(row.columns)
    if isinstance(head, list):  # as it was kept before pay codes were compared
        head = {"heading": head[0], "means": head[1:], "headings": [], "sample": [], "wrong": []}
    look = Look(
        tuple(head["headings"]), tuple(map(tuple, head["sample"])),
        tuple(Wrong(*one) for one in head["wrong"]),
    )  # fmt: skip
    columns = Columns(head["heading"], tuple(map(Means, head["means"])))
    return Register(
        row.id, row.file_name, row.sha256, columns, tuple(_paid(json.loads(row.lines))), look,
        row.author, row.made_at,
    )  # fmt: skip


def _paid(lines: Iterable[Any]) -> Iterator[Paid]:
    for row, key, name, amount, cents, *parts in lines:
        told = parts[0] if parts else ()
        yield Paid(row, key, name, amount, cents, tuple(Part(*one) for one in told))
