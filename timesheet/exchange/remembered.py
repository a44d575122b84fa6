"""A function of one value whose answers are looked up; columns repeat themselves."""

from collections.abc import Callable
from typing import Any

_MOST = 4096


class Remembered(dict[Any, str]):
    """Texts by the value they were made from; it forgets all when full, so memory is bounded."""

    def __init__(self, make: Callable[[Any], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> str:
        if len(self) >= _MOST:
            self.clear()
        text = self[value] = self._make(value)
        return text
