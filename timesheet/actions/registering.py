"""The provider's payroll register of a pay period: taken in as it is, and held against ours."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import chain, islice
from typing import NamedTuple

from timesheet.core.closing import CLOSED
from timesheet.core.export.nouns import Names as Theirs
from timesheet.core.export.profile import Family
from timesheet.core.model import Cents, Instant, Seconds
from timesheet.core.money import round_half_up
from timesheet.core.register import Comparison, Ours, compare
from timesheet.core.register_codes import USUAL, Tolerance
from timesheet.core.register_rows import Columns, Look, Means, Paid, Part, paid
from timesheet.core.register_rows import columns as likely
from timesheet.errors import Missing, Refused
from timesheet.store import audit, batches, closed, closing, registers, terms, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx, read, write
from timesheet.store.names import NOBODY, Names
from timesheet.store.registers import Register
from timesheet.store.selection import Selection

LONGEST_NAME = 120
LOOKED_AT = 20
"""So many rows tell what the columns are: the headings stand among the first ten."""


class Sent(NamedTuple):
    """A register that was sent, what its columns are, and what it then says."""

    name: str
    content: bytes
    columns: Columns
    lines: list[Paid]
    look: Look
    sha256: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A register, and ours beside it; ``comparison`` None where its columns don't say enough."""

    register: Register
    comparison: Comparison | None


def of_period(first: date, tolerance: Tolerance = USUAL) -> Shown | None:
    """Return the register of a pay period beside ours; None where nobody sent one."""
    with read() as tx:
        held = registers.latest(tx, first)
        if held is None:
            return None
        return Shown(held, _compared(tx, first, held, tolerance))


def agrees(first: date) -> bool | None:
    """Tell whether a pay period's register agrees with ours; None where there is none to hold."""
    with read() as tx:
        held = registers.latest(tx, first)
        found = _compared(tx, first, held, USUAL) if held else None
    return None if found is None else found.agrees


def opened(
    name: str, content: bytes, rows: Iterable[Sequence[str]], columns: Columns | None = None
) -> Sent:
    """Return what the rows of a register say, read once as they come.

    ``columns`` None is what they are likely to be.
    """
    rows = iter(rows)
    begun = list(islice(rows, LOOKED_AT))
    columns = columns or likely(begun)
    lines, wrong = paid(chain(begun, rows), columns)
    at = columns.heading
    headings, *sample = begun[at : at + 4] or [()]
    look = Look(tuple(headings), tuple(map(tuple, sample)), tuple(wrong))
    digest = hashlib.sha256(content).hexdigest()
    return Sent(name[:LONGEST_NAME] or "register", content, columns, lines, look, digest)


def take(first: date, sent: Sent, author: int, now: Instant) -> bool:
    """Keep a register; False where that was done before."""
    with write() as tx:
        held = registers.latest(tx, first)
        if held is not None and held.sha256 == sent.sha256:
            return False
        _keep(tx, first, sent, (author, now))
    return True


def say(first: date, sent: Sent, author: int, now: Instant) -> None:
    """Keep a pay period's register once more, with columns as somebody says they are."""
    with write() as tx:
        _keep(tx, first, sent, (author, now))


def chosen(first: date, means: Sequence[str]) -> Columns | None:
    """Return the columns that somebody says a pay period's register has; None: as they are.

    Refused where it would tell nothing.
    """
    with read() as tx:
        held = registers.latest(tx, first)
    if held is None:
        raise Missing("register")
    known = {one.value: one for one in Means}
    said = Columns(
        held.columns.heading,
        tuple(known.get(one, Means.NOTHING) for one in means[: len(held.columns.means)]),
    )
    if said.missing:
        raise Refused(
            "Choose a column that names the person, and one with hours or gross pay.",
            field="means",
        )
    return None if said == held.columns else said


def content(first: date) -> tuple[str, bytes]:
    """Return the name and the bytes of a pay period's register."""
    with read() as tx:
        held = registers.latest(tx, first)
        if held is None:
            raise Missing("register")
        return held.file_name, registers.content(tx, held.id)


def _keep(tx: Tx, first: date, sent: Sent, by: tuple[int, Instant]) -> None:
    begins, ends = terms.house(tx).calendar.period_of(first)
    if begins != first:
        raise Missing("day")
    said = sent.columns, sent.lines, sent.look
    file = sent.name, sent.content, sent.sha256
    key = registers.add_register(tx, (begins, ends), file, said, by)
    audit.record(tx, by[0], "register", "payroll_register", key, {"sha256": sent.sha256})


def _compared(tx: Tx, first: date, held: Register, tolerance: Tolerance) -> Comparison | None:
    if held.columns.missing:
        return None
    names, known = naming.names(tx), batches.names_at(tx, _profile(tx, first))
    ours = _ours(tx, first, names, known)
    there, ids = {one.number for one in ours}, known.known.get("person", {})
    others = [
        _one(names, ids, key, {})
        for key, person in names.people.items()
        if person.number and person.number not in there
    ]
    called = {code: one.code for code, one in known.earnings.items() if one.exported}
    return compare(ours, held.lines, tolerance, others, called)


def _ours(tx: Tx, first: date, names: Names, known: Theirs) -> list[Ours]:
    """Return what of a pay period is closed, by person, without what is said not to be exported."""
    standings = closing.standings(tx, first)
    people = frozenset(p for p, one in standings.items() if one.state in CLOSED)
    if not people:
        return []
    untold = {code for code, one in known.earnings.items() if not one.exported}
    last = terms.house(tx).calendar.period_of(first)[1]
    sums: dict[int, dict[str, tuple[Seconds, Cents]]] = defaultdict(dict)
    chosen = Selection(first, last, people)
    rows = [
        (view.person_id, view.pay_code, view.seconds, view.cents)
        for view in totals.sum_views(tx, chosen, ["person_id", "pay_code"], names)
    ]
    carried = closed.carried(tx, first, people)
    rows += [(r["person_id"], r["pay_code"], r["seconds"], r["cents"]) for r in carried]
    for person, code, seconds, cents in rows:
        if code not in untold:
            before = sums[person].get(code, (0, 0))
            sums[person][code] = before[0] + seconds, before[1] + cents
    return [_one(names, known.known.get("person", {}), p, sums[p]) for p in sorted(sums)]


def _one(
    names: Names, ids: Mapping[str, str], key: int, sums: Mapping[str, tuple[Seconds, Cents]]
) -> Ours:
    person = names.people.get(key, NOBODY)
    theirs = frozenset({ids[person.number]}) if person.number in ids else frozenset()
    seconds, cents = (sum(one[n] for one in sums.values()) for n in (0, 1))
    parts = tuple(Part(code, _hundredths(one[0]), one[1]) for code, one in sorted(sums.items()))
    return Ours(person.number, person.name, _hundredths(seconds), cents, theirs, parts)


def _hundredths(seconds: Seconds) -> int:
    return round_half_up(Fraction(seconds, 36))


def _profile(tx: Tx, first: date) -> str:
    """Return the profile by which a pay period was sent to the provider, or is likely to be."""
    sent = [one for one in batches.of_period(tx, first) if one.voided is None]
    payroll = [one.profile for one in sent if one.family == Family.PAYROLL]
    return payroll[0] if payroll else batches.usual_profile(tx)
