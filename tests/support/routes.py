"""Routes compiled once for all applications of a test process.

Werkzeug reads each route's text and compiles two functions of it, which takes most of the time that
an application takes to be built; what comes of it depends on nothing else.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_compile: Callable[[Rule], None] = Rule.compile
_compiled: dict[tuple[object, ...], dict[str, Any]] = {}
_BUILDERS = ("_build", "_build_unknown")


def _once(rule: Rule) -> None:
    if rule.defaults or rule.map.host_matching:  # these depend on more than their text
        return _compile(rule)
    key = (rule.rule, rule.merge_slashes, rule.subdomain, *rule.map.converters.values())
    if (made := _compiled.get(key)) is None:
        _compile(rule)
        made = {name: getattr(rule, name).__func__ for name in _BUILDERS}
        made |= {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters")}
        _compiled[key] = made | {"arguments": frozenset(rule.arguments)}
        return None
    for name, value in made.items():
        setattr(rule, name, value.__get__(rule) if name in _BUILDERS else value)
    rule.arguments = set(rule.arguments)
    return None


def keep_compiled() -> None:
    """From here on compile no route's text twice."""
    Rule.compile = _once  # type: ignore[method-assign]
