"""The card of one complaint: what is owed now on top, then who and what, the terms, the timeline, and other steps.

Built only for somebody who may read it, from a dossier that was opened for this very look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from klachtbot.domain import procedure
from klachtbot.domain.model import Action, Complaint, Event, Json, PersonId, Series, Stage
from klachtbot.domain.parties import parties
from klachtbot.domain.people import Reader
from klachtbot.domain.procedure import PROCEDURE, Possible
from klachtbot.domain.terms import OWED, Deadline, Status, owed, running
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import reckoning, urgency
from klachtbot.slack.steps import AGES, AUTHORISATION, LETTERS_TO, RELATIONS, STEPS, StepForm
from klachtbot.slack.texts import N_, Texts, plain

PER_PAGE = 10

NameOf = Callable[[PersonId | None], str]
"""The name of somebody of the organisation, "" for the clock."""


def view(
    complaint: Complaint,
    today: date,
    t: Texts,
    name_of: NameOf,
    *,
    steps: Sequence[Possible],
    readers: Sequence[Reader] = (),
    offset: int = 0,
) -> Block:
    """The card as a view. ``steps`` are those this person may take now; ``readers`` who knew the case before it moved
    to the supervisor (R23); ``offset`` pages the timeline."""
    parts: list[Block] = [
        blocks.title(f"{complaint.label} · {t(labels.STAGES[complaint.stage])}"),
        *_next_step(complaint, today, t),
        *_first_buttons(complaint, today, t, steps),
        blocks.line(),
        *_who_and_what(complaint, t, name_of),
        blocks.line(),
        *_terms(complaint, today, t),
        blocks.line(),
        *_timeline(complaint, t, name_of, offset),
        *_readers(readers, t, name_of),
        blocks.line(),
        *_others(complaint, today, t, steps),
    ]
    return blocks.modal(complaint.label, parts, close=t("Sluiten"))


def next_step(complaint: Complaint, today: date, t: Texts) -> str:
    """What the regulation asks now, by when: one sentence."""
    first = next(iter(owed(complaint)), None)
    if first is None:
        return t("Er loopt nu geen termijn.")
    return t(
        "Volgende stap: {step}, {when}.",
        step=t(labels.TERMS[first.term]),
        when=urgency.words(first, today, t),
    )


def now(complaint: Complaint, today: date, t: Texts, button: Button | None = None) -> list[Block]:
    """The one step that is owed now, with its date."""
    first = next(iter(owed(complaint)), None)
    if first is None:
        return [blocks.say(f"{urgency.NO_TERM} " + t("Er loopt nu geen termijn."))]
    step = t(labels.TERMS[first.term]).capitalize()
    return [blocks.say(f"*{t('Nu aan de beurt')}: {step}*\n{urgency.of(first, today, t)}", button)]


def _next_step(complaint: Complaint, today: date, t: Texts) -> list[Block]:
    first = next(iter(owed(complaint)), None)
    why = None if first is None else Button(t("Waarom deze datum?"), "why:next", _key(complaint, first))
    rule = [] if first is None else [blocks.small(reckoning.rule(first, t))]
    return [*now(complaint, today, t, why), *rule]


def _key(complaint: Complaint, deadline: Deadline) -> str:
    return f"{complaint.id}:{deadline.term}:{deadline.subject}"


# What holds as it was last told, in this order.
_TOLD: Sequence[tuple[str, str]] = (
    ("subject", N_("Waar het over gaat")),
    ("complainant", N_("Wie de klacht indient")),
    ("contact", N_("Te bereiken via")),
    ("representative", N_("Namens de klager")),
    ("times", N_("Veilig te bereiken")),
    ("reach", N_("Liefst te bereiken")),
)

# What every entry adds to: a later note does not replace an earlier one.
_ADDED: Sequence[tuple[str, str]] = (
    ("story", N_("Het verhaal")),
    ("happened", N_("Waar en wanneer")),
    ("needs", N_("Waar we rekening mee houden")),
    ("note", N_("Aantekening")),
    ("reason", N_("Reden")),
)
_ADDITIONS = 30
"""As many additions as fit in a view beside the rest; the newest."""

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


def _who_and_what(complaint: Complaint, t: Texts, name_of: NameOf) -> list[Block]:
    details = _latest(event.details for event in complaint.events)
    codes = _latest(event.attributes for event in complaint.events)
    parts = [part for key, label in _TOLD if details.get(key) for part in blocks.told(t(label), str(details[key]))]
    parts += _respondents(complaint, details, t)
    parts += _additions(complaint, t, name_of)
    lines = [t("Ontvangen op {day}", day=t.long_day(complaint.received_on))]
    for key, text, options in _CODES:
        if chosen := _chosen(codes.get(key), options, t):
            lines.append(t(text, value=chosen))
    parts.append(blocks.small(" · ".join(lines)))
    parts.append(blocks.small(t("Behandelaar: {name}", name=plain(name_of(complaint.officer)))))
    return parts


def _respondents(complaint: Complaint, details: Mapping[str, Json], t: Texts) -> list[Block]:
    """Who it is about: the names as they are known now, or as they were first typed."""
    known = parties(complaint)
    names = [one.name or t("naam niet bekend") for one in known.respondents]
    parts = blocks.told(t("Over wie"), ", ".join(names) or str(details.get("about") or t("de organisatie als geheel")))
    if not known.respondent_may_know:
        parts.append(blocks.small("⚠ " + t("De beklaagde mag de naam van de klager niet weten.")))
    return parts


def _additions(complaint: Complaint, t: Texts, name_of: NameOf) -> list[Block]:
    """Stories and notes of all entries, the newest first, each with its day and who wrote it."""
    found = [
        (f"{t(label)} ({t.day(event.on)}, {plain(name_of(event.by))})", str(text))
        for event in reversed(complaint.events)
        for key, label in _ADDED
        if (text := (event.details or {}).get(key))
    ]
    return [part for label, text in found[:_ADDITIONS] for part in blocks.told(label, text)]


def _latest(sources: Iterable[Mapping[str, Json] | None]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for source in sources:
        found.update({key: value for key, value in (source or {}).items() if value})
    return found


def _chosen(value: Json, options: Sequence[Option], t: Texts) -> str:
    codes = value if isinstance(value, list) else [value]
    names = {option.code: t(option.label) for option in options}
    return ", ".join(names[str(code)].lower() for code in codes if str(code) in names)


_MARKS = {Status.MET: "✓", Status.MET_LATE: "✓", Status.NOT_POSSIBLE: "–", Status.STOPPED: "–"}


def _terms(complaint: Complaint, today: date, t: Texts) -> list[Block]:
    lines = []
    for deadline in running(complaint):
        name = t(labels.TERMS[deadline.term])
        if deadline.status in OWED:
            lines.append(f"{name}: {urgency.of(deadline, today, t)}")
        else:
            met = f" ({t.day(deadline.met_on)})" if deadline.met_on else ""
            lines.append(f"{_MARKS[deadline.status]} {name}: {t(labels.STATUSES[deadline.status])}{met}")
    return [blocks.say(f"*{t('Termijnen')}*\n" + "\n".join(lines))] if lines else []


def _timeline(complaint: Complaint, t: Texts, name_of: NameOf, offset: int) -> list[Block]:
    newest_first = complaint.events[::-1]
    page = newest_first[offset : offset + PER_PAGE]
    lines = [_entry(event, t, name_of) for event in page]
    parts = [blocks.say(f"*{t('Wat er gebeurde')}*\n" + "\n".join(lines))]
    steps = []
    if offset:
        steps.append(Button(t("Later"), "card:newer", f"{complaint.id}:{max(0, offset - PER_PAGE)}"))
    if offset + PER_PAGE < len(newest_first):
        steps.append(Button(t("Eerder"), "card:older", f"{complaint.id}:{offset + PER_PAGE}"))
    if steps:
        parts.append(blocks.buttons(*steps))
    return parts


def _entry(event: Event, t: Texts, name_of: NameOf) -> str:
    who = plain(name_of(event.by))
    return f"{t.day(event.on)} · {t(labels.ACTIONS[event.action])}" + (f" · {who}" if who else "")


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
    return t("legde iets vast") if reader.recorded else t("kon de klacht lezen")


def _first_buttons(complaint: Complaint, today: date, t: Texts, steps: Sequence[Possible]) -> list[Block]:
    """The one next step, as the primary button; for a report, what can become of it."""
    if complaint.stage is Stage.REPORTED:
        row = _of_report(complaint, t, {step.action for step in steps})
        return [blocks.buttons(*row)] if row else []
    found = _primary(complaint, today, steps)
    if found is None:
        return []
    form = STEPS[found.action.value]
    return [blocks.buttons(Button(t(form.label), "step:next", _value(complaint, form, found.subject), primary=True))]


def _of_report(complaint: Complaint, t: Texts, possible: set[Action]) -> list[Button]:
    row = {
        Action.REGISTER: Button(t("Registreren"), "register_report", complaint.id, primary=True),
        Action.DISMISS_REPORT: Button(t("Geen klacht"), "dismiss", complaint.id),
    }
    if complaint.series is Series.SUPERVISOR:
        value = f"{complaint.id}:{complaint.version}"
        row[Action.RELEASE] = Button(t("Niet over een coördinator: vrijgeven"), "release", value)
    return [button for action, button in row.items() if action in possible]


def _primary(complaint: Complaint, today: date, steps: Sequence[Possible]) -> Possible | None:
    """What the regulation asks now; when that has no form yet, what meets the term that is shown on top."""
    asked = procedure.next_step(complaint, today)
    first = next(iter(owed(complaint)), None)
    wanted = [Possible(asked.action, asked.subject)] if asked is not None else []
    if first is not None:
        wanted += [Possible(row.action, first.subject) for row in PROCEDURE.values() if row.asked is first.term]
    return next((step for step in wanted if step.action.value in STEPS and step in steps), None)


def _value(complaint: Complaint, row: StepForm, subject: str) -> str:
    return f"{row.name}:{complaint.id}:{subject}"


def _others(complaint: Complaint, today: date, t: Texts, steps: Sequence[Possible]) -> list[Block]:
    """Every other step that is allowed now: what is done most as a button, the rest in one list; and a fresh look."""
    first = _primary(complaint, today, steps)
    row = [Button(t("Vernieuwen"), "card:fresh", f"{complaint.id}:0")]
    choices = []
    for form, step in ((form, step) for form in STEPS.values() for step in steps if step.action is form.action):
        value = _value(complaint, form, step.subject)
        if form.name == Action.SUPPLEMENT:
            row.insert(0, Button(t("Aanvullen"), "step:supplement", value))
        elif step != first:
            choices.append((t(form.label), value))
    if not choices:
        return [blocks.buttons(*row)]
    return [blocks.choose(t("Andere stap…"), "step:other", choices, *row)]
