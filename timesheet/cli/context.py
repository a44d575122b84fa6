"""The application behind a command."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from timesheet.app import create_app
from timesheet.store.db import db

P = ParamSpec("P")
R = TypeVar("R")


def with_app(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application of the environment's settings."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with create_app().app_context():
            try:
                return command(*args, **kwargs)
            finally:
                db.engine.dispose()

    return run
