"""The words of the procedure as values: what a complaint is, what happened to it, who is who.

Everything here is frozen and knows nothing of Slack, storage or the clock. Dates are dates in the world
(Europe/Amsterdam) and end in ``_on``; instants are aware, in UTC, and end in ``_at`` (or are called ``at``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
"""Our own id of a person (32 hex digits), never a Slack id."""
ComplaintId = NewType("ComplaintId", str)
"""Our own id of a dossier (32 hex digits); the number comes with registration."""

Scalar = str | int | bool | None
Json = Scalar | list["Json"] | dict[str, "Json"]


class Series(StrEnum):
    """Which number a dossier gets: K for the coordinators' cases, L for those about a coordinator (R23)."""

    ORDINARY = "K"
    SUPERVISOR = "L"


class Stage(StrEnum):
    """Where a complaint is, coarsely; the facts say it finely."""

    REPORTED = "reported"
    REGISTERED = "registered"
    ACKNOWLEDGED = "acknowledged"
    HEARD_OUT = "heard_out"
    SETTLED = "settled"
    UNSETTLED = "unsettled"
    REFERRED = "referred"
    DELIBERATED = "deliberated"
    HEARING_HELD = "hearing_held"
    RULED = "ruled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"
    NO_COMPLAINT = "no_complaint"


class Role(StrEnum):
    """Who somebody is *to one complaint* (see ``people.roles_in``)."""

    SYSTEM = "system"  # the clock, which acknowledges under R6
    REPORTER = "reporter"
    OFFICER = "officer"
    DEPUTY = "deputy"
    SUPERVISOR = "supervisor"
    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    CHAIR = "chair"
    MEMBER = "member"
    SECRETARY = "secretary"
    COORDINATOR = "coordinator"  # another coordinator, not involved and not (yet) deputising
    OWNER = "owner"  # of something that is done because of it (R25); reads no more of it than that


class AboutKind(StrEnum):
    """Over wie gaat het? What was chosen at the door (R1, R23)."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


class Position(StrEnum):
    """What somebody is in the organisation, whatever the complaint."""

    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    DEPUTY_SUPERVISOR = "deputy_supervisor"
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    PARTNER_MEMBER = "partner_member"
    SUBSTITUTE = "substitute"
    MUNICIPAL_OFFICIAL = "municipal_official"
    SECRETARY = "secretary"
    STAFF = "staff"
    ADMINISTRATOR = "administrator"


class CalendarName(StrEnum):
    """Which days are no working days: the public holidays, or those of the Algemene termijnenwet too."""

    PUBLIC = "public"
    ATW = "atw"


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days off within a window, as they were known when a term was computed; kept in the event.

    ``days`` maps each named day off (holidays and own closing days, also those that fall in a weekend) to
    its Dutch name. Outside ``first`` .. ``last`` (inclusive) it must fail loudly, not guess.
    """

    calendar: CalendarName
    first: date
    last: date
    days: Mapping[date, str]


