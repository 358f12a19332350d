"""The letters of a dossier: to whom each goes, and how each stands.

A letter is prepared (frozen in the dossier), then sent: the mail server took it, or somebody posted it and said when.
Some steps *are* the sending of a letter: those are recorded once all letters of their kind are on their way, on the day
the last one went. After other steps a letter is owed (``owed_letters``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, Event, FactName, Json, Notice, PersonId, Seat
from klachtbot.domain.steps import PROCEDURE

A, F, N = Action, FactName, Notice


class Audience(StrEnum):
    """To whom a letter is written. What one may read of another differs (letters.md)."""

    COMPLAINANT = "complainant"
    REPRESENTATIVE = "representative"
    RESPONDENT = "respondent"
    COMMITTEE = "committee"
    MEMBER = "member"  # of the committee, and outside Slack
    HOLDER = "holder"  # who has a document the committee asks for, and is no party (R14)


PRIVATE = frozenset({Audience.COMPLAINANT, Audience.REPRESENTATIVE, Audience.HOLDER})
"""Whose address a respondent does not read (R20)."""


class Means(StrEnum):
    """How a letter goes: by mail; by post or by hand, which somebody does and dates; or opened in Slack (R7)."""

    EMAIL = "email"
    POST = "post"
    SLACK = "slack"


class Standing(StrEnum):
    """How a letter stands."""

    PREPARED = "prepared"
    SENT = "sent"
    REFUSED = "refused"  # by the mail server: a task for the officer
    IN_DOUBT = "in_doubt"  # it may have arrived: a question, never a blind resend
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Recipient:
    """``ref`` is "complainant", "representative", "committee", that of a respondent ("r1"), a seat or "secretary", or
    that of a document somebody else has ("d1")."""

    ref: str
    audience: Audience


SECRETARY = "secretary"
MEMBERS = (*(seat.value for seat in Seat), SECRETARY)
"""The refs of who sits in the committee, and who writes for it."""


class Only(StrEnum):
    """Of those a letter goes to, who gets it."""

    HOLDER = "holder"  # who has the document (R14)
    OTHERS = "others"  # those who did not hand it in (R14)
    INVITED = "invited"  # who was told of what does not go on
    LACKING = "lacking"  # who does not have all that came in since their dossier


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One row: to whom a letter goes. ``then`` is the step its sending is; without one it follows on a step.

    ``dossier``: it brings the committee the dossier, so only with consent (R12).
    """

    notice: Notice
    complainant: bool = True
    respondents: bool = False  # those who know of the complaint: no letter breaks the news (R7)
    committee: bool = False
    members: bool = False  # those outside Slack, from their own declaration on (R13)
    only: Only | None = None
    dossier: bool = False
    then: Action | None = None


_ROWS = (
    Dispatch(N.ACKNOWLEDGEMENT, then=A.ACKNOWLEDGE),
    Dispatch(N.ACKNOWLEDGEMENT_WITHOUT_CONTACT, then=A.ACKNOWLEDGE_WITHOUT_CONTACT),
    Dispatch(N.SUPPLEMENT),
    Dispatch(N.NOTIFICATION, complainant=False, respondents=True),
    Dispatch(N.CONVERSATION_INVITATION, respondents=True),
    Dispatch(N.CONVERSATION_CHANGE, respondents=True),
    Dispatch(N.CONVERSATION_CANCELLATION, respondents=True),
    Dispatch(N.LATER, respondents=True),
    Dispatch(N.REPORT_SETTLED, respondents=True, then=A.SEND_REPORT_SETTLED),
    Dispatch(N.REPORT_UNSETTLED, respondents=True, then=A.SEND_REPORT_UNSETTLED),
    Dispatch(N.CHOICE_REMINDER, then=A.REMIND_OF_CHOICE),
    Dispatch(N.CLOSED_WITHOUT_CHOICE),
    Dispatch(N.REFERRAL, respondents=True),
    Dispatch(N.DOSSIER, complainant=False, committee=True, dossier=True),
    Dispatch(N.DOSSIER_TO_MEMBER, complainant=False, members=True, dossier=True),
    Dispatch(N.DOSSIER_SUPPLEMENT, complainant=False, members=True, only=Only.LACKING, dossier=True),
    Dispatch(N.DOCUMENT_REQUEST, respondents=True, only=Only.HOLDER),
    Dispatch(N.DOCUMENT_SHARED, respondents=True, only=Only.OTHERS),
    Dispatch(N.HEARING_INVITATION, respondents=True, members=True),
    Dispatch(N.SECOND_HEARING_INVITATION, respondents=True, members=True),
    Dispatch(N.SECOND_HEARING_CANCELLATION, respondents=True, members=True, only=Only.INVITED),
    Dispatch(N.RULING, respondents=True, then=A.SEND_RULING),
    Dispatch(N.RULING_COPY, complainant=False, members=True),
    Dispatch(N.WITHDRAWAL, respondents=True, members=True),
    Dispatch(N.ELSEWHERE, respondents=True),
    Dispatch(N.NEW_OFFICER),
    Dispatch(N.CLOSING),
)

DISPATCHES: Mapping[Notice, Dispatch] = MappingProxyType({row.notice: row for row in _ROWS})
"""The letters there are, in the order of the regulation."""

