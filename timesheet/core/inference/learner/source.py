"""The shape of a source of evidence."""

from collections.abc import Callable
from typing import NamedTuple

from timesheet.core.inference.learner.view import Found, View


class Source(NamedTuple):
    """A source: its name, what it finds, its weight before it has learned, and its words.

    ``words`` may use ``{right}`` and ``{seen}``, the confirmed shifts for the code and in all.
    """

    name: str
    find: Callable[[View], Found]
    weight: float
    words: str
