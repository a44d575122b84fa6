"""P33: a process killed while it makes a file; there is the whole file later, or none."""

import io
import zipfile

import pytest

from tests.support import crew
from tests.support.killing import killed_at, points
from timesheet import jobs, now
from timesheet.actions import making, reporting
from timesheet.actions.exporting import Wanted
from timesheet.actions.reporting import Request
from timesheet.actions.signing import Actor
from timesheet.core.reports.asking import Asking
from timesheet.store import jobs as rows
from timesheet.store.db import write

LAST = crew.MONDAY.replace(day=22)


@pytest.fixture(params=["sqlite"])
def engine_name(request):
    """Killing is of the process and its files: one engine tells as much as two."""
    return request.param


@pytest.fixture
def carla(app):
    ids = crew.found(app)
    crew.work(app, ids)
    return Actor(ids["carla"], "Carla", frozenset({"accounting"}), frozenset(), crew.ZONE, "en", 0)


def ask(app, carla):
    request = Request("labor-lines", crew.MONDAY, LAST, None, Asking())
    with app.app_context(), reporting.opened(request) as opened:
        return making.ask_report(opened, request, Wanted("xlsx", now.utc()), carla)[0]


def test_p33_killed_at_any_point_no_half_file_is_offered_and_the_next_run_completes(
    app, carla, settings
):
    def work():
        with app.app_context():
            jobs.run_next(settings)

    def made():
        with app.app_context():
            return making.find(key, carla.id, settings.data_folder)

    def again(**values):
        with app.app_context(), write() as tx:
            tx.execute(rows.jobs.update().values(**values))

    key = ask(app, carla)
    tried = points(app, work)
    whole = made().path.read_bytes()
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    assert len(tried) > 20
    again(state="waiting", result="")
    for point in tried:
        killed = killed_at(app, point, work)
        if (found := made()).path is not None:
            assert found.path.read_bytes() == whole
            again(state="waiting", result="")
        else:
            assert killed
            assert found.state in {"waiting", "running"}
            again(beat_at=0)  # as if whoever ran it were silent for a minute
    again(state="waiting", result="")
    work()
    assert made().path.read_bytes() == whole
    folder = settings.data_folder / making.FOLDER
    assert [path.name for path in folder.iterdir()] == [made().path.name]
