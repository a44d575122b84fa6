"""How Alembic reaches the database: the application's engine, both engines alike."""

from alembic import context
from flask import current_app

from timesheet.store.db import db
from timesheet.store.tables import Person


def render(kind, item, autogen):
    """Name our own column types in a generated migration."""
    if kind == "type" and type(item).__module__.startswith("timesheet."):
        autogen.imports.add("from timesheet.store import base")
        return f"base.{type(item).__name__}()"
    return False


def run():
    """Run the migrations that were asked for, each in a transaction of its own."""
    options = dict(current_app.extensions["migrate"].configure_args)
    options.pop("render_as_batch", None)
    with db.engine.connect().execution_options(timesheet_write=True) as connection:
        if connection.dialect.name == "sqlite":
            # Copying a table drops the old one, which must not reach those that refer to it.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Person.metadata,
            render_as_batch=True,
            render_item=render,
            transaction_per_migration=True,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
