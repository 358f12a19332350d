"""What a letter is told: from what the dossier knows, by the names of its values.

One small function for each value. A letter gets only those that its row in ``letters.contract`` asks for, so that no
reader is told what is not theirs; what is not known is simply left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from klachtbot.domain import appointments
from klachtbot.domain.appointments import APPOINTMENTS, CONVERSATION, Appointment, appointment_of
from klachtbot.domain.dossier import first, latest, report_text
from klachtbot.domain.letters import MEMBERS, Audience
from klachtbot.domain.model import Action, Event, FactName, Seat
from klachtbot.domain.parties import parties
from klachtbot.domain.readers import COMPLAINANT_SIDE, request_of, told_of
from klachtbot.domain.requests import OFFICER, OTHER
from klachtbot.domain.rulings import ruling
from klachtbot.domain.sharing import consented
from klachtbot.domain.terms import OWED, TERMS, Deadline, Term, running
from klachtbot.usecases.letters import Value
from klachtbot.usecases.telling import Telling, Told, name_of, respondent_name


def _fact(*names: FactName) -> Told:
    """The day of the latest of these."""

    def tell(telling: Telling) -> Value | None:
        found = latest(telling.complaint, *names)
        return found.on if found else None

    return tell


def _flag(*names: FactName) -> Told:
    return lambda telling: "yes" if first(telling.complaint, *names) else ""


def _details(events: Sequence[Event], key: str) -> str:
    said = [str(value) for event in events if (value := (event.details or {}).get(key))]
    return said[-1] if said else ""


def _subject(telling: Telling) -> Value | None:
    said = _details(telling.complaint.events, "subject")
    return said[:1].upper() + said[1:]


def _former_subject(telling: Telling) -> Value | None:
    return _details(telling.complaint.events[: max(0, telling.order.cause - 1)], "subject")


def _conversation_by(telling: Telling) -> Value | None:
    """The last day for it (R8). Before the acknowledgement is sent: counted from today, when it goes."""
    terms = [one for one in running(telling.complaint) if one.term is Term.CONVERSATION]
    return terms[0].due_on if terms else telling.today + timedelta(days=TERMS[Term.CONVERSATION].n)


def _attempts(telling: Telling) -> Value | None:
    tried = [event for event in telling.complaint.events if event.action is Action.RECORD_ATTEMPT]
    return tuple(f"{event.on.isoformat()} {event.attributes.get('means') or 'phone'}" for event in tried)


def _withheld(telling: Telling) -> Value | None:
    return "" if parties(telling.complaint).respondent_may_know else "yes"


def _informed_on(telling: Telling) -> Value | None:
    found = first(telling.complaint, FactName.INFORMED, subject=telling.recipient.ref)
    return found.on if found else None


def appointment(telling: Telling) -> Appointment | None:
    """What the letter invites to or calls off: what it is about, or what its reader was invited to and does not know to
    be off."""
    about = appointment_of(telling.order.notice)
    if about is not None:
        return about
    to_come = (one for one in APPOINTMENTS if first(telling.complaint, one.held) is None)
    invited = [one for one in to_come if told_of(telling.complaint, one.notices[0], telling.recipient.ref)]
    return invited[-1] if invited else None


def plans(telling: Telling) -> tuple[Event, ...]:
    """The entries that planned that, up to what the letter is about."""
    about = appointment(telling) or CONVERSATION
    return appointments.plans(telling.complaint, about, telling.order.cause)


def _former(key: str) -> Told:
    """A code of what stood before: of a hearing as this reader was told, for they may never have heard of it."""
    before = _plan(key, back=2)

    def tell(telling: Telling) -> Value | None:
        if appointment_of(telling.order.notice) is CONVERSATION:
            return before(telling)
        told = told_of(telling.complaint, telling.order.notice, telling.recipient.ref)
        if told is None or told.cause in (0, telling.order.cause):
            return None
        return str(telling.complaint.events[told.cause - 1].attributes.get(key) or "")

    return tell


def _plan(key: str, back: int = 1) -> Told:
    """A code of the plan; ``back`` 2 is the one before."""

    def tell(telling: Telling) -> Value | None:
        made = plans(telling)
        return str(made[-back].attributes.get(key) or "") if len(made) >= back else None

    return tell


def _day(tell: Told) -> Told:
    def told(telling: Telling) -> Value | None:
        said = tell(telling)
        return date.fromisoformat(said) if isinstance(said, str) and said else None

    return told


def _place(telling: Telling) -> Value | None:
    return _details(plans(telling)[-1:], "place")


def _attendees(telling: Telling) -> Value | None:
    """The names of who comes to what is planned; of whom no name is known, nobody. Who may not know the complainant's
    name is not told who comes on their behalf either: it may be a mother's."""
    made = plans(telling)
    if not made:
        return None
    known, complaint = parties(telling.complaint), telling.complaint
    kept = telling.recipient.audience is Audience.RESPONDENT and not known.respondent_may_know
    if made[-1].action not in CONVERSATION.plans:
        return _at_the_hearing(telling, made[-1])
    attends = made[-1].attributes.get("attends")
    by_code: Mapping[str, Sequence[str]] = {
        "complainant": (known.complainant,),
        "representative": () if kept else (known.representative,),
        "respondent": tuple(respondent_name(complaint, one.ref, telling.names) for one in complaint.respondents),
        "officer": (telling.names.get(complaint.officer, ""),),
    }
    coming = [name for code in (attends if isinstance(attends, list) else ()) for name in by_code.get(str(code), ())]
    others = str((made[-1].details or {}).get("others") or "")
    return tuple(name for name in (*coming, others) if name)


