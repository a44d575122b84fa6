"""Inject each bug of ``pay_mutants`` into a copy of the package and see that a test catches it.

Run: python tests/mutation/run_pay_mutants.py [part of a name]; the exit code is the survivors.
The test that caught a bug the last time (``caught_by.json``, written by a whole run) is tried
first; only where it doesn't catch the bug any more, all are.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutation.pay_mutants import MUTANTS, Mutant  # noqa: E402

# the quick and telling ones first: a run ends with the first test that fails
FILES = ("overtime", "money", "shifts_counted", "compliance", "pay_check", "policy", "invariants")
SECONDS = 180
TESTS = [f"tests/core/pay/test_{name}.py" for name in FILES]
KNOWN = Path(__file__).with_name("caught_by.json")
FAILED = re.compile(r"^FAILED (\S+?)(\[.*)?( - .*)?$", re.MULTILINE)


def copied(target: Path) -> Path:
    """Copy the package and the tests of pay to a folder of their own."""
    shutil.copytree(
        ROOT / "timesheet", target / "timesheet", ignore=shutil.ignore_patterns("__py*")
    )
    # only pay-check is wanted of the command line, not the application that the others load
    (target / "timesheet" / "cli" / "__init__.py").write_text("", encoding="utf-8")
    shutil.copytree(ROOT / "tests" / "core", target / "tests" / "core")
    shutil.copytree(ROOT / "docs", target / "docs")
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def caught(mutant: Mutant, copy: Path, first: str | None) -> str | None:
    """Return the test that fails with the bug in place; the copy is mended afterwards.

    ``first`` is tried before the others. None where the bug survives, "" where it runs for ever.
    """
    file = copy / "timesheet" / "core" / mutant.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.name}: its text isn't once in {mutant.file}")
    file.write_text(sound.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        found = run_tests(copy, [first]) if first else None
        return run_tests(copy, TESTS) if found is None else found
    finally:
        file.write_text(sound, encoding="utf-8")


def run_tests(copy: Path, tests: Sequence[str]) -> str | None:
    """Run tests of pay in a copy, without the published collection.

    Return the one that failed, None where none did, "" where they ran for ever.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "TIMESHEET_SHARED": str(copy / "none"),
    }
    options = ["-x", "-q", "-rf", "--noconftest", "-o", "addopts="]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return ""  # a bug that makes the engine run for ever is caught, too
    said = done.stdout.decode()
    if done.returncode not in {0, 1, 2}:
        raise SystemExit(said + done.stderr.decode())
    failed = FAILED.search(said)
    return None if not done.returncode else failed[1] if failed else ""


def survivors(mutants: Sequence[Mutant]) -> list[str]:
    """Return the names of the bugs that no test catches."""
    known = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        if (failed := run_tests(copy, TESTS)) is not None:
            raise SystemExit(f"without any bug fails {failed}")
        by = {}
        for mutant in mutants:
            began = time.perf_counter()
            by[mutant.name] = caught(mutant, copy, known.get(mutant.name))
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
