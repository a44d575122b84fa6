"""Accounting's review of a pay period: patterns of lines by what a click on them is worth."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from timesheet.actions.asking import Choice
from timesheet.actions.signing import Actor
from timesheet.core import auditing, calendar, review
from timesheet.core.model import UNALLOCATED, Cents, Code, Instant, Seconds
from timesheet.core.review import Pattern
from timesheet.errors import Missing
from timesheet.store import accepted, doubtful, polls, questions, samples, terms, totals
from timesheet.store import names as naming
from timesheet.store.db import Tx, read
from timesheet.store.doubtful import Cut, DoubtfulLine, Group
from timesheet.store.names import Names
from timesheet.store.selection import Selection

SHOWN = 40
NEXT_CLICKS = 10
OFFERED = 5
"""Codes offered for a pattern, by the keys 1 to 5."""
# A period may be locked when no more than this share of its labor money is expected to be wrong.
LIMIT = (5, 1000)
LOOK_BACK = timedelta(days=182)
"""How far back coded samples tell how far confidences are to be trusted."""

MARK = 12
"""Letters at the end of a pattern's name that tell which lines it had."""
FINER = (Cut.PERSON, Cut.DAY)
"""How a pattern may be cut finer."""

ByTeam = Mapping[int | None, Sequence[Code]]


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern as accounting sees it; ``key`` names it, and changes when its lines do.

    ``accepts`` is the code that one click gives its lines: their own, or the best guess.
    ``others`` are the next codes that one click may give. ``whose`` and ``day`` are the
    person or the day that it was cut by.
    """

    key: str
    lines: int
    people: int
    team: str
    whose: str
    day: date | None
    source: str
    label: str
    accepts: Code
    accepted: str
    confidence: float
    seconds: Seconds
    cents: Cents
    doubt: Cents
    others: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The queue of a pay period: what is expected to be wrong, now and after the next clicks.

    ``stop`` is the number of patterns before the expected wrong money is below ``limit``, None
    where accepting all of them doesn't lead there; ``at_most`` is exceeded in one of twenty
    periods. Both are corrected by ``factor``, which the coded random samples of this and earlier
    periods give. ``accepted`` of what is expected was accepted unseen.
    """

    first: date
    last: date
    rows: tuple[Row, ...]
    count: int
    money: Cents
    wrong: Cents
    at_most: Cents
    wrong_next: Cents
    factor: float
    accepted: Cents
    limit: Cents
    stop: int | None
    codes: tuple[Choice, ...]

    @property
    def below(self) -> bool:
        """True where no more than the limit is expected to be wrong."""
        return self.wrong <= self.limit

    @property
    def surely(self) -> bool:
        """True where in all but one of twenty periods no more than the limit is wrong."""
        return self.at_most <= self.limit


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of an opened pattern; ``name`` says it in a form, whatever derived it last."""

    name: str
    person: int
    person_name: str
    zone: str
    line: DoubtfulLine


@dataclass(frozen=True, slots=True)
class Opened:
    """A pattern with its lines, and all codes that they may be given; ``parts``: cut finer."""

    row: Row
    lines: tuple[ShownLine, ...]
    codes: tuple[Choice, ...]
    parts: tuple[Row, ...] = ()


def queue(first: date, actor: Actor, cut: Cut = Cut.USUAL) -> Review:
    """Return the queue of the pay period that begins on a day; Missing where none does."""
    with read() as tx:
        begins, ends = days_of(tx, first)
        chosen, names = Selection(begins, ends), naming.names(tx, ())
        groups = {group.key: group for group in doubtful.groups(tx, chosen, actor.id, cut)}
        trust = trust_of(tx, begins)
        patterns = review.queue(pattern_of(group, trust.left) for group in groups.values())
        shown = [groups[one.key] for one in patterns[:SHOWN]]
        by_team, money = _codes_near(tx, chosen, shown), totals.worked_cents(tx, chosen)
        codes = codes_of_period(tx, begins, names)
        others = map(pattern_of, doubtful.groups(tx, chosen, actor.id, beside=True))
        passed = polls.passed_over(tx, chosen)
        counted = Counted(trust, [*others, *passed], accepted.of_period(tx, chosen))
    limit = money * LIMIT[0] // LIMIT[1]
    return Review(
        begins,
        ends,
        tuple(_row(group, by_team, names) for group in shown),
        len(patterns),
        money,
        *counted.promise(patterns),
        -int(-review.expected_wrong(patterns, NEXT_CLICKS) * trust.factor // 1) + counted.beside,
        trust.factor,
        -int(-_doubt(counted.accepted) * trust.kept // 1),
        limit,
        review.stop(patterns, int((limit - counted.beside) / trust.factor)),
        codes,
    )


class Trust(NamedTuple):
    """By how much doubts are multiplied, and those that were accepted unseen, as samples tell."""

    factor: float
    kept: float

    @property
    def left(self) -> float:
        """The share of a pattern's doubt that is still counted once it is accepted."""
        return review.UNSETTLED * self.kept / self.factor


