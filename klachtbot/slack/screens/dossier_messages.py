"""What is said around a dossier as a file: neutral, for it stands in somebody's messages (a number and what it is)."""

from __future__ import annotations

from collections.abc import Mapping

from klachtbot.domain.model import Complaint
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.dossier_pdf import Wanted

ACTION = "dossier"
"""What the views carry in which one of these buttons stands."""

_MAKING: Mapping[Wanted, str] = {
    Wanted.ARCHIVE: N_("{case}: het dossier wordt gemaakt…"),
    Wanted.READING: N_("{case}: de leesversie van het dossier wordt gemaakt…"),
    Wanted.EXPORT: N_("{case}: de export van het dossier wordt gemaakt…"),
}
_MADE: Mapping[Wanted, str] = {
    Wanted.ARCHIVE: N_("{case}: het dossier is gemaakt. Het bestand staat in dit gesprek."),
    Wanted.READING: N_("{case}: de leesversie van het dossier is gemaakt. Het bestand staat in dit gesprek."),
    Wanted.EXPORT: N_("{case}: de export van het dossier is gemaakt. Het bestand staat in dit gesprek."),
}
_FILES: Mapping[Wanted, str] = {
    Wanted.ARCHIVE: "{case}-dossier.pdf",
    Wanted.READING: "{case}-dossier-leesversie.pdf",
    Wanted.EXPORT: "{case}-dossier.zip",
}
_TITLES: Mapping[Wanted, str] = {
    Wanted.ARCHIVE: N_("{case}, dossier"),
    Wanted.READING: N_("{case}, dossier om te lezen"),
    Wanted.EXPORT: N_("{case}, export van het dossier"),
}


def buttons(complaint: Complaint, t: Texts, *, exports: bool) -> list[Button]:
    """On the card. ``exports``: this person may take the whole dossier out."""
    found = [Button(t("Dossier als PDF"), f"dossier:{Wanted.ARCHIVE}", _value(complaint, Wanted.ARCHIVE))]
    if exports:
        found.append(Button(t("Exporteren"), "dossier:ask", _value(complaint, None)))
    return found


def in_room(complaint: Complaint, t: Texts) -> list[Block]:
    """In the committee's list of documents: the whole of it, as one file."""
    return [
        blocks.buttons(
            Button(t("Dossier als PDF"), f"dossier:{Wanted.ARCHIVE}", _value(complaint, Wanted.ARCHIVE)),
            Button(t("Leesversie, met alle pagina's"), f"dossier:{Wanted.READING}", _value(complaint, Wanted.READING)),
        ),
        blocks.small(t("Wie op de knop drukt, krijgt het dossier zelf, als bericht van klachtbot.")),
    ]


def asked(complaint: Complaint, wanted: Wanted, t: Texts) -> Block:
    """It was asked for."""
    text = t("Het komt zo als bericht van klachtbot. Na 24 uur halen wij het daar weer weg.")
    parts: list[Block] = [blocks.say(text)]
    if wanted is Wanted.ARCHIVE:
        more = t("Andere bestanden zitten als bijlage in deze PDF. In de leesversie staan hun pagina's erachter.")
        reading = Button(t("Ook een leesversie"), f"dossier:{Wanted.READING}", _value(complaint, Wanted.READING))
        parts += [blocks.small(more), blocks.buttons(reading)]
    return blocks.modal(t("Dossier"), parts, close=t("Sluiten"), metadata=ACTION)


def sure(complaint: Complaint, t: Texts) -> Block:
    """Before everything of a case leaves the dossier as a file."""
    parts = [
        blocks.say(
            t("Je krijgt één ZIP met alle stukken, het dossier als PDF en alle gegevens. Niets is afgeschermd.")
        ),
        blocks.say(t("Bewaar het op een plek waar alleen jij bij kunt. Dat je dit deed, wordt vastgelegd.")),
        blocks.buttons(Button(t("Exporteren"), f"dossier:{Wanted.EXPORT}", _value(complaint, Wanted.EXPORT))),
    ]
    return blocks.modal(t("Exporteren"), parts, close=t("Sluiten"), metadata=ACTION)


def _value(complaint: Complaint, wanted: Wanted | None) -> str:
    return f"{complaint.id}:{wanted or ''}"


def making(case: str, wanted: Wanted, t: Texts) -> Post:
    """While it is made; ``made`` takes its place."""
    return Post(t(_MAKING[wanted], case=case), (blocks.say(t(_MAKING[wanted], case=f"`{case}`")),))


def made(complaint: Complaint | None, wanted: Wanted, t: Texts, *, came: bool) -> Post:
    """``came``: the file has arrived. Without a ``complaint`` it is not theirs to read any more."""
    if complaint is None:
        text = t("Dit dossier is hier niet meer te vinden.")
        return Post(text, (blocks.say(text),))
    case = complaint.label
    if came:
        gone = t("Na 24 uur halen wij het daar weer weg.")
        return Post(t(_MADE[wanted], case=case), (blocks.say(t(_MADE[wanted], case=f"`{case}`")), blocks.small(gone)))

    def failed(name: str) -> str:
        return t("{case}: het dossier maken lukte niet. Probeer het nog eens.", case=name)

    again = Button(t("Openen"), f"open:{case}", complaint.id)
    return Post(failed(case), (blocks.say(failed(f"`{case}`"), again),))


def file(case: str, wanted: Wanted, t: Texts) -> tuple[str, str, str]:
    """The name, title and text of the file."""
    text = t("Dit is het gevraagde dossier. Na 24 uur halen wij het hier weer weg.")
    return _FILES[wanted].format(case=case), t(_TITLES[wanted], case=case), text
