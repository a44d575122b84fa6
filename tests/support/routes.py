"""Routes compiled once for all applications of a test process.

Werkzeug compiles two functions of each route's text, which takes most of the time that an
application takes to be built; they depend on nothing else, and get the route that they are of.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile: Callable[[Rule, bool], Any] = Rule._compile_builder
_compiled: dict[tuple[object, ...], Any] = {}


def _once(rule: Rule, append_unknown: bool = True) -> Any:
    if rule.defaults:  # these go through a converter of the route's own
        return _compile(rule, append_unknown)
    key = (rule.rule, append_unknown, *rule._trace)
    if key not in _compiled:
        _compiled[key] = _compile(rule, append_unknown)
    return _compiled[key]


def keep_compiled() -> None:
    """From here on compile no route's text twice."""
    Rule._compile_builder = _once  # type: ignore[method-assign]
