"""The message of the morning and the afternoon: what is owed, by when, and the button that opens the right form.

One line a case, the most urgent first, in one message that follows what is done during the day. Never a name of a
party: a number, a step and a date. To a member of the committee it speaks of *u*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from klachtbot.domain.dossier import planned
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.letters import SentLetter
from klachtbot.domain.model import Action, Complaint, PersonId, Role, Seat, Stage
from klachtbot.domain.nudging import has_plan
from klachtbot.domain.procedure import Possible
from klachtbot.domain.terms import Deadline, Status, Term
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button, Menu
from klachtbot.slack.screens import asked, by_itself, improvements, letter_list, urgency
from klachtbot.slack.steps import STEPS
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.acknowledge_by_itself import Leaving
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.digest import Digest, Item

IN_FULL = 15
"""Lines in the message; two blocks each, of the fifty that it may hold."""

LETTERS_IN_FULL = 5
PER_PAGE = 20
ALSO_AT_MOST = 6

DONE = "✓"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads it, and when. ``now`` is aware; ``next_on``: the first date that is still to come, in all they do;
    ``leaving``: what there is to tell of an acknowledgement that leaves by itself (R6); ``letters``: those that wait
    for somebody, each with its dossier."""

    now: datetime
    calendar: WorkCalendar
    name_of: Callable[[PersonId], str]
    steps_in: Callable[[Complaint], Sequence[Possible]]
    next_on: date | None = None
    leaving: Callable[[Complaint], Leaving | None] = lambda _complaint: None
    letters: Sequence[tuple[Complaint, SentLetter]] = ()

    @property
    def today(self) -> date:
        return self.now.astimezone(AMSTERDAM).date()


@dataclass(frozen=True, slots=True)
class Line:
    """One case: what is owed in it, the most urgent first, and what was done since."""

    owed: tuple[Item, ...]
    done: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return (*self.owed, *self.done)

    @property
    def complaint(self) -> Complaint:
        return self.items[0].complaint

    @property
    def opens(self) -> bool:
        return any(item.opens for item in self.items)

    @property
    def theirs(self) -> bool:
        """Whether something is asked of this person, and not only told."""
        return any(item.opens or item.seated or item.owns for item in self.items)


def lines(found: Digest) -> tuple[Line, ...]:
    """The cases of a message: what is owed first, what is done below it."""
    cases: dict[str, list[Item]] = {}
    for item in found.items:
        cases.setdefault(item.complaint.id, []).append(item)
    whole = [
        Line(tuple(one for one in items if one.done is None), tuple(one for one in items if one.done is not None))
        for items in cases.values()
    ]
    return tuple(sorted(whole, key=lambda line: (not line.owed, not line.theirs)))


def message(found: Digest, key: str, reader: Reader, t: Texts) -> Post:
    """The message with this key as it is now."""
    every = lines(found)
    lead = _lead(every, key, reader, t)
    parts: list[Block] = [blocks.say(f"*{lead}*")]
    parts += _shown(every[:IN_FULL], 0, reader, t)
    if len(every) > IN_FULL:
        more = t.n("Nog {count}: alles tonen", "Nog {count}: alles tonen", len(every) - IN_FULL)
        parts.append(blocks.buttons(Button(more, "digest", f"{IN_FULL}:{key}")))
    if key.split(":")[2] == "morning":
        parts += _letters(reader, t)
    said = _stands_in(found, every, reader, t)
    return Post(lead, (*parts, *([blocks.small(*said)] if said else [])))


def _letters(reader: Reader, t: Texts) -> list[Block]:
    """Letters that wait for somebody. They are owed by no term, so they bring no message of their own."""
    if not reader.letters:
        return []
    count = len(reader.letters)
    head = blocks.say("*" + t.n("Ook wacht er {count} brief.", "Ook wachten er {count} brieven.", count) + "*")
    shown = enumerate(reader.letters[:LETTERS_IN_FULL])
    return [head, *(letter_list.waiting(complaint, one, number, t) for number, (complaint, one) in shown)]


def nothing(t: Texts) -> Post:
    """In the place of a message of which nothing is this person's any more."""
    text = t("Er staat hier niets meer open.")
    return Post(text, (blocks.say(text),))


