"""What is owed at an instant, told once more from the regulation: the second opinion that the simulated year asks.

Nothing here asks ``domain.ladder``, ``nudging``, ``terms``, ``people`` or ``workdays``. It looks back from today ("how
many working days is it late?") where the product looks ahead (every rung there will be), so that one slip is not made
twice. Of a dossier it takes what stands in it: facts with their dates, who handles it, whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from klachtbot.domain.model import Action, Complaint, Json, Stage

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
OPENS, AFTERNOON, CLOSES = time(9), time(15), time(17)
ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.NO_COMPLAINT})
COMMITTEE = frozenset({"deliberation", "hearing", "second_hearing", "ruling"})
LASTING = frozenset({"advice", "improvement", "inspection"})
"""Owed also when the complaint has ended (R20, R25)."""
LAST = frozenset({"advised", "improvement_planned", "inspection_asked"})
"""The facts that start those."""
WAIT_FOR_SAFETY = frozenset({"contact", "acknowledgement", "inform", "conversation"})


@cache
def _public(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))


class Days:
    """Working days: Monday to Friday without public holidays and our own closing days."""

    def __init__(self, closed: Iterable[date] = ()) -> None:
        self.closed = frozenset(closed)
        self._works: dict[date, bool] = {}

    def works(self, day: date) -> bool:
        known = self._works.get(day)
        if known is None:
            known = day.weekday() < 5 and day not in _public(day.year) and day not in self.closed
            self._works[day] = known
        return known

    def after(self, day: date, n: int) -> date:
        """The n-th working day after this day; the day itself for 0."""
        for _ in range(n):
            day += DAY
            while not self.works(day):
                day += DAY
        return day

    def before(self, day: date, n: int) -> date:
        for _ in range(n):
            day -= DAY
            while not self.works(day):
                day -= DAY
        return day

    def on_or_before(self, day: date) -> date:
        return day if self.works(day) else self.before(day, 1)

    def on_or_after(self, day: date) -> date:
        return day if self.works(day) else self.after(day, 1)

    def between(self, day: date, until: date) -> int:
        """How many working days lie after the one day, up to and including the other."""
        n = 0
        while day < until:
            day += DAY
            n += self.works(day)
        return n

    def last_weekday(self, weekdays: tuple[int, ...], after: date, until: date) -> date | None:
        """The last such day of the week after the one day, reached by the other; one that is off comes a day later."""
        day, found = after + DAY, None
        while day <= until:
            if day.weekday() in weekdays and (moved := self.on_or_after(day)) <= until:
                found = moved
            day += DAY
        return found


@dataclass(frozen=True, slots=True)
class Running:
    """A term that runs: ``due`` is the end of the ladder's counting, ``wanted`` R5's softer wish."""

    term: str
    subject: str
    started: date
    due: date
    hard: bool
    rule: str = ""
    planned: bool = False
    two_weeks: bool = False
    agreed: date | None = None

    @property
    def name(self) -> tuple[str, str, date]:
        return self.term, self.subject, self.started


@dataclass(frozen=True, slots=True)
class Rung:
    name: str
    on: date
    to: str  # "officer", "both", "supervisor", "chair", "committee"


@dataclass
class People:
    """Who they are and who is away, as the simulation made it so. Person ids throughout."""

    coordinators: list[str]
    supervisor: str
    deputy_supervisor: str
    secretary: str = ""
    outside: frozenset[str] = frozenset()
    """Who is not in Slack: of the committee only."""
    away: list[tuple[str, date, date | None]] = field(default_factory=list)
    weekdays_off: dict[str, frozenset[int]] = field(default_factory=dict)

    def off(self, person: str, on: date) -> bool:
        dated = any(who == person and first <= on and (last is None or on <= last) for who, first, last in self.away)
        return dated or on.weekday() in self.weekdays_off.get(person, frozenset())


def part_of(now: datetime, days: Days) -> str | None:
    """In which part of a working day messages may go at this instant; None outside the hours."""
    local = now.astimezone(AMSTERDAM)
    if not days.works(local.date()) or not OPENS <= local.time() < CLOSES:
        return None
    return "afternoon" if local.time() >= AFTERNOON else "morning"


class Facts:
    """What stands in a dossier, to be asked by name."""

    def __init__(self, complaint: Complaint) -> None:
        self._by: dict[tuple[str, str], list[date]] = {}
        for fact in complaint.facts:
            self._by.setdefault((fact.name.value, fact.subject), []).append(fact.on)

    def first(self, *names: str, subject: str = "") -> date | None:
        return min((on for name in names for on in self._by.get((name, subject), ())), default=None)

    def last(self, *names: str, subject: str = "") -> date | None:
        return max((on for name in names for on in self._by.get((name, subject), ())), default=None)

    def subjects(self, name: str) -> list[str]:
        return sorted({subject for known, subject in self._by if known == name})


def running(complaint: Complaint, kept: Mapping[int, Days]) -> list[Running]:
    """The terms that run now. ``kept``: the days as they were known when each entry was made, by its seq."""
    facts = Facts(complaint)
    over = complaint.stage in ENDED
    held = facts.first("safety_hold") is not None
    return [
        one
        for one in _started(complaint, facts, kept)
        if not (over and one.term not in LASTING) and not (held and one.term in WAIT_FOR_SAFETY)
    ]


def _started(complaint: Complaint, facts: Facts, kept: Mapping[int, Days]) -> Iterator[Running]:
    """One paragraph for each rule, in the order of the regulation."""

    def days(on: date | None, *names: str, subject: str = "") -> Days:
        for event in reversed(complaint.events):
            if any((f.name.value, f.on, f.subject) in {(n, on, subject) for n in names} for f in event.facts):
                return kept[event.seq]
        raise AssertionError("every fact was recorded in an entry")

    received, contacted, acknowledged = facts.first("received"), facts.last("contacted"), facts.first("acknowledged")
    assert received is not None
    known = days(received, "received")
    if not facts.first("nameless"):
        if contacted is None:
            yield Running("contact", "", received, known.after(received, 3), hard=True, rule="R4")
        if acknowledged is None:
            hard = known.after(received, 4)
            wanted = days(contacted, "contacted").on_or_after(contacted) if contacted else None
            if contacted is not None and wanted is not None and wanted <= hard:
                yield Running("acknowledgement", "", contacted, hard, hard=True, rule="R5")
            else:
                yield Running("acknowledgement", "", received, hard, hard=True, rule="R6")
    if acknowledged is not None:
        for one in complaint.respondents:
            joined = facts.last("joined", subject=one.ref)
            late = joined if joined is not None and joined > acknowledged else None
            start = late or acknowledged
            then = days(late, "joined", subject=one.ref) if late else days(acknowledged, "acknowledged")
            if facts.first("informed", subject=one.ref) is None:
                yield Running("inform", one.ref, start, then.on_or_after(start), hard=True, rule="R7")
        if not facts.first("conversation_held", "conversation_failed", "solved"):
            due, agreed = acknowledged + 14 * DAY, _agreed(complaint, facts)
            talking = complaint.stage in (Stage.REGISTERED, Stage.ACKNOWLEDGED)
            planned = talking and facts.first("conversation_planned") is not None
            yield Running(
                "conversation", "", acknowledged, agreed or due, hard=True, planned=planned, two_weeks=True,
                agreed=agreed,
            )  # fmt: skip
    talked = facts.last("conversation_held", "conversation_failed", "solved")
    if talked is not None and not facts.first("report_written") and not facts.first("ruled"):
        then = days(talked, "conversation_held", "conversation_failed", "solved")
        yield Running("report", "", talked, then.after(talked, 3), hard=False)
    offered = facts.last("choice_offered", "choice_reminded")
    if offered is not None and not facts.first("choice_made"):
        yield Running("choice", "", offered, offered + 14 * DAY, hard=False)
    composed, confirmed, ruled = facts.last("panel_composed"), facts.last("panel_confirmed"), facts.first("ruled")
    if composed is not None and not confirmed and not ruled:
        yield Running("confirmation", "", composed, days(composed, "panel_composed").after(composed, 2), hard=False)
    for seat in _seats(complaint, facts) if confirmed is not None and not ruled else ():
        if confirmed is not None and not facts.first("declared_uninvolved", subject=seat):
            due = days(confirmed, "panel_confirmed").after(confirmed, 2)
            yield Running("declaration", seat, confirmed, due, hard=False)
    for subject in facts.subjects("document_requested"):
        asked = facts.last("document_requested", subject=subject)
        answered = facts.first("document_delivered", "document_refused", subject=subject) or facts.first("ruled")
        if asked is not None and not answered:
            then = days(asked, "document_requested", subject=subject)
            yield Running("documents", subject, asked, then.after(asked, 3), hard=False)
    committee, met = facts.last("received_by_committee"), facts.last("deliberated", "deliberation_skipped")
    if committee is not None and met is None:
        yield Running("deliberation", "", committee, committee + 14 * DAY, hard=True, two_weeks=True)
    if met is not None and not facts.first("hearing_held"):
        planned = facts.first("hearing_planned") is not None
        yield Running("hearing", "", met, met + 14 * DAY, hard=True, planned=planned, two_weeks=True)
    second = facts.last("second_hearing_planned")
    if second is not None and not facts.first("second_hearing_held"):
        yield Running("second_hearing", "", second, second + 14 * DAY, hard=False)
    heard = facts.last("hearing_held", "second_hearing_held")
    if heard is not None and not facts.first("ruled"):
        yield Running("ruling", "", heard, heard + 14 * DAY, hard=False)
    for seat in _seats(complaint, facts) if ruled is not None else ():
        if ruled is not None and seat != "chair" and not facts.first("member_agreed", subject=seat):
            yield Running("agreement", seat, ruled, days(ruled, "ruled").after(ruled, 3), hard=False)
    advised = facts.last("advised")
    if advised is not None and not facts.first("advice_answered"):
        yield Running("advice", "", advised, days(advised, "advised").after(advised, 5), hard=False)
    for ref, said in unfinished(complaint).items():
        planned_on = facts.last("improvement_planned", subject=ref)
        assert planned_on is not None
        yield Running("improvement", ref, planned_on, date.fromisoformat(str(said["action_due"])), hard=False)
    for subject in facts.subjects("inspection_asked"):
        asked = facts.last("inspection_asked", subject=subject)
        if asked is not None and not facts.first("inspection_answered", "informed", subject=subject):
            then = days(asked, "inspection_asked", subject=subject)
            yield Running("inspection", subject, asked, then.on_or_after(asked), hard=False)


def unfinished(complaint: Complaint) -> dict[str, Mapping[str, Json]]:
    """What was agreed to be done and is neither done nor dropped (R25), with what was said of it."""
    found: dict[str, Mapping[str, Json]] = {}
    for event in complaint.events:
        for fact in event.facts:
            if fact.name.value == "improvement_planned":
                found[fact.subject] = event.attributes
            if fact.name.value in ("improvement_done", "improvement_dropped"):
                found.pop(fact.subject, None)
    return found


def owns(ref: str, complaint: Complaint, person: str, people: People) -> bool:
    """Whether it is this person's to do, and they may know that (R20, R23)."""
    said = unfinished(complaint).get(ref)
    kept_out = person in _involved(complaint) or (person in people.coordinators and supervised(complaint, people))
    return said is not None and said["action_owner"] == person and not kept_out


