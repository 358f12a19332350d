"""Which letters there are, what each is told, and which parts an officer may write: the deal with who asks for one.

One row a letter, in the order of the regulation. A value that is not in the row of a letter does not reach its
template, so that no template can tell what that reader may not know. A value that is required and missing forbids the
letter (R5, R11); an optional one that is missing leaves its sentence out.

Every template may also use: ``number``, ``written_on``, ``addressee``, ``audience``, and of the sender
``organisation``, ``officer``, ``position``, ``phone`` and ``email``; and ``complaint``, which is how the reader knows
it: "uw klacht", "de klacht van …" or "de klacht die over u gaat" (``_complaint.txt``).

A free part that is required and empty forbids the letter too. ``values`` may hold a text under the name of a free
part: it is then what the part proposes, instead of the words of the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from klachtbot.domain.model import Notice
from klachtbot.usecases.letters import Audience


class Kind(StrEnum):
    """What a value is, as ``usecases.letters.Value`` carries it."""

    TEXT = "text"  # str, as it was typed
    DAY = "day"  # date
    TIME = "time"  # str, "14:30"
    NAMES = "names"  # tuple of str
    PAPERS = "papers"  # tuple of usecases.letters.Paper
    ATTEMPTS = "attempts"  # tuple of str, each "2026-11-24 phone": a day and one of MEANS
    FLAG = "flag"  # str: "yes", or "" for no
    WISHED_BY = "wished_by"  # str: one of WISHED_BY
    RULING = "ruling"  # str: one of RULINGS


MEANS = ("phone", "email", "letter", "in_person", "video")
"""By which somebody may have been tried."""

PAPER_KINDS = ("letter", "complaint", "correspondence", "reaction", "report", "ruling", "authorisation", "other")
"""What a paper may be; a template has a word for each."""

WHY_NOT = ("awaited", "failed", "not_sent", "report", "replaced")
"""Why a paper is not there: its content is still being fetched or could not be had; a letter that has still to go; the
report before it was sent; and one that another took the place of."""

WISHED_BY = ("complainant", "respondent", "both", "us")
"""At whose wish a conversation comes later (R8); "us" makes the letter say sorry."""


RULINGS = ("upheld", "dismissed")
"""What the committee may rule (R18)."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value a letter is told. ``means`` says what it is."""

    name: str
    kind: Kind
    means: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part an officer may write or change. ``stands`` says where in the letter; ``longest`` counts characters.

    ``quoted``: it is what somebody said, so nobody is asked to say it plainer. ``fixed``: nobody here may change a word
    of it (R18), so no word in it keeps the letter from being sent but a name that must not be told.
    """

    name: str
    stands: str
    longest: int
    required: bool = False
    quoted: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter: its number in docs/regulation.md, what it is told, and its free parts in the order of the letter."""

    number: int
    values: tuple[ValueRow, ...]
    parts: tuple[PartRow, ...]


FORM_TEXT = 3000
"""What one field of a form holds."""
JOINED_TEXT = 40_000
"""A report, put together from as many fields as it took."""


def _must(name: str, kind: Kind, means: str) -> ValueRow:
    return ValueRow(name, kind, means, required=True)


