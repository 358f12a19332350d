"""Fetching the files people added, one after the other, out of Slack and into their dossiers.

What is awaited stands in the database; here is only remembered what was put off, so a restart merely asks anew.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from klachtbot.domain.errors import StorageAway
from klachtbot.usecases.delivery import DeliveryLater, Files
from klachtbot.usecases.documents import DocumentId
from klachtbot.usecases.fetch_document import UNREACHABLE, ToFetch, fetch, give_up, next_to_fetch
from klachtbot.usecases.ports import UnitsOfWork

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0  # seconds
ATTEMPTS = 20
"""After so many (some two hours) it goes back to who added it: Slack may not have the file for ever."""


class Fetching:
    """``transport_now`` is the clock of the transport (aware, UTC)."""

    def __init__(
        self,
        units: UnitsOfWork,
        files: Files,
        *,
        transport_now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._units = units
        self._files = files
        self._now = transport_now
        self._chance = chance
        self._tries: dict[DocumentId, tuple[int, datetime]] = {}  # how often, and not before when

    def work(self) -> bool:
        """Fetch the next document; False when there is none to fetch now. Raises ``StorageAway``."""
        now = self._now()
        wanted = next_to_fetch(self._units, {id for id, (_, at) in self._tries.items() if at > now})
        if wanted is None:
            return False
        try:
            fetch(self._units, self._files, wanted)
        except DeliveryLater as later:
            self._put_off(wanted, after=later.after or 0.0)
        except StorageAway:
            self._put_off(wanted, after=0.0)
            raise
        except Exception as error:
            # A bug: the document stays awaited. Its words may be personal: no trace.
            log.error("document: %s while fetching", type(error).__name__)  # noqa: TRY400 - a trace may be personal
            self._put_off(wanted, after=0.0)
        else:
            self._tries.pop(wanted.id, None)
        return True

    def _put_off(self, wanted: ToFetch, *, after: float) -> None:
        tries = self._tries.get(wanted.id, (0, self._now()))[0] + 1
        if tries >= ATTEMPTS:
            give_up(self._units, wanted, code=UNREACHABLE)
            self._tries.pop(wanted.id, None)
            return
        doubled = min(FIRST_WAIT * 2.0 ** min(tries - 1, 16), LONGEST_WAIT)
        seconds = max(after, doubled * (0.5 + 0.5 * self._chance()))
        self._tries[wanted.id] = (tries, self._now() + timedelta(seconds=seconds))
