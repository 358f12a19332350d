"""Setting up the bot in Slack. Its one page so far is the committee (R13): who may be asked for which seat, how each is
reached, for how long, and what is the matter with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klachtbot.domain.ladder import AMSTERDAM
from klachtbot.domain.model import Position
from klachtbot.slack import blocks
from klachtbot.slack.blocks import Block, Button
from klachtbot.slack.screens.setup_forms import SEATS
from klachtbot.slack.texts import N_, Texts, plain, shorten
from klachtbot.usecases.organisation_member import SEATS as SEATED
from klachtbot.usecases.organisation_member import Member
from klachtbot.usecases.roster import ChangeKind, RosterChange
from klachtbot.usecases.roster_view import Flag, OnTheList, RosterView, SeatOnTheList

IN_VIEW = 35
"""As many people as one view holds, with two blocks each."""


def committee(view: RosterView, t: Texts, said: str = "") -> Block:
    """The page. ``said`` is what was just done."""
    parts: list[Block] = [blocks.say(said)] if said else []
    parts += [
        blocks.title(t("Klachtencommissie")),
        blocks.say(t("Wie hier staat, kan voor een commissie gevraagd worden. Een wijziging geldt meteen.")),
        blocks.buttons(
            Button(t("Iemand in Slack toevoegen"), "setup_add"),
            Button(t("Iemand per e-mail toevoegen"), "setup_add_mail"),
        ),
    ]
    shown = 0
    for seat in view.seats:
        parts += [blocks.line(), blocks.say(_head(seat, t))]
        for one in seat.people[: IN_VIEW - shown]:
            parts += _person(one, t)
            shown += 1
    there = sum(len(seat.people) for seat in view.seats)
    if there > shown:
        parts.append(blocks.say(t("Er staan er nog {count} op de lijst. Die staan in het organisatiebestand, zie "
                                  "`klachtbot organisation export`.", count=there - shown)))  # fmt: skip
    parts += [blocks.line(), *_organisations(view.organisations, t), *_changes(view, t)]
    return blocks.modal(t("Inrichten"), parts, close=t("Sluiten"))


def _head(seat: SeatOnTheList, t: Texts) -> str:
    head = f"*{t(SEATS[seat.position])}*"
    return head if seat.people else f"{head}\n{t(_EMPTY[seat.position, seat.covered])}"


_EMPTY: Mapping[tuple[Position, bool], str] = {
    (Position.CHAIR, False): N_("Niemand. Zonder voorzitter kan er geen commissie komen."),
    (Position.CHAIR, True): N_("Niemand. Nu wordt steeds de plaatsvervanger gevraagd."),
    (Position.DEPUTY_CHAIR, False): N_("Niemand. Kan de voorzitter niet? Dan kan er geen commissie komen."),
    (Position.PARTNER_MEMBER, False): N_("Niemand. Zonder dit lid kan er geen commissie komen."),
    (Position.PARTNER_MEMBER, True): N_("Niemand. Nu wordt steeds een plaatsvervangend lid gevraagd."),
    (Position.SUBSTITUTE, False): N_(
        "Niemand. Gaat een klacht over de organisatie van het lid? Dan kan er geen commissie komen."
    ),
    (Position.MUNICIPAL_OFFICIAL, False): N_("Niemand. Zonder ambtenaar kan er geen commissie komen."),
    (Position.SECRETARY, False): N_("Niemand (niet verplicht). De behandelaar legt dan vast wat de commissie doet."),
}


def _person(one: OnTheList, t: Texts) -> list[Block]:
    member = one.member
    where = f"{plain(member.name)} · {plain(member.organisation)}" if member.organisation else plain(member.name)
    by_mail = t("per e-mail: {address}", address=plain(member.email))
    how = [t("via Slack") if member.slack_id else by_mail]
    if one.position in SEATED:
        how.append(_term(member, t))
    flags = [f"⚠ {_flag(flag, member, t)}" for flag in one.flags]
    value = f"{one.id}:{one.position}"
    return [
        blocks.say("\n".join([where, " · ".join(how), *flags])),
        blocks.buttons(
            Button(t("Wijzigen"), f"setup_change:{value}", value),
            Button(t("Van de lijst halen"), f"setup_remove:{value}", value),
        ),
    ]


def _term(member: Member, t: Texts) -> str:
    if member.since and member.until:
        return t("termijn {since} t/m {until}", since=t.dated(member.since), until=t.dated(member.until))
    if member.until:
        return t("termijn t/m {until}", until=t.dated(member.until))
    if member.since:
        return t("termijn vanaf {since}", since=t.dated(member.since))
    return t("geen termijn ingevuld")


def _flag(flag: Flag, member: Member, t: Texts) -> str:
    days = {Flag.OVER: member.until, Flag.NOT_YET: member.since}
    day = days.get(flag)
    text = t(_FLAGS[flag])
    return text.format(on=t.dated(day)) if day is not None else text


_FLAGS: Mapping[Flag, str] = {
    Flag.OVER: N_("Termijn voorbij op {on}. Wordt niet meer gevraagd."),
    Flag.NOT_YET: N_("Termijn begint op {on}. Wordt nog niet gevraagd."),
    Flag.LEFT_SLACK: N_("Niet meer actief in Slack. Kies Wijzigen en vul een e-mailadres in."),
    Flag.NO_ORGANISATION: N_("Geen organisatie ingevuld. Gaat een klacht over die organisatie, dan zien wij dat niet."),
    Flag.NO_OTHER_SUBSTITUTE: N_(
        "Geen plaatsvervanger van een andere organisatie. Die is nodig als een klacht over deze organisatie gaat."
    ),
}


def _organisations(organisations: Mapping[str, str], t: Texts) -> list[Block]:
    adding = Button(t("Organisatie toevoegen"), "setup_organisation")
    head = f"*{t('Organisaties')}*"
    if not organisations:
        return [blocks.say(f"{head}\n{t('Er staat nog geen organisatie.')}"), blocks.buttons(adding)]
    names = " · ".join(plain(name) for name in organisations.values())
    choices = [(shorten(name, 75), id) for id, name in organisations.items()][:100]
    return [
        blocks.say(f"{head}\n{shorten(names, 2500)}"),
        blocks.choose(t("Naam wijzigen van …"), "setup_rename", [(t("Organisaties"), choices)], adding),
    ]


def _changes(view: RosterView, t: Texts) -> list[Block]:
    lines = [_change(one, view, t) for one in view.changes]
    return [blocks.line(), blocks.say(f"*{t('Laatste wijzigingen')}*"), blocks.small(*lines)] if lines else []


def _change(one: RosterChange, view: RosterView, t: Texts) -> str:
    at = one.at.astimezone(AMSTERDAM)
    who = plain(view.names.get(one.by, "")) if one.by else t("De beheerder")
    about = plain(view.names.get(one.about, "")) if one.about else ""
    organisation = plain(view.organisations.get(one.organisation or "", ""))
    what = t(_DONE[one.kind]).format(who=who, about=about, organisation=organisation)
    return f"{t.dated(at.date())} {at:%H:%M} · {what}"


_DONE: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: N_("{who} zette {about} op de lijst"),
    ChangeKind.CHANGED: N_("{who} wijzigde {about}"),
    ChangeKind.REMOVED: N_("{who} haalde {about} van de lijst"),
    ChangeKind.ORGANISATION_ADDED: N_("{who} voegde {organisation} toe"),
    ChangeKind.ORGANISATION_RENAMED: N_("{who} gaf een organisatie de naam {organisation}"),
    ChangeKind.APPLIED: N_("{who} nam het organisatiebestand over"),
    ChangeKind.EXPORTED: N_("{who} schreef het organisatiebestand"),
}


def numbers(shown: Sequence[OnTheList]) -> Mapping[str, OnTheList]:
    """Who stands there, by what their buttons carry."""
    return {f"{one.id}:{one.position}": one for one in shown}
