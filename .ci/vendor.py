"""Keep the vendored browser files true to static/vendor/vendor.lock.

usage: python .ci/vendor.py check | sync | add PACKAGE@VERSION FILE...

``check`` compares every file with its hash and names what differs, is missing or is not in the
lock. ``sync`` fetches the packages from the npm registry (``npm pack``) and writes the files;
``add`` does so for a new one and writes its hashes into the lock.
"""

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TypedDict

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
LOCK = VENDOR / "vendor.lock"


class Package(TypedDict):
    """One locked package: the hash of its tarball, and of each of its files that we keep."""

    tarball: str
    files: dict[str, str]


def integrity(content: bytes, algorithm: str) -> str:
    """Return a hash in the form of the integrity attribute: ``sha384-<base64>``."""
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm}-{base64.b64encode(digest).decode()}"


def place(package: str, member: str) -> Path:
    """Return where a file of a package is kept: NAME@VERSION/FILE."""
    return VENDOR / package.replace("/", "__") / Path(member).name


def locked() -> dict[str, Package]:
    """Read the lock: package@version to its hashes."""
    packages: dict[str, Package] = json.loads(LOCK.read_text()) if LOCK.exists() else {}
    return packages


def problems() -> list[str]:
    """Compare the folder with the lock; an empty list where they agree."""
    found = []
    expected = {LOCK}
    for package, entry in locked().items():
        for member, want in entry["files"].items():
            path = place(package, member)
            expected.add(path)
            if not path.exists():
                found.append(f"{path.relative_to(VENDOR)} is missing")
            elif integrity(path.read_bytes(), "sha384") != want:
                found.append(f"{path.relative_to(VENDOR)} differs from its hash in vendor.lock")
    strays = {path for path in VENDOR.rglob("*") if path.is_file()} - expected
    return found + [f"{path.relative_to(VENDOR)} is not in vendor.lock" for path in sorted(strays)]


def fetch(package: str) -> bytes:
    """Return the tarball of a package from the npm registry."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
        return next(Path(folder).glob("*.tgz")).read_bytes()


def unpack(tarball: bytes, member: str) -> bytes:
    """Return one file of a package."""
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        content = archive.extractfile(f"package/{member}")
        if content is None:
            raise SystemExit(f"{member} is not a file of the package")
        return content.read()


def write(package: str, tarball: bytes, members: list[str]) -> dict[str, str]:
    """Write files of a package into the folder; return their hashes."""
    hashes = {}
    for member in members:
        content = unpack(tarball, member)
        path = place(package, member)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        hashes[member] = integrity(content, "sha384")
    return hashes


def add(package: str, members: list[str]) -> None:
    """Vendor files of a package and lock them."""
    tarball = fetch(package)
    entry: Package = {
        "tarball": integrity(tarball, "sha512"),
        "files": write(package, tarball, members),
    }
    packages = locked() | {package: entry}
    LOCK.write_text(json.dumps(packages, indent=2, sort_keys=True) + "\n")


def sync() -> None:
    """Fetch every locked package anew and write its files, if its tarball is the locked one."""
    for package, entry in locked().items():
        tarball = fetch(package)
        if integrity(tarball, "sha512") != entry["tarball"]:
            raise SystemExit(f"{package}: the registry's tarball differs from vendor.lock")
        write(package, tarball, list(entry["files"]))


def main(arguments: list[str]) -> int:
    """Run one command; 1 where the folder differs from the lock."""
    match arguments:
        case ["check"]:
            pass
        case ["sync"]:
            sync()
        case ["add", package, *members] if members:
            add(package, members)
        case _:
            print(__doc__)
            return 2
    found = problems()
    for line in found:
        print(f"static/vendor: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