class Counted(NamedTuple):
    """What is expected wrong beside the queue: what can't be reviewed, and what was accepted.

    What leads couldn't tell is in more doubt than the queue says (``polls.UNTOLD``).
    """

    trust: Trust
    others: Sequence[Pattern]
    accepted: Sequence[Pattern]

    def promise(self, patterns: Sequence[Pattern]) -> auditing.Promise:
        """Return what may be wrong of the queue's patterns and of these."""
        open_ones = [*patterns, *self.others]
        return auditing.promise(
            auditing.Part(_doubt(open_ones), _variance(open_ones), self.trust.factor),
            auditing.Part(_doubt(self.accepted), _variance(self.accepted), self.trust.kept),
        )

    @property
    def beside(self) -> Cents:
        """What is expected to be wrong of these, rounded up."""
        return self.promise(()).expected


def trust_of(tx: Tx, begins: date) -> Trust:
    """Return what the coded samples of the half year up to a period tell of doubts."""
    since = begins - LOOK_BACK
    factor = auditing.factor(*samples.reliability(tx, since, begins))
    return Trust(factor, auditing.factor(*accepted.tried(tx, since, begins)))


def _doubt(patterns: Iterable[Pattern]) -> float:
    return sum(one.doubt for one in patterns) / review.MILLE


def _variance(patterns: Iterable[Pattern]) -> float:
    return sum(one.variance for one in patterns)


