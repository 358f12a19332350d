"""Corrections (R19): a date that was written down wrongly, or a respondent who was entered by mistake.

Nothing is erased: ``procedure`` records what these say as an entry of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from klachtbot.domain import errors
from klachtbot.domain.dossier import first, recorded_in, withdrawable
from klachtbot.domain.model import Action, Complaint, Fact, FactName, Json
from klachtbot.domain.steps import PROCEDURE


def corrected(complaint: Complaint, on: date, today: date, attributes: Mapping[str, Json]) -> tuple[Fact, ...]:
    """The same fact on its right date, with what was recorded together with it; none when only words are corrected.

    It may not pass what it builds on, nor what builds on it.
    """
    words = attributes.get("corrects")
    if attributes.get("fact") in _FINAL or (isinstance(words, list) and not _RULING.isdisjoint(map(str, words))):
        raise errors.RulingStands
    if not attributes.get("fact") and (attributes.get("corrects") or "withdrawn" in attributes):
        return ()
    said, whose = str(attributes.get("fact") or ""), str(attributes.get("of") or "")
    found = [fact for fact in complaint.facts if fact.name.value == said and fact.subject == whose]
    if len(found) != 1:
        raise errors.Incomplete(Action.CORRECT, "fact")
    old = found[0]
    if on > today:
        raise errors.InTheFuture(on, today)
    if old.name is not FactName.RECEIVED and on < complaint.received_on:
        raise errors.BeforeReceipt(on, complaint.received_on)
    moved = _together(complaint, old)
    for fact in complaint.facts:
        if fact in moved:
            continue
        for one in moved:
            if fact.name in _built_on(one.name) and fact.on <= old.on and on < fact.on:
                raise errors.OutOfOrder(on, fact.name, fact.on)
            builds = one.name is FactName.RECEIVED or one.name in _built_on(fact.name)
            if builds and fact.on >= old.on and on > fact.on:
                raise errors.OutOfOrder(on, fact.name, fact.on)
    return tuple(Fact(one.name, on, one.subject) for one in moved)


_FINAL = frozenset({FactName.RULED, FactName.UPHELD, FactName.DISMISSED, FactName.ADVISED, FactName.MEMBER_AGREED})
_RULING = frozenset({"ruling", "reasons", "reasons_more", "recommendation"})


def withdrawn(complaint: Complaint, attributes: Mapping[str, Json]) -> tuple[Fact, ...]:
    """What stands about a respondent who was entered by mistake; who heard of it, or nearly, is one (R7)."""
    ref = attributes.get("withdrawn")
    if "withdrawn" not in attributes:
        return ()
    if ref not in {one.ref for one in complaint.respondents}:
        raise errors.UnknownSubject(Action.CORRECT, str(ref))
    if ref not in {one.ref for one in withdrawable(complaint)}:
        told = first(complaint, FactName.INFORMED, FactName.INFORM_ATTEMPTED, subject=str(ref))
        assert told is not None, "who may not be withdrawn was told"
        raise errors.AlreadyDone(Action.CORRECT, told.name, told.on, str(ref))
    return tuple(fact for fact in complaint.facts if fact.subject == ref)


def _together(complaint: Complaint, fact: Fact) -> tuple[Fact, ...]:
    """This fact, and those that are the same happening: the outcome of a talk moves with the talk.

    Not at the door, where one entry tells of several days.
    """
    entry = recorded_in(complaint, fact)
    if entry.action in (Action.REPORT, Action.REGISTER):
        return (fact,)
    same = [one for one in complaint.facts if one in entry.facts and (one.on, one.subject) == (fact.on, fact.subject)]
    return tuple(dict.fromkeys([fact, *same]))


def _built_on(name: FactName) -> frozenset[FactName]:
    """The facts that rows which record this fact lie on or after."""
    rows = [row for row in PROCEDURE.values() if name in row.records]
    return frozenset(need for row in rows for any_of in row.since or row.needs for need in any_of)