def view(found: Digest | None, offset: int, key: str, reader: Reader, t: Texts) -> Block:
    """One page of all of it."""
    every = lines(found) if found is not None else ()
    page = every[offset : offset + PER_PAGE]
    last = offset + len(page)
    head = t("{first} tot en met {last} van {total}", first=offset + 1, last=last, total=len(every))
    parts = [blocks.say(head if page else t("Verder staat er niets open.")), *_shown(page, offset, reader, t)]
    steps = []
    if offset:
        steps.append(Button(t("Vorige"), "digest:back", f"{max(0, offset - PER_PAGE)}:{key}"))
    if last < len(every):
        steps.append(Button(t("Volgende"), "digest:on", f"{last}:{key}"))
    if steps:
        parts.append(blocks.buttons(*steps))
    return blocks.modal(t("Wat aandacht vraagt"), parts, close=t("Sluiten"))


# The sentence on top ---------------------------------------------------------------------------------------------


def _lead(every: Sequence[Line], key: str, reader: Reader, t: Texts) -> str:
    part, asked_for = key.split(":")[2], key.count(":") > 3
    owed = [line for line in every if line.owed]
    if not owed:
        done = t("Alles van vanochtend is gedaan.") if part == "morning" else t("Alles van vanmiddag is gedaan.")
        return done if reader.next_on is None else f"{done} {_next(reader.next_on, reader.today, t)}"
    mine, told = sum(line.theirs for line in owed), sum(not line.theirs for line in owed)
    said = [_asks(owed, mine, part, asked_for, reader, t)] if mine else []
    if told:
        wrong = t.n("Bij {count} klacht gaat iets niet op tijd.", "Bij {count} klachten gaat iets niet op tijd.", told)
        said.append(wrong)
    if any(line.done for line in every) or asked_for:
        return " ".join(said)
    return " ".join([t("Goedemorgen.") if _hour(reader) < NOON else t("Goedemiddag."), *said])


NOON = 12


ASKED_OF_YOU = N_("Er wordt iets van u gevraagd.")


def _asks(owed: Sequence[Line], mine: int, part: str, asked_for: bool, reader: Reader, t: Texts) -> str:
    if asked_for:
        return t("Je wilde hier nu aan herinnerd worden.")
    if all(item.seated for line in owed for item in line.owed):
        return t(ASKED_OF_YOU)
    if part != "morning" and all(_ends(item.deadline) <= reader.today for line in owed for item in line.owed[:1]):
        return t.n("Dit moet vandaag nog: {count} klacht.", "Dit moet vandaag nog: {count} klachten.", mine)
    return t.n("Vandaag vraagt {count} klacht aandacht.", "Vandaag vragen {count} klachten aandacht.", mine)


def _next(on: date, today: date, t: Texts) -> str:
    return t("De volgende termijn is {day}.", day=_near(on, today, t))


def _near(on: date, today: date, t: Texts) -> str:
    return t(_DAYS[(on - today).days]) if (on - today).days in _DAYS else t.day(on)


_DAYS = {0: N_("vandaag"), 1: N_("morgen")}


def _hour(reader: Reader) -> int:
    return reader.now.astimezone(AMSTERDAM).hour


# The lines -------------------------------------------------------------------------------------------------------


def _shown(some: Sequence[Line], offset: int, reader: Reader, t: Texts) -> list[Block]:
    return [
        part for number, line in enumerate(some, offset) for part in _line(line, number, reader, t, first=not number)
    ]


def _line(line: Line, number: int, reader: Reader, t: Texts, *, first: bool) -> list[Block]:
    told = [_done(item, reader, t) for item in line.done[:ALSO_AT_MOST]]
    if not line.owed:
        return [blocks.say("\n".join(told))]
    leaving = _leaving(line, reader) if line.opens else None
    rest = [one for one in line.owed[1:] if leaving is None or not _told_of(one, reader.today)]
    rows = [_owed(line.owed[0], reader, t), *_also(rest, reader, t)]
    rows += [by_itself.sentence(leaving, reader.today, t)] if leaving is not None else []
    text = "\n".join([*rows, *told])
    if not line.opens:
        mine = [one for one in line.owed if one.owns]
        actions = [
            improvements.button(one.complaint, one.deadline.subject, t, number=f"{number}:{n}")
            for n, one in enumerate(mine[:ALSO_AT_MOST])
        ]
        return [blocks.say(text), *([blocks.buttons(*actions)] if actions else [])]
    steps = reader.steps_in(line.complaint)
    step = replace(_step(line, steps, reader.today, t), primary=first)
    more = by_itself.buttons(line.complaint, leaving, steps, t) if leaving is not None else []
    row = [step, *(one for one in more if one.text != step.text)]
    return [
        blocks.say(text, Menu(f"more:{number}", _menu(line, steps, t))),
        blocks.buttons(*(replace(one, action=f"{one.action}:{number}") for one in row)),
    ]