def _at_the_hearing(telling: Telling, plan: Event) -> Value | None:
    """Both parties and the committee; when each comes apart, to a party only their own side. Who may not know whose
    complaint it is reads no name of that side."""
    complaint, audience = telling.complaint, telling.recipient.audience
    known = parties(complaint)
    kept = audience is Audience.RESPONDENT and not known.respondent_may_know
    side = {
        True: () if kept else (known.complainant, known.representative),
        False: tuple(respondent_name(complaint, one.ref, telling.names) for one in complaint.respondents),
    }
    apart = bool(plan.attributes.get("apart")) and audience is not Audience.MEMBER
    sides = [audience in COMPLAINANT_SIDE] if apart else [True, False]
    coming = [name for one in sides for name in side[one]]
    others = _details((plan,), "others")
    return tuple(dict.fromkeys(name for name in (*coming, *_committee_names(telling), others) if name))


def _committee_names(telling: Telling) -> tuple[str, ...]:
    return tuple(name_of(telling.complaint, ref, telling.names) for ref in MEMBERS)


def _members(telling: Telling) -> Value | None:
    """Who gave the ruling: not who writes for them."""
    return tuple(name for one in Seat if (name := name_of(telling.complaint, one.value, telling.names)))


def _apart(telling: Telling) -> Value | None:
    made = plans(telling)
    return "yes" if made and made[-1].attributes.get("apart") else ""


def _what(telling: Telling) -> Value | None:
    """The document that was asked for (R14)."""
    asked = request_of(telling.complaint, telling.order.cause)
    return asked.what if asked else ""


def _why(telling: Telling) -> Value | None:
    asked = request_of(telling.complaint, telling.order.cause)
    return asked.why if asked else ""


def _wanted_by(telling: Telling) -> Value | None:
    asked = request_of(telling.complaint, telling.order.cause)
    return asked.wanted_by if asked else None


def _from_a_party(telling: Telling) -> Value | None:
    asked = request_of(telling.complaint, telling.order.cause)
    return "" if asked is None or asked.holder in (OFFICER, OTHER) else "yes"


def _ruling(telling: Telling) -> Value | None:
    made = ruling(telling.complaint)
    return ("upheld" if made.upheld else "dismissed") if made else ""


def _reasons(telling: Telling) -> Value | None:
    made = ruling(telling.complaint)
    return made.reasons if made else ""


def _recommendation(telling: Telling) -> Value | None:
    """Only with a complaint that is upheld (R18)."""
    made = ruling(telling.complaint)
    return made.recommendation if made and made.upheld else ""


def _until(telling: Telling) -> Value | None:
    said = telling.code("until")
    return date.fromisoformat(said) if said else None


def _choose_by(telling: Telling) -> Value | None:
    return telling.today + timedelta(days=TERMS[Term.CHOICE].n)


def _committee(telling: Telling) -> Value | None:
    contact = telling.office.committee_contact
    return "\n".join(one for one in (contact.name, contact.email, contact.phone) if one) if contact else None


def _agreements(telling: Telling) -> Value | None:
    return _details(telling.complaint.events, "agreements")


def _term(telling: Telling, term: Term) -> Deadline | None:
    """While it is owed."""
    return next((one for one in running(telling.complaint) if one.term is term and one.status in OWED), None)


