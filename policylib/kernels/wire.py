"""How a client and its warm parent talk: a length, JSON, and open files beside it."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")
FILES = 4


def send(link: socket.socket, said: dict[str, Any], files: tuple[int, ...] = ()) -> None:
    """Send one message whole."""
    body = json.dumps(said).encode()
    head = _LENGTH.pack(len(body))
    if files:
        socket.send_fds(link, [head], list(files))
    else:
        link.sendall(head)
    link.sendall(body)


def receive(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Wait for one message.

    Raises
    ------
    EOFError
        If the other side has closed.
    """
    head, files, _, _ = socket.recv_fds(link, _LENGTH.size, FILES)
    if len(head) < _LENGTH.size:
        head += _exactly(link, _LENGTH.size - len(head))
    return json.loads(_exactly(link, _LENGTH.unpack(head)[0])), files


def _exactly(link: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = link.recv(min(size, 1 << 20))
        if not part:
            raise EOFError("closed")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
