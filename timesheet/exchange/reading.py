"""Files of strangers, read in a process of their own: so much memory, so much time, no more.

A file that is a trap costs that process its life, and nobody else anything. Its answer goes to a
file as well, one JSON value a line, so that this process never holds what was sent.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from timesheet.core.model import Seconds
from timesheet.errors import Refused
from timesheet.exchange import foreign, history, sent_back

if sys.platform != "win32":
    import resource


class Kind(StrEnum):
    """What a file is read as: lines that come back corrected, somebody's table, past shifts."""

    CORRECTIONS = "corrections"
    TABLE = "table"
    HISTORY = "history"


AT_ONCE: Seconds = 2
"""How much of a processor's time a file may take while somebody waits."""
PATIENCE = 10
"""How many times as long it may take on the wall, where others want the processor, too."""
LOOK: Seconds = 5
"""How often who waits for a large file says that he still does."""
MEMORY = 256_000_000
REFUSED = 3
_TOP = Path(__file__).resolve().parent.parent.parent


def read(
    source: Path,
    target: Path,
    seconds: Seconds = AT_ONCE,
    kind: Kind = Kind.CORRECTIONS,
    beat: Callable[[], None] | None = None,
) -> None:
    """Read a file into another: a head with its SHA-256 (and period of corrections), then its rows.

    Refused, and no other file, where it can't be read, or takes more than ``seconds``. ``beat`` is
    called every few seconds; what it raises ends the reading.
    """
    # Neither corrections nor history need a library; of a table's process the workbook's is a part.
    bare = [] if kind is Kind.TABLE else ["-S"]
    command = [sys.executable, *bare, "-m", __name__, str(seconds), kind.value]
    environment = {"PYTHONPATH": str(_TOP), "PYTHONDONTWRITEBYTECODE": "1"}
    target.touch(mode=0o600)
    try:
        with (
            source.open("rb") as given,
            target.open("wb") as rows,
            subprocess.Popen(  # noqa: S603  (our own program, no shell)
                command, stdin=given, stdout=rows, stderr=subprocess.PIPE, env=environment
            ) as child,
        ):
            _await(child, seconds * PATIENCE, beat)
    except BaseException:
        target.unlink()
        raise


def _await(
    child: subprocess.Popen[bytes], patience: Seconds, beat: Callable[[], None] | None
) -> None:
    """Wait for the other process to end well; Refused where it doesn't."""
    try:
        ends = time.monotonic() + patience
        while (left := ends - time.monotonic()) > 0:
            with suppress(subprocess.TimeoutExpired):
                said = child.communicate(timeout=min(LOOK, left))[1]
                break
            if beat:
                beat()
        else:
            raise _too_much()
    finally:
        child.kill()
    if child.returncode:
        raise _refusal(said) if child.returncode == REFUSED else _too_much()


def _refusal(said: bytes) -> Refused:
    text, values = json.loads(said)
    return Refused(text, field="file", **values)


def _too_much() -> Refused:
    return Refused("This file takes too long to read; send fewer rows.")


def main() -> None:
    """Read standard input within the limits, and write its rows to standard output."""
    _limit(int(sys.argv[1]))
    try:
        for line in _lines(Kind(sys.argv[2])):
            sys.stdout.write(f"{json.dumps(line)}\n")
        sys.stdout.flush()
    except Refused as refused:
        _refuse(refused)
    except MemoryError:
        sys.exit(1)


def _lines(kind: Kind) -> Iterable[Any]:
    file: Any = sys.stdin.buffer
    if kind is Kind.HISTORY:
        # A million rows: read as they come, never all of the file.
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        return chain(([digest],), history.rows(file, history.MOST_ROWS))
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    if kind is Kind.TABLE:
        return chain(([digest],), foreign.each(content, foreign.LARGE))
    sent = sent_back.read(content)
    return chain(([digest, sent.period.isoformat()],), sent.rows)


def _refuse(refused: Refused) -> NoReturn:
    sys.stderr.write(json.dumps([refused.text, refused.values], default=str))
    sys.exit(REFUSED)


def _limit(seconds: Seconds) -> None:
    if sys.platform == "win32":
        return  # no such limits there; the time stays bounded from outside
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main()
