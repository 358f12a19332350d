"""The notice, to a respondent: a message that tells nothing, and the letter that opens from it (R7)."""

from __future__ import annotations

from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens.inspection import own_button
from klachtbot.slack.screens.letters import chunks
from klachtbot.slack.texts import Texts, plain
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.notice import OpenNotice


def message(complaint: str, letter: str, organisation: str, t: Texts) -> Post:
    """That there is something to read. No number and no word of what it is: a phone shows this to who stands beside."""
    text = t("Er staat een bericht voor je klaar van {organisation}.")
    button = Button(t("Openen"), "notice", f"{complaint}:{letter}")
    shown = blocks.say(text.format(organisation=plain(organisation)), button)
    return Post(text.format(organisation=organisation), (shown,))


def view(notice: OpenNotice, t: Texts) -> Block:
    """The letter as it was frozen, and below it what comes next and whom to call."""
    parts: list[Block] = [blocks.typed(chunk) for chunk in chunks(notice.text)]
    parts += [blocks.line(), blocks.say(f"*{t('Hoe gaat het verder?')}*")]
    parts.append(blocks.say(_next(notice, t)))
    parts += blocks.told(t("Vragen? Bel of mail"), _whom(notice))
    parts.append(blocks.say(t("Je mag je dossier inzien. Dat kan altijd, zolang het bestaat.")))
    parts.append(blocks.buttons(own_button(t, surface="notice")))
    return blocks.modal(t("Bericht voor jou"), parts, close=t("Sluiten"))


def _next(notice: OpenNotice, t: Texts) -> str:
    if not notice.conversation:
        return t("De behandelaar laat je weten wat er verder gebeurt.")
    if notice.conversation_by is None:
        return t("De behandelaar nodigt je uit voor een gesprek.")
    day = t.long_day(notice.conversation_by)
    return t("De behandelaar nodigt je uit voor een gesprek. Dat is uiterlijk op {day}.", day=day)


def _whom(notice: OpenNotice) -> str:
    known = (notice.officer, notice.contact.phone, notice.contact.email)
    return "\n".join(one for one in known if one)
