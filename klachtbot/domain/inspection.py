"""Inspection (R20): what a respondent may read of the entries of their own dossier, and what is taken out of the words.

Nothing is shown that is not in the tables below: an entry that is not named here is not there for a respondent. So who
reported it, what the committee deliberates, drafts, the office's own doings and the read log never are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Action, Complaint, Event, FactName, Json, PersonId
from klachtbot.domain.parties import NAME_WITHHELD, respondent_names
from klachtbot.domain.steps import DOSSIER

A = Action

HAPPENED = frozenset(
    {
        A.REGISTER, A.RECORD_CONTACT, A.ACKNOWLEDGE, A.ACKNOWLEDGE_WITHOUT_CONTACT, A.CHANGE_SUBJECT,
        A.PLAN_CONVERSATION, A.MOVE_CONVERSATION, A.CANCEL_CONVERSATION, A.AGREE_LATER, A.RECORD_CONVERSATION,
        A.RECORD_NO_CONVERSATION, A.SOLVE_WITHOUT_CONVERSATION, A.SEND_REPORT_SETTLED, A.SEND_REPORT_UNSETTLED,
        A.RECORD_CHOICE, A.REOPEN, A.REFER, A.RECEIVE_DIRECTLY, A.PLAN_HEARING, A.MOVE_HEARING, A.RECORD_HEARING,
        A.PLAN_SECOND_HEARING, A.CANCEL_SECOND_HEARING, A.RECORD_SECOND_HEARING, A.SEND_RULING, A.WITHDRAW,
        A.SEND_ELSEWHERE, A.CLOSE, A.CLOSE_WITHOUT_CHOICE,
    }
)  # fmt: skip
"""Entries of which a respondent reads that they happened, and when."""

THEIR_OWN = frozenset({A.RECORD_INFORM_ATTEMPT, A.INFORM_RESPONDENT, A.ASK_INSPECTION, A.ANSWER_INSPECTION, A.INSPECT})
"""Of these only what is about this respondent."""

SUBJECT, TOLD, VIEW, STORY, WHERE = "subject", "told", "view", "story", "happened"

_WORDS: Mapping[Action, tuple[str, ...]] = {
    A.REGISTER: (SUBJECT,),
    A.CHANGE_SUBJECT: (SUBJECT,),
    A.INFORM_RESPONDENT: (TOLD, VIEW),
}
"""The words of an entry that its respondent may read; all other words are not shown."""

_STORY = (STORY, WHERE)
"""What the complainant told: only when they said that the respondent may read it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a respondent reads it. ``words`` by what they are, cleaned; ``waits``: there is something that they
    may not read, or that nobody decided on yet. ``told``: it is about what the complainant told, not that it
    happened."""

    event: Event
    words: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    waits: bool = False
    told: bool = False


def own_ref(complaint: Complaint, person: PersonId) -> str:
    """Which respondent of this dossier somebody is, once a person told them of it (R7); "" for everybody else."""
    if complaint.stage not in DOSSIER:
        return ""
    refs = (one.ref for one in complaint.respondents if one.person == person)
    return next((ref for ref in refs if first(complaint, FactName.INFORMED, subject=ref) is not None), "")


def uninformed_ref(complaint: Complaint, person: PersonId) -> str:
    """Which respondent somebody is whom nobody told yet, and who did not ask before; "" for everybody else."""
    known = (FactName.INFORMED, FactName.INSPECTION_ASKED)
    refs = (one.ref for one in complaint.respondents if one.person == person)
    asks = complaint.stage in DOSSIER
    return next((ref for ref in refs if asks and first(complaint, *known, subject=ref) is None), "")


def lines(complaint: Complaint, ref: str, *, unseen: Iterable[str] = ()) -> tuple[Line, ...]:
    """What this respondent reads of the entries of an opened dossier, oldest first. ``unseen``: names that may not be
    told besides those that this finds itself."""
    clean = Cleaner(complaint, ref, unseen)
    return tuple(line for event in complaint.events for line in _of(event, complaint, ref, clean))


def _of(event: Event, complaint: Complaint, ref: str, clean: Cleaner) -> Iterator[Line]:
    details = event.details or {}
    if event.action in HAPPENED or (event.action in THEIR_OWN and event.subject == ref):
        keys = _WORDS.get(event.action, ())
        yield Line(event, tuple((key, clean(str(details[key]))) for key in keys if details.get(key)))
    story = tuple((key, str(details[key])) for key in _STORY if details.get(key))
    if story and event.action is not A.CORRECT:
        may = story_may_be_read(complaint)
        yield Line(event, tuple((key, clean(text)) for key, text in story) if may else (), waits=not may, told=True)


def story_may_be_read(complaint: Complaint) -> bool:
    """Whether the complainant said at the first contact that the respondent may read the story. Of several respondents
    none reads it by itself: it tells of the others too."""
    said = [event.attributes["talk"] for event in complaint.events if "talk" in event.attributes]
    shares = bool(said) and isinstance(said[-1], list) and "shares_story" in said[-1]
    return shares and len(complaint.respondents) == 1


def withheld_since(complaint: Complaint) -> datetime | None:
    """Since when the complainant's name may not be told to respondents; None when it may."""
    said = [event for event in complaint.events if NAME_WITHHELD in event.attributes]
    return said[-1].at if said and said[-1].attributes[NAME_WITHHELD] else None


