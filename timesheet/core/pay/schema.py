"""How a policy block is declared once: its fields, their units, and how they are read and written.

A block is a frozen dataclass whose fields are made with the functions below. Durations are integer
seconds inside and minutes (``over_min``) in data, hours (``over_h``) being accepted too;
multipliers and rates are integers of 1/10,000 inside and decimal strings in data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from timesheet.core.model import RATE_UNIT, Seconds

Mult = int
MULT_UNIT = 10_000
ONE: Mult = MULT_UNIT

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

B = TypeVar("B")


UNKNOWN = "unknown key"


class PolicyError(ValueError):
    """A policy that can't be: ``path`` names the field ("overtime.daily[1].mult"), then why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


Read = Callable[[Any, str], Any]
Write = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Spec:
    """How one field is read from and written to data; ``keys`` maps accepted names to readers.

    ``kind`` says what a form shows for it, ``options`` its words where they are few, ``of`` the
    block that it holds.
    """

    key: str
    keys: Mapping[str, Read]
    write: Write
    kind: str = "number"
    options: tuple[str, ...] = ()
    of: type[Any] | None = None


def _declare(default: Any, spec: Callable[[str], Spec]) -> Any:
    if default is MISSING:
        return field(metadata={"spec": spec})
    return field(default=default, metadata={"spec": spec})


def number(value: Any, path: str) -> Decimal:
    """Read a decimal from a JSON number or string; PolicyError where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PolicyError(path, f"a number is needed, not {value!r}")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise PolicyError(path, f"a number is needed, not {value!r}") from None
    if not found.is_finite():
        raise PolicyError(path, f"a number is needed, not {value!r}")
    return found


def _scaled(factor: int, low: int | None) -> Read:
    def read(value: Any, path: str) -> int:
        found = number(value, path) * factor
        if found != found.to_integral_value():
            raise PolicyError(path, f"{value} is finer than can be kept")
        if low is not None and found < low:
            raise PolicyError(path, f"{value} is too small")
        return int(found)

    return read


def plain(value: int, unit: int) -> str:
    """Write ``value / unit`` as the shortest decimal string: 15000 of 10,000 is "1.5"."""
    text = format(Decimal(value) / unit, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(default: Any = MISSING, *, also: Sequence[str] = ()) -> Any:
    """Declare a duration: seconds inside, ``name_min`` in data.

    The bare name is read as minutes too, ``name_h`` as hours; ``also`` are other names for it.
    """

    def spec(name: str) -> Spec:
        keys: dict[str, Read] = {}
        for stem in (name, *also):
            keys[f"{stem}_min"] = keys[stem] = _scaled(60, 0)
            keys[f"{stem}_h"] = _scaled(3600, 0)
        return Spec(f"{name}_min", keys, lambda v: None if v is None else _minutes(v), "minutes")

    return _declare(default, spec)


def _minutes(seconds: Seconds) -> int | str:
    return seconds // 60 if seconds % 60 == 0 else plain(seconds * 10_000 // 60, 10_000)


def mult(default: Any = MISSING) -> Any:
    """Declare a multiplier: 1.5 is 15,000 inside."""
    return _declare(default, _number_spec(MULT_UNIT, 0, ()))


def rate(default: Any = MISSING, *, also: Sequence[str] = ()) -> Any:
    """Declare money per hour: 13.37 is 133,700 inside."""
    return _declare(default, _number_spec(RATE_UNIT, 0, also))


def integer(default: Any = MISSING, *, low: int = 0) -> Any:
    """Declare a whole number."""

    def spec(name: str) -> Spec:
        return Spec(name, {name: _scaled(1, low)}, lambda v: v, "integer")

    return _declare(default, spec)


def _number_spec(unit: int, low: int, also: Sequence[str]) -> Callable[[str], Spec]:
    def spec(name: str) -> Spec:
        read = _scaled(unit, low)
        return Spec(
            name,
            dict.fromkeys((name, *also), read),
            lambda v: None if v is None else plain(v, unit),
        )

    return spec


def flag(*, default: bool = False) -> Any:
    """Declare a yes or no."""

    def read(value: Any, path: str) -> bool:
        if not isinstance(value, bool):
            raise PolicyError(path, f"true or false is needed, not {value!r}")
        return value

    return _declare(default, lambda name: Spec(name, {name: read}, lambda v: v, "flag"))


def text(default: Any = MISSING) -> Any:
    """Declare a short text."""

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or len(value) > 500:
            raise PolicyError(path, f"a text is needed, not {value!r}")
        return value

    return _declare(default, lambda name: Spec(name, {name: read}, lambda v: v, "text"))


def texts() -> Any:
    """Declare a list of texts."""

    def read(value: Any, path: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise PolicyError(path, "a list of texts is needed")
        return tuple(value)

    return _declare((), lambda name: Spec(name, {name: read}, list, "texts"))


def choice(
    default: str, *others: str, also: Mapping[str, str] | None = None, key: str | None = None
) -> Any:
    """Declare one word out of some; ``also`` maps other spellings to one of them."""
    words = (default, *others)
    spellings = {word: word for word in words} | dict(also or {})

    def read(value: Any, path: str) -> str:
        if not isinstance(value, str) or value not in spellings:
            raise PolicyError(path, f"one of {', '.join(words)} is needed, not {value!r}")
        return spellings[value]

    return _declare(
        default, lambda name: Spec(key or name, {key or name: read}, lambda v: v, "choice", words)
    )


def read_clock(value: Any, path: str) -> Seconds:
    """Read "HH:MM" (to "24:00") as seconds after midnight."""
    parts = value.split(":") if isinstance(value, str) else []
    if len(parts) in {2, 3} and all(len(p) == 2 and p.isdecimal() for p in parts):
        hour, minute, second = (*map(int, parts), 0)[:3]
        found = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and found <= 86400:
            return found
    raise PolicyError(path, f"a time like 07:00 is needed, not {value!r}")


def write_clock(seconds: Seconds) -> str:
    """Write seconds after midnight as "HH:MM"."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def clock(default: Seconds, *, also: str | None = None) -> Any:
    """Declare a wall-clock time of day: seconds after midnight inside; ``also`` a second name."""

    def spec(name: str) -> Spec:
        return Spec(
            also or name,
            dict.fromkeys((name, also or name), read_clock),
            write_clock,
            "clock",
        )

    return _declare(default, spec)


