"""The application: rooms joined, nothing else."""

from flask import Flask

from timesheet import paths, web
from timesheet import settings as configuration
from timesheet.settings import Settings
from timesheet.store import db, migrate


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for the settings given (default: those of the environment)."""
    settings = settings or configuration.load()
    app = Flask(
        "timesheet",
        template_folder=str(paths.resource("templates")),
        static_folder=str(paths.resource("static")),
    )
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["TIMESHEET"] = settings
    db.attach(app, settings)
    migrate.attach(app)
    web.attach(app, settings)
    return app
