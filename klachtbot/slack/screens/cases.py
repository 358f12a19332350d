"""Lists of cases, most urgent first: number, step, date, one button. Never a name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain.terms import TERMS, Term
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens import urgency
from klachtbot.slack.texts import Texts
from klachtbot.usecases.ports import CaseRow, Page

IN_FULL = 15
PER_PAGE = 25


def rows(found: Sequence[CaseRow], calendar: WorkCalendar, today: date, t: Texts) -> list[Block]:
    """One line a case, with the button that opens it; of a colleague's that nobody stands in for, `Waarnemen` too."""
    parts: list[Block] = []
    for row in found:
        text, open_ = _line(row, calendar, today, t), Button(t("Openen"), f"open:{row.number}", row.id)
        if row.deputising and row.deputy is None and not row.reported:
            stand_in = Button(t("Waarnemen"), f"step:deputise:{row.number}", f"deputise:{row.id}:")
            parts += [blocks.say(text), blocks.buttons(stand_in, open_)]
        else:
            parts.append(blocks.say(text, open_))
    return parts


def _line(row: CaseRow, calendar: WorkCalendar, today: date, t: Texts) -> str:
    sign, next_ = owed(row, calendar, today, t)
    urgent = [t("*kan niet wachten*")] if row.cannot_wait else []
    return " · ".join([f"{sign} `{row.number}`", *urgent, *next_, *_whose(row, t)])


def _whose(row: CaseRow, t: Texts) -> list[str]:
    """Of a colleague who is away or gone: who stands in."""
    if not row.deputising:
        return []
    if row.stands_in:
        return [t("je neemt waar")]
    return [t("van een collega") if row.deputy is None else t("een collega neemt waar")]


def owed(row: CaseRow, calendar: WorkCalendar, today: date, t: Texts) -> tuple[str, list[str]]:
    """The sign, and what is owed by when."""
    if row.next is None:
        return urgency.NO_TERM, [t(labels.STAGES[row.stage])]
    term = t(labels.TERMS[Term(row.next.term)])
    if row.next.waiting:
        return urgency.WAITS, [term, t("wacht")]
    sign, when = urgency.shown(row.next.due_on, row.next.late_after, today, t)
    left = urgency.distance(row.next.due_on, TERMS[Term(row.next.term)].unit, calendar, today, t)
    return sign, [term, f"{when} ({left})" if left else when]


def reports(found: Sequence[CaseRow], calendar: WorkCalendar, today: date, t: Texts) -> list[Block]:
    """Reports that wait to be registered, before everything else."""
    if not found:
        return []
    head = t.n("*{count} melding om te registreren*", "*{count} meldingen om te registreren*", len(found))
    return [blocks.say(head), *rows(found[:IN_FULL], calendar, today, t)]


def message(
    page: Page, waiting: Sequence[CaseRow], calendar: WorkCalendar, today: date, t: Texts
) -> tuple[str, tuple[Block, ...]]:
    """The answer to `/klacht lijst`: a fallback text, and blocks. A snapshot, so it can be asked for anew."""
    if not page.total and not waiting:
        text = t("Er staat niets open.")
        return text, (
            blocks.say(text),
            blocks.buttons(Button(t("Nieuwe klacht"), "new"), Button(t("Zoeken"), "search")),
        )
    head = t.n("Je hebt {count} open klacht.", "Je hebt {count} open klachten.", page.total)
    if not page.total:
        head = t.n("*{count} melding om te registreren*", "*{count} meldingen om te registreren*", len(waiting)).strip(
            "*"
        )
    parts = reports(waiting, calendar, today, t)
    parts.append(
        blocks.say(" ".join((f"*{head}*", *_order(page, t))) if page.total else t("Verder staat er niets open."))
    )
    parts += rows(page.rows, calendar, today, t)
    more = page.total - len(page.rows)
    last = [Button(t("Vernieuwen"), "list"), Button(t("Zoeken"), "search")]
    if more > 0:
        parts.append(blocks.small(t.n("Nog {count}.", "Nog {count}.", more)))
        last.insert(0, Button(t("Alles tonen"), "all", "0"))
    parts.append(blocks.buttons(*last))
    return head, tuple(parts)


def _order(page: Page, t: Texts) -> list[str]:
    return [t("De dringendste staat bovenaan.")] if page.total > 1 else []


def view(page: Page, offset: int, calendar: WorkCalendar, today: date, t: Texts) -> Block:
    """One page of the whole list."""
    last = offset + len(page.rows)
    head = t("{first} tot en met {last} van {total}", first=offset + 1, last=last, total=page.total)
    # Since the page was asked for, cases may have been closed.
    parts = [blocks.say(head if page.rows else t("Verder staat er niets open.")), *rows(page.rows, calendar, today, t)]
    steps = []
    if offset:
        steps.append(Button(t("Vorige"), "all:back", str(max(0, offset - PER_PAGE))))
    if page.rows and last < page.total:
        steps.append(Button(t("Volgende"), "all:on", str(offset + PER_PAGE)))
    if steps:
        parts.append(blocks.buttons(*steps))
    return blocks.modal(t("Mijn klachten"), parts, close=t("Sluiten"))
