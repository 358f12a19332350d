"""What stands in the committee's own channel: what is asked of them now, and which documents there are.

The channel is theirs alone, and still no name stands in it: whoever reads along on somebody's screen learns a number,
a day and kinds of documents. What is in a document comes to who asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from klachtbot.domain.appointments import hearing_to_come
from klachtbot.domain.dossier import first, planned_hearing
from klachtbot.domain.judging import Possible, available
from klachtbot.domain.model import Action, Complaint, Event, FactName, Seat, Stage
from klachtbot.domain.requests import requested
from klachtbot.domain.steps import COMMITTEE
from klachtbot.domain.terms import Deadline, Term, owed
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.screens import asked, dossier_messages, hearing, timeline
from klachtbot.slack.screens.documents import KINDS
from klachtbot.slack.steps import OWN_STEPS, STEPS
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.committee_channel import SECRETARY
from klachtbot.usecases.delivery import Pinned, Post
from klachtbot.usecases.documents import DocumentKind
from klachtbot.usecases.enclosures import Inventory
from klachtbot.usecases.organisation import Contact

ASKS, INDEX = "asks", "index"

_IN_LIST = 40
"""Documents that fit in one message; Slack takes fifty blocks."""

_IN_ROWS = 25
"""Buttons that fit together."""

# What is asked of them, by the term that runs; the first of these that does.
_ASKED: Mapping[Term, str] = {
    Term.DELIBERATION: N_("Bespreek de klacht met elkaar. Dat kan tot en met {day}. U mag dit ook overslaan."),
    Term.HEARING: N_("Kies een dag voor de zitting. De zitting is uiterlijk {day}."),
    Term.SECOND_HEARING: N_("Kies een dag voor de tweede zitting. Die zitting is uiterlijk {day}."),
    Term.RULING: N_("Doe samen uitspraak. Wij vragen u dat te doen uiterlijk {day}."),
    Term.AGREEMENT: N_(
        "De voorzitter deed uitspraak. Bent u lid? Lees die dan, en laat weten of u het ermee eens bent."
    ),
    Term.DOCUMENTS: N_("U hoeft nu niets te doen. Wij wachten op een stuk waar u om vroeg."),
}

_TALK_FIRST = N_("Bespreek samen wat u op de zitting hoorde. Wij vragen u om een uitspraak uiterlijk {day}.")
"""While they have not yet discussed what they heard (R17)."""

_BUTTONS: Mapping[Term, Sequence[Action]] = {
    Term.DELIBERATION: (Action.RECORD_DELIBERATION, Action.SKIP_DELIBERATION),
    Term.HEARING: (Action.PLAN_HEARING, Action.RECORD_HEARING, Action.MOVE_HEARING),
    Term.SECOND_HEARING: (Action.RECORD_SECOND_HEARING, Action.CANCEL_SECOND_HEARING),
    Term.RULING: (Action.RULE, Action.RECORD_CLOSING_DELIBERATION, Action.PLAN_SECOND_HEARING),
    Term.AGREEMENT: (Action.AGREE_WITH_RULING,),
}
"""Of these steps those that can be taken have a button, the first the primary one."""


def topic(complaint: Complaint, t: Texts) -> str:
    """The number, the next term and its day."""
    due = _due(complaint)
    if due is None:
        return complaint.label
    term, day = t(labels.TERMS[due.term]), t.day(due.due_on)
    plan = _hearing(complaint, due)
    if plan is not None:
        return t("{case} · {term} op {day}", case=complaint.label, term=term, day=t.day(_on(plan)))
    return t("{case} · {term} uiterlijk {day}", case=complaint.label, term=term, day=day)


def pinned(
    complaint: Complaint,
    inventory: Inventory,
    contact: Contact | None,
    today: date,
    t: Texts,
    *,
    until: date | None = None,
) -> tuple[Pinned, ...]:
    """The two messages that stand on top of the channel. ``contact``: who to call; ``until``: the last day on which
    the committee reads it, once it ruled."""
    return (
        Pinned(ASKS, _asks(complaint, contact, today, t, until), t("Wat vragen wij nu van u?")),
        Pinned(INDEX, _index(complaint, inventory, t), t("Stukken")),
    )


def _due(complaint: Complaint) -> Deadline | None:
    running = {one.term: one for one in reversed(owed(complaint))}
    return next((running[term] for term in _ASKED if term in running), None)


def _hearing(complaint: Complaint, due: Deadline) -> Event | None:
    """The hearing that is planned, when that is what is asked."""
    return planned_hearing(complaint) if due.term in (Term.HEARING, Term.SECOND_HEARING) else None


def _on(plan: Event) -> date:
    return date.fromisoformat(str(plan.attributes["planned_for"]))


def what_is_asked(complaint: Complaint, t: Texts) -> str:
    """One sentence, or two: what is asked of them now."""
    due = _due(complaint)
    if due is None:
        return t("U hoeft nu niets te doen.")
    plan = _hearing(complaint, due)
    if plan is None:
        talk = due.term is Term.RULING and not first(complaint, FactName.CLOSING_DELIBERATED)
        return t(_TALK_FIRST if talk else _ASKED[due.term], day=t.full_day(due.due_on))
    text = N_("De zitting is op {day}. Leg daarna vast wie er waren.")
    if plan.attributes.get("time"):
        text = N_("De zitting is op {day} om {time} uur. Leg daarna vast wie er waren.")
    return t(text, day=t.full_day(_on(plan)), time=plan.attributes.get("time"))


def _asks(complaint: Complaint, contact: Contact | None, today: date, t: Texts, until: date | None) -> Post:
    due = _due(complaint)
    said = what_is_asked(complaint, t)
    parts: list[Block] = [blocks.title(t("Wat vragen wij nu van u?")), blocks.say(f"`{complaint.label}` · {said}")]
    if until is not None:
        said = t("Dit kanaal en het dossier blijven voor u open tot en met {day}.", day=t.full_day(until))
        parts.append(blocks.say(said))
    if contact is not None:
        reached = plain(" · ".join(one for one in (contact.phone, contact.email) if one))
        parts.append(blocks.small(t("Vragen, of een besluit doorgeven? {reached}", reached=reached)))
    parts.append(blocks.buttons(*_buttons(complaint, due, today, t)))
    return Post(t("{case}: dit vragen wij nu van u.", case=complaint.label), tuple(parts))


def asked_of_them(due: Deadline, t: Texts) -> str:
    """What a term asks of the committee, in a sentence."""
    return t(_ASKED[due.term], day=t.full_day(due.due_on))


def _buttons(complaint: Complaint, due: Deadline | None, today: date, t: Texts) -> list[Button]:
    """What the committee can do about it. The channel is for all of them: who may is asked when somebody presses."""
    possible = {one.action for one in available(complaint, COMMITTEE, today)}
    wanted = [one for one in _BUTTONS.get(due.term if due else Term.DOCUMENTS, ()) if one in possible and one in STEPS]
    row = [
        Button(
            t(STEPS[one].label),
            f"step:room:{one}",
            asked.value(complaint, STEPS[one], ""),
            primary=one is wanted[0] and asked.pressing(complaint, today, Possible(one)),
        )
        for one in wanted
    ]
    return [*row, Button(t("Andere stap…"), "steps", complaint.id)]


def others(complaint: Complaint, steps: Sequence[Possible], t: Texts) -> Block:
    """What one of them may do now, behind "Andere stap…". The form that opens takes its place."""
    found = [
        (form, one.subject)
        for form in STEPS.values()
        for one in steps
        if one.action is form.action and one.action in OWN_STEPS and form.offered(complaint)
    ]
    row = [
        Button(asked.verb(form, complaint, subject, t), f"step:list:{n}", asked.value(complaint, form, subject))
        for n, (form, subject) in enumerate(found[:_IN_ROWS])
    ]
    text = t("Wat wilt u doen?") if row else t("U kunt nu niets anders doen.")
    read = Button(t("Dossier lezen"), f"open:{complaint.label}", complaint.id)
    parts = [blocks.say(text), *([blocks.buttons(*row)] if row else []), blocks.line(), blocks.buttons(read)]
    return blocks.modal(complaint.label, parts, close=t("Sluiten"), metadata=DONE)


def _index(complaint: Complaint, inventory: Inventory, t: Texts) -> Post:
    text = t("{case}: de stukken van het dossier.", case=complaint.label)
    parts: list[Block] = [blocks.title(t("Stukken van {case}", case=complaint.label))]
    there = list(zip(inventory.papers, inventory.ids, strict=True))
    for n, (paper, id) in enumerate(there[:_IN_LIST], start=1):
        line = f"{n}. {t(KINDS[DocumentKind(paper.kind)])} · {t.day(paper.on)}"
        parts.append(blocks.say(line, Button(t("Bekijken"), f"document:{id}", f"{complaint.id}:{id}:{n}")))
    if not there:
        parts.append(blocks.say(t("Er zijn nog geen stukken.")))
    if len(there) > _IN_LIST:
        more = t("De andere stukken staan in het dossier: typ `/klacht toon {case}`.", case=complaint.label)
        parts.append(blocks.small(more))
    parts.append(blocks.small(t("Wie op Bekijken drukt, krijgt het stuk zelf, als bericht van klachtbot.")))
    parts += dossier_messages.in_room(complaint, t)
    return Post(text, tuple(parts))


NOT_COMING = N_("Klacht {case}: een stuk waar u om vroeg, komt niet.")
"""To the chair; why it does not come opens on request."""


def news(complaint: Complaint, inventory: Inventory, t: Texts) -> dict[str, Post]:
    """What is new since, by what it is: a document they asked for, once it can be read; the day of a hearing; and that
    it is withdrawn."""
    arrived = _news(
        complaint, t("{case}: er is een stuk bij gekomen waar u om vroeg. Het staat nu in de lijst met stukken.")
    )
    there = set(inventory.ids)
    found = {f"news:{one.ref}": arrived for one in requested(complaint) if there & set(one.documents)}
    plan = planned_hearing(complaint)
    if plan is not None:
        when = timeline.appointment(plan, t, long=True)
        text = t("{case}: de zitting is op {when}. Kunt u dan niet? Laat het ons weten.", case="{case}", when=when)
        calendar = Button(t(hearing.CALENDAR), "calendar", complaint.id)
        found[f"news:hearing:{plan.seq}"] = _news(complaint, text, calendar)
    if complaint.stage is Stage.WITHDRAWN:
        found["news:withdrawn"] = _news(complaint, t(_WITHDRAWN[hearing_to_come(complaint) is not None]))
    return found


_WITHDRAWN = {
    True: N_("{case}: deze klacht is ingetrokken. De zitting gaat niet door. U hoeft niets meer te doen."),
    False: N_("{case}: deze klacht is ingetrokken. U hoeft niets meer te doen."),
}
"""By whether a hearing was still to come."""


def _news(complaint: Complaint, text: str, button: Button | None = None) -> Post:
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`"), button),))


# To who handles the case ----------------------------------------------------------------------------------------------


def stranger(complaint: Complaint, found: str, t: Texts) -> Post:
    """Somebody was put out of the channel, or ``found`` "stays". Who it was is not said: this may be read over a
    shoulder."""

    def said(case: str) -> str:
        return t(_FOUND[found], case=case)

    return _message(complaint, said, t("Vraag de voorzitter of de secretaris hoe dat kwam."), t)


_FOUND = {
    "out": N_(
        "{case}: iemand die er niet hoort kwam in het kanaal van de commissie. Klachtbot haalde die persoon eruit."
    ),
    "stays": N_(
        "{case}: iemand die er niet hoort zit in het kanaal van de commissie. "
        "Klachtbot mag die persoon er niet uit halen."
    ),
}


def none(complaint: Complaint, today: date, t: Texts) -> Post:
    """Slack lets us make no channel."""

    def said(case: str) -> str:
        return t("{case}: voor de commissie kon geen kanaal worden gemaakt.", case=case)

    todo = t("Stuur het dossier per mail of post. Vraag de beheerder van Slack of klachtbot kanalen mag maken.")
    return _message(complaint, said, todo, t)


_WHY = {
    "user_is_ultra_restricted": N_("Dit is een gast voor één kanaal, en die kan er geen kanaal bij krijgen."),
    "ura_max_channels": N_("Dit is een gast voor één kanaal, en die kan er geen kanaal bij krijgen."),
    "user_disabled": N_("Deze persoon is niet meer actief in Slack."),
}


def not_let_in(complaint: Complaint, seat: str, code: str, t: Texts) -> Post:
    """One of the committee did not get in."""
    who = t("secretaris") if seat == SECRETARY else t(labels.SEATS[Seat(seat)])

    def said(case: str) -> str:
        return t("{case}: in het kanaal van de commissie komt één persoon niet binnen ({who}).", case=case, who=who)

    why = t(_WHY.get(code, N_("Slack laat deze persoon niet toe.")))
    todo = t("Nodig deze persoon zelf uit, of stuur het dossier per mail of post.")
    return _message(complaint, said, f"{why} {todo}", t)


def _message(complaint: Complaint, said: Callable[[str], str], more: str, t: Texts) -> Post:
    button = Button(t("Openen"), f"open:{complaint.label}", complaint.id)
    return Post(said(complaint.label), (blocks.say(f"{said(f'`{complaint.label}`')}\n{more}", button),))
