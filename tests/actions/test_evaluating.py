"""``timesheet evaluate``: a file's history, the company's own, and a demo's own truth."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from tests.support import company
from timesheet.actions import demo, deriving, evaluating, own_history
from timesheet.actions.evaluating import Asked
from timesheet.cli import commands
from timesheet.core import calendar
from timesheet.core.inference.evaluation import Evaluation
from timesheet.core.model import Code
from timesheet.errors import Refused
from timesheet.store import evaluations
from timesheet.store.db import read, write

UNTIL = date(2026, 11, 18)
NOON = calendar.start_of_day(UNTIL, "America/New_York") + 12 * 3600
QUICK = Asked(budgets=(0, 2), window=400)


class Quiet:
    """Progress that is counted."""

    def __init__(self):
        self.expected = self.told = 0

    def expect(self, number):
        self.expected += number

    def done(self, number):
        self.told += number


def worked(weeks=6):
    """Record weeks of two people; Ben says what he does, Cem says nothing."""
    world = company.set_up()
    for monday in company.mondays(weeks):
        for day in range(5):
            for person in (world.worker, world.mate):
                code = (world.harbour, world.depot)[day // 3] if person == world.worker else None
                company.worked(person, monday + timedelta(days=day), project=code)
    deriving.rebuild()
    return world


def test_the_words_of_people_are_what_it_is_measured_by(app, data_folder):
    worked()
    told = Quiet()
    found = evaluating.measure(data_folder, QUICK, told)
    assert found.basis.source == "company"
    assert (found.basis.confirmed, found.basis.shifts, found.basis.people) == (30, 60, 1)
    assert found.judged.shifts == 20
    assert found.judged.hours_right > 0.7
    assert not found.enough
    assert told.expected == told.told
    # Ben's word is right; Cem's hours are inferred from it, and count as surely as that is stated.
    assert 0.9 < found.now.hours_right < 1.0
    # All of them earn the same.
    assert (found.now.taps, found.now.money_right) == (3.0, pytest.approx(found.now.hours_right))
    shown = evaluating.latest(data_folder)
    assert shown.found == found
    assert not shown.demo
    assert shown.under_way is None


def test_nothing_confirmed_is_refused_and_leaves_no_trace(app, data_folder):
    world = company.set_up()
    company.worked(world.worker, company.mondays(1)[0])
    deriving.rebuild()
    with pytest.raises(Refused, match="nothing to measure"):
        evaluating.measure(data_folder, QUICK, Quiet())
    with pytest.raises(Refused, match="nothing to measure"):
        evaluating.start(app.config["TIMESHEET"])
    assert evaluating.latest(data_folder).found is None
    assert evaluating.latest(data_folder).under_way is None


def test_a_demo_is_measured_by_its_own_truth(app, data_folder):
    demo.make(
        demo.Request(
            workers=12, weeks=5, seed=3, now=NOON, folder=data_folder, secret="s" * 40, until=UNTIL
        )
    )
    found = evaluating.measure(data_folder, QUICK, Quiet())
    assert found.basis.source == "demo"
    assert found.basis.confirmed > 0.95 * found.basis.shifts > 150
    none, two = found.frontier
    assert none.hours_right + 0.02 < two.hours_right
    assert 0.1 < found.now.hours_right < 1
    assert evaluating.latest(data_folder).demo


def test_one_measurement_at_a_time_in_a_process_of_its_own(app, data_folder, monkeypatch):
    worked(1)
    started = []
    monkeypatch.setattr(
        evaluating, "_process", lambda settings: started.append(settings) or Ended()
    )
    for _ in range(2):
        evaluating.start(app.config["TIMESHEET"])
    assert started == [app.config["TIMESHEET"]]
    assert evaluating.latest(data_folder).under_way is not None
    evaluating.measure(data_folder, QUICK, Quiet())
    assert evaluating.latest(data_folder).under_way is None


class Ended:
    """A process that has ended."""

    def poll(self):
        return 0


def test_old_measurements_go_and_lost_ones_do_not_block(app):
    with write() as tx:
        lost = evaluations.begin(tx, 1_000)
        assert evaluations.begin(tx, 1_060) == lost
        assert evaluations.under_way(tx, 1_000 + evaluations.PATIENCE) is None
        for n in range(15):
            key = evaluations.begin(tx, 10_000 * (n + 1))
            evaluations.finish(tx, key, 10_000 * (n + 1) + 5, str(n))
    with read() as tx:
        assert evaluations.latest(tx) == (150_005, "14")


def test_the_command_on_a_file(tmp_path):
    path = tmp_path / "history.csv"
    lines = ["entry_id,person,team,start,end,hours,project,task"]
    for day in range(1, 29):
        for n in range(8):
            code = ("Harbour", "Depot")[(day // 7 + n // 4) % 2]
            lines.append(
                f"{day}-{n},p{n},crew,2026-03-{day:02}T07:{n:02}:00,2026-03-{day:02}T15:{n:02}:00,"
                f"8,{code},"
            )
    path.write_text("\n".join(lines), encoding="utf-8")
    ran = CliRunner().invoke(commands, ["evaluate", str(path), "--json", "--asked", "0,1"])
    assert ran.exit_code == 0, ran.output
    found = Evaluation.from_dict(json.loads(ran.stdout))
    assert (found.basis.source, found.basis.confirmed) == ("file", 224)
    assert [step.asked for step in found.frontier] == [0, 1]
    printed = CliRunner().invoke(commands, ["evaluate", str(path), "--asked", "1"]).stdout
    for said in ("right when the books close", "stated", "at most", "manual timesheet"):
        assert said in printed


@pytest.mark.parametrize("wrong", ["x", "-1", "1,99", ""])
def test_budgets_that_make_no_sense_are_refused(tmp_path, wrong):
    path = tmp_path / "a.csv"
    path.write_text("entry_id,person,team,start,end,hours,project,task\n", encoding="utf-8")
    ran = CliRunner().invoke(commands, ["evaluate", str(path), f"--asked={wrong}"])
    assert ran.exit_code == 2
    assert "commas" in ran.output


def test_a_file_that_tells_nothing_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("entry_id,person,team,start,end,hours,project,task\n", encoding="utf-8")
    ran = CliRunner().invoke(commands, ["evaluate", str(path)])
    assert isinstance(ran.exception, Refused)
    assert "no row tells" in str(ran.exception)


def test_of_a_large_company_some_crews_are_looked_at(app):
    worked(3)
    everything = own_history.load(None, 1_000)
    assert (everything.shifts, len(everything.cases)) == (30, 15)
    some = own_history.load(None, 20)
    assert some.shifts == 30  # one crew, which is not cut
    with write() as tx:
        tx.execute(text("UPDATE shift SET team_id = NULL"))
    assert own_history.load(None, 20).shifts == 15


def test_books_are_judged_as_far_as_the_truth_tells():
    """A demo's truth knows no cost codes: what a rule refined by one is not wrong for that."""
    refined, coarse = Code(1, 2, 3), Code(1, 2)
    assert own_history.as_told(refined, {coarse: 60}) == coarse
    assert own_history.as_told(refined, {refined: 60, coarse: 60}) == refined
    assert own_history.as_told(Code(1, 4, 3), {coarse: 60}) == Code(1, 4)
