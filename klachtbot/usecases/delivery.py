"""Delivering the outbox: what a renderer makes, what a gateway does, and how it may fail.

The worker (``klachtbot.clock.delivery``) claims rows, renders each *now* (after a fresh look at who may see what),
hands it to the gateway and marks it. Only the gateway talks to Slack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.usecases.ports import Person

Block = Mapping[str, Any]
"""A Block Kit block or view, as Slack takes it."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A claimed row: see ``ports.NewMessage``. ``claimed_at`` is an instant of the transport's clock."""

    id: int
    key: str
    kind: str
    to: Person
    complaint: ComplaintId | None
    payload: Mapping[str, str]
    attempts: int
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A direct message: a plain-text fallback that makes sense read aloud, and blocks. Never a name or a story."""

    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A message in a channel of ours (Slack's id), posted once. It takes no turn in anybody's messages.

    ``post`` None: nothing needs to be said any more; one that was said before is noted, so that it can be ticked off.
    """

    channel: str
    post: Post | None


@dataclass(frozen=True, slots=True)
class Update:
    """A message of the bot, brought up to date: ``post`` takes the place of what stands at ``channel`` and ``ts``.

    Doing it twice does no harm, and the key that the message was posted with stays with it. Its kind of row is one of
    ``clock.delivery.UPDATES``.
    """

    channel: str
    ts: str
    post: Post


@dataclass(frozen=True, slots=True)
class Home:
    """An App Home tab. Publishing it twice does no harm."""

    view: Block


class Stream(Protocol):
    """What is too large to hold in memory. It may be read as often as needed."""

    def __len__(self) -> int:
        """How many bytes it has."""

    def chunks(self) -> Iterator[bytes]:
        """All of it, from the beginning, a little at a time."""


@dataclass(frozen=True, slots=True)
class File:
    """A file for one person, in the direct messages with them.

    ``name``, ``title`` and ``text`` are neutral (a number and what it is); what is in it, only that person sees.
    """

    name: str
    title: str
    text: str
    content: bytes | Stream = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removal:
    """Take a file away that the bot brought. ``file`` is Slack's id of it. Doing it twice does no harm."""

    file: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Take a message of the bot away, wherever it stands. Doing it twice does no harm."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A message that is pinned in a channel and kept up to date. ``bookmark``: what the bookmark to it is called."""

    what: str
    post: Post
    bookmark: str


@dataclass(frozen=True, slots=True)
class Room:
    """The private channel of the committee for one case, as it is to be from now on; making it so twice does no harm.

    ``name`` is the one it would best have. ``members``: who belongs in it, by Slack id. ``former``: Slack ids of who
    did once: they leave without a word. ``closed``: nobody belongs in it any more; it is archived. ``news``: what is
    said once, each by what it is.
    """

    complaint: ComplaintId
    name: str
    topic: str
    members: Mapping[str, PersonId]
    former: frozenset[str]
    pinned: tuple[Pinned, ...]
    closed: bool = False
    news: Mapping[str, Post] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """A file to come. ``file`` is Slack's id of it, to be kept before the upload is completed: see ``Uploads``."""

    file: str
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SlackFile:
    """A file in Slack that the bot can see. ``url`` is only for ``Files.download``."""

    id: str
    name: str = field(repr=False)
    size: int
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail. ``name`` is neutral: a number and what it is."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one address. ``subject`` holds nothing personal; ``calendar`` is an iCalendar file (METHOD inside).

    ``reply_to`` is the office's address, or the supervisor's (R23).
    """

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    calendar: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class NotBefore:
    """It is not to go yet: the row waits until this instant of the procedure's clock, and is rendered anew then.

    ``channel``: where it would stand if it went before; "": in the messages of who it is to.
    """

    at: datetime
    channel: str = ""


Rendered = Post | Said | Update | Home | File | Removal | Deletion | Mail | Room | NotBefore | None
"""None: nothing needs to be said any more; the row is marked done."""

Renderer = Callable[[OutboxRow], Rendered]
"""Renders a row now, in a reading unit of work of its own."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a post stands: channel id and message ts."""

    channel: str
    ts: str


