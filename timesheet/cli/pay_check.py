"""``timesheet pay-check``: worked examples of pay rules, held against the engine."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from timesheet import now
from timesheet.actions.setting_up import pay_examples, pay_policies
from timesheet.cli.context import with_app
from timesheet.core import calendar
from timesheet.core.examples.check import Checked, check


@click.command("pay-check")
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--policy", help="The examples that are kept for a pay policy, by its name.")
@click.option("--json", "as_json", is_flag=True, help="One object per example, as JSON.")
@click.option("--all", "show_all", is_flag=True, help="Show the examples that agree, too.")
def pay_check(file: Path | None, policy: str | None, as_json: bool, show_all: bool) -> None:
    """Compute the worked examples of FILE, or of a policy, and show where the engine differs.

    The exit code is 1 where any example differs.
    """
    if (file is None) == (policy is None):
        raise click.UsageError("a file or --policy NAME is needed")
    found = [check(case) for case in read_cases(file)] if file else kept(policy or "")
    if as_json:
        click.echo(json.dumps([checked.to_data() for checked in found], indent=1))
        for checked in found:
            if not checked.ok:
                click.echo(f"{checked.id}: {checked.difference}", err=True)
    else:
        for line in report(found, show_all=show_all):
            click.echo(line)
    if not all(checked.ok for checked in found):
        raise SystemExit(1)


@with_app
def kept(policy: str) -> list[Checked]:
    """Run the examples that are kept for a policy, as it holds now or was last."""
    lines = [
        one
        for one in pay_policies.lines(calendar.day_of(now.utc(), "UTC"))
        if one.newest.name == policy
    ]
    if not lines:
        raise click.ClickException(f"there is no pay policy {policy!r}")
    document = (lines[0].current or lines[0].last).document
    return [run.checked for run in pay_examples.runs(lines[0].newest.code, document)]


def read_cases(file: Path) -> Sequence[Mapping[str, Any]]:
    """Return the examples of a file: a list, one example, or an object with ``cases``."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{file}: this is no JSON: {error}") from error
    if isinstance(data, dict):
        data = data.get("cases", [data])
    if not isinstance(data, list) or not all(isinstance(case, dict) for case in data):
        raise click.ClickException(f"{file}: a list of examples is needed")
    return data


def report(found: Sequence[Checked], *, show_all: bool = False) -> list[str]:
    """Return the lines of the report: expected, got and the first difference, then the count."""
    lines = []
    for checked in found:
        if checked.ignored:
            lines.append(f"{checked.id}  nothing reads {', '.join(checked.ignored)}")
        if checked.ok and not show_all:
            continue
        lines.append(f"{checked.id}  {'ok' if checked.ok else 'DIFFERS'}")
        lines.append(f"  expected  {json.dumps(dict(checked.expected))}")
        lines.append(f"  got       {json.dumps(dict(checked.got))}")
        if not checked.ok:
            lines.append(f"  first     {checked.difference}")
    good = sum(checked.ok for checked in found)
    lines.append(f"{good} of {len(found)} examples agree")
    return lines


COMMANDS = (pay_check,)
