"""The regulation as one table. It reads top to bottom like the regulation: who may take which step, where it belongs,
what must and must not have happened before, what it records, where it leads, and who hears of it.

A new rule is a new row. ``procedure`` walks this table; ``terms`` says which facts start and meet a term.

What the attributes of an entry may say (readable in the database, never personal):

``days``          the days off around this entry's facts, kept whenever it starts a term (``workdays.to_json``)
``ends``          ``[[fact, subject], …]``: facts that stand no longer from this entry on; this and ``days`` are the
                  domain's own to write
``officer``       person id of who handles the complaint from now on
``respondents``   ``[{"ref", "person", "organisation"}, …]``: added, or changed when the ref exists
``supervised``    true: about a coordinator, so kept from all of them (R23) from now on; false: released
``complainant``   person id, only for conflict checks and denial (R2)
``channel``       how it came in: a code
``subject_codes`` what it is about: codes of the list in facts.md
``seats``         ``{seat: person id}`` of the panel; ``secretary`` a person id; ``instead`` for who is not the standing
                  member ``{seat: [person id or null, ground]}`` (``committee.Ground``)
``ground``        why somebody who declares to be involved is so, when they say it
``fact``, ``of``  which date a correction is about: a fact's name, and its subject
``withdrawn``     the ref of a respondent who was entered by mistake: a correction; the ref is never given again
``corrects``      which words a correction says anew: keys of the details
``until``         the new ISO date of "later in overleg"; ``planned_for`` the ISO date of what is planned. Neither
                  lies before the day it was recorded as happening (``AHEAD``)
``time``, ``minutes``   when what is planned begins ("10:00"), and how long it takes
``attends``       who comes to what is planned, ``attended`` who was there: codes; ``apart`` true: each party
                  separately (R8, R16). At a hearing also refs of respondents, seats and "secretary"
``means``         how it went or was told: a code; ``talk`` and ``wishes`` what was ticked at the first contact
``wished_by``     who wished it later: "complainant", "respondent", "both", "us" (R8)
``report``        "file": the report is a document of the dossier (R9); else its text stands in the details
``holder``        who may have a document the committee asks for: "officer", "complainant", a respondent's ref, "other";
                  ``wanted_by`` the ISO date by which; ``documents`` the ids of what was delivered (R14)
``forwarded``     "no", or "with_consent": whether a complaint that is not ours was sent on (ours)
``spoken_for``    true: somebody speaks for the complainant, whose name stands in the details; the domain's own to write
``consent``       true: the complainant agrees that the committee gets the dossier (R12); false: not (any more)
``ruling``        "upheld" or "dismissed"; ``reasons`` "file": they are the ``document``, else they stand in the
                  details; ``advice`` true: there is a recommendation (R18)
``learning``      "lesson" or "none" (R25); ``action_owner`` (a person id) and ``action_due`` (ISO date) of what is done
                  about it; ``handling`` how the complainant found it was handled: a code
``notice``, ``letters``  which letter, and ``[{"ref", "to", "means", "document", "mail", "enclosed"}, …]``, the last a
                  list of ids; ``cause`` the entry (its seq) it follows on, 0 when its sending is a step;
                  ``about_ref`` the one reader it is for; ``then`` the codes of the step its sending is; ``means`` and
                  ``mail`` of one that is sent once more, ``code`` of one that was refused; ``anew`` true: given up to
                  be written once more
``on_behalf_of``  the seat for which somebody else records a step of the committee; ``document`` the id of the proof
``document``      the id of a document that is added; ``kind`` what it is, ``reading`` may the respondent read it

``about``         what was chosen at the door: a code of ``AboutKind``
``wishes``, ``representative_kind``, ``authorisation``, ``letters_to``, ``age_band``, ``preferred_channel``
                  the codes of facts.md about the complainant; ``name_withheld`` true: the respondent may not hear
                  the name (false takes it back)
``safe_mail``     true: the complainant chose e-mail, and it is safe (R6); false takes it back

and the keys of ``choices`` and ``says`` below.

What the details of an entry may say (personal, sealed under the dossier's key; ``parties`` reads them):

``complainant``, ``contact``            the name, and how to reach them
``respondents``                         ``{"r1": name, …}``
``representative``, ``representative_contact``, ``language``, ``needs``, ``times``
``about``, ``subject``, ``story``, ``reason``, ``note``   as they were typed
``addresses``                           ``{"b1": address, …}``: where letters go
``then``                                the words of the step that is recorded when the letters are sent
``name``, ``withheld``                  what an added document is called, and why the respondent may not read it
``link``, ``files``                     where a reported message stands, and names of files the bot cannot read
``reach``, ``happened``                 how the complainant is reached best; where and when it happened
``told``, ``view``                      what a respondent was told (R7), and what they say themselves
``place``, ``others``                   where what is planned is, or by which link; who else comes or came
``agreements``                          what was agreed in the conversation, or without one
``report``, ``report_more``             the report, in two parts that are read as one; the last entry holds (R9)
``where``                               where a complaint belongs that is not ours
``what``, ``why``                        which document is asked for, and what for (R14)
``holder_name``, ``holder_contact``      who has it when that is "other", and how they are reached
``minutes_text``                        the minutes of a hearing (R16), when they are no ``document``
``missing``                             what the committee still has to know: why there is a second hearing (R17)
``reasons``, ``reasons_more``, ``recommendation``   of the ruling; the first two are read as one (R18)
``lesson``, ``action``, ``handling_note``   what was learned or why nothing, what is done, how it was found (R25)
``result``                              what came of what was done (R25)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from klachtbot.domain.model import Action, FactName, Notice, Role, Scalar, Stage
from klachtbot.domain.rules import OURS
from klachtbot.domain.terms import Term

A, F, N, S = Action, FactName, Notice, Stage


class About(StrEnum):
    """What a step is about; its subject is one of these."""

    COMPLAINT = "complaint"  # no subject
    RESPONDENT = "respondent"
    SEAT = "seat"  # one of the panel, with somebody in it
    NEW_DOCUMENT = "new_document"  # the next free "d1", "d2", … is made
    DOCUMENT = "document"  # a requested one
    LETTER = "letter"  # a prepared one
    IMPROVEMENT = "improvement"  # one that was planned


PER_SUBJECT: Mapping[FactName, About] = MappingProxyType(
    {
        F.JOINED: About.RESPONDENT,
        F.INFORM_ATTEMPTED: About.RESPONDENT,
        F.INFORMED: About.RESPONDENT,
        F.INSPECTION_ASKED: About.RESPONDENT,
        F.INSPECTION_ANSWERED: About.RESPONDENT,
        F.DECLARED_UNINVOLVED: About.SEAT,
        F.DECLARED_INVOLVED: About.SEAT,
        F.MEMBER_AGREED: About.SEAT,
        F.DOCUMENT_REQUESTED: About.DOCUMENT,
        F.DOCUMENT_DELIVERED: About.DOCUMENT,
        F.DOCUMENT_REFUSED: About.DOCUMENT,
        F.IMPROVEMENT_PLANNED: About.IMPROVEMENT,
        F.IMPROVEMENT_DONE: About.IMPROVEMENT,
        F.IMPROVEMENT_DROPPED: About.IMPROVEMENT,
        F.LETTER_PREPARED: About.LETTER,
        F.LETTER_SENT: About.LETTER,
    }
)
"""Facts that are owed to each; all others stand once for the complaint."""


MADE_ANEW = frozenset({F.JOINED, F.LETTER_PREPARED, F.IMPROVEMENT_PLANNED})
"""Facts a step records for each that it names: a respondent, a letter, what is done about it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An attribute whose value decides which fact is recorded too. A required one must have one of these values."""

    key: str
    facts: Mapping[Scalar, FactName]
    required: bool = False


AnyOf = tuple[FactName, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One row. The columns in the order in which a step is judged, then what it does."""

    action: Action
    rule: str
    roles: frozenset[Role]
    stages: frozenset[Stage]
    about: About = About.COMPLAINT
    apart: bool = False  # only of what is kept from the coordinators (R23)
    unless: tuple[FactName, ...] = ()  # none of these stands
    needs: tuple[AnyOf, ...] = ()  # of each, one stands; the step lies on or after it
    since: tuple[AnyOf, ...] = ()  # when its day is held to these instead: it may lie before what it needs
    each: tuple[AnyOf, ...] = ()  # of each, one stands for every respondent
    says: tuple[str, ...] = ()  # what must be given, in the attributes or (when personal) in the details
    along: tuple[tuple[str, str], ...] = ()  # when the first is said, so must the second
    choices: tuple[Choice, ...] = ()
    records: tuple[FactName, ...] = ()  # of ``MADE_ANEW`` one for each that the step names
    ends: tuple[FactName, ...] = ()
    leads_to: Stage | None = None  # a stage never moves back, but by ``reopens``
    reopens: bool = False
    notices: tuple[Notice, ...] = ()
    behalf: frozenset[Role] = frozenset()  # who may record it for a member (``on_behalf_of``)
    behalf_says: tuple[str, ...] = ("on_behalf_of",)
    clock_unless: tuple[FactName, ...] = ()  # what keeps the clock (Role.SYSTEM) from taking it
    clock_needs: tuple[FactName, ...] = ()
    once_past: Term | None = None  # the clock may not, and nobody is asked, before this term has passed
    asked: Term | bool = False  # the regulation asks for it: by which term, or True when it has none
    waits_for: str = ""  # whom it waits for, when not for who takes it
    asked_after: tuple[AnyOf, ...] = ()  # it is asked only when of each one stands


