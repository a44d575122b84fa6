"""``evaluate``: how right the inference would have been, measured on confirmed history."""

import json
from pathlib import Path

import click
from flask import current_app

from timesheet.actions import evaluating
from timesheet.actions.evaluating import Asked, Progress
from timesheet.cli.bar import Bar
from timesheet.cli.context import with_app
from timesheet.core.inference.evaluation import BUDGETS, WINDOW, Evaluation, Mark, Step
from timesheet.exchange.confirmed import Reading
from timesheet.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST = 20


def _budgets(_context: click.Context, _option: click.Parameter, text: str) -> tuple[int, ...]:
    try:
        found = sorted({int(part) for part in text.split(",")})
    except ValueError:
        found = [-1]
    if not 0 <= found[0] <= found[-1] <= MOST:
        msg = f"numbers from 0 to {MOST} with commas between them, such as 0,1,2"
        raise click.BadParameter(msg)
    return tuple(found)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (docs/inference.md).")
@click.option(
    "--asked",
    callback=_budgets,
    default=",".join(map(str, BUDGETS)),
    show_default=True,
    help="Budgets of the frontier: questions a worker and week.",
)
@click.option(
    "--window",
    type=click.IntRange(100),
    default=WINDOW,
    show_default=True,
    help="Latest shifts that the frontier replays, once for each budget.",
)
@click.option("--task", is_flag=True, help="FILE: judge project and task, not the project alone.")
@click.option("--rows", is_flag=True, help="FILE: each row is a shift; else a day's rows join.")
def evaluate(
    file: Path | None, *, as_json: bool, asked: tuple[int, ...], window: int, task: bool, rows: bool
) -> None:
    """Replay confirmed history in the order of time, and print how right the codes would be.

    Without FILE the company's own; the page Tradeoff shows what was measured. FILE is a CSV of
    history (which may be gzipped). Each shift is judged before its truth is known.
    """
    what = Asked(asked, window)
    with Bar() as bar:
        found = (
            _own(what, bar)
            if file is None
            else evaluating.of_file(Reading(file, task=task, rows=rows), what, bar)
        )
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2))
    else:
        click.echo("\n".join(report(found)))


@with_app
def _own(what: Asked, progress: Progress) -> Evaluation:
    settings: Settings = current_app.config["TIMESHEET"]
    return evaluating.measure(settings.data_folder, what, progress)


def report(found: Evaluation) -> list[str]:
    """Return the evaluation as lines of text."""
    return [*_basis(found), "", *_judged(found), "", *_classes(found), "", *_frontier(found)]


def _basis(found: Evaluation) -> list[str]:
    on = found.basis
    of = "" if on.confirmed == on.shifts else f" of {on.shifts}"
    lines = [
        f"{on.confirmed}{of} shifts with a known truth ({on.source}), {on.people} people",
        f"{on.first_day} to {on.last_day}, {on.per_week:.1f} shifts a worker and week",
        f"{found.judged.shifts} judged, after each worker's first 14 days; took {found.took:.0f} s",
        f"{on.single:.1%} of hours are on the main code of their shift, which an answer names",
    ]
    if on.unusable:
        lines.append(f"{on.unusable} rows can't be used")
    if not found.enough:
        lines.append("too few to trust: every share below may be off by several points")
    return lines


def _judged(found: Evaluation) -> list[str]:
    judged = found.judged
    sure = "–" if judged.sure_right is None else f"{judged.sure_right:.1%}"
    return [
        _line("right when the books close", judged.hours_right, judged.money_right),
        _line("right after the clock-out", judged.fresh_hours_right, judged.fresh_money_right),
        f"{'could be accepted unseen':28}{judged.unseen:7.1%} of hours, 95 % of it right",
        f"{'stated at 95 % or more':28}{judged.sure:7.1%} of hours, right {sure}",
        f"{'error of stated confidence':28}{judged.error:7.3f}",
    ]


def _line(words: str, hours: float, money: float) -> str:
    return f"{words:28}{hours:7.1%} of hours {money:7.1%} of money"


def _classes(found: Evaluation) -> list[str]:
    rows = [f"{c.stated:7.1%} {c.right:8.1%} {c.hours:12,.0f}" for c in found.judged.classes]
    return [" stated    right        hours", *rows]


def _frontier(found: Evaluation) -> list[str]:
    lines = [
        f"questions asked, over the latest {found.window} shifts",
        "at most   asked    right       right   taps  seconds",
        " a week  a week  of hours  of money  a shift",
    ]
    lines += [_step(step) for step in found.frontier]
    for name, mark in (("punch clock only", found.clock), ("this company now", found.now),
                       ("manual timesheet", found.sheet)):  # fmt: skip
        if mark is not None:
            lines.append(f"{name:16}{_right(mark)}")
    return lines


def _step(step: Step) -> str:
    return f"{step.asked:7} {step.per_week:7.2f} {_right(step)}"


def _right(one: Mark | Step) -> str:
    return f"{one.hours_right:9.1%} {one.money_right:9.1%} {one.taps:6.2f} {one.seconds:8.1f}"


COMMANDS = (evaluate,)