class DeliveryLater(Exception):
    """Not now: surely *not* sent. ``after`` in seconds, None: use the back-off.

    ``asked``: this is how it goes (a rate limit, something else comes first), and says nothing against the row.
    """

    def __init__(self, after: float | None = None, *, asked: bool = False) -> None:
        super().__init__("later")
        self.after = after
        self.asked = asked


class DeliveryInDoubt(Exception):
    """Reset, time-out or 5xx after the request went out: it may have arrived. Look before sending again."""


class DeliveryImpossible(Exception):
    """Slack says no for good. ``code`` is Slack's error code, nothing personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


DELIVERY_FAILED = (DeliveryLater, DeliveryInDoubt, DeliveryImpossible)


class Mailer(Protocol):
    """The only one who talks to the mail server."""

    def send(self, mail: Mail, *, key: str) -> None:
        """One attempt; returns when the server took it. ``key`` makes the Message-ID, the same at each attempt.

        Raises ``DeliveryLater`` (surely not taken, try again), ``DeliveryInDoubt`` (it may have been taken) or
        ``DeliveryImpossible`` (refused for good; ``code`` is the server's three digits, nothing of its text).
        """


class Files(Protocol):
    """Getting files out of Slack. Both raise ``DeliveryLater`` or ``DeliveryImpossible``."""

    def about_file(self, file: str) -> SlackFile:
        """What Slack knows of this file."""

    def download(self, url: str, *, limit: int) -> bytes:
        """What is in it. More than ``limit`` bytes is ``DeliveryImpossible("too_large")``, and is not read to the end.

        The bot's token goes to Slack's own host only, and never along with a redirect."""


class Uploads(Protocol):
    """Bringing a file to a person, so that a crash does not bring it twice.

    Keep ``UploadTicket.file`` between ``begin_upload`` and ``complete_upload``. Who finds such an id afterwards asks
    ``was_completed``: if so, it is there; if not, nothing of it can be seen, and it is begun anew.
    """

    def begin_upload(self, name: str, content: bytes | Stream) -> UploadTicket:
        """Nobody can see it yet. Raises ``DeliveryLater`` or ``DeliveryImpossible``, as the others do."""

    def was_completed(self, file: str) -> bool: ...

    def send_bytes(self, ticket: UploadTicket, content: bytes | Stream) -> None:
        """Still nobody can see it."""

    def complete_upload(self, slack_id: str, ticket: UploadTicket, file: File) -> None:
        """Share it in the direct messages with this person, once the bytes are there. May leave it in doubt, too."""

    def delete_file(self, file: str) -> None:
        """Delete a file that the bot uploaded; one that is gone already is fine."""


class Rooms(Protocol):
    """Private channels. ``channel`` is Slack's id. One that is gone, or archived, is ``DeliveryImpossible`` with one of
    the codes ``ROOM_GONE``. All may be repeated, but ``place``, which may leave it in doubt."""

    def make_room(self, name: str) -> str | None:
        """A new private channel with the bot in it; None when there is one of that name, perhaps our own."""

    def own_room(self, name: str) -> str | None:
        """The channel of this name that the bot made and that is not archived."""

    def in_room(self, channel: str) -> frozenset[str]:
        """The Slack ids of who is in it, without the bot's own."""

    def why_not(self, slack_id: str) -> str:
        """A code for why this person cannot be invited at all; "" when they perhaps can."""

    def let_in(self, channel: str, slack_id: str) -> str:
        """Invite; Slack's code for why not, "" when they are in it, perhaps already."""

    def put_out(self, channel: str, slack_id: str) -> str:
        """Slack's code for why not, "" when they are out of it, perhaps already."""

    def set_topic(self, channel: str, topic: str) -> None: ...

    def place(self, channel: str, post: Post, *, key: str) -> str:
        """Post a message carrying ``key``; its ts."""

    def placed(self, channel: str, key: str) -> str | None:
        """The ts of the message with this key."""

    def update(self, channel: str, ts: str, post: Post) -> None:
        """See ``Gateway``."""

    def pin(self, channel: str, ts: str) -> None: ...

    def delete_message(self, channel: str, ts: str) -> None:
        """Delete a message of our own, in a channel or in somebody's messages; one that is gone already is fine."""

    def bookmark(self, channel: str, ts: str, *, title: str) -> None:
        """A bookmark to that message, once."""

    def close_room(self, channel: str) -> None:
        """Archive it; one that is archived or gone already is fine."""


RoomKeeper = Callable[[Room], None]
"""Makes a channel as it is to be; raises as ``Gateway`` does."""

ROOM_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})


