"""What the regulation asks now: in a sentence, on top of a card, and as the one button that leads on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain import dossier, procedure
from klachtbot.domain.judging import documents
from klachtbot.domain.letters import under_way
from klachtbot.domain.model import Action, Complaint, Event, Role, Seat
from klachtbot.domain.parties import parties, respondent_names
from klachtbot.domain.procedure import NextStep, Possible
from klachtbot.domain.steps import COMMITTEE, HANDLERS, PROCEDURE
from klachtbot.domain.terms import Deadline, Term, owed
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import improvements, letter_list, reckoning, urgency
from klachtbot.slack.steps import STEPS, StepForm
from klachtbot.slack.steps.letters import VERBS
from klachtbot.slack.texts import N_, Texts, plain, shorten

# Whose move it is when it is not up to who handles the case; the first that fits.
_WAITS_FOR = (
    (frozenset({Role.CHAIR}), N_("wacht op de voorzitter")),
    (COMMITTEE, N_("wacht op de commissie")),
)
_OUTSIDE = {"complainant": N_("wacht op de klager")}


def next_step(complaint: Complaint, today: date, t: Texts) -> str:
    """What the regulation asks now, by when: one sentence, without a name."""
    step = procedure.next_step(complaint, today)
    due = step.deadline if step is not None else next(iter(owed(complaint)), None)
    if due is not None:
        name = _name(step) if step is not None else labels.TERMS[due.term]
        return t("Volgende stap: {step}, {when}.", step=t(name), when=urgency.words(due, today, t))
    if step is not None:
        return t("Volgende stap: {step}.", step=t(_name(step)))
    return t("Er loopt nu geen termijn.")


def now(
    complaint: Complaint, today: date, t: Texts, *, steps: Sequence[Possible] | None = None, why: bool = False
) -> list[Block]:
    """The one step that is asked now: its date, and for whom it waits.

    ``steps`` are those this person may take: then it says so when it is somebody else's. ``why``: with the rule of its
    term, and a button that explains the date.
    """
    step = procedure.next_step(complaint, today)
    due = step.deadline if step is not None else next(iter(owed(complaint)), None)
    if step is None and due is None:
        return [blocks.say(f"{urgency.NO_TERM} " + t("Er loopt nu geen termijn."))]
    lines = [f"*{t('Nu aan de beurt')}: {_title(complaint, step, due, t)}*"]
    waits = _waits_for(step, steps)
    if due is not None:
        said = urgency.of(due, today, t)
        lines.append(f"{urgency.WAITS} {t(waits)} · {urgency.words(due, today, t)}" if waits else said)
    elif waits:
        lines.append(f"{urgency.WAITS} {t(waits)}")
    else:
        lines.append(f"{urgency.NO_TERM} {t('geen termijn')}")
    button = Button(t("Waarom deze datum?"), "why:next", key(complaint, due)) if why and due is not None else None
    if step is not None and (letter := letter_list.on_its_way(complaint, step.action, t)):
        lines[-1] += f" · {letter}"
    plan = _plan(complaint, due.term) if due is not None else None
    if plan is not None:
        lines.append(t("Gepland op {day}.", day=t.day(_planned_for(plan))))
    late = [one for one in owed(complaint) if one != due and one.overdue(today)]
    lines += [
        f"{t('Ook nog nodig')}: {t(labels.TERMS[one.term])}{plain(which(complaint, one.subject, t))} "
        f"{urgency.of(one, today, t)}"
        for one in late
    ]
    parts = [blocks.say("\n".join(lines), button)]
    if why:
        rule = PROCEDURE[step.action].rule if step is not None else ""
        said = reckoning.rule(due, t) if due is not None else t(labels.RULES.get(rule, ""))
        parts += [blocks.small(said)] if said else []
    return parts


def primary(complaint: Complaint, today: date, steps: Sequence[Possible]) -> Possible | None:
    """Of these steps the one the regulation asks now; when that has no form, what meets the term that is owed first."""
    step = procedure.next_step(complaint, today)
    first = next(iter(owed(complaint)), None)
    wanted = [Possible(step.action, step.subject)] if step is not None else []
    if first is not None:
        wanted += [Possible(row.action, first.subject) for row in PROCEDURE.values() if row.asked is first.term]
    # While one of the committee is still to answer, the others go on.
    theirs = [row for row in PROCEDURE.values() if row.roles <= COMMITTEE]
    wanted += [Possible(row.action, due.subject) for due in owed(complaint) for row in theirs if row.asked is due.term]
    return next((one for one in wanted if one in steps and _has_form(complaint, one.action)), None)


def meeting(complaint: Complaint, due: Deadline, today: date, steps: Sequence[Possible]) -> Possible | None:
    """Of these steps the one by which somebody goes on with this deadline."""
    step = procedure.next_step(complaint, today)
    wanted = [Possible(step.action, step.subject)] if step is not None and step.deadline == due else []
    wanted += [Possible(row.action, due.subject) for row in PROCEDURE.values() if row.asked is due.term]
    return next((one for one in wanted if one in steps and _has_form(complaint, one.action)), None)


def _has_form(complaint: Complaint, action: Action) -> bool:
    """Whether it can be taken from the card now: a letter that is ready waits to go, and is not written again."""
    return action.value in STEPS or (action in VERBS and not under_way(complaint, action))


def button(complaint: Complaint, step: Possible, today: date, t: Texts) -> Button:
    """The button that opens the form of this step; the primary one, unless its day has still to come."""
    first = pressing(complaint, today, step)
    if step.action in VERBS:
        return Button(t(VERBS[step.action]), "step:next", f"{step.action}:{complaint.id}:", first)
    form = STEPS[step.action.value]
    return Button(verb(form, complaint, step.subject, t), "step:next", value(complaint, form, step.subject), first)


def pressing(complaint: Complaint, today: date, step: Possible | None) -> bool:
    """Whether this step can be what somebody does first: a conversation or hearing has no outcome before the day it is
    planned, and the committee has its two days to answer (R13)."""
    plan = dossier.planned(complaint) or dossier.planned_hearing(complaint)
    planned = plan is not None and _planned_for(plan) > today
    waits = step is not None and step.action in _ANSWERS and not _is_due(complaint, step, today)
    return step is not None and not waits and not (planned and step.action in _OUTCOMES)


_OUTCOMES = frozenset({Action.RECORD_CONVERSATION, Action.RECORD_HEARING, Action.RECORD_SECOND_HEARING})


_ANSWERS = {Action.CONFIRM_PANEL: Term.CONFIRMATION, Action.DECLARE_UNINVOLVED: Term.DECLARATION}


def _is_due(complaint: Complaint, step: Possible, today: date) -> bool:
    term = _ANSWERS[step.action]
    return any((one.term, one.subject) == (term, step.subject) and one.due_on <= today for one in owed(complaint))


def _plan(complaint: Complaint, term: Term) -> Event | None:
    """The entry that says when what this term asks is to be."""
    if term is Term.CONVERSATION:
        return dossier.planned(complaint)
    return dossier.planned_hearing(complaint) if term in (Term.HEARING, Term.SECOND_HEARING) else None


def beyond(complaint: Complaint, t: Texts) -> list[Block]:
    """That a hearing is planned after its last day, which is allowed, and late."""
    found = [
        due
        for due in owed(complaint)
        if due.term in (Term.HEARING, Term.SECOND_HEARING)
        and (plan := _plan(complaint, due.term)) is not None
        and _planned_for(plan) > due.due_on
    ]
    text = N_("Let op: de zitting is na de uiterste dag ({day}). Dat mag. Leg in de uitnodiging uit waarom.")
    return [blocks.say("⚠ " + t(text, day=t.day(due.due_on))) for due in found]


def _planned_for(plan: Event) -> date:
    return date.fromisoformat(str(plan.attributes["planned_for"]))


def verb(form: StepForm, complaint: Complaint, subject: str, t: Texts) -> str:
    """What the button or line of a step says; of two respondents it tells which."""
    return shorten(t(form.label) + which(complaint, subject, t), 75)


def which(complaint: Complaint, subject: str, t: Texts) -> str:
    """Which respondent, where there are several: their name in an opened dossier, else their number; or which seat of
    the committee."""
    if subject in labels.SEATS:
        return f": {t(labels.SEATS[Seat(subject)])}"
    if subject.startswith("d") and len(documents(complaint)) > 1 and subject in documents(complaint):
        return f": {t('vraag {n}', n=subject.removeprefix('d'))}"
    if found := improvements.which(complaint, subject, t):
        return found
    refs = [one.ref for one in complaint.respondents]
    if subject not in refs or len(refs) == 1:
        return ""
    return ": " + (respondent_names(complaint).get(subject) or t("beklaagde {number}", number=refs.index(subject) + 1))


def withdrawable(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """The respondents who may be there by mistake, as options; of an opened dossier by name."""
    names, refs = respondent_names(complaint), [one.ref for one in complaint.respondents]
    return tuple(
        Option(one.ref, shorten(names.get(one.ref) or t("beklaagde {number}", number=refs.index(one.ref) + 1), 75))
        for one in dossier.withdrawable(complaint)
    )


def respondents(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """The respondents of an opened dossier as options."""
    names = respondent_names(complaint)
    return tuple(
        Option(one.ref, shorten(names.get(one.ref) or t("beklaagde {number}", number=number), 75))
        for number, one in enumerate(complaint.respondents[:100], 1)
    )


def value(complaint: Complaint, form: StepForm, subject: str) -> str:
    """What the button of a step carries."""
    return f"{form.name}:{complaint.id}:{subject}"


def key(complaint: Complaint, deadline: Deadline) -> str:
    """What the button of a term carries."""
    return f"{complaint.id}:{deadline.term}:{deadline.subject}"


def about(complaint: Complaint, subject: str, t: Texts) -> list[Block]:
    """On top of a form about one respondent: whom."""
    if subject not in {one.ref for one in complaint.respondents}:
        return []
    return blocks.told(t("Over wie"), respondent_names(complaint).get(subject) or t("naam niet bekend"))


def by_when(complaint: Complaint, action: Action, subject: str, today: date, t: Texts) -> list[Block]:
    """On top of a form: the term it is for, while that runs."""
    term = PROCEDURE[action].asked
    due = next((one for one in owed(complaint) if one.term is term and one.subject == subject), None)
    return (
        [] if due is None else [blocks.small(f"{t(labels.TERMS[due.term]).capitalize()}: {urgency.of(due, today, t)}")]
    )


def reach(complaint: Complaint, action: Action, t: Texts) -> list[Block]:
    """On top of the forms of the first contact, of an opened dossier: who to call, where, and when that is safe."""
    if action not in REACHES:
        return []
    known = parties(complaint)
    told = (
        (t("Namens de klager"), known.representative),
        (t("Te bereiken via"), known.representative_contact),
        (t("Wie de klacht indient"), known.complainant),
        (t("Te bereiken via"), known.contact),
        (t("Veilig te bereiken"), known.times),
    )
    return [part for label, text in told if text for part in blocks.told(label, text)]


REACHES = frozenset({Action.RECORD_CONTACT, Action.RECORD_ATTEMPT})
"""Steps for which somebody calls or writes to the complainant."""


def _title(complaint: Complaint, step: NextStep | None, due: Deadline | None, t: Texts) -> str:
    name = _name(step) if step is not None else labels.TERMS[due.term] if due is not None else ""
    subject = step.subject if step is not None else due.subject if due is not None else ""
    return t(name).capitalize() + plain(which(complaint, subject, t))


def _name(step: NextStep) -> str:
    """What a step asks for: itself, or its term."""
    term = PROCEDURE[step.action].asked
    return labels.ASKED[step.action] if isinstance(term, bool) else labels.ASKED.get(step.action, labels.TERMS[term])


def _waits_for(step: NextStep | None, steps: Sequence[Possible] | None) -> str:
    if step is None:
        return ""
    if step.waits_for:
        return _OUTSIDE[step.waits_for]
    found = next((text for roles, text in _WAITS_FOR if step.roles <= roles), "")
    if not found and steps is not None and step.roles <= HANDLERS and Possible(step.action, step.subject) not in steps:
        return N_("wacht op de behandelaar")
    return found
