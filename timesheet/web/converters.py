"""Kinds of pieces in addresses."""

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError


class DayConverter(BaseConverter):
    """A day as YYYY-MM-DD; what is none matches no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the day."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: date | str) -> str:
        """Return a day as it stands in an address."""
        return str(value)


def attach(app: Flask) -> None:
    """Make ``<day:name>`` known to the addresses of an application."""
    app.url_map.converters["day"] = DayConverter
