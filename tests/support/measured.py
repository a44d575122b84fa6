"""A measurement as the store keeps it, for the pages that show one."""

import json
from dataclasses import replace

from flask import Flask

from timesheet.core import effort
from timesheet.core.inference.evaluation import (
    Basis,
    Class,
    Evaluation,
    Judged,
    Mark,
    Step,
    mark,
)
from timesheet.store import evaluations, policies
from timesheet.store.db import write

AT = 1_794_000_000

RIGHT = ((0, 0.0, 0.70), (1, 0.9, 0.86), (2, 1.8, 0.90), (3, 2.6, 0.92))


def evaluation(source: str = "company", judged: int = 900) -> Evaluation:
    """Return what might have been measured on so many judged shifts."""
    return Evaluation(
        basis=Basis(
            source=source, shifts=1200, confirmed=1000, people=20, first_day="2026-08-01",
            last_day="2026-11-01", per_week=4.5, codes=1.2, single=0.95,
        ),
        judged=Judged(
            shifts=judged, hours=7200.0, hours_right=0.93, money_right=0.92, fresh_hours_right=0.9,
            fresh_money_right=0.9, error=0.02, unseen=0.8, sure=0.5, sure_right=0.97,
            classes=(Class(7200.0, 0.91, 0.93),),
        ),
        window=1000,
        frontier=tuple(step(*one, judged) for one in RIGHT),
        clock=mark(effort.CLOCK, 0.0, 0.0),
        sheet=mark(effort.timesheet(1.2), 1.0, 1.0),
        now=Mark(2.3, 6.1, 0.64, 0.6),
        took=12.0,
    )  # fmt: skip


def step(asked: int, per_week: float, right: float, judged: int) -> Step:
    """Return a point of the frontier."""
    cost = effort.asking(per_week / 4.5)
    return Step(
        asked, per_week, per_week / 4.5, judged, right, right - 0.01, cost.taps, cost.seconds
    )


def keep(app: Flask, found: Evaluation, *, demo: bool = False) -> None:
    """Keep a measurement; ``demo`` makes the company a demo."""
    with app.app_context(), write() as tx:
        key = evaluations.begin(tx, AT)
        evaluations.finish(tx, key, AT + 60, json.dumps(found.to_dict()))
        if demo:
            policies.set_company(tx, replace(policies.company(tx), demo=True))
