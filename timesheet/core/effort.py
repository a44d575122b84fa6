"""What a manner of recording work costs the worker: taps, keys and seconds of a shift.

Seconds are a keystroke-level model (Card, Moran and Newell: thinking, pointing, pressing, typing,
moving the hand), for somebody who knows the page and makes no mistakes. They are not measured;
their ratios mean more than they do.
"""

from dataclasses import dataclass

THINK, POINT, PRESS, KEY, HAND = 1.35, 1.1, 0.2, 0.28, 0.4
"""Seconds: to make up one's mind, to point, to press, to type a key, to move to or off the keys."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Acts of a worker: ``taps`` are presses somewhere, ``thoughts`` the pauses before them.

    ``hands`` counts moves between the pointer and the keys. Averages may be fractions.
    """

    taps: float = 0.0
    keys: float = 0.0
    thoughts: float = 0.0
    hands: float = 0.0

    @property
    def seconds(self) -> float:
        """How long it takes, by the model."""
        return (
            self.taps * (POINT + PRESS)
            + self.keys * KEY
            + self.thoughts * THINK
            + self.hands * HAND
        )

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(
            self.taps + other.taps,
            self.keys + other.keys,
            self.thoughts + other.thoughts,
            self.hands + other.hands,
        )

    def times(self, number: float) -> "Effort":
        """Return the effort of doing it so often."""
        return Effort(
            self.taps * number, self.keys * number, self.thoughts * number, self.hands * number
        )


TAP = Effort(taps=1, thoughts=1)
"""One press of a button that says what it does: clocking in, an answer that is offered."""
CHOICE = Effort(taps=2, thoughts=1)
"""A list opened and one thing taken from it."""
CLOCK = TAP.times(2)
"""In and out, and nothing else: what a punch clock asks."""
LINE = CHOICE.times(2) + Effort(taps=1, keys=4, thoughts=1, hands=2)
"""A line of a timesheet: project and task from lists, and hours such as "7.75" typed."""


def timesheet(lines: float) -> Effort:
    """Return the effort of clocking and of a timesheet of so many lines a shift, filled in."""
    return CLOCK + TAP + LINE.times(lines) + TAP


def asking(questions: float) -> Effort:
    """Return the effort of clocking and of so many one-tap questions a shift."""
    return CLOCK + TAP.times(questions)
