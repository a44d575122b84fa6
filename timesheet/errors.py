"""Errors of ours, and refusals that a person caused and can mend."""


class TimesheetError(Exception):
    """The root of everything this package raises on purpose."""


class SettingsError(TimesheetError):
    """The configuration can't be used; the message names the setting and what it may be."""


class Refused(TimesheetError):
    """A person asked for something that can't be; the message says why and what to do next.

    ``field`` names the field of the form or the column of the file, where there is one. The
    ``values`` fill the ``%(name)s`` places of the text, so that a page can say it in another
    language: ``text`` is the message before they are filled in.
    """

    def __init__(self, text: str, *, field: str = "", **values: object) -> None:
        message = text % values if values else text
        super().__init__(message)
        self.message = message
        self.field = field
        self.text = text
        self.values = values


class Conflict(Refused):
    """Somebody else was first: the thing changed since it was read."""


class Missing(TimesheetError):
    """No such thing, or none that this person may see: the two answer alike."""


class Forbidden(TimesheetError):
    """The person is known and may not do this."""
