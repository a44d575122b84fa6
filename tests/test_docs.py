"""The docs tell what there is: every command, every setting, every room; and no one's own paths."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from timesheet.cli import commands
from timesheet.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
NAMED_OTHERWISE = {"data_folder": "TIMESHEET_DATA", "database_url": "DATABASE_URL"}
# A user's home, or a folder at the root that no installation has.
OWN_PATH = re.compile(r"(?<![\w.$}/-])/(?:home/\w+|root|work|Users/\w+)/[\w.]")


def walk(group: click.Group, path: str = "timesheet") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from walk(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


@pytest.mark.parametrize("command", sorted(walk(commands)))
def test_every_command_is_in_the_docs(command):
    assert re.search(rf"{command}\b", TEXT), f"`{command}` is in no page of the docs"


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_in_the_docs(name):
    variable = NAMED_OTHERWISE.get(name, f"TIMESHEET_{name.upper()}")
    assert f"`{variable}`" in TEXT


def test_the_rooms_of_the_architecture_are_the_packages():
    page = ROOT / "ARCHITECTURE.md"
    if not page.exists():
        pytest.skip("needs ARCHITECTURE.md, which is not written yet")
    listed = re.search(r"```\n(timesheet/\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert listed, "ARCHITECTURE.md lists the rooms in a block that begins with timesheet/"
    named = set(re.findall(r"^ *(\w+)/(?=\s)", listed[1], re.MULTILINE))
    packages = {path.parent.name for path in (ROOT / "timesheet").rglob("__init__.py")}
    assert packages - named == set(), "rooms that the list lacks"
    assert [name for name in named - packages if not (ROOT / name).is_dir()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_no_file_names_a_path_of_one_machine():
    if not (ROOT / ".git").exists():
        pytest.skip("needs the git checkout to know the project's own files")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = []
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".png", ".gz", ".xlsx", ".woff2", ".mo"} or not path.is_file():
            continue
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), 1
        ):
            if OWN_PATH.search(line):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert found == []