RECEIVED_ON = ValueRow("received_on", Kind.DAY, "the day the complaint was received")
SUBJECT = ValueRow("subject", Kind.TEXT, "what it is about, in one sentence that starts with a capital")
MUST_RECEIVED_ON = _must("received_on", Kind.DAY, "the day the complaint was received")
MUST_SUBJECT = _must("subject", Kind.TEXT, "what it is about, in one sentence that starts with a capital")
CONVERSATION_BY = ValueRow("conversation_by", Kind.DAY, "the last day for the conversation (R8)")
ON_BEHALF_OF = _must("complainant", Kind.TEXT, "the name of the person on whose behalf the reader acts")
NAME_WITHHELD = ValueRow(
    "name_withheld", Kind.FLAG, "the respondent may not know the name; ``complainant`` then never reaches the letter"
)
COMPLAINANT_NAME = ValueRow(
    "complainant", Kind.TEXT, "the complainant's name; give it when it is withheld too: the letter is searched for it"
)
PLANNED_FOR = _must("planned_for", Kind.DAY, "the day of the conversation")
PLANNED_AT = _must("planned_at", Kind.TIME, "when it starts")
CONVERSATION = (
    PLANNED_FOR,
    PLANNED_AT,
    _must("place", Kind.TEXT, "the address and room, or the link of a video call"),
    _must("attendees", Kind.NAMES, "who will be there, the reader too (when the name is withheld it is left out)"),
)
FORMER = (
    ValueRow("former_for", Kind.DAY, "the day it was planned for before"),
    ValueRow("former_at", Kind.TIME, "the time it was planned for before"),
)
HELD_ON = ValueRow("conversation_on", Kind.DAY, "the day of the conversation that was held")
SOLVED = ValueRow("solved_without_conversation", Kind.FLAG, "it was solved without a conversation")
NO_CONVERSATION = ValueRow("no_conversation", Kind.FLAG, "the conversation did not come about (R11)")
CHOOSE_BY = ValueRow("choose_by", Kind.DAY, "the day we hope to know the choice by")
CLOSED_ON = _must("closed_on", Kind.DAY, "the day the complaint was closed")
WITHDRAWN_ON = _must("withdrawn_on", Kind.DAY, "the day the complaint was withdrawn")
UNTIL = _must("until", Kind.DAY, "the new last day for the conversation")
BY_WISH_OF = _must("wished_by", Kind.WISHED_BY, "at whose wish it comes later")

OWN_WORDS = PartRow("own_words", "a personal paragraph after the opening", FORM_TEXT)
WHY_LATER = PartRow("why_later", "why, after the new date; proposed from ``wished_by``, never from the note", FORM_TEXT)
REPORT = PartRow("report", "under its own heading", JOINED_TEXT, required=True)
AGREEMENTS = PartRow("agreements", "under its own heading, after the report", FORM_TEXT)
NEXT_STEPS = PartRow("next_steps", "under its own heading; the two choices are proposed", FORM_TEXT, required=True)
COMMITTEE = PartRow("committee_contact", "under its own heading: how to reach the committee", 500, required=True)
LESSON = PartRow("lesson", "under the heading what we learned", FORM_TEXT)
WHERE_TO = PartRow("where_to", "under the heading where the reader can go", FORM_TEXT, required=True)

STORY = PartRow("story", "what happened, in the complainant's words", JOINED_TEXT, quoted=True)
VIEWS = PartRow("views", "what respondents say of it themselves, each with their name", JOINED_TEXT, quoted=True)

RECEIVED_BY_COMMITTEE_ON = _must("received_by_committee_on", Kind.DAY, "the day the committee received it (R12)")
DELIBERATION_BY = ValueRow("deliberation_by", Kind.DAY, "the last day for the discussion (R15); not once it was held")
COMMITTEE_TERMS = (
    DELIBERATION_BY,
    ValueRow("deliberated_on", Kind.DAY, "the day it was discussed, or decided that this is not needed"),
    ValueRow("hearing_by", Kind.DAY, "the last day for the hearing (R16)"),
)
WRITTEN_DIRECTLY = ValueRow("written_directly", Kind.FLAG, "the complainant wrote to the committee (R12)")
CONSENTED = ValueRow("consented", Kind.FLAG, "the complainant agrees that the committee gets the dossier")

