"""Every page of the application, now and later: its addresses, its links, its forms."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.routing.converters import AnyConverter

from timesheet.store.db import db

DAY = "2026-11-09"
UNASKED = {"HEAD", "OPTIONS"}
FILES = {"files.asset", "static"}
EVERY_ROLE = ("worker", "lead", "accounting", "admin")


class Call(NamedTuple):
    """A page, a method, and one address of it."""

    endpoint: str
    method: str
    path: str


def calls(app: Flask, key: int = 1) -> list[Call]:
    """Return every page with each of its methods; ``key`` stands where an id is asked for."""
    address = app.url_map.bind("localhost")
    found: list[Call] = []
    for rule in app.url_map.iter_rules():
        values = {name: _piece(rule, name, key) for name in rule.arguments}
        found += [
            Call(rule.endpoint, method, address.build(rule.endpoint, values, method=method))
            for method in sorted((rule.methods or set()) - UNASKED)
        ]
    return found


def _piece(rule: Rule, name: str, key: int) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return key
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "x" if name in {"version", "filename"} else DAY


@dataclass
class Page(HTMLParser):
    """What a browser would make of a page: its elements, links and fields."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and data.strip():
            self.scripts.append(data)

    def links(self) -> Iterator[str]:
        """Return the addresses on this site that can be read."""
        for tag, attrs in self.elements:
            for name in ("href", "hx-get"):
                where = attrs.get(name, "")
                if tag != "link" and where.startswith("/") and not where.startswith("//"):
                    yield where

    def names(self) -> set[str]:
        """Return the names of all fields, and of the values in the links."""
        fields = {a["name"] for tag, a in self.elements if tag in FIELDS and "name" in a}
        asked = [parse_qsl(urlsplit(link).query) for link in self.links()]
        return fields | {name for pairs in asked for name, _ in pairs}


FIELDS = {"input", "select", "textarea", "button"}


def read(text: str) -> Page:
    """Parse a page."""
    page = Page()
    page.feed(text)
    page.close()
    return page


def get(client: FlaskClient, path: str):
    """Get a page and let go of what it streams."""
    answer = client.get(path)
    _ = answer.data
    answer.close()
    return answer


def crawl(client: FlaskClient, starts: list[str], most: int = 150) -> dict[str, str]:
    """Follow links from some pages; return the HTML pages that were found, by address.

    Of addresses that differ in their query or their ids, a few are looked at.
    """
    waiting, seen, found = list(dict.fromkeys(starts)), set(), {}
    shapes: dict[str, int] = {}
    while waiting and len(found) < most:
        path = waiting.pop(0)
        parts = urlsplit(path)
        shape = "".join("0" if c.isdigit() else c for c in parts.path) + str(
            sorted(name for name, _ in parse_qsl(parts.query))
        )
        if path in seen or shapes.get(shape, 0) >= 2 or parts.path.startswith("/assets/"):
            continue
        seen.add(path)
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = get(client, path)
        assert answer.status_code < 500, (path, answer.text[:300])
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[path] = answer.text
            waiting += [link.split("#")[0] for link in read(answer.text).links()]
    return found


@contextlib.contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL that is sent to the database."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextlib.contextmanager
def names_read(app: Flask) -> Iterator[set[str]]:
    """Collect the names under which handlers look for something in an address or a form."""
    found: set[str] = set()

    class Noting(ImmutableMultiDict[str, str]):
        def __getitem__(self, name: str) -> str:
            found.add(name)
            return super().__getitem__(name)

        def __contains__(self, name: object) -> bool:
            found.add(str(name))
            return super().__contains__(name)

        def getlist(self, name, *more):
            found.add(name)
            return super().getlist(name, *more)

        def items(self, *how, **more):
            found.update(self.keys())  # whoever looks at all looks at each
            return super().items(*how, **more)

        def lists(self):
            found.update(self.keys())
            return super().lists()

    class Request(app.request_class):
        parameter_storage_class = Noting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "request_class", Request)
        yield found
