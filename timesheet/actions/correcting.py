"""The round trip by workbook: lines to correct out, a preview of what came back, and applying it.

What an upload says waits in the data folder, one file a person and pay period, until it is applied
or thrown away. It is planned anew whenever it is looked at: of it only the codes are believed.
What takes long is done by a job (``correcting_later``).
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from timesheet.actions import recoding, reviewing
from timesheet.actions.answering import check_uuid
from timesheet.actions.recoding import Word
from timesheet.actions.setting_up import following
from timesheet.actions.signing import Actor
from timesheet.core import calendar, correcting, reason
from timesheet.core.closing import CLOSED
from timesheet.core.correcting import Change, Codes, Piece, Plan, Said, Shut
from timesheet.core.model import Code, Instant, Seconds
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Row
from timesheet.errors import Conflict, Missing, Refused
from timesheet.exchange import corrections, reading
from timesheet.exchange.fields import Speak, silent
from timesheet.store import audit, closing, correctable, facts, questions, terms
from timesheet.store import names as naming
from timesheet.store.closing import Standing
from timesheet.store.db import Tx, read, write
from timesheet.store.names import NOBODY, Names
from timesheet.store.selection import Selection

AT_ONCE_BYTES = 1_000_000
"""How large a file may be that is read while somebody waits: about ten thousand rows."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where uploads of a person for a pay period wait; ``people`` are those he may see."""

    folder: Path
    first: date
    actor: Actor
    people: frozenset[int] | None

    @property
    def path(self) -> Path:
        """Where the rows that wait are kept, whether there are any or not."""
        return self.folder / "uploads" / f"corrections-{self.actor.id}-{self.first}.json"

    @property
    def sent(self) -> Path:
        """Where the file lies as it was sent, until it is read."""
        return self.path.with_suffix(".sent")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The rows of an upload, read once, and the SHA-256 of the file that they came in."""

    sha256: str
    rows: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the file that waits would do, and the names to tell it with."""

    plan: Plan
    names: Names


def offer(
    place: Place, out: IO[bytes], now: Instant, dialect: str = "", speak: Speak = silent
) -> None:
    """Write a pay period's lines that the actor may correct: a workbook, or CSV in a dialect.

    The workbook explains itself in the language of ``speak``.
    """
    source = _source(place, now)
    if dialect:
        corrections.write_csv(out, source, dialect)
    else:
        corrections.write(out, source, speak)


def _source(place: Place, now: Instant) -> corrections.Source:
    with read() as tx:
        names = naming.names(tx)
        begins, _ends = reviewing.days_of(tx, place.first)
        found = [one for one in _pieces(tx, place, names) if one[0].shut is None]
        in_use, centers = _in_use(tx, begins), sorted(correctable.centers(tx, begins))
    projects = {names.projects[code.project].code for code in in_use if code.project is not None}
    tasks = {names.tasks[code.task] for code in in_use if code.task is not None}
    made = datetime.fromtimestamp(now, UTC)
    rows = _most_doubtful([row for _piece, row in found])
    return corrections.Source(begins, rows, sorted(projects), sorted(tasks), centers, made)


def receive(place: Place, file: IO[bytes]) -> bool:
    """Keep a file as it was sent; return whether reading it is worth a job of its own."""
    with read() as tx:
        reviewing.days_of(tx, place.first)
    place.sent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.sent.touch(mode=0o600)
    with place.sent.open("wb") as kept:
        copyfileobj(file, kept)
        return kept.tell() > AT_ONCE_BYTES


def take(place: Place, seconds: Seconds = reading.AT_ONCE) -> None:
    """Keep what the file that was sent says until it is applied; Refused where it can't be read."""
    part = place.path.with_suffix(".part")
    try:
        reading.read(place.sent, part, seconds)
        with part.open(encoding="utf-8") as rows:
            period = date.fromisoformat(json.loads(rows.readline())[1])
        if period != place.first:
            raise Refused(
                "This file is of the pay period that begins on %(day)s; open that one.",
                field="file",
                day=period,
            )
        part.replace(place.path)
    finally:
        part.unlink(missing_ok=True)
        place.sent.unlink(missing_ok=True)


def drop(place: Place) -> None:
    """Throw away what waits."""
    place.path.unlink(missing_ok=True)


def preview(place: Place) -> Preview | None:
    """Return what the file that waits would do; None where none waits. Writes nothing.

    Refused where it was kept by a version of the program that wrote it otherwise.
    """
    waiting = _waiting(place)
    with read() as tx:
        names = naming.names(tx)
        if waiting is None:
            reviewing.days_of(tx, place.first)
            return None
        return Preview(_plan(tx, place, names, waiting.rows), names)


def apply(place: Place, stamp: str, uuid: str, now: Instant) -> int:
    """Apply exactly the changes that were shown under a stamp, as accounting's word.

    Return how many lines have another code. Conflict where the plan isn't the one that was shown;
    a press that came before says nothing twice.
    """
    count = say(place, stamp, uuid, now)
    following.derive()
    return count


def say(place: Place, stamp: str, uuid: str, now: Instant) -> int:
    """Add the words of ``apply`` in one transaction; their workweeks are stale then."""
    check_uuid(uuid)
    waiting = _waiting(place)
    with write() as tx:
        if facts.answers_of_press(tx, place.actor.id, uuid):
            return 0
        if waiting is None:
            raise Missing("upload")
        found = _plan(tx, place, naming.names(tx), waiting.rows)
        if found.stamp != stamp:
            raise Conflict("These lines changed since they were shown; look again.", field="key")
        if not found.changes:
            raise Refused("There is nothing to do.", field="file")
        _say(tx, place, found.changes, waiting.sha256, uuid, now)
    drop(place)
    return len(found.changes)


