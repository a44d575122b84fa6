"""A week's labor lines summed up, so that the totals of a period needn't read every line."""

from collections.abc import Iterable, Mapping
from typing import Any

from timesheet.core import review
from timesheet.core.model import Part, Source

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
    "likely_project_id",
    "likely_task_id",
)
_CODE = ("project_id", "task_id", "cost_code_id")


def weeks_sums(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of ``labor_week`` for the labor lines of one person's workweek."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for line in lines:
        rule = line["ref"] if line["source"] == Source.RULE else ""
        # On no code at all nothing is right yet, however good the guess is.
        coded = any(line[key] is not None for key in _CODE)
        sure = review.sure(line["confidence"]) if coded else 0
        tier, day = review.tier(sure), line["day"]
        key = (*(line[key] for key in KEYS), rule, tier)
        row = found.get(key) or found.setdefault(key, _begun(line, rule, tier))
        row["first_day"] = min(row["first_day"], day)
        row["last_day"] = max(row["last_day"], day)
        row["lines"] += 1
        row["seconds"] += line["seconds"]
        row["cents"] += line["cents"]
        row["premium_cents"] += line["cents"] if line["part"] == Part.PREMIUM else 0
        row["right_seconds"] += line["seconds"] * line["confidence"]
        row["money"] += abs(line["cents"])
        row["doubt"] += abs(line["cents"]) * (review.MILLE - sure)
        row["sure"] += sure
        row["alone"] += line["cents"] ** 2 * (review.MILLE - sure) * sure / review.MILLE**2
        row["mark"] += review.mark(line["person_id"], line["start_at"], line["end_at"])
    return list(found.values())


def _begun(line: Mapping[str, Any], rule: str, tier: int) -> dict[str, Any]:
    days = {"first_day": line["day"], "last_day": line["day"]}
    sums = dict.fromkeys(("lines", "seconds", "cents", "premium_cents"), 0)
    weighed = dict.fromkeys(("money", "doubt", "sure", "mark"), 0)
    shares = {"right_seconds": 0.0, "alone": 0.0, "rule": rule, "tier": tier}
    return {key: line[key] for key in KEYS} | days | sums | weighed | shares
