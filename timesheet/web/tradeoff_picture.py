"""The picture of the tradeoff: places in per cent of the drawing, and the words beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import NamedTuple

from timesheet.core import effort
from timesheet.core.inference.evaluation import Evaluation, Mark, Step
from timesheet.web import filters
from timesheet.web.i18n import gettext as _

LIKELY = 1.96
"""Standard errors on either side within which 19 of 20 measurements would lie."""


class Spot(NamedTuple):
    """A point of a drawing, in per cent from the left and from the top.

    ``look`` is a class of the style sheet; an empty label draws no text. ``asked`` is the budget
    that the point stands for, where it does.
    """

    x: float
    y: float
    look: str
    label: str = ""
    anchor: str = "start"
    asked: int | None = None


class Rule(NamedTuple):
    """A line across the drawing with its label, in per cent."""

    at: float
    label: str
    look: str = "tick"


class Way(NamedTuple):
    """A straight line between two places, and where its label begins, in per cent."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: ``hours`` and ``money`` are paths of a square of 100, y downwards."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    hours: str
    money: str
    spots: tuple[Spot, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the plane is drawn: x from ``left`` to ``right``, shares from ``low`` to 1."""

    right: float
    low: float = 0.0
    left: float = 0.0

    def x(self, value: float) -> float:
        """Return the place of a value from the left."""
        return round(min((value - self.left) / (self.right - self.left), 1) * 100, 2)

    def y(self, share: float) -> float:
        """Return the place of a share from the top."""
        return round(100 - (max(share, self.low) - self.low) * 100 / (1 - self.low), 2)

    def path(self, points: Iterable[tuple[float, float]]) -> str:
        """Return points as an SVG path."""
        return "M" + "L".join(f"{self.x(x)} {self.y(y)}" for x, y in points)


# The room that words take, in per cent of the drawing.
WORDS_WIDE, LINE_HIGH = 18.0, 7.0


def whole(found: Evaluation, chosen: Step) -> Picture:
    """Draw detail against effort: the frontier between a punch clock and a timesheet by hand."""
    longest = max(m.seconds for m in (found.sheet, found.now or found.clock, found.frontier[-1]))
    frame = Frame(ceil(longest / 5 + 0.4) * 5)
    return Picture(
        across=tuple(_shares(frame, (0, 0.25, 0.5, 0.75, 1))),
        down=tuple(Rule(frame.x(s), _("%(n)s s", n=s)) for s in range(5, int(frame.right) + 1, 5)),
        hours=frame.path((step.seconds, step.hours_right) for step in found.frontier),
        money=frame.path((step.seconds, step.money_right) for step in found.frontier),
        spots=tuple(_marks(frame, found, chosen)),
        ways=tuple(_ways(frame, found)),
    )


def _ways(frame: Frame, found: Evaluation) -> Iterable[Way]:
    yield _way(frame, found.clock, found.sheet, "usual", _("the usual choice"), 0.5)
    unasked = found.frontier[0]
    if not unasked.asked:
        label = _("%(share)s without asking", share=rounded(unasked.hours_right))
        yield _way(frame, found.clock, unasked, "lift", label, 0.78)


def _way(
    frame: Frame, low: Mark, high: Mark | Step, look: str, label: str, along: float
) -> Way:  # fmt: skip
    """Return the line from a mark to another, its label beside it that far along."""
    x1, y1 = frame.x(low.seconds), frame.y(low.hours_right)
    x2, y2 = frame.x(high.seconds), frame.y(high.hours_right)
    x, y = x1 + (x2 - x1) * along, y1 + (y2 - y1) * along
    return Way(x1, y1, x2, y2, look, label, round(x, 2), round(y, 2))


def _marks(frame: Frame, found: Evaluation, chosen: Step) -> Iterable[Spot]:
    for step in found.frontier:
        if step is not chosen:
            yield _spot(frame, step, "step", asked=step.asked)
    yield _spot(frame, found.clock, "mark", _("punch clock only"))
    yield _spot(frame, found.sheet, "mark", _("timesheet by hand"), "end")
    if found.now is not None:
        beside = _apart(frame, found.now, chosen)
        anchor = "start" if beside else "below"
        yield _spot(frame, found.now, "mark company", _("this company now"), anchor)
    label = f"{questions(chosen.asked)}: {rounded(chosen.hours_right)}"
    yield _spot(frame, chosen, "chosen", label, asked=chosen.asked)


def _apart(frame: Frame, one: Mark, chosen: Step) -> bool:
    """Tell whether a mark's words have room beside those of the step chosen."""
    down = frame.y(one.hours_right) - frame.y(chosen.hours_right)
    across = abs(frame.x(one.seconds) - frame.x(chosen.seconds))
    return across > WORDS_WIDE or not -LINE_HIGH < down - LINE_HIGH / 2 < 2 * LINE_HIGH


def _spot(
    frame: Frame, one: Mark | Step, look: str, label: str = "", anchor: str = "start",
    asked: int | None = None,
) -> Spot:  # fmt: skip
    return Spot(frame.x(one.seconds), frame.y(one.hours_right), look, label, anchor, asked)


def near(found: Evaluation, chosen: Step) -> Picture:
    """Draw the frontier close up: what is right against questions a worker and week."""
    steps = found.frontier
    shares = [share for step in steps for share in (step.hours_right, step.money_right)]
    low = int(min(0.9, *shares) * 10) / 10
    most = max(1.0, steps[-1].per_week)
    frame = Frame(most * 1.06, low, left=most * -0.1)
    ticks = [low + n * (1 - low) / 4 for n in range(5)]
    return Picture(
        across=(
            *_shares(frame, ticks),
            Rule(frame.y(found.basis.single), _("one code a shift"), "most"),
        ),
        down=tuple(Rule(frame.x(n), str(n)) for n in range(ceil(frame.right))),
        hours=frame.path((step.per_week, step.hours_right) for step in steps),
        money=frame.path((step.per_week, step.money_right) for step in steps),
        spots=tuple(
            Spot(
                frame.x(step.per_week),
                frame.y(step.hours_right),
                "chosen" if step is chosen else "step",
                tenths(step.hours_right) if step in {steps[0], chosen, steps[-1]} else "",
                "middle",
                step.asked,
            )
            for step in steps
        ),
    )


def _shares(frame: Frame, shares: Sequence[float]) -> Iterable[Rule]:
    for share in shares:
        yield Rule(frame.y(share), f"{filters.decimal(share * 100, 0)} %")


def tenths(share: float) -> str:
    """Return a share in per cent with one digit: "90.3 %", never broken over two lines."""
    return f"{filters.decimal(share * 100)}\N{NO-BREAK SPACE}%"


def rounded(share: float) -> str:
    """Return a share as a whole per cent."""
    return filters.percent(share).replace(" ", "\N{NO-BREAK SPACE}")


def questions(asked: int) -> str:
    """Return a budget in words."""
    if not asked:
        return _("no questions")
    return _("1 question a week") if asked == 1 else _("%(n)s questions a week", n=asked)


def at_most(asked: int) -> str:
    """Return a budget as the name of a row."""
    return _("At most %(n)s a week", n=asked) if asked else _("No questions")


def beyond(found: Evaluation, chosen: Step) -> float:
    """Return what share of a timesheet's effort beyond a punch clock's a step asks for."""
    clock, sheet = found.clock.seconds, found.sheet.seconds
    return (chosen.seconds - clock) / (sheet - clock)


def doubt(share: float, shifts: int) -> float:
    """Return by how much a share measured on so many shifts may be off, 19 times of 20."""
    return LIKELY * sqrt(share * (1 - share) / shifts) if shifts else 1.0


class Change(NamedTuple):
    """What another budget would bring: points of hours and money, seconds a worker and week."""

    asked: int
    hours: float
    money: float
    seconds: float


def changes(steps: Sequence[Step], chosen: Step) -> list[Change]:
    """Return what the next smaller and the next larger budget would change."""
    place = steps.index(chosen)
    around = [steps[n] for n in (place - 1, place + 1) if 0 <= n < len(steps)]
    return [
        Change(
            other.asked,
            (other.hours_right - chosen.hours_right) * 100,
            (other.money_right - chosen.money_right) * 100,
            (other.per_week - chosen.per_week) * effort.TAP.seconds,
        )
        for other in around
    ]


def chosen(found: Evaluation, asked: int) -> Step:
    """Return the point of the frontier for a budget, or the nearest."""
    return min(found.frontier, key=lambda step: (abs(step.asked - asked), step.asked))
