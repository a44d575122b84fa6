"""Read typed fields out of a parsed JSON document and say plainly which one is wrong.

Rules are written by admins and stored as JSON, so everything here treats its input as hostile: no
recursion, no unknown keys, hard limits on lengths before anything is looped over.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from timesheet.core.model import Code

MAX_LIST = 500
MAX_TEXT = 200
MAX_ID = 2**63 - 1
CODE_FIELDS = Code._fields

Item = TypeVar("Item")


class RuleError(ValueError):
    """A rule that can't be read: ``field`` is the path of what is wrong ("when.weekday")."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


def mapping(value: object, field: str, known: frozenset[str]) -> Mapping[str, object]:
    """Return the value as an object with none but the known keys."""
    if not isinstance(value, Mapping):
        raise RuleError(field, "must be an object")
    if len(value) > len(known):
        raise RuleError(field, f"has too many fields; known are {', '.join(sorted(known))}")
    for key in value:
        if not isinstance(key, str) or key not in known:
            shown = key[:40] if isinstance(key, str) else type(key).__name__
            raise RuleError(field, f"unknown field {shown!r}; known are {', '.join(sorted(known))}")
    return value


def integer(value: object, field: str, low: int = 1, high: int = MAX_ID) -> int:
    """Return a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError(field, "must be a whole number")
    if not low <= value <= high:
        raise RuleError(field, f"must lie between {low} and {high}")
    return value


def boolean(value: object, field: str) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise RuleError(field, "must be true or false")
    return value


def text(value: object, field: str) -> str:
    """Return a text of a single line that isn't empty."""
    if not isinstance(value, str):
        raise RuleError(field, "must be a text")
    if len(value) > MAX_TEXT:
        raise RuleError(field, f"must not be longer than {MAX_TEXT} characters")
    if not value.strip() or not value.isprintable():
        raise RuleError(field, "must be a text of a single line, not empty")
    return value


def day(value: object, field: str) -> date:
    """Return a date written as 2026-03-31."""
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise RuleError(field, "must be a date like 2026-03-31")


def minute_of_day(value: object, field: str) -> int:
    """Return the minutes since midnight of a time written as 06:30; 24:00 is the end of the day."""
    if isinstance(value, str) and len(value) == 5 and value[2] == ":" and value.isascii():
        hours, minutes = value[:2], value[3:]
        if hours.isdigit() and minutes.isdigit():
            total = int(hours) * 60 + int(minutes)
            if int(minutes) < 60 and total <= 24 * 60:
                return total
    raise RuleError(field, "must be a time like 06:30")


def percent(value: object, field: str) -> int:
    """Return a percentage (a number, two decimals at most) in hundredths of a percent."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RuleError(field, "must be a percentage")
    if value > 100 if isinstance(value, int) else len(str(value)) > 12:
        raise RuleError(field, "must be a percentage")
    try:
        exact = Decimal(value if isinstance(value, int) else str(value)) * 100
    except ArithmeticError:
        raise RuleError(field, "must be a percentage") from None
    if not exact.is_finite() or not 0 < exact <= 10_000:
        raise RuleError(field, "must be more than 0 and at most 100 percent")
    if exact != int(exact):
        raise RuleError(field, "must not have more than two decimals")
    return int(exact)


def items(
    value: object, field: str, read: Callable[[object, str], Item], low: int = 0
) -> tuple[Item, ...]:
    """Return a list whose items are read one by one; the field of item 2 is ``name[2]``."""
    if not isinstance(value, list | tuple):
        raise RuleError(field, "must be a list")
    if len(value) > MAX_LIST:
        raise RuleError(field, f"must not have more than {MAX_LIST} items")
    if len(value) < low:
        raise RuleError(field, f"must have at least {low} item{'s' if low > 1 else ''}")
    return tuple(read(item, f"{field}[{n}]") for n, item in enumerate(value))


def code(value: object, field: str) -> Code:
    """Return a code: an object of project, task, cost_code and cost_center, at least one named."""
    known = mapping(value, field, frozenset(CODE_FIELDS))
    parts = {
        name: None if known.get(name) is None else integer(known[name], f"{field}.{name}")
        for name in CODE_FIELDS
    }
    if all(part is None for part in parts.values()):
        raise RuleError(field, f"must name at least one of {', '.join(CODE_FIELDS)}")
    return Code(**parts)


def code_document(value: Code) -> dict[str, int]:
    """Return a code as the object that ``code`` reads."""
    return {n: p for n, p in zip(CODE_FIELDS, value, strict=True) if p is not None}
