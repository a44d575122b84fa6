"""The export profiles that come with the package, read from their documents."""

import tomllib
from functools import cache
from typing import Any

from timesheet import paths
from timesheet.core.export import profile
from timesheet.core.export.profile import Profile


@cache
def shipped() -> dict[str, Profile]:
    """Return the profiles of ``timesheet/profiles`` by code, in order of their names."""
    found = [profile.read(document) for document in documents().values()]
    return {one.code: one for one in sorted(found, key=lambda one: one.name)}


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Return the documents of the same, by code; ValueError names the file of a wrong one."""
    found = {}
    for path in (paths.PACKAGE / "profiles").glob("*.toml"):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        try:
            found[profile.read(document).code] = document
        except ValueError as error:
            msg = f"{path.name}: {error}"
            raise ValueError(msg) from None
    return found
