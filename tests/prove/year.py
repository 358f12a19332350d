"""A year in an office, played fast: people who work, forget and are away, and a bot, a Slack and a clock that fail.

Storage, use cases, sweep and delivery are the real ones. What each tick should have told, and what each message may
say, is asked of ``oracle`` at that very moment.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import event, select

from klachtbot.clock.delivery import Delivery
from klachtbot.domain.model import Action, Complaint, ComplaintId, PersonId, Position, Stage
from klachtbot.domain.nudging import SNOOZED, Key
from klachtbot.domain.people import Absence
from klachtbot.slack import committee_rendering
from klachtbot.slack.desk import Desk, Languages
from klachtbot.storage import Database, tables
from klachtbot.storage.organisation import apply
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.channels import KeptChannel
from klachtbot.usecases.committee_nudges import CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, NUDGE_MAIL, PANEL_MAIL
from klachtbot.usecases.delivery import (
    DeliveryInDoubt,
    DeliveryLater,
    Mail,
    NotBefore,
    OutboxRow,
    Post,
    Receipt,
    Rendered,
    Said,
    Update,
)
from klachtbot.usecases.digest import Digest, digest_of
from klachtbot.usecases.nudge import DIGEST, DIGEST_UPDATE, SOON, STANDING, goes_at, sweep
from klachtbot.usecases.nudges import NudgeRow
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Person
from klachtbot.wiring import letter_room, texts
from tests.clock.outside import KeepingGateway, Transport
from tests.databases import Databases, StoppedClock
from tests.e2e.counter import Screens
from tests.prove import oracle
from tests.prove.oracle import AMSTERDAM, DAY, Days, People

HANDLERS = ("sanne", "joris", "aylin", "marleen", "ruud")
STAFF = ("fatma", "tom", "emily")
EVERYBODY = {
    "sanne": ("Sanne de Wit", "coordinator"),
    "joris": ("Joris Bakker", "coordinator"),
    "aylin": ("Aylin Demir", "coordinator"),
    "marleen": ("Marleen Vos", "supervisor"),
    "ruud": ("Ruud Hendriks", "deputy_supervisor"),
    "fatma": ("Fatma Yılmaz", "staff"),
    "tom": ("Tom Visser", "staff"),
    "emily": ("Emily Carter", "staff"),
    "hanneke": ("Hanneke Smit", "chair"),
    "peter": ("Peter Jansen", "partner_member"),
    "karel": ("Karel Mulder", "municipal_official"),
    "ilse": ("Ilse Brouwer", "secretary"),
    "willem": ("Willem Prins", "deputy_chair"),
    "nora": ("Nora van Dijk", "municipal_official"),
    "femke": ("Femke Post", "secretary"),
}
OUTSIDE = ("willem", "nora", "femke")
"""Of the committee, and not in Slack."""
SECRETS = ("Ada", "Okonkwo", "teruggebeld")
CLOSED = (date(2026, 5, 15), date(2026, 12, 24), date(2026, 12, 31))


def file(closed: tuple[date, ...]) -> str:
    said = ['[office]\nname = "OCO Voorbeeld"\nemail = "info@voorbeeld.example"\nphone = "036 000 00 00"\n']
    said += [f'[calendar]\nname = "public"\nclosing_days = [{", ".join(map(str, closed))}]\n']
    for slack, (name, position) in EVERYBODY.items():
        own = {"partner_member": '\norganisation = "Zorggroep De Waterlelie"'}.get(position, "")
        known = f'email = "{slack}@voorbeeld.example"' if slack in OUTSIDE else f'slack = "U0{slack.upper()}"'
        said += [f'[[person]]\n{known}\nname = "{name}"\npositions = ["{position}"]{own}\n']
    return "\n".join(said)


class Crash(BaseException):
    """The process is gone, wherever it was."""


class Wrong(BaseException):
    """The product did what it may not. Passes by whoever catches every error and tries again."""


def held(right: bool, words: Callable[[], str]) -> None:
    """What must hold, also inside the product's own calls."""
    if not right:
        raise Wrong(words())


@dataclass
class Luck:
    """What goes wrong, and how often; all from one seed."""

    rng: random.Random
    crash: float = 0.0
    doubt: float = 0.02
    slack_down: bool = False

    def strikes(self, chance: float) -> bool:
        return chance > 0 and self.rng.random() < chance


