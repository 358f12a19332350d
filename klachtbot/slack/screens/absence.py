"""Absence on the screen (R3): who is away when, the forms, and what is said to who stands in and to who is back.

In messages stand numbers, steps and dates; never why somebody is away, and no name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.absence import FallsDue
from klachtbot.domain.model import ComplaintId, Event
from klachtbot.domain.people import Absence
from klachtbot.slack import blocks, forms, labels
from klachtbot.slack.absence_forms import CHANGE, ENTER, WEEKDAYS, WEEKLY
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Field, Kind, Option
from klachtbot.slack.forms import Carried, Form
from klachtbot.slack.screens import asked, urgency
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.absence import Whereabouts
from klachtbot.usecases.absences import KeptAbsence
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.give_back import Meanwhile
from klachtbot.usecases.stand_in import StandIn

IN_FULL = 10
"""As many cases as a message shows; the rest stands on Home."""

ENTRIES = 5
"""As many entries of one case."""


def overview(found: Sequence[Whereabouts], today: date, t: Texts, said: str = "") -> Block:
    """Who is away when, whoever looks first; nothing about cases. ``said`` is what was just done."""
    running = [one for one in found[0].absences if one.first <= today]
    parts: list[Block] = [blocks.say(said)] if said else []
    if running:
        parts.append(
            blocks.say(f"*{you_are_away(running[0].last, t)}*", Button(t("Ik ben terug"), "back", primary=True))
        )
    parts += [
        blocks.buttons(Button(t("Afwezig melden"), "absent", primary=not running)),
        blocks.line(),
        blocks.say(f"*{t('Wie is wanneer afwezig?')}*"),
    ]
    rows = [(one, absence) for one in found for absence in one.absences][:40]
    parts += [_row(one, absence, today, t) for one, absence in rows]
    if not rows:
        parts.append(blocks.say(t("Niemand is afwezig. Er staat ook niets gepland.")))
    parts += [blocks.line(), blocks.say(f"*{t('Vaste vrije dagen')}*")]
    parts += [_weekly_row(one, t) for one in found[:40]]
    return blocks.modal(t("Afwezigheid"), parts, close=t("Sluiten"))


def _row(one: Whereabouts, absence: KeptAbsence, today: date, t: Texts) -> Block:
    text = f"{plain(one.person.name)} · {period(absence.first, absence.last, today, t)}"
    return blocks.say(text, Button(t("Wijzigen"), f"absence_change:{absence.id}", absence.id) if one.mine else None)


def _weekly_row(one: Whereabouts, t: Texts) -> Block:
    text = f"{plain(one.person.name)} · {weekly(one.weekdays_off, t)}"
    return blocks.say(
        text, Button(t("Wijzigen"), f"absence_weekly:{one.person.id}", one.person.id) if one.mine else None
    )


def period(first: date, last: date | None, today: date, t: Texts) -> str:
    """When: "ma 7 dec t/m vr 11 dec", "t/m vr 11 dec" when it runs, "alleen vr 11 dec" for one day."""
    if last is None:
        return t("vanaf {first}, einde nog niet bekend", first=t.day(first))
    if first == last:
        return t("alleen {first}", first=t.day(first))
    if first <= today:
        return t("t/m {last}", last=t.day(last))
    return t("{first} t/m {last}", first=t.day(first), last=t.day(last))


def weekly(weekdays: frozenset[int], t: Texts) -> str:
    names = [t(WEEKDAYS[day]) for day in sorted(weekdays) if day < len(WEEKDAYS)]
    if len(names) > 1:
        return ", ".join(names[:-1]) + f" {t('en')} {names[-1]}"
    return names[0] if names else t("geen")


def you_are_away(last: date | None, t: Texts) -> str:
    return t("Je bent afwezig t/m {last}.", last=t.day(last)) if last else t("Je bent afwezig.")


def enter(options: Sequence[tuple[str, str]], me: str, today: date, t: Texts) -> Block:
    """The form for a new absence. ``options`` are (id, name); of one person only there is nothing to choose."""
    listed = tuple(Option(id, shorten(name, 75)) for id, name in options[:100])
    whose = Field("whose", ENTER.fields[0].label, Kind.CHOICE, options=listed)
    fields = (whose, *ENTER.fields[1:]) if len(listed) > 1 else ENTER.fields[1:]
    form = Form(ENTER.name, ENTER.heading, ENTER.submit, fields, ENTER.intro)
    return forms.view(form, t, Carried.fresh(subject=me), {"whose": me, "first": today})


def change(name: str, absence: KeptAbsence, t: Texts) -> Block:
    """Other dates for an absence, or none."""
    carried = Carried.fresh(subject=absence.id)
    return forms.view(CHANGE, t, carried, {"first": absence.first, "last": absence.last}, blocks.told(t("Wie"), name))


def weekdays(name: str, person: str, off: frozenset[int], t: Texts) -> Block:
    """On which days of the week somebody never works."""
    ticked = tuple(str(day) for day in sorted(off))
    return forms.view(WEEKLY, t, Carried.fresh(subject=person), {"weekdays": ticked}, blocks.told(t("Wie"), name))


def kept(absence: Absence, today: date, t: Texts, *, own: bool) -> str:
    """What was entered, said back: with another absence it may have become one."""
    when = period(absence.first, absence.last, today, t)
    said = t("Je bent afwezig: {when}.", when=when) if own else t("Je collega is afwezig: {when}.", when=when)
    return f"{said} " + t("Wie waarneemt, hoort wat er dan moet gebeuren.")


# On Home --------------------------------------------------------------------------------------------------------------


def on_home(away: Absence | None, for_: Sequence[tuple[str, Absence | None]], t: Texts) -> list[Block]:
    """That you are away yourself, and for whom you stand in today; ``None``: on a recurring day off, or who left."""
    parts: list[Block] = []
    if away is not None:
        # A block of its own name: it stays the same when Home is published anew while somebody presses it.
        parts.append(blocks.say(you_are_away(away.last, t), Button(t("Ik ben terug"), "back"), block_id="away"))
    lines = [_for(name, absence, t) for name, absence in for_]
    if lines:
        parts.append(blocks.small(*lines[:10]))
    return parts


def _for(name: str, absence: Absence | None, t: Texts) -> str:
    who = plain(name)
    if absence is None or absence.last is None:
        return t("Je neemt waar voor {who}.", who=who)
    return t("Je neemt waar voor {who} t/m {last}.", who=who, last=t.day(absence.last))


# In messages ----------------------------------------------------------------------------------------------------------


def entered(first: date, last: date | None, today: date, t: Texts) -> Post:
    """To who is away: a colleague entered it."""
    when = period(first, last, today, t)
    text = t("Een collega heeft voor je vastgelegd dat je afwezig bent: {when}.", when=when)
    return Post(text, (blocks.say(text, Button(t("Afwezigheid"), "absences")),))


def standing_in(found: StandIn, today: date, t: Texts) -> Post:
    """To who stands in: what falls due while a colleague is away, with `Waarnemen` and `Openen` where that can be."""
    head = _head(found, today, t)
    parts: list[Block] = [blocks.say(f"*{head}*"), *_cases(found, today, t)]
    if not found.opens:
        parts.append(blocks.small(t("Openen en waarnemen kan vanaf {first}.", first=t.day(found.gap.first))))
    return Post(head, tuple(parts))


def _head(found: StandIn, today: date, t: Texts) -> str:
    gap = found.gap
    count = len({due.complaint.id for due in found.due})
    if gap.left:
        who = t("Een collega behandelt geen klachten meer.")
    elif gap.last is None:
        first = t.day(gap.first)
        who = (
            t("Een collega is afwezig.")
            if gap.first <= today
            else t("Een collega is vanaf {first} afwezig.", first=first)
        )
    else:
        when = period(gap.first, gap.last, today, t)
        who = t("Een collega is afwezig: {when}.", when=when)
    if gap.first <= today:
        return f"{who} " + t.n("{count} klacht vraagt aandacht.", "{count} klachten vragen aandacht.", count)
    return f"{who} " + t.n("{count} klacht vraagt dan aandacht.", "{count} klachten vragen dan aandacht.", count)


def nothing_left_to_do(t: Texts) -> Post:
    """In place of that message, when all of it was done or the colleague is back."""
    text = t("Een collega was afwezig. Er is nu niets meer te doen.")
    return Post(text, (blocks.say(text),))


def nobody_left(found: StandIn, today: date, t: Texts) -> Post:
    """To the supervisor: nobody is there to see to it. Numbers, steps and dates; they may not read ordinary cases."""
    count = len({due.complaint.id for due in found.due})
    head = t.n(
        "Voor {count} klacht is er niemand die kan waarnemen.",
        "Voor {count} klachten is er niemand die kan waarnemen.",
        count,
    )
    ask = t("Zorg dat er iemand is, of spreek af wie het oppakt.")
    return Post(head, (blocks.say(f"*{head}*"), *_cases(found, today, t), blocks.small(ask)))


def _cases(found: StandIn, today: date, t: Texts) -> list[Block]:
    cases: dict[ComplaintId, list[FallsDue]] = {}
    for due in found.due:
        cases.setdefault(due.complaint.id, []).append(due)
    parts: list[Block] = []
    for id, dues in list(cases.items())[:IN_FULL]:
        complaint = dues[0].complaint
        lines = [
            f"{urgency.shown(one.aim, one.deadline.late_after, today, t)[0]} `{complaint.label}` · "
            f"{t(labels.TERMS[one.deadline.term])}{plain(asked.which(complaint, one.deadline.subject, t))} · "
            f"{urgency.words(one.deadline, today, t)}"
            for one in dues
        ]
        deputy = people.deputy_of(complaint)
        if deputy is not None:
            lines.append(t("Je neemt deze klacht waar.") if deputy == found.reader else t("Een collega neemt waar."))
        parts.append(blocks.say("\n".join(lines)))
        row = [Button(t("Waarnemen"), f"step:deputise:{id}", f"deputise:{id}:")] if id in found.free else []
        row += [Button(t("Openen"), f"open:{id}", id)] if id in found.opens else []
        parts += [blocks.buttons(*row)] if row else []
    more = len(cases) - IN_FULL
    if more > 0:
        parts.append(blocks.small(t.n("Nog {count}: kijk op Home.", "Nog {count}: kijk op Home.", more)))
    return parts


def returned(found: Sequence[Meanwhile], today: date, t: Texts) -> Post:
    """To who is back: what was done meanwhile, case by case. By whom stands on the card."""
    head = t("Welkom terug. Dit is er intussen gedaan.")
    parts: list[Block] = [blocks.say(f"*{head}*")]
    for one in found[:IN_FULL]:
        lines = [f"`{one.complaint.label}`", *(_entry(event, t) for event in one.entries[-ENTRIES:])]
        more = len(one.entries) - ENTRIES
        if more > 0:
            lines.insert(1, t.n("• en daarvoor nog {count} stap", "• en daarvoor nog {count} stappen", more))
        open_ = Button(t("Openen"), f"open:{one.complaint.label}", one.complaint.id)
        parts.append(blocks.say("\n".join(lines), open_))
    if len(found) > IN_FULL:
        parts.append(blocks.small(t.n("Nog {count} klacht.", "Nog {count} klachten.", len(found) - IN_FULL)))
    parts.append(blocks.small(t("Wat er nu aan de beurt is, staat op Home.")))
    return Post(head, tuple(parts))


def _entry(event: Event, t: Texts) -> str:
    return f"• {t(labels.ACTIONS[event.action])} · {t.day(event.on)}"


def given_back(count: int, t: Texts) -> Post:
    """To who stood in: it is over."""
    text = t.n(
        "{count} klacht die je waarnam is weer bij de behandelaar. Dank je wel.",
        "{count} klachten die je waarnam zijn weer bij de behandelaar. Dank je wel.",
        count,
    )
    return Post(text, (blocks.say(text),))


def welcome(t: Texts) -> str:
    return t("Welkom terug. Je klachten zijn weer bij jou. Is er intussen iets gedaan? Dan krijg je bericht.")


NOT_AWAY = N_("Je staat vandaag niet als afwezig.")
