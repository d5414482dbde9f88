"""The server's log: one line an event on standard error, with nothing in it that a person sent.

A line is JSON, or text when a terminal shows it. Of a fault it tells the type and the place in the code, never the
message, which may hold a value.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

_SAID = ("uvicorn",)
"""Loggers whose sentences hold nothing of a request; of the others only the name and the fault are told."""
_PACKAGE = f"{Path(__file__).resolve().parents[2]}{os.sep}"
_STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)


def told(error: BaseException) -> dict[str, str]:
    """Say what a fault is and where it came up, without its words."""
    return {"fault": type(error).__name__, "place": _place(error.__traceback__)}


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if frame.filename.startswith(_PACKAGE)] or frames
    return f"{ours[-1].filename.removeprefix(_PACKAGE)}:{ours[-1].lineno}" if ours else ""


def journal() -> Any:
    """Give the log of requests; ``journal().info(event, **figures)`` writes a line."""
    return structlog.get_logger("advisor")


def keep_journal(level: str) -> None:
    """Set up the log of this process: ours, and what the server's library and Python have to say."""
    on_terminal = structlog.dev.ConsoleRenderer(colors=not os.environ.get("NO_COLOR"))
    renderer: Any = on_terminal if sys.stderr.isatty() else structlog.processors.JSONRenderer(_json)
    structlog.configure(
        processors=[structlog.processors.add_log_level, _STAMP, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_without_words, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[structlog.stdlib.add_log_level, _STAMP],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], logging.getLevelName(level.upper())


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    fault = event.pop("exc_info", None)
    if not event["_record"].name.startswith(_SAID):
        event["event"] = f"a remark of {event['_record'].name}"
    event.update(told(fault[1]) if fault and fault[1] else {})
    return event
