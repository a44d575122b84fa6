"""What a report is made from: the rows of one moment, as the question narrows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from timesheet.core.reports.asking import Asking
from timesheet.core.reports.views import LineView
from timesheet.store import queries
from timesheet.store.db import Tx
from timesheet.store.names import Names
from timesheet.store.selection import Selection

NOTHING = Asking()


@dataclass(frozen=True, slots=True)
class Source:
    """The rows behind a report, read anew at each pass but within one transaction.

    ``asking`` is what of the question the selection doesn't answer by itself.
    """

    tx: Tx
    chosen: Selection
    names: Names
    asking: Asking = NOTHING

    @property
    def filtered(self) -> bool:
        """True where rows are left out that are read from the database."""
        return bool(self.asking.text or self.asking.equal)

    def lines(self) -> Iterator[LineView]:
        """Yield the labor lines."""
        return queries.labor_lines(self.tx, self.chosen, self.names)


class Again:
    """An iterable that begins anew each time it is asked."""

    def __init__(self, make: Callable[[], Iterator[Any]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Any]:
        return self._make()


Parameters = tuple[tuple[str, str], ...]