def read_weekday(value: Any, path: str) -> int:
    """Read "mon" … "sun" as 0 … 6."""
    if not isinstance(value, str) or value not in WEEKDAYS:
        raise PolicyError(path, f"one of {', '.join(WEEKDAYS)} is needed, not {value!r}")
    return WEEKDAYS.index(value)


def weekday(default: int) -> Any:
    """Declare a day of the week: 0 is Monday inside, "mon" in data."""
    return _declare(
        default,
        lambda name: Spec(
            name, {name: read_weekday}, lambda v: WEEKDAYS[v], "choice", options=WEEKDAYS
        ),
    )


def weekdays() -> Any:
    """Declare days of the week; none means all."""

    def read(value: Any, path: str) -> frozenset[int]:
        if not isinstance(value, list):
            raise PolicyError(path, "a list of days is needed")
        return frozenset(read_weekday(v, f"{path}[{i}]") for i, v in enumerate(value))

    return _declare(
        frozenset(),
        lambda name: Spec(
            name, {name: read}, lambda v: [WEEKDAYS[d] for d in sorted(v)], "days", WEEKDAYS
        ),
    )


def day(default: date | None) -> Any:
    """Declare a date, written 2026-01-31."""

    def read(value: Any, path: str) -> date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise PolicyError(path, f"a date is needed, not {value!r}") from None

    return _declare(
        default, lambda name: Spec(name, {name: read}, lambda v: v and v.isoformat(), "day")
    )


