"""Making what takes a while in threads of its own, one at a time, while the outbox comes to ask whether it is ready.

What is asked for stands in the outbox; here is only what is being made, so after a restart it is simply made anew.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from klachtbot.domain.errors import StorageAway
from klachtbot.usecases.delivery import DeliveryImpossible, DeliveryLater, Stream
from klachtbot.usecases.dossier_pdf import NotMade

log = logging.getLogger(__name__)

ASK_AGAIN = 1.0  # seconds
KEPT = 1800.0
"""Seconds for which something that nobody came for is kept."""


@dataclass
class _Job:
    since: float
    made: Stream | None = None
    failed: str = ""
    ended: bool = False


class Bindery:
    """``take`` begins, and gives what was made once it is there."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()
        self._at_the_press = threading.Lock()  # one at a time: each takes a few hundred megabytes

    def take(self, key: str, make: Callable[[], Stream]) -> Stream:
        """Raises ``DeliveryLater`` while it is being made, and ``DeliveryImpossible`` when it cannot be made."""
        with self._lock:
            self._tidy()
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = _Job(time.monotonic())
                threading.Thread(target=self._work, args=(job, make), name="bindery", daemon=True).start()
            if not job.ended:
                raise DeliveryLater(ASK_AGAIN, asked=True)
            if job.made is not None:
                return job.made
            del self._jobs[key]
        if job.failed:
            raise DeliveryImpossible(job.failed)
        raise DeliveryLater

    def forget(self, key: str) -> None:
        """It arrived, or nobody waits for it any more."""
        with self._lock:
            for one in [one for one in self._jobs if one.startswith(key) and self._jobs[one].ended]:
                del self._jobs[one]

    def _work(self, job: _Job, make: Callable[[], Stream]) -> None:
        try:
            with self._at_the_press:
                job.made = make()
        except NotMade as error:
            job.failed = f"dossier_{error.code}"
        except StorageAway:
            pass  # it is begun anew when somebody asks
        except Exception as error:
            # A bug. Its words may be personal: no trace.
            log.error("bindery: %s", type(error).__name__)  # noqa: TRY400 - a trace may be personal
            job.failed = "dossier_broken"
        finally:
            job.since, job.ended = time.monotonic(), True

    def _tidy(self) -> None:
        now = time.monotonic()
        for key in [key for key, job in self._jobs.items() if job.ended and now - job.since > KEPT]:
            del self._jobs[key]
