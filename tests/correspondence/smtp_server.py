"""A mail server for tests: speaks enough SMTP to take a mail, to refuse it, and to fail in the middle."""

import socketserver
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass(frozen=True)
class Received:
    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]


class SmtpServer(socketserver.ThreadingTCPServer):
    """``replies`` overrides what is said to a command (MAIL, RCPT, DATA, and END for the mail's end).

    ``replies_to`` does so for recipients whose address begins with its key. The reply ``drop`` closes the
    connection instead; ``pause`` are seconds that each mail takes. ``hold`` makes the server wait, at the end of a mail
    to an address that begins so, until ``release`` is set.
    """

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: list[Received] = []
        self.replies: dict[str, str] = {}
        self.replies_to: dict[str, dict[str, str]] = {}
        self.pause = 0.0
        self.hold = ""
        self.held = threading.Event()
        self.release = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is what some tests are about."""

    def stop(self) -> None:
        self.release.set()
        self.shutdown()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._say("220 tests ready")
        sender = recipient = ""
        while line := self.rfile.readline():
            command = line.decode().strip()
            verb = command[:4].upper()
            if verb == "MAIL":
                sender = command.partition(":")[2].split(">")[0].strip(" <")
            if verb == "RCPT":
                recipient = command.partition(":")[2].rpartition(">")[0].strip(" <")
            usual = {"EHLO": "250 tests", "DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")
            reply = self._replies(recipient).get(verb, usual)
            if reply == "drop":
                return
            self._say(reply)
            if verb == "QUIT":
                return
            if verb == "DATA" and reply.startswith("354") and not self._take(sender, recipient):
                return

    def _take(self, sender: str, recipient: str) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.server.hold and recipient.startswith(self.server.hold):
            self.server.held.set()
            self.server.release.wait(20)
        time.sleep(self.server.pause)
        reply = self._replies(recipient).get("END", "250 taken")
        if reply == "drop":
            return False
        if reply.startswith("250"):
            self.server.received.append(Received(sender, recipient, b"".join(lines)))
        self._say(reply)
        return True

    def _replies(self, recipient: str) -> dict[str, str]:
        of_theirs = (said for begins, said in self.server.replies_to.items() if recipient.startswith(begins))
        return self.server.replies | next(of_theirs, {})

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
