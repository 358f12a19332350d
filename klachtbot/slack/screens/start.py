"""Where people begin: the menu of a bare `/klacht`, the Home tab, and the message that a case was registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain.model import Complaint
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks, notices
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import asked, cases
from klachtbot.slack.screens.inspection import own_button
from klachtbot.slack.texts import Texts
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.ports import CaseRow, Page

ON_HOME = 20


def menu(
    t: Texts, *, officer: bool, sets_up: bool, unknown: str = "", commands: Sequence[tuple[str, str]]
) -> tuple[Block, ...]:
    """What this person may do now, as buttons; below them the same as commands."""
    row = [Button(t("Klacht melden"), "report"), Button(t("Termijnen uitrekenen"), "terms")]
    if officer:
        row = [Button(t("Nieuwe klacht"), "new", primary=True), Button(t("Mijn klachten"), "list:menu"), *row]
        row.append(Button(t("Zoeken"), "search"))
        row.append(Button(t("Afwezigheid"), "absences"))
    if sets_up:
        row.append(Button(t("Inrichten"), "setup"))
    head = t("Wat wil je doen?")
    parts = [blocks.say(f"*{head}*"), blocks.buttons(*row)]
    if unknown:
        parts.insert(0, blocks.say(t("Dat ken ik niet. Kies hieronder, of typ een van deze opdrachten.")))
    lines = [f"`/klacht {name}` {summary}" for name, summary in commands]
    parts += [blocks.small(*lines[at : at + 10]) for at in range(0, len(lines), 10)]
    return tuple(parts)


def home_of_officer(
    page: Page,
    waiting: Sequence[CaseRow],
    calendar: WorkCalendar,
    today: date,
    t: Texts,
    whereabouts: Sequence[Block] = (),
    *,
    inspects: bool = False,
) -> Block:
    """What is owed, most urgent first, and the buttons to begin with; ``whereabouts``: who is away; ``inspects``: there
    is a dossier about them that they may see (R20)."""
    parts: list[Block] = [
        blocks.title(t("Jouw klachten")),
        blocks.buttons(
            Button(t("Nieuwe klacht"), "new", primary=True),
            Button(t("Zoeken"), "search"),
            Button(t("Termijnen uitrekenen"), "terms"),
            Button(t("Afwezigheid"), "absences"),
            Button(t("Inrichten"), "setup"),
            Button(t("Vernieuwen"), "home"),
        ),
        *([blocks.buttons(own_button(t, surface="home"))] if inspects else []),
        *whereabouts,
        blocks.line(),
        *cases.reports(waiting, calendar, today, t),
    ]
    if page.total:
        parts.append(blocks.say(t.n("*{count} open klacht*", "*{count} open klachten*", page.total)))
        parts += cases.rows(page.rows, calendar, today, t)
    else:
        parts.append(blocks.say(t("Verder staat er niets open.") if waiting else t("Er staat niets open.")))
    if page.total > len(page.rows):
        parts.append(blocks.buttons(Button(t("Alles tonen"), "all", "0")))
    return blocks.home(parts)


def home_of_others(t: Texts, *, searches: bool = False, sets_up: bool = False, inspects: bool = False) -> Block:
    """For who handles no complaints: what the bot is for. ``searches``: of the committee, who may find a case back;
    ``inspects``: there is a dossier about them that they may see (R20)."""
    more = [Button(t("Zoeken"), "search")] if searches else []
    more += [Button(t("Inrichten"), "setup")] if sets_up else []
    more += [own_button(t, surface="home")] if inspects else []
    return blocks.home(
        (
            blocks.title(t("Klachtbot")),
            blocks.say(
                t("Heb je een klacht gehoord? Meld die hier. Een coördinator neemt het van je over. Je kunt ook "
                  "uitrekenen welke termijnen er gelden.")
            ),
            blocks.buttons(
                Button(t("Klacht melden"), "report", primary=True), Button(t("Termijnen uitrekenen"), "terms"), *more
            ),
        )
    )  # fmt: skip


def _line(text: str, complaint: Complaint, button: Button) -> Post:
    """One neutral sentence about a case: its number or reference, and a button."""
    plain_text = text.format(case=complaint.label)
    return Post(plain_text, (blocks.say(text.format(case=f"`{complaint.label}`"), button),))


def _open(complaint: Complaint, t: Texts) -> Button:
    return Button(t("Openen"), f"open:{complaint.label}", complaint.id)


def registered(complaint: Complaint, today: date, t: Texts) -> Post:
    """To the officer: a case was registered. Number, step and date; the rest opens on request."""
    text = t("{case} is geregistreerd.") + " " + asked.next_step(complaint, today, t)
    return _line(text, complaint, _open(complaint, t))


def reported(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who registers: a complaint was reported."""
    text = t("Nieuwe melding {case}.") + " " + asked.next_step(complaint, today, t)
    return _line(text, complaint, _open(complaint, t))


