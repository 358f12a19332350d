"""Who may stand in the organisation, and on the committee's list: one set of rules, for the file and for the forms.

The rules say what is wrong, and with what; the file says it with a line, a form at its field.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from klachtbot.domain.model import Position
from klachtbot.usecases.addresses import is_email

SEATS = frozenset(
    {
        Position.CHAIR,
        Position.DEPUTY_CHAIR,
        Position.PARTNER_MEMBER,
        Position.SUBSTITUTE,
        Position.MUNICIPAL_OFFICIAL,
    }
)
"""Who sits in the committee, and may not be of the house (R13)."""

COMMITTEE = SEATS | {Position.SECRETARY}
"""Who need not be in Slack: then their e-mail address is what they are known by."""

OF_THE_HOUSE = frozenset({Position.COORDINATOR, Position.SUPERVISOR, Position.DEPUTY_SUPERVISOR, Position.STAFF})
NEED_ORGANISATION = frozenset({Position.PARTNER_MEMBER, Position.SUBSTITUTE})

LONGEST, LONGEST_EMAIL = 80, 254
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # some names are not written right without


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the file. The Slack id is what stays; everything else may change.

    ``slack_id`` is "" for who takes part by e-mail. ``since`` and ``until`` are the first and the last day of a term of
    office in the committee; None: not said.
    """

    slack_id: str
    name: str
    positions: frozenset[Position]
    email: str = ""
    organisation: str = ""
    nicknames: tuple[str, ...] = ()  # how else they are called: to see whom a complaint may be about (R23)
    since: date | None = None
    until: date | None = None


class Rule(StrEnum):
    """What a member, or a text, breaks."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNSEEN = "unseen"  # a control character, a line break, a mark that turns the direction of writing
    NO_SLACK_ID = "no_slack_id"
    SLACK_TAKEN = "slack_taken"
    NO_EMAIL = "no_email"
    EMAIL_TAKEN = "email_taken"
    NEEDS_SLACK = "needs_slack"
    BOTH_SIDES = "both_sides"  # of the house and in a seat (R13)
    NO_TERM = "no_term"  # a term of office without a seat
    TURNED = "turned"  # the term ends before it begins


@dataclass(frozen=True, slots=True)
class Fault:
    """``key`` names the part of a member that is wrong, as its field is called."""

    key: str
    rule: Rule


def fault_in(text: str, longest: int = LONGEST) -> Rule | None:
    """What is wrong with a name or another line of text, if anything."""
    if len(text) > longest:
        return Rule.TOO_LONG
    unseen = any(unicodedata.category(letter) in _UNSEEN and letter not in _JOINERS for letter in text)
    return Rule.UNSEEN if unseen else None


def is_slack_id(text: str) -> bool:
    return _SLACK_ID.fullmatch(text) is not None


def faults(member: Member, others: Iterable[Member]) -> Iterator[Fault]:
    """What this member breaks, beside the others; nothing when they may stand there."""
    others = tuple(others)
    yield from _reached(member, others)
    for key, longest in (("name", LONGEST), ("email", LONGEST_EMAIL), ("organisation", LONGEST)):
        rule = fault_in(getattr(member, key), longest)
        if rule is not None:
            yield Fault(key, rule)
    seated = bool(member.positions & SEATS)
    found = {
        Fault("name", Rule.MISSING): not member.name,
        Fault("organisation", Rule.MISSING): bool(member.positions & NEED_ORGANISATION) and not member.organisation,
        Fault("positions", Rule.BOTH_SIDES): seated and bool(member.positions & OF_THE_HOUSE),
        Fault("since", Rule.NO_TERM): not seated and member.since is not None,
        Fault("until", Rule.NO_TERM): not seated and member.until is not None,
        Fault("until", Rule.TURNED): bool(member.since and member.until and member.until < member.since),
    }
    yield from (fault for fault, applies in found.items() if applies)


def _reached(member: Member, others: tuple[Member, ...]) -> Iterator[Fault]:
    """Somebody in Slack is known by their id, and somebody else by an address that is nobody else's."""
    by_mail = not member.slack_id
    same_address = (
        one for one in others if (by_mail or not one.slack_id) and one.email.casefold() == member.email.casefold()
    )
    found = {
        Fault("slack", Rule.MISSING): by_mail and not member.email,
        Fault("slack", Rule.NO_SLACK_ID): not by_mail and not is_slack_id(member.slack_id),
        Fault("slack", Rule.SLACK_TAKEN): not by_mail and any(one.slack_id == member.slack_id for one in others),
        Fault("positions", Rule.NEEDS_SLACK): by_mail and not member.positions <= COMMITTEE,
        Fault("email", Rule.NO_EMAIL): bool(member.email) and not is_email(member.email),
        Fault("email", Rule.EMAIL_TAKEN): bool(member.email) and any(same_address),
    }
    yield from (fault for fault, applies in found.items() if applies)
