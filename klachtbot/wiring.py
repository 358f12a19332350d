"""The composition root: settings in, running parts out. The only place that reads the wall clock."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, partial
from pathlib import Path
from queue import Empty, SimpleQueue

from klachtbot import exits
from klachtbot.clock.absences import Minding
from klachtbot.clock.bindery import Bindery
from klachtbot.clock.delivery import LETTERS, Delivery
from klachtbot.clock.fetching import Fetching
from klachtbot.clock.keeping import Keeping
from klachtbot.clock.metronome import Metronome
from klachtbot.clock.rooms import Tending, keeping
from klachtbot.clock.worker import DeliveryWorker
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import CalendarName, Notice
from klachtbot.domain.workdays import work_calendar
from klachtbot.locale import catalogue
from klachtbot.settings import MailSettings, SettingError, Settings
from klachtbot.slack.app import build
from klachtbot.slack.connection import Connection, Watch
from klachtbot.slack.desk import Desk, Languages
from klachtbot.slack.dossier_rendering import Bookbinding
from klachtbot.slack.gateway import SlackGateway
from klachtbot.slack.guard import Guard
from klachtbot.slack.listeners import ROUTES
from klachtbot.slack.renderers import renderer
from klachtbot.slack.screens.letters import TITLES
from klachtbot.slack.texts import Texts
from klachtbot.storage.database import Database, open_database
from klachtbot.usecases.acknowledge_by_itself import PassedBy, acknowledge
from klachtbot.usecases.delivery import Mailer, OutboxRow, Rendered, Renderer, Stream
from klachtbot.usecases.dossier_pdf import DOSSIERS, Binder, ContentOf, Dossier
from klachtbot.usecases.export import Shelf
from klachtbot.usecases.letter_mail import letter_mail
from klachtbot.usecases.letter_outcome import letter_went
from klachtbot.usecases.letters import Letter, LetterRoom, Meeting, Printed, Printer, Remark
from klachtbot.usecases.make_letters import Titles
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.ports import Clock
from klachtbot.usecases.undelivered import not_delivered

log = logging.getLogger("klachtbot")

LOOK_SECONDS = 0.5
STOP_SECONDS = 9


class WallClock:
    """The clock of the procedure, as the wall has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().astimezone(AMSTERDAM).date()


class MovableClock:
    """The clock of a practice workspace: the wall's, moved by a person. How far is kept in ``file``.

    A file that cannot be read is as if there were none.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._moved = _kept(file)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._moved

    def today(self) -> date:
        return self.now().astimezone(AMSTERDAM).date()

    def advance(self, step: timedelta) -> None:
        """Move on (or back). A step of whole days keeps the time of day, also when the clocks change on the way."""
        if step % timedelta(days=1):
            self._move(step)
            return
        now = self.now()
        then = now.astimezone(AMSTERDAM) + step  # within a zone, Python counts as the clock on the wall does
        self._move(then.astimezone(UTC) - now)

    def set_date(self, day: date) -> None:
        """Nine in the morning of that day, Amsterdam time."""
        self._move(datetime.combine(day, time(9), tzinfo=AMSTERDAM) - self.now())

    def next_working_day(self) -> None:
        self.set_date(work_calendar(CalendarName.PUBLIC).nth_working_day(self.today(), 1))

    def _move(self, step: timedelta) -> None:
        self._moved += step
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(str(round(self._moved.total_seconds())), encoding="ascii")


def _kept(file: Path) -> timedelta:
    try:
        moved = timedelta(seconds=int(file.read_text(encoding="ascii")))
        datetime.now(UTC) + moved
    except (OSError, ValueError, OverflowError):
        return timedelta(0)
    return moved


def texts(language: str) -> Texts:
    return Texts(language, catalogue(language))


def letter_room(folder: Path | None = None, *, mails: bool = False) -> LetterRoom:
    """Where letters are made: set with Typst, in the organisation's own words where ``folder`` has them.

    Raises ``SettingError`` for a template of the organisation that cannot be used.
    """
    if folder:
        from klachtbot.letters.checking import TemplateRefused, check

        try:
            check(folder)
        except TemplateRefused as refused:
            raise SettingError(f"KLACHTBOT_LETTERS: {refused}") from None
    return LetterRoom(_AtTheFirstLetter(folder), _invited, mails=mails)


class _AtTheFirstLetter:
    """The printer, brought in with the first letter: nobody should wait for it when the bot starts."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @cached_property
    def _printer(self) -> Printer:
        from klachtbot.letters import TypstPrinter

        return TypstPrinter(self._folder)

    def free_parts(self, letter: Letter) -> Mapping[str, str]:
        return self._printer.free_parts(letter)

    def remarks(self, letter: Letter) -> Sequence[Remark]:
        return self._printer.remarks(letter)

    def text(self, letter: Letter) -> str:
        return self._printer.text(letter)

    def print(self, letter: Letter) -> Printed:
        return self._printer.print(letter)


