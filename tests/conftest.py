"""What every test may ask for: databases on both engines, the application, a browser, files."""

import contextlib
import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from xdist.workermanage import NodeManager

from tests.support import postgres
from tests.support.databases import Postgres, Sqlite, settings_for
from tests.support.routes import keep_compiled
from tests.support.statements import share_compiled
from tests.support.templates import COMPILED
from timesheet.app import create_app
from timesheet.settings import Settings
from timesheet.store import db as database
from timesheet.store.db import db

pytest_plugins = ["tests.support.browser"]

# A slow machine is no failure of the code; what takes too long is for benchmarks/ to say.
SLOW_IS_FINE = [HealthCheck.too_slow]
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=SLOW_IS_FINE)
hypothesis.settings.load_profile("house")
# All examples are tried by `make test` and wherever CI is set; else a few of each.
ALL_EXAMPLES = "CI" in os.environ or os.environ.get("TIMESHEET_EXAMPLES") == "all"
A_FEW = 8

# Nor is what a browser or another process happens to do first on a busy machine. Such a test, and
# no other, may be tried a second time; the run lists it at its end, as a race to be mended.
AGAIN = pytest.mark.flaky(reruns=1)

# Nor is a transaction that waits for another one's end, however long that takes.
database.WAIT_SECONDS = database.LOCK_SECONDS = 120

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3


def keep_files_in_memory() -> None:
    """Put the tests' files where waiting for the disk takes no time, if there is room for them.

    Processes are killed in the tests, machines are not: what was written is there all the same.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # whoever asked before is told anew


keep_files_in_memory()
keep_compiled()
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of measured examples that lies beside the checkout, or skip."""
    folder = Path(os.environ.get("TIMESHEET_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the shared examples: {folder} is not there (TIMESHEET_SHARED)")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """Give the tests' own PostgreSQL server, one for each test process."""
    try:
        with postgres.running() as server:
            yield server
    except postgres.PostgresMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """Give the maker of SQLite databases."""
    return Sqlite(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def postgres_databases(
    postgres_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Postgres]:
    """Give the maker of PostgreSQL databases."""
    with contextlib.closing(Postgres(postgres_server, tmp_path_factory.mktemp("model"))) as maker:
        yield maker


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the database engine of this run of the test: sqlite, then postgresql."""
    return str(request.param)


@pytest.fixture
def databases(engine_name: str, request: pytest.FixtureRequest) -> Sqlite | Postgres:
    """Give the maker of databases on the engine of this run."""
    maker = "sqlite_databases" if engine_name == "sqlite" else "postgres_databases"
    return request.getfixturevalue(maker)


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    """Return an empty data folder."""
    folder = tmp_path / "installation"
    folder.mkdir()
    return folder


@pytest.fixture
def empty_database_url(databases: Sqlite | Postgres, data_folder: Path) -> Iterator[str]:
    """Give a database without any schema, on each engine in turn."""
    with databases.empty(data_folder) as url:
        yield url


@pytest.fixture
def database_url(databases: Sqlite | Postgres, data_folder: Path) -> Iterator[str]:
    """Give a migrated database with nothing in it, on each engine in turn."""
    with databases.migrated(data_folder) as url:
        yield url


@pytest.fixture
def settings(database_url: str, data_folder: Path) -> Settings:
    """Return the settings of an installation on ``database_url``."""
    return settings_for(database_url, data_folder)


@pytest.fixture
def serve() -> Iterator[Callable[[Settings], Flask]]:
    """Give a maker of applications; the connections of each are closed at the end."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        made[-1].jinja_env.bytecode_cache = COMPILED
        share_compiled(made[-1])
        return made[-1]

    yield make
    for application in made:
        with application.app_context():
            db.engine.dispose()


@pytest.fixture
def app(settings: Settings, serve: Callable[[Settings], Flask]) -> Flask:
    """Give the application on ``database_url``; its connections are closed at the end.

    No context is pushed (requests of a test client would share one ``g``, and with it the user):
    write ``with app.app_context():`` around calls of the store. tests/store and tests/actions,
    which make no requests, push one for the whole test.
    """
    return serve(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a client of the application, without a browser."""
    return app.test_client()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow tests, whatever the order of chance: at the end all workers are busy."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("slow", "browser"))))
    for item in items:
        if item.get_closest_marker("browser") or "threats" in item.path.parts:
            item.add_marker(AGAIN)
    if not ALL_EXAMPLES:
        for item in items:
            try_few_examples(item)


def try_few_examples(item: pytest.Item) -> None:
    """Let a test that draws examples draw a few, so that whoever changes code hears soon."""
    test = getattr(item, "obj", None)
    if getattr(test, "is_hypothesis_test", False):
        test = getattr(test, "__func__", test)
        asked = getattr(test, "_hypothesis_internal_use_settings", hypothesis.settings())
        few = hypothesis.settings(asked, max_examples=min(A_FEW, asked.max_examples))
        test._hypothesis_internal_use_settings = few


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking again and again over what stays to the end."""
    gc.collect()
    gc.freeze()


def pytest_configure() -> None:
    """Let the test processes take their time to end: pytest-xdist kills them after ten seconds.

    On a busy machine that is too soon, and whoever was killed leaves a warning, which is an error.
    """
    NodeManager.EXIT_TIMEOUT = 300


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the checks that this machine could not make, and the tests that were tried twice."""
    skipped = terminalreporter.stats.get("skipped", [])
    # A report that comes from another process of the run has a list where there was a tuple.
    reasons = Counter(str(tuple(r.longrepr)[-1]).removeprefix("Skipped: ") for r in skipped)
    if reasons:
        terminalreporter.section("checks that could not be made here")
    for reason, number in sorted(reasons.items()):
        terminalreporter.line(f"{number} x {reason}")
    raced = terminalreporter.stats.get("rerun", [])
    if raced:
        terminalreporter.section("tried a second time: races to be mended")
    for report in raced:
        crash = getattr(report.longrepr, "reprcrash", None)
        terminalreporter.line(f"{report.nodeid}: {crash.message if crash else report.longrepr}")
