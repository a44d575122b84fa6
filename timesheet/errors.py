"""Errors of ours, and refusals that a person caused and can mend."""


class TimesheetError(Exception):
    """The root of everything this package raises on purpose."""


class SettingsError(TimesheetError):
    """The configuration can't be used; the message names the setting and what it may be."""


class Refused(TimesheetError):
    """A person asked for something that can't be; the message says why and what to do next.

    ``field`` names the field of the form or the column of the file, where there is one.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else was first: the thing changed since it was read."""


class Missing(TimesheetError):
    """No such thing, or none that this person may see: the two answer alike."""


class Forbidden(TimesheetError):
    """The person is known and may not do this."""
