"""A small company behind the pages, and a clock that tests set."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import crew, signin

# Pages hold no SQL: PostgreSQL runs them in full test runs only, not in the quick ones.
ENGINES = [
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.slow]),
]


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> crew.Clock:
    return crew.standing_clock(monkeypatch)


@pytest.fixture
def ids(app: Flask, clock: crew.Clock) -> dict[str, int]:
    return crew.found(app)


@pytest.fixture
def ana(app: Flask, ids: dict[str, int]) -> FlaskClient:
    return crew.signed_in(app, "ana")


@pytest.fixture
def carla(app: Flask, ids: dict[str, int]) -> FlaskClient:
    return crew.signed_in(app, "carla")


@pytest.fixture
def dora(app: Flask, ids: dict[str, int]) -> FlaskClient:
    """Sign in a second person of accounting."""
    return signin.signed_in(app, "dora", "accounting")
