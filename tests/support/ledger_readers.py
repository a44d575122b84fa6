"""Readers of ledgers' files: cents by entry, account, cost center and project, debits positive.

Each entry of a file must balance; nothing is shared with the writer.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from tests.support.payroll_readers import table

DAY = "2026-11-29"
Cents = dict[tuple[str, str, str, str], int]
"""By the entry's kind ("W" wages, "B" burden), account, cost center and project."""


def booked(rows: Iterable[tuple[str, str, str, str, str]]) -> Cents:
    """Sum cents of rows (entry, account, cost center, project, amount); each entry balances."""
    found: Cents = defaultdict(int)
    balance: dict[str, int] = defaultdict(int)
    for entry, account, center, project, amount in rows:
        assert account
        assert re.fullmatch(r"-?\d+\.\d\d", amount), amount
        cents = int(Decimal(amount) * 100)
        assert cents
        found[entry[-1] if entry.startswith("TS-") else entry[0], account, center, project] += cents
        balance[entry] += cents
    assert set(balance.values()) == {0}
    return dict(found)


def sides(debit: str, credit: str) -> str:
    """One amount of a debit and a credit of which one is empty."""
    assert bool(debit) ^ bool(credit)
    return debit or f"-{credit}"


def on(text: str, form: str) -> None:
    assert datetime.strptime(text, form).date().isoformat() == DAY


def read_journal(content: bytes) -> Cents:
    heading, *rows = table(content, eol=b"\n")
    named = [dict(zip(heading, row, strict=True)) for row in rows]
    for one in named:
        on(one["posting_date"], "%Y-%m-%d")
    assert len({one["line_hash"] for one in named}) == len(named)
    return booked(
        (one["journal_id"], one["account"], one["cost_center"], one["project"],
         sides(one["debit"], one["credit"]))
        for one in named
    )  # fmt: skip


def read_qbo(content: bytes) -> Cents:
    """QuickBooks Online: rows of one number are one entry, the other side of a row is blank."""
    heading, *rows = table(content)
    assert heading == [
        "Journal No", "Journal Date", "Account Name", "Debits", "Credits", "Description", "Name",
        "Location", "Class",
    ]  # fmt: skip
    for row in rows:
        on(row[1], "%m/%d/%Y")
    return booked((row[0], row[2], row[7], row[8], sides(row[3], row[4])) for row in rows)


def read_xero(content: bytes) -> Cents:
    """Xero: an amount with its sign, tracking in pairs of category and option, at most two."""
    heading, *rows = table(content)
    assert [one.lstrip("*") for one in heading[:6]] == [
        "Narration", "Date", "Description", "AccountCode", "TaxRate", "Amount",
    ]  # fmt: skip
    for row in rows:
        on(row[1], "%d/%m/%Y")
        assert row[4]
        assert (bool(row[6]), bool(row[8])) == (bool(row[7]), bool(row[9]))
    return booked((row[0], row[3], row[7], row[9], row[5]) for row in rows)


def read_intacct(content: bytes) -> Cents:
    """Sage Intacct: an entry's own fields stand on its first line only, lines count from one."""
    heading, *rows = table(content)
    assert heading[:4] == ["JOURNAL", "DATE", "DESCRIPTION", "LINE_NO"]
    found, entry, number = [], "", 0
    for row in rows:
        if row[0]:
            on(row[1], "%m/%d/%Y")
            entry, number = row[2], 0
            assert len(entry) <= 30
        else:
            assert not row[1]
            assert not row[2]
        number += 1
        assert int(row[3]) == number
        found.append((entry, row[4], row[6], row[10], sides(row[8], row[9])))
    return booked(found)


def read_datev(content: bytes) -> Cents:
    """DATEV Buchungsstapel: 31 fields, then 125 columns; each row against the clearing account."""
    head, names, *rows = table(content, ";", "cp1252")
    assert (len(head), len(names)) == (31, 125)
    assert head[:5] == ["EXTF", "700", "21", "Buchungsstapel", "13"]
    assert head[14:16] == ["20261129", "20261129"]
    at = {name: names.index(name) for name in ("KOST1 - Kostenstelle", "KOST2 - Kostenstelle")}
    found = []
    for row in rows:
        amount = row[0].replace(",", ".")
        assert not amount.startswith("-")
        assert (row[1] in "SH", row[9]) == (True, "2911")
        assert row[7] == rows[0][7] != row[6]
        assert re.fullmatch(r"[\w$&%*+/-]{1,36}", row[10])
        assert len(row[13]) <= 60
        signed = amount if row[1] == "S" else f"-{amount}"
        found.append((row[10], row[6], *(row[n] for n in at.values()), signed))
    return booked(found)
