"""Inzage: what a respondent reads of their own dossier, ten at a time; and what who handles it hears of that (R20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from klachtbot.domain import inspection
from klachtbot.domain.inspection import Line
from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Action, Complaint
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import asked, documents, timeline
from klachtbot.slack.screens.letters import TITLES, chunks
from klachtbot.slack.steps.options import OUTCOMES
from klachtbot.slack.texts import N_, Texts
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.inspection import PER_PAGE, Inspected, Paper

NO_DOSSIER = N_(
    "Er is nu geen dossier dat je kunt inzien. Gaat er een klacht over jou, dan neemt de coördinator zelf contact met "
    "je op."
)
"""To who may not inspect anything: also to somebody about whom there is a complaint, and whom nobody told yet."""

MARK = "inspection"
"""What a view with a dossier carries, so that another page takes its place."""

_WORDS = {
    inspection.SUBJECT: N_("Waar het over gaat"),
    inspection.TOLD: N_("Wat we je vertelden"),
    inspection.VIEW: N_("Wat jij erover zei"),
    inspection.STORY: N_("Het verhaal van de klager"),
    inspection.WHERE: N_("Waar en wanneer"),
}


def own_button(t: Texts, *, surface: str) -> Button:
    """Where somebody may begin: on the notice, and on Home."""
    return Button(t("Mijn dossier inzien"), f"inspection:{surface}")


def choice(found: Sequence[Complaint], t: Texts) -> Block:
    """Which dossier, for who has more than one."""
    parts = [
        blocks.say(f"`{one.label}`", Button(t("Openen"), f"inspect:{one.label}", f"{one.id}:0")) for one in found[:50]
    ]
    return blocks.modal(t("Mijn dossier inzien"), parts, close=t("Sluiten"))


def view(shown: Inspected, offset: int, t: Texts) -> Block:
    """One page, the newest first. Our words about it stand on the first."""
    complaint = shown.complaint
    items: list[tuple[date, Line | Paper]] = [(timeline.day_of(one.event), one) for one in shown.lines]
    items += [(one.at.astimezone(AMSTERDAM).date(), one) for one in shown.papers]
    items.sort(key=lambda one: one[0], reverse=True)
    parts: list[Block] = [blocks.title(complaint.label)]
    if not offset:
        parts.append(
            blocks.say(
                t(
                    "Dit is jouw dossier: wat er gebeurde en welke stukken er zijn. Hoe anderen te bereiken zijn, "
                    "staat er niet in. Staat er '{mark}'? Dan is daar iets weggehaald.",
                    mark=inspection.GONE,
                )
            )
        )
        parts.append(blocks.say(t("Wat je hier leest, is vertrouwelijk. Deel het niet met anderen.")))
    for day, one in items[offset : offset + PER_PAGE]:
        parts += _line(one, complaint, day, t) if isinstance(one, Line) else [_paper(one, complaint, day, t)]
    steps = []
    if offset:
        steps.append(Button(t("Nieuwere"), "inspect:newer", f"{complaint.id}:{max(0, offset - PER_PAGE)}"))
    if offset + PER_PAGE < len(items):
        steps.append(Button(t("Oudere"), "inspect:older", f"{complaint.id}:{offset + PER_PAGE}"))
    if steps:
        parts.append(blocks.buttons(*steps))
    if shown.waiting:
        parts.append(blocks.small(t("Wat nog bekeken wordt, zie je hier later terug als dat kan. De behandelaar weet "
                                    "dat je het wilt lezen.")))  # fmt: skip
    return blocks.modal(t("Mijn dossier inzien"), parts, close=t("Sluiten"), metadata=MARK)


def _line(line: Line, complaint: Complaint, day: date, t: Texts) -> list[Block]:
    if line.told and line.waits:
        return [blocks.say(" · ".join((t.day(day), t("Het verhaal van de klager"), t("wordt nog bekeken"))))]
    event, codes = line.event, line.event.attributes
    shown: list[Block] = []
    if not line.told:
        happened = [t.day(day), t(labels.ACTIONS[event.action])]
        happened += [timeline.chosen(codes.get("outcome"), OUTCOMES, t)]
        # Who is spoken with apart knows their own day from their own letter.
        happened += [] if codes.get("apart") else [timeline.appointment(event, t)]
        shown.append(blocks.say(" · ".join(part for part in happened if part)))
    for key, text in line.words:
        shown.append(blocks.say(f"*{t(_WORDS[key])}* · {t.day(day)}" if line.told else f"*{t(_WORDS[key])}*"))
        shown += [blocks.typed(chunk) for chunk in chunks(text)]
    return shown


def _paper(paper: Paper, complaint: Complaint, day: date, t: Texts) -> Block:
    """Never by its own name: that was typed. What is not to be read does not say what it is, either."""
    if paper.document is None:
        return blocks.say(" · ".join((t.day(day), t("een stuk"), t("wordt nog bekeken"))))
    kind = t(TITLES[paper.letter.notice]) if paper.letter is not None else t(documents.KINDS[paper.kind])
    said = [t.day(day), t("stuk {n}: {kind}", n=str(paper.number), kind=kind)]
    if paper.shielded:
        said.append(t("afgeschermde versie"))
    button = Button(t("Bekijken"), f"inspect_document:{paper.number}", f"{complaint.id}:{paper.document}")
    return blocks.say(" · ".join(said), button)


def brought(t: Texts) -> Block:
    """A document was asked for."""
    text = t("Je krijgt dit stuk zo als bericht van klachtbot. Na 7 dagen halen wij het daar weer weg.")
    return blocks.modal(t("Stuk bekijken"), (blocks.say(text),), close=t("Sluiten"))


def file_title(number: int, t: Texts) -> str:
    """What a file is called that a respondent asked for: nothing of the case."""
    return t("Inzage, stuk {n}", n=str(number))


def file_text(t: Texts) -> str:
    return t("Dit stuk vroeg je op. Na 7 dagen halen wij het hier weer weg.")


# To who handles it ---------------------------------------------------------------------------------------------------


def asked_for(complaint: Complaint, today: date, t: Texts) -> Post:
    """A respondent asks to inspect before anybody told them: a person does that, today."""
    text = t("{case}: een beklaagde vraagt om inzage en weet nog niet van de klacht. Vertel het vandaag zelf.")
    return _message(text, complaint, t)


def looked(complaint: Complaint, waiting: int, t: Texts) -> Post:
    """A respondent inspected; and how much of it they could not read yet."""
    text = t("{case}: een beklaagde heeft het dossier ingezien.")
    if waiting:
        text += " " + t.n(
            "Een deel kon nog niet: kijk of dat nu wel kan.",
            "{count} delen konden nog niet: kijk of dat nu wel kan.",
            waiting,
        )
    return _message(text, complaint, t)


def _message(text: str, complaint: Complaint, t: Texts) -> Post:
    button = Button(t("Openen"), f"open:{complaint.label}", complaint.id)
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`"), button),))


def on_card(complaint: Complaint, waiting: Mapping[str, int], t: Texts) -> list[Block]:
    """What a respondent who looked could not read, for who handles it; nothing when nobody looked."""
    refs = {event.subject for event in complaint.events if event.action is Action.INSPECT}
    found = []
    for ref in sorted(refs & waiting.keys()):
        which = asked.which(complaint, ref, t)
        if waiting[ref]:
            text = t("Inzage{which}: {n} delen worden nog bekeken. Mag de beklaagde ze lezen? Voeg dan toe wat kan.",
                     which="{which}", n=str(waiting[ref]))  # fmt: skip
            found.append(blocks.typed(text.format(which=which)))
    return found
