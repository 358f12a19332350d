"""The card of one complaint: what is owed now on top, then who and what, the terms, the timeline, and other steps.

Built only for somebody who may read it, from a dossier that was opened for this very look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from klachtbot.domain.model import Complaint, Event, Json, PersonId
from klachtbot.domain.terms import OWED, Deadline, Status, owed, running
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import reckoning, urgency
from klachtbot.slack.texts import N_, Texts, shorten

PER_PAGE = 10

NameOf = Callable[[PersonId | None], str]
"""The name of somebody of the organisation, "" for the clock."""


def view(
    complaint: Complaint, today: date, t: Texts, name_of: NameOf, *, may_supplement: bool, offset: int = 0
) -> Block:
    """The card as a view. ``offset`` pages the timeline."""
    parts: list[Block] = [
        blocks.title(f"{complaint.number} · {t(labels.STAGES[complaint.stage])}"),
        *_next_step(complaint, today, t),
        blocks.line(),
        *_who_and_what(complaint, t, name_of),
        blocks.line(),
        *_terms(complaint, today, t),
        blocks.line(),
        *_timeline(complaint, t, name_of, offset),
        blocks.line(),
        blocks.buttons(*_others(complaint, t, may_supplement=may_supplement)),
    ]
    return blocks.modal(str(complaint.number), parts, close=t("Sluiten"))


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


# What was told at registration or later, in this order; later entries win.
_TOLD: Sequence[tuple[str, str]] = (
    ("subject", N_("Waar het over gaat")),
    ("complainant", N_("Wie de klacht indient")),
    ("contact", N_("Te bereiken via")),
    ("about", N_("Over wie")),
    ("happened", N_("Waar en wanneer")),
    ("story", N_("Het verhaal")),
    ("needs", N_("Waar we rekening mee houden")),
    ("note", N_("Eigen aantekening")),
)

# Codes an entry may hold, with the options they come from.
_CODES: Sequence[tuple[str, str, Sequence[Option]]] = (
    ("channel", N_("hoe binnengekomen: {value}"), forms.CHANNELS),
    ("subject_codes", N_("onderwerp: {value}"), forms.SUBJECTS),
    ("wishes", N_("wil graag: {value}"), forms.WISHES),
)


def _who_and_what(complaint: Complaint, t: Texts, name_of: NameOf) -> list[Block]:
    details = _latest(event.details for event in complaint.events)
    codes = _latest(event.attributes for event in complaint.events)
    parts = [part for key, label in _TOLD if details.get(key) for part in blocks.told(t(label), str(details[key]))]
    lines = [t("Ontvangen op {day}", day=t.long_day(complaint.received_on))]
    for key, text, options in _CODES:
        if chosen := _chosen(codes.get(key), options, t):
            lines.append(t(text, value=chosen))
    parts.append(blocks.small(" · ".join(lines)))
    parts.append(blocks.small(t("Behandelaar: {name}", name=name_of(complaint.officer))))
    return parts


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
        steps.append(Button(t("Nieuwer"), "card:newer", f"{complaint.id}:{max(0, offset - PER_PAGE)}"))
    if offset + PER_PAGE < len(newest_first):
        steps.append(Button(t("Ouder"), "card:older", f"{complaint.id}:{offset + PER_PAGE}"))
    if steps:
        parts.append(blocks.buttons(*steps))
    return parts


def _entry(event: Event, t: Texts, name_of: NameOf) -> str:
    who = shorten(name_of(event.by), 80)
    return f"{t.day(event.on)} · {t(labels.ACTIONS[event.action])}" + (f" · {who}" if who else "")


def _others(complaint: Complaint, t: Texts, *, may_supplement: bool) -> list[Button]:
    steps = [Button(t("Aanvullen"), "supplement", complaint.id)] if may_supplement else []
    return [*steps, Button(t("Vernieuwen"), "card:fresh", f"{complaint.id}:0")]
