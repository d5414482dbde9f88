"""The server's log: one line an event on standard error, with nothing in it that a person sent.

A line is JSON, or text on a terminal. Of an exception it has the type and the place in the code; never the message,
which may hold a value.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

_TRUSTED = ("uvicorn",)
"""Loggers whose messages hold nothing of a request; of the others only the name and the exception are logged."""
_PACKAGE = f"{Path(__file__).resolve().parents[2]}{os.sep}"
_STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)


class DistantFault(Exception):
    """An exception in another process, as ``describe_fault`` gives it there."""

    def __init__(self, fault: dict[str, str]) -> None:
        super().__init__(fault)
        self.fault = fault


def describe_fault(error: BaseException) -> dict[str, str]:
    """Give the type of an exception and the innermost place in this package where it passed, without its message."""
    if isinstance(error, DistantFault):
        return error.fault
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith(_PACKAGE)] or frames
    place = f"{own[-1].filename.removeprefix(_PACKAGE)}:{own[-1].lineno}" if own else ""
    return {"fault": type(error).__name__, "place": place}


def request_log() -> Any:
    """Give structlog's logger of requests: ``request_log().info(event, **figures)`` writes a line."""
    return structlog.get_logger("advisor")


def configure_logging(level: str) -> None:
    """Set up the log of this process, for our events and those of the standard library's loggers."""
    terminal = structlog.dev.ConsoleRenderer(colors=not os.environ.get("NO_COLOR"))
    renderer: Any = terminal if sys.stderr.isatty() else structlog.processors.JSONRenderer(_json)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _STAMP, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_without_message, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[structlog.stdlib.add_log_level, _STAMP],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _without_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    error = event.pop("exc_info", None)
    if not event["_record"].name.startswith(_TRUSTED):
        event["event"] = f"a remark of {event['_record'].name}"
    event.update(describe_fault(error[1]) if error and error[1] else {})
    return event
