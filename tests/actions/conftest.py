"""Tests here make no requests: the application's context holds for the whole test."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """Give the application inside its context."""
    with app.app_context():
        yield app
