"""``run`` and ``migrate``."""

import logging
import socket

import click
from waitress.server import create_server

from timesheet import settings
from timesheet.app import create_app
from timesheet.cli.context import with_app
from timesheet.jobs import runners
from timesheet.store import migrate as schema


@click.command()
@click.option("--revision", default="head", help="Go to this revision instead of the newest.")
@click.option("--down", is_flag=True, help='Go back to the revision ("base": no schema at all).')
@with_app
def migrate(revision: str, down: bool) -> None:
    """Create or upgrade the database's schema."""
    if down:
        schema.downgrade(revision)
    else:
        schema.upgrade(revision)
    click.echo(f"schema: {schema.current() or 'none'}")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--host", help="Address to listen on; 127.0.0.1 is this machine only.")
def run(port: int | None, host: str | None) -> None:
    """Serve the pages until interrupted."""
    chosen = settings.load()
    app = create_app(chosen)
    with app.app_context():
        if schema.current() != schema.newest():
            msg = "the database's schema is not this program's: run `timesheet migrate` first"
            raise click.ClickException(msg)
    address = (host or chosen.host, chosen.port if port is None else port)
    listener = socket.create_server(address, reuse_port=False, backlog=1024)
    # It warns whenever a press waits for a thread for an instant, which is what a queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(
        app,
        sockets=[listener],
        threads=chosen.threads,
        max_request_body_size=chosen.max_upload_bytes + 1_000_000,
        ident="",
    )
    click.echo(f"timesheet is open on http://{address[0]}:{listener.getsockname()[1]}/")
    if chosen.jobs:
        for runner in runners(app):
            runner.start()
    server.run()


COMMANDS = (migrate, run)