class Gateway(Uploads, Protocol):
    """The only caller of Slack's Web API."""

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        """Send a direct message carrying ``key`` as message metadata. One attempt, no retries of its own."""

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        """The post with this key among the messages since that instant (transport clock), or None."""

    def update(self, channel: str, ts: str, post: Post) -> None:
        """Put this in the place of a message of our own. May be repeated at will, so it is never in doubt.

        One that is not there any more is ``DeliveryImpossible("message_not_found")``.
        """

    def publish(self, slack_id: str, home: Home) -> None:
        """Publish a Home tab."""

    def answers(self) -> bool:
        """Whether Slack answers and lets us in at all, whatever it says of one message. Raises nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours until its lease ends. ``doubt_since``: it may have been sent since then; look first.

    ``upload`` is Slack's id of a file that was under way with an earlier claim.
    """

    row: OutboxRow
    token: str
    doubt_since: datetime | None
    upload: str | None = None


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of rows go in a way of their own.

    ``homes`` (and channels, and what takes a while to make) need no turn in somebody's messages. ``mails`` go another
    way altogether. Of ``homes`` and of ``updates`` only the last word counts.
    """

    homes: frozenset[str]
    mails: frozenset[str]
    updates: frozenset[str]


class Deliveries(Protocol):
    """The outbox as the worker sees it; ``now`` is always the clock of the transport. Storage implements it.

    What is marked counts only while the claim holds; after its lease somebody else may have the row, and nothing
    happens. All raise ``errors.StorageAway``.
    """

    def claim(
        self,
        now: datetime,
        *,
        lease: timedelta,
        spacing: timedelta,
        kinds: Kinds,
        only_mails: bool = False,
    ) -> Claim | None:
        """The first row that may go out now, or None. A row whose lease ended is claimed again, in doubt.

        Held back: a row of which an earlier one of the same case is unsent; and a row to a person to whom another is
        under way, was put off, or was posted less than ``spacing`` ago (unless it is a Home tab). A row that has
        trouble of its own again and again (``strike``) goes on being tried, and holds nothing back any more.
        Claiming a Home tab or an update is claiming all that wait for that person with the same kind and payload: the
        last word counts, so while one is under way no other of these is.
        Mails go another way: those of one case keep their order among themselves, and they hold back no message, nor a
        message them. ``only_mails``: nothing but these.
        """

    def done(self, claim: Claim, now: datetime, receipt: Receipt | None) -> None: ...

    def failed(self, claim: Claim, now: datetime, *, code: str) -> None:
        """For good; the row stays, with the code."""

    def uploading(self, claim: Claim, file: str) -> bool:
        """Keep Slack's id of the file that is under way; False when the claim does not hold any more."""

    def wait_until(self, claim: Claim, *, at: datetime) -> None:
        """It surely was not sent, and is not to go before this instant of the procedure's clock."""

    def later(self, claim: Claim, *, at: datetime, doubt: bool, strike: bool) -> None:
        """Try again from ``at``. ``doubt``: it may have been sent with this claim.

        ``strike``: the trouble is the row's own.
        """
