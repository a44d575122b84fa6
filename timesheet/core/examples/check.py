"""A worked example held against the engine: expected, got, and the first difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timesheet.core.examples.outcome import outcome
from timesheet.core.examples.reading import Refused, not_understood

HOURS = 0.0001
MONEY = 0.005
_MONEY_KEYS = ("gross", "regular_rate", "job_", "overhead", "amount")


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on one example; ``difference`` is in words, "" where there is none.

    ``ignored`` are the example's keys that nothing reads.
    """

    id: str
    ok: bool
    expected: Mapping[str, Any]
    got: Mapping[str, Any]
    error: str | None
    difference: str
    ignored: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return the verdict in the form of ``pay-check --json``."""
        return {"id": self.id, "ok": self.ok, "got": dict(self.got), "error": self.error}


def check(case: Mapping[str, Any]) -> Checked:
    """Compute an example and compare it with what it expects, key by key."""
    expected = case.get("expected") or {}
    name, ignored = str(case.get("id", "")), tuple(not_understood(case))
    try:
        everything = _computed(case)
    except Refused as refused:
        code, _, _ = refused.code.partition(":")
        same = expected.get("error") in {code, refused.code}
        words = "" if same else f"refused with {refused.code}: {refused}"
        refusal = {"error": refused.code} if "error" in expected else {}
        return Checked(name, same, expected, refusal, refused.code, words, ignored)
    got: dict[str, Any] = {key: everything.get(key) for key in expected}
    words = _difference(expected, got)
    return Checked(name, not words, expected, got, None, words, ignored)


def _computed(case: Mapping[str, Any]) -> dict[str, Any]:
    """Compute an example; what isn't shaped like one is refused, not a failure of the program."""
    try:
        return outcome(case)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused("example", f"this can't be read: {error!r}") from error


def _difference(expected: Mapping[str, Any], got: Mapping[str, Any]) -> str:
    for key, value in expected.items():
        where = _differs(key, value, got.get(key), MONEY if key.startswith(_MONEY_KEYS) else HOURS)
        if where:
            return where
    return ""


def _differs(path: str, expected: Any, got: Any, tolerance: float) -> str:
    """Return where and how two values differ, "" where they are the same."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for key in dict.fromkeys((*expected, *got)):
            near = MONEY if key == "amount" else tolerance
            where = _differs(f"{path}.{key}", expected.get(key, 0), got.get(key, 0), near)
            if where:
                return where
        return ""
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return f"{path}: expected {expected}, got {got}"
        pairs = zip(sorted(expected, key=str), sorted(got, key=str), strict=True)
        return next((w for e, g in pairs if (w := _differs(path, e, g, tolerance))), "")
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return "" if abs(expected - got) <= tolerance else f"{path}: expected {expected}, got {got}"
    return "" if expected == got else f"{path}: expected {expected}, got {got}"
