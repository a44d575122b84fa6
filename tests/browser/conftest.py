"""People at real pages: a small company, and a page where somebody is signed in."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.support import crew
from tests.support.browser import DESK

# A browser is the same on both databases: the slow one runs in full test runs only.
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
def ids(app: Flask) -> dict[str, int]:
    return crew.found(app)


@pytest.fixture
def signed_in(
    app: Flask, open_page: Callable[..., Page], ids: dict[str, int]
) -> Callable[..., Page]:
    """Give a function that opens a page as somebody: ``signed_in("ana", "/", PHONE)``.

    The session comes without the browser; signing in with hands is what other tests are about.
    """

    def opened(
        login: str,
        path: str = "/",
        size: tuple[int, int] = DESK,
        password: str = crew.PASSWORD,
        **options,
    ) -> Page:
        cookies = {"session": crew.session(app, login, password)}
        return open_page(path, size, cookies=cookies, **options)

    return opened
