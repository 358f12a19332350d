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
from klachtbot.domain.model import Complaint, ComplaintId, PersonId, Position, Stage
from klachtbot.domain.nudging import SNOOZED, Key
from klachtbot.domain.people import Absence
from klachtbot.storage import Database, tables
from klachtbot.storage.organisation import apply
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.delivery import (
    DeliveryInDoubt,
    DeliveryLater,
    NotBefore,
    OutboxRow,
    Post,
    Receipt,
    Rendered,
    Update,
)
from klachtbot.usecases.digest import Digest, digest_of
from klachtbot.usecases.nudge import DIGEST, DIGEST_UPDATE, SOON, STANDING, goes_at, sweep
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Person
from tests.clock.outside import KeepingGateway, Transport
from tests.databases import Databases, StoppedClock
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
}
CLOSED = (date(2026, 5, 15), date(2026, 12, 24), date(2026, 12, 31))


def file(closed: tuple[date, ...]) -> str:
    said = ['[office]\nname = "OCO Voorbeeld"\nemail = "info@voorbeeld.example"\nphone = "036 000 00 00"\n']
    said += [f'[calendar]\nname = "public"\nclosing_days = [{", ".join(map(str, closed))}]\n']
    for slack, (name, position) in EVERYBODY.items():
        own = {"partner_member": '\norganisation = "Zorggroep De Waterlelie"'}.get(position, "")
        said += [f'[[person]]\nslack = "U0{slack.upper()}"\nname = "{name}"\npositions = ["{position}"]{own}\n']
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

    def update(self, channel: str, ts: str, post: Post) -> None:
        if self.luck.slack_down:
            raise DeliveryLater
        super().update(channel, ts, post)
        self.changed(self.keys[ts])

    def answers(self) -> bool:
        return not self.luck.slack_down


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
        self.databases = databases
        self.url = databases.new_url()
        self.slack = Slack(luck=self.luck, arrived=self._arrived, changed=self._changed)
        self.replicas = replicas
        self.opened: list[tuple[Database, Delivery]] = []
        self.start()
        self.closes_on(())
        with self.database.uow(read_only=True) as uow:
            by_slack = {one.slack_id: one for one in uow.people.all()}
        self.people: dict[str, Person] = {name: by_slack[f"U0{name.upper()}"] for name in EVERYBODY}
        self.by_id = {one.id: one for one in self.people.values()}
        ids = {name: one.id for name, one in self.people.items()}
        self.oracle = People(
            [ids[name] for name in ("sanne", "joris", "aylin")], ids["marleen"], ids["ruud"], ids["ilse"]
        )

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
            kept = self.kept.setdefault(one.id, {})
            for entry in one.events:
                kept.setdefault(entry.seq, self.days)

    # One tick

    def tick(self) -> None:
        """The metronome ticks: sweep and deliver. Then everything that was told is held against the oracle."""
        self.sync()
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
        while sweep(units, self.clock):
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
        self.told |= told
        self.figures["nudges"] += sum(len(people) for people in told.values())

    def _due(self, now: datetime) -> dict[tuple[ComplaintId, Key], tuple[frozenset[PersonId], bool]]:
        """What is owed now and was not told before, to whom; False: it was overtaken by a higher rung, told already."""
        today = now.astimezone(AMSTERDAM).date()
        due: dict[tuple[ComplaintId, Key], tuple[frozenset[PersonId], bool]] = {}
        for id, one in self.cases.items():
            if one.stage in oracle.ENDED and "inspection_asked" not in {fact.name for fact in one.facts}:
                continue
            for term in oracle.running(one, self.kept[id]):
                for rung in oracle.owed(term, now, self.days, reported=one.stage is Stage.REPORTED):
                    key = Key(term.term, term.subject, term.started, rung.name, rung.on)  # type: ignore[arg-type]
                    if (id, key) in self.told:
                        continue
                    to = oracle.recipients(rung.to, term, one, self.oracle, today)
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

    # One message

    def _render(self, database: Database, row: OutboxRow) -> Rendered:
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
            if which in names and oracle.may_know(one, person, self.oracle, self.today):
                owed.add(which)
        return rows, owed

    def _dropped(self, person: PersonId, key: str) -> None:
        rows, owed = self._of_message(person, key)
        held(not owed, lambda: f"{key} says nothing, and should say {owed}")
        self.dropped.setdefault(key, set()).update(rows)
        self.figures["messages that needed not be sent"] += 1

    def _arrived(self, slack_id: str, key: str) -> None:
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
        """Nothing that was told stays in a message that was never sent, or was sent before it was put in."""
        with self.database.uow(read_only=True) as uow:
            t = tables.nudges
            rows = uow.connection.execute(select(t)).all()
        for row in rows:
            which = (row.complaint, row.term, row.subject, row.started_on)
            seen = self.said.get(row.message, set()) | self.dropped.get(row.message, set())
            assert row.message is not None, f"in no message: {which} {row.rung}"
            assert which in seen, f"lost in {row.message}: {which} {row.rung}"


def _be_quick(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """This time on the clocks of Amsterdam."""
    return datetime.combine(day, time(hour, minute, second), AMSTERDAM)


__all__ = ["CLOSED", "DAY", "HANDLERS", "STAFF", "Office", "at"]
