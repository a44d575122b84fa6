"""A provider's payroll register as it was sent: what its columns are, and what it says. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from timesheet.core.headings import heading_row, meaning, plain
from timesheet.core.model import Cents


class Means(StrEnum):
    """What a column of a register is; "code …" are those of the pay code that the heading names."""

    PERSON = "person"
    NAME = "name"
    LAST = "last"
    FIRST = "first"
    HOURS = "hours"
    GROSS = "gross"
    CODE = "code"
    CODE_HOURS = "code hours"
    CODE_GROSS = "code gross"
    NOTHING = ""


_IDS = (
    "Employee ID", "Employee Number", "Employee No", "Employee #", "Emp ID", "File #",
    "File Number", "Worker ID", "ID", "Payroll ID", "Personnel No", "Personalnummer", "Pers.-Nr.",
    "gusto_employee_id", "Employee Time Clock ID", "Número de empleado", "EmployeeId",
)  # fmt: skip
_TOTAL_HOURS = ("Total Hours", "Hours Total", "Hours", "Total Hrs", "Stunden", "Horas", "Units")
_HOURS = (
    "Reg Hours", "Regular Hours", "O/T Hours", "OT Hours", "Overtime Hours", "Double OT Hours",
    "Double Overtime Hours", "PTO Hours", "Vacation Hours", "Sick Hours", "Holiday Hours",
    "Other Hours",
)  # fmt: skip
_TOTAL_GROSS = (
    "Gross", "Gross Pay", "Gross Wages", "Gross Earnings", "Total Gross", "Total Earnings",
    "Brutto", "Bruttolohn", "Bruto", "Salario bruto",
)  # fmt: skip
_GROSS = (
    "Reg Earnings", "Regular Earnings", "O/T Earnings", "OT Earnings", "Overtime Earnings",
    "Regular Pay", "Overtime Pay", "Bonus",
)  # fmt: skip
_CODES = (
    "Pay Code", "Earning", "Earning Code", "Earnings Code", "Earnings", "Pay Component",
    "Pay Type", "Pay Item", "Det Code", "Lohnart", "Concepto",
)  # fmt: skip
WORDS: Mapping[str, Sequence[str]] = {
    Means.PERSON: _IDS,
    Means.NAME: ("Employee Name", "Employee", "Name", "Full Name", "Worker", "Mitarbeiter"),
    Means.LAST: ("Last Name", "Surname", "Nachname", "Apellidos"),
    Means.FIRST: ("First Name", "Given Name", "Vorname", "Nombre"),
    Means.CODE: _CODES,
    Means.HOURS: _TOTAL_HOURS,
    Means.CODE_HOURS: _HOURS,
    Means.GROSS: _TOTAL_GROSS,
    Means.CODE_GROSS: _GROSS,
}
_GROUPED = re.compile(
    r"(-?[1-9]\d{0,2}(?:([.,'\u2019\u00a0 ])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?"
)
_PLAIN = re.compile(r"(-?\d+)()(?:[.,](\d+))?")
_AMOUNT = re.compile(r"[\s_-]*(hours|hrs|earnings|pay|amount|gross|stunden|horas)$", re.IGNORECASE)
_CLOCK = re.compile(r"(-?)(\d{1,4}):([0-5]\d)")


# What a column adds to: hours or money.
AMOUNTS: Mapping[Means, Means] = {
    Means.HOURS: Means.HOURS, Means.CODE_HOURS: Means.HOURS,
    Means.GROSS: Means.GROSS, Means.CODE_GROSS: Means.GROSS,
}  # fmt: skip
MOST_WRONG = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the headings of a register stand (from 0), and what each of its columns is."""

    heading: int
    means: tuple[Means, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it from being compared: nobody named in it, or neither hours nor money."""
        found = []
        if not {Means.PERSON, Means.NAME, Means.LAST} & set(self.means):
            found.append("person")
        if not AMOUNTS.keys() & set(self.means):
            found.append("amount")
        return tuple(found)


class Part(NamedTuple):
    """Hours in hundredths and cents of a pay code; None where nothing is said of them."""

    code: str
    hundredths: int | None
    cents: Cents | None


class Paid(NamedTuple):
    """What a register says of a person: hours in hundredths, cents; None where it has no such.

    ``parts`` are its pay codes, by the provider's names; () where it doesn't part them.
    """

    row: int
    id: str
    name: str
    hundredths: int | None
    cents: Cents | None
    parts: tuple[Part, ...] = ()


A = TypeVar("A", Paid, Part)


class Wrong(NamedTuple):
    """A cell that is no number: its row (the first of the file is 1), heading and value."""

    row: int
    heading: str
    value: str


class Look(NamedTuple):
    """What a page shows of a register: headings, first rows, some cells that are no numbers."""

    headings: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    wrong: tuple[Wrong, ...]


def columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Return what the columns of a register are likely to be, from its first rows.

    A second total is no third amount; what pay codes sum to is counted where there is no total.
    """
    at = heading_row(rows, WORDS)
    found = [meaning(value, WORDS).meaning for value in rows[at]] if rows else []
    for kind in (Means.HOURS, Means.GROSS, Means.CODE):
        for second in [n for n, one in enumerate(found) if one == kind][1:]:
            found[second] = ""
    return Columns(at, tuple(Means(one) for one in found))


def paid(rows: Iterable[Sequence[str]], chosen: Columns) -> tuple[list[Paid], list[Wrong]]:
    """Return what a register says, a person a row or several; and the cells that are no number.

    Rows that name nobody (sums, blank ones) are passed over. The rows are read once, as they come.
    """
    found: dict[tuple[str, str], Paid] = {}
    wrong: list[Wrong] = []
    headings: Sequence[str] = ()
    totals = {kind for kind in (Means.HOURS, Means.GROSS) if kind in chosen.means}
    for number, row in enumerate(rows, 1):
        if number <= chosen.heading + 1:
            headings = row
            continue
        cells = list(zip(chosen.means, headings, row, strict=False))
        who, name = _who(cells)
        if not (who or name) or plain(name).startswith(("total", "grandtotal", "summe")):
            continue
        amounts = _amounts(number, cells, wrong)
        held = found.get((who, plain(name)), Paid(number, who, name, None, None))
        found[who, plain(name)] = _with(held, amounts, totals)
    return list(found.values()), wrong


class _Amount(NamedTuple):
    means: Means
    code: str
    value: int


def _amounts(
    number: int, cells: Sequence[tuple[Means, str, str]], wrong: list[Wrong]
) -> list[_Amount]:
    """Return the amounts of a row with their pay codes; a cell that is none goes to ``wrong``."""
    of_row = next((value for means, _, value in cells if means is Means.CODE), "")
    found = []
    for means, heading, value in cells:
        if means not in AMOUNTS or not value:
            continue
        amount = hundredths(value)
        if amount is not None:
            of_heading = means in {Means.CODE_HOURS, Means.CODE_GROSS}
            found.append(_Amount(means, code_of(heading) if of_heading else of_row, amount))
        elif len(wrong) < MOST_WRONG:
            wrong.append(Wrong(number, heading, value))
    return found


def _with(held: Paid, amounts: Iterable[_Amount], totals: Collection[Means]) -> Paid:
    parts = {one.code: one for one in held.parts}
    for means, code, value in amounts:
        kind = AMOUNTS[means]
        if means is kind or kind not in totals:
            held = _added(held, kind, value)
        if code:
            parts[code] = _added(parts.get(code, Part(code, None, None)), kind, value)
    return held._replace(parts=tuple(parts.values()))


def _added(held: A, kind: Means, value: int) -> A:
    if kind is Means.HOURS:
        return held._replace(hundredths=plus(held.hundredths, value))
    return held._replace(cents=plus(held.cents, value))


def code_of(heading: str) -> str:
    """Return the pay code that a heading names: "Reg Hours" and "Reg Earnings" are of "Reg"."""
    return _AMOUNT.sub("", heading.strip()) or heading.strip()


def _who(cells: Sequence[tuple[Means, str, str]]) -> tuple[str, str]:
    said: dict[Means, str] = {}
    for means, _, value in cells:
        said.setdefault(means, value)
    name = said.get(Means.NAME, "")
    if not name:
        name = f"{said.get(Means.FIRST, '')} {said.get(Means.LAST, '')}".strip()
    return said.get(Means.PERSON, ""), name


def plus(one: int | None, other: int | None) -> int | None:
    """Return a sum; None where neither is anything."""
    return other if one is None else one if other is None else one + other


def hundredths(text: str) -> int | None:
    """Return a number in hundredths, however it is written: "1,234.5", "1.234,50", "40:30".

    One sign before exactly three digits parts thousands, any other the decimals.
    """
    text = text.strip().lstrip("$€£ ").strip()
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if clock := _CLOCK.fullmatch(text):
        minutes = int(clock[2]) * 60 + int(clock[3])
        return (minutes * 100 + 30) // 60 * (-1 if clock[1] else 1)
    found = _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)
    if found is None:
        return None
    thousandths = int(re.sub(r"\D", "", found[1])) * 1000 + int(((found[3] or "") + "000")[:3])
    return (thousandths + 5) // 10 * (-1 if text.startswith("-") else 1)
