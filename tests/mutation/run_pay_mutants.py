"""Inject each bug of ``pay_mutants`` into a copy of the package and see that a test catches it.

Run: python tests/mutation/run_pay_mutants.py [part of a name]; the exit code is the survivors.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutation.pay_mutants import MUTANTS, Mutant  # noqa: E402

# the quick and telling ones first: a run ends with the first test that fails
FILES = ("overtime", "money", "shifts_counted", "compliance", "pay_check", "policy", "invariants")
SECONDS = 180
TESTS = [f"tests/core/pay/test_{name}.py" for name in FILES]


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


def caught(mutant: Mutant, copy: Path) -> bool:
    """Tell whether the tests fail with the bug in place; the copy is mended afterwards."""
    file = copy / "timesheet" / "core" / mutant.file
    sound = file.read_text(encoding="utf-8")
    if sound.count(mutant.old) != 1:
        raise SystemExit(f"{mutant.name}: its text isn't once in {mutant.file}")
    file.write_text(sound.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return run_tests(copy) != 0
    finally:
        file.write_text(sound, encoding="utf-8")


def run_tests(copy: Path) -> int:
    """Run the tests of pay in a copy, without the published collection; return the exit code."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "TIMESHEET_SHARED": str(copy / "none"),
    }
    options = ["-x", "-q", "--noconftest", "-o", "addopts="]
    command = [sys.executable, "-m", "pytest", *options, *TESTS]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return 1  # a bug that makes the engine run for ever is caught, too
    if done.returncode not in {0, 1, 2}:
        raise SystemExit(done.stdout.decode() + done.stderr.decode())
    return done.returncode


def survivors(mutants: Iterable[Mutant]) -> list[str]:
    """Return the names of the bugs that no test catches."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        if run_tests(copy):
            raise SystemExit("the tests fail without any bug")
        found = []
        for mutant in mutants:
            began = time.perf_counter()
            dead = caught(mutant, copy)
            took = time.perf_counter() - began
            print(
                f"{'caught  ' if dead else 'SURVIVED'}  {mutant.name}  ({took:.1f} s)", flush=True
            )
            if not dead:
                found.append(mutant.name)
        return found


if __name__ == "__main__":
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [mutant for mutant in MUTANTS if wanted in mutant.name]
    alive = survivors(chosen)
    print(f"{len(chosen) - len(alive)} of {len(chosen)} bugs caught")
    raise SystemExit(len(alive))