def _invited(meeting: Meeting) -> bytes:
    from klachtbot.mail.calendar import Appointment, invitation

    appointment = Appointment(
        complaint=meeting.complaint,
        kind=meeting.kind,
        starts=meeting.starts,
        ends=meeting.ends,
        summary=meeting.summary,
        location=meeting.location,
        organizer=meeting.organizer,
        organizer_name=meeting.organizer_name,
    )
    return invitation(
        appointment,
        attendee=meeting.attendee,
        sequence=meeting.sequence,
        made_at=meeting.made_at,
        cancelled=meeting.cancelled,
    )


@dataclass(frozen=True, slots=True)
class Bot:
    """The running parts. ``start`` connects; ``stop`` finishes and acknowledges what runs, then lets go."""

    database: Database
    connection: Connection
    metronome: Metronome
    worker: DeliveryWorker
    fetcher: DeliveryWorker
    minder: DeliveryWorker
    nudger: DeliveryWorker
    acknowledger: DeliveryWorker
    tender: DeliveryWorker
    keeper: DeliveryWorker
    guard: Guard

    def start(self) -> None:
        self.guard.start()
        self.worker.start()
        self.fetcher.start()
        self.minder.start()
        self.nudger.start()
        self.acknowledger.start()
        self.tender.start()
        self.keeper.start()
        self.metronome.start()
        self.connection.start_receiving()

    def stop(self) -> None:
        self.metronome.pause()
        self.connection.finish()
        self.metronome.stop()
        self.minder.stop()
        self.keeper.stop()
        self.tender.stop()
        self.acknowledger.stop()
        self.nudger.stop()
        self.fetcher.stop()
        self.worker.stop()
        self.guard.stop()
        self.database.dispose()


def assemble(settings: Settings, *, clock: Clock) -> Bot:
    """Put the bot together over an opened database. Talks to Slack once, to see that the token is right."""
    room = letter_room(settings.letters, mails=bool(settings.mail))
    database = open_database(settings.database_url, settings.keys, clock=clock, threads=settings.threads)
    gateway = SlackGateway(token=settings.bot_token, api_url=settings.api_url)
    languages = Languages(gateway.locale_of)
    desk = Desk(database.uow, clock, gateway, languages, texts, room)
    guard = Guard()
    app = build(desk, ROUTES, guard, token=settings.bot_token, api_url=settings.api_url)
    transport_now = WallClock().now
    delivery = Delivery(
        database.deliveries(),
        _rendering(desk, Bookbinding(desk, Bindery(), BINDER, shelf)),
        gateway,
        transport_now=transport_now,
        mailer=_mailer(settings.mail, desk, transport_now),
        letter_done=lambda row, _at, outcome: letter_went(database.uow, row, clock.today(), outcome),
        undelivered=lambda row: not_delivered(database.uow, row, clock.today()),
        keep_room=keeping(database.uow, gateway, clock),
        rooms=gateway,
    )
    connection = Connection(app, app_token=settings.app_token, api_url=settings.api_url, threads=settings.threads)
    worker = DeliveryWorker(delivery.deliver_one, crowded=connection.crowded)
    # In a thread of its own: a large file must not keep anybody's message waiting.
    fetching = Fetching(database.uow, gateway, transport_now=transport_now)
    fetcher = DeliveryWorker(fetching.work, name="fetching")
    minding = Minding(database.uow, clock, transport_now)
    minder = DeliveryWorker(minding.work, name="absences", crowded=connection.crowded)
    nudger = DeliveryWorker(
        lambda: sweep(database.uow, clock, mails=room.mails), name="nudging", crowded=connection.crowded
    )
    # In a thread of its own: setting a letter takes a while, and people come first.
    acknowledging = partial(acknowledge, database.uow, clock, room, _titles, PassedBy())
    acknowledger = DeliveryWorker(acknowledging, name="acknowledging", crowded=connection.crowded)
    # In a thread of its own: it asks Slack who is in the channels.
    tending = Tending(database.uow, clock, gateway, transport_now)
    tender = DeliveryWorker(tending.work, name="channels", crowded=connection.crowded)
    # In a thread of its own: where SQLite must forget something, it writes its file anew.
    keeping_terms = Keeping(database.uow, clock, database.scrub, transport_now)
    keeper = DeliveryWorker(keeping_terms.work, name="keeping", crowded=connection.crowded)
    woken = [worker, fetcher, minder, nudger, acknowledger, tender, keeper]
    metronome = Metronome([one.wake for one in woken])
    database.on_outbox = worker.wake
    return Bot(database, connection, metronome, worker, fetcher, minder, nudger, acknowledger, tender, keeper, guard)


