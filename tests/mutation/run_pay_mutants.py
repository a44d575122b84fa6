"""Inject each bug of ``pay_mutants`` into the package as it is imported: does a test catch it?

Run: python tests/mutation/run_pay_mutants.py [part of a name]; the exit code is the survivors.
The test that caught a bug the last time (``caught_by.json``, written by a whole run) is tried
first; only where it doesn't catch the bug any more, all are.

Each try is a fork of this process, which has imported what tests need, but nothing of the package.
"""

import json
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import IO

import hypothesis.extra.numpy  # noqa: F401 - for all tries at once
import pytest
from click.testing import CliRunner  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutation.pay_mutants import MUTANTS, Mutant  # noqa: E402

# the quick and telling ones first: a run ends with the first test that fails
FILES = ("overtime", "money", "shifts_counted", "compliance", "pay_check", "policy", "invariants")
SECONDS = 180
TESTS = [f"tests/core/pay/test_{name}.py" for name in FILES]
KNOWN = Path(__file__).with_name("caught_by.json")
FAILED = re.compile(r"^FAILED (\S+?)(\[.*)?( - .*)?$", re.MULTILINE)
OPTIONS = ["-x", "-q", "-rf", "--noconftest", "-o", "addopts=", "-p", "no:cacheprovider"]
# Only pay-check is wanted of the command line, not the application that the others load.
BARE = {str(ROOT / "timesheet" / "cli" / "__init__.py"): ""}


class Changed(SourceFileLoader):
    """Loads modules from their files, but for some whose text is another one."""

    texts: Mapping[str, str] = {}

    def path_stats(self, path: str) -> Mapping[str, float]:
        """Say that there is no file to compare what was compiled before with."""
        if path in self.texts:
            raise OSError
        return super().path_stats(path)

    def get_data(self, path: str) -> bytes:
        """Return what is in a file, or its other text."""
        return self.texts[path].encode() if path in self.texts else super().get_data(path)


class Finder(PathFinder):
    """Finds the package's modules for ``Changed``."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None) -> ModuleSpec | None:
        """Find a module as it is found anyway, and have it loaded by ``Changed``."""
        spec = super().find_spec(fullname, path, target)
        if fullname.partition(".")[0] != "timesheet" or spec is None or spec.origin is None:
            return None
        spec.loader = Changed(fullname, spec.origin)
        return spec


def changed(mutant: Mutant) -> dict[str, str]:
    """Return the text of a file with a bug in it, by its path."""
    file = ROOT / "timesheet" / "core" / mutant.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.name}: its text isn't once in {mutant.file}")
    return {str(file): sound.replace(mutant.old, mutant.new)}


def caught(mutant: Mutant, first: str | None) -> str | None:
    """Return the test that fails with the bug in place; ``first`` is tried before the others.

    None where the bug survives, "" where it runs for ever.
    """
    texts = changed(mutant)
    found = run_tests([first], texts) if first else None
    return run_tests(TESTS, texts) if found is None else found


def run_tests(tests: Sequence[str], texts: Mapping[str, str]) -> str | None:
    """Run tests of pay in a fork, without the published collection, with other texts of files.

    Return the one that failed, None where none did, "" where they ran for ever.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = os.fork()
        if not child:
            _run(tests, texts, said)
        if (code := _waited(child)) is None:
            return ""  # a bug that makes the engine run for ever is caught, too
        said.seek(0)
        text = said.read()
    if code not in {0, 1, 2}:
        raise SystemExit(text)
    failed = FAILED.search(text)
    return None if not code else failed[1] if failed else ""


def _run(tests: Sequence[str], texts: Mapping[str, str], said: IO[str]) -> None:
    """Be the fork: run tests, and end."""
    code = 3
    try:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        os.chdir(ROOT)
        os.environ |= {
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TIMESHEET_SHARED": str(ROOT / "none"),
        }  # fmt: skip
        Changed.texts = {**BARE, **texts}
        sys.meta_path.insert(0, Finder)
        code = int(pytest.main([*OPTIONS, *tests]))
        sys.stdout.flush()
    finally:
        os._exit(code)


def _waited(child: int) -> int | None:
    """Wait for a fork; return its exit code, or None where it took too long and was killed."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def survivors(mutants: Sequence[Mutant]) -> list[str]:
    """Return the names of the bugs that no test catches."""
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    if (failed := run_tests(TESTS, {})) is not None:
        raise SystemExit(f"without any bug fails {failed}")
    by = {}
    for mutant in mutants:
        began = time.perf_counter()
        by[mutant.name] = caught(mutant, known.get(mutant.name))
        took = time.perf_counter() - began
        said = "SURVIVED" if by[mutant.name] is None else "caught  "
        print(f"{said}  {mutant.name}  ({took:.1f} s)", flush=True)
    return _kept(by, known)


def _kept(by: Mapping[str, str | None], known: Mapping[str, str]) -> list[str]:
    """Keep which test caught each bug, where that is news; return the bugs that none caught."""
    found = dict(sorted((name, test) for name, test in by.items() if test))
    if len(by) == len(MUTANTS) and found != known and not os.environ.get("CI"):
        KNOWN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return [name for name, test in by.items() if test is None]


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [mutant for mutant in MUTANTS if wanted in mutant.name]
    alive = survivors(chosen)
    print(f"{len(chosen) - len(alive)} of {len(chosen)} bugs caught")
    raise SystemExit(len(alive))
