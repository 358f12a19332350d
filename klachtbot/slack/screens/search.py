"""Zoeken: a field to type in, what was found, the latest received first, and fields to say more. No line has a name.

What somebody typed stands in its field, and nowhere else: the buttons between pages read it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain.workdays import WorkCalendar
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Field, Kind, Option, Value
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.screens import cases
from klachtbot.slack.texts import N_, Texts, shorten
from klachtbot.usecases.find_cases import Found
from klachtbot.usecases.ports import CaseRow, Person
from klachtbot.usecases.search import Standing

PER_PAGE = 10
WORDS, STANDING, OFFICER, SINCE, UNTIL = "words", "standing", "officer", "since", "until"

FORM = Form(
    name="search",
    heading=N_("Zoeken"),
    submit=N_("Zoeken"),
    fields=(
        Field(
            WORDS,
            N_("Nummer, naam of woord"),
            Kind.TEXT,
            optional=True,
            longest=200,
            hint=N_("Bijvoorbeeld 7, Jansen of wachttijd. Drie letters zijn genoeg."),
        ),
        Field(
            STANDING,
            N_("Hoe staat de klacht ervoor?"),
            Kind.CHOICE,
            optional=True,
            options=(
                Option(Standing.OPEN, N_("Open")),
                Option(Standing.COMMITTEE, N_("Bij de commissie")),
                Option(Standing.ENDED, N_("Afgerond")),
                Option(Standing.REPORTED, N_("Gemeld, nog niet geregistreerd")),
            ),
        ),
        Field(OFFICER, N_("Wie behandelt de klacht?"), Kind.CHOICE, optional=True),
        Field(SINCE, N_("Ontvangen vanaf"), Kind.DAY, optional=True),
        Field(UNTIL, N_("Ontvangen tot en met"), Kind.DAY, optional=True),
    ),
)


def form_with(officers: Sequence[Person]) -> Form:
    """The form, with who may be chosen as handling a case."""
    options = tuple(Option(one.id, shorten(one.name, 75)) for one in officers[:100])
    filled = (replace(one, options=options) if one.key == OFFICER else one for one in FORM.fields)
    return replace(FORM, fields=tuple(one for one in filled if one.kind is not Kind.CHOICE or one.options))


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found, from which place on it is shown, and what is needed to say when something is due."""

    found: Found
    offset: int
    calendar: WorkCalendar
    today: date


def view(form: Form, values: Mapping[str, Value], t: Texts, shown: Shown | None = None) -> Block:
    """What was found, between the field one types in and those that say more; only the fields before anything was
    asked. Who looks begins in the first field, so what is found must stand right under it."""
    view = forms.view(form, t, Carried(""), values)  # it records nothing: there is nothing to carry
    if shown is not None:
        first, *others = view["blocks"]
        more = blocks.say(f"*{t('Verder zoeken')}*")
        view["blocks"] = [first, *_results(shown, t), blocks.line(), more, *others]
    return view


def _results(shown: Shown, t: Texts) -> list[Block]:
    rows = shown.found.rows
    if not rows:
        return [
            blocks.say(f"*{t('Niets gevonden.')}*"),
            blocks.say(t("Typ minder letters, of schrijf de naam anders. Laat een keuze of een datum weg.")),
            blocks.small(t("Zoeken kan op nummer, naam, telefoonnummer, e-mailadres en een woord uit het onderwerp.")),
        ]
    offset = min(shown.offset, (len(rows) - 1) // PER_PAGE * PER_PAGE)
    page = rows[offset : offset + PER_PAGE]
    head = t.n("*{count} klacht gevonden.*", "*{count} klachten gevonden.*", len(rows))
    if shown.found.more:
        head = t("*Meer dan {count} klachten gevonden.* Zoek preciezer voor oudere.", count=len(rows))
    elif len(rows) > 1:
        head = f"{head} {t('De nieuwste staat bovenaan.')}"
    parts = [blocks.say(head), *(_row(row, shown, t) for row in page)]
    if len(rows) > PER_PAGE:
        where = t("{first} tot en met {last} van {total}", first=offset + 1, last=offset + len(page), total=len(rows))
        parts += [blocks.small(where), blocks.buttons(*_pages(offset, len(rows), t))]
    return parts


def _pages(offset: int, total: int, t: Texts) -> list[Button]:
    steps = []
    if offset:
        steps.append(Button(t("Vorige"), "search_page:back", str(offset - PER_PAGE)))
    if offset + PER_PAGE < total:
        steps.append(Button(t("Volgende"), "search_page:on", str(offset + PER_PAGE)))
    return steps


def _row(row: CaseRow, shown: Shown, t: Texts) -> Block:
    sign, owed = cases.owed(row, shown.calendar, shown.today, t)
    stage = [t(labels.STAGES[row.stage])] if row.next is not None else []
    text = " · ".join([f"{sign} `{row.number}`", *stage, *owed, t("ontvangen {day}", day=t.day(row.received_on))])
    return blocks.say(text, Button(t("Openen"), f"open:{row.number}", row.id))
