"""A bar on standard error that learns on the way how much there is to do."""

import sys
from typing import Any, Self

import click


class Bar:
    """The progress of a measurement (see ``actions.evaluating.Progress``)."""

    def __enter__(self) -> Self:
        self._bar: Any = click.progressbar(length=0, label="replaying", file=sys.stderr)
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.__exit__(*error)

    def expect(self, number: int) -> None:
        """Make the bar longer."""
        self._bar.length += number
        self._bar.update(0)

    def done(self, number: int) -> None:
        """Fill the bar further."""
        self._bar.update(number)
