"""Our workbook against an openpyxl write-only loop over the same cells, in the same run.

    python benchmarks/workbook.py [--rows 100000] [--many 1000000] [--repeat 3]

Each measurement is a process of its own, interleaved; CPU seconds are user and system of that
process from the first row made to the file closed, memory is its peak (ru_maxrss). Only the ratios
hold from machine to machine. Goals: at most 0.15 of the loop's CPU for 100,000 rows of 20 columns;
memory at 1,000,000 rows at most 1.1 times that at 100,000.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from openpyxl import Workbook

from timesheet.core.reports.table import Column, Row, Rows, Table, Type
from timesheet.exchange.book.sheets import written_fields
from timesheet.exchange.csv_file import write_csv
from timesheet.exchange.workbook import Control, WorkbookSource, write_workbook

COLUMNS = (
    Column("person_number", "No."),
    Column("person", "Person"),
    Column("day", "Day", Type.DAY),
    Column("clock_in", "In", Type.TIME),
    Column("clock_out", "Out", Type.TIME),
    Column("customer", "Customer"),
    Column("project", "Project"),
    Column("project_name", "Project name"),
    Column("task", "Task"),
    Column("cost_code", "Cost code"),
    Column("cost_center", "Cost center"),
    Column("pay_code", "Pay code"),
    Column("seconds", "Hours", Type.SECONDS, total=True),
    Column("cents", "Amount", Type.CENTS, total=True),
    Column("confidence", "Confidence", Type.SHARE),
    Column("attested", "Attested", Type.BOOLEAN),
    Column("reason", "Reason"),
)
DAYS_OF_PERSON = 60
FIRST = date(2026, 1, 1)


def rows(count: int) -> Iterator[Row]:
    """Make rows of mixed types, as many people and days as they take; every reason is another."""
    for n in range(count):
        person, day = divmod(n, DAYS_OF_PERSON)
        minutes = 300 + n * 7919 % 360
        yield (
            f"{person:05d}",
            f"Worker {person} Ünal & Söhne",
            FIRST + timedelta(days=day),
            time(6 + n % 4, n * 37 % 60),
            time(15 + n % 5, n * 53 % 60),
            f"Customer {n % 23}",
            f"P-{n * 31 % 120:03d}",
            f"Project number {n * 31 % 120}",
            f"T{n % 40}",
            f"03-{n % 60:02d}",
            f"CC{n % 12}",
            ("REG", "REG", "OT")[n % 3],
            minutes * 60,
            minutes * 53,
            n * 13 % 101 / 100,
            n % 4 == 0,
            f"learned from {n} confirmed shifts",
        )


def report(count: int) -> Table:
    return Table("bench", "Bench", COLUMNS, Rows(lambda: rows(count)), person="person_number")


def ours(count: int, path: Path) -> None:
    source = WorkbookSource(report(count), Control(rows=count), datetime(2026, 11, 23, tzinfo=UTC))
    summary = write_workbook(path, source)
    if not summary.reconciled or summary.totals["rows"] != count:
        raise SystemExit("the workbook isn't what it should be")


def loop(count: int, path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([field.name for field in written_fields(report(0))])
    before = ""
    for row in rows(count):
        number, seconds, cents = str(row[0]), int(row[12]), int(row[13])  # type: ignore[arg-type]
        hours, duration, amount = seconds / 3600, timedelta(seconds=seconds), cents / 100
        new = int(number != before)
        before = number
        sheet.append((*row[:12], seconds, hours, duration, amount, *row[14:], new))
    book.save(path)


def csv(count: int, path: Path) -> None:
    with path.open("wb") as out:
        write_csv(out, report(count))


def generate(count: int, _path: Path) -> None:
    for _ in rows(count):
        pass


KINDS: dict[str, Callable[[int, Path], None]] = {
    "rows only": generate,
    "csv": csv,
    "ours": ours,
    "openpyxl write-only loop": loop,
}


def measure(kind: str, count: int) -> tuple[float, float]:
    """Return CPU seconds and peak memory in MB of one writer in a process of its own."""
    command = [sys.executable, __file__, "--child", kind, "--rows", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, memory = json.loads(done.stdout)
    return cpu, memory


def child(kind: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = _cpu()
        KINDS[kind](count, Path(folder) / "file")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps((_cpu() - before, peak)))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def compare(count: int, many: int, repeat: int) -> None:
    """Measure and print everything."""
    width = len(written_fields(report(0)))
    print(f"{count:,} rows x {width} columns, median of {repeat}, interleaved")
    found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for _ in range(repeat):
        for kind in KINDS:
            found[kind].append(measure(kind, count))
    cpu = {kind: statistics.median(one[0] for one in each) for kind, each in found.items()}
    memory = {kind: statistics.median(one[1] for one in each) for kind, each in found.items()}
    for kind in KINDS:
        print(f"{kind:26} {cpu[kind]:7.2f} CPU s {memory[kind]:7.0f} MB")
    ratio = cpu["ours"] / cpu["openpyxl write-only loop"]
    print(f"ours / write-only loop: {ratio:.3f} (goal <= 0.15)")
    if many:
        long, high = measure("ours", many)
        print(f"ours at {many:,} rows: {long:.1f} CPU s, {high:.0f} MB")
        print(f"memory {many:,} / {count:,}: {high / memory['ours']:.3f} (goal <= 1.1)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--many", type=int, default=1_000_000, help="0: leave it out")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--child", choices=KINDS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.rows)
    else:
        compare(given.rows, given.many, given.repeat)


if __name__ == "__main__":
    main()
