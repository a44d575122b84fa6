"""A week's labor lines summed up, so that the totals of a period needn't read every line."""

from collections.abc import Iterable, Mapping
from typing import Any

KEYS = (
    "period",
    "team_id",
    "project_id",
    "task_id",
    "cost_code_id",
    "cost_center_id",
    "pay_code",
    "source",
    "attested",
)


def weeks_sums(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of ``labor_week`` for the labor lines of one person's workweek."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        day = line["day"]
        row = found.setdefault(tuple(line[key] for key in KEYS), _begun(line))
        row["first_day"] = min(row["first_day"], day)
        row["last_day"] = max(row["last_day"], day)
        row["lines"] += 1
        row["seconds"] += line["seconds"]
        row["cents"] += line["cents"]
        row["right_seconds"] += line["seconds"] * line["confidence"]
    return list(found.values())


def _begun(line: Mapping[str, Any]) -> dict[str, Any]:
    days = {"first_day": line["day"], "last_day": line["day"]}
    sums = {"lines": 0, "seconds": 0, "cents": 0, "right_seconds": 0.0}
    return {key: line[key] for key in KEYS} | days | sums
