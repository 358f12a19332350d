"""What happened, entry by entry: when, what, who, and the codes that matter, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.letters import listed
from klachtbot.domain.model import Action, Complaint, Event, FactName, Json, PersonId, Seat
from klachtbot.domain.parties import respondent_names
from klachtbot.slack import labels
from klachtbot.slack.blocks import Block, Button, buttons, say
from klachtbot.slack.fields import Option
from klachtbot.slack.screens import asked, hearing, letter_list
from klachtbot.slack.steps.options import (
    CHOICES,
    FORWARDED,
    HANDLING,
    LEARNING,
    MEANS,
    OUTCOMES,
    PRESENT,
    SAFETY,
    WISHED_BY,
)
from klachtbot.slack.texts import N_, Texts, plain

PER_PAGE = 10

NameOf = Callable[[PersonId | None], str]
"""The name of somebody of the organisation, "" for the clock."""

# Codes that are one of a list, in the order in which they are told.
_CHOSEN: Sequence[tuple[str, str, Sequence[Option]]] = (
    ("outcome", "{value}", OUTCOMES),
    ("choice", "{value}", CHOICES),
    ("safety", "{value}", SAFETY),
    ("means", "{value}", MEANS),
    ("attended", N_("erbij: {value}"), PRESENT),
    ("wished_by", N_("op wens van: {value}"), WISHED_BY),
    ("forwarded", N_("doorgestuurd: {value}"), FORWARDED),
    ("learning", N_("geleerd: {value}"), LEARNING),
    ("handling", N_("de klager vond de behandeling: {value}"), HANDLING),
)

# Codes that say something by being there.
_FLAGS: Sequence[tuple[str, Json, str]] = (
    ("apart", True, N_("apart van elkaar gesproken")),
    ("report", "file", N_("als bestand")),
    ("consent", True, N_("het dossier mag naar de commissie")),
    ("consent", False, N_("het dossier mag niet naar de commissie")),
)

# Codes that are a day.
_DAYS: Sequence[tuple[str, str]] = (
    ("until", N_("uiterlijk {day}")),
    ("action_due", N_("actie klaar op {day}")),
)

_WORDS = {
    "subject": N_("waar het over gaat"),
    "complainant": N_("naam van de klager"),
    "contact": N_("hoe de klager te bereiken is"),
    "respondents": N_("naam van een beklaagde"),
}


def page(complaint: Complaint, t: Texts, name_of: NameOf, offset: int) -> list[Block]:
    """Ten entries, the newest first, with buttons to the others."""
    newest_first = complaint.events[::-1]
    lines = [entry(event, complaint, t, name_of) for event in newest_first[offset : offset + PER_PAGE]]
    shown = [say(f"*{t('Wat er gebeurde')}*\n" + "\n".join(lines))]
    steps = []
    if offset:
        steps.append(Button(t("Later"), "card:newer", f"{complaint.id}:{max(0, offset - PER_PAGE)}"))
    if offset + PER_PAGE < len(newest_first):
        steps.append(Button(t("Eerder"), "card:older", f"{complaint.id}:{offset + PER_PAGE}"))
    return [*shown, buttons(*steps)] if steps else shown


def entry(event: Event, complaint: Complaint, t: Texts, name_of: NameOf) -> str:
    """One line: "di 24 nov · Gesprek gevoerd · de klager is tevreden · Sanne de Wit"."""
    on, what, who = parts(event, complaint, t, name_of)
    return " · ".join(part for part in (t.day(on), what, who) if part)


def parts(event: Event, complaint: Complaint, t: Texts, name_of: NameOf) -> tuple[date, str, str]:
    """The same as a day, what happened and who did it, still as mrkdwn."""
    who = plain(name_of(event.by)) or (t("vanzelf") if event.by is None and event.action in _BY_ITSELF else "")
    what = t(labels.ACTIONS[event.action]) + plain(asked.which(complaint, event.subject, t))
    return day_of(event), " · ".join(part for part in (what, *_said(event, complaint, t)) if part), who


_BY_ITSELF = frozenset({Action.PREPARE_LETTERS, Action.ACKNOWLEDGE_WITHOUT_CONTACT})
"""What a person does, unless it left by itself (R6)."""


def day_of(event: Event) -> date:
    """The day it happened; a correction is told on the day it was made, for its own day is the one it puts right."""
    return event.at.astimezone(AMSTERDAM).date() if event.action is Action.CORRECT else event.on


def _said(event: Event, complaint: Complaint, t: Texts) -> list[str]:
    codes = event.attributes
    found = [corrected(event, complaint, t), appointment(event, t), *_letters(event, complaint, t)]
    found += [
        t(text, value=value)
        for key, text, options in _CHOSEN
        if (value := chosen(codes.get(key), options, t)) and not (key == "attended" and event.action in _HEARINGS)
    ]
    found += [*_attended(event, complaint, t), *_namens(event, t)]
    found += [t(text) for key, value, text in _FLAGS if codes.get(key) == value]
    found += [t(text, day=t.day(date.fromisoformat(str(codes[key])))) for key, text in _DAYS if codes.get(key)]
    return found


def _attended(event: Event, complaint: Complaint, t: Texts) -> list[str]:
    """Who appeared at a hearing: by name in an opened dossier."""
    codes = event.attributes.get("attended")
    if event.action not in _HEARINGS or not isinstance(codes, list):
        return []
    there = [plain(one.label) for one in hearing.who_may_come(complaint, t) if one.code in codes]
    return [t("erbij: {value}", value=", ".join(there))] if there else []


_HEARINGS = frozenset({Action.RECORD_HEARING, Action.RECORD_SECOND_HEARING})


def _namens(event: Event, t: Texts) -> list[str]:
    """For whom of the committee somebody else recorded it."""
    seat = event.attributes.get("on_behalf_of")
    return (
        [t("namens: {seat}", seat=t(labels.SEATS[Seat(str(seat))]))]
        if seat in list(Seat) and seat != event.subject
        else []
    )


def _letters(event: Event, complaint: Complaint, t: Texts) -> list[str]:
    """Which letters an entry tells of, and to whom each goes."""
    refs = [str(one["ref"]) for one in listed(event.attributes.get("letters"))] or [event.subject]
    return [said for ref in refs if (said := letter_list.named(complaint, ref, t))]


def appointment(event: Event, t: Texts, *, long: bool = False) -> str:
    """When what this entry plans is to be: "di 8 dec, 10:00 uur"; "" when it plans nothing."""
    planned_for = event.attributes.get("planned_for")
    if not planned_for:
        return ""
    day = date.fromisoformat(str(planned_for))
    shown = t.long_day(day) if long else t.day(day)
    time = event.attributes.get("time")
    return t("{day}, {time} uur", day=shown, time=time) if time else shown


def corrected(event: Event, complaint: Complaint, t: Texts) -> str:
    """What a correction puts right: "contact met de klager: ma 23 nov"; "" for anything else."""
    fact, words = event.attributes.get("fact"), event.attributes.get("corrects")
    if fact:
        name = t(labels.FACTS[FactName(str(fact))])
        return f"{name}{plain(_number(complaint, str(event.attributes.get('of') or '')))}: {t.day(event.on)}"
    if event.attributes.get("withdrawn"):
        ref = str(event.attributes["withdrawn"])
        called = respondent_names(complaint).get(ref)
        return t("beklaagde weggehaald") + (plain(f": {called}") if called else "")
    return ", ".join(t(_WORDS[str(one)]) for one in words) if isinstance(words, list) else ""


def dates(complaint: Complaint, t: Texts) -> tuple[Option, ...]:
    """The dates of this dossier that may be corrected, as options; without a name.

    What was recorded together is one date, and of what happened more than once no date can be told apart.
    """
    found = {(fact.name, fact.subject): fact for fact in complaint.facts}
    once = [
        fact
        for pair, fact in found.items()
        if fact.name in _DATED and sum((one.name, one.subject) == pair for one in complaint.facts) == 1
    ]
    return tuple(
        Option(
            f"{fact.name}:{fact.subject}",
            f"{t(labels.FACTS[fact.name])}{_number(complaint, fact.subject)} ({t.day(fact.on)})",
        )
        for fact in once
    )[:100]


_DATED = frozenset(
    {
        FactName.RECEIVED,
        FactName.CONTACTED,
        FactName.ACKNOWLEDGED,
        FactName.INFORMED,
        FactName.CONVERSATION_HELD,
        FactName.CONVERSATION_FAILED,
        FactName.SOLVED,
        FactName.REPORT_WRITTEN,
        FactName.REPORT_SENT,
        FactName.CHOICE_REMINDED,
        FactName.CHOICE_MADE,
        FactName.RECEIVED_BY_COMMITTEE,
        FactName.WITHDRAWN,
    }
)
"""What happens on a day in the world; all else is dated by its entry, or moves along with one of these."""


def _number(complaint: Complaint, subject: str) -> str:
    refs = [one.ref for one in complaint.respondents]
    return f" {refs.index(subject) + 1}" if subject in refs and len(refs) > 1 else ""


def chosen(value: Json, options: Sequence[Option], t: Texts) -> str:
    """One or several codes in words."""
    codes = value if isinstance(value, list) else [value]
    names = {option.code: t(option.label) for option in options}
    return ", ".join(names[str(code)].lower() for code in codes if str(code) in names)
