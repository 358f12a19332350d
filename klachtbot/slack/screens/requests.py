"""Documents the committee asks for (R14): on the card, in a message without a name, and one of them with its words."""

from __future__ import annotations

from klachtbot.domain.judging import Possible
from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.parties import parties
from klachtbot.domain.requests import COMPLAINANT, OFFICER, Requested, requested, requested_as
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.screens import asked
from klachtbot.slack.screens.room import NOT_COMING
from klachtbot.slack.steps import STEPS
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.delivery import Post

_ON_CARD = 6
_ANSWERS = (Action.DELIVER_DOCUMENT, Action.REFUSE_DOCUMENT)


def on_card(complaint: Complaint, t: Texts) -> list[Block]:
    """What was asked for, what is still to come first; of an opened dossier."""
    found = sorted(requested(complaint), key=lambda one: (not one.open, -int(one.ref[1:])))[:_ON_CARD]
    if not found:
        return []
    return [blocks.say(f"*{t('Gevraagd door de commissie')}*"), *(_line(complaint, one, t) for one in found)]


def _line(complaint: Complaint, one: Requested, t: Texts) -> Block:
    sign = "🟠" if one.open else "–" if one.refused_on else "✓"
    number = t("Vraag {n}", n=one.ref.removeprefix("d"))
    text = f"{sign} {number}: {plain(shorten(one.what, 100))}\n{_holder(complaint, one, t)} · {stands(one, t)}"
    return blocks.say(text, Button(t("Bekijken"), f"request:{one.ref}", f"{complaint.id}:{one.ref}"))


def stands(one: Requested, t: Texts) -> str:
    """How it is with this document now."""
    if one.delivered_on:
        return t("geleverd op {day}", day=t.day(one.delivered_on))
    if one.refused_on:
        return t("komt niet ({day})", day=t.day(one.refused_on))
    return t("graag uiterlijk {day}", day=t.day(one.wanted_by)) if one.wanted_by else t("nog niet geleverd")


def _holder(complaint: Complaint, one: Requested, t: Texts) -> str:
    return t("bij: {who}", who=plain(holder(complaint, one, t)))


def holder(complaint: Complaint, one: Requested, t: Texts) -> str:
    """Who has it: by name in an opened dossier."""
    known = parties(complaint)
    names = {ref.ref: ref.name or t("naam niet bekend") for ref in known.respondents}
    names |= {OFFICER: t("de behandelaar"), COMPLAINANT: known.complainant or t("wie de klacht indient")}
    return names.get(one.holder) or " · ".join(part for part in (one.holder_name, one.holder_contact) if part)


def about(complaint: Complaint, action: Action, ref: str, t: Texts) -> list[Block]:
    """On top of the forms that answer it: what was asked for."""
    one = requested_as(complaint, ref) if action in _ANSWERS else None
    return [] if one is None else blocks.told(t("Gevraagd stuk"), one.what)


def view(complaint: Complaint, ref: str, steps: tuple[Possible, ...], t: Texts) -> Block | None:
    """One request with its words, and what this person can do about it; None when there is none."""
    one = requested_as(complaint, ref)
    if one is None:
        return None
    parts: list[Block] = [
        blocks.say(f"`{complaint.label}` · {stands(one, t)}"),
        *blocks.told(t("Gevraagd stuk"), one.what),
        *(blocks.told(t("Waarom"), one.why) if one.why else []),
        *blocks.told(t("Wie heeft het?"), holder(complaint, one, t)),
        *(blocks.told(t("Waarom het niet komt"), one.reason) if one.reason else []),
    ]
    row = [
        Button(
            t(STEPS[action].label),
            f"step:{action}",
            asked.value(complaint, STEPS[action], ref),
            primary=action is Action.DELIVER_DOCUMENT,
        )
        for action in _ANSWERS
        if Possible(action, ref) in steps
    ]
    parts += [blocks.buttons(*row)] if row else []
    return blocks.modal(t("Gevraagd stuk"), parts, close=t("Sluiten"), metadata=DONE)


# Messages -------------------------------------------------------------------------------------------------------------

_TASK = N_("{case}: de commissie vraagt om een stuk.")
_TASK_BY = N_("{case}: de commissie vraagt om een stuk, graag uiterlijk {day}.")
_DELIVERED = N_("{case}: het stuk waar de commissie om vroeg is geleverd op {day}.")
_REFUSED = N_("{case}: het stuk waar de commissie om vroeg komt niet. De voorzitter weet dat.")


def task(complaint: Complaint, ref: str, t: Texts) -> Post | None:
    """To who handles it: that something is asked for, or what became of it."""
    one = requested_as(complaint, ref)
    if one is None:
        return None
    text = _TASK if one.open else _DELIVERED if one.delivered_on else _REFUSED
    if one.open and one.wanted_by:
        text = _TASK_BY
    on = one.delivered_on or one.wanted_by
    day = t.day(on) if on else ""
    return _message(complaint, one, text, t("Bekijken"), t, day=day, primary=one.open)


def refused(complaint: Complaint, ref: str, t: Texts) -> Post | None:
    """To the chair: it does not come. Why opens on request."""
    one = requested_as(complaint, ref)
    return None if one is None else _message(complaint, one, NOT_COMING, t("Reden lezen"), t)


def _message(
    complaint: Complaint, one: Requested, text: str, label: str, t: Texts, *, day: str = "", primary: bool = False
) -> Post:
    button = Button(label, f"request:{one.ref}", f"{complaint.id}:{one.ref}", primary=primary)
    shown = blocks.say(t(text, case=f"`{complaint.label}`", day=day), button)
    return Post(t(text, case=complaint.label, day=day), (shown,))
