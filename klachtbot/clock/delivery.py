"""Delivering the outbox: claim a row, render it now, hand it to the gateway, say how it went.

A post arrives exactly once: whatever may have been sent is looked up by its key before it is sent again, also after a
crash between sending and noting it (the lease ends, and the row comes back in doubt). A Home tab is simply published
again. A row is never dropped: it is done, failed for good with Slack's word for why, or tried again.
"""

from __future__ import annotations

import logging
import random
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from klachtbot.domain.errors import StorageAway
from klachtbot.usecases.delivery import (
    Claim,
    Deliveries,
    DeliveryImpossible,
    DeliveryInDoubt,
    DeliveryLater,
    Gateway,
    Home,
    Post,
    Renderer,
)

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
"""Longer than the slowest delivery: a look-up and a post, each with a time-out of 20 seconds and a page or two."""

SPACING = timedelta(milliseconds=1100)
"""Slack takes about one message a second in a channel."""

BREATH = 0.1
"""Seconds between two rows, so that people who are at the desk come first. Slack would not take more anyway."""

FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds

NO_SLACK_ID = "not_in_slack"
"""Our own code beside Slack's: the person cannot be reached there."""


class Delivery:
    """Delivers what is due, one row after the other.

    ``transport_now`` is the clock of the transport (aware, UTC): it runs on when a practice date stands still.
    ``unspaced`` are the kinds that are Home tabs, which need not wait for their turn in somebody's messages.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        renderer: Renderer,
        gateway: Gateway,
        *,
        transport_now: Callable[[], datetime],
        unspaced: frozenset[str] = frozenset({"home"}),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._deliveries = deliveries
        self._renderer = renderer
        self._gateway = gateway
        self._now = transport_now
        self._unspaced = unspaced
        self._chance = chance

    def deliver_one(self) -> bool:
        """Deliver the next row that may go out; False when there is none. Raises ``StorageAway``."""
        claim = self._deliveries.claim(self._now(), lease=LEASE, spacing=SPACING, unspaced=self._unspaced)
        if claim is None:
            return False
        try:
            self._deliver(claim)
        except DeliveryLater as error:
            self._put_off(claim, after=error.after, doubt=False)
        except DeliveryInDoubt:
            self._put_off(claim, after=None, doubt=True)
        except DeliveryImpossible as error:
            log.warning("outbox row %d failed for good: %s", claim.row.id, error.code)
            self._deliveries.failed(claim, self._now(), code=error.code)
        except StorageAway:
            raise  # the lease ends by itself
        except Exception as error:
            # A bug, in a renderer perhaps: the row stays, to be tried again. Its words may be personal: no trace.
            reference = uuid.uuid4().hex[:8]
            kind = type(error).__name__
            log.error("outbox row %d: %s, reference %s", claim.row.id, kind, reference)  # noqa: TRY400 - see above
            self._put_off(claim, after=None, doubt=True)
        return True

    def _deliver(self, claim: Claim) -> None:
        row = claim.row
        rendered = self._renderer(row)
        slack_id = row.to.slack_id
        if rendered is None:
            self._deliveries.done(claim, self._now(), None)
        elif slack_id is None:
            raise DeliveryImpossible(NO_SLACK_ID)
        elif isinstance(rendered, Home):
            self._gateway.publish(slack_id, rendered)
            self._deliveries.done(claim, self._now(), None)
        else:
            self._post(claim, slack_id, rendered)

    def _post(self, claim: Claim, slack_id: str, post: Post) -> None:
        receipt = None
        if claim.doubt_since is not None:
            receipt = self._gateway.find(slack_id, claim.row.key, since=claim.doubt_since)
        if receipt is None:
            receipt = self._gateway.post(slack_id, post, key=claim.row.key)
        self._deliveries.done(claim, self._now(), receipt)

    def _put_off(self, claim: Claim, *, after: float | None, doubt: bool) -> None:
        if after is not None:
            seconds = after + self._chance()  # not all at the same moment
        else:
            doubled = FIRST_WAIT * 2.0 ** min(claim.row.attempts - 1, 16)
            seconds = min(doubled, LONGEST_WAIT) * (0.5 + 0.5 * self._chance())
        self._deliveries.later(claim, at=self._now() + timedelta(seconds=seconds), doubt=doubt)


class DeliveryWorker:
    """One thread that delivers whenever it is woken: by the metronome, and after a commit that left something."""

    def __init__(self, delivery: Delivery, *, breath: float = BREATH) -> None:
        self._delivery = delivery
        self._breath = breath
        self._woken = threading.Event()
        self._stopping = threading.Event()
        # A daemon: a post that hangs must not hold up the end. Its row comes back in doubt, and is looked up.
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Deliver what is due, now. Returns at once; safe from any thread, before the start and after the end."""
        self._woken.set()

    def stop(self, timeout: float = 5.0) -> bool:
        """End after the row that is under way; False when that took longer than ``timeout`` seconds."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._stopping.is_set():
                return
            try:
                while not self._stopping.is_set() and self._delivery.deliver_one():
                    self._stopping.wait(self._breath)
            except StorageAway:
                log.warning("the outbox cannot be read now; trying again at the next tick")
            except Exception as error:
                log.error("delivery: %s, trying again at the next tick", type(error).__name__)  # noqa: TRY400 - as above
            self._stopping.wait(self._breath)
