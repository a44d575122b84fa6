"""A small company behind the pages, and a clock that tests set."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import crew
from timesheet import now
from timesheet.core import calendar

# Pages hold no SQL: PostgreSQL runs them in full test runs only, not in the quick ones.
ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.slow]),
]


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Clock:
    """The server's clock, standing still on the wall clock of the company."""

    def __init__(self) -> None:
        self.at = 0

    def show(self, wall: str) -> None:
        self.at = calendar.instant(datetime.fromisoformat(wall), crew.ZONE)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    standing.show("2026-11-16 08:02:30")
    monkeypatch.setattr(now, "utc", lambda: standing.at)
    monkeypatch.setattr(now, "utc_micros", lambda: standing.at * 1_000_000)
    return standing


@pytest.fixture
def ids(app: Flask, clock: Clock) -> dict[str, int]:
    return crew.found(app)


@pytest.fixture
def ana(app: Flask, ids: dict[str, int]) -> FlaskClient:
    client = app.test_client()
    crew.sign_in(client, "ana")
    return client


@pytest.fixture
def carla(app: Flask, ids: dict[str, int]) -> FlaskClient:
    client = app.test_client()
    crew.sign_in(client, "carla")
    return client