HEARING = (
    _must("planned_for", Kind.DAY, "the day of the hearing"),
    _must("planned_at", Kind.TIME, "when it starts"),
    _must("place", Kind.TEXT, "the address and room, or the link of a video call"),
    _must("attendees", Kind.NAMES, "who will be there: both parties and the committee"),
    ValueRow("apart", Kind.FLAG, "each party comes without the other (R16)"),
    ValueRow("former_for", Kind.DAY, "the day this reader was told before"),
    ValueRow("former_at", Kind.TIME, "the time this reader was told before"),
)
MISSING = PartRow(
    "missing", "under its own heading: what the committee does not know yet (R17)", FORM_TEXT, required=True
)
WHAT = PartRow("what", "under its own heading: which document", FORM_TEXT, required=True)
WHY = PartRow("why", "under its own heading: why the committee asks for it", FORM_TEXT, required=True)
REQUEST = (_must("wanted_by", Kind.DAY, "the day it is wanted by (R14)"),)
RULING = (
    RECEIVED_ON, SUBJECT,
    _must("ruling", Kind.RULING, "upheld or dismissed (R18)"),
    _must("ruled_on", Kind.DAY, "the day of the ruling"),
    _must("members", Kind.NAMES, "who gave the ruling"),
)  # fmt: skip
REASONS = PartRow(
    "reasons", "under its own heading: why, in the committee's words", JOINED_TEXT, True, quoted=True, fixed=True
)
RECOMMENDATION = PartRow(
    "recommendation", "under its own heading, only when upheld", JOINED_TEXT, quoted=True, fixed=True
)
PAPERS = ValueRow("papers", Kind.PAPERS, "the documents that go along, in the order of their numbers")
NOT_THERE = ValueRow("not_there", Kind.PAPERS, "those that do not")

_C, _REP, _RESP = Audience.COMPLAINANT, Audience.REPRESENTATIVE, Audience.RESPONDENT
_N = Notice


def _to_complainant(
    notice: Notice, number: int, values: tuple[ValueRow, ...], *parts: PartRow
) -> dict[tuple[Notice, Audience], LetterRow]:
    """The letter to the complainant, and the same to a representative, who is told on whose behalf."""
    return {
        (notice, _C): LetterRow(number, values, parts),
        (notice, _REP): LetterRow(number, (ON_BEHALF_OF, *values), parts),
    }


def _to_respondent(
    notice: Notice, number: int, values: tuple[ValueRow, ...], *parts: PartRow
) -> dict[tuple[Notice, Audience], LetterRow]:
    return {(notice, _RESP): LetterRow(number, (COMPLAINANT_NAME, NAME_WITHHELD, *values), parts)}


def _to_committee(
    notice: Notice, number: int, values: tuple[ValueRow, ...], *parts: PartRow
) -> dict[tuple[Notice, Audience], LetterRow]:
    return {(notice, Audience.COMMITTEE): LetterRow(number, values, parts)}


def _to_member(
    notice: Notice, number: int, values: tuple[ValueRow, ...], *parts: PartRow
) -> dict[tuple[Notice, Audience], LetterRow]:
    return {(notice, Audience.MEMBER): LetterRow(number, values, parts)}


def _to_parties(
    notice: Notice, number: int, values: tuple[ValueRow, ...], *parts: PartRow
) -> dict[tuple[Notice, Audience], LetterRow]:
    return _to_complainant(notice, number, values, *parts) | _to_respondent(notice, number, values, *parts)


# fmt: off
_DOSSIER = (
    MUST_RECEIVED_ON, MUST_SUBJECT, RECEIVED_BY_COMMITTEE_ON, *COMMITTEE_TERMS, WRITTEN_DIRECTLY,
    ValueRow("complainant", Kind.TEXT, "the complainant's name"),
    ValueRow("name_kept", Kind.FLAG, "the respondent may not hear that name"),
    ValueRow("representative", Kind.TEXT, "who speaks for the complainant"),
    ValueRow("respondents", Kind.NAMES, "the respondents"),
    ValueRow("acknowledged_on", Kind.DAY, "the day the acknowledgement was sent"),
    HELD_ON, NO_CONVERSATION,
    ValueRow("report_sent_on", Kind.DAY, "the day the report was sent"),
    ValueRow("chosen_on", Kind.DAY, "the day the complainant chose for the committee"),
    PAPERS, NOT_THERE,
)

