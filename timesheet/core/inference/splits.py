"""How confirmed days are divided, for days that nobody divided: "a tenth of it is the yard".

A shift is proposed to be divided only where the worker's own confirmed days on that code usually
are, in steady parts, or those of his crew on that very day are. A day that somebody named with one
code speaks against it as any other. The parts become lines with their reason and confidence; what a
person gave his word for is never divided, and admins can switch it off.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from timesheet.core.inference.learner.crew import NEAR
from timesheet.core.inference.learner.memory import Moment
from timesheet.core.inference.learner.sight import Fact, Label, Sight
from timesheet.core.inference.rules import WHOLE
from timesheet.core.model import Code

Day = Mapping[Label, float]
"""The codes of a confirmed day with their shares, which sum to 1."""

LATELY = 60
"""Days before and after a shift in which the worker's own days speak of it."""
ENOUGH = 4
"""Own confirmed days before their parts mean anything."""
USUAL = 0.8
"""Share of own days in which a part must occur; of the crew's day a majority is enough."""
MAJORITY = 0.6
STEADY = 0.1
"""Most that a part may stray from its mean, on average, as a share of the day."""
WHOLE_DAY = 0.95
"""A word on less of a shift doesn't tell how the shift was divided."""
OWN = "divided like {right} of {seen} of your confirmed days"
CREWS = "divided like {right} of {seen} in your crew that day"
BESIDE = "a part of {right} of your {seen} divided days"


class Split(NamedTuple):
    """The parts of a day with their weights, the main one first; on how many days it rests."""

    parts: tuple[tuple[Code, int], ...]
    right: int
    seen: int
    words: str

    @property
    def sure(self) -> float:
        """How likely another such day is divided like that."""
        return (self.right + 1) / (self.seen + 2)

    @property
    def reason(self) -> str:
        """Why, in words."""
        return self.words.format(right=self.right, seen=self.seen)


class Part(NamedTuple):
    """A code that is a lesser part of a worker's divided days: its usual share, and how often."""

    code: Code
    share: float
    right: int
    seen: int

    @property
    def sure(self) -> float:
        """How likely a short stretch of such a day is for this code."""
        return self.right / (self.seen + 1)

    @property
    def reason(self) -> str:
        """Why, in words."""
        return BESIDE.format(right=self.right, seen=self.seen)


def own_days(history: Iterable[Moment], day: int) -> list[Day]:
    """Return a worker's confirmed days around a day, each with all of its codes."""
    days: dict[tuple[int, int], dict[Label, float]] = {}
    for moment in history:
        if abs(moment.start // (24 * 60) - day) <= LATELY:
            codes = days.setdefault((moment.start, moment.end), {})
            codes[moment.code] = codes.get(moment.code, 0.0) + moment.weight
    return [codes for codes in days.values() if sum(codes.values()) >= WHOLE_DAY]


def crews_days(words: Iterable[Fact], sight: Sight) -> list[Day]:
    """Return the days of crew mates, told of in full, who kept about the hours of a shift."""
    return [
        fact.shares
        for fact in words
        if fact.detailed
        and fact.sight.person != sight.person
        and abs(fact.sight.start - sight.start) <= NEAR
        and abs(fact.sight.end - sight.end) <= NEAR
        and any(group in sight.groups for group in fact.sight.groups)
    ]


def split(main: Code, own: Sequence[Day], crews: Sequence[Day]) -> Split | None:
    """Return how a day that is mainly for a code is probably divided; None where it isn't."""
    mine = [day for day in own if _main(day) == main]
    theirs = [day for day in crews if main in day]
    found = _usual(main, theirs, MAJORITY, CREWS) if theirs else None
    if found is not None and found.sure >= MAJORITY:
        return found
    return _usual(main, mine, USUAL, OWN) if len(mine) >= ENOUGH else None


def offered(
    codes: Sequence[Code], own: Sequence[Day], crews: Sequence[Day]
) -> tuple[tuple[tuple[Code, int], ...], ...]:
    """Return ways to divide a shift that a question may offer, beside the codes that it does.

    As most of the crew's divided days were, and as the worker's own last divided day on what this
    one is for, or else on anything: then with the likeliest code in the place of the main one.
    """
    found: list[tuple[tuple[Code, int], ...]] = []
    alike = Counter(_rounded(day) for day in crews if len(day) > 1)
    found += [parts for parts, _ in alike.most_common(1)]
    divided = [day for day in own if len(day) > 1]
    here = [day for day in divided if codes and _main(day) == codes[0]]
    if here:
        found.append(_rounded(here[-1]))
    elif divided and codes:
        (_, most), *rest = _rounded(divided[-1])
        found.append(((codes[0], most), *(part for part in rest if part[0] != codes[0])))
    return tuple(dict.fromkeys(parts for parts in found if len(parts) > 1))


def _rounded(day: Day) -> tuple[tuple[Code, int], ...]:
    """Return the parts of a day in 32nds, about quarters of an hour, the main one first."""
    parts = [(c, max(1, round(share * 32))) for c, share in day.items() if isinstance(c, Code)]
    return tuple(sorted(parts, key=lambda part: (-part[1], str(part[0]))))


def lesser(own: Sequence[Day], than: frozenset[Code]) -> list[Part]:
    """Return what a worker does beside some codes on days that are divided, the commonest first."""
    divided = [day for day in own if len(day) > 1 and any(code in day for code in than)]
    shares: dict[Code, list[float]] = {}
    for day in divided:
        for code, share in day.items():
            if isinstance(code, Code) and code not in than:
                shares.setdefault(code, []).append(share)
    parts = (Part(c, sum(s) / len(s), len(s), len(divided)) for c, s in shares.items())
    return sorted(parts, key=lambda part: (-part.right, str(part.code)))


def _main(day: Day) -> Label:
    return max(day, key=day.__getitem__)


def _usual(main: Code, days: Sequence[Day], often: float, words: str) -> Split | None:
    codes = {c for day in days for c in day if isinstance(c, Code) and c != main}
    steady = {c: share for c in codes if (share := _steady(c, days, often)) is not None}
    rest = 1 - sum(steady.values())
    if not steady or rest <= 0:
        return None
    right = sum(all(code in day for code in steady) for day in days)
    weights = [(code, round(share * WHOLE)) for code, share in sorted(steady.items(), key=str)]
    return Split(((main, round(rest * WHOLE)), *weights), right, len(days), words)


def _steady(code: Code, days: Sequence[Day], often: float) -> float | None:
    """Return the usual share of a code on days, where it occurs often and in steady parts."""
    shares = [day[code] for day in days if code in day]
    if len(shares) < often * len(days):
        return None
    mean = sum(shares) / len(shares)
    strays = sum(abs(share - mean) for share in shares) / len(shares)
    return mean if strays <= STEADY else None
