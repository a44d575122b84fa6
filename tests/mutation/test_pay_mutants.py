import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.pay_mutants import MUTANTS, Mutant

CORE = Path(__file__).resolve().parents[2] / "timesheet" / "core"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_bug_has_its_place(mutant: Mutant) -> None:
    assert (CORE / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1
    assert mutant.old != mutant.new


def test_there_are_enough_bugs() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 25


@pytest.mark.slow
def test_every_bug_is_caught() -> None:
    script = Path(__file__).with_name("run_pay_mutants.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
