"""Which door a complaint comes in by (R23): to the coordinators, or to the supervisor only.

About a coordinator, perhaps about one, or "weet ik niet": the supervisor. Doubt is no mistake here; the supervisor lets
go with one button what is not about a coordinator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from klachtbot.domain import names as naming
from klachtbot.domain import people as peopled
from klachtbot.domain.dossier import refs as dossier_refs
from klachtbot.domain.errors import NobodyLeft
from klachtbot.domain.model import AboutKind, Complaint, PersonId, Position, Respondent, Series
from klachtbot.domain.parties import respondent_names
from klachtbot.usecases.ports import UnitOfWork

_DOUBTFUL = frozenset({AboutKind.COORDINATOR, AboutKind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets it. ``names`` is what each respondent was called, by ref: for the details of the entry."""

    supervised: bool
    officer: PersonId
    respondents: tuple[Respondent, ...]
    names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def series(self) -> Series:
        return Series.SUPERVISOR if self.supervised else Series.ORDINARY


def route(
    uow: UnitOfWork,
    *,
    kind: AboutKind,
    names: str,
    people: Sequence[PersonId],
    on: date,
    preferred: PersonId | None = None,
    known: Complaint | None = None,
    retyped: bool = False,
) -> Route:
    """Where a complaint about these typed ``names`` and chosen ``people`` goes, on that day.

    ``preferred`` handles it when they may. ``known`` is the dossier (opened) it adds to: who is a respondent there
    keeps their ref, who stepped back or complains does not handle it, and what is kept from the coordinators stays so.
    ``retyped``: the names replace those of ``known``. Raises ``NobodyLeft``.
    """
    organisation = uow.people.organisation()
    coordinators = uow.people.names_of(Position.COORDINATOR)
    meant = _meant(uow, kind, names, people)
    if not meant and known is None and kind is not AboutKind.ORGANISATION:
        meant = (_Meant(None),)  # somebody, of whom nobody knows the name yet
    respondents, called = _seated(meant, known, retyped=retyped)
    likely = naming.mentioned(names, coordinators) | (frozenset(people) & frozenset(coordinators))
    supervised = (
        kind in _DOUBTFUL
        or bool(likely)
        or naming.names_a_coordinator(names)
        or (known is not None and peopled.supervised(known, organisation))
        or any(one.person and organisation.holds(one.person, Position.COORDINATOR) for one in respondents)
    )
    involved = frozenset(one.person for one in respondents if one.person) | frozenset(people)
    if known is not None:
        involved |= peopled.involved(known)
    perhaps = involved | naming.mentioned(names, uow.people.names_of(Position.SUPERVISOR, Position.DEPUTY_SUPERVISOR))
    try:
        officer = peopled.officer_for(organisation, on, involved=perhaps, supervised=supervised, preferred=preferred)
    except NobodyLeft:  # better somebody who may be meant than nobody
        officer = peopled.officer_for(organisation, on, involved=involved, supervised=supervised, preferred=preferred)
    return Route(supervised, officer, respondents, called)


@dataclass(frozen=True, slots=True)
class _Meant:
    person: PersonId | None
    name: str = field(default="", repr=False)


def _meant(uow: UnitOfWork, kind: AboutKind, names: str, people: Sequence[PersonId]) -> tuple[_Meant, ...]:
    """Everybody who was chosen or typed, once. A typed name is linked when exactly one active person is called so."""
    everybody = [one for one in uow.people.all() if one.active]
    office = uow.office()
    house = office.contact.name if office is not None else ""
    found = {one.id: _Meant(one.id, one.name) for one in everybody if one.id in people}
    loose: dict[str, _Meant] = {}
    for name in _typed(kind, names, house):
        called = [one for one in everybody if naming.same(one.name, name)]
        if len(called) == 1:
            found.setdefault(called[0].id, _Meant(called[0].id, called[0].name))
        else:
            loose.setdefault(name, _Meant(None, name))
    return (*found.values(), *loose.values())


def _typed(kind: AboutKind, names: str, house: str) -> Iterator[str]:
    if kind is AboutKind.ORGANISATION and naming.is_the_organisation(names, house):
        return
    for name in naming.split_names(names):
        if not naming.is_the_organisation(name, house):
            yield name


def _seated(
    meant: Sequence[_Meant], known: Complaint | None, *, retyped: bool
) -> tuple[tuple[Respondent, ...], Mapping[str, str]]:
    """The respondents by ref, and what those who were meant now are called.

    Who is known keeps their ref. A ref of somebody without a name, or when all names were typed anew one that was not
    repeated, is given to who is new.
    """
    refs = {one.ref: one for one in known.respondents} if known is not None else {}
    before = respondent_names(known) if known is not None else {}
    called: dict[str, str] = {}
    new: list[_Meant] = []
    for one in meant:
        ref = next((ref for ref in refs if ref not in called and _is(refs[ref], before.get(ref, ""), one)), None)
        if ref is None:
            new.append(one)
        else:
            refs[ref] = replace(refs[ref], person=one.person or refs[ref].person)
            called[ref] = one.name
    given = {*refs, *(dossier_refs(known) if known is not None else ())}
    free = [ref for ref in refs if ref not in called and (retyped or not (refs[ref].person or before.get(ref)))]
    for one in new:
        ref = free.pop(0) if free else f"r{len(given) + 1}"
        given.add(ref)
        refs[ref] = Respondent(ref, one.person)
        called[ref] = one.name
    return tuple(refs.values()), {ref: name for ref, name in called.items() if name}


def _is(respondent: Respondent, name: str, meant: _Meant) -> bool:
    if respondent.person and meant.person:
        return respondent.person == meant.person
    return bool(name) and naming.same(name, meant.name)
