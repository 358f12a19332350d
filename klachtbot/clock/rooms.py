"""Carrying out what the committee's channel is to be (``delivery.Room``), and looking now and then whether it still is.

Every point may be reached twice. A channel that was made, and not noted, is found by its name among the bot's own; a
message by its key; whoever is in already is in. What was done is noted at once, so that a crash repeats one thing at
most. First the channel says what it has to say, then people come in.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from string import ascii_lowercase
from typing import Any

from klachtbot.domain.model import PersonId
from klachtbot.usecases import committee_channel
from klachtbot.usecases.channels import KeptChannel, Placed
from klachtbot.usecases.delivery import (
    DELIVERY_FAILED,
    ROOM_GONE,
    DeliveryImpossible,
    DeliveryLater,
    Pinned,
    Post,
    Room,
    RoomKeeper,
    Rooms,
)
from klachtbot.usecases.ports import Clock, UnitsOfWork

log = logging.getLogger(__name__)

LOOK = timedelta(minutes=2)
"""Between two looks at who is in a channel; of who joins Slack tells by itself."""

_AGAIN = 2.0  # seconds


def keeping(units: UnitsOfWork, rooms: Rooms, clock: Clock) -> RoomKeeper:
    """Makes a channel as it is to be. Raises as ``usecases.delivery.Gateway`` does."""
    return lambda room: _Keeping(units, rooms, clock, room).keep()


class _Keeping:
    """One attempt."""

    def __init__(self, units: UnitsOfWork, rooms: Rooms, clock: Clock, room: Room) -> None:
        self._units = units
        self._rooms = rooms
        self._clock = clock
        self._room = room
        with units(read_only=True) as uow:
            self._kept = uow.channels.of(room.complaint) or KeptChannel()

    def keep(self) -> None:
        if self._kept.archived_at is not None:
            return
        if self._room.closed:
            self._close()
            return
        try:
            self._make()
            self._put_out_strangers()
            self._say()
            self._let_in()
        except DeliveryImpossible as no:
            if not self._kept.channel:
                committee_channel.not_made(self._units, self._room.complaint, self._clock.today())
            if no.code not in ROOM_GONE:
                raise
            # Somebody archived or deleted it, or put the bot out: the committee gets another one.
            log.warning("event=channel_gone code=%s", no.code)
            self._note(channel="", topic="", placed={}, bookmarked=False)
            raise DeliveryLater(_AGAIN, asked=True) from None

    def _note(self, **changes: Any) -> None:
        self._kept = replace(self._kept, **changes)
        with self._units() as uow:
            uow.channels.keep(self._room.complaint, self._kept)
            uow.commit()

    def _close(self) -> None:
        if self._kept.channel:
            try:
                self._say()  # so that nothing is left standing there that is not so any more
            except DeliveryImpossible as no:
                log.warning("event=channel_closed_unsaid code=%s", no.code)
            self._rooms.close_room(self._kept.channel)
        self._note(archived_at=self._clock.now())

    def _make(self) -> None:
        """The first free name: its own, or with a letter behind it."""
        if self._kept.channel:
            return
        for suffix in ("", *(f"-{letter}" for letter in ascii_lowercase[1:])):
            name = f"{self._room.name}{suffix}"
            channel = self._rooms.make_room(name) or self._rooms.own_room(name)
            if channel is not None:
                self._note(channel=channel, name=name)
                return
        raise DeliveryImpossible("name_taken")

    def _put_out_strangers(self) -> None:
        """One who cannot be put out keeps the committee from nothing; a person must do it."""
        for one in sorted(self._rooms.in_room(self._kept.channel) - self._room.members.keys()):
            code = self._rooms.put_out(self._kept.channel, one)
            if code or one not in self._room.former:
                log.warning("event=channel_stranger code=%s", code)
                today = self._clock.today()
                committee_channel.stranger(self._units, self._room.complaint, one, today, stays=bool(code))

    def _say(self) -> None:
        channel, room = self._kept.channel, self._room
        new = not self._kept.placed
        if self._kept.topic != room.topic:
            self._rooms.set_topic(channel, room.topic)
            self._note(topic=room.topic)
        for one in room.pinned:
            self._place(one)
        if not self._kept.bookmarked:
            for one in room.pinned:
                self._rooms.bookmark(channel, self._kept.placed[one.what].ts, title=one.bookmark)
            self._note(bookmarked=True)
        for what, post in room.news.items():
            self._tell_once(what, post, known=new)

    def _tell_once(self, what: str, post: Post, *, known: bool) -> None:
        """``known``: the channel was just made, and what it says on top holds this already."""
        if what in self._kept.placed:
            return
        channel, key = self._kept.channel, f"room:{self._room.complaint}:{what}"
        ts = "" if known else self._rooms.placed(channel, key) or self._rooms.place(channel, post, key=key)
        self._note(placed={**self._kept.placed, what: Placed(ts, digest(post))})

    def _place(self, one: Pinned) -> None:
        channel, said = self._kept.channel, digest(one.post)
        there = self._kept.placed.get(one.what)
        if there is not None and there.said == said:
            return
        key = f"room:{self._room.complaint}:{one.what}"
        ts = there.ts if there is not None else self._rooms.placed(channel, key)
        if ts is None or not self._updated(ts, one.post):
            ts = self._rooms.place(channel, one.post, key=key)
        self._rooms.pin(channel, ts)
        self._note(placed={**self._kept.placed, one.what: Placed(ts, said)})

    def _updated(self, ts: str, post: Post) -> bool:
        """False when somebody took the message away."""
        try:
            self._rooms.update(self._kept.channel, ts, post)
        except DeliveryImpossible as no:
            if no.code != "message_not_found":
                raise
            return False
        return True

    def _let_in(self) -> None:
        """One who cannot be brought in keeps nobody else out, and gets everything by mail or post."""
        there = self._rooms.in_room(self._kept.channel)
        by_mail: dict[PersonId, str] = {}
        later: DeliveryLater | None = None
        for slack_id, person in self._room.members.items():
            if slack_id in there:
                continue
            try:
                code = self._rooms.why_not(slack_id) or self._rooms.let_in(self._kept.channel, slack_id)
            except DeliveryLater as error:
                later = later or error
                continue
            if code:
                by_mail[person] = code
        self._tell(by_mail)
        if later is not None:
            raise later

    def _tell(self, by_mail: Mapping[PersonId, str]) -> None:
        for person, code in by_mail.items():
            if self._kept.by_mail.get(person) != code:
                today = self._clock.today()
                committee_channel.not_let_in(self._units, self._room.complaint, person, code, today)
        if by_mail != self._kept.by_mail:
            self._note(by_mail=by_mail)


def digest(post: Post) -> str:
    """Tells one message from another; what it says cannot be read from it."""
    return hashlib.sha256(repr((post.text, post.blocks)).encode()).hexdigest()[:16]


class Tending:
    """``work`` for a worker thread. ``transport_now`` is the wall's clock."""

    def __init__(self, units: UnitsOfWork, clock: Clock, rooms: Rooms, transport_now: Callable[[], datetime]) -> None:
        self._units = units
        self._clock = clock
        self._rooms = rooms
        self._now = transport_now
        self._looked: datetime | None = None

    def work(self) -> bool:
        """Look at what is new, and every two minutes at who is in each channel. Raises ``StorageAway``."""
        found = committee_channel.look(self._units, self._clock)
        now = self._now()
        if self._looked is None or now - self._looked >= LOOK:
            self._looked = now
            self._compare(now)
        return found

    def _compare(self, now: datetime) -> None:
        with self._units(read_only=True) as uow:
            channels = [(id, kept.channel) for id in uow.channels.open() if (kept := uow.channels.of(id)) is not None]
        for id, channel in channels:
            try:
                there = self._rooms.in_room(channel)
            except DeliveryImpossible:
                committee_channel.put_right(self._units, id, now.isoformat())
            except DELIVERY_FAILED:
                return  # Slack is away, or we are too fast
            else:
                committee_channel.compare(self._units, self._clock, id, there, now)
