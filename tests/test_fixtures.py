"""The tests' own tools: two true engines, a browser that sees faults, no way out of the machine."""

import socket
import urllib.request
from functools import partial
from itertools import count

import psycopg
import pytest
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError

from tests.support import crew
from tests.support.browser import PHONE, assert_accessible
from tests.support.databases import settings_for
from tests.support.kept import kept
from timesheet.store import migrate
from timesheet.store.db import add, db, read, write
from timesheet.store.tables import Customer, PunchRow


def test_each_engine_is_itself(app, engine_name):
    with app.app_context(), db.engine.connect() as connection:
        word = "sqlite_version()" if engine_name == "sqlite" else "version()"
        version = connection.execute(text(f"SELECT {word}")).scalar_one()
    assert version.startswith("3." if engine_name == "sqlite" else "PostgreSQL 1")


def test_a_migrated_database_has_the_newest_schema(app):
    with app.app_context():
        assert migrate.current() == migrate.newest()


@pytest.mark.postgresql
def test_no_row_and_no_schema_is_left_to_the_next_test(postgres_databases, tmp_path):
    def visit(statement):
        with postgres_databases.migrated(tmp_path) as url:
            address = url.replace("+psycopg", "")
            with psycopg.connect(address, autocommit=True) as connection:
                answer = connection.execute(statement)
                return (answer.fetchone() if answer.description else None), address

    first, place = visit("INSERT INTO customer (name) VALUES ('Harbour') RETURNING id")
    assert visit("SELECT count(*) FROM customer") == ((0,), place)
    assert visit("INSERT INTO customer (name) VALUES ('Harbour') RETURNING id") == (first, place)

    visit("CREATE TABLE stray (id int)")
    answer, elsewhere = visit("SELECT to_regclass('stray')")
    assert answer == (None,)
    assert elsewhere != place


@pytest.fixture
def standing_at(databases, serve, tmp_path):
    """Give a function that has builders run on a new database; it returns what is in it then."""
    folders = count()

    def stand(*builders):
        folder = tmp_path / str(next(folders))
        folder.mkdir()
        with databases.migrated(folder) as url:
            app = serve(settings_for(url, folder))
            made = [build(app) for build in builders]
            with app.app_context():
                with write() as tx:
                    last = add(tx, Customer.__table__, {"name": "the next one"})
                with read() as tx:
                    names = tx.execute(select(Customer.name).order_by(Customer.id)).scalars().all()
                db.engine.dispose()
        return made, last, names

    return stand


def test_a_kept_builder_runs_once_for_each_state_and_leaves_the_same(standing_at):
    ran = []

    @kept
    def customer(app, name):
        ran.append(name)
        with app.app_context(), write() as tx:
            return {name: add(tx, Customer.__table__, {"name": name})}

    harbour, pier = partial(customer, name="Harbour"), partial(customer, name="Pier")
    first = standing_at(harbour, pier)
    assert first == ([{"Harbour": 1}, {"Pier": 2}], 3, ["Harbour", "Pier", "the next one"])
    first[0][0].clear()
    assert standing_at(harbour, pier)[0] == [{"Harbour": 1}, {"Pier": 2}]
    assert standing_at(harbour, pier)[1:] == first[1:]
    assert ran == ["Harbour", "Pier"]
    assert standing_at(pier, harbour)[2] == ["Pier", "Harbour", "the next one"]
    assert ran[2:] == ["Pier", "Harbour"]
    written = partial(customer.__wrapped__, name="Shed")  # nobody keeps what this one writes
    assert standing_at(written, harbour)[2] == ["Shed", "Harbour", "the next one"]
    assert ran[4:] == ["Shed", "Harbour"]
    with pytest.raises(AssertionError, match="doesn't say what it is"):
        standing_at(partial(customer, name=object()))


@pytest.mark.parametrize("time", ["first", "second"])
def test_facts_are_guarded_in_a_copy_as_well(app, time):
    crew.work(app, crew.found(app))
    with app.app_context(), pytest.raises(DBAPIError, match="punch"), write() as tx:
        tx.execute(delete(PunchRow))
    with app.app_context(), read() as tx:
        assert tx.execute(select(func.count()).select_from(PunchRow)).scalar_one() == 29


def test_nothing_leaves_the_machine():
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_the_live_server_answers(live_server):
    with urllib.request.urlopen(live_server.url + "/healthz") as answer:
        assert answer.read() == b"ok\n"


@pytest.mark.browser
def test_axe_sees_a_planted_fault(browser):
    with browser.new_page() as page:
        page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=x.png></main>")
        with pytest.raises(AssertionError, match="image-alt"):
            assert_accessible(page)


@pytest.mark.browser
def test_the_browser_visits_the_live_server(open_page):
    page = open_page("/healthz", PHONE)
    assert page.locator("body").inner_text().strip() == "ok"


def test_only_what_meets_chance_has_a_second_attempt(request):
    tried_twice = [item for item in request.session.items if item.get_closest_marker("flaky")]
    assert all(
        item.get_closest_marker("browser") or "threats" in item.path.parts for item in tried_twice
    )
    here = {item.originalname: item for item in request.session.items if item.path == request.path}
    assert here["test_the_browser_visits_the_live_server"].get_closest_marker("flaky")
    assert not here[request.node.originalname].get_closest_marker("flaky")
