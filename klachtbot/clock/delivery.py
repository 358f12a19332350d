"""Delivering the outbox: claim a row, render it now, hand it to the gateway or the mail server, say how it went.

A post arrives exactly once: whatever may have been sent is looked up by its key before it is sent again, also after a
crash between sending and noting it (the lease ends, and the row comes back in doubt). A Home tab is simply published
again. A row is never dropped: it is done, failed for good with Slack's word for why, or tried again.

A mail cannot be looked up, so it goes out at most once: one that may have been sent is never sent again. How it went
with a letter, by mail or as a notice in Slack, is told to the dossier first, and only then marked in the outbox; of a
mail to the committee that did not arrive, or perhaps did not, a person is told first.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from klachtbot.domain.errors import StorageAway
from klachtbot.usecases.committee_nudges import CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, MEMBER_MAILS
from klachtbot.usecases.delivery import (
    DELIVERY_FAILED,
    ROOM_GONE,
    Claim,
    Deletion,
    Deliveries,
    DeliveryImpossible,
    DeliveryInDoubt,
    DeliveryLater,
    File,
    Gateway,
    Home,
    Kinds,
    Mail,
    Mailer,
    NotBefore,
    OutboxRow,
    Post,
    Receipt,
    Removal,
    Renderer,
    Room,
    RoomKeeper,
    Rooms,
    Said,
    Update,
)
from klachtbot.usecases.dossier_pdf import DOSSIER, MADE

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
"""Longer than the slowest delivery: a mail to a slow server (see ``mail.smtp``), or a look-up and a post."""

SPACING = timedelta(milliseconds=1100)
"""Slack takes about one message a second in a channel."""

FIRST_WAIT, LONGEST_WAIT = 2.0, 300.0  # seconds
LONGEST_REST = 60.0  # seconds
MAIL_FIRST_WAIT, MAIL_LONGEST_WAIT = 30.0, 1800.0  # seconds; mail servers like to be left alone

MAIL_ATTEMPTS = 16
"""A mail that was not taken for so long (two to five hours) goes back to who sent it: the letter may go by post."""

LETTERS = frozenset({"letter"})
"""The kinds that are mails of the dossier. They go to an address; the person of the row is who hears of it."""

MAILS = LETTERS | MEMBER_MAILS
"""The kinds that are mails. Those to the committee go to the person of the row."""

NOTICES = frozenset({"notice"})
"""The kinds of messages in Slack that are letters: the dossier hears how they went, too."""

UPDATES = frozenset({"digest_update", "standing_in_update", "panel_update", "ruling_update"})
"""The kinds that bring a message of the bot up to date. Of several that wait for the same message, one goes out."""

# None of these is in anybody's messages, or it takes a while to make and nobody's message waits for it.
_OUT_OF_TURN = frozenset({"forget", "home", "channel", CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, DOSSIER, MADE})

KINDS = Kinds(homes=_OUT_OF_TURN, mails=MAILS, updates=UPDATES)

CHANNEL_WAIT = 60.0
"""Seconds until a channel that is gone is looked for again; the committee gets another one meanwhile."""

SENT, IN_DOUBT, REFUSED = "sent", "in_doubt", "refused:"
NO_MAIL, NOT_TAKEN = "no_mail", "not_taken"
"""Our own codes beside the mail server's three digits: there is no mail server; it was not taken for hours."""

LetterDone = Callable[[OutboxRow, datetime, str], None]
"""Told how a letter went: ``sent``, ``in_doubt`` (a mail) or ``refused:<code>``, in a transaction of its own.

The instant is of the transport's clock: when it was sent or refused, or since when it is in doubt. May be told of one
row more than once, after a crash; the first word counts, unless ``sent`` follows on ``in_doubt``.
"""

NO_SLACK_ID = "not_in_slack"
"""Our own code beside Slack's: the person cannot be reached there."""