class MortalUnit(SqlUnitOfWork):
    """A unit of work whose process may end right before or right after it commits."""

    luck: Luck

    def commit(self) -> None:
        if self.luck.strikes(self.luck.crash):
            raise Crash
        super().commit()
        if self.luck.strikes(self.luck.crash):
            raise Crash


@dataclass
class Slack(KeepingGateway):
    """Keeps what was posted, says so at once, and is away or in doubt now and then."""

    luck: Luck = field(kw_only=True)
    arrived: Callable[[str, str], None] = field(kw_only=True)
    changed: Callable[[str], None] = field(kw_only=True)
    keys: dict[str, str] = field(default_factory=dict)
    placed_at: dict[tuple[str, str], str] = field(default_factory=dict)

    def post(self, slack_id: str, post: Post, *, key: str) -> Receipt:
        if self.luck.slack_down:
            raise DeliveryInDoubt if self.luck.strikes(0.3) else DeliveryLater
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did not arrive
        self.arrived(slack_id, key)
        receipt = super().post(slack_id, post, key=key)
        self.keys[receipt.ts] = key
        if self.luck.strikes(self.luck.crash):
            raise Crash
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did
        return receipt

    def find(self, slack_id: str, key: str, *, since: datetime) -> Receipt | None:
        if self.luck.slack_down:
            raise DeliveryLater
        return super().find(slack_id, key, since=since)

    def place(self, channel: str, post: Post, *, key: str) -> str:
        if self.luck.slack_down:
            raise DeliveryInDoubt if self.luck.strikes(0.3) else DeliveryLater
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did not arrive
        self.arrived(channel, key)
        ts = f"{channel}-{len(self.placed_at)}"
        self.placed_at[channel, key] = ts
        self.keys[ts] = key
        if self.luck.strikes(self.luck.crash):
            raise Crash
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did
        return ts

    def placed(self, channel: str, key: str) -> str | None:
        if self.luck.slack_down:
            raise DeliveryLater
        return self.placed_at.get((channel, key))

    def update(self, channel: str, ts: str, post: Post) -> None:
        if self.luck.slack_down:
            raise DeliveryLater
        super().update(channel, ts, post)
        self.changed(self.keys[ts])

    def answers(self) -> bool:
        return not self.luck.slack_down


@dataclass
class MailServer:
    """Takes mails, says so at once, and is away or in doubt now and then."""

    luck: Luck
    arrived: Callable[[Mail, str], None]

    def send(self, mail: Mail, *, key: str) -> None:
        if self.luck.strikes(2 * self.luck.doubt):
            raise DeliveryLater
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did not arrive
        self.arrived(mail, key)
        if self.luck.strikes(self.luck.crash):
            raise Crash
        if self.luck.strikes(self.luck.doubt):
            raise DeliveryInDoubt  # and it did


Told = dict[tuple[ComplaintId, Key], frozenset[PersonId]]