AHEAD: Mapping[str, int] = MappingProxyType({"planned_for": 0, "until": 1, "action_due": 0, "wanted_by": 0})
"""Attributes that are a day to come: at least so many days after the day of the step that says them."""

HANDLERS = frozenset({Role.OFFICER, Role.DEPUTY})
OFFICERS = HANDLERS | {Role.COORDINATOR}  # a report is for whoever is first; R6 asks a deputy who is at work, too
PANEL = frozenset({Role.CHAIR, Role.MEMBER})
COMMITTEE = PANEL | {Role.SECRETARY}
CHAIR = frozenset({Role.CHAIR})
CLERKS = HANDLERS | {Role.SECRETARY}
DEPUTY = frozenset({Role.DEPUTY})
RESPONDENT = frozenset({Role.RESPONDENT})
OWNER = frozenset({Role.OWNER})
CLOCK = frozenset({Role.SYSTEM})

NOWHERE: frozenset[Stage] = frozenset()  # the first entry of a dossier
REPORTED = frozenset({S.REPORTED})
TALKING = frozenset({S.REGISTERED, S.ACKNOWLEDGED})
HEARD_OUT = frozenset({S.HEARD_OUT})
INTERNAL = TALKING | {S.HEARD_OUT, S.SETTLED, S.UNSETTLED}
REFERRED = frozenset({S.REFERRED, S.DELIBERATED, S.HEARING_HELD})
OPEN = INTERNAL | REFERRED | {S.RULED}
ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.ELSEWHERE, S.NO_COMPLAINT})
DOSSIER = frozenset(S) - {S.REPORTED, S.NO_COMPLAINT}