def _told_of(item: Item, today: date) -> bool:
    """Whether what is said of an acknowledgement that leaves by itself says this, too."""
    return item.deadline.rule == "R6" and not item.deadline.overdue(today)


def _step(line: Line, steps: Sequence[Possible], today: date, t: Texts) -> Button:
    """The form of what is asked first, or else of what may be done at all; the card where nothing may."""
    complaint = line.complaint
    if complaint.stage is Stage.REPORTED:
        return Button(t("Registreren"), "register_report", complaint.id)
    for item in line.owed:
        step = asked.meeting(complaint, item.deadline, today, steps)
        if step is not None:
            return replace(asked.button(complaint, step, today, t), action="step")
    return Button(t("Openen"), "open", complaint.id)


def _leaving(line: Line, reader: Reader) -> Leaving | None:
    """Of a case in which an acknowledgement without contact is owed."""
    asked_for = any(item.deadline.rule == "R6" for item in line.owed)
    return reader.leaving(line.complaint) if asked_for else None


def _menu(line: Line, steps: Sequence[Possible], t: Texts) -> list[tuple[str, str]]:
    """What stands behind "⋯": "what:complaint[:term:subject]"."""
    complaint, first = line.complaint, line.owed[0].deadline
    term = asked.key(complaint, first)
    found = [
        (t("Openen"), f"open:{complaint.id}"),
        (t("Waarom deze datum?"), f"why:{term}"),
        (t("Later herinneren"), f"snooze:{term}"),
    ]
    deputise = STEPS.get(Action.DEPUTISE.value)
    if deputise is not None and Possible(Action.DEPUTISE, "") in steps:
        found.append((t(deputise.label), f"step:{asked.value(complaint, deputise, '')}"))
    return found


def _owed(item: Item, reader: Reader, t: Texts) -> str:
    sign, when = _when(item, reader, t)
    parts = [f"{sign} `{item.complaint.label}`", _asks_for(item, t), when, *_beside(item, reader, t)]
    return " · ".join(parts)


def _asks_for(item: Item, t: Texts) -> str:
    """What is asked, and whom of the committee they are to call for it."""
    what = _what(item, t)
    if item.call is None:
        return what
    call = t("bel dit lid: {who}", who=t(_CALLED[item.call])) if item.call in _CALLED else t("bel dit lid")
    return f"{call} · {what}"


_CALLED = {Role.CHAIR: labels.SEATS[Seat.CHAIR], Role.SECRETARY: N_("secretaris")}


def _also(rest: Sequence[Item], reader: Reader, t: Texts) -> list[str]:
    if not rest:
        return []
    named = [f"{_asks_for(item, t)} ({_when(item, reader, t)[1]})" for item in rest[:ALSO_AT_MOST]]
    return [t("ook: {steps}", steps=", ".join([*named, *(["…"] if len(rest) > ALSO_AT_MOST else [])]))]


def _what(item: Item, t: Texts) -> str:
    term = item.deadline.term
    return t(labels.NUDGED.get(term, labels.TERMS[term])) + plain(asked.which(item.complaint, item.deadline.subject, t))


def _done(item: Item, reader: Reader, t: Texts) -> str:
    """ "✓ ~K-2026-012 · ontvangstbevestiging~ · gedaan om 10:14 door Joris Bakker"."""
    assert item.done is not None, "only of what is done"
    what = f"{DONE} ~{item.complaint.label} · {_what(item, t)}~"
    at = f"{item.done.at.astimezone(AMSTERDAM):%H:%M}"
    by = reader.name_of(item.done.by) if item.done.by is not None else ""
    if item.deadline.status not in (Status.MET, Status.MET_LATE):
        return f"{what} · {t('niet meer nodig')}"
    if item.done.by is None and item.deadline.term is Term.ACKNOWLEDGEMENT:
        return f"{what} · {t('ging vanzelf uit om {time}', time=at)}"
    said = t("gedaan om {time} door {name}", time=at, name=plain(by)) if by else t("gedaan om {time}", time=at)
    return f"{what} · {said}"


