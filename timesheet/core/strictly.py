"""Documents read strictly: a table of names and values becomes a declared noun, or says why not."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def part(kind: type[T], given: Mapping[str, Any], place: str) -> T:
    """Return a part of a document as the dataclass that declares it; lists become tuples.

    ValueError names the ``place`` in the document, and what is strange or missing there.
    """
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if strange := sorted(set(given) - known):
        msg = f"{place}: there is no {', '.join(strange)}; there are {', '.join(sorted(known))}"
        raise ValueError(msg)
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    try:
        return kind(**values)
    except TypeError as error:
        msg = f"{place}: {error}"
        raise ValueError(msg) from None


def parts(kind: type[T], given: Iterable[Mapping[str, Any]], place: str) -> tuple[T, ...]:
    """Return the parts of a list in a document, in order; ValueError as for ``part``."""
    return tuple(part(kind, one, f"{place} {n}") for n, one in enumerate(given, 1))