class Office:
    """The bot and its database, who works there, and what the oracle says of each tick and each message."""

    def __init__(self, seed: int, databases: Databases, opens: date, *, replicas: int = 1, mortal: bool = True) -> None:
        self.rng = random.Random(seed)
        self.clock, self.transport = StoppedClock(at(opens - 7 * DAY, 9)), Transport(at(opens - 7 * DAY, 9))
        self.luck = Luck(self.rng, crash=0.002 if mortal else 0.0)
        self.figures: Counter[str] = Counter()
        self.closed: tuple[date, ...] = ()
        self.days = Days()
        self.cases: dict[ComplaintId, Complaint] = {}
        self.kept: dict[ComplaintId, dict[int, Days]] = {}
        self.told: Told = {}
        self.snoozed: dict[tuple[ComplaintId, str, str, PersonId], datetime] = {}
        self.woken: set[tuple[ComplaintId, str, str, str, date]] = set()
        self.drawn: dict[str, Digest] = {}
        self.said: dict[str, set[tuple[object, ...]]] = {}
        self.dropped: dict[str, set[tuple[object, ...]]] = {}
        self.posts: Counter[tuple[str, date, str]] = Counter()
        self.mailed: Counter[str] = Counter()
        self.calls: set[tuple[ComplaintId, Key]] = set()
        self.before_committee: set[ComplaintId] = set()
        self.channels: dict[ComplaintId, str] = {}
        self.archived: set[ComplaintId] = set()
        self.to_say: set[str] = set()
        self.said_in: Counter[str] = Counter()
        self.unsaid: set[str] = set()
        self.ticked: set[str] = set()
        self.desks = letter_room(mails=True)
        self.databases = databases
        self.url = databases.new_url()
        self.slack = Slack(luck=self.luck, arrived=self._arrived, changed=self._changed)
        self.mail_server = MailServer(self.luck, self._mailed)
        self.replicas = replicas
        self.opened: list[tuple[Database, Delivery]] = []
        self.start()
        self.closes_on(())
        with self.database.uow(read_only=True) as uow:
            by_name = {one.name: one for one in uow.people.all()}
        self.people: dict[str, Person] = {name: by_name[called] for name, (called, _) in EVERYBODY.items()}
        self.by_id = {one.id: one for one in self.people.values()}
        ids = {name: one.id for name, one in self.people.items()}
        self.oracle = People(
            [ids[name] for name in ("sanne", "joris", "aylin")], ids["marleen"], ids["ruud"], ids["ilse"],
            frozenset(str(ids[name]) for name in OUTSIDE),
        )  # fmt: skip

    @property
    def database(self) -> Database:
        return self.opened[0][0]

    @property
    def today(self) -> date:
        return self.clock.today()

    def start(self) -> None:
        """The bot starts (again): nothing of it is left but what the database keeps."""
        self.databases.dispose()
        self.opened = []
        for _ in range(self.replicas):
            database = self.databases.open(self.clock, url=self.url, threads=4)
            if database.engine.dialect.name == "sqlite":  # no power fails here: what is committed need not reach a disk
                event.listen(database.engine, "connect", _be_quick)
                database.engine.dispose()  # those that stand already were opened without
            delivery = Delivery(
                database.deliveries(),
                partial(self._render, database),
                self.slack,
                transport_now=self.transport.now,
                mailer=self.mail_server,
                undelivered=self._asked_about,
                rooms=self.slack,  # type: ignore[arg-type]  # what is asked of them here
                chance=self.rng.random,
            )
            self.opened.append((database, delivery))

    def units(self, database: Database) -> Callable[..., SqlUnitOfWork]:
        def unit(*, read_only: bool = False) -> SqlUnitOfWork:
            made = MortalUnit(database.engine, database.vault, self.clock, read_only=read_only)
            made.luck = self.luck
            return made

        return unit

    # What people change

    def closes_on(self, closed: tuple[date, ...]) -> None:
        """Own closing days, from now on; what runs already keeps the days it was reckoned with."""
        self.closed, self.days = closed, Days(closed)
        with self.database.uow() as uow:
            apply(uow, parse(file(closed)))
            uow.nudges.look_again()
            uow.commit()

    def is_away(self, name: str, first: date, last: date | None) -> None:
        person = self.people[name].id
        with self.database.uow() as uow:
            uow.absences.add(Absence(person, first, last))
            uow.commit()
        self.oracle.away.append((person, first, last))
        self.figures["absences"] += 1

    def comes_back(self, name: str, last: date) -> None:
        """Who was away for nobody knew how long has their last day."""
        person = self.people[name].id
        with self.database.uow() as uow:
            for one in uow.absences.all():
                if one.person == person and one.last is None:
                    uow.absences.change(one.id, first=one.first, last=max(last, one.first))
            uow.commit()
        self.oracle.away = [
            (who, first, max(last, first) if who == person and end is None else end)
            for who, first, end in self.oracle.away
        ]

    def never_works_on(self, name: str, weekdays: frozenset[int]) -> None:
        person = self.people[name].id
        with self.database.uow() as uow:
            uow.absences.set_weekdays_off(person, weekdays)
            uow.commit()
        self.oracle.weekdays_off[person] = weekdays

    def sync(self) -> None:
        """Look in the database which dossiers changed."""
        with self.database.uow(read_only=True) as uow:
            t = tables.complaints.c
            counts = uow.connection.execute(select(t.id, t.event_count)).all()
            known = {id: one.version for id, one in self.cases.items()}
            changed = [ComplaintId(row.id) for row in counts if known.get(ComplaintId(row.id)) != row.event_count]
            found = uow.complaints.many(changed)
        for one in found:
            self.cases[one.id] = one
            if any(entry.action is Action.COMPOSE_PANEL for entry in one.events):
                self.before_committee.add(one.id)
            kept = self.kept.setdefault(one.id, {})
            for entry in one.events:
                kept.setdefault(entry.seq, self.days)

    # One tick

    def tick(self) -> None:
        """The metronome ticks: sweep and deliver. Then everything that was told is held against the oracle."""
        self.sync()
        self._keep_channels()
        whole = self._in_turn(self._sweep)
        self._check_sweep(whole)
        self._in_turn(self._deliver)
        self.figures["ticks"] += 1

    def _in_turn(self, work: Callable[[Database, Delivery], None]) -> bool:
        """Each replica does it, at the same time; False when a process ended over it."""
        try:
            if self.replicas == 1:
                work(*self.opened[0])
            else:
                with ThreadPoolExecutor(self.replicas) as pool:
                    for done in [pool.submit(work, *one) for one in self.opened]:
                        done.result()
        except Crash:
            self.figures["crashes"] += 1
            self.start()
            return False
        return True

    def _sweep(self, database: Database, _delivery: Delivery) -> None:
        units = self.units(database)
        while sweep(units, self.clock, mails=True):
            pass

    def _deliver(self, _database: Database, delivery: Delivery) -> None:
        while delivery.deliver_one():
            self.transport.move(1.2)

    def _read_told(self) -> Told:
        with self.database.uow(read_only=True) as uow:
            found: dict[tuple[ComplaintId, Key], set[PersonId]] = {}
            t = tables.nudges
            for row in uow.connection.execute(select(t).where(t.c.rung != STANDING, t.c.told_at >= self._since())):
                key = Key(row.term, row.subject, row.started_on, row.rung, row.rung_on)
                found.setdefault((ComplaintId(row.complaint), key), set()).add(PersonId(row.person))
        return {key: frozenset(people) for key, people in found.items() if key not in self.told}

    def _since(self) -> datetime:
        return self.clock.now() - timedelta(seconds=1)

    def _check_sweep(self, whole: bool) -> None:
        """Each rung that is the highest owed now was told, once, to exactly the right people; and nothing else."""
        told, now = self._read_told(), self.clock.now()
        due = self._due(now) if oracle.part_of(now, self.days) else {}
        for which, people in told.items():
            assert which in due, self._words("told, and not owed", which, people, None)
            to, _needed = due[which]
            assert people == to, self._words("told to others", which, people, to)
        for which, (to, needed) in due.items():
            assert not (whole and needed) or which in told, self._words("owed, and not told", which, None, to)
        for which, people in told.items():
            self._expect_in_channel(*which)
            self._count(*which, people)
        self.told |= told
        self.figures["nudges"] += sum(len(people) for people in told.values())

    def _count(self, id: ComplaintId, key: Key, people: frozenset[PersonId]) -> None:
        one, term = self.cases[id], str(key.term)
        if term in oracle.LASTING:
            self.figures[f"nudges about {term}"] += len(people)
            self.figures["nudges about what is owed after closing"] += len(people) * (one.stage in oracle.ENDED)
        if term == "improvement":
            own = all(oracle.owns(key.subject, one, person, self.oracle) for person in people)
            self.figures["nudges to who owns an action" if own else "nudges for who owns an action"] += 1

    def _due(self, now: datetime) -> dict[tuple[ComplaintId, Key], tuple[frozenset[PersonId], bool]]:
        """What is owed now and was not told before, to whom; False: it was overtaken by a higher rung, told already."""
        today = now.astimezone(AMSTERDAM).date()
        due: dict[tuple[ComplaintId, Key], tuple[frozenset[PersonId], bool]] = {}
        for id, one in self.cases.items():
            if one.stage in oracle.ENDED and oracle.LAST.isdisjoint(fact.name for fact in one.facts):
                continue
            for term in oracle.running(one, self.kept[id]):
                for rung in oracle.owed(term, now, self.days, reported=one.stage is Stage.REPORTED):
                    key = Key(term.term, term.subject, term.started, rung.name, rung.on)  # type: ignore[arg-type]
                    if (id, key) in self.told:
                        continue
                    to = oracle.recipients(rung.to, term, one, self.oracle, today)
                    if term.term in oracle.COMMITTEE | {"agreement"}:
                        mails = self._mails_about(id, term)
                        whom, to = to, oracle.reached(to, term, one, self.oracle, mails, today)
                        if whom - to:
                            self.calls.add((id, key))
                    if to and not self._quiet(id, term, rung):
                        due[id, key] = frozenset(map(PersonId, to)), not self._overtaken(id, key, rung.to)
                due |= self._wakes(one, term, now, today)
        return due

    def _quiet(self, id: ComplaintId, term: oracle.Running, rung: oracle.Rung) -> bool:
        """Whether a soft term was put off beyond this rung."""
        begins = datetime.combine(rung.on, time(9), AMSTERDAM)  # those of soft terms are all in the morning
        own = (until for which, until in self.snoozed.items() if which[:3] == (id, term.term, term.subject))
        return not term.hard and any(until >= begins for until in own)

    def _wakes(
        self, one: Complaint, term: oracle.Running, now: datetime, today: date
    ) -> dict[tuple[ComplaintId, Key], tuple[frozenset[PersonId], bool]]:
        found = {}
        for (id, name, subject, person), until in self.snoozed.items():
            if (id, name, subject) != (one.id, term.term, term.subject) or until > now:
                continue
            local = until.astimezone(AMSTERDAM)
            rung = f"{SNOOZED} {local:%H:%M}"
            if any(
                (known, key.term, key.subject, key.rung, key.on) == (id, name, subject, rung, local.date())
                for known, key in self.told
            ):
                continue
            key = Key(name, subject, term.started, rung, local.date())  # type: ignore[arg-type]
            to = oracle.woken(person, term, one, self.oracle, today)
            found[id, key] = frozenset(map(PersonId, to)), True
        return found

    def _overtaken(self, id: ComplaintId, key: Key, to: str) -> bool:
        """After the clock was set back: a higher rung of this term was told already."""
        return any(
            known == id
            and (other.term, other.subject, other.started_on) == (key.term, key.subject, key.started_on)
            and (other.on > key.on or (other.on == key.on and other.rung == "last_afternoon"))
            and other.rung.startswith(SNOOZED) is False
            and other.rung.startswith("supervisor") == (to == "supervisor")
            for known, other in self.told
        )

    def _words(self, what: str, which: tuple[ComplaintId, Key], people: object, wanted: object) -> str:
        id, key = which
        one = self.cases[id]
        names = {one.id: name for name, one in self.people.items()}

        def named(some: object) -> object:
            return sorted(str(names.get(PersonId(who), who)) for who in some) if isinstance(some, frozenset) else some

        facts = ", ".join(f"{fact.name}{fact.subject and ':' + fact.subject} {fact.on}" for fact in one.facts)
        before = [(str(k.term), k.rung, str(k.on)) for known, k in self.told if known == id]
        return (
            f"{what}: {one.label} {key.term} {key.subject} {key.rung}@{key.on:%a %d %b} (from {key.started_on}) at"
            f" {self.clock.now().astimezone(AMSTERDAM):%a %d %b %H:%M}; told {named(people)}, wanted {named(wanted)};"
            f" officer {names[one.officer]}, {one.stage}; {facts}; before: {before[-6:]}"
        )

    # The committee: mails and its channel

    def _mails_about(self, id: ComplaintId, term: oracle.Running) -> Counter[str]:
        """How many reminders each person had about this deadline."""
        had = (people for (known, key), people in self.told.items() if known == id and _name(key) == term.name)
        return Counter(str(one) for people in had for one in people)

    def _keep_channels(self) -> None:
        """A channel is made when somebody of the panel reads along in Slack, sooner or later, and archived after it."""
        for id in sorted(self.before_committee - self.archived):
            one = self.cases[id]
            over = oracle.channel_over(one, self.today)
            if (over and id not in self.channels) or not self._has_to_change(id, one, over=over):
                continue
            if over:
                self.archived.add(id)
            else:
                self.channels[id] = f"C{len(self.channels)}"
            with self.database.uow() as uow:
                at_ = self.clock.now() if over else None
                uow.channels.keep(id, KeptChannel(channel=self.channels[id], name="klacht", archived_at=at_))
                uow.commit()

    def _has_to_change(self, id: ComplaintId, one: Complaint, *, over: bool) -> bool:
        wanted = over or (id not in self.channels and oracle.has_channel(one, self.oracle))
        return wanted and self.rng.random() < 0.6

    def _expect_in_channel(self, id: ComplaintId, key: Key) -> None:
        one = self.cases[id]
        if key.rung.startswith((SNOOZED, "supervisor")) or str(key.term) not in oracle.COMMITTEE:
            return
        term = next(term for term in oracle.running(one, self.kept[id]) if term.name == _name(key))
        there = id in self.channels or oracle.has_channel(one, self.oracle)
        if term.hard and there and id not in self.archived and not oracle.channel_over(one, self.today):
            self.to_say.add(f"{CHANNEL_NUDGE}:{id}:{key.term}:{key.subject}:{key.started_on}:{key.rung}:{key.on}")

    def _of_committee(self, database: Database, row: OutboxRow) -> Rendered:
        """As the product renders it; what it leaves unsaid is held against the oracle."""
        desk = Desk(database.uow, self.clock, Screens(), Languages(lambda _: "nl"), texts, self.desks)
        with database.uow(read_only=True) as uow:
            made = COMMITTEE_ROWS[row.kind](desk, uow, row)
        if row.kind in (NUDGE_MAIL, CHANNEL_NUDGE) and (made is None or (isinstance(made, Said) and made.post is None)):
            held(self._moot(row), lambda: f"{row.key} is not said, and should be")
            self.dropped.setdefault(row.key, set()).add(_which(row.key))
            self.unsaid.add(row.key)
            self.figures[f"{row.kind}: needed not be sent"] += 1
        return made

    def _moot(self, row: OutboxRow) -> bool:
        """Whether it need not be said: the term is met, a higher rung is due, or they may not hear of it any more."""
        id, one = ComplaintId(str(row.complaint)), self.cases[ComplaintId(str(row.complaint))]
        term = self._running(row.key)
        if term is None:
            return True
        owed = oracle.owed(term, self.clock.now(), self.days, reported=False)
        said = (row.payload["rung"], row.payload["on"])
        if any(rung.to != "supervisor" and (rung.name, str(rung.on)) != said for rung in owed):
            return True
        if row.kind == NUDGE_MAIL:
            return row.to.id not in oracle.recipients("both", term, one, self.oracle, self.today)
        return id in self.archived or not (id in self.channels or oracle.has_channel(one, self.oracle))

    def _running(self, key: str) -> oracle.Running | None:
        """The term that such a row is about, while it runs."""
        id, *name = _which(key)
        case = ComplaintId(str(id))
        return next((one for one in oracle.running(self.cases[case], self.kept[case]) if one.name == tuple(name)), None)

    def _mailed(self, mail: Mail, key: str) -> None:
        """A mail arrived: once, in the hours, at an address outside Slack, about what runs, and without a name."""
        whom = next(one for one in self.people.values() if one.email == mail.to)
        held(whom.id in self.oracle.outside, lambda: f"{key} went to somebody in Slack")
        self.mailed[key] += 1
        held(self.mailed[key] == 1, lambda: f"{key} arrived twice")
        held(not any(word in mail.text + mail.html + mail.subject for word in SECRETS), lambda: f"{key} names somebody")
        if not key.startswith(NUDGE_MAIL):
            self.figures["questions by mail (R13)"] += 1
            return
        held(oracle.part_of(self.clock.now(), self.days) is not None, lambda: f"{key} went out outside the hours")
        held(self._running(key) is not None, lambda: f"{key} is about what is met")
        case = self.cases[ComplaintId(str(_which(key)[0]))]
        term = self._running(key)
        assert term is not None
        readers = oracle.recipients("both", term, case, self.oracle, self.today)
        held(str(whom.id) in readers, lambda: f"{key} went to who may not know")
        about = [other for other in self.mailed if other.startswith(NUDGE_MAIL) and _which(other) == _which(key)]
        had = [other for other in about if other.endswith(f":{whom.id}")]
        held(len(had) <= oracle.MAILS, lambda: f"{key} is the third")
        apart = oracle.supervised(case, self.oracle)
        held(not apart or mail.reply_to != "info@voorbeeld.example", lambda: f"{key} names the coordinators (R23)")
        self.said.setdefault(key, set()).add(_which(key))
        self.figures["reminders by mail"] += 1

    def _asked_about(self, row: OutboxRow) -> None:
        """A mail is in doubt: a person is asked."""
        held(row.kind in (NUDGE_MAIL, PANEL_MAIL), lambda: f"{row.key} failed")
        self.figures["mails in doubt"] += 1
        if row.kind == NUDGE_MAIL:
            self.said.setdefault(row.key, set()).add(_which(row.key))

    def _said_in_channel(self, channel: str, key: str) -> None:
        """A post in a channel: once, in the hours, in that of its case, about what runs."""
        id = ComplaintId(str(_which(key)[0]))
        held(oracle.part_of(self.clock.now(), self.days) is not None, lambda: f"{key} was said outside the hours")
        held(self.channels.get(id) == channel and id not in self.archived, lambda: f"{key} was said in {channel}")
        held(self._running(key) is not None, lambda: f"{key} is about what is met")
        held(key in self.to_say, lambda: f"{key} was not to be said")
        self.said_in[key] += 1
        held(self.said_in[key] == 1, lambda: f"{key} was said twice")
        self.figures["posts in channels"] += 1

    def _check_calls(self, person: Person, key: str) -> None:
        """Who is to call reads so, and nobody else does."""
        rows = {(row.complaint, _name(row.key)) for row in self._nudges(key) if (row.complaint, row.key) in self.calls}
        for item in self.drawn[key].items:
            name = (item.deadline.term.value, item.deadline.subject, item.deadline.started_on)
            one = self.cases[item.complaint.id]
            term = next((term for term in oracle.running(one, self.kept[one.id]) if term.name == name), None)
            calls = term is not None and oracle.calls(term, one, self.oracle, str(person.id))
            theirs = item.handles or item.deputises or item.seated
            if item.call is not None:
                self.figures["lines that ask to call"] += 1
                held(theirs and bool(self.oracle.outside), lambda: f"{key} asks somebody to call")
            elif (one.id, name) in rows and calls and theirs and item.is_owed:
                held(False, partial("{} does not ask to call: {} {}".format, key, one.label, name))

    def _nudges(self, key: str) -> tuple[NudgeRow, ...]:
        with self.database.uow(read_only=True) as uow:
            return uow.nudges.of_message(key)

    # One message

    def _render(self, database: Database, row: OutboxRow) -> Rendered:
        if row.kind in COMMITTEE_ROWS:
            return self._of_committee(database, row)
        if row.kind not in (DIGEST, DIGEST_UPDATE):
            return None
        key, now = row.key if row.kind == DIGEST else row.payload["digest"], self.clock.now()
        with database.uow(read_only=True) as uow:
            message = uow.outbox.message(key)
            found = digest_of(uow, row.to, key, now)
            later = goes_at(uow, key, now) if row.kind == DIGEST else None
        assert message is not None
        if row.kind == DIGEST_UPDATE and message.unsent and message.tried:
            later = now + SOON
        if later is not None:
            return NotBefore(later)
        if row.kind == DIGEST_UPDATE and not message.ts:
            return None
        if found is None:
            self._dropped(row.to.id, key)
            return None
        self.drawn[key] = found
        post = Post(" ".join(f"{item.complaint.label} {item.deadline.term}" for item in found.items), ())
        return post if row.kind == DIGEST else Update(message.channel, message.ts, post)

    def _rows(self, key: str) -> set[tuple[object, ...]]:
        with self.database.uow(read_only=True) as uow:
            rows = uow.nudges.of_message(key)
        return {(row.complaint, row.key.term, row.key.subject, row.key.started_on) for row in rows}

    def _of_message(self, person: PersonId, key: str) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
        """What was put in this message, and what of it should be said to this person now."""
        rows = self._rows(key)
        owed: set[tuple[object, ...]] = set()
        for which in rows:
            one = self.cases[ComplaintId(str(which[0]))]
            names = {(one.id, *term.name) for term in oracle.running(one, self.kept[one.id])}
            theirs = which[1] == "improvement" and oracle.owns(str(which[2]), one, person, self.oracle)
            if which in names and (theirs or oracle.may_know(one, person, self.oracle, self.today)):
                owed.add(which)
        return rows, owed

    def _dropped(self, person: PersonId, key: str) -> None:
        rows, owed = self._of_message(person, key)
        held(not owed, lambda: f"{key} says nothing, and should say {owed}")
        self.dropped.setdefault(key, set()).update(rows)
        self.figures["messages that needed not be sent"] += 1

    def _arrived(self, slack_id: str, key: str) -> None:
        if key.startswith(CHANNEL_NUDGE):
            self._said_in_channel(slack_id, key)
            return
        now = self.clock.now()
        part = oracle.part_of(now, self.days)
        held(part is not None, lambda: f"{key} went out at {now.astimezone(AMSTERDAM):%a %d %b %H:%M}")
        person = next(one for one in self.people.values() if one.slack_id == slack_id)
        self._check_content(person, key, may_be_done=False)
        if key.count(":") < 5:  # not one that somebody asked for, which names a time of day
            if key.startswith(f"{DIGEST}:{self.today}:{part}") or not self._was_in_doubt(key):
                self.posts[person.id, self.today, str(part)] += 1
                held(
                    self.posts[person.id, self.today, str(part)] == 1, lambda: f"a second message in the {part}: {key}"
                )
            else:
                self.figures["messages of an earlier day, in doubt since"] += 1
            self.figures["messages"] += 1
        else:
            self.figures["messages that were snoozed"] += 1

    def _was_in_doubt(self, key: str) -> bool:
        """Whether it may have been sent before: then it waited to be looked up, and went along with nothing."""
        with self.database.uow(read_only=True) as uow:
            return (
                uow.connection.scalar(select(tables.outbox.c.doubt_since).where(tables.outbox.c.key == key)) is not None
            )

    def _changed(self, key: str) -> None:
        if key.startswith(CHANNEL_NUDGE):
            held(self._running(key) is None, lambda: f"{key} is ticked off, and still owed")
            self.ticked.add(key)
            self.figures["posts in channels that were ticked off"] += 1
            return
        person = self.by_id[PersonId(key.split(":")[-1])]
        self._check_content(person, key, may_be_done=True)
        self.figures["updates"] += 1

    def _check_content(self, person: Person, key: str, *, may_be_done: bool) -> None:
        """It says all that is in it and is still owed, and nothing about what is met, closed, or not for them."""
        items = self.drawn[key].items
        rows, owed = self._of_message(person.id, key)
        said: set[tuple[object, ...]] = {
            (item.complaint.id, item.deadline.term, item.deadline.subject, item.deadline.started_on)
            for item in items
            if item.is_owed
        }
        held(may_be_done or all(item.is_owed for item in items), lambda: f"{key} tells of what is done")
        held(said == owed, lambda: self._differs(person, key, said - owed, owed - said))
        for item in items:
            apart = oracle.supervised(self.cases[item.complaint.id], self.oracle)
            theirs = apart and Position.COORDINATOR in person.positions
            held(not theirs, lambda: f"{key} tells a coordinator of an R23 case")
        self._check_calls(person, key)
        self.said.setdefault(key, set()).update(rows)

    def _differs(self, person: Person, key: str, more: set[tuple[object, ...]], less: set[tuple[object, ...]]) -> str:
        """In words: what a message says and should not, and what it leaves out."""

        def told(some: set[tuple[object, ...]]) -> list[str]:
            cases = [(self.cases[ComplaintId(str(one[0]))], one) for one in some]
            facts = [[f"{f.name}{f.subject} {f.on}" for f in c.facts] for c, _ in cases]
            return [
                f"{c.label} {c.stage} of {self.by_id[c.officer].name}: {one[1:]} {f}"
                for (c, one), f in zip(cases, facts, strict=True)
            ]

        at_ = f"{self.clock.now().astimezone(AMSTERDAM):%a %d %b %H:%M}"
        return f"{key} ({person.name}, {at_}) says {told(more)} and should not, leaves out {told(less)}"

    def check_end(self) -> None:
        """Nothing that was told stays in a message that was never sent, or was sent before it was put in; all that was
        to be said in a channel was, and what is over is ticked off there."""
        self.sync()
        for key in self.to_say:
            id = ComplaintId(str(_which(key)[0]))
            made = id in self.channels and id not in self.archived
            assert key in self.said_in or key in self.unsaid or not made, f"not said: {key}"
            over = key in self.said_in and self._running(key) is None and made
            assert not over or key in self.ticked, f"not ticked off: {key}"
        with self.database.uow(read_only=True) as uow:
            t = tables.nudges
            rows = uow.connection.execute(select(t)).all()
        for row in rows:
            which = (row.complaint, row.term, row.subject, row.started_on)
            seen = self.said.get(row.message, set()) | self.dropped.get(row.message, set())
            assert row.message is not None, f"in no message: {which} {row.rung}"
            assert which in seen, f"lost in {row.message}: {which} {row.rung}"


COMMITTEE_ROWS = {
    NUDGE_MAIL: committee_rendering.nudge_mail,
    PANEL_MAIL: committee_rendering.panel_mail,
    CHANNEL_NUDGE: committee_rendering.channel_nudge,
    CHANNEL_NUDGE_DONE: committee_rendering.channel_nudge_done,
}


def _name(key: Key) -> tuple[str, str, date]:
    return str(key.term), key.subject, key.started_on


def _which(key: str) -> tuple[object, ...]:
    """Of which case and which term a reminder by mail or in a channel is, from its key."""
    _, case, term, subject, started_on, *_ = key.split(":")
    return case, term, subject, date.fromisoformat(started_on)


def _be_quick(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """This time on the clocks of Amsterdam."""
    return datetime.combine(day, time(hour, minute, second), AMSTERDAM)


__all__ = ["CLOSED", "DAY", "HANDLERS", "STAFF", "Office", "at"]
