"""Letters to the people who are not in Slack: what one says, and how it looks once it is set.

``klachtbot.letters`` implements ``Printer``. What is sent is frozen first: the very bytes of ``Printed`` go into the
dossier as encrypted documents, and only then out, by mail or by post.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from klachtbot.domain.letters import Audience as Audience
from klachtbot.domain.model import ComplaintId, Notice


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as an inventory names it: its day, what it is (a code of ``DocumentKind``), its name, to whom a letter
    of ours went, and a code for ``why`` it is not there. ``number``: its place in the dossier, when the list starts
    further on."""

    on: date
    kind: str
    name: str = field(repr=False)
    to: str = field(default="", repr=False)
    why: str = ""
    number: int = 0


Value = str | date | tuple[str, ...] | tuple[Paper, ...]
"""What a template may be given: words as they were typed, a day, or several of one kind (names, attempts, papers)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom to call and write (R24); in a complaint about a coordinator all of it is the supervisor's (R23)."""

    organisation: str
    officer: str = field(repr=False)
    position: str = ""  # "klachtenfunctionaris", …: how the officer signs
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. ``language`` is "nl" or "en".

    ``values`` are what the dossier knows (``received_on``, ``subject``, ``planned_for``, …), by the names of the
    template; ``free`` the parts the officer wrote or changed, by name; a part that is not in it is the template's own.
    """

    notice: Notice
    audience: Audience
    language: str
    number: str
    written_on: date
    sender: Sender
    addressee: str = field(repr=False)
    address: str = field(default="", repr=False)  # the lines of a postal address; "" when it goes by mail
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    free: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a letter. One that ``forbids`` keeps it from being sent (R5, R11); the others only warn.

    ``code`` says what, ``about`` which value or part, ``count`` how many (words in the longest sentence, …).
    """

    code: str
    about: str = ""
    count: int = 0
    forbids: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter as it is sent: PDF/A-3a and PDF/UA-1, and the same in plain text and HTML for a mail.

    ``replaced``: how many characters no letter of the type face could show, so that a mark stands in their place.
    """

    pdf: bytes = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)
    replaced: int = 0


class Printer(Protocol):
    """Sets letters. Pure: the same letter gives the same bytes."""

    def free_parts(self, letter: Letter) -> Mapping[str, str]:
        """The parts an officer may change in this letter, in order, by name, with the words the template proposes."""

    def remarks(self, letter: Letter) -> Sequence[Remark]:
        """What is wrong with it, or could be better."""

    def text(self, letter: Letter) -> str:
        """The letter as it reads, in plain text: what an officer sees before it goes."""

    def print(self, letter: Letter) -> Printed: ...


@dataclass(frozen=True, slots=True)
class Meeting:
    """An appointment in somebody's calendar. ``sequence`` rises with each word about it; ``kind`` tells it from the
    others of this case."""

    complaint: ComplaintId
    starts: datetime
    ends: datetime
    summary: str
    location: str = field(repr=False)
    organizer: str
    organizer_name: str
    attendee: str = field(repr=False)
    sequence: int
    made_at: datetime
    cancelled: bool = False
    kind: str = "conversation"


Invite = Callable[[Meeting], bytes]
"""Makes the calendar file for one person (``klachtbot.mail.calendar``)."""


@dataclass(frozen=True, slots=True)
class LetterRoom:
    """What letters are made and sent with. ``mails`` is False when there is no mail server: all goes by post."""

    printer: Printer
    invite: Invite
    mails: bool = False
