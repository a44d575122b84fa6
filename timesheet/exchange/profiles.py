"""The export profiles that come with the package, read from their documents."""

import tomllib
from functools import cache

from timesheet import paths
from timesheet.core.export import profile
from timesheet.core.export.profile import Profile


@cache
def shipped() -> dict[str, Profile]:
    """Return the profiles of ``timesheet/profiles`` by code, in order of their names."""
    found = []
    for path in (paths.PACKAGE / "profiles").glob("*.toml"):
        try:
            found.append(profile.read(tomllib.loads(path.read_text(encoding="utf-8"))))
        except ValueError as error:
            msg = f"{path.name}: {error}"
            raise ValueError(msg) from None
    return {one.code: one for one in sorted(found, key=lambda one: one.name)}