def _owner(one: Running, complaint: Complaint, people: People, on: date) -> frozenset[str]:
    """Who does it, when they may know of it, are there that day, and can be told in Slack."""
    person = str(unfinished(complaint)[one.subject]["action_owner"]) if one.term == "improvement" else ""
    told = owns(one.subject, complaint, person, people) and not people.off(person, on)
    return frozenset({person}) if told and person not in people.outside else frozenset()


def _agreed(complaint: Complaint, facts: Facts) -> date | None:
    if facts.first("later_agreed") is None:
        return None
    last = [event for event in complaint.events if event.action is Action.AGREE_LATER][-1]
    return date.fromisoformat(str(last.attributes["until"]))


def owed(one: Running, now: datetime, days: Days, *, reported: bool) -> list[Rung]:
    """The highest rung at this instant, and the supervisor's; nothing while it is too early for any."""
    local = now.astimezone(AMSTERDAM)
    today, afternoon = local.date(), local.time() >= AFTERNOON
    if today < one.started:
        return []
    last = days.on_or_before(one.due)
    found = _hard(one, today, afternoon, last, days, reported) if one.hard else _soft(one, today, last, days)
    rungs = [found] if found is not None and found.on >= one.started else []
    if one.hard and (late := days.between(one.due, today)) >= 2:
        second = days.after(one.due, 2)
        weekly = days.last_weekday((0,), second, today)
        rungs.append(Rung("supervisor_weekly" if weekly else "supervisor", weekly or second, "supervisor"))
        assert late >= 2
    return rungs