class Delivery:
    """Delivers what is due, one row after the other.

    ``transport_now`` is the clock of the transport (aware, UTC): it runs on when a practice date stands still.
    Without a ``mailer`` every mail is refused (``no_mail``). ``undelivered`` is told of every row that is no letter and
    failed for good, or as a mail is in doubt, in a transaction of its own, and perhaps more than once. ``rooms`` is for
    what is said in channels.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        renderer: Renderer,
        gateway: Gateway,
        *,
        transport_now: Callable[[], datetime],
        mailer: Mailer | None = None,
        letter_done: LetterDone = lambda _row, _at, _outcome: None,
        undelivered: Callable[[OutboxRow], None] = lambda _row: None,
        keep_room: RoomKeeper = lambda _room: None,
        rooms: Rooms | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._deliveries = deliveries
        self._renderer = renderer
        self._gateway = gateway
        self._now = transport_now
        self._mailer = mailer
        self._letter_done = letter_done
        self._went: dict[str, tuple[datetime, str]] = {}  # by key: how mails went of which the dossier was not told yet
        self._undelivered = undelivered
        self._keep_room = keep_room
        self._rooms = rooms
        self._rest = _Rest()
        self._chance = chance

    def deliver_one(self) -> bool:
        """Deliver the next row that may go out; False when there is none. Raises ``StorageAway``."""
        now = self._now()
        resting = self._rest.holds(now)
        claim = self._deliveries.claim(now, lease=LEASE, spacing=SPACING, kinds=KINDS, only_mails=resting)
        if claim is None:
            return False
        try:
            self._deliver(claim)
        except DeliveryLater as error:
            self._not_now(claim, after=error.after, doubt=False, asked=error.asked)
        except DeliveryInDoubt:
            self._not_now(claim, after=None, doubt=True, asked=False)
        except StorageAway:
            if self._surely_unsent(claim):
                self._put_off(claim, after=None, doubt=False, strike=False)
            raise  # the lease ends by itself
        except Exception as error:
            # A bug, in a renderer perhaps: the row stays, to be tried again. Its words may be personal: no trace.
            reference = uuid.uuid4().hex[:8]
            kind = type(error).__name__
            log.error("outbox row %d: %s, reference %s", claim.row.id, kind, reference)  # noqa: TRY400 - a trace may be personal
            self._put_off(claim, after=None, doubt=not self._surely_unsent(claim), strike=True)
        return True

    def _deliver(self, claim: Claim) -> None:
        if claim.row.kind in MAILS:
            self._mail(claim)
            return
        try:
            self._show(claim)
        except DeliveryImpossible as error:
            self._failed(claim, error.code)
        self._rest.end()

    def _failed(self, claim: Claim, code: str) -> None:
        """For good: somebody hears of it first, so that a crash in between tells them again rather than never."""
        log.warning("outbox row %d failed for good: %s", claim.row.id, code)
        if claim.row.kind in NOTICES:
            self._letter_done(claim.row, self._now(), REFUSED + code)
        self._undelivered(claim.row)
        self._deliveries.failed(claim, self._now(), code=code)

    def _show(self, claim: Claim) -> None:
        row = claim.row
        rendered = self._renderer(row)
        slack_id = row.to.slack_id
        if rendered is None:
            self._deliveries.done(claim, self._now(), None)
        elif isinstance(rendered, NotBefore):
            self._wait(claim, slack_id, rendered)
        elif isinstance(rendered, Removal):
            self._gateway.delete_file(rendered.file)
            self._deliveries.done(claim, self._now(), None)
        elif isinstance(rendered, Deletion):
            assert self._rooms is not None, "there is a workspace to delete it from"
            self._rooms.delete_message(rendered.channel, rendered.ts)
            self._deliveries.done(claim, self._now(), None)
        elif isinstance(rendered, Room):
            self._keep_room(rendered)
            self._deliveries.done(claim, self._now(), None)
        elif isinstance(rendered, Said):
            self._say(claim, rendered)
        elif isinstance(rendered, Update):
            self._gateway.update(rendered.channel, rendered.ts, rendered.post)
            self._deliveries.done(claim, self._now(), Receipt(rendered.channel, rendered.ts))
        elif slack_id is None:
            raise DeliveryImpossible(NO_SLACK_ID)
        elif isinstance(rendered, Home):
            self._gateway.publish(slack_id, rendered)
            self._deliveries.done(claim, self._now(), None)
        elif isinstance(rendered, Post):
            self._post(claim, slack_id, rendered)
        elif isinstance(rendered, File):
            self._bring(claim, slack_id, rendered)
        else:
            raise TypeError("a mail is of a kind of its own")

    def _post(self, claim: Claim, slack_id: str, post: Post) -> None:
        receipt = None
        if claim.doubt_since is not None:
            receipt = self._gateway.find(slack_id, claim.row.key, since=claim.doubt_since)
        if receipt is None:
            receipt = self._gateway.post(slack_id, post, key=claim.row.key)
        if claim.row.kind in NOTICES:
            self._letter_done(claim.row, self._now(), SENT)
        self._deliveries.done(claim, self._now(), receipt)

    def _say(self, claim: Claim, said: Said) -> None:
        """Post it in a channel, unless it turns out to stand there already."""
        assert self._rooms is not None, "who says something in a channel has them"
        try:
            receipt = self._said(claim, said.channel)
            if receipt is None and said.post is not None:
                ts = self._rooms.place(said.channel, said.post, key=claim.row.key)
                receipt = Receipt(said.channel, ts)
        except DeliveryImpossible as no:
            if no.code not in ROOM_GONE:
                raise
            raise DeliveryLater(CHANNEL_WAIT, asked=True) from None
        self._deliveries.done(claim, self._now(), receipt)

    def _said(self, claim: Claim, channel: str) -> Receipt | None:
        """Where it stands in this channel, when it may."""
        if claim.doubt_since is None or self._rooms is None:
            return None
        ts = self._rooms.placed(channel, claim.row.key)
        return Receipt(channel, ts) if ts is not None else None

    def _wait(self, claim: Claim, slack_id: str | None, rendered: NotBefore) -> None:
        """Put it off, unless it turns out to have arrived before."""
        receipt = self._said(claim, rendered.channel) if rendered.channel else None
        if claim.doubt_since is not None and slack_id is not None and not rendered.channel:
            receipt = self._gateway.find(slack_id, claim.row.key, since=claim.doubt_since)
        if receipt is not None:
            self._deliveries.done(claim, self._now(), receipt)
        else:
            self._deliveries.wait_until(claim, at=rendered.at)

    def _bring(self, claim: Claim, slack_id: str, file: File) -> None:
        """Upload a file once: its id is kept before anybody can see it, so who comes after knows how far it came."""
        if claim.upload is None or not self._gateway.was_completed(claim.upload):
            ticket = self._gateway.begin_upload(file.name, file.content)
            if not self._deliveries.uploading(claim, ticket.file):
                return  # somebody else's by now
            self._gateway.send_bytes(ticket, file.content)
            if not self._deliveries.uploading(claim, ticket.file):
                return  # that took so long that it is now
            self._gateway.complete_upload(slack_id, ticket, file)
        self._deliveries.done(claim, self._now(), None)

    def _mail(self, claim: Claim) -> None:
        row = claim.row
        if row.key not in self._went:
            went = self._try_mail(claim)
            if went is None:
                self._deliveries.done(claim, self._now(), None)
                return
            if isinstance(went, NotBefore):
                self._deliveries.wait_until(claim, at=went.at)
                return
            self._went[row.key] = went
        at, outcome = self._went[row.key]
        if row.kind in LETTERS:
            self._letter_done(row, at, outcome)
        elif outcome != SENT:
            self._undelivered(row)
        if outcome == SENT:
            self._deliveries.done(claim, self._now(), None)
        else:
            log.warning("outbox row %d, a mail: %s", row.id, outcome)
            self._deliveries.failed(claim, self._now(), code=outcome.removeprefix(REFUSED))
        del self._went[row.key]

    def _try_mail(self, claim: Claim) -> tuple[datetime, str] | NotBefore | None:
        """When and how it went; None: nothing needs to be said any more; or not yet. Raises ``DeliveryLater``."""
        row = claim.row
        try:
            mail = self._renderer(row)
            if mail is None:
                return None
            if claim.doubt_since is not None:
                return claim.doubt_since, IN_DOUBT
            if isinstance(mail, NotBefore):
                return mail
            if not isinstance(mail, Mail):
                raise TypeError("a mail has an address")
            self._send(mail, row)
        except DeliveryImpossible as error:
            if claim.doubt_since is not None:  # that it may go no more does not say that it did not
                return claim.doubt_since, IN_DOUBT
            return self._now(), REFUSED + error.code
        except DeliveryInDoubt:
            return row.claimed_at, IN_DOUBT
        except DeliveryLater:
            if row.attempts < MAIL_ATTEMPTS:
                raise
            return self._now(), REFUSED + NOT_TAKEN
        return self._now(), SENT

    def _send(self, mail: Mail, row: OutboxRow) -> None:
        if self._mailer is None:
            raise DeliveryImpossible(NO_MAIL)
        try:
            self._mailer.send(mail, key=row.key)
        except DELIVERY_FAILED:
            raise
        except Exception as error:
            # A bug: who knows how far it came. Its words may be personal: no trace.
            kind = type(error).__name__
            log.error("outbox row %d: %s while mailing", row.id, kind)  # noqa: TRY400 - a trace may be personal
            raise DeliveryInDoubt from None

    def _surely_unsent(self, claim: Claim) -> bool:
        """Whether this claim of a mail ran into trouble before anything left: it may be tried again without a doubt."""
        return claim.row.kind in MAILS and claim.row.key not in self._went

    def _not_now(self, claim: Claim, *, after: float | None, doubt: bool, asked: bool) -> None:
        """Whose trouble is it? While Slack is away nothing else is tried, and nothing loses its turn for it."""
        if claim.row.kind in MAILS or asked:
            self._put_off(claim, after=after, doubt=doubt, strike=False)
        elif self._gateway.answers():
            self._put_off(claim, after=after, doubt=doubt, strike=True)
        else:
            until = self._rest.begin(self._now(), self._chance())
            self._deliveries.later(claim, at=until, doubt=doubt, strike=False)

    def _put_off(self, claim: Claim, *, after: float | None, doubt: bool, strike: bool) -> None:
        if claim.row.kind in MAILS:
            doubled = MAIL_FIRST_WAIT * 2.0 ** min(claim.row.attempts - 1, 16)
            seconds = max(after or 0.0, min(doubled, MAIL_LONGEST_WAIT) * (0.5 + 0.5 * self._chance()))
        elif after is not None:
            seconds = after + self._chance()  # not all at the same moment
        else:
            doubled = FIRST_WAIT * 2.0 ** min(claim.row.attempts - 1, 16)
            seconds = min(doubled, LONGEST_WAIT) * (0.5 + 0.5 * self._chance())
        at = self._now() + timedelta(seconds=seconds)
        self._deliveries.later(claim, at=at, doubt=doubt, strike=strike)


class _Rest:
    """Slack is away and left alone, longer and longer, at most a minute: then the first row in turn tries again."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._times = 0

    def holds(self, now: datetime) -> bool:
        return self._until is not None and now < self._until

    def begin(self, now: datetime, chance: float) -> datetime:
        """Begin, or go on; until when."""
        seconds = min(FIRST_WAIT * 2.0 ** min(self._times, 16), LONGEST_REST) * (0.5 + 0.5 * chance)
        self._times += 1
        self._until = now + timedelta(seconds=seconds)
        return self._until

    def end(self) -> None:
        self._until, self._times = None, 0