SENT_BY: Mapping[Action, Notice] = MappingProxyType({row.then: row.notice for row in _ROWS if row.then is not None})
"""Steps that are the sending of a letter."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter as the dossier tells of it. ``ref`` ("b1", "b2", …) is stable; ``batch`` the entry that prepared it.

    ``document`` is the id of the frozen PDF, ``mail`` that of the same as a mail, ``enclosed`` are those of what goes
    along. ``about`` is the subject of its step, ``cause`` the entry it follows on (0 when its sending is a step).
    ``tries`` counts how often somebody had it sent.
    """

    ref: str
    notice: Notice
    to: str
    means: Means
    document: str
    mail: str
    prepared_on: date
    by: PersonId | None
    batch: int
    about: str = ""
    cause: int = 0
    standing: Standing = Standing.PREPARED
    sent_on: date | None = None
    code: str = ""
    tries: int = 1
    enclosed: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something has still to happen with it."""
        return self.standing in (Standing.PREPARED, Standing.REFUSED, Standing.IN_DOUBT)

    @property
    def going(self) -> bool:
        """Whether it is on its way by itself: then nobody sends it otherwise, gives it up or calls it sent."""
        return self.standing is Standing.PREPARED and self.means is not Means.POST

    @property
    def waits(self) -> bool:
        """Whether it waits for a person: to post it, to send it another way, or to ask whether it arrived."""
        return self.open and not self.going


def knows(complaint: Complaint, respondent: str) -> bool:
    """Whether a person told this respondent ("r1") of the complaint (R7)."""
    return first(complaint, F.INFORMED, subject=respondent) is not None


def letters(complaint: Complaint) -> tuple[SentLetter, ...]:
    """Every letter of the dossier as it stands, in the order they were prepared."""
    found: dict[str, SentLetter] = {}
    for event in complaint.events:
        for one in _prepared(event):
            found[one.ref] = one
        if event.action in _CHANGES and event.subject in found:
            found[event.subject] = _CHANGES[event.action](found[event.subject], event)
    return tuple(found.values())


def same(action: Action) -> tuple[Action, ...]:
    """The steps that come to the same as this one, it first: an acknowledgement is one, with contact or without."""
    others = (one for one in SENT_BY if one is not action)
    return (action, *(one for one in others if set(PROCEDURE[one].records) & set(PROCEDURE[action].records)))


def under_way(complaint: Complaint, action: Action) -> tuple[SentLetter, ...]:
    """The letters whose sending will be this step, or the same, while one of them has still to go."""
    theirs = [one for one in letters(complaint) if DISPATCHES[one.notice].then in same(action)]
    latest = max((one.batch for one in theirs), default=0)
    batch = tuple(one for one in theirs if one.batch == latest)
    return batch if any(one.open for one in batch) else ()


def batch_of(complaint: Complaint, letter: SentLetter) -> tuple[SentLetter, ...]:
    """The letters that were prepared together with this one."""
    return tuple(one for one in letters(complaint) if one.batch == letter.batch)


def address_of(complaint: Complaint, ref: str) -> str:
    """Where a letter goes, as it was last said; of an opened dossier."""
    said = [
        str(addresses[ref])
        for event in complaint.events
        if isinstance(addresses := (event.details or {}).get("addresses"), dict) and addresses.get(ref)
    ]
    return said[-1] if said else ""


def next_ref(complaint: Complaint) -> int:
    """The number of the next letter."""
    return 1 + len(letters(complaint))


def cause_of(event: Event) -> int:
    """The entry (its seq) that what this one says is about; 0 for none."""
    cause = event.attributes.get("cause")
    return cause if isinstance(cause, int) else 0


def _prepared(event: Event) -> Iterator[SentLetter]:
    if event.action is not A.PREPARE_LETTERS:
        return
    for one in listed(event.attributes.get("letters")):
        yield SentLetter(
            ref=str(one["ref"]),
            notice=Notice(str(event.attributes["notice"])),
            to=str(one["to"]),
            means=Means(str(one["means"])),
            document=str(one["document"]),
            mail=str(one.get("mail") or ""),
            prepared_on=event.on,
            by=event.by,
            batch=event.seq,
            about=str(event.attributes.get("about_ref") or ""),
            cause=cause_of(event),
            enclosed=ids_in(one.get("enclosed")),
        )


def listed(value: Json) -> Iterator[dict[str, Json]]:
    """The letters an entry's attributes name under "letters"."""
    for one in value if isinstance(value, list) else []:
        assert isinstance(one, dict), "a letter is an object"
        yield one


def ids_in(value: Json) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _sent(one: SentLetter, event: Event) -> SentLetter:
    return replace(one, standing=Standing.SENT, sent_on=event.on)


def _refused(one: SentLetter, event: Event) -> SentLetter:
    return replace(one, standing=Standing.REFUSED, code=str(event.attributes.get("code") or ""))


def _doubted(one: SentLetter, event: Event) -> SentLetter:
    return replace(one, standing=Standing.IN_DOUBT)


def _dropped(one: SentLetter, event: Event) -> SentLetter:
    return replace(one, standing=Standing.DROPPED)


def _again(one: SentLetter, event: Event) -> SentLetter:
    means = Means(str(event.attributes["means"]))
    mail = str(event.attributes.get("mail") or "")
    return replace(one, standing=Standing.PREPARED, means=means, mail=mail, code="", tries=one.tries + 1)


_CHANGES: Mapping[Action, Callable[[SentLetter, Event], SentLetter]] = {
    A.RECORD_LETTER_SENT: _sent,
    A.RECORD_LETTER_REFUSED: _refused,
    A.RECORD_LETTER_IN_DOUBT: _doubted,
    A.RESEND_LETTER: _again,
    A.DROP_LETTER: _dropped,
}