def _hard(one: Running, today: date, afternoon: bool, last: date, days: Days, reported: bool) -> Rung | None:
    late = days.between(one.due, today) if today > one.due else 0
    if late > 3:
        third = days.after(one.due, 3)
        weekly = days.last_weekday((0, 3), third, today)
        return Rung("overdue", weekly, "both") if weekly else Rung("overdue_3", third, "both")
    if late:
        return Rung(f"overdue_{late}", days.after(one.due, late), "both")
    if today == last:
        return Rung("last_afternoon", last, "both") if afternoon else Rung("last_morning", last, "officer")
    the_day_before = days.before(last, 1)
    if today >= the_day_before >= one.started:
        announced = one.rule == "R6" and afternoon
        return Rung("announcement" if announced else "tomorrow", the_day_before, "both" if announced else "officer")
    if one.two_weeks and not one.planned:
        ahead = days.before(last, 5)
        return Rung("unplanned", ahead, "officer") if today >= ahead else None
    if one.rule == "R5" and today >= (second := days.after(one.started, 2)):
        return Rung("wanted", second, "officer")
    if reported and one.term == "contact" and today >= (next_day := days.after(one.started, 1)):
        return Rung("reported", next_day, "officer")
    return None


def _soft(one: Running, today: date, last: date, days: Days) -> Rung | None:
    if today < last:
        return None
    again = days.last_weekday((0,), one.due, today)
    return Rung("asked_again", again, "officer") if again else Rung("asked", last, "officer")


