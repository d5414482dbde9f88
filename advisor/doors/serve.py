"""``advisor serve``: the HTTP service and the web pages."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.doors.options import quiet_option


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
@quiet_option
@click.pass_obj
def serve(
    quiet: bool, host: str, port: int, workers: int, rules: tuple[Path, ...], choices: Path | None, hushed: bool
) -> None:
    """Serve the API and the pages; nothing that a person sends is kept."""
    import uvicorn

    from advisor.doors.http.settings import Settings
    from advisor.doors.http.shelf import Shelf

    settings = Settings(tuple(str(folder.resolve()) for folder in rules), str(choices.resolve()) if choices else None)
    Shelf(settings)  # a rulebook that cannot be used is said here, once, and not by each worker
    settings.export()
    uvicorn.run(
        "advisor.doors.http.app:create_app", factory=True, host=host, port=port, workers=workers,
        log_level="warning" if quiet or hushed else "info", access_log=False, server_header=False,
    )  # fmt: skip
