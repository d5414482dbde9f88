"""``advisor serve``: the HTTP service and the web pages."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from advisor.doors.options import quiet_option
from advisor.errors import UsageError


@click.command(short_help="The HTTP service and the web pages.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 finds one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True, resolve_path=True),
    help="Another rulebook's folder; may be given several times. The first is the usual one.",
)
@click.option(
    "--choices",
    type=click.Path(path_type=Path, dir_okay=False, exists=True, resolve_path=True),
    help="Your institution's readings, one file, for the usual rulebook.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    callback=lambda _context, _option, names: tuple(map(_checked_name, names)),
    help="A name by which people reach the server, such as advisor.example.edu; may be given several times. This "
    "machine's own names need not be given; * allows any name.",
)
@click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Another limit, such as per_client=500 requests at a time from one address; docs/http.md lists them.",
)
@quiet_option
def serve(
    host: str,
    port: int,
    workers: int,
    rules: tuple[Path, ...],
    choices: Path | None,
    names: tuple[str, ...],
    limits: tuple[str, ...],
    quiet: bool,
) -> None:
    """Serve the API and the pages; nothing that a person sends is kept."""
    import uvicorn

    from advisor.doors.http.metrics_folder import metrics_folder
    from advisor.doors.http.request_log import configure_logging
    from advisor.doors.http.rulebooks import Rulebooks
    from advisor.doors.http.settings import Settings
    from advisor.doors.http.sites import names_of

    settings = Settings.of(limits, rules, choices, quiet, names_of(host, names))
    Rulebooks(settings.rules, settings.choices)  # an unusable rulebook is reported here, once, not by each worker
    _check_address(host, port)
    settings.export()
    signal.signal(signal.SIGTERM, _stop)
    level = "warning" if settings.quiet else "info"
    configure_logging(level)
    with metrics_folder() if workers > 1 else nullcontext() as folder:
        if folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # before prometheus_client is imported
        uvicorn.run(
            "advisor.doors.app:create_worker_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            http="advisor.doors.http.protocol:Protocol",
            ws="none",
            log_config=None,
            log_level=level,
            access_log=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=int(settings.stop_seconds),
        )


def _checked_name(name: str) -> str:
    from advisor.doors.http.sites import ANY, name_in

    if name != ANY and name_in(name) != name.casefold().strip("[]"):
        raise UsageError("--allow-host takes a name alone, without a scheme, a port or a path: advisor.example.edu.")
    return name


def _stop(*_: object) -> None:
    """Exit after SIGTERM; by then uvicorn has finished the requests that had begun."""
    sys.exit(0)


def _check_address(host: str, port: int) -> None:
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            with socket.socket(family, kind) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
    except OSError as problem:
        raise UsageError(f"{host}, port {port}, cannot be listened on: {problem.strerror}.") from None
