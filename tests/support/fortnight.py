"""A fortnight that is over: people worked in it, and accounting may close it."""

from typing import Any

import pytest
from flask import Flask

from tests.support import crew


@pytest.fixture
def ids(app: Flask, ids: dict[str, Any], clock: crew.Clock) -> dict[str, Any]:
    """Let Ana and Ben work, who doesn't clock out on a day; today is the Monday after."""
    crew.work(app, ids)
    clock.show("2026-11-23 09:00:00")
    return ids