def _ends(due: Deadline) -> date:
    """The last day on which somebody is at work for it."""
    return due.agreed_for or due.last_working_day


def _when(item: Item, reader: Reader, t: Texts) -> tuple[str, str]:
    """The sign, and by when in words; of a term that ends on a day off also the last working day before it."""
    due, today = item.deadline, reader.today
    if due.status is Status.WAITING:
        return urgency.WAITS, urgency.words(due, today, t)
    if item.seated:
        return _formally(due, today, t)
    if due.agreed_for is not None:
        sign, when = urgency.shown(due.agreed_for, due.agreed_for, today, t)
        return sign, t("afgesproken: {when}", when=when)
    sign, when = urgency.shown(due.due_on, due.late_after, today, t)
    if due.last_working_day < due.due_on and today <= due.due_on:
        last = max(due.last_working_day, today)
        sign, _ = urgency.shown(last, last, today, t)
        return sign, t("{when}, de laatste werkdag is {day}", when=when, day=_near(due.last_working_day, today, t))
    if due.late_after is not None and due.due_on < today <= due.late_after:  # R5: wanted, but not late yet
        day = _near(due.late_after, today, t)
        ends_today = today == due.late_after
        return sign, t("uiterlijk {day}", day=day) if ends_today else t("vraagt aandacht, uiterlijk {day}", day=day)
    return sign, when


def _formally(due: Deadline, today: date, t: Texts) -> tuple[str, str]:
    sign, _ = urgency.shown(due.due_on, due.late_after, today, t)
    day = t.full_day(due.due_on)
    return sign, t("dat moest {day}", day=day) if due.overdue(today) else t("uiterlijk {day}", day=day)


def _beside(item: Item, reader: Reader, t: Texts) -> list[str]:
    """What else there is to know of it: a plan, or who handles it and how late it is."""
    due = item.deadline
    if item.opens or item.seated or item.owns:
        theirs = item.handles or item.deputises or item.seated or item.owns
        return [*_plan(item, t), *([] if theirs else _handler(item, reader, t))]
    if item.alone:
        return [t("er is niemand die kan waarnemen")]
    late = reader.calendar.between(due.late_after, reader.today) if due.overdue(reader.today) and due.late_after else 0
    said = [t.n("al {count} werkdag te laat", "al {count} werkdagen te laat", late)] if late else []
    return [*said, *_handler(item, reader, t)]


def _plan(item: Item, t: Texts) -> list[str]:
    """The day that is planned to meet it, or that there is none yet."""
    due = item.deadline
    if due.term not in _PLANNED:
        return []
    if not has_plan(item.complaint, due):
        return [t("nog niets gepland")]
    plan = planned(item.complaint) if due.term is Term.CONVERSATION else None
    return [t("gepland op {day}", day=t.day(date.fromisoformat(str(plan.attributes["planned_for"]))))] if plan else []


_PLANNED = frozenset({Term.CONVERSATION, Term.HEARING})


def _handler(item: Item, reader: Reader, t: Texts) -> list[str]:
    name = reader.name_of(item.complaint.officer)
    return [t("behandelaar: {name}", name=plain(name))] if name else []


def _stands_in(found: Digest, every: Sequence[Line], reader: Reader, t: Texts) -> list[str]:
    said = []
    for one in found.stands_in_for[:10]:
        count = sum(line.complaint.officer == one.person and bool(line.owed) for line in every)
        name = plain(reader.name_of(one.person)) or t("een collega")
        until = f" {t('t/m {day}', day=t.day(one.until))}" if one.until else ""
        if count:
            told = t.n("{count} van deze klachten", "{count} van deze klachten", count)
            said.append("_" + t("Je neemt waar voor {name}{until}: {cases}.", name=name, until=until, cases=told) + "_")
    return said