NEVER: tuple[AnyOf, ...] = ((),)  # it has a term and is nudged, and holds nothing up
IMPROVED = (F.IMPROVEMENT_PLANNED, F.ADVICE_ANSWERED)

SAFETY = Choice("safety", {"safety": F.SAFETY_HOLD, "crime": F.SAFETY_HOLD, "data_breach": F.SAFETY_HOLD})
ADVISING = (("advice", "recommendation"),)  # R18: what it advises
LEARNING = (("action", "action_owner"), ("action", "action_due"))  # R25: an action has an owner and a date
REGISTRATION = (
    Choice("summarised", {True: F.SUMMARISED}),
    Choice("complainant_known", {False: F.NAMELESS}),
    Choice("safe_mail", {True: F.SAFE_MAIL}),
    SAFETY,
)
EXPLAINED = Choice("explained", {True: F.EXPLAINED})
OUTCOME = Choice("outcome", {"settled": F.SATISFIED, "unsettled": F.UNSATISFIED}, required=True)
CHOSEN = Choice("choice", {"committee": F.CHOSE_COMMITTEE, "no_step": F.CHOSE_NO_STEP}, required=True)
RULING = Choice("ruling", {"upheld": F.UPHELD, "dismissed": F.DISMISSED}, required=True)
ADVICE = Choice("advice", {True: F.ADVISED})

