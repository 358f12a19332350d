"""The ruling (R18), as the chair makes it final, members read it, and the card shows it; and the messages about it.

The words *gegrond* and *ongegrond* never stand alone: what they mean is said with them. A message about a ruling holds
a number, never what was ruled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.rulings import Ruling, ruling
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.desk import DONE
from klachtbot.slack.fields import Field, Value
from klachtbot.slack.forms import Carried
from klachtbot.slack.steps.ruling import ADVICE, FILE, FINAL_FORM, MORE, REASONS
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.delivery import Post

_MEANS = {
    "upheld": N_("*Gegrond*: de commissie vindt de klacht terecht."),
    "dismissed": N_("*Ongegrond*: de commissie vindt de klacht niet terecht."),
}


def outcome(code: str, t: Texts) -> str:
    """What was ruled, with what that means."""
    return t(_MEANS[code])


_FOR_GOOD = N_(
    "Na *Definitief maken* staat de uitspraak vast. Niemand kan die dan nog wijzigen. "
    "De behandelaar stuurt de uitspraak daarna aan beide partijen."
)


def final(
    carried: Carried,
    code: str,
    values: Mapping[str, Value],
    fields: Mapping[str, Field],
    t: Texts,
    *,
    for_chair: bool = False,
) -> Block:
    """What is about to be final: the outcome to read, the words to read and still to change."""
    parts: list[Block] = [
        blocks.say(t("Namens de voorzitter wordt dit de uitspraak:") if for_chair else t("Dit is dan uw uitspraak:")),
        blocks.say(outcome(code, t)),
        blocks.say(t(_FOR_GOOD)),
    ]
    if values.get(FILE):
        parts.append(blocks.say(t("De redenen staan in het gekozen bestand.")))
    elif values.get("document"):
        parts.append(blocks.say(t("De redenen staan in het gekozen stuk.")))
    again = [fields[key] for key in (REASONS, MORE, ADVICE) if values.get(key)]
    elsewhere = bool(values.get(FILE) or values.get("document"))
    fields_again = (replace(one, hint="", optional=one.key != REASONS or elsewhere) for one in again)
    form = replace(FINAL_FORM, fields=tuple(fields_again))
    return forms.view(form, t, carried, values, parts)


def made(complaint: Complaint, t: Texts) -> Block:
    """To the chair, when it is final."""
    found = ruling(complaint)
    assert found is not None, "it was just made"
    parts = [
        blocks.title(t("De uitspraak staat vast")),
        blocks.say(outcome(_code(found), t)),
        blocks.say(t("Wie de klacht behandelt, stuurt de uitspraak nu aan beide kanten. Dank u wel.")),
        blocks.say(t("Wij vragen de andere leden of zij het ermee eens zijn. U hoeft niets meer te doen.")),
    ]
    return blocks.modal(t("Uitspraak"), parts, close=t("Klaar"), metadata=DONE)


def _code(found: Ruling) -> str:
    return "upheld" if found.upheld else "dismissed"


def on_form(complaint: Complaint, action: Action, t: Texts) -> list[Block]:
    """On top of the form in which a member agrees: what the chair recorded, of an opened dossier."""
    found = ruling(complaint) if action is Action.AGREE_WITH_RULING else None
    return _whole(found, t) if found is not None else []


def on_card(complaint: Complaint, t: Texts) -> list[Block]:
    """The ruling, and which members agree with it."""
    found = ruling(complaint)
    if found is None:
        return []
    agreed = ", ".join(t(labels.SEATS[seat]) for seat in found.agreed)
    said = [t("Uitspraak van {day}.", day=t.long_day(found.on))]
    if found.signed:
        said.append(t("Vastgelegd namens de voorzitter."))
    said.append(
        t("Eens met de uitspraak: {who}.", who=agreed) if agreed else t("Nog geen lid liet weten het eens te zijn.")
    )
    return [blocks.say(f"*{t('Uitspraak')}*"), *_whole(found, t), blocks.small(" ".join(said)), blocks.line()]


def _whole(found: Ruling, t: Texts) -> list[Block]:
    parts: list[Block] = [blocks.say(outcome(_code(found), t))]
    if found.reasons:
        parts.append(blocks.say(f"*{t('De redenen')}*"))
        parts += [blocks.typed(one) for one in _in_parts(found.reasons)]
    elif found.document:
        parts.append(blocks.say(t("De redenen staan in een stuk van het dossier.")))
    if found.recommendation:
        parts += [blocks.say(f"*{t('Het advies')}*"), *(blocks.typed(one) for one in _in_parts(found.recommendation))]
    return parts


def _in_parts(text: str) -> list[str]:
    """What fits in one block each."""
    return [text[at : at + forms.LONGEST] for at in range(0, len(text), forms.LONGEST)]


# The messages ---------------------------------------------------------------------------------------------------------


def to_officer(complaint: Complaint, today: date, t: Texts) -> Post:
    """That there is a ruling, and what to do with it; never what it says."""
    text = t("Klacht {case}: de commissie deed uitspraak. Lees die, en stuur die aan beide kanten.")
    button = Button(t("Openen"), f"open:{complaint.label}", complaint.id, primary=True)
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`"), button),))


def to_member(complaint: Complaint, seat: str, t: Texts) -> Post:
    """The question to a member, or thanks once they answered."""
    found = ruling(complaint)
    agreed = found is not None and seat in found.agreed
    if agreed:
        text = t("Klacht {case}: u bent het eens met de uitspraak. Dank u wel. U hoeft niets meer te doen.")
        return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`")),))
    text = t("Klacht {case}: de voorzitter legde de uitspraak vast. Wilt u laten weten of u het ermee eens bent?")
    button = Button(t("Lezen en antwoorden"), "step:agree", f"agree_with_ruling:{complaint.id}:{seat}", primary=True)
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`"), button),))
