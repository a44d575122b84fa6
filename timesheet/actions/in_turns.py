"""Writing for many so that on SQLite, where presses wait for the one writer, none waits long."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from timesheet.actions.deriving import HELD, Progress, unseen
from timesheet.store.db import Tx, write

T = TypeVar("T")

FEW = 5
"""What is done at once, before the clock is looked at."""


def in_turns(
    items: Sequence[T], do: Callable[[Tx, Sequence[T]], None], progress: Progress = unseen
) -> None:
    """Do something for a few at a time, in transactions that end as soon as ``HELD`` is over.

    What is done stays where a later one fails. ``progress`` hears after each transaction.
    """
    at = 0
    while at < len(items):
        with write() as tx:
            until = time.monotonic() + HELD
            held = False
            while at < len(items) and not held:
                do(tx, items[at : at + FEW])
                at += FEW
                held = time.monotonic() >= until
        progress(min(at, len(items)), len(items))
