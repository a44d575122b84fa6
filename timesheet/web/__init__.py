"""The pages: one file per persona; routes read, call an action, render."""

from flask import Flask

from timesheet.settings import Settings
from timesheet.web import filters, health, i18n, layout


def attach(app: Flask, settings: Settings) -> None:  # noqa: ARG001
    """Register every page."""
    i18n.attach(app)
    filters.attach(app)
    layout.attach(app)
    app.register_blueprint(health.pages)