class FactName(StrEnum):
    """What can be known to have happened. Facts are fine where stages are coarse."""

    RECEIVED = "received"  # R1: the first day anybody of the organisation heard or got it
    REPORTED = "reported"
    REGISTERED = "registered"
    JUDGED_NO_COMPLAINT = "judged_no_complaint"
    SUMMARISED = "summarised"  # what it is about, in one sentence, is known (R5)
    NAMELESS = "nameless"  # the complainant is not known, so cannot be contacted (R4)
    SAFE_MAIL = "safe_mail"  # e-mail is the chosen and safe channel, to the right person (R6)
    JOINED = "joined"  # a respondent who was added later, on that day
    DEPUTISED = "deputised"
    SAFETY_HOLD = "safety_hold"  # ours: cannot wait; what is automatic waits for a person
    ATTEMPTED = "attempted"  # tried to reach the complainant; does not meet R4
    CONTACTED = "contacted"  # R4: real contact, not an attempt
    EXPLAINED = "explained"  # the regulation was explained (R4)
    ACKNOWLEDGEMENT_HELD = "acknowledgement_held"  # R6: not by itself
    ACKNOWLEDGED = "acknowledged"  # the day the acknowledgement was sent
    INFORM_ATTEMPTED = "inform_attempted"
    INFORMED = "informed"  # R7: a person told the respondent
    CONVERSATION_PLANNED = "conversation_planned"
    LATER_AGREED = "later_agreed"  # R8: later in overleg
    CONVERSATION_HELD = "conversation_held"
    CONVERSATION_FAILED = "conversation_failed"
    SOLVED = "solved"  # ours: without a conversation
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    REPORT_WRITTEN = "report_written"
    REPORT_SENT = "report_sent"
    CHOICE_OFFERED = "choice_offered"  # R11: the complainant was told of the committee
    CHOICE_REMINDED = "choice_reminded"
    CHOICE_MADE = "choice_made"
    CHOSE_COMMITTEE = "chose_committee"
    CHOSE_NO_STEP = "chose_no_step"
    RECEIVED_BY_COMMITTEE = "received_by_committee"
    PANEL_COMPOSED = "panel_composed"
    PANEL_CONFIRMED = "panel_confirmed"
    DECLARED_UNINVOLVED = "declared_uninvolved"
    DECLARED_INVOLVED = "declared_involved"  # so that seat is empty, until the panel is composed anew (R13)
    DOCUMENT_REQUESTED = "document_requested"
    DOCUMENT_DELIVERED = "document_delivered"
    DOCUMENT_REFUSED = "document_refused"
    DELIBERATED = "deliberated"
    DELIBERATION_SKIPPED = "deliberation_skipped"
    HEARING_PLANNED = "hearing_planned"
    HEARING_HELD = "hearing_held"
    CLOSING_DELIBERATED = "closing_deliberated"
    SECOND_HEARING_PLANNED = "second_hearing_planned"
    SECOND_HEARING_OPEN = "second_hearing_open"  # planned, not held yet
    SECOND_HEARING_HELD = "second_hearing_held"
    RULED = "ruled"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    ADVISED = "advised"  # R18: the ruling says how to prevent the like
    MEMBER_AGREED = "member_agreed"
    RULING_SENT = "ruling_sent"
    INSPECTION_ASKED = "inspection_asked"  # R20, before R7
    INSPECTION_ANSWERED = "inspection_answered"
    ADVICE_ANSWERED = "advice_answered"  # R25: it is known what is done about the advice, or that nothing is
    IMPROVEMENT_PLANNED = "improvement_planned"
    IMPROVEMENT_DONE = "improvement_done"
    IMPROVEMENT_DROPPED = "improvement_dropped"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SENT_ELSEWHERE = "sent_elsewhere"
    LETTER_PREPARED = "letter_prepared"  # frozen in the dossier, and still to go
    LETTER_SENT = "letter_sent"
    KEPT_LONGER = "kept_longer"  # R21: not destroyed when its time has come


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day; ``subject`` names the respondent ("r1") when it is owed to each."""

    name: FactName
    on: date
    subject: str = ""


class Action(StrEnum):
    """The steps a person (or the clock) can take. Each has one row in PROCEDURE."""

    REPORT = "report"
    REGISTER = "register"
    DISMISS_REPORT = "dismiss_report"
    RELEASE = "release"
    SUPPLEMENT = "supplement"
    IDENTIFY_COMPLAINANT = "identify_complainant"
    ADD_RESPONDENT = "add_respondent"
    DEPUTISE = "deputise"
    RETURN = "return"
    TAKE_OVER = "take_over"
    HAND_OVER = "hand_over"
    STEP_BACK = "step_back"
    HOLD_FOR_SAFETY = "hold_for_safety"
    RELEASE_HOLD = "release_hold"
    RECORD_ATTEMPT = "record_attempt"
    RECORD_CONTACT = "record_contact"
    RECORD_EXPLANATION = "record_explanation"
    ACKNOWLEDGE = "acknowledge"
    HOLD_ACKNOWLEDGEMENT = "hold_acknowledgement"
    ACKNOWLEDGE_WITHOUT_CONTACT = "acknowledge_without_contact"
    CHANGE_SUBJECT = "change_subject"
    RECORD_INFORM_ATTEMPT = "record_inform_attempt"
    INFORM_RESPONDENT = "inform_respondent"
    PLAN_CONVERSATION = "plan_conversation"
    MOVE_CONVERSATION = "move_conversation"
    CANCEL_CONVERSATION = "cancel_conversation"
    AGREE_LATER = "agree_later"
    RECORD_CONVERSATION = "record_conversation"
    RECORD_NO_CONVERSATION = "record_no_conversation"
    SOLVE_WITHOUT_CONVERSATION = "solve_without_conversation"
    WRITE_REPORT = "write_report"
    SEND_REPORT_SETTLED = "send_report_settled"
    SEND_REPORT_UNSETTLED = "send_report_unsettled"
    REMIND_OF_CHOICE = "remind_of_choice"
    RECORD_CHOICE = "record_choice"
    REOPEN = "reopen"
    REFER = "refer"
    RECEIVE_DIRECTLY = "receive_directly"
    COMPOSE_PANEL = "compose_panel"
    CONFIRM_PANEL = "confirm_panel"
    DECLARE_UNINVOLVED = "declare_uninvolved"
    DECLARE_INVOLVED = "declare_involved"
    REQUEST_DOCUMENT = "request_document"
    DELIVER_DOCUMENT = "deliver_document"
    REFUSE_DOCUMENT = "refuse_document"
    RECORD_DELIBERATION = "record_deliberation"
    SKIP_DELIBERATION = "skip_deliberation"
    PLAN_HEARING = "plan_hearing"
    MOVE_HEARING = "move_hearing"
    RECORD_HEARING = "record_hearing"
    RECORD_CLOSING_DELIBERATION = "record_closing_deliberation"
    PLAN_SECOND_HEARING = "plan_second_hearing"
    CANCEL_SECOND_HEARING = "cancel_second_hearing"
    RECORD_SECOND_HEARING = "record_second_hearing"
    RULE = "rule"
    AGREE_WITH_RULING = "agree_with_ruling"
    SEND_RULING = "send_ruling"
    WITHDRAW = "withdraw"
    SEND_ELSEWHERE = "send_elsewhere"
    CLOSE = "close"
    CLOSE_WITHOUT_CHOICE = "close_without_choice"
    PLAN_IMPROVEMENT = "plan_improvement"
    SKIP_IMPROVEMENT = "skip_improvement"
    FINISH_IMPROVEMENT = "finish_improvement"
    DROP_IMPROVEMENT = "drop_improvement"
    ASK_INSPECTION = "ask_inspection"
    ANSWER_INSPECTION = "answer_inspection"
    INSPECT = "inspect"
    ADD_DOCUMENT = "add_document"
    CORRECT = "correct"
    PREPARE_LETTERS = "prepare_letters"
    SKIP_LETTERS = "skip_letters"
    RECORD_LETTER_SENT = "record_letter_sent"
    RECORD_LETTER_REFUSED = "record_letter_refused"
    RECORD_LETTER_IN_DOUBT = "record_letter_in_doubt"
    RESEND_LETTER = "resend_letter"
    DROP_LETTER = "drop_letter"
    KEEP_LONGER = "keep_longer"
    KEEP_NO_LONGER = "keep_no_longer"


class Seat(StrEnum):
    """The three seats of the committee (R13)."""

    CHAIR = "chair"
    PARTNER_MEMBER = "partner_member"
    MUNICIPAL_OFFICIAL = "municipal_official"


class Notice(StrEnum):
    """Who must hear of a step, and what. The letters of the regulation, and messages inside the organisation."""

    REPORT_REGISTERED = "report_registered"  # to who reported it, never its content
    SAFETY = "safety"  # to the supervisor
    ACKNOWLEDGEMENT = "acknowledgement"
    ACKNOWLEDGEMENT_WITHOUT_CONTACT = "acknowledgement_without_contact"
    SUPPLEMENT = "supplement"
    NOTIFICATION = "notification"  # to a respondent, after a person told it (R7)
    CONVERSATION_INVITATION = "conversation_invitation"
    CONVERSATION_CHANGE = "conversation_change"
    CONVERSATION_CANCELLATION = "conversation_cancellation"
    LATER = "later"
    REPORT_SETTLED = "report_settled"
    REPORT_UNSETTLED = "report_unsettled"
    CHOICE_REMINDER = "choice_reminder"
    CLOSED_WITHOUT_CHOICE = "closed_without_choice"
    REFERRAL = "referral"
    DOSSIER = "dossier"
    DOSSIER_TO_MEMBER = "dossier_to_member"  # to who is outside Slack, at their own declaration (R13)
    DOSSIER_SUPPLEMENT = "dossier_supplement"  # to the same, what came in since
    PANEL_COMPOSED = "panel_composed"  # to the chair, who confirms
    DECLARATION_ASKED = "declaration_asked"  # to each member who did not answer yet
    SEAT_EMPTY = "seat_empty"  # to the officer
    DOCUMENT_REQUEST = "document_request"
    DOCUMENT_SHARED = "document_shared"
    DOCUMENT_REFUSED = "document_refused"
    HEARING_INVITATION = "hearing_invitation"
    SECOND_HEARING_INVITATION = "second_hearing_invitation"
    SECOND_HEARING_CANCELLATION = "second_hearing_cancellation"
    RULING_MADE = "ruling_made"  # to the officer, who sends it
    AGREEMENT_ASKED = "agreement_asked"  # to each member but the chair
    RULING = "ruling"
    RULING_COPY = "ruling_copy"  # to the members outside Slack
    WITHDRAWAL = "withdrawal"
    ELSEWHERE = "elsewhere"
    NEW_OFFICER = "new_officer"
    DEPUTISING = "deputising"
    INSPECTION_ASKED = "inspection_asked"
    INSPECTION = "inspection"
    INSPECTED = "inspected"  # to the officer
    CLOSING = "closing"
    IMPROVEMENT_ASKED = "improvement_asked"  # to who owns it


@dataclass(frozen=True, slots=True)
class Respondent:
    """A person the complaint is about, without the name (that is in the encrypted details).

    ``ref`` ("r1", "r2", …) is stable within the dossier; ``person`` is set when the respondent is known to us.
    """

    ref: str
    person: PersonId | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that is not stored yet: what a step records. ``procedure.advance`` makes it.

    ``attributes`` are readable in the database and hold nothing personal (codes, ids, references);
    ``details`` are personal, stored under the dossier's own key only, and destroyed with it.
    """

    action: Action
    by: PersonId | None  # None: the clock
    on: date
    facts: tuple[Fact, ...] = ()
    stage: Stage | None = None  # the stage it leads to, None when it stays
    subject: str = ""
    attributes: Mapping[str, Json] = field(default_factory=dict)
    details: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A stored draft: the ``seq``-th entry of its dossier (from 1), entered at ``at``.

    ``details`` is None when the entry was loaded unopened, or its key is destroyed.
    """

    seq: int
    at: datetime
    action: Action
    by: PersonId | None
    on: date
    facts: tuple[Fact, ...] = ()
    stage: Stage | None = None
    subject: str = ""
    attributes: Mapping[str, Json] = field(default_factory=dict)
    details: Mapping[str, Json] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A dossier as its events tell it (``procedure.fold`` makes it). ``number`` is None while only reported.

    ``reference`` ("M-2026-001") is what it was called as a report; "" when it was registered at once.
    """

    id: ComplaintId
    number: str | None
    series: Series
    stage: Stage
    received_on: date
    officer: PersonId
    events: tuple[Event, ...]
    facts: tuple[Fact, ...]
    respondents: tuple[Respondent, ...] = ()
    complainant: PersonId | None = None  # only for conflict checks and denial (R2)
    reference: str = ""
    reckoned: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was reckoned from this dossier, which never changes, so that one visit reckons it once (``terms``)."""

    @property
    def label(self) -> str:
        """What people call it: its number, and before it has one the reference of the report."""
        return self.number or self.reference

    @property
    def version(self) -> int:
        """How many entries it has; what a form saw, so that a second person hears of the first."""
        return len(self.events)