def expected(first: date) -> Cents:
    """Return what is expected to be wrong of a pay period, without its queue."""
    with read() as tx:
        begins, ends = days_of(tx, first)
        chosen, trust = Selection(begins, ends), trust_of(tx, begins)
        passed = _doubt(polls.passed_over(tx, chosen))
        doubts = [(doubtful.whole_doubt(tx, chosen) / review.MILLE + passed) * trust.factor,
                  _doubt(accepted.of_period(tx, chosen)) * trust.kept]  # fmt: skip
    return -int(-sum(doubts) // 1)


def _codes_near(tx: Tx, chosen: Selection, shown: Sequence[Group]) -> ByTeam:
    """Return the codes of the teams of some patterns, most hours first."""
    teams = frozenset(group.alike.team for group in shown)
    return totals.codes_by_team(tx, replace(chosen, equal=(("team_id", teams),))) if teams else {}


def opened(first: date, key: str, actor: Actor, split: Cut | None = None) -> Opened:
    """Return a pattern with its lines; Missing where no pattern is named so (any more).

    ``split``: and cut finer, by what a click on each part is worth.
    """
    with read() as tx:
        begins, ends = days_of(tx, first)
        chosen, names = Selection(begins, ends), naming.names(tx)
        group = find(tx, chosen, key, actor)
        if group is None:
            raise Missing("pattern")
        lines = doubtful.lines_of(tx, chosen, group.alike, actor.id)
        by_team = _codes_near(tx, chosen, [group])
        parts = _parts(tx, chosen, group, actor, split) if split in FINER else []
        codes = codes_of_period(tx, begins, names)
    return Opened(
        _row(group, by_team, names),
        tuple(_shown(line, names) for line in lines),
        codes,
        tuple(_row(part, by_team, names) for part in parts),
    )


def _parts(tx: Tx, chosen: Selection, group: Group, actor: Actor, split: Cut | None) -> list[Group]:
    """Return a pattern cut finer; not at all where it is cut so or otherwise already."""
    if split is None or group.cut is not Cut.USUAL:
        return []
    parts = {part.key: part for part in doubtful.groups(tx, chosen, actor.id, split, group.alike)}
    return [parts[one.key] for one in review.queue(map(pattern_of, parts.values()))]


def find(tx: Tx, chosen: Selection, key: str, actor: Actor) -> Group | None:
    """Return the pattern of a period that a key names; None where its lines changed since."""
    return next((one for one in like(tx, chosen, key, actor) if key_of(one) == key), None)


def like(tx: Tx, chosen: Selection, key: str, actor: Actor) -> list[Group]:
    """Return the pattern with what a key's lines had in common, whichever these are now, if any."""
    try:
        cut, *values = json.loads(base64.b32decode(key[:-MARK]))
        alike = doubtful.alike(Cut(cut), values)
        day = None if alike.day is None else date.fromisoformat(str(alike.day))
    except (ValueError, TypeError):
        return []
    return doubtful.groups(tx, chosen, actor.id, alike.cut, alike._replace(day=day))


def days_of(tx: Tx, first: date) -> tuple[date, date]:
    """Return the days of the pay period that begins on a day; Missing where none does."""
    begins, ends = terms.house(tx).calendar.period_of(first)
    if begins != first:
        msg = f"no pay period begins on {first}"
        raise Missing(msg)
    return begins, ends


def codes_of_period(tx: Tx, begins: date, names: Names) -> tuple[Choice, ...]:
    """Return the codes that a word on a pay period may name, by their labels."""
    at: Instant = calendar.start_of_day(begins, terms.house(tx).zone)
    codes = [Choice(code, names.code(*code[:2])) for code in questions.codes_in_use(tx, at)]
    return tuple(sorted(codes, key=lambda one: one.label.lower()))


def pattern_of(group: Group, left: float = 0.0) -> Pattern:
    """Return a pattern as the queue weighs it; ``left`` of its doubt stays where it is accepted."""
    in_doubt = group.doubt
    if group.alike.code == UNALLOCATED:
        # Whoever gives a code where nobody has an idea knows it.
        known = accepts(group) != UNALLOCATED
        in_doubt = group.money * round(review.MILLE * (1 - group.stated)) if known else 0
    stays = min(group.doubt, int(in_doubt * left))
    return Pattern(
        group.key, group.first, group.lines, group.doubt, group.sure, group.money, group.alone,
        stays,
    )  # fmt: skip


def key_of(group: Group) -> str:
    """Name a pattern: by what its lines have in common, and by the lines.

    They would be named so after another derivation too.
    """
    alike = json.dumps([group.cut, *group.key], separators=(",", ":"), default=date.isoformat)
    said = (group.lines, group.people, group.seconds, group.cents, group.mark)
    # Five bytes are eight letters of base 32: nothing is left over, and all of it is letters.
    kind = base64.b32encode(alike.ljust(-(-len(alike) // 5) * 5).encode()).decode()
    return kind + hashlib.sha256(repr(said).encode()).hexdigest()[:MARK]


def accepts(group: Group) -> Code:
    """Return the code that accepting a pattern gives its lines: their own, or the best guess."""
    alike = group.alike
    return alike.likely if alike.code == UNALLOCATED else alike.code


def _row(group: Group, by_team: ByTeam, names: Names) -> Row:
    alike, accepted = group.alike, accepts(group)
    near = [alike.likely, *by_team.get(alike.team, ())]
    others = [code for code in dict.fromkeys(near) if code.project and code != accepted]
    return Row(
        key=key_of(group),
        lines=group.lines,
        people=group.people,
        team=names.teams.get(alike.team or 0, ""),
        whose=names.people.get(alike.person, naming.NOBODY).name,
        day=alike.day,
        source=alike.source,
        label=names.code(alike.code.project, alike.code.task),
        accepts=accepted,
        accepted=names.code(accepted.project, accepted.task),
        confidence=group.stated,
        seconds=group.seconds,
        cents=group.cents,
        doubt=review.expected_wrong([pattern_of(group)]),
        others=tuple(Choice(code, names.code(*code[:2])) for code in others[: OFFERED - 1]),
    )


def _shown(line: DoubtfulLine, names: Names) -> ShownLine:
    who = names.people.get(line.person, naming.NOBODY)
    return ShownLine(name_of(line), line.person, who.name, who.zone, line)


def name_of(line: DoubtfulLine) -> str:
    """Name a line by whose it is and when, so that a form finds it after another derivation."""
    return f"{line.person}-{line.start}-{line.end}"