def recipients(to: str, one: Running, complaint: Complaint, people: People, on: date) -> frozenset[str]:
    """Exactly who gets it (R3, R23)."""
    if to == "supervisor":
        # Of what is handled above the coordinators, those two hear every rung as officer and deputy already.
        return frozenset() if _above(complaint, people) else _alarmed(complaint, people, on)
    reads = not channel_over(complaint, on)
    if to != "handler" and one.term == "agreement" and reads and (member := _member(complaint, one.subject)):
        return member
    if to != "handler" and (owner := _owner(one, complaint, people, on)):
        return owner
    if to != "handler" and one.term in COMMITTEE and (theirs := _committee(complaint, people, hard=one.hard)):
        return theirs
    deputies = frozenset(_deputies(complaint, people, on))
    officer = complaint.officer
    there = officer in _team(complaint, people) and officer not in _involved(complaint)
    there = there and not people.off(officer, on)
    found = frozenset({officer}) if there else deputies
    if to == "both":
        found |= deputies
    return found or _alarmed(complaint, people, on)


MAILS = 2
"""So many mails somebody gets about one deadline."""


def reached(
    to: frozenset[str], one: Running, complaint: Complaint, people: People, mails: Mapping[str, int], on: date
) -> frozenset[str]:
    """The same people, as they can be reached: in Slack, or by one of the two mails; for who had both somebody is to
    call. ``mails``: how many each had about this deadline."""
    outside = to & people.outside
    silent = frozenset(one for one in outside if mails.get(one, 0) >= MAILS)
    calls = silent and not any(_writes_or_leads(complaint, one) for one in to - outside)
    return to - silent | (recipients("handler", one, complaint, people, on) if calls else frozenset())


def calls(one: Running, complaint: Complaint, people: People, reader: str) -> bool:
    """Whether this reader is who calls when there is nothing else to be done: the one it is asked of reads along,
    outside Slack, and no secretary in Slack goes before."""
    seat = one.subject if one.term == "agreement" else "chair"
    found = _member(complaint, seat) if one.term in COMMITTEE | {"agreement"} else frozenset()
    writes = (_composed(complaint) or {}).get("secretary") if one.hard else None
    return bool(found & people.outside) and (writes in (None, reader) or str(writes) in people.outside)


def in_channel(one: Running, complaint: Complaint, people: People) -> bool:
    """Whether a reminder of this term is also said in the committee's channel: there are people in it."""
    return one.hard and one.term in COMMITTEE and has_channel(complaint, people)


def has_channel(complaint: Complaint, people: People) -> bool:
    """Whether somebody of the panel may read the dossier in Slack."""
    sits = _seats(complaint, Facts(complaint))
    return any(_member(complaint, seat) - people.outside for seat in sits)


def channel_over(complaint: Complaint, on: date) -> bool:
    ruled = Facts(complaint).first("ruled")
    return on > ruled + 14 * DAY if ruled else complaint.stage in ENDED


def _writes_or_leads(complaint: Complaint, person: str) -> bool:
    composed = _composed(complaint) or {}
    return person in (composed.get("secretary"), _seats(complaint, Facts(complaint)).get("chair"))


