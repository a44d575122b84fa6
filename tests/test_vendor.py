"""The vendored browser files are the locked ones, and a changed byte is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / ".ci" / "vendor.py", "check"],
        capture_output=True,
        text=True,
        check=False,
    )


def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "static" / "vendor", tmp_path / "static" / "vendor")
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "vendor.py", tmp_path / ".ci")
    return tmp_path


def test_the_files_are_the_locked_ones():
    assert check(ROOT).returncode == 0


def test_a_changed_a_missing_and_a_stray_file_are_named(tmp_path):
    root = copy(tmp_path)
    library = root / "static" / "vendor" / "htmx.org@2.0.11"
    (library / "htmx.min.js").write_text("alert(1)")
    (library / "LICENSE").unlink()
    (library / "other.js").write_text("")

    answer = check(root)

    assert answer.returncode == 1
    assert "htmx.min.js differs" in answer.stderr
    assert "LICENSE is missing" in answer.stderr
    assert "other.js is not in vendor.lock" in answer.stderr