def handed_over(complaint: Complaint, today: date, t: Texts) -> Post:
    """To the new officer."""
    text = t("Je bent nu de behandelaar van {case}.") + " " + asked.next_step(complaint, today, t)
    return _line(text, complaint, _open(complaint, t))


def taken_over(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who handled it until now."""
    text = t("Een collega is nu de behandelaar van {case}. Je hoeft niets te doen.")
    return _line(text, complaint, _open(complaint, t))


def rerouted(complaint: Complaint, today: date, t: Texts) -> Post:
    """To the supervisor: a case turned out to be about a coordinator, and is theirs from now on (R23)."""
    text = t("{case} gaat over een coördinator en is nu van jou.") + " " + asked.next_step(complaint, today, t)
    return _line(text, complaint, _open(complaint, t))


def letter_refused(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who handles it: a letter was not taken by the mail server, or by Slack, so it has still to go."""
    text = t("{case}: een brief is niet aangekomen. Kies hoe de brief nu gaat.")
    return _line(text, complaint, _open(complaint, t))


def letter_in_doubt(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who handles it: nobody knows whether a mail arrived, so somebody must ask."""
    text = t("{case}: het is niet zeker of een mail met een brief aankwam. Vraag het na en leg het vast.")
    return _line(text, complaint, _open(complaint, t))


def cannot_wait(complaint: Complaint, t: Texts) -> Post:
    """To the supervisor, who reads no ordinary case: this one cannot wait."""
    text = t("{case} kan niet wachten. De behandelaar neemt contact met je op.")
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`")),))


def undelivered_about(complaint: Complaint, number: str, t: Texts, *, opens: bool, mail: bool = False) -> Post:
    """To who handles it, or stands in: somebody did not get a message about it, and never will. ``mail``: it was one to
    the committee, and perhaps it did arrive."""
    text = t("{case}: een bericht aan een collega kwam niet aan. Kijk wie er nog iets moet weten.", case="{case}")
    if mail:
        text = t("{case}: het is niet zeker of een mail aan de commissie aankwam. Bel dit lid.", case="{case}")
    text = f"{text} {_look_up(number, t)}"
    if opens:
        return _line(text, complaint, _open(complaint, t))
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`")),))


def undelivered(number: str, t: Texts) -> Post:
    """To the supervisor: somebody did not get a message that is about no case, and never will."""
    text = f"{t('Een bericht aan een collega kwam niet aan.')} {_look_up(number, t)}"
    return Post(text, (blocks.say(text),))


def _look_up(number: str, t: Texts) -> str:
    return t("De beheerder kan het nakijken als bericht {number}.", number=number)


def document_failed(complaint: Complaint, code: str, t: Texts) -> Post:
    """To who added a document: its file is not in the dossier, why not, and what to do."""
    text = t("Een bestand bij {case} kwam niet in het dossier.") + " " + notices.not_taken(code, t)
    return _line(text, complaint, _open(complaint, t))


def stands(link: str, t: Texts) -> Post:
    """To who reported a message: it can still be read where it was written."""
    text = t("Het bericht dat je meldde staat nog in het kanaal. Haal het daar weg, of vraag dat aan wie het schreef.")
    shown = f"{text} <{link}|{t('Bekijk het bericht')}>"
    return Post(text, (blocks.say(shown, Button(t("Gedaan"), "removed")),))


def heard(text: str) -> Post:
    """To who reported: that it was looked at, never its content."""
    return Post(text, (blocks.say(text),))