def _deliberation_by(telling: Telling) -> Value | None:
    found = _term(telling, Term.DELIBERATION)
    return found.due_on if found else None


def _hearing_by(telling: Telling) -> Value | None:
    """The last day for it (R16). Before the discussion: when that is held on its own last day."""
    found, before = _term(telling, Term.HEARING), _term(telling, Term.DELIBERATION)
    if found is None and before is not None:
        return before.due_on + timedelta(days=TERMS[Term.HEARING].n)
    return found.due_on if found else None


def _written_directly(telling: Telling) -> Value | None:
    return "yes" if telling.cause and telling.cause.action is Action.RECEIVE_DIRECTLY else ""


def _respondents(telling: Telling) -> Value | None:
    named = (respondent_name(telling.complaint, one.ref, telling.names) for one in telling.complaint.respondents)
    return tuple(name for name in named if name)


def _story(telling: Telling) -> Value | None:
    """All of it, in the order it was told."""
    told = [str(story) for event in telling.complaint.events if (story := (event.details or {}).get("story"))]
    return "\n\n".join(dict.fromkeys(told))


def _views(telling: Telling) -> Value | None:
    """What each respondent said, each with their name."""
    said = [
        (respondent_name(telling.complaint, event.subject, telling.names), view)
        for event in telling.complaint.events
        if event.action is Action.INFORM_RESPONDENT and (view := (event.details or {}).get("view"))
    ]
    return "\n\n".join(f"{name}: {view}" if name else str(view) for name, view in said)


F = FactName
VALUES: Mapping[str, Told] = {
    "received_on": lambda telling: telling.complaint.received_on,
    "subject": _subject,
    "former_subject": _former_subject,
    "conversation_by": _conversation_by,
    "contacted_on": _fact(F.CONTACTED),
    "attempts": _attempts,
    "acknowledged_on": _fact(F.ACKNOWLEDGED),
    "complainant": lambda telling: parties(telling.complaint).complainant,
    "name_withheld": _withheld,
    "informed_on": _informed_on,
    "planned_for": _day(_plan("planned_for")),
    "planned_at": _plan("time"),
    "place": _place,
    "attendees": _attendees,
    "former_for": _day(_former("planned_for")),
    "former_at": _former("time"),
    "apart": _apart,
    "wanted_by": _wanted_by,
    "from_a_party": _from_a_party,
    "ruling": _ruling,
    "ruled_on": _fact(F.RULED),
    "members": _members,
    "until": _until,
    "wished_by": lambda telling: telling.code("wished_by"),
    "conversation_on": _fact(F.CONVERSATION_HELD),
    "solved_without_conversation": _flag(F.SOLVED),
    "no_conversation": _flag(F.CONVERSATION_FAILED),
    "choose_by": _choose_by,
    "report_sent_on": _fact(F.REPORT_SENT),
    "closed_on": _fact(F.CLOSED),
    "reminded_on": _fact(F.CHOICE_REMINDED),
    "withdrawn_on": _fact(F.WITHDRAWN),
    "received_by_committee_on": _fact(F.RECEIVED_BY_COMMITTEE),
    "deliberation_by": _deliberation_by,
    "deliberated_on": _fact(F.DELIBERATED, F.DELIBERATION_SKIPPED),
    "hearing_by": _hearing_by,
    "written_directly": _written_directly,
    "consented": lambda telling: "yes" if consented(telling.complaint) else "",
    "name_kept": _withheld,
    "representative": lambda telling: parties(telling.complaint).representative,
    "respondents": _respondents,
    "chosen_on": _fact(F.CHOSE_COMMITTEE),
    "papers": lambda telling: telling.inventory.papers,
    "not_there": lambda telling: telling.inventory.not_there,
    "forwarded": lambda telling: "yes" if telling.code("forwarded") == "with_consent" else "",
    # what a free part of the same name proposes
    "what": _what,
    "why": _why,
    "missing": lambda telling: _details(plans(telling)[-1:], "missing"),
    "reasons": _reasons,
    "recommendation": _recommendation,
    "report": lambda telling: report_text(telling.complaint),
    "agreements": _agreements,
    "story": _story,
    "views": _views,
    "lesson": lambda telling: telling.words("lesson") if telling.code("learning") == "lesson" else "",
    "where_to": lambda telling: telling.words("where"),
    "committee_contact": _committee,
}
"""Every value a letter may ask for."""
