"""Why this date? The days of a term one by one, and the table of `/klacht termijn`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from klachtbot.domain.terms import Deadline, explain
from klachtbot.domain.workdays import Day, english_name
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block
from klachtbot.slack.texts import Texts


def day_lines(days: Iterable[Day], t: Texts) -> str:
    """One line a day: "do 2 apr · dag 0, telt niet"."""
    return "\n".join(f"{t.day(row.date)} · {reason(row, t)}" for row in days)


def reason(row: Day, t: Texts) -> str:
    """Why a day counts or not: "werkdag 2", "Goede Vrijdag, telt niet"."""
    name = english_name(row.name) if t.language == "en" else row.name
    return t(labels.DAYS[row.kind], number=row.number, name=name)


def why(deadline: Deadline, t: Texts) -> tuple[Block, ...]:
    """The explanation of one deadline: what the regulation says, and the days one by one."""
    return (
        blocks.say("*" + t("Waarom {day}?", day=t.long_day(deadline.due_on)) + "*\n" + rule(deadline, t)),
        *_days(deadline, t),
        *last_working_day(deadline, t),
    )


def _days(deadline: Deadline, t: Texts) -> list[Block]:
    """All days, in parts that fit: a long closing makes a long list."""
    days = explain(deadline)
    return [blocks.say(day_lines(days[at : at + _PER_PART], t)) for at in range(0, len(days), _PER_PART)]


_PER_PART = 40


def rule(deadline: Deadline, t: Texts) -> str:
    """What the regulation says of this term, under its short title when that says more than the term's own name."""
    apart = labels.COUNTED_APART.get(deadline.term)
    title, said = t(labels.RULES[deadline.rule]), t(apart or labels.COUNTED[deadline.rule])
    return said if title.lower() == t(labels.TERMS[deadline.term]).lower() else f"_{title}_: {said}"


def last_working_day(deadline: Deadline, t: Texts) -> tuple[Block, ...]:
    """A note when the term ends on a day off."""
    if deadline.last_working_day == deadline.due_on:
        return ()
    text = t("Dit is een vrije dag. De laatste werkdag ervoor is {day}.", day=t.day(deadline.last_working_day))
    return (blocks.small(text),)


def view(label: str, deadline: Deadline, t: Texts, *, pushed: bool) -> Block:
    """The answer to "Waarom deze datum?"; ``pushed`` on a card, or else asked from a message."""
    heading = blocks.title(f"{label} · {t(labels.TERMS[deadline.term])}")
    close = t("Terug") if pushed else t("Sluiten")
    return blocks.modal(t("Waarom deze datum?"), (heading, *why(deadline, t)), close=close)


def table(deadlines: Sequence[Deadline], calendar: str, t: Texts) -> Block:
    """All deadlines that follow from the dates somebody filled in."""
    parts: list[Block] = [blocks.small(t("Gerekend met: {calendar}.", calendar=calendar))]
    for deadline in deadlines:
        name = t(labels.TERMS[deadline.term]).capitalize()
        parts += [
            blocks.line(),
            blocks.say(f"*{name}*: {t('uiterlijk {day}', day=t.long_day(deadline.due_on))}\n{rule(deadline, t)}"),
            *_days(deadline, t),
            *last_working_day(deadline, t),
        ]
    return blocks.modal(t("Termijnen"), parts, close=t("Sluiten"))
