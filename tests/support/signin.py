"""People to act as: added straight to the store, signed in through the real form."""

import re
from dataclasses import dataclass

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from tests.support.kept import kept
from timesheet.store import people
from timesheet.store.db import write

PASSWORD = "a sentence that only tests say"
# The cheapest parameters: the tests sign in often.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@dataclass(frozen=True)
class Someone:
    """A person of a test, with his login."""

    id: int
    login: str


def add_person(app: Flask, login: str, *roles: str, zone: str = "UTC") -> Someone:
    """Add somebody who can sign in with PASSWORD."""
    with app.app_context(), write() as tx:
        key = people.add_person(
            tx, number=login, name=login.title(), login=login, zone=zone,
            roles=frozenset(roles or {"worker"}), password_hash=HASH,
        )  # fmt: skip
    return Someone(key, login)


def token(page: str) -> str:
    """Return the CSRF token of a page."""
    found = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', page)
    assert found, page[:500]
    return found.group(1)


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, **query: str):
    """Sign a client in through the form; return the answer."""
    page = client.get("/sign-in", query_string=query)
    form = {"login": login, "password": password, "csrf_token": token(page.text)}
    return client.post("/sign-in", data=form, query_string=query)


@kept
def session(app: Flask, login: str) -> str:
    """Sign somebody in and return the cookie of his session."""
    client = app.test_client()
    assert sign_in(client, login).status_code == 303
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def signed_in(app: Flask, login: str, *roles: str) -> FlaskClient:
    """Add somebody and return a client that he is signed in with."""
    client = app.test_client()
    client.set_cookie("session", _joined(app, login, *roles))
    return client


@kept
def _joined(app: Flask, login: str, *roles: str) -> str:
    add_person(app, login, *roles)
    return session(app, login)
