"""What comes in: text without what no file, database or page may hold, and only known kinds.

Every form field, query value and JSON string passes here, so that no page can forget it.
"""

from functools import cached_property
from typing import IO, Any

from flask import Flask, Request, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import NotFound, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from timesheet.exchange.text import legal
from timesheet.settings import Settings
from timesheet.web.access import row_for

KINDS = frozenset(
    {"application/json", "application/x-www-form-urlencoded", "multipart/form-data", ""}
)
SMALL = 1_000_000
PARTS = 200


def attach(app: Flask, settings: Settings) -> None:
    """Put the door in front of every page."""
    app.config.update(
        MAX_CONTENT_LENGTH=SMALL, MAX_FORM_PARTS=PARTS, MAX_FORM_MEMORY_SIZE=SMALL // 2
    )
    app.request_class = CleanRequest
    app.json = CleanJson(app)

    @app.before_request
    def known() -> None:
        if any(ord(character) < 32 for character in request.path):
            raise NotFound
        if request.method not in {"GET", "HEAD"} and request.mimetype not in KINDS:
            raise UnsupportedMediaType
        row = row_for(request.endpoint or "", request.method)
        if row is not None and row.large:
            request.max_content_length = settings.max_upload_bytes


def cleaned(value: Any) -> Any:
    """Return a JSON value with its strings, keys too, in legal characters only."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {legal(key): cleaned(item) for key, item in value.items()}
    return value


class CleanJson(DefaultJSONProvider):
    """JSON whose strings are legal, and whose depth is no attack."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON; ValueError, which answers 400, also for what is nested too deeply."""
        try:
            return cleaned(super().loads(s, **kwargs))
        except RecursionError as error:
            msg = "nested too deeply"
            raise ValueError(msg) from error


class _Parser(FormDataParser):
    """Reads a form, and cleans its texts; files stay as they are."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """Return stream, fields and files."""
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        fields = [(legal(name), legal(value)) for name, value in form.items(multi=True)]
        return rest, self.cls(fields), files


class CleanRequest(Request):
    """A request whose form and query hold legal characters only."""

    form_data_parser_class = _Parser

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the values of the query."""
        given = super().args
        return ImmutableMultiDict((legal(n), legal(v)) for n, v in given.items(multi=True))
