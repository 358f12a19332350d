"""What the process says on stderr: our own lines in full, of others only that they said something, and where.

The Slack SDK quotes payloads, and a database driver quotes what somebody typed. Their words are never written down.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import Any, TextIO

_OURS = "klachtbot"
_LINE = "%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"

log = logging.getLogger(_OURS)


class _Discreet(logging.Formatter):
    """One line for each record of others: place and kind of error, not the message."""

    def format(self, record: logging.LogRecord) -> str:
        if _is_ours(record):
            return super().format(record)
        error = record.exc_info[0] if record.exc_info else None
        bare = logging.makeLogRecord({**record.__dict__, "args": (), "exc_info": None, "exc_text": None})
        bare.stack_info = None
        bare.msg = f"event=other at={record.module}:{record.lineno} error={error.__name__ if error else '-'}"
        return super().format(bare)


class _Starting(logging.Filter):
    """What goes wrong while starting ends it with one line of our own; the SDK's lines about it are left out."""

    over = False

    def filter(self, record: logging.LogRecord) -> bool:
        return self.over or _is_ours(record)


_starting = _Starting()


def handler(stream: TextIO) -> logging.Handler:
    """Writes to ``stream`` as described above."""
    made = logging.StreamHandler(stream)
    made.setFormatter(_Discreet(_LINE))
    made.addFilter(_starting)
    return made


def set_up() -> None:
    """Once, before anything else speaks."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler(sys.stderr)])
    log.setLevel(logging.INFO)
    threading.excepthook = _thread_died


def started() -> None:
    """From now on the lines of others are written, too."""
    _starting.over = True


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _OURS


def _thread_died(args: Any) -> None:
    name = args.thread.name if args.thread is not None else "?"
    log.error("event=thread_died thread=%s error=%s", name, args.exc_type.__name__)