def mults_by(*names: str) -> Any:
    """Declare multipliers by name ("sun", "holiday"): pairs inside, an object in data."""

    def read(value: Any, path: str) -> tuple[tuple[str, Mult], ...]:
        if not isinstance(value, dict):
            raise PolicyError(path, "an object is needed")
        for name in value:
            if name not in names:
                raise PolicyError(f"{path}.{name}", UNKNOWN)
        one = _scaled(MULT_UNIT, 0)
        return tuple((n, one(value[n], f"{path}.{n}")) for n in names if n in value)

    return _declare(
        (),
        lambda name: Spec(
            name, {name: read}, lambda v: {n: plain(m, MULT_UNIT) for n, m in v}, "mults", names
        ),
    )


def block(kind: type[Any], *, also: str | None = None) -> Any:
    """Declare an inner block that may be missing (None)."""

    def spec(name: str) -> Spec:
        def read(value: Any, path: str) -> Any:
            return None if value is None else read_block(kind, value, path)

        keys = dict.fromkeys((name, also or name), read)
        return Spec(name, keys, lambda v: v and to_data(v), "block", of=kind)

    return _declare(None, spec)


def part(kind: type[Any]) -> Any:
    """Declare an inner block that is always there, with its defaults where not given."""

    def read(value: Any, path: str) -> Any:
        return read_block(kind, {} if value is None else value, path)

    return _declare(kind(), lambda name: Spec(name, {name: read}, to_data, "part", of=kind))


def blocks(kind: type[Any], *, also: str | None = None) -> Any:
    """Declare a list of inner blocks; a single block is read as a list of one."""

    def spec(name: str) -> Spec:
        def read(value: Any, path: str) -> tuple[Any, ...]:
            if value is None:
                return ()
            if isinstance(value, dict):
                return (read_block(kind, value, path),)
            if not isinstance(value, list):
                raise PolicyError(path, "a list is needed")
            return tuple(read_block(kind, v, f"{path}[{i}]") for i, v in enumerate(value))

        keys = dict.fromkeys((name, also or name), read)
        return Spec(name, keys, lambda v: [to_data(b) for b in v], "blocks", of=kind)

    return _declare((), spec)


_SPECS: dict[type[Any], tuple[tuple[Field[Any], Spec], ...]] = {}


def specs(kind: type[Any]) -> tuple[tuple[Field[Any], Spec], ...]:
    """Return the declared fields of a block with how each is read and written."""
    if kind not in _SPECS:
        _SPECS[kind] = tuple((f, f.metadata["spec"](f.name)) for f in fields(kind))
    return _SPECS[kind]


def read_block(kind: type[B], value: Any, path: str) -> B:
    """Read a block from data; PolicyError names what is wrong, unknown keys included."""
    if not isinstance(value, dict):
        raise PolicyError(path or "policy", "an object is needed")
    given: dict[str, Any] = {}
    known: set[str] = set()
    for declared, spec in specs(kind):
        known |= spec.keys.keys()
        names = [name for name in spec.keys if name in value]
        if len(names) > 1:
            raise PolicyError(join(path, names[1]), f"is given twice, as {names[0]} too")
        for name in names:
            given[declared.name] = _one(spec, declared, value[name], join(path, name), name)
        if not names and declared.default is MISSING:
            raise PolicyError(join(path, spec.key), "is needed")
    for name in value:
        if name not in known:
            raise PolicyError(join(path, str(name)), UNKNOWN)
    return kind(**given)


def _one(spec: Spec, declared: Field[Any], value: Any, path: str, name: str) -> Any:
    if value is None and declared.default is not MISSING and declared.default is None:
        return None
    return spec.keys[name](value, path)


def join(path: str, name: str) -> str:
    """Return the path of a field within a block."""
    return f"{path}.{name}" if path else name


def to_data(value: Any) -> dict[str, Any]:
    """Write a block as plain data; what equals its default is left out."""
    return {
        spec.key: spec.write(getattr(value, declared.name))
        for declared, spec in specs(type(value))
        if getattr(value, declared.name) != declared.default
    }