def _member(complaint: Complaint, seat: str) -> frozenset[str]:
    """Who holds this seat and may read: they declared to be free, and the complainant agreed (R12, R13)."""
    consent = [event.attributes["consent"] for event in complaint.events if "consent" in event.attributes]
    facts = Facts(complaint)
    who = _seats(complaint, facts).get(seat)
    reads = facts.first("declared_uninvolved", subject=seat) is not None and consent[-1:] == [True]
    return frozenset({str(who)}) if who and reads else frozenset()


def woken(person: str, one: Running, complaint: Complaint, people: People, on: date) -> frozenset[str]:
    """Who put it off hears of it again, as long as it is theirs; else who handles it."""
    handling = recipients("handler", one, complaint, people, on)
    return frozenset({person}) if person in handling | _owner(one, complaint, people, on) else handling


def may_know(complaint: Complaint, person: str, people: People, on: date) -> bool:
    """Whether a message may tell this person of it at all, today."""
    if person in _involved(complaint):
        return False
    if person in people.coordinators:
        return not supervised(complaint, people)
    if person in (people.supervisor, people.deputy_supervisor) and _above(complaint, people):
        return (
            person == complaint.officer
            or person in _alarmed(complaint, people, on)
            or _stands_in(complaint, person, people, on)
        )
    sits = any(person in _member(complaint, seat) for seat in _seats(complaint, Facts(complaint)))
    if sits and not channel_over(complaint, on):
        return True
    chair = _seats(complaint, Facts(complaint)).get("chair")  # also of a panel that was put together anew meanwhile
    return person == chair or person in _alarmed(complaint, people, on) | _committee(complaint, people, hard=True)


def _stands_in(complaint: Complaint, person: str, people: People, on: date) -> bool:
    return person in _deputies(complaint, people, on)


def supervised(complaint: Complaint, people: People) -> bool:
    """R23: about a coordinator, or kept from all of them."""
    said = [event.attributes["supervised"] for event in complaint.events if "supervised" in event.attributes]
    about = any(one.person in people.coordinators for one in complaint.respondents)
    return complaint.series.value == "L" or bool(said and said[-1] is True) or about


def _above(complaint: Complaint, people: People) -> bool:
    handled_there = complaint.officer in (people.supervisor, people.deputy_supervisor)
    return handled_there or supervised(complaint, people)


def _team(complaint: Complaint, people: People) -> list[str]:
    return [people.deputy_supervisor, people.supervisor] if _above(complaint, people) else people.coordinators


def _involved(complaint: Complaint) -> set[str]:
    back = {event.by for event in complaint.events if event.action is Action.STEP_BACK}
    about = {one.person for one in complaint.respondents}
    return {str(one) for one in back | about | {complaint.complainant} if one}


def _deputies(complaint: Complaint, people: People, on: date) -> list[str]:
    kept_out = _involved(complaint) | {complaint.officer}
    return [one for one in _team(complaint, people) if one not in kept_out and not people.off(one, on)]


def _alarmed(complaint: Complaint, people: People, on: date) -> frozenset[str]:
    """The supervisor; with the deputy supervisor when the supervisor is off or involved."""
    kept_out = _involved(complaint)
    both = {one for one in (people.supervisor, people.deputy_supervisor) if one not in kept_out}
    there = people.supervisor in both and not people.off(people.supervisor, on)
    return frozenset({people.supervisor} if there else both)


def _committee(complaint: Complaint, people: People, *, hard: bool) -> frozenset[str]:
    """The chair who declared to be free, and of hard terms the secretary; nobody as long as there is no panel, or the
    complainant did not agree that it gets the dossier (R12, R13)."""
    composed = _composed(complaint)
    consent = [event.attributes["consent"] for event in complaint.events if "consent" in event.attributes]
    if composed is None or consent[-1:] != [True]:
        return frozenset()
    facts = Facts(complaint)
    declared = facts.first("declared_uninvolved", subject="chair") is not None
    named = [_seats(complaint, facts).get("chair") if declared else None, composed.get("secretary") if hard else None]
    return frozenset(str(one) for one in named if one)


def _composed(complaint: Complaint) -> Mapping[str, Json] | None:
    said = [event.attributes for event in complaint.events if event.action is Action.COMPOSE_PANEL]
    return said[-1] if said else None


def _seats(complaint: Complaint, facts: Facts) -> dict[str, Json]:
    """Who sits where, without who turned out to be involved (R13)."""
    composed = _composed(complaint)
    seats = composed["seats"] if composed is not None else None
    left = facts.subjects("declared_involved")
    return {seat: who for seat, who in seats.items() if seat not in left} if isinstance(seats, dict) else {}
