"""A real ``advisor serve`` in a process of its own, and raw connections to it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Server:
    """A running server: its address, its process and its log."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it has logged, each line as data."""
        return [orjson.loads(line) for line in self.log.read_bytes().splitlines()]

    def connect(self) -> socket.socket:
        """Open a connection without any HTTP."""
        host, port = self.address.removeprefix("http://").split(":")
        return socket.create_connection((host, int(port)), 30)

    def stop(self) -> int:
        """Ask it to stop, wait, and give its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@contextmanager
def serving(folder: Path, *options: str, program: Sequence[str] = ("-m", "advisor")) -> Iterator[Server]:
    """Start ``advisor serve`` with options, and stop it at the end; ``program`` is what Python is told to run."""
    log = folder / "server.log"
    command = [sys.executable, *program, "serve", "--port", "0", *options]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, stderr=file, stdout=file)
    try:
        yield Server(_address(process, log), process, log)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        if found := re.search(rb"http://127\.0\.0\.1:[0-9]+", log.read_bytes()):
            host, port = found[0].decode().removeprefix("http://").split(":")
            with suppress(ConnectionRefusedError), socket.create_connection((host, int(port)), 10):
                return found[0].decode()  # several workers listen a while after their address is told
        assert process.poll() is None, log.read_text("utf-8")
        time.sleep(0.05)
    raise TimeoutError("the server did not start")


def answer_to(server: Server, content: bytes, *, pause: float = 0, patience: float = 20) -> tuple[int, bytes]:
    """Send bytes as they are, and give the status and the body of what comes back until the connection is closed."""
    with server.connect() as connection:
        for part in [content[n : n + 1] for n in range(len(content))] if pause else [content]:
            try:
                connection.sendall(part)
            except OSError:
                break  # it has been refused already
            time.sleep(pause)
        return _response(connection, patience)


def _response(connection: socket.socket, patience: float) -> tuple[int, bytes]:
    connection.settimeout(patience)
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except (TimeoutError, ConnectionResetError):
        pass
    head, _, body = received.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Write a request that ends its connection."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
