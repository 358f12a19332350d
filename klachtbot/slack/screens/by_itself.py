"""R6 for who handles it: when the acknowledgement leaves by itself, or why it waits; and how it would read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from klachtbot.domain.by_itself import STEP, Bar
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.procedure import Possible
from klachtbot.domain.terms import Status
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import asked
from klachtbot.slack.screens.letters import chunks
from klachtbot.slack.steps import STEPS
from klachtbot.slack.steps.letters import VERBS
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.acknowledge_by_itself import Leaving

_LEAVES: Mapping[int, str] = {
    0: N_("Vandaag om {time} gaat de ontvangstbevestiging vanzelf naar de klager."),
    1: N_("Morgen om {time} gaat de ontvangstbevestiging vanzelf naar de klager."),
}
_WAITS: Mapping[int, str] = {
    0: N_("Vandaag moet de ontvangstbevestiging uit. Die gaat niet vanzelf: {reason}."),
    1: N_("Morgen moet de ontvangstbevestiging uit. Die gaat niet vanzelf: {reason}."),
}

REASONS: Mapping[Bar, str] = {
    Bar.UNREGISTERED: N_("de melding is nog niet geregistreerd"),
    Bar.SAFETY: N_("bij deze klacht kijkt iemand eerst of het veilig kan"),
    Bar.HELD: N_("die is tegengehouden"),
    Bar.SUBJECT: N_("er is nog geen onderwerp in één zin"),
    Bar.UNSAFE: N_("er is nog geen e-mailadres dat zeker veilig is"),
    Bar.ADDRESSEE: N_("er staat niet vast naar wie de brief gaat"),
    Bar.OFF: N_("dat staat hier uit"),
    Bar.NO_MAIL: N_("er is geen mailserver"),
    Bar.GIVEN_UP: N_("er was al een brief, en die ging niet weg"),
    Bar.LETTER: N_("er klopt iets niet in de brief"),
    Bar.CLOSED: N_("dat kan nu niet"),
}


def near(found: Leaving, today: date, calendar: WorkCalendar) -> bool:
    """Whether people are told of it: from the day before it is due, while it is not put off."""
    due = found.deadline
    return due.status is Status.RUNNING and today >= calendar.before(due.last_working_day, 1)


def sentence(found: Leaving, today: date, t: Texts) -> str:
    """ "Morgen om 12:00 gaat de ontvangstbevestiging vanzelf naar de klager." """
    if found.why_not is not None:
        reason = t(REASONS[found.why_not])
        away = (found.deadline.last_working_day - today).days
        if away > 1:  # a weekend lies between
            day = t.full_day(found.deadline.last_working_day).capitalize()
            ahead = N_("{day} moet de ontvangstbevestiging uit. Die gaat niet vanzelf: {reason}.")
            return t(ahead, day=day, reason=reason)
        otherwise = N_("De ontvangstbevestiging gaat niet vanzelf: {reason}.")
        return t(_WAITS.get(away, otherwise), reason=reason)
    at = found.at.astimezone(AMSTERDAM)
    away, time = (at.date() - today).days, f"{at:%H:%M}"
    if away in _LEAVES:
        return t(_LEAVES[away], time=time)
    day = t.full_day(at.date()).capitalize()
    return t(N_("{day} om {time} gaat de ontvangstbevestiging vanzelf naar de klager."), day=day, time=time)


def buttons(complaint: Complaint, found: Leaving, steps: Sequence[Possible], t: Texts) -> list[Button]:
    """Look at it and hold it, while it leaves by itself; send it, while it waits."""
    if found.why_not is not None:
        may = Possible(STEP) in steps
        return [Button(t(VERBS[STEP]), "step:acknowledge", f"{STEP}:{complaint.id}:")] if may else []
    row = [Button(t("Bekijken"), "by_itself", complaint.id)]
    if Possible(Action.HOLD_ACKNOWLEDGEMENT) in steps:
        row.append(_hold(complaint, t))
    return row


def _hold(complaint: Complaint, t: Texts) -> Button:
    form = STEPS[Action.HOLD_ACKNOWLEDGEMENT.value]
    return Button(t(form.label), "step:hold", asked.value(complaint, form, ""))


def section(
    complaint: Complaint, found: Leaving | None, steps: Sequence[Possible], today: date, t: Texts
) -> list[Block]:
    """On the card. ``found`` is None when there is nothing to tell; and that it leaves by itself is told in a message
    first."""
    if found is None or not (found.announced or found.why_not):
        return []
    row = [one for one in buttons(complaint, found, steps, t) if found.why_not is None]  # else it is asked above
    return [blocks.say(sentence(found, today, t)), *([blocks.buttons(*row)] if row else [])]


def preview(
    complaint: Complaint,
    found: Leaving,
    letters: Sequence[tuple[str, str]],
    steps: Sequence[Possible],
    today: date,
    t: Texts,
) -> Block:
    """The letter as it would go: when, where to, and how it reads; to change anything somebody sends it themselves."""
    parts: list[Block] = [blocks.say(sentence(found, today, t))]
    row = (
        [Button(t("Zelf versturen"), "step:acknowledge", f"{STEP}:{complaint.id}:")] if Possible(STEP) in steps else []
    )
    if found.why_not is None and Possible(Action.HOLD_ACKNOWLEDGEMENT) in steps:
        row.append(_hold(complaint, t))
    parts += [blocks.buttons(*row)] if row else []
    for address, text in letters:
        parts += [blocks.line(), *(blocks.told(t("Adres"), address) if address else [])]
        parts += [blocks.typed(chunk) for chunk in chunks(text)]
    return blocks.modal(complaint.label, parts, close=t("Sluiten"))
