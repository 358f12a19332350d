"""The card of one complaint: what is owed now on top, then who and what, the terms, the timeline, and other steps.

Built only for somebody who may read it, from a dossier that was opened for this very look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from klachtbot.domain.dossier import first as first_fact
from klachtbot.domain.dossier import planned, planned_hearing
from klachtbot.domain.letters import under_way
from klachtbot.domain.model import Action, Complaint, Event, FactName, Json, Series, Stage
from klachtbot.domain.parties import parties
from klachtbot.domain.people import Reader
from klachtbot.domain.procedure import Possible
from klachtbot.domain.readers import NOBODY
from klachtbot.domain.retention import Retention
from klachtbot.domain.terms import OWED, Status, running
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import asked, by_itself, letter_list, requests, timeline, urgency
from klachtbot.slack.screens import documents as documents_screen
from klachtbot.slack.screens import improvements as improvements_screen
from klachtbot.slack.screens import inspection as inspection_screen
from klachtbot.slack.screens import panel as panel_screen
from klachtbot.slack.screens import retention as retention_screen
from klachtbot.slack.screens import ruling as ruling_screen
from klachtbot.slack.screens.timeline import NameOf
from klachtbot.slack.steps import GROUPS, STEPS, Group
from klachtbot.slack.steps.letters import VERBS
from klachtbot.slack.steps.options import AGES, AUTHORISATION, LETTERS_TO, MINUTES, PRESENT, RELATIONS
from klachtbot.slack.texts import N_, Texts, plain
from klachtbot.usecases.acknowledge_by_itself import Leaving
from klachtbot.usecases.documents import DocumentRow
from klachtbot.usecases.retaining import USUAL_RETENTION


def view(
    complaint: Complaint,
    today: date,
    t: Texts,
    name_of: NameOf,
    *,
    steps: Sequence[Possible],
    readers: Sequence[Reader] = (),
    documents: Sequence[DocumentRow] = (),
    organisations: Mapping[str, str] = MappingProxyType({}),
    leaving: Leaving | None = None,
    retention: Retention = USUAL_RETENTION,
    own: Sequence[Button] = (),
    outside: Collection[str] = NOBODY,
    inspected: Mapping[str, int] = MappingProxyType({}),
    whole: bool = True,
    offset: int = 0,
) -> Block:
    """The card as a view. ``steps`` are those this person may take now; ``readers`` who knew the case before it moved
    to the supervisor (R23); ``leaving`` what there is to tell of an acknowledgement that leaves by itself (R6);
    ``retention`` how long the organisation keeps dossiers; ``own`` what they may do besides; ``inspected``
    how much each respondent who looked could not read (R20); ``whole``: they read all that is kept, not only what the
    committee is given (R12); ``offset`` pages the timeline."""
    first = asked.primary(complaint, today, steps)
    parts: list[Block] = [
        blocks.title(f"{complaint.label} · {t(labels.STAGES[complaint.stage])}"),
        *asked.now(complaint, today, t, steps=steps, why=True),
        *_first_buttons(complaint, today, t, steps),
        *by_itself.section(complaint, leaving, steps, today, t),
        *_appointment(complaint, t),
        *(
            letter_list.section(complaint, t, steps, first=not asked.pressing(complaint, today, first), outside=outside)
            if whole
            else ()
        ),
        blocks.line(),
        *_who_and_what(complaint, t, name_of, organisations, whole=whole),
        blocks.line(),
        *ruling_screen.on_card(complaint, t),
        *improvements_screen.on_card(complaint, today, t, name_of),
        *panel_screen.on_card(complaint, steps, first, t, name_of),
        *requests.on_card(complaint, t),
        *documents_screen.on_card(documents, complaint, t),
        *inspection_screen.on_card(complaint, inspected, t),
        *_terms(complaint, today, t),
        *retention_screen.on_card(complaint, retention, t),
        blocks.line(),
        *timeline.page(complaint, t, name_of, offset),
        *_readers(readers, t, name_of),
    ]
    last = [blocks.line(), *_others(complaint, today, t, steps, own)]
    told = _to_read(complaint, t, name_of, whole=whole, room=_MOST - len(parts) - len(last) - 2)
    return blocks.modal(complaint.label, [*parts, *told, *last], close=t("Sluiten"))


_MOST = 100
"""As many blocks as a view of Slack holds."""
_LETTERS = 30_000
"""As many letters of what was written down as a card shows: a view has a size, and a letter may take six bytes."""


# What holds as it was last told, in this order.
_TOLD: Sequence[tuple[str, str]] = (
    ("subject", N_("Waar het over gaat")),
    ("complainant", N_("Wie de klacht indient")),
    ("contact", N_("Te bereiken via")),
    ("representative", N_("Namens de klager")),
    ("times", N_("Veilig te bereiken")),
    ("reach", N_("Liefst te bereiken")),
    ("where", N_("Waar het wel hoort")),
    ("lesson", N_("Wat we leren")),
    ("handling_note", N_("Wat de klager vond van de behandeling")),
)

# What every entry adds to: a later note does not replace an earlier one.
_ADDED: Sequence[tuple[str, str]] = (
    ("story", N_("Het verhaal")),
    ("happened", N_("Waar en wanneer")),
    ("needs", N_("Waar we rekening mee houden")),
    ("told", N_("Verteld aan de beklaagde")),
    ("view", N_("Wat de beklaagde zegt")),
    ("agreements", N_("Afspraken")),
    ("minutes_text", N_("Verslag van de zitting")),
    ("note", N_("Aantekening")),
    ("reason", N_("Reden")),
)

# Codes an entry may hold, with the options they come from.
_CODES: Sequence[tuple[str, str, Sequence[Option]]] = (
    ("channel", N_("hoe binnengekomen: {value}"), forms.CHANNELS),
    ("subject_codes", N_("onderwerp: {value}"), forms.SUBJECTS),
    ("wishes", N_("wil graag: {value}"), forms.WISHES),
    ("representative_kind", N_("spreekt namens de klager als: {value}"), RELATIONS),
    ("authorisation", N_("machtiging: {value}"), AUTHORISATION),
    ("letters_to", N_("brieven: {value}"), LETTERS_TO),
    ("age_band", N_("leeftijd: {value}"), AGES),
)


_OF_THE_OFFICE = frozenset({"contact", "times", "reach", "handling_note", "told", "note", "reason"})
"""What is written down for who handles complaints: the committee does not read it."""


def _who_and_what(
    complaint: Complaint, t: Texts, name_of: NameOf, organisations: Mapping[str, str], *, whole: bool
) -> list[Block]:
    details = _latest(event.details for event in complaint.events)
    codes = _latest(event.attributes for event in complaint.events)
    told = [pair for pair in _TOLD if whole or pair[0] not in _OF_THE_OFFICE]
    parts = [part for key, label in told if details.get(key) for part in blocks.told(t(label), str(details[key]))]
    parts += _respondents(complaint, details, t, organisations)
    lines = [t("Ontvangen op {day}", day=t.long_day(complaint.received_on))]
    for key, text, options in _CODES:
        if value := timeline.chosen(codes.get(key), options, t):
            lines.append(t(text, value=value))
    parts.append(blocks.small(" · ".join(lines)))
    parts.append(blocks.small(t("Behandelaar: {name}", name=plain(name_of(complaint.officer)))))
    return parts


def _respondents(
    complaint: Complaint, details: Mapping[str, Json], t: Texts, organisations: Mapping[str, str]
) -> list[Block]:
    """Who it is about: the names as they are known now, or as they were first typed."""
    known = parties(complaint)
    names = [
        (one.name or t("naam niet bekend")) + (f" ({at})" if (at := organisations.get(one.organisation)) else "")
        for one in known.respondents
    ]
    parts = blocks.told(t("Over wie"), ", ".join(names) or str(details.get("about") or t("de organisatie als geheel")))
    if not known.respondent_may_know:
        parts.append(blocks.small("⚠ " + t("De beklaagde mag de naam van de klager niet weten.")))
    return parts


def _appointment(complaint: Complaint, t: Texts) -> list[Block]:
    """The conversation or hearing that is planned: when, how long, where, and who comes."""
    hearing_event = planned_hearing(complaint)
    event = planned(complaint) or hearing_event
    if event is None:
        return []
    details, codes = event.details or {}, event.attributes
    title = t("Gesprek gepland") if hearing_event is None else t("Zitting gepland")
    said = [
        timeline.appointment(event, t, long=True),
        timeline.chosen(codes.get("minutes"), MINUTES, t),
        timeline.chosen(codes.get("attends"), PRESENT, t),
        t("iedere partij apart") if hearing_event is not None and codes.get("apart") is True else "",
    ]
    parts: list[Block] = [blocks.say(f"*{title}*\n" + " · ".join(one for one in said if one))]
    for key, label in (("place", N_("Waar")), ("others", N_("Ook aanwezig"))):
        if details.get(key):
            parts += blocks.told(t(label), str(details[key]))
    return parts


def _to_read(complaint: Complaint, t: Texts, name_of: NameOf, *, whole: bool, room: int) -> list[Block]:
    """What was written down: the report as it last was, then the stories and notes of all entries, the newest first,
    each with its day and who wrote it. Only as many as there is room for in this view."""
    report = _report(complaint, t) if whole or first_fact(complaint, FactName.REPORT_SENT) else []
    found = [*report, *_additions(complaint, t, name_of, whole=whole)]
    parts: list[Block] = []
    shown = letters_shown = 0
    for label, text in found:
        told = blocks.told(label, text)
        letters_shown += len(text)
        if len(parts) + len(told) > room - 1 or letters_shown > _LETTERS:
            break
        parts += told
        shown += 1
    if left := len(found) - shown:
        parts.append(blocks.small(t.n("Nog {count} oudere tekst.", "Nog {count} oudere teksten.", left)))
    return [blocks.line(), blocks.say(f"*{t('Uit het dossier')}*"), *parts] if parts else []


def _report(complaint: Complaint, t: Texts) -> list[tuple[str, str]]:
    written = [event.details or {} for event in complaint.events if event.action is Action.WRITE_REPORT][-1:]
    parts = (("report", t("Verslag")), ("report_more", t("Vervolg van het verslag")))
    return [(label, str(one[key])) for one in written for key, label in parts if one.get(key)]


def _additions(complaint: Complaint, t: Texts, name_of: NameOf, *, whole: bool) -> list[tuple[str, str]]:
    return [
        (f"{t(label)}{_whose(event, complaint, t)} ({t.day(event.on)}, {plain(name_of(event.by))})", str(text))
        for event in reversed(complaint.events)
        for key, label in _ADDED
        if (whole or key not in _OF_THE_OFFICE) and (text := (event.details or {}).get(key))
    ]


def _whose(event: Event, complaint: Complaint, t: Texts) -> str:
    return plain(asked.which(complaint, event.subject, t))


def _latest(sources: Iterable[Mapping[str, Json] | None]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for source in sources:
        found.update({key: value for key, value in (source or {}).items() if value})
    return found


_MARKS = {Status.MET: "✓", Status.MET_LATE: "✓", Status.NOT_POSSIBLE: "–", Status.STOPPED: "–"}


def _terms(complaint: Complaint, today: date, t: Texts) -> list[Block]:
    lines = []
    for deadline in running(complaint):
        name = t(labels.TERMS[deadline.term]) + plain(asked.which(complaint, deadline.subject, t))
        if deadline.status in OWED:
            lines.append(f"{name}: {urgency.of(deadline, today, t)}")
        else:
            met = f" ({t.day(deadline.met_on)})" if deadline.met_on else ""
            lines.append(f"{_MARKS[deadline.status]} {name}: {t(labels.STATUSES[deadline.status])}{met}")
    return [blocks.say(f"*{t('Termijnen')}*\n" + "\n".join(lines))] if lines else []


def _readers(readers: Sequence[Reader], t: Texts, name_of: NameOf) -> list[Block]:
    """Who read or could read it while it was an ordinary case."""
    if not readers:
        return []
    lines = [f"{plain(name_of(one.person))} · {_knew(one, t)}" for one in readers]
    head = t("Wie deze klacht zag voordat zij naar jou ging")
    return [blocks.line(), blocks.say(f"*{head}*\n" + "\n".join(lines))]


def _knew(reader: Reader, t: Texts) -> str:
    if reader.handled:
        return t("behandelde de klacht")
    if reader.recorded:
        return t("legde iets vast")
    return t("opende de klacht") if reader.opened else t("kon de klacht lezen, maar opende die niet")


def _first_buttons(complaint: Complaint, today: date, t: Texts, steps: Sequence[Possible]) -> list[Block]:
    """The one next step, as the primary button; for a report, what can become of it."""
    if complaint.stage is Stage.REPORTED:
        row = _of_report(complaint, t, {step.action for step in steps})
        return [blocks.buttons(*row)] if row else []
    found = asked.primary(complaint, today, steps)
    return [blocks.buttons(asked.button(complaint, found, today, t))] if found is not None else []


def _of_report(complaint: Complaint, t: Texts, possible: set[Action]) -> list[Button]:
    row = {
        Action.REGISTER: Button(t("Registreren"), "register_report", complaint.id, primary=True),
        Action.DISMISS_REPORT: Button(t("Geen klacht"), "dismiss", complaint.id),
    }
    if complaint.series is Series.SUPERVISOR:
        value = f"{complaint.id}:{complaint.version}"
        row[Action.RELEASE] = Button(t("Niet over een coördinator: vrijgeven"), "release", value)
    return [button for action, button in row.items() if action in possible]


def _others(
    complaint: Complaint, today: date, t: Texts, steps: Sequence[Possible], own: Sequence[Button] = ()
) -> list[Block]:
    """Every other step that is allowed now: what is done most as a button, the rest in one list; and a fresh look."""
    first = asked.primary(complaint, today, steps)
    row = [Button(t("Vernieuwen"), "card:fresh", f"{complaint.id}:0"), *own]
    supplement = next((step for step in steps if step.action is Action.SUPPLEMENT), None)
    if supplement is not None:
        row.insert(0, Button(t("Aanvullen"), "step:supplement", asked.value(complaint, _SUPPLEMENT, "")))
    groups = [(t(N_("Brieven")), _letters(complaint, t, steps, first))]
    groups += [(t(group.title), _choices(group, complaint, t, steps, first)) for group in GROUPS]
    found = [(title, choices) for title, choices in groups if choices]
    return [blocks.choose(t("Andere stap…"), "step:other", found, *row)] if found else [blocks.buttons(*row)]


_SUPPLEMENT = STEPS[Action.SUPPLEMENT]


def _letters(complaint: Complaint, t: Texts, steps: Sequence[Possible], but: Possible | None) -> list[tuple[str, str]]:
    """Steps that are the sending of a letter."""
    found = [step.action for step in steps if step.action in VERBS and step != but]
    return [(t(VERBS[one]), f"{one}:{complaint.id}:") for one in found if not under_way(complaint, one)]


def _choices(
    group: Group, complaint: Complaint, t: Texts, steps: Sequence[Possible], but: Possible | None
) -> list[tuple[str, str]]:
    return [
        (asked.verb(form, complaint, step.subject, t), asked.value(complaint, form, step.subject))
        for form in group.rows
        for step in steps
        if step.action is form.action and step != but and form is not _SUPPLEMENT and form.offered(complaint)
    ]
