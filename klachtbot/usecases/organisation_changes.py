"""What an organisation file would change, shown before it is taken over; and who is who, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from klachtbot.domain.people import HANDLING
from klachtbot.usecases import retaining
from klachtbot.usecases.organisation import Contact, Office, Organisation
from klachtbot.usecases.organisation_member import COMMITTEE, Member
from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.reminding import shown
from klachtbot.usecases.roster import ChangeKind


class Difference(StrEnum):
    JOINS = "joins"
    LEAVES = "leaves"
    GAINS = "gains"
    LOSES = "loses"
    CHANGES = "changes"  # a name, an address, an organisation
    ORDER = "order"  # who of those in one seat is asked first
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``what`` is a position, or what changes ("name", "calendar")."""

    kind: Difference
    who: str = ""
    what: str = ""
    before: str = ""
    after: str = ""


def plan(current: Organisation | None, wanted: Organisation) -> list[Change]:
    """What would change, person by person in the order of the file; empty when nothing would."""
    pairs, left = known_before(current.members if current else (), wanted.members)
    changes: list[Change] = []
    for old, member in pairs:
        changes += _differences(old, member)
    changes += [Change(Difference.LEAVES, who=member.name) for member in left]
    by_now = {id(old): member for old, member in pairs}
    here = current.members if current else ()
    changes += _order([(old, by_now[id(old)]) for old in here if id(old) in by_now], wanted.members)
    changes += _settings(current.office if current else None, wanted.office)
    return changes


class Known(Protocol):
    """Somebody as they were known before."""

    @property
    def slack_id(self) -> str | None: ...

    @property
    def email(self) -> str: ...


Before = TypeVar("Before", bound=Known)


def known_before(
    before: Iterable[Before], wanted: Iterable[Member]
) -> tuple[list[tuple[Before | None, Member]], list[Before]]:
    """Each of ``wanted`` with who that was before (None: nobody), and who is left over.

    They are found by their Slack id. Where one of the two has none, the e-mail address tells: so somebody who comes to
    Slack, or leaves it, stays who they are.
    """
    left = list(before)
    found: list[tuple[Before | None, Member]] = []
    for member in sorted(wanted, key=lambda one: not one.slack_id):
        same = [one for one in left if one.slack_id and one.slack_id == member.slack_id]
        same = same or [one for one in left if _same_address(one, member)]
        found.append((same[0] if same else None, member))
        left = [one for one in left if not same or one is not same[0]]
    return found, left


def _same_address(one: Known, member: Member) -> bool:
    apart = bool(one.slack_id and member.slack_id)
    return not apart and bool(member.email) and one.email.casefold() == member.email.casefold()


def handling_no_more(current: Organisation | None, wanted: Organisation) -> tuple[Member, ...]:
    """Who handles cases now, and would not as ``wanted`` says: they leave, or lose that position."""
    stays = {member.slack_id for member in wanted.members if not member.positions.isdisjoint(HANDLING)}
    members = current.members if current else ()
    return tuple(one for one in members if one.slack_id not in stays and not one.positions.isdisjoint(HANDLING))


def undone(uow: UnitOfWork, wanted: Organisation) -> tuple[str, ...]:
    """Names of whom a form changed since the file was last written or taken over, and of whom ``wanted`` says something
    else: taking it over would undo that."""
    changes = uow.roster.since_the_file()
    renamed = {one.organisation for one in changes if one.kind is ChangeKind.ORGANISATION_RENAMED}
    changed = {one.about for one in changes if one.about is not None}
    changed |= {one.person for one in uow.people.roster() if one.organisation in renamed}
    now = {one.id: one.member for one in uow.roster.listed()}
    pairs, left = known_before(uow.people.all(), wanted.members)
    otherwise = [known for known, member in pairs if known is not None and now.get(known.id) != member]
    otherwise += [known for known in left if known.id in now]
    return tuple(dict.fromkeys(one.name for one in otherwise if one.id in changed))


def _differences(old: Member | None, new: Member) -> Iterator[Change]:
    if old is None:
        yield Change(Difference.JOINS, who=new.name)
    else:
        for what in ("name", "email", "organisation"):
            before, after = getattr(old, what), getattr(new, what)
            if before != after:
                yield Change(Difference.CHANGES, who=old.name, what=what, before=before, after=after)
        for what in ("since", "until"):
            days = [day.isoformat() if (day := getattr(one, what)) else "" for one in (old, new)]
            if days[0] != days[1]:
                yield Change(Difference.CHANGES, who=old.name, what=what, before=days[0], after=days[1])
        if old.slack_id != new.slack_id:
            yield Change(Difference.CHANGES, who=old.name, what="slack", before=old.slack_id, after=new.slack_id)
        if old.nicknames != new.nicknames:
            before, after = ", ".join(old.nicknames), ", ".join(new.nicknames)
            yield Change(Difference.CHANGES, who=old.name, what="nicknames", before=before, after=after)
    held = old.positions if old else frozenset()
    for position in sorted(new.positions - held):
        yield Change(Difference.GAINS, who=new.name, what=position.value)
    for position in sorted(held - new.positions):
        yield Change(Difference.LOSES, who=new.name, what=position.value)


def _order(pairs: Sequence[tuple[Member, Member]], wanted: Sequence[Member]) -> Iterator[Change]:
    """Who stays in a seat of several, and is asked sooner or later than before (R13). ``pairs`` in the order of now."""
    for position in sorted(COMMITTEE):
        before = [new for old, new in pairs if position in old.positions & new.positions]
        after = [one for one in wanted if one in before]
        if before != after:
            names = (", ".join(one.name for one in listed) for listed in (before, after))
            yield Change(Difference.ORDER, position.value, "", *names)


def _settings(old: Office | None, new: Office) -> Iterator[Change]:
    before, after = (_shown(old) if old else {}), _shown(new)
    for what, value in after.items():
        if before.get(what, "") != value:
            yield Change(Difference.SETTING, what=what, before=before.get(what, ""), after=value)


def _shown(office: Office) -> dict[str, str]:
    def line(contact: Contact | None) -> str:
        return ", ".join((contact.name, contact.email, contact.phone)) if contact else ""

    return {
        "office": line(office.contact),
        "supervisor_contact": line(office.supervisor_contact),
        "committee_contact": line(office.committee_contact),
        "calendar": office.calendar.value,
        "closing_days": ", ".join(day.isoformat() for day in office.closing_days),
        **shown(office.reminding, office.acknowledging),
        "committee.access_days": str(office.access_days),
        **retaining.shown(office.retention),
    }


_DESCRIBED: Mapping[Difference, str] = {
    Difference.JOINS: "+ {who} komt erbij",
    Difference.LEAVES: "- {who} doet niet meer mee",
    Difference.GAINS: "+ {who} wordt {what}",
    Difference.LOSES: "- {who} is geen {what} meer",
    Difference.CHANGES: "~ {who}: {what} wordt '{after}' (was '{before}')",
    Difference.ORDER: "~ {who}: de volgorde wordt '{after}' (was '{before}')",
    Difference.SETTING: "~ {what} wordt '{after}' (was '{before}')",
}


def describe(change: Change) -> str:
    """One line for the command line."""
    return _DESCRIBED[change.kind].format(who=change.who, what=change.what, before=change.before, after=change.after)
