"""A line to keep outside the database, that shows later whether all that was there then is still there.

A *witness* says: at that moment there were so many cases with so many entries, and an HMAC over the head of each chain
as it was then. Entries are only ever added, and each has in its chain when it was entered: so what stood there at that
moment can be told from any later state. Cases or entries that were cut off without a trace, a database that was put
back as it once was, and a history that was written anew by somebody who has the keys, all give another HMAC.

Operators know it as a seal (Dutch: *zegel*): ``20261124T185240Z.128.1043.`` and 32 hexadecimal digits.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from klachtbot.storage import chain

SETTLED = timedelta(minutes=1)
"""What was entered so long ago was also committed: a witness says nothing of the last minute."""

MAC_BYTES = 16

_WRITTEN = re.compile(r"(\d{8}T\d{6}Z)\.(\d{1,12})\.(\d{1,12})\.([0-9a-f]{32})")
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Witness:
    """``at``: what was entered up to that moment is counted, to the second."""

    at: datetime
    cases: int
    events: int
    mac: bytes

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):{_MOMENT}}.{self.cases}.{self.events}.{self.mac.hex()}"


def parse(text: str) -> Witness | None:
    """The witness that is written here; None when it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    try:
        at = datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Witness(at, int(found[2]), int(found[3]), bytes.fromhex(found[4]))


class Tally:
    """Adds up what was there at a moment, case by case, in order of their ids."""

    def __init__(self, key: bytes, at: datetime, *, expected: Witness | None = None) -> None:
        """``key`` is the integrity key of the database; ``expected`` what it should come to."""
        self.at = at.replace(microsecond=0)
        self.expected = expected
        self._mac = hmac.new(key, chain.canonical("klachtbot.witness.1", self.at), "sha256")
        self._cases = self._events = 0

    def add(self, complaint: str, entries: Sequence[Mapping[Any, Any]]) -> None:
        """A case with all its entries, in order."""
        then = [entry for entry in entries if entry["entered_at"] <= self.at]
        if then:
            self._cases += 1
            self._events += len(then)
            self._mac.update(chain.canonical(complaint, then[-1]["seq"], then[-1]["mac"]))

    def made(self) -> Witness:
        return Witness(self.at, self._cases, self._events, self._mac.digest()[:MAC_BYTES])

    def agrees(self) -> bool:
        return self.expected is None or self.expected == self.made()


def tally_now(key: bytes, now: datetime) -> Tally:
    """What is there by now, without the last minute."""
    return Tally(key, now - SETTLED)


def tally_of(key: bytes, witness: Witness) -> Tally:
    """What was there when this witness was made, to hold it against."""
    return Tally(key, witness.at, expected=witness)