# fmt: off
_ROWS = (
    # R1 Alle klachten komen binnen
    Step(A.REPORT, "R1", frozenset({Role.REPORTER}), NOWHERE, says=("about",), choices=(SAFETY,),
         records=(F.RECEIVED, F.REPORTED), leads_to=S.REPORTED),
    Step(A.REGISTER, "R1", OFFICERS, REPORTED, choices=REGISTRATION, records=(F.REGISTERED,), ends=(F.SAFETY_HOLD,),
         leads_to=S.REGISTERED, notices=(N.REPORT_REGISTERED,), asked=Term.CONTACT),
    Step(A.DISMISS_REPORT, "R1", OFFICERS, REPORTED, says=("reason",), records=(F.JUDGED_NO_COMPLAINT,),
         leads_to=S.NO_COMPLAINT),
    # R23 Klacht over een coördinator: the supervisor lets a report go that is not about one
    Step(A.RELEASE, "R23", HANDLERS, REPORTED, apart=True, says=("officer",)),
    # R2 Klager en beklaagde
    Step(A.SUPPLEMENT, "R2", HANDLERS, OPEN, choices=(REGISTRATION[0], REGISTRATION[2])),
    Step(A.IDENTIFY_COMPLAINANT, "R2", HANDLERS, OPEN, needs=((F.NAMELESS,),), ends=(F.NAMELESS,)),
    Step(A.ADD_RESPONDENT, "R2", HANDLERS, OPEN | REPORTED, says=("respondents",), records=(F.JOINED,)),
    # R3 Waarneming
    Step(A.DEPUTISE, "R3", DEPUTY, OPEN, unless=(F.DEPUTISED,), records=(F.DEPUTISED,), notices=(N.DEPUTISING,)),
    Step(A.RETURN, "R3", HANDLERS | CLOCK, OPEN, needs=((F.DEPUTISED,),), ends=(F.DEPUTISED,), notices=(N.DEPUTISING,)),
    Step(A.TAKE_OVER, "R3", DEPUTY, OPEN, says=("officer",), ends=(F.DEPUTISED,), notices=(N.NEW_OFFICER,)),
    Step(A.HAND_OVER, "R3", HANDLERS, OPEN, says=("officer", "reason"), ends=(F.DEPUTISED,), notices=(N.NEW_OFFICER,)),
    Step(A.STEP_BACK, "R3", OFFICERS, OPEN | REPORTED, says=("officer",), ends=(F.DEPUTISED,),
         notices=(N.NEW_OFFICER,)),
    # Ours: kan niet wachten. The supervisor is told that it is so, and need not read the case: who handles it decides.
    Step(A.HOLD_FOR_SAFETY, OURS, HANDLERS, OPEN, unless=(F.SAFETY_HOLD,), says=("safety",),
         records=(F.SAFETY_HOLD,)),
    Step(A.RELEASE_HOLD, OURS, HANDLERS, OPEN, needs=((F.SAFETY_HOLD,),), ends=(F.SAFETY_HOLD,)),
    # R4 Eerste contact
    Step(A.RECORD_ATTEMPT, "R4", HANDLERS, OPEN, unless=(F.CONTACTED, F.NAMELESS), records=(F.ATTEMPTED,)),
    Step(A.RECORD_CONTACT, "R4", HANDLERS, OPEN, unless=(F.CONTACTED, F.NAMELESS), choices=(EXPLAINED,),
         records=(F.CONTACTED,), asked=Term.CONTACT),
    Step(A.RECORD_EXPLANATION, "R4", HANDLERS, OPEN, unless=(F.EXPLAINED,), needs=((F.CONTACTED,),),
         records=(F.EXPLAINED,)),
    # R5 Ontvangstbevestiging
    Step(A.ACKNOWLEDGE, "R5", HANDLERS, OPEN, unless=(F.ACKNOWLEDGED, F.NAMELESS),
         needs=((F.CONTACTED,), (F.SUMMARISED,)), records=(F.ACKNOWLEDGED,), leads_to=S.ACKNOWLEDGED,
         notices=(N.ACKNOWLEDGEMENT,), asked=Term.ACKNOWLEDGEMENT),
    # R6 Bevestiging zonder contact
    Step(A.HOLD_ACKNOWLEDGEMENT, "R6", OFFICERS, OPEN,
         unless=(F.ACKNOWLEDGED, F.ACKNOWLEDGEMENT_HELD, F.CONTACTED, F.NAMELESS), says=("reason",),
         records=(F.ACKNOWLEDGEMENT_HELD,)),
    Step(A.ACKNOWLEDGE_WITHOUT_CONTACT, "R6", HANDLERS | CLOCK, OPEN,
         unless=(F.ACKNOWLEDGED, F.CONTACTED, F.NAMELESS), needs=((F.SUMMARISED,),),
         clock_unless=(F.ACKNOWLEDGEMENT_HELD, F.SAFETY_HOLD), clock_needs=(F.SAFE_MAIL,), once_past=Term.CONTACT,
         records=(F.ACKNOWLEDGED,), leads_to=S.ACKNOWLEDGED, notices=(N.ACKNOWLEDGEMENT_WITHOUT_CONTACT,),
         asked=Term.ACKNOWLEDGEMENT),
    Step(A.CHANGE_SUBJECT, "R5", HANDLERS, OPEN, needs=((F.ACKNOWLEDGED,),), says=("subject", "reason"),
         notices=(N.SUPPLEMENT,)),
    # R7 Beklaagde informeren
    Step(A.RECORD_INFORM_ATTEMPT, "R7", HANDLERS, OPEN, About.RESPONDENT, unless=(F.INFORMED,),
         records=(F.INFORM_ATTEMPTED,)),
    Step(A.INFORM_RESPONDENT, "R7", HANDLERS, OPEN, About.RESPONDENT, unless=(F.INFORMED,), records=(F.INFORMED,),
         notices=(N.NOTIFICATION,), asked=Term.INFORM),
    # R8 Gesprek
    Step(A.PLAN_CONVERSATION, "R8", HANDLERS, TALKING, unless=(F.CONVERSATION_PLANNED, F.CONVERSATION_HELD),
         needs=((F.ACKNOWLEDGED, F.NAMELESS),), says=("planned_for",), records=(F.CONVERSATION_PLANNED,),
         notices=(N.CONVERSATION_INVITATION,), asked=Term.CONVERSATION),
    Step(A.MOVE_CONVERSATION, "R8", HANDLERS, TALKING, needs=((F.CONVERSATION_PLANNED,),), says=("planned_for",),
         notices=(N.CONVERSATION_CHANGE,)),
    Step(A.CANCEL_CONVERSATION, "R8", HANDLERS, TALKING, needs=((F.CONVERSATION_PLANNED,),),
         ends=(F.CONVERSATION_PLANNED,), notices=(N.CONVERSATION_CANCELLATION,)),
    Step(A.AGREE_LATER, "R8", HANDLERS, TALKING, unless=(F.CONVERSATION_HELD,), needs=((F.ACKNOWLEDGED,),),
         says=("until", "wished_by"), records=(F.LATER_AGREED,), notices=(N.LATER,)),
    # R9 Gespreksverslag: one form records held, who was there, and the outcome
    Step(A.RECORD_CONVERSATION, "R9", HANDLERS, TALKING, unless=(F.CONVERSATION_HELD,),
         needs=((F.ACKNOWLEDGED, F.NAMELESS),), choices=(OUTCOME,), records=(F.CONVERSATION_HELD,),
         leads_to=S.HEARD_OUT, asked=Term.CONVERSATION),
    Step(A.RECORD_NO_CONVERSATION, "R11", HANDLERS, TALKING, unless=(F.CONVERSATION_HELD,), says=("reason",),
         records=(F.CONVERSATION_FAILED, F.UNSATISFIED), leads_to=S.HEARD_OUT),
    # Ours: opgelost zonder gesprek (R5 and R7 stay owed)
    Step(A.SOLVE_WITHOUT_CONVERSATION, OURS, HANDLERS, TALKING, unless=(F.CONVERSATION_HELD,), says=("agreements",),
         records=(F.SOLVED, F.SATISFIED), leads_to=S.HEARD_OUT),
    Step(A.WRITE_REPORT, "R9", HANDLERS, HEARD_OUT | REFERRED, unless=(F.REPORT_SENT,),
         needs=((F.CONVERSATION_HELD, F.CONVERSATION_FAILED, F.SOLVED),), says=("report",),
         records=(F.REPORT_WRITTEN,), asked=Term.REPORT),
    # R10 Naar tevredenheid
    Step(A.SEND_REPORT_SETTLED, "R10", HANDLERS, HEARD_OUT, unless=(F.REPORT_SENT, F.UNSATISFIED),
         needs=((F.SATISFIED,), (F.REPORT_WRITTEN,)), records=(F.REPORT_SENT,), leads_to=S.SETTLED,
         notices=(N.REPORT_SETTLED,), asked=True),
    # R11 Niet naar tevredenheid
    Step(A.SEND_REPORT_UNSETTLED, "R11", HANDLERS, HEARD_OUT | REFERRED, unless=(F.REPORT_SENT, F.SATISFIED),
         needs=((F.UNSATISFIED,), (F.REPORT_WRITTEN,)), says=("next_steps", "committee_contact"),
         records=(F.REPORT_SENT, F.CHOICE_OFFERED), leads_to=S.UNSETTLED, notices=(N.REPORT_UNSETTLED,),
         asked=True),
    # R12 Keuze van de klager
    Step(A.REMIND_OF_CHOICE, "R12", HANDLERS, frozenset({S.UNSETTLED}), unless=(F.CHOICE_MADE, F.CHOICE_REMINDED),
         needs=((F.CHOICE_OFFERED,),), once_past=Term.CHOICE, records=(F.CHOICE_REMINDED,),
         notices=(N.CHOICE_REMINDER,), asked=Term.CHOICE),
    Step(A.RECORD_CHOICE, "R12", HANDLERS, frozenset({S.UNSETTLED}), unless=(F.CHOSE_COMMITTEE,),
         needs=((F.CHOICE_OFFERED,),), ends=(F.CHOSE_NO_STEP,), choices=(CHOSEN,), records=(F.CHOICE_MADE,),
         asked=Term.CHOICE, waits_for="complainant"),
    Step(A.REOPEN, "R12", HANDLERS, frozenset({S.CLOSED}), unless=(F.CHOSE_COMMITTEE,), needs=((F.CHOICE_OFFERED,),),
         ends=(F.CHOSE_NO_STEP, F.CLOSED), records=(F.CHOICE_MADE, F.CHOSE_COMMITTEE), leads_to=S.UNSETTLED,
         reopens=True),
    Step(A.REFER, "R12", HANDLERS, frozenset({S.UNSETTLED}), unless=(F.RECEIVED_BY_COMMITTEE,),
         needs=((F.CHOSE_COMMITTEE,),), since=((F.UNSATISFIED,),), records=(F.RECEIVED_BY_COMMITTEE,),
         leads_to=S.REFERRED, notices=(N.REFERRAL, N.DOSSIER), asked=True),
    Step(A.RECEIVE_DIRECTLY, "R12", HANDLERS | COMMITTEE, frozenset({S.HEARD_OUT, S.UNSETTLED, S.CLOSED}),
         unless=(F.RECEIVED_BY_COMMITTEE, F.CHOSE_COMMITTEE), needs=((F.UNSATISFIED,),),
         ends=(F.CHOSE_NO_STEP, F.CLOSED),
         records=(F.CHOICE_MADE, F.CHOSE_COMMITTEE, F.RECEIVED_BY_COMMITTEE), leads_to=S.REFERRED, reopens=True,
         notices=(N.REFERRAL, N.DOSSIER)),
    # R13 Samenstelling commissie
    Step(A.COMPOSE_PANEL, "R13", HANDLERS, REFERRED, says=("seats",), records=(F.PANEL_COMPOSED,),
         ends=(F.PANEL_COMPOSED, F.PANEL_CONFIRMED, F.DECLARED_UNINVOLVED, F.DECLARED_INVOLVED),
         notices=(N.PANEL_COMPOSED,), asked=Term.DELIBERATION),
    Step(A.CONFIRM_PANEL, "R13", CHAIR, REFERRED, unless=(F.PANEL_CONFIRMED,), needs=((F.PANEL_COMPOSED,),),
         records=(F.PANEL_CONFIRMED,), notices=(N.DECLARATION_ASKED,), behalf=CLERKS, asked=Term.CONFIRMATION),
    # While another seat is empty the others may still answer
    Step(A.DECLARE_UNINVOLVED, "R13", PANEL, REFERRED, About.SEAT, unless=(F.DECLARED_UNINVOLVED,),
         needs=((F.RECEIVED_BY_COMMITTEE,),), records=(F.DECLARED_UNINVOLVED,), behalf=CLERKS, asked=Term.DECLARATION),
    Step(A.DECLARE_INVOLVED, "R13", PANEL, REFERRED, About.SEAT, needs=((F.RECEIVED_BY_COMMITTEE,),),
         records=(F.DECLARED_INVOLVED,), ends=(F.PANEL_COMPOSED, F.PANEL_CONFIRMED, F.DECLARED_UNINVOLVED),
         notices=(N.SEAT_EMPTY,), behalf=CLERKS),
    # R14 Stukken opvragen
    Step(A.REQUEST_DOCUMENT, "R14", COMMITTEE, REFERRED, About.NEW_DOCUMENT, says=("holder", "what"),
         records=(F.DOCUMENT_REQUESTED,), notices=(N.DOCUMENT_REQUEST,), behalf=HANDLERS),
    Step(A.DELIVER_DOCUMENT, "R14", HANDLERS, REFERRED, About.DOCUMENT,
         unless=(F.DOCUMENT_DELIVERED, F.DOCUMENT_REFUSED), needs=((F.DOCUMENT_REQUESTED,),),
         says=("documents",), records=(F.DOCUMENT_DELIVERED,), notices=(N.DOCUMENT_SHARED,), asked=Term.DOCUMENTS),
    Step(A.REFUSE_DOCUMENT, "R14", HANDLERS, REFERRED, About.DOCUMENT,
         unless=(F.DOCUMENT_DELIVERED, F.DOCUMENT_REFUSED), needs=((F.DOCUMENT_REQUESTED,),),
         says=("reason",), records=(F.DOCUMENT_REFUSED,), notices=(N.DOCUMENT_REFUSED,)),
    # R15 Voorbespreking
    Step(A.RECORD_DELIBERATION, "R15", COMMITTEE, frozenset({S.REFERRED}), needs=((F.RECEIVED_BY_COMMITTEE,),),
         records=(F.DELIBERATED,), leads_to=S.DELIBERATED, behalf=HANDLERS, asked=Term.DELIBERATION),
    Step(A.SKIP_DELIBERATION, "R15", PANEL, frozenset({S.REFERRED}), needs=((F.RECEIVED_BY_COMMITTEE,),),
         records=(F.DELIBERATION_SKIPPED,), leads_to=S.DELIBERATED, behalf=CLERKS),
    # R16 Zitting: both invitations are one action
    Step(A.PLAN_HEARING, "R16", COMMITTEE, frozenset({S.DELIBERATED}), unless=(F.HEARING_PLANNED,),
         needs=((F.DELIBERATED, F.DELIBERATION_SKIPPED),), says=("planned_for",), records=(F.HEARING_PLANNED,),
         notices=(N.HEARING_INVITATION,), behalf=HANDLERS, asked=Term.HEARING),
    Step(A.MOVE_HEARING, "R16", COMMITTEE, frozenset({S.DELIBERATED}), needs=((F.HEARING_PLANNED,),),
         says=("planned_for",), notices=(N.HEARING_INVITATION,), behalf=HANDLERS),
    Step(A.RECORD_HEARING, "R16", COMMITTEE, frozenset({S.DELIBERATED}), needs=((F.HEARING_PLANNED,),),
         records=(F.HEARING_HELD,), leads_to=S.HEARING_HELD, behalf=HANDLERS, asked=Term.HEARING),
    # R17 Beraad en tweede zitting
    Step(A.RECORD_CLOSING_DELIBERATION, "R17", COMMITTEE, frozenset({S.HEARING_HELD}),
         unless=(F.CLOSING_DELIBERATED, F.SECOND_HEARING_OPEN), needs=((F.HEARING_HELD,),),
         records=(F.CLOSING_DELIBERATED,), behalf=HANDLERS, asked=Term.RULING),
    Step(A.PLAN_SECOND_HEARING, "R17", PANEL, frozenset({S.HEARING_HELD}),
         unless=(F.SECOND_HEARING_PLANNED, F.SECOND_HEARING_HELD), needs=((F.HEARING_HELD,),),
         says=("planned_for", "missing"), records=(F.SECOND_HEARING_PLANNED, F.SECOND_HEARING_OPEN),
         notices=(N.SECOND_HEARING_INVITATION,),
         behalf=CLERKS),
    Step(A.CANCEL_SECOND_HEARING, "R17", PANEL, frozenset({S.HEARING_HELD}), needs=((F.SECOND_HEARING_OPEN,),),
         ends=(F.SECOND_HEARING_PLANNED, F.SECOND_HEARING_OPEN), notices=(N.SECOND_HEARING_CANCELLATION,),
         behalf=CLERKS),
    Step(A.RECORD_SECOND_HEARING, "R17", COMMITTEE, frozenset({S.HEARING_HELD}), needs=((F.SECOND_HEARING_OPEN,),),
         records=(F.SECOND_HEARING_HELD,), ends=(F.SECOND_HEARING_OPEN, F.CLOSING_DELIBERATED), behalf=HANDLERS,
         asked=Term.SECOND_HEARING),
    # R18 Uitspraak: the chair makes it final
    Step(A.RULE, "R18", CHAIR, frozenset({S.HEARING_HELD}), unless=(F.RULED, F.SECOND_HEARING_OPEN),
         needs=((F.PANEL_COMPOSED,), (F.CLOSING_DELIBERATED,)), says=("reasons",), along=ADVISING,
         choices=(RULING, ADVICE), records=(F.RULED,), leads_to=S.RULED,
         notices=(N.RULING_MADE, N.AGREEMENT_ASKED, N.RULING_COPY), behalf=CLERKS,
         behalf_says=("on_behalf_of", "document"), asked=Term.RULING),
    Step(A.AGREE_WITH_RULING, "R18", PANEL, frozenset({S.RULED}), About.SEAT, unless=(F.MEMBER_AGREED,),
         needs=((F.RULED,),), records=(F.MEMBER_AGREED,), behalf=CLERKS, asked=Term.AGREEMENT,
         asked_after=NEVER),
    Step(A.SEND_RULING, "R18", HANDLERS, frozenset({S.RULED}), unless=(F.RULING_SENT,), needs=((F.RULED,),),
         records=(F.RULING_SENT,), notices=(N.RULING,), asked=True),
    # R19 Dossier en archief
    Step(A.ADD_DOCUMENT, "R19", HANDLERS | COMMITTEE, DOSSIER, says=("document",)),
    Step(A.CORRECT, "R19", HANDLERS, DOSSIER, says=("reason",)),  # and which fact, or which words
    # R20 Inzage
    Step(A.ASK_INSPECTION, "R20", RESPONDENT, DOSSIER, About.RESPONDENT, unless=(F.INFORMED, F.INSPECTION_ASKED),
         records=(F.INSPECTION_ASKED,), notices=(N.INSPECTION_ASKED,)),
    Step(A.ANSWER_INSPECTION, "R20", HANDLERS, DOSSIER, About.RESPONDENT, unless=(F.INSPECTION_ANSWERED,),
         needs=((F.INSPECTION_ASKED,),), records=(F.INSPECTION_ANSWERED,), asked=Term.INSPECTION),
    Step(A.INSPECT, "R20", RESPONDENT, DOSSIER, About.RESPONDENT, needs=((F.INFORMED,),), notices=(N.INSPECTED,)),
    # Ours: ingetrokken, niet van ons
    Step(A.WITHDRAW, OURS, HANDLERS, INTERNAL | REFERRED, records=(F.WITHDRAWN,), leads_to=S.WITHDRAWN,
         notices=(N.WITHDRAWAL,)),
    Step(A.SEND_ELSEWHERE, OURS, HANDLERS, TALKING, says=("forwarded",), records=(F.SENT_ELSEWHERE,),
         leads_to=S.ELSEWHERE, notices=(N.ELSEWHERE,)),
    # R21 Privacy: whether the dossier is kept for longer than its time
    Step(A.KEEP_LONGER, "R21", HANDLERS, ENDED, unless=(F.KEPT_LONGER,), says=("reason",), records=(F.KEPT_LONGER,)),
    Step(A.KEEP_NO_LONGER, "R21", HANDLERS, ENDED, needs=((F.KEPT_LONGER,),), ends=(F.KEPT_LONGER,)),
    # R25 Leren van klachten
    Step(A.CLOSE, "R25", HANDLERS, frozenset({S.SETTLED, S.UNSETTLED, S.RULED}),
         needs=((F.REPORT_SENT, F.RULING_SENT), (F.SATISFIED, F.CHOSE_NO_STEP, F.RULING_SENT),
                (F.ACKNOWLEDGED, F.NAMELESS)),
         each=((F.INFORMED, F.INFORM_ATTEMPTED),), says=("learning", "lesson"), along=LEARNING,
         records=(F.CLOSED, *IMPROVED), leads_to=S.CLOSED, notices=(N.CLOSING, N.IMPROVEMENT_ASKED), asked=True),
    Step(A.CLOSE_WITHOUT_CHOICE, "R12", HANDLERS, frozenset({S.UNSETTLED}), unless=(F.CHOICE_MADE,),
         needs=((F.CHOICE_REMINDED,), (F.ACKNOWLEDGED, F.NAMELESS)), says=("learning", "lesson"), along=LEARNING,
         records=(F.CLOSED, F.IMPROVEMENT_PLANNED), leads_to=S.CLOSED,
         notices=(N.CLOSED_WITHOUT_CHOICE, N.IMPROVEMENT_ASKED)),
    # What is done because of it has an owner and a day; advice (R18) becomes such, or a reason why nothing is done
    Step(A.PLAN_IMPROVEMENT, "R25", HANDLERS, frozenset({S.RULED, S.CLOSED}),
         says=("action", "action_owner", "action_due"), records=IMPROVED, notices=(N.IMPROVEMENT_ASKED,),
         asked=Term.ADVICE, asked_after=((F.ADVISED,), (F.RULING_SENT,))),
    Step(A.SKIP_IMPROVEMENT, "R25", HANDLERS, frozenset({S.RULED, S.CLOSED}), unless=(F.ADVICE_ANSWERED,),
         needs=((F.ADVISED,),), says=("reason",), records=(F.ADVICE_ANSWERED,)),
    Step(A.FINISH_IMPROVEMENT, "R25", HANDLERS | OWNER, DOSSIER, About.IMPROVEMENT,
         unless=(F.IMPROVEMENT_DONE, F.IMPROVEMENT_DROPPED), needs=((F.IMPROVEMENT_PLANNED,),), says=("result",),
         records=(F.IMPROVEMENT_DONE,), asked=Term.IMPROVEMENT, asked_after=((F.CLOSED,),)),
    Step(A.DROP_IMPROVEMENT, "R25", HANDLERS, DOSSIER, About.IMPROVEMENT,
         unless=(F.IMPROVEMENT_DONE, F.IMPROVEMENT_DROPPED), needs=((F.IMPROVEMENT_PLANNED,),), says=("reason",),
         records=(F.IMPROVEMENT_DROPPED,)),
    # Letters: frozen in the dossier first, then sent; a step whose date is that of its letter is recorded with it
    Step(A.PREPARE_LETTERS, OURS, HANDLERS | CLOCK, DOSSIER, says=("notice", "letters"), records=(F.LETTER_PREPARED,)),
    Step(A.SKIP_LETTERS, OURS, HANDLERS, DOSSIER, says=("cause", "reason")),
    Step(A.RECORD_LETTER_SENT, OURS, HANDLERS | CLOCK, DOSSIER, About.LETTER, unless=(F.LETTER_SENT,),
         needs=((F.LETTER_PREPARED,),), records=(F.LETTER_SENT,), ends=(F.LETTER_PREPARED,)),
    Step(A.RECORD_LETTER_REFUSED, OURS, CLOCK, DOSSIER, About.LETTER, unless=(F.LETTER_SENT,),
         needs=((F.LETTER_PREPARED,),), says=("code",)),
    Step(A.RECORD_LETTER_IN_DOUBT, OURS, CLOCK, DOSSIER, About.LETTER, unless=(F.LETTER_SENT,),
         needs=((F.LETTER_PREPARED,),)),
    Step(A.RESEND_LETTER, OURS, HANDLERS, DOSSIER, About.LETTER, unless=(F.LETTER_SENT,),
         needs=((F.LETTER_PREPARED,),), says=("means",)),
    Step(A.DROP_LETTER, OURS, HANDLERS, DOSSIER, About.LETTER, unless=(F.LETTER_SENT,),
         needs=((F.LETTER_PREPARED,),), says=("reason",), ends=(F.LETTER_PREPARED,)),
)
# fmt: on

PROCEDURE: Mapping[Action, Step] = MappingProxyType({row.action: row for row in _ROWS})
"""The table, by action, in the order of the regulation."""

FACT_NOTICES: Mapping[FactName, Notice] = MappingProxyType({F.SAFETY_HOLD: N.SAFETY})
"""Facts that are told to somebody whichever step records them."""
