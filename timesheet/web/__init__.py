"""The pages: one file per persona; routes read, call an action, render."""

from flask import Flask

from timesheet.settings import Settings
from timesheet.web import (
    access,
    accounting,
    accruals,
    admin,
    answers,
    approving,
    auth,
    budgets,
    certifying,
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
    filing,
    filters,
    health,
    i18n,
    imports,
    kiosk,
    layout,
    lead,
    leave,
    making,
    mine,
    photos,
    phrases,
    places,
    profiles,
    registers,
    reminder_choices,
    reminder_devices,
    reminder_links,
    reminders,
    review,
    saved,
    security,
    suggestions,
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
    people = (health, auth, worker, mine, answers, leave, kiosk, places, lead, approving, photos)
    rooms = (
        *people,
        reminders,
        reminder_choices,
        reminder_devices,
        reminder_links,
        computed,
        timecard,
        exceptions,
        accounting,
        days,
        saved,
        making,
        imports,
        budgets,
        feeds,
        closing,
        review,
        exports,
        accruals,
        registers,
        profiles,
        filing,
        certifying,
        corrections,
        suggestions,
        tradeoff,
        admin,
    )
    for room in rooms:
        app.register_blueprint(room.pages)
    effort.attach(app)
    access.attach(app)
    security.refuse_forged(app)
