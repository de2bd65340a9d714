"""A mail server on this machine, small enough to say yes or no to each recipient."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 mail.example.org")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"RCPT"):
                self._say(self.server.recipients)  # type: ignore[attr-defined]
            elif line == b"DATA":
                self._say("354 go on")
                self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))  # type: ignore[attr-defined]
                self._say("250 kept")
            elif line.startswith(b"EHLO") and self.server.starttls:  # type: ignore[attr-defined]
                self._say("250-mail.example.org\r\n250 STARTTLS")
            elif line == b"STARTTLS":
                self._say(self.server.starttls)  # type: ignore[attr-defined]
            else:
                self._say("221 bye" if line == b"QUIT" else "250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(recipients: str = "250 fine", *, starttls: str = "") -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that answers so to every recipient, and the letters it got.

    With an answer to STARTTLS it offers that too.
    """
    with socketserver.TCPServer(("127.0.0.1", 0), _Talk) as server:
        server.recipients, server.letters, server.starttls = recipients, [], starttls  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", server.letters  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


def nobody_listens() -> str:
    """The address of a mail server that is away."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{taken.getsockname()[1]}"
