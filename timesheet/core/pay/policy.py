"""A pay policy: versioned, effective-dated data that says how hours become pay.

``Policy.from_dict`` reads the blocks of ``blocks`` and the short forms that worked examples use
(``MOVES``); what it doesn't know it refuses by name. Citations and dates travel with the data.
"""

# ruff: noqa: RUF009  (the calls declare fields; what they return is immutable)

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from timesheet.core.pay.blocks import (
    Allocation,
    Breaks,
    Compliance,
    Differential,
    Grouping,
    Holiday,
    Minimum,
    Overtime,
    Penalty,
    PenaltyHours,
    RateRule,
    ReportingTime,
    Rounding,
    SplitShift,
    Spread,
    Standby,
    Time,
)
from timesheet.core.pay.schema import (
    PolicyError,
    block,
    blocks,
    choice,
    day,
    integer,
    part,
    read_block,
    text,
    texts,
    to_data,
)

__all__ = ["Policy", "PolicyError"]

MOVES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("paid_break_max_min",): ("breaks", "paid_break_max_min"),
    ("auto_deduct",): ("breaks", "auto_deduct"),
    ("sleep",): ("breaks", "sleep"),
    ("split", "day"): ("shift", "day_attribution"),
    ("split", "day_start"): ("time", "day_start"),
    ("snap_early_min",): ("rounding", "snap_early_min"),
    ("snap_late_min",): ("rounding", "snap_late_min"),
    ("overtime", "averaging_weeks"): ("time", "averaging_weeks"),
    ("overtime", "averaging_anchor"): ("time", "averaging_anchor"),
    ("overtime", "daily_only_if_rate_below"): ("overtime", "eligibility", "rate_below"),
    ("overtime", "exempt"): ("overtime", "eligibility", "exempt"),
    ("meal_premium",): ("penalty_hours", "meal_premium"),
    ("rest_premium",): ("penalty_hours", "rest_premium"),
    ("workweek_start",): ("time", "week_start"),
    ("averaging_weeks",): ("time", "averaging_weeks"),
}


@dataclass(frozen=True)
class Policy:
    """How hours become pay codes and money; the fields are the parameter blocks.

    ``preset`` only names where the data came from; nothing is ever read from the name.
    """

    code: str = text("")
    version: int = integer(1)
    effective_from: date | None = day(None)
    jurisdiction: str = text("")
    preset: str = text("")
    sources: tuple[str, ...] = texts()
    checked: date | None = day(None)
    note: str = text("")
    time: Time = part(Time)
    shift: Grouping = part(Grouping)
    rounding: Rounding | None = block(Rounding)
    breaks: Breaks = part(Breaks)
    overtime: Overtime = part(Overtime)
    holiday: Holiday | None = block(Holiday)
    penalties: tuple[Penalty, ...] = blocks(Penalty)
    differentials: tuple[Differential, ...] = blocks(Differential)
    minimums: tuple[Minimum, ...] = blocks(Minimum, also="minimum_pay")
    reporting_time: ReportingTime | None = block(ReportingTime)
    split_shift: SplitShift | None = block(SplitShift)
    spread: Spread | None = block(Spread, also="spread_of_hours")
    standby: Standby | None = block(Standby)
    penalty_hours: PenaltyHours = part(PenaltyHours)
    rate: RateRule = part(RateRule)
    allocation: Allocation = part(Allocation)
    compliance: Compliance = part(Compliance)
    stacking: str = choice("highest", "sum_of_premiums")

    @property
    def exempt(self) -> bool:
        """Whether the people get no overtime: exempt by rule, or on a salary for all hours."""
        return self.overtime.eligibility.exempt or self.rate.method == "exempt"

    @staticmethod
    def from_dict(source: Mapping[str, Any]) -> "Policy":
        """Read a policy from plain data; PolicyError names the field that is wrong or unknown."""
        if not isinstance(source, Mapping):
            raise PolicyError("policy", "an object is needed")
        policy = read_block(Policy, _moved(source), "")
        _check(policy)
        return policy

    def to_dict(self) -> dict[str, Any]:
        """Write the policy as plain data in its canonical form, defaults left out."""
        return to_data(self)


def _moved(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the short forms moved to the blocks they belong to."""
    moved = {k: dict(v) if isinstance(v, Mapping) else v for k, v in source.items()}
    if "rounding" not in source and {"snap_early_min", "snap_late_min"} & source.keys():
        moved["rounding"] = {"unit": "none"}
    for old, new in MOVES.items():
        home = moved
        for name in old[:-1]:
            inner = home.get(name)
            home = inner if isinstance(inner, dict) else {}
        if old[-1] in home:
            _put(moved, new, home.pop(old[-1]), ".".join(old))
    if moved.get("split") == {}:
        del moved["split"]
    return moved


def _put(target: dict[str, Any], path: tuple[str, ...], value: Any, old: str) -> None:
    for name in path[:-1]:
        if target.get(name) is None:
            target[name] = {}
        inner = _copied(target[name], old)
        target[name] = inner
        target = inner
    if path[-1] in target:
        raise PolicyError(old, f"is given twice, as {'.'.join(path)} too")
    target[path[-1]] = value


def _copied(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise PolicyError(path, "an object is needed around it")
    return dict(value)


def _check(policy: Policy) -> None:
    """Refuse what each field allows alone but not together."""
    for name in ("daily", "consecutive", "weekly"):
        tiers = getattr(policy.overtime, name)
        if any(a.over >= b.over for a, b in pairwise(tiers)):
            raise PolicyError(f"overtime.{name}", "the tiers must rise")
    if policy.rounding and policy.rounding.unit != "none" and policy.rounding.increment <= 0:
        raise PolicyError("rounding.increment_min", "must be more than 0")
    allocation = policy.allocation
    if allocation.premium == "designated":
        for name in ("designated", "reason", "approver"):
            if not getattr(allocation, name):
                raise PolicyError(f"allocation.{name}", "is needed where the premium is designated")
    reporting = policy.reporting_time
    if reporting and reporting.min > reporting.max:
        raise PolicyError("reporting_time.max_min", "is less than the minimum")
