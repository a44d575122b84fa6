"""What all tests share: both engines, the application on either, and the shared examples."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.engines import database_url, postgres_server, settings_for, sqlite_template
from timesheet.app import create_app
from timesheet.store.db import db

__all__ = ["database_url", "postgres_server", "sqlite_template"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty, migrated database, inside its context."""
    made = create_app(settings_for(database_url, tmp_path))
    with made.app_context():
        yield made
        db.engine.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published examples and real timesheets; skips where it is absent."""
    folder = Path(os.environ.get("TIMESHEET_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("the folder of published examples is absent: set TIMESHEET_SHARED")
    return folder