# What is taken out of words ----------------------------------------------------------------------------------------

GONE = "[…]"

_MAIL = re.compile(r"[^\s@,;<>()]+\s?@\s?[^\s@,;<>()]+\.[^\s@,;<>()]+")
_PHONE = re.compile(r"(?:\+|\(|\b)\d[\d\s().\-/\u00a0]{6,}\d")
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")
_REACHED = ("contact", "representative_contact", "holder_contact", "addresses")
_NAMED = ("complainant", "representative")
_SMALL = frozenset({"den", "der", "het", "ten", "ter", "van", "von", "vanden", "vander", "mevrouw", "meneer", "heer"})


class Cleaner:
    """Takes out of words what a respondent may not read: how anybody is reached, and names that may not be told."""

    def __init__(self, complaint: Complaint, ref: str, unseen: Iterable[str] = ()) -> None:
        reached = list(_contact_values(complaint))
        names = [*unseen, *(name for one, name in respondent_names(complaint).items() if one != ref)]
        if withheld_since(complaint) is not None:
            names += [text for key in _NAMED for text in _ever(complaint, key)]
        own = {word.casefold() for word in _name_words(respondent_names(complaint).get(ref, ""))}
        hidden = {word for name in names for word in (name, *_name_words(name)) if word and word.casefold() not in own}
        self._reached = _any_of(reached)
        self._hidden = _any_of(hidden, whole=True)

    def __call__(self, text: str) -> str:
        for pattern in (self._reached, _MAIL, _PHONE, _POSTCODE, self._hidden):
            text = pattern.sub(GONE, text) if pattern else text
        return text

    def tells(self, text: str) -> bool:
        """Whether this holds a known contact value, or a name that may not be told."""
        return any(pattern.search(text) for pattern in (self._reached, self._hidden) if pattern)


def _contact_values(complaint: Complaint) -> Iterator[str]:
    """Every way in which anybody was ever said to be reached, and the parts of it that tell by themselves."""
    for key in _REACHED:
        for text in _ever(complaint, key):
            yield text.strip()
            for part in (one.strip() for one in re.split(r"[,;\n]|\s[-–|]\s", text)):
                if len(part) >= _LEAST and (any(one.isdigit() for one in part) or "@" in part):
                    yield part
                    yield from (street for street in _STREET.findall(part) if len(street) >= _LEAST)


_LEAST = 4
_STREET = re.compile(r"^([^\W\d][^\d@]{3,}?)\s+\d")


def _ever(complaint: Complaint, key: str) -> Iterator[str]:
    for event in complaint.events:
        yield from _texts((event.details or {}).get(key))


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, str) and value.strip():
        yield value


def _name_words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s.,()]+", name) if len(word) > 2 and word.casefold() not in _SMALL]


def _any_of(values: Iterable[str], *, whole: bool = False) -> re.Pattern[str] | None:
    """Any of these, the longest first, whatever the case and however the spaces."""
    found = sorted({value.strip() for value in values if value.strip()}, key=len, reverse=True)
    each = [r"\s*".join(re.escape(part) for part in value.split()) for value in found]
    edges = r"(?<!\w)(?:{})(?!\w)" if whole else "(?:{})"
    return re.compile(edges.format("|".join(each)), re.IGNORECASE) if each else None
