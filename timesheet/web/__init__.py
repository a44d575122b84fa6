"""The pages: one file per persona; routes read, call an action, render."""

from flask import Flask

from timesheet.settings import Settings
from timesheet.web import health


def attach(app: Flask, settings: Settings) -> None:  # noqa: ARG001
    """Register every page."""
    app.register_blueprint(health.pages)
