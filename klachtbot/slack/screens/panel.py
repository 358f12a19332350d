"""The committee as who handles the case sees it (R13): whom to ask and why, what the roster lacks, who answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from klachtbot.domain import dossier
from klachtbot.domain.committee import Candidate, Ground, Occupied, sitting
from klachtbot.domain.dossier import first
from klachtbot.domain.errors import Unfillable
from klachtbot.domain.model import Action, Complaint, FactName, PersonId, Seat
from klachtbot.domain.procedure import Possible
from klachtbot.slack import blocks, labels
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.fields import Option
from klachtbot.slack.forms import Form
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.delivery import Post
from klachtbot.usecases.panel import Proposal
from klachtbot.usecases.ports import Person


@dataclass(frozen=True, slots=True)
class Roster:
    """Who the people of a proposal are: ``people`` by id, names of ``organisations`` by id, and ``gone``: no longer
    active in Slack."""

    people: Mapping[PersonId, Person]
    organisations: Mapping[str, str]
    gone: frozenset[PersonId] = frozenset()

    def name(self, person: PersonId | None) -> str:
        found = self.people.get(person) if person else None
        return found.name if found else ""


def form(row: Form, proposal: Proposal, roster: Roster, t: Texts) -> Form:
    """The form with who may be chosen for each seat; without a field for a secretary when nobody can be one."""
    options = {
        seat.value: tuple(_option(one, roster, t) for one in choices[:100])
        for seat, choices in proposal.choices.items()
    }
    options[SECRETARY] = tuple(Option(one, shorten(roster.name(one), 75)) for one in proposal.secretaries[:100])
    fields = [replace(field, options=options[field.key]) if field.key in options else field for field in row.fields]
    return replace(row, fields=tuple(one for one in fields if one.key not in options or one.options))


SECRETARY = "secretary"


def _option(one: Candidate, roster: Roster, t: Texts) -> Option:
    at = roster.organisations.get(one.organisation)
    return Option(one.person, shorten(roster.name(one.person) + (f" ({at})" if at else ""), 75))


def values(proposal: Proposal) -> dict[str, str]:
    """What stands in the form when it opens."""
    return {one.seat.value: one.person for one in proposal.seats} | {SECRETARY: proposal.secretary or ""}


def proposed(proposal: Proposal, roster: Roster, t: Texts) -> list[Block]:
    """A line for each seat: who, and why; and whatever asks for attention."""
    lines = [f"*{t(labels.SEATS[one.seat]).capitalize()}*: {_why(one, roster, t)}" for one in proposal.seats]
    parts = [blocks.say("\n".join(lines))]
    notes = [note for one in proposal.seats for note in _notes(one, roster, t)]
    return [*parts, *(blocks.small(note) for note in notes)]


_STANDING = N_("{name}, vast in de commissie.")
_INSTEAD = N_("{name}, in plaats van {other}. Reden: {ground}.")
_NOBODY = N_("{name}. Er is nu geen vast lid voor deze plaats.")


def _why(one: Occupied, roster: Roster, t: Texts) -> str:
    name, other = plain(roster.name(one.person)), plain(roster.name(one.instead_of))
    if one.ground is None:
        return t(_STANDING, name=name)
    if not other:
        return t(_NOBODY, name=name)
    return t(_INSTEAD, name=name, other=other, ground=t(labels.GROUNDS[one.ground]))


def _notes(one: Occupied, roster: Roster, t: Texts) -> list[str]:
    person = roster.people.get(one.person)
    if person is None:
        return []
    name = plain(person.name)
    if person.slack_id is None:
        return [f"✉ {t('{name} zit niet in Slack. Vraag het per telefoon of mail.', name=name)}"]
    if one.person in roster.gone:
        return [f"⚠ {t('{name} is niet meer actief in Slack. Vraag het per telefoon of mail.', name=name)}"]
    return []


_LACKS = {
    Seat.CHAIR: N_("Nodig is een plaatsvervangend voorzitter."),
    Seat.PARTNER_MEMBER: N_("Nodig is een plaatsvervangend lid van een andere organisatie."),
    Seat.MUNICIPAL_OFFICIAL: N_("Nodig is nog een ambtenaar van de gemeente."),
}


def unfillable(refused: Unfillable, roster: Roster, t: Texts) -> tuple[str, tuple[Block, ...]]:
    """What the roster lacks, for the first seat that nobody can take: in a sentence, and in full."""
    text = t("Voor de plaats van {seat} is nu niemand te vragen.", seat=t(labels.SEATS[refused.seat]))
    lines = [
        f"• {plain(roster.name(PersonId(person)))}: {t(labels.GROUNDS[Ground(ground)])}"
        for person, ground in refused.lacks
    ] or [f"• {t('Op de lijst staat niemand voor deze plaats.')}"]
    ask = f"{t(_LACKS[refused.seat])} {t('Zet iemand op de lijst met `/klacht inrichten`.')}"
    return text, (blocks.say(text), blocks.say("\n".join(lines)), blocks.say(ask, Button(t("Inrichten"), "setup")))


# On the card ----------------------------------------------------------------------------------------------------------


def on_card(
    complaint: Complaint,
    steps: Sequence[Possible],
    first_step: Possible | None,
    t: Texts,
    name_of: Callable[[PersonId | None], str],
) -> list[Block]:
    """Who sits and what each answered, with a button while somebody must still be asked (of these ``steps``, and unless
    it stands on top already)."""
    compose = Possible(Action.COMPOSE_PANEL)
    lacks = not first(complaint, FactName.PANEL_COMPOSED) and compose in steps
    button = Button(t("Commissie samenstellen"), "step:compose", f"{Action.COMPOSE_PANEL}:{complaint.id}:")
    beside = button if lacks and compose != first_step else None
    if dossier.composition(complaint) is None:
        nobody = blocks.say(f"*{t('Commissie')}*\n{t('nog niemand')}", beside)
        return [nobody, blocks.line()] if beside else []
    sits = {one.seat: one for one in sitting(complaint)}
    lines = [f"• {_seat(seat, sits.get(seat), complaint, t, name_of)}" for seat in Seat]
    writer = dossier.secretary(complaint)
    if writer is not None:
        lines.append(f"• {t('secretaris')}: {plain(name_of(writer))}")
    confirmed = first(complaint, FactName.PANEL_CONFIRMED)
    said = t("bevestigd op {day}", day=t.day(confirmed.on)) if confirmed else t("nog niet bevestigd")
    return [blocks.say(f"*{t('Commissie')}* ({said})\n" + "\n".join(lines), beside), blocks.line()]


def _seat(
    seat: Seat,
    one: Occupied | None,
    complaint: Complaint,
    t: Texts,
    name_of: Callable[[PersonId | None], str],
) -> str:
    if one is None:
        return f"{t(labels.SEATS[seat])}: {t('nog niemand')}"
    declared = first(complaint, FactName.DECLARED_UNINVOLVED, subject=seat)
    answer = t("niet betrokken ({day})", day=t.day(declared.on)) if declared else t("nog geen antwoord")
    return f"{t(labels.SEATS[seat])}: {plain(name_of(one.person))} · {answer}"


def seat_empty(complaint: Complaint, today: date, t: Texts) -> Post:
    """To who handles it: somebody of the committee does not take part, so somebody else must be asked."""
    text = t("{case}: iemand van de commissie kan niet meedoen. Kies wie de plaats inneemt.")
    button = Button(t("Commissie samenstellen"), "step", f"{Action.COMPOSE_PANEL}:{complaint.id}:")
    return Post(text.format(case=complaint.label), (blocks.say(text.format(case=f"`{complaint.label}`"), button),))


def whom(complaint: Complaint, seat: str, people: Sequence[Person], t: Texts) -> list[Block]:
    """On top of the form for an answer by phone: whom it is of, and how to reach them."""
    holder = dossier.panel(complaint).get(seat)
    found = next((one for one in people if one.id == holder), None)
    if found is None:
        return []
    told = "\n".join(one for one in (found.name, found.email) if one)
    return blocks.told(t(labels.SEATS[Seat(seat)]).capitalize(), told)
