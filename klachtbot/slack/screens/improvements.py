"""Actions (R25): on the card of who may read the case, and to their owner, who sees the action and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from klachtbot.domain.improvements import Improvement, State, improvements
from klachtbot.domain.model import Complaint, PersonId
from klachtbot.slack import blocks, forms
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.forms import Carried
from klachtbot.slack.screens import urgency
from klachtbot.slack.steps.improvement import DONE_FORM
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.delivery import Post

NameOf = Callable[[PersonId | None], str]

_STATES = {State.DONE: N_("✓ klaar op {day}"), State.DROPPED: N_("– vervallen op {day}")}


def on_card(complaint: Complaint, today: date, t: Texts, name_of: NameOf) -> list[Block]:
    """All of them: what is done, by whom, by when, and how it ended."""
    found = improvements(complaint)
    if not found:
        return []
    parts: list[Block] = [blocks.say(f"*{t('Acties')}*")]
    for one in found:
        who = plain(name_of(one.owner))
        parts.append(blocks.typed(one.text))
        parts.append(blocks.small(" · ".join(part for part in (who, _stands(one, today, t)) if part)))
        if one.ended_with:
            parts += blocks.told(t("Wat kwam ervan?") if one.state is State.DONE else t("Waarom niet"), one.ended_with)
    return [*parts, blocks.line()]


def _stands(one: Improvement, today: date, t: Texts) -> str:
    if one.state is State.OPEN:
        return " ".join(urgency.shown(one.due_on, None, today, t))
    assert one.ended_on is not None, "it ended"
    return t(_STATES[one.state], day=t.day(one.ended_on))


def which(complaint: Complaint, ref: str, t: Texts) -> str:
    """What an action is about, of an opened dossier; else which it is; "" for anything else."""
    refs = [one.ref for one in improvements(complaint)]
    if ref not in refs:
        return ""
    text = next(one.text for one in improvements(complaint) if one.ref == ref)
    if not text:
        return f": {t('actie {number}', number=refs.index(ref) + 1)}" if len(refs) > 1 else ""
    return f": {shorten(text, 50)}"


# To who owns it -------------------------------------------------------------------------------------------------------


def message(complaint: Complaint, one: Improvement, today: date, t: Texts) -> Post:
    """That there is an action, by when: a number and a date. Or what became of it."""
    text = {
        State.OPEN: t("{case}: voor jou staat een actie klaar, uiterlijk {day}.", case="{case}", day=t.day(one.due_on)),
        State.DONE: t("{case}: de actie is klaar. Dank je wel."),
        State.DROPPED: t("{case}: de actie vervalt. Je hoeft niets meer te doen."),
    }[one.state]
    shown = blocks.say(text.format(case=f"`{complaint.label}`"), button(complaint, one.ref, t) if _open(one) else None)
    return Post(text.format(case=complaint.label), (shown,))


def button(complaint: Complaint, ref: str, t: Texts, *, number: str = "0") -> Button:
    return Button(t("Actie bekijken"), f"improvement:{number}", f"{complaint.id}:{ref}")


def _open(one: Improvement) -> bool:
    return one.state is State.OPEN


def view(complaint: Complaint, one: Improvement, today: date, t: Texts) -> Block:
    """The action itself, of an opened dossier, and the question what came of it."""
    parts = [
        blocks.say(t("Na een klacht is afgesproken dat jij dit doet:")),
        blocks.typed(one.text),
        blocks.small(_stands(one, today, t)),
    ]
    if not _open(one):
        return blocks.modal(t("Jouw actie"), parts, close=t("Sluiten"))
    parts.append(
        blocks.say(t("Is het klaar? Schrijf dan op wat ervan kwam. Lukt het niet? Bel wie de klacht behandelt."))
    )
    return forms.view(DONE_FORM, t, Carried.fresh(complaint.id, complaint.version, one.ref), {}, parts)


def thanks(t: Texts) -> Block:
    parts = [blocks.say(t("Vastgelegd: de actie is klaar. Dank je wel."))]
    return blocks.modal(t("Jouw actie"), parts, close=t("Klaar"), metadata=DONE)
