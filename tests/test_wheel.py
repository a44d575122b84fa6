"""The wheel works in an environment of its own, from another folder, without the checkout."""

import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from timesheet.cli import commands

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def ran(*command: object, **options: object) -> str:
    """Run a command that must succeed; return what it wrote."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, by way of the source distribution as a publisher does; no network."""
    folder = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def timesheet(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment that borrows this one's dependencies."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    offline = ("--no-deps", "--no-index", "--disable-pip-version-check")
    ran(sys.executable, "-m", "pip", "--python", python, "install", "-q", *offline, wheel)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    Path(paths["purelib"], "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "bin" / "timesheet"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, object]:
    """Run from an empty folder, with nothing of the checkout in the environment."""
    hidden = ("PYTHONPATH", "DATABASE_URL")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in hidden and not name.startswith(("TIMESHEET_", "PYTEST_", "COV_"))
    }
    return {"cwd": tmp_path, "env": kept | {"TIMESHEET_DATA": str(tmp_path / "place")}}


@contextmanager
def serving(timesheet: Path, elsewhere: dict[str, object]) -> Iterator[str]:
    """Serve on a free port; give the address that the command prints."""
    command = [str(timesheet), "run", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **elsewhere) as server:
        try:
            assert server.stdout is not None
            address = re.search(r"http://\S+/", server.stdout.readline())
            assert address is not None
            yield address[0]
        finally:
            server.terminate()


def test_the_wheel_has_its_templates_styles_and_migrations_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in ("templates/base.html", "static/vendor/vendor.lock", "migrations/env.py"):
        assert f"timesheet/_data/{wanted}" in names
    assert [name for name in names if "tests/" in name or "__pycache__" in name] == []


def test_it_migrates_makes_a_company_and_serves_from_another_folder(timesheet, elsewhere):
    assert "schema: 0" in ran(timesheet, "migrate", **elsewhere)
    if "demo" in commands.commands:
        ran(timesheet, "demo", "--workers", "5", "--weeks", "1", **elsewhere)
    with serving(timesheet, elsewhere) as address:
        assert urllib.request.urlopen(address + "healthz").read() == b"ok\n"
        assert urllib.request.urlopen(address + "readyz").read() == b"ready\n"
        assert b"<form" in urllib.request.urlopen(f"{address}sign-in").read()
        library = f"{address}static/vendor/htmx.org@2.0.11/htmx.min.js"
        assert b"htmx" in urllib.request.urlopen(library).read()


def test_an_old_schema_is_refused_with_the_command_that_mends_it(timesheet, elsewhere):
    done = subprocess.run(
        [timesheet, "run", "--port", "0"], capture_output=True, text=True, check=False, **elsewhere
    )
    assert done.returncode == 1
    assert "timesheet migrate" in done.stderr
    assert "Traceback" not in done.stderr
