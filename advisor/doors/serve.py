"""``advisor serve``: the HTTP service and the web pages."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from advisor.doors.options import quiet_option
from advisor.errors import UsageError

if TYPE_CHECKING:
    from advisor.doors.http.settings import Settings


@click.command(short_help="The HTTP service and the web pages.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 finds one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option(
    "--rules", multiple=True, type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Another rulebook's folder; may be given several times. The first is the usual one.",
)  # fmt: skip
@click.option(
    "--choices", type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Your institution's readings, one file, for the usual rulebook.",
)  # fmt: skip
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=NUMBER",
    help="Another limit, such as per_client=500 requests at a time from one address; docs/http.md lists them.",
)  # fmt: skip
@quiet_option
@click.pass_obj
def serve(
    quiet: bool, host: str, port: int, workers: int, rules: tuple[Path, ...], choices: Path | None,
    limits: tuple[str, ...], hushed: bool,
) -> None:  # fmt: skip
    """Serve the API and the pages; nothing that a person sends is kept."""
    from advisor.doors.http.settings import Settings
    from advisor.doors.http.shelf import Shelf

    folders, file = tuple(str(folder.resolve()) for folder in rules), str(choices.resolve()) if choices else None
    settings = Settings(folders, file, quiet=quiet or hushed).limited(limits)
    Shelf(settings)  # a rulebook that cannot be used is said here, once, and not by each worker
    _listenable(host, port)
    settings.export()
    signal.signal(signal.SIGTERM, _stopped)
    if workers == 1:
        _run(settings, host, port, workers)
        return
    with TemporaryDirectory(prefix="advisor-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # before the library of the figures is imported
        _run(settings, host, port, workers)


def _stopped(*_: object) -> None:
    """End as asked: the server has finished what had begun, and what is left is to tidy up."""
    sys.exit(0)


def _listenable(host: str, port: int) -> None:
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
    except OSError as problem:
        raise UsageError(f"{host}, port {port}, cannot be listened on: {problem.strerror}.") from None


def _run(settings: Settings, host: str, port: int, workers: int) -> None:
    import uvicorn

    from advisor.doors.http.journal import keep_journal

    level = "warning" if settings.quiet else "info"
    keep_journal(level)
    uvicorn.run(
        "advisor.doors.http.app:served", factory=True, host=host, port=port, workers=workers,
        http="advisor.doors.http.protocol:Protocol", ws="none", log_config=None, log_level=level, access_log=False,
        server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=int(settings.stop_seconds),
    )  # fmt: skip
