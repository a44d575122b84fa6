"""A mail server of the tests' own: it keeps what it is sent, and refuses what it is told to."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Sink:
    """What came in. ``says`` gives the answer to a verb where it isn't the usual one.

    ``hang_up``: the connection ends after the mail was taken, before the server says so. ``tls``:
    the server offers STARTTLS; ``secured`` are the verbs that came in after it.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False
    verbs: list[str] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    secured: list[str] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    secured = False

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line.decode().strip().partition(" ")[0].upper()
            (self.sink.secured if self.secured else self.sink.verbs).append(verb)
            if not self._answered(verb):
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    @property
    def sink(self) -> Sink:
        return self.server.sink  # type: ignore[attr-defined, no-any-return]

    def _answered(self, verb: str) -> bool:
        """Answer, and tell whether the talk goes on."""
        if answer := self.sink.says.get(verb) or self._of_tls(verb):
            self._say(answer)
        elif verb == "DATA":
            self._take()
            return not self.sink.hang_up
        elif verb == "STARTTLS" and self.sink.tls:
            return self._secure()
        else:
            self._say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def _of_tls(self, verb: str) -> str | None:
        if self.sink.tls is None:
            return None
        offers = "AUTH PLAIN" if self.secured else "STARTTLS"
        return {"EHLO": f"250-sink\r\n250 {offers}", "AUTH": "235 welcome"}.get(verb)

    def _take(self) -> None:
        self._say("354 go on")
        body = b"".join(iter(self.rfile.readline, b".\r\n"))
        letter = message_from_bytes(body, policy=policy.default)
        self.sink.letters.append(letter)  # type: ignore[arg-type]
        if not self.sink.hang_up:
            self._say("250 taken")

    def _secure(self) -> bool:
        self._say("220 go on")
        try:
            self.connection = self.sink.tls.wrap_socket(self.connection, server_side=True)  # type: ignore[union-attr]
        except OSError:
            return False
        self.setup_files()
        self.secured = True
        return True

    def setup_files(self) -> None:
        """Read and write by the connection as it is now."""
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[Sink]:
    """Listen on a free port of this machine."""
    sink = Sink(tls=tls)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield sink
        finally:
            server.shutdown()
