"""The pages: one file per persona; routes read, call an action, render."""

from flask import Flask

from timesheet.settings import Settings
from timesheet.web import (
    access,
    accounting,
    admin,
    answers,
    auth,
    closing,
    computed,
    converters,
    corrections,
    days,
    door,
    effort,
    exceptions,
    exports,
    feeds,
    filters,
    health,
    i18n,
    kiosk,
    layout,
    lead,
    leave,
    mine,
    phrases,
    places,
    reminders,
    review,
    saved,
    security,
    timecard,
    tradeoff,
    worker,
)


def attach(app: Flask, settings: Settings) -> None:
    """Register every page, and guard them all."""
    converters.attach(app)
    i18n.attach(app)
    filters.attach(app)
    phrases.attach(app)
    layout.attach(app)
    security.attach(app, settings)
    door.attach(app, settings)
    people = (health, auth, worker, mine, answers, reminders, leave, kiosk, places, lead)
    rooms = (
        *people,
        computed,
        timecard,
        exceptions,
        accounting,
        days,
        saved,
        feeds,
        closing,
        review,
        exports,
        corrections,
        tradeoff,
        admin,
    )
    for room in rooms:
        app.register_blueprint(room.pages)
    effort.attach(app)
    access.attach(app)
    security.refuse_forged(app)