LETTERS: Mapping[tuple[Notice, Audience], LetterRow] = MappingProxyType(
    # R5, R6 Ontvangstbevestiging
    _to_complainant(_N.ACKNOWLEDGEMENT, 1, (
        MUST_RECEIVED_ON, MUST_SUBJECT, CONVERSATION_BY,
        ValueRow("contacted_on", Kind.DAY, "the day of the first contact"),
    ), OWN_WORDS)
    | _to_complainant(_N.ACKNOWLEDGEMENT_WITHOUT_CONTACT, 2, (
        MUST_RECEIVED_ON, MUST_SUBJECT, CONVERSATION_BY,
        ValueRow("attempts", Kind.ATTEMPTS, "when and how contact was tried, oldest first"),
    ), OWN_WORDS)
    # R5 Aanvulling
    | _to_complainant(_N.SUPPLEMENT, 3, (
        MUST_RECEIVED_ON, MUST_SUBJECT,
        _must("acknowledged_on", Kind.DAY, "the day the first letter was sent"),
        ValueRow("former_subject", Kind.TEXT, "what the first letter said it was about"),
    ), OWN_WORDS)
    # R7 Kennisgeving
    | _to_respondent(_N.NOTIFICATION, 4, (
        MUST_RECEIVED_ON, MUST_SUBJECT, CONVERSATION_BY,
        ValueRow("informed_on", Kind.DAY, "the day a person told the respondent"),
    ), OWN_WORDS)
    # R8 Gesprek
    | _to_complainant(_N.CONVERSATION_INVITATION, 5, CONVERSATION, OWN_WORDS)
    | _to_respondent(_N.CONVERSATION_INVITATION, 5, CONVERSATION, OWN_WORDS)
    | _to_complainant(_N.CONVERSATION_CHANGE, 5, (*CONVERSATION, *FORMER), OWN_WORDS)
    | _to_respondent(_N.CONVERSATION_CHANGE, 5, (*CONVERSATION, *FORMER), OWN_WORDS)
    | _to_complainant(_N.CONVERSATION_CANCELLATION, 5, (PLANNED_FOR, PLANNED_AT, CONVERSATION_BY), OWN_WORDS)
    | _to_respondent(_N.CONVERSATION_CANCELLATION, 5, (PLANNED_FOR, PLANNED_AT, CONVERSATION_BY), OWN_WORDS)
    | _to_complainant(_N.LATER, 6, (UNTIL, BY_WISH_OF), WHY_LATER, OWN_WORDS)
    | _to_respondent(_N.LATER, 6, (UNTIL, BY_WISH_OF), WHY_LATER, OWN_WORDS)
    # R10 Naar tevredenheid
    | _to_complainant(_N.REPORT_SETTLED, 7, (MUST_RECEIVED_ON, MUST_SUBJECT, HELD_ON, SOLVED),
                      OWN_WORDS, REPORT, AGREEMENTS)
    | _to_respondent(_N.REPORT_SETTLED, 7, (MUST_RECEIVED_ON, MUST_SUBJECT, HELD_ON, SOLVED),
                     OWN_WORDS, REPORT, AGREEMENTS)
    # R11 Niet naar tevredenheid: only the complainant hears of further steps and how to reach the committee
    | _to_complainant(_N.REPORT_UNSETTLED, 8, (MUST_RECEIVED_ON, MUST_SUBJECT, HELD_ON, NO_CONVERSATION, CHOOSE_BY),
                      OWN_WORDS, REPORT, NEXT_STEPS, COMMITTEE)
    | _to_respondent(_N.REPORT_UNSETTLED, 8, (MUST_RECEIVED_ON, MUST_SUBJECT, HELD_ON, NO_CONVERSATION),
                     OWN_WORDS, REPORT)
    # R12 Keuze
    | _to_complainant(_N.CHOICE_REMINDER, 9, (
        RECEIVED_ON, SUBJECT,
        _must("report_sent_on", Kind.DAY, "the day the report was sent"),
        _must("choose_by", Kind.DAY, "the day we hope to know the choice by"),
    ), OWN_WORDS, NEXT_STEPS, COMMITTEE)
    | _to_complainant(_N.CLOSED_WITHOUT_CHOICE, 9, (
        RECEIVED_ON, SUBJECT, CLOSED_ON,
        ValueRow("reminded_on", Kind.DAY, "the day of the reminder"),
    ), OWN_WORDS, LESSON, COMMITTEE)
    # R12 Doorzending, dossier
    | _to_complainant(_N.REFERRAL, 10, (
        RECEIVED_ON, SUBJECT, RECEIVED_BY_COMMITTEE_ON, *COMMITTEE_TERMS, WRITTEN_DIRECTLY, CONSENTED,
    ), OWN_WORDS)
    | _to_respondent(_N.REFERRAL, 10, (
        RECEIVED_ON, SUBJECT, RECEIVED_BY_COMMITTEE_ON, *COMMITTEE_TERMS, CONSENTED,
    ), OWN_WORDS)
    | _to_committee(_N.DOSSIER, 11, _DOSSIER, OWN_WORDS, STORY, VIEWS)
    # R13: to each member outside Slack, at their own declaration
    | _to_member(_N.DOSSIER_TO_MEMBER, 11, _DOSSIER, OWN_WORDS, STORY, VIEWS)
    | _to_member(_N.DOSSIER_SUPPLEMENT, 11, (PAPERS, NOT_THERE), OWN_WORDS)
    # R14 Stukken opvragen: who is no party hears nothing of whose complaint it is or about whom
    | _to_parties(_N.DOCUMENT_REQUEST, 12, REQUEST, WHAT, WHY, OWN_WORDS)
    | {(_N.DOCUMENT_REQUEST, Audience.HOLDER): LetterRow(12, REQUEST, (WHAT, WHY, OWN_WORDS))}
    | _to_parties(_N.DOCUMENT_SHARED, 12, (ValueRow("from_a_party", Kind.FLAG, "the other handed it in"),),
                  WHAT, OWN_WORDS)
    # R16 Zitting, R17 tweede zitting
    | _to_parties(_N.HEARING_INVITATION, 13, HEARING, OWN_WORDS)
    | _to_member(_N.HEARING_INVITATION, 13, HEARING, OWN_WORDS)
    | _to_parties(_N.SECOND_HEARING_INVITATION, 13, HEARING, MISSING, OWN_WORDS)
    | _to_member(_N.SECOND_HEARING_INVITATION, 13, HEARING, MISSING, OWN_WORDS)
    | _to_parties(_N.SECOND_HEARING_CANCELLATION, 13, (PLANNED_FOR, PLANNED_AT), OWN_WORDS)
    | _to_member(_N.SECOND_HEARING_CANCELLATION, 13, (PLANNED_FOR, PLANNED_AT), OWN_WORDS)
    # R18 Uitspraak: its text is the committee's
    | _to_parties(_N.RULING, 14, RULING, REASONS, RECOMMENDATION, OWN_WORDS)
    | _to_member(_N.RULING_COPY, 14, RULING, REASONS, RECOMMENDATION, OWN_WORDS)
    # Ours: ingetrokken, niet van ons
    | _to_complainant(_N.WITHDRAWAL, 15, (RECEIVED_ON, SUBJECT, WITHDRAWN_ON), OWN_WORDS)
    | _to_respondent(_N.WITHDRAWAL, 15, (RECEIVED_ON, SUBJECT, WITHDRAWN_ON), OWN_WORDS)
    | _to_member(_N.WITHDRAWAL, 15, (WITHDRAWN_ON,), OWN_WORDS)
    | _to_complainant(_N.ELSEWHERE, 15, (
        MUST_RECEIVED_ON, MUST_SUBJECT,
        ValueRow("forwarded", Kind.FLAG, "it was passed on, with the complainant's consent"),
    ), OWN_WORDS, WHERE_TO)
    | _to_respondent(_N.ELSEWHERE, 15, (MUST_RECEIVED_ON, MUST_SUBJECT), OWN_WORDS)
    # R3 Nieuwe behandelaar: who it is now is the sender; never why
    | _to_complainant(_N.NEW_OFFICER, 16, (RECEIVED_ON, SUBJECT), OWN_WORDS)
    # R25 Afronding
    | _to_complainant(_N.CLOSING, 18, (RECEIVED_ON, SUBJECT, CLOSED_ON), OWN_WORDS, AGREEMENTS, LESSON)
)
"""Every letter we print, by what it says and to whom."""
# fmt: on


def row(notice: Notice, audience: Audience) -> LetterRow:
    """The row of a letter. Raises ``LookupError`` for one that does not exist, such as a reminder to a respondent."""
    found = LETTERS.get((notice, audience))
    if found is None:
        raise LookupError(f"no letter {notice} to a {audience}")
    return found
