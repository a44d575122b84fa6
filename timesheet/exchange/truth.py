"""What was true in the demo company, as history: a CSV that nobody but a measurement reads."""

import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from timesheet.core import calendar
from timesheet.core.demo.nouns import Stint
from timesheet.core.model import HOUR, Instant

COLUMNS = (
    "entry_id", "person", "team", "start", "end", "hours", "project", "task", "clock",
    "zone", "start_at", "end_at", "site",
)  # fmt: skip
"""The columns of history, and after them the zone of the wall clock, instants, and the site."""


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for ids in the file."""

    people: Mapping[int, str]
    teams: Mapping[int, str]
    projects: Mapping[int, str]
    tasks: Mapping[int, str]
    sites: Mapping[int, str]


class Truth:
    """A file of truth that is being written: one row for each piece of a shift."""

    def __init__(self, file: IO[str], names: Names) -> None:
        self._out: Any = csv.writer(file, lineterminator="\n")
        self._out.writerow(COLUMNS)
        self.names = names
        self.rows = 0

    def add(self, stints: Iterable[Stint]) -> None:
        """Write the pieces of some shifts."""
        self._out.writerows(row for stint in stints for row in self._rows(stint))

    def _rows(self, stint: Stint) -> Iterator[tuple[Any, ...]]:
        names = self.names
        for start, end, project, task in stint.pieces:
            self.rows += 1
            yield (
                self.rows, names.people[stint.person], names.teams[stint.team],
                _wall(start, stint.zone), _wall(end, stint.zone), f"{(end - start) / HOUR:.4f}",
                names.projects[project], names.tasks[task], "real", stint.zone, start, end,
                names.sites[stint.site],
            )  # fmt: skip


class TruePiece(NamedTuple):
    """A piece of somebody's work as it truly was, by the codes of project and task."""

    start: Instant
    end: Instant
    project: str
    task: str


def read(path: Path) -> dict[str, list[TruePiece]]:
    """Return what was true, by number of the person and in the order of time; empty if unknown."""
    found: dict[str, list[TruePiece]] = defaultdict(list)
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                start, end = int(row["start_at"]), int(row["end_at"])
                found[row["person"]].append(TruePiece(start, end, row["project"], row["task"]))
    for pieces in found.values():
        pieces.sort()
    return dict(found)


def _wall(at: Instant, zone: str) -> str:
    return calendar.local(at, zone).replace(tzinfo=None).isoformat()


@contextmanager
def writing(path: Path, names: Names) -> Iterator[Truth]:
    """Write a file of truth, the same bytes for the same truth; it appears when it is complete."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with (
            unfinished.open("wb") as raw,
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
        ):
            yield Truth(text, names)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