def _waiting(place: Place) -> Waiting | None:
    try:
        with place.path.open(encoding="utf-8") as kept:
            sha256, _period = json.loads(kept.readline())
            return Waiting(sha256, tuple(Said(*json.loads(row)) for row in kept))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        raise Refused(
            "What you sent was kept by an earlier version of the program: send the file again.",
            field="file",
        ) from None


def _most_doubtful(rows: list[Row]) -> list[Row]:
    """Return no more rows than a workbook can come back with: the least sure, in their order."""
    if len(rows) <= corrections.MOST_OFFERED:
        return rows
    at = [column.name for column in corrections.COLUMNS].index("confidence")
    order = sorted(range(len(rows)), key=lambda n: (rows[n][at], n))
    return [rows[n] for n in sorted(order[: corrections.MOST_OFFERED])]


def _say(tx: Tx, place: Place, changes: list[Change], sha256: str, uuid: str, now: Instant) -> None:
    """Add a word for every span that lines change in, and an audit entry for every line.

    A night that began before the pay period is cut there: of that period nothing is said.
    """
    author, people = place.actor.id, naming.names(tx).people

    def since(person: int) -> Instant:
        return calendar.start_of_day(place.first, people[person].zone)

    meant: dict[tuple[int, Instant, Instant], dict[Code, Change]] = {}
    for one in changes:
        span = one.piece.person, one.piece.start, one.piece.end
        meant.setdefault(span, {})[one.piece.code] = one

    def word(person: int, rows: Any) -> Word:
        asked = meant.get((person, rows[0].start_at, rows[0].end_at), {})

        def given(_row: Any, held: Code) -> Code | None:
            return asked[held].code if held in asked else None

        notes = dict.fromkeys(one.note for one in asked.values() if one.note)
        return Word(recoding.recoded(rows, given) if asked else [], "; ".join(notes)[:500])

    shifts = {(one.piece.person, one.piece.shift) for one in changes}
    said = recoding.say(tx, shifts, word, uuid, author, now, since)
    for (person, start, end), of_span in meant.items():
        answer = said[person, max(start, since(person)), end]
        for one in of_span.values():
            payload = {"file": sha256, "row": one.number}
            audit.record(tx, author, "corrected", "answer", answer, payload)


def _plan(tx: Tx, place: Place, names: Names, rows: tuple[Said, ...]) -> Plan:
    pieces = [piece for piece, _row in _pieces(tx, place, names)]
    projects, tasks = correctable.codes(tx)
    in_use, centers = frozenset(_in_use(tx, place.first)), correctable.centers(tx, place.first)
    codes = Codes(projects, tasks, in_use, centers)
    return correcting.plan(rows, pieces, codes)


def _in_use(tx: Tx, first: date) -> list[Code]:
    return questions.codes_in_use(tx, calendar.start_of_day(first, terms.house(tx).zone))


def _pieces(tx: Tx, place: Place, names: Names) -> list[tuple[Piece, Row]]:
    """Return the pieces of work of the period with the rows that show them."""
    begins, ends = reviewing.days_of(tx, place.first)
    standings = closing.standings(tx, begins)
    found = correctable.of_period(tx, Selection(begins, ends, place.people))
    made = (_piece(*one, begins, place.actor.id, standings, names) for one in found)
    return list(made)


def _piece(
    row: Any,
    lines: list[Any],
    period: date,
    actor: int,
    standings: dict[int, Standing],
    names: Names,
) -> tuple[Piece, Row]:
    standing = standings.get(row.person_id)
    shut = Shut.OWN if row.person_id == actor else None
    if standing is not None and standing.state in CLOSED:
        shut = Shut.CLOSED
    values = _values(row, lines, names)
    piece = Piece(
        row.person_id, row.shift_start, row.start_at, row.end_at,
        Code(row.project_id, row.task_id, row.cost_code_id, row.cost_center_id), row.source,
        row.seconds, values["cents"], lines[0].day, lines[0].team_id, shut,
        corrections.shown(values), lines[0].cost_center_id,
    )  # fmt: skip
    values |= {"line": piece.key, "revision": piece.revision, "period": period}
    return piece, tuple(values.get(column.name, "") for column in corrections.COLUMNS)


def _values(row: Any, lines: list[Any], names: Names) -> dict[str, Any]:
    """Return what a row of the workbook shows of a piece, by the names of its columns."""
    person = names.people.get(row.person_id, NOBODY)
    project = names.projects.get(row.project_id)
    details = tuple(json.loads(row.details))
    return {
        "person_number": person.number,
        "person": person.name,
        "day": lines[0].day,
        "start": calendar.local(row.start_at, person.zone).time(),
        "end": calendar.local(row.end_at, person.zone).time(),
        "seconds": row.seconds,
        "cents": sum(line.cents for line in lines),
        "project": project.code if project else UNALLOCATED,
        "task": names.tasks.get(row.task_id, ""),
        "cost_center": names.cost_centers.get(lines[0].cost_center_id, ""),
        "pay_code": ", ".join(sorted({line.pay_code for line in lines})),
        "confidence": row.confidence,
        "source": row.source,
        "reason": reason.words(row.source, row.ref, details),
    }
