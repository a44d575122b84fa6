"""Jobs: one process at a time, taken up again after a crash, cancelled, finished whole."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.support import crew
from tests.support.processes import PATIENCE
from timesheet import jobs, now
from timesheet.actions import corrections, deriving, own_words, punching
from timesheet.actions.corrections import Said
from timesheet.cli import commands
from timesheet.core.model import Code, Kind
from timesheet.store import derived, facts, owed, totals
from timesheet.store import jobs as rows
from timesheet.store.db import read, write
from timesheet.store.selection import Selection


@pytest.fixture
def at(monkeypatch):
    """Set the clock: ``at[0]``."""
    standing = [1_795_000_000]
    monkeypatch.setattr(now, "utc", lambda: standing[0])
    return standing


@pytest.fixture
def ids(app, at):
    found = crew.found(app)
    crew.work(app, found)
    with app.app_context():
        yield found


def ask(kind, key=None, **arguments):
    with write() as tx:
        return rows.ask(tx, kind, key or kind, arguments, now.utc())


def latest():
    with read() as tx:
        return rows.listed(tx)[0]


def stale():
    with read() as tx:
        return derived.count_stale(tx)


def failures():
    with read() as tx:
        return derived.failures(tx)


def spoil():
    with write() as tx:
        return derived.mark_all_stale(tx)


def test_stale_workweeks_are_derived_and_nothing_is_asked_for_when_none_is(settings, ids):
    assert jobs.run_all(settings) == 0
    assert spoil() == stale() > 2
    assert jobs.run_all(settings) == 1
    assert stale() == 0
    assert (latest().state, latest().done, latest().total) == ("done", 2, 2)
    assert deriving.check() == []


def test_of_one_key_one_job_is_live(ids, settings):
    assert ask("derive")
    assert not ask("derive")
    assert jobs.run_next(settings)
    assert ask("derive")


def test_of_many_that_reach_for_a_job_one_gets_it(app, ids):
    ask("derive")
    found, barrier = [], threading.Barrier(6)

    def reach(n):
        with app.app_context():
            barrier.wait()
            with write() as tx:
                found.append(rows.claim(tx, jobs.KINDS, f"lease {n}", now.utc()))

    threads = [threading.Thread(target=reach, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([job for job in found if job is not None]) == 1


def test_a_job_whose_process_was_killed_is_begun_anew_and_the_dead_can_do_no_harm(
    settings, ids, at, monkeypatch
):
    class Killed(BaseException):
        """What kill -9 looks like from inside: nothing after it happens."""

    def dies(work):
        work.beat(1, 2)
        raise Killed

    spoil()
    jobs.ask_for_what_is_due()
    whole = dict(jobs.KINDS)
    monkeypatch.setitem(jobs.KINDS, "derive", dies)
    with pytest.raises(Killed):
        jobs.run_next(settings)
    assert (latest().state, latest().done) == ("running", 1)
    monkeypatch.setitem(jobs.KINDS, "derive", whole["derive"])
    at[0] += rows.SILENCE
    assert not jobs.run_next(settings)
    at[0] += 1
    with write() as tx:
        mine = rows.claim(tx, jobs.KINDS, "mine", now.utc())
        dead = rows.claim(tx, jobs.KINDS, "another", now.utc())
    assert (mine.attempt, dead) == (2, None)
    with write() as tx:
        assert not rows.beat(tx, mine.id, "the dead one", 2, 2, now.utc())
        rows.finish(tx, mine.id, "the dead one", "done", now.utc())
    assert latest().state == "running"
    at[0] += rows.SILENCE + 1
    assert jobs.run_next(settings)
    assert (latest().state, latest().attempt, stale()) == ("done", 3, 0)


def test_a_job_is_cancelled_before_it_runs_or_at_its_next_beat(settings, ids, monkeypatch):
    def long(work):
        for n in range(9):
            with write() as tx:
                assert rows.cancel(tx, work.job.id, now.utc()) or n
            work.beat(n, 9)

    monkeypatch.setitem(jobs.KINDS, "long", long)
    ask("long")
    assert jobs.run_next(settings)
    assert (latest().state, latest().done) == ("cancelled", 0)
    ask("long")
    with write() as tx:
        assert rows.cancel(tx, latest().id, now.utc())
        assert not rows.cancel(tx, latest().id, now.utc())
    assert not jobs.run_next(settings)


def test_a_result_is_there_whole_or_not_at_all_and_not_for_ever(settings, ids, at, monkeypatch):
    def writes(work):
        with work.file(work.arguments["name"]) as path:
            path.write_text("half")
            if work.arguments["breaks"]:
                raise ValueError
            path.write_text("whole")

    monkeypatch.setitem(jobs.KINDS, "writes", writes)
    folder = settings.data_folder / "results"
    ask("writes", name="a.txt", breaks=True)
    jobs.run_next(settings)
    assert (latest().state, latest().failure, list(folder.iterdir())) == (
        "failed",
        "ValueError",
        [],
    )
    ask("writes", name="b.txt", breaks=False)
    jobs.run_next(settings)
    assert (folder / latest().result).read_text() == "whole"
    at[0] += jobs.KEPT + 1
    ask("writes", name="c.txt", breaks=False)
    jobs.run_next(settings)
    assert [path.name for path in folder.iterdir()] == [latest().result]


def test_what_cannot_be_derived_keeps_nobody_else_waiting(
    app, settings, ids, monkeypatch, data_folder
):
    real = deriving.all_of
    monkeypatch.setattr(
        deriving,
        "all_of",
        lambda tx, who, house: 1 / 0 if who.id == ids["ana"] else real(tx, who, house),
    )
    spoil()
    assert jobs.run_all(settings) == 1
    assert jobs.run_all(settings) == 0
    assert {person for person, _ in failures()} == {ids["ana"]}
    assert stale() == len(failures())
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TIMESHEET_DATA", str(data_folder))
    said = CliRunner().invoke(commands, ["sweep"])
    assert said.exit_code == 1
    assert f"person {ids['ana']}, week of 2026-11-09" in said.output
    monkeypatch.setattr(deriving, "all_of", real)
    spoil()
    assert CliRunner().invoke(commands, ["sweep"]).exit_code == 0
    assert "derive  done  2 of 2" in CliRunner().invoke(commands, ["jobs"]).output
    assert stale() == 0


def test_what_becomes_stale_again_while_it_is_derived_is_derived_again(settings, ids, monkeypatch):
    beats = []

    def beat(work, done, total):
        beats.append((done, total))
        if len(beats) == 1:
            spoil()

    monkeypatch.setattr(jobs.Work, "beat", beat)
    spoil()
    jobs.run_all(settings)
    assert stale() == 0


def test_a_thread_looks_for_jobs_and_ends_when_told(app, ids):
    spoil()
    runner = jobs.Runner(app, every=0.01)
    runner.start()
    while stale():
        assert runner.is_alive()
        runner.join(0.02)
    runner.stop()
    runner.join(PATIENCE)
    assert not runner.is_alive()
    assert stale() == 0


def sweep(settings, at):
    at[0] += jobs.OWED + 1
    return jobs.run_all(settings)


def owing(at):
    with read() as tx:
        return owed.left(tx, at[0] + 1)


@pytest.mark.parametrize(
    "does",
    [
        lambda ids, shift, now: own_words.confirm_shift(ids["ana"], shift.start, now),
        lambda ids, shift, now: own_words.confirm_week(ids["ana"], crew.MONDAY, now),
        lambda ids, shift, now: own_words.charge_shift(
            ids["ana"], shift.start, Code(ids["harbour"]), now
        ),
        lambda ids, shift, now: corrections.move(
            Said(ids["ana"], ids["ana"], "came earlier", now), shift.first, shift.start - 3600
        ),
        lambda ids, shift, now: corrections.add(
            Said(ids["ana"], ids["ana"], "forgot it", now), Kind.IN, shift.start - 40_000
        ),
    ],
    ids=["confirm_shift", "confirm_week", "charge_shift", "move", "add"],
)
def test_what_a_fact_owes_when_its_process_ends_is_derived_by_the_next(
    settings, ids, at, monkeypatch, does
):
    at[0] = crew.instant(crew.MONDAY + timedelta(days=7), "08:00")
    jobs.run_all(settings)
    with read() as tx:
        first = facts.punches_of(tx, ids["ana"])[0]
    monkeypatch.setattr(punching, "derive_after", lambda *_args, **_more: None)
    does(ids, SimpleNamespace(start=first.at, first=first.id), at[0])
    assert deriving.check() != []
    assert owing(at) == [ids["ana"]]
    assert jobs.run_all(settings) == 0  # whoever added it may be deriving it just now
    assert sweep(settings, at) == 1
    assert (owing(at), deriving.check()) == ([], [])


def test_a_derivation_takes_what_other_facts_of_the_person_owe(app, settings, ids, at):
    crew.press(app, ids["ana"], "in", crew.MONDAY + timedelta(days=21), "08:00")
    crew.press(app, ids["ana"], "out", crew.MONDAY + timedelta(days=21), "16:00")
    late = crew.instant(crew.MONDAY + timedelta(days=28), "08:00")
    punching.derive_after(ids["ana"], late)
    assert (owing(at), stale()) == ([], 1)
    assert jobs.run_all(settings) == 1
    assert deriving.check() == []


def test_what_is_owed_counts_as_not_derived_where_a_period_is_closed(app, ids):
    days = Selection(crew.MONDAY, crew.MONDAY + timedelta(days=13))
    with read() as tx:
        assert totals.stale_people(tx, days) == set()
    crew.press(app, ids["ana"], "in", crew.MONDAY + timedelta(days=13), "23:00")
    with read() as tx:
        assert totals.stale_people(tx, days) == {ids["ana"]}
        later = Selection(crew.MONDAY + timedelta(days=42), crew.MONDAY + timedelta(days=55))
        assert totals.stale_people(tx, later) == set()


def test_what_cannot_be_marked_is_tried_again_later_and_keeps_nobody_waiting(
    app, settings, ids, at, monkeypatch
):
    for who in ("ana", "ben"):
        crew.press(app, ids[who], "in", crew.MONDAY + timedelta(days=21), "08:00")
    at[0] = crew.instant(crew.MONDAY + timedelta(days=21), "09:00")
    keys = deriving.stale_keys

    def broken(tx, person, ats, **more):
        if person == ids["ana"]:
            raise RuntimeError
        return keys(tx, person, ats, **more)

    monkeypatch.setattr(deriving, "stale_keys", broken)
    assert jobs.run_all(settings) == 1
    assert owing(at) == [ids["ana"]]
    assert jobs.run_all(settings) == 0
    monkeypatch.setattr(deriving, "stale_keys", keys)
    assert sweep(settings, at) == 1
    assert (owing(at), deriving.check()) == ([], [])
