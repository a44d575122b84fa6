"""A journal as a beancount file: an entry is a transaction, a line a posting with its metadata."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from timesheet.core.export.cells import written, wrong
from timesheet.core.export.nouns import Problem
from timesheet.core.export.profile import Profile
from timesheet.core.export.records import Record

_METADATA = (
    ("cost-center", "cost_center.id"),
    ("project", "project.id"),
    ("estimate", "estimated"),
)


def text(profile: Profile, found: Sequence[Record], shared: Record) -> tuple[str, list[Problem]]:
    """Return the ledger text, and what is wrong with its account names."""
    rules = profile.file
    problems: list[Problem] = []
    for record in found:
        for column in profile.columns:
            value = written(record.get(column.source), column.format, rules)
            problems += wrong(column, value, record, rules)
    lines = [*_opened(found, shared)]
    for _, some in groupby(found, key=lambda record: record["journal"]):
        lines += ["", *_transaction(list(some), str(shared["currency"]), profile)]
    return "".join(line + rules.eol for line in lines), problems


def _opened(found: Sequence[Record], shared: Record) -> Iterator[str]:
    if shared.get("setting.open_accounts") != "yes":
        return
    for account in sorted({str(record["account.id"]) for record in found}):
        yield f"{shared['year.first']} open {account} {shared['currency']}"


def _transaction(some: Sequence[Record], currency: str, profile: Profile) -> Iterator[str]:
    first = some[0]
    day = first["entry.day"]
    yield f"{day} * {_text('Payroll')} {_text(first['entry.text'])}"
    yield f"  entry: {_text(first['journal'])}"
    if first["entry.reverses"]:
        yield f"  reverses: {_text(first['entry.reverses'])}"
    for record in some:
        amount = written(record["signed"], "hundredths", profile.file, "0.00")
        yield f"  {record['account.id']}  {amount} {currency}"
        for name, source in _METADATA:
            if record[source]:
                yield f"    {name}: {_text(record[source])}"


def _text(value: object) -> str:
    plain = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
