"""The schema's versions: Alembic through Flask-Migrate, from ``migrations/``."""

import alembic.command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate

from timesheet import paths
from timesheet.store import tables
from timesheet.store.db import db

migrations = Migrate()


def attach(app: Flask) -> None:
    """Make ``flask db`` and this module's functions work on the application."""
    # batch: SQLite alters a table by copying it.
    migrations.init_app(app, db, directory=str(paths.resource("migrations")), render_as_batch=True)


def upgrade(revision: str = "head") -> None:
    """Bring the schema up to a revision."""
    alembic.command.upgrade(_config(), revision)


def downgrade(revision: str) -> None:
    """Take the schema back to a revision ("base" for none)."""
    alembic.command.downgrade(_config(), revision)


def current() -> str | None:
    """Return the revision that the database has, or None where it has none."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision that this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def table_names() -> list[str]:
    """Return the names of all tables of the schema, those that are referred to first."""
    return [table.name for table in tables.Person.metadata.sorted_tables]


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config
