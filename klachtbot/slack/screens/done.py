"""After a step: what was recorded, and what comes next by when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from klachtbot.domain.letters import SentLetter
from klachtbot.domain.model import Action, Complaint, Stage
from klachtbot.domain.procedure import Possible
from klachtbot.domain.readers import NOBODY
from klachtbot.domain.steps import REFERRED
from klachtbot.domain.terms import owed
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.screens import asked, letter_list, reckoning, room
from klachtbot.slack.texts import Texts


def registered(
    complaint: Complaint, today: date, t: Texts, alike: Sequence[str] = (), steps: Sequence[Possible] = ()
) -> Block:
    """A complaint got its number: its first deadline, explained day by day, and the next of these ``steps``.

    ``alike``: the numbers of other complaints by the same person, as far as the officer may read them.
    """
    number = str(complaint.number)
    parts: list[Block] = [
        blocks.title(t("Vastgelegd: {number}", number=number)),
        *asked.now(complaint, today, t),
    ]
    first = next(iter(owed(complaint)), None)
    if first is not None:
        parts += reckoning.why(first, t)
    if alike:
        numbers = ", ".join(f"`{number}`" for number in alike)
        parts.append(blocks.say(t("Er is al een klacht van dezelfde persoon: {numbers}.", numbers=numbers)))
    following = asked.primary(complaint, today, steps)
    row = [] if following is None else [asked.button(complaint, following, today, t)]
    row += [
        Button(t("Klacht bekijken"), f"open:{number}", complaint.id, primary=not row),
        Button(t("Later aanvullen"), "step:supplement", f"{Action.SUPPLEMENT}:{complaint.id}:"),
    ]
    parts.append(blocks.buttons(*row))
    return blocks.modal(t("Klacht vastgelegd"), parts, close=t("Klaar"), metadata=DONE)


def taken(
    text: str,
    complaint: Complaint | None,
    today: date,
    t: Texts,
    steps: Sequence[Possible] = (),
    outside: Collection[str] = NOBODY,
) -> Block:
    """A step was recorded (``text`` is marked with N_); ``complaint`` only for who may still read it.

    ``steps`` are those this person may take now: the next one has a button, and so has each letter that is owed, so
    that one sitting can do them all. ``outside``: who of the committee gets letters (refs).
    """
    parts = [blocks.say(t(text))]
    if complaint is not None:
        following = asked.primary(complaint, today, steps)
        first = not asked.pressing(complaint, today, following)
        parts += [blocks.say(f"`{complaint.label}`"), *asked.beyond(complaint, t)]
        theirs = all(one.action is not Action.PREPARE_LETTERS for one in steps)  # of the committee
        if complaint.stage in REFERRED and theirs:
            parts.append(blocks.say(room.what_is_asked(complaint, t)))
        elif complaint.stage is Stage.RULED and theirs:
            parts.append(blocks.say(t("U hoeft nu niets te doen.")))
        else:
            parts += letter_list.owed(complaint, t, steps, first=first, outside=outside)
            parts += asked.now(complaint, today, t, steps=steps)
        if following is not None:
            parts.append(blocks.buttons(asked.button(complaint, following, today, t)))
    return blocks.modal(t("Vastgelegd"), parts, close=t("Klaar"), metadata=DONE)


def lettered(
    before: Complaint,
    made: Sequence[SentLetter],
    complaint: Complaint | None,
    today: date,
    t: Texts,
    steps: Sequence[Possible] = (),
    outside: Collection[str] = NOBODY,
) -> Block:
    """Letters were prepared (``made``, in ``before``): what happens with each, and what is next, as in ``taken``."""
    parts = letter_list.prepared(before, made, t)
    if complaint is not None:
        following = asked.primary(complaint, today, steps)
        first = not asked.pressing(complaint, today, following)
        parts += [
            blocks.line(),
            blocks.say(f"`{complaint.label}`"),
            *letter_list.owed(complaint, t, steps, first=first, outside=outside),
        ]
        parts += asked.now(complaint, today, t, steps=steps)
        if following is not None:
            parts.append(blocks.buttons(asked.button(complaint, following, today, t)))
    return blocks.modal(t("Brief"), parts, close=t("Klaar"), metadata=DONE)


def said(t: Texts, text: str) -> Block:
    """Something was done; one sentence."""
    return blocks.modal(t("Vastgelegd"), (blocks.say(text),), close=t("Klaar"))


def reported(t: Texts, *, link: str) -> Block:
    """To who reported a complaint: what happens now, and what still stands where others read it."""
    parts = [
        blocks.title(t("Dank je wel")),
        blocks.say(
            t(
                "Je melding is doorgegeven. Je krijgt bericht als iemand ernaar heeft gekeken. "
                "Je hoeft nu niets te doen."
            )
        ),
    ]
    if link:
        parts.append(
            blocks.say(t("Let op: het bericht staat nog in het kanaal. Haal het daar weg als het namen bevat."))
        )
    return blocks.modal(t("Klacht gemeld"), parts, close=t("Klaar"))


def handed_on(t: Texts, *, to_supervisor: bool) -> Block:
    """What was typed went to somebody else, who has all of it; nothing of it is shown any more (R23)."""
    text = (
        t("Deze klacht gaat naar de leidinggevende. Alles wat je invulde gaat mee. Je ziet deze klacht niet meer.")
        if to_supervisor
        else t("Deze klacht gaat naar de coördinatoren. Alles wat je invulde gaat mee.")
    )
    return blocks.modal(t("Doorgegeven"), (blocks.say(text),), close=t("Klaar"))