def _titles(language: str) -> Titles:
    """What the letter that leaves by itself is called (R6)."""
    return Titles(texts(language)(TITLES[Notice.ACKNOWLEDGEMENT_WITHOUT_CONTACT]), "")


def _rendering(desk: Desk, shop: Bookbinding) -> Renderer:
    """Of every kind of row: a letter from what was frozen, a dossier once it is there, and the rest is made now."""
    in_slack = renderer(desk)

    def render(row: OutboxRow) -> Rendered:
        if row.kind in DOSSIERS:
            return shop.render(row)
        if row.kind not in LETTERS:
            return in_slack(row)
        with desk.units(read_only=True) as uow:
            return letter_mail(uow, row)

    return render


class _AtTheFirstDossier:
    """What sets dossiers, brought in with the first one."""

    def bind(self, dossier: Dossier, content_of: ContentOf, *, merged: bool) -> Stream:
        from klachtbot.letters.dossier import ProcessBinder

        return ProcessBinder().bind(dossier, content_of, merged=merged)


def shelf() -> Shelf:
    """An empty place for a large file: encrypted, and gone with the process."""
    from klachtbot.letters.spool import Spool

    return Spool()


BINDER: Binder = _AtTheFirstDossier()
"""Makes dossiers, each in a process of its own."""


def _mailer(settings: MailSettings | None, desk: Desk, transport_now: Callable[[], datetime]) -> Mailer | None:
    """None: there is no mail server, every letter goes by post."""
    if settings is None:
        return None

    from klachtbot.mail.message import Sender
    from klachtbot.mail.smtp import SmtpMailer

    def name() -> str:
        with desk.units(read_only=True) as uow:
            office = uow.office()
        return office.contact.name if office else ""

    return SmtpMailer(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        login=settings.login,
        sender=Sender(settings.sender, name),
        now=transport_now,
    )


class Told:
    """Whether somebody told the process to stop: SIGTERM or SIGINT, from now on."""

    def __init__(self) -> None:
        # Of all queues only this one may be put to from a signal handler; an Event can lock up in it.
        self._told: SimpleQueue[int] = SimpleQueue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _frame: self._told.put(number))

    def wait(self, seconds: float | None = None) -> bool:
        """Returns as soon as told to stop; False when ``seconds`` went by first."""
        try:
            self._told.get(timeout=seconds)
        except Empty:
            return False
        return True


def serve(settings: Settings, *, ready: Callable[[], None]) -> int:
    """Run until SIGTERM or SIGINT (0, within ten seconds), or until the connection is lost (70, at once).

    ``ready`` is called once, when connected.
    """
    told = Told()
    bot = assemble(settings, clock=WallClock())
    bot.start()
    ready()
    log.info("event=ready")
    watch = Watch(bot.connection.last_pong)
    while not told.wait(LOOK_SECONDS):
        if watch.silent():
            log.error("event=connection_lost")
            _end_now(exits.AWAY)  # threads may hang on the dead socket
    log.info("event=stopping")
    last_resort = threading.Timer(STOP_SECONDS, lambda: _end_now(0))
    last_resort.daemon = True
    last_resort.start()
    bot.stop()
    log.info("event=stopped")
    return 0


def _end_now(code: int) -> None:
    """End, whatever hangs. What was not committed rolls back, and was not acknowledged."""
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)
