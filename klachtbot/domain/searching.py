"""By which words a dossier is found again, and what somebody looks for who types a few.

Both sides are made the same way, so that storage need only compare: it keeps a keyed hash of each term, never a word.
Accents, case and signs make no difference, and the first three letters of a word are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from klachtbot.domain.dossier import panel, secretary
from klachtbot.domain.model import Complaint, PersonId, Series
from klachtbot.domain.names import PARTICLES, words
from klachtbot.domain.parties import parties, search_terms

SHORTEST, LONGEST = 3, 12
"""Letters of a beginning that is found. What lies beyond the longest does not count, on either side."""


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SAID = _set("complainant contact representative representative_contact respondents about subject")
"""The details of an entry that may change by which words its dossier is found."""

_TOLD_LITTLE = PARTICLES | _set(
    "een en of niet geen dat die dit is was zijn voor met naar bij door over als maar om uit nog wel ook zo er ik hij "
    "zij we wij ze mijn haar hun heeft had werd wordt"
)
"""Words that stand in any sentence."""


def terms_of(complaint: Complaint) -> frozenset[str]:
    """Every term by which this opened dossier is found: the beginnings of names and of the words of its subject, how
    the complainant is reached, and who sits in its committee.

    Names as they were last said, of who is still concerned; addresses and numbers as they were ever said.
    """
    known = parties(complaint)
    named = [one.name for one in known.respondents]
    details = [event.details or {} for event in complaint.events]
    about = "" if named and all(named) else _last(complaint, "about")
    said = {term for name in (known.complainant, known.representative, about, *named) for term in _of_name(name)}
    said |= {f"word:{part}" for word in _telling(_last(complaint, "subject")) for part in _beginnings(word)}
    reached = {term for one in details for term in search_terms({**one, "complainant": ""})}
    whole = search_terms({"complainant": known.complainant})
    return frozenset(said | reached | whole | {seat_of(person) for person in seated(complaint)})


def seat_of(person: PersonId) -> str:
    """The term of the dossiers whose committee somebody sits in, or writes for."""
    return f"seat:{person}"


def seated(complaint: Complaint) -> frozenset[PersonId]:
    """Who sits in its committee as it was last composed, and who writes for it."""
    sits = {PersonId(str(one)) for one in panel(complaint).values() if one}
    writes = secretary(complaint)
    return frozenset(sits | ({writes} if writes else set()))


def _last(complaint: Complaint, key: str) -> str:
    said = (str(event.details[key]) for event in reversed(complaint.events) if event.details and event.details.get(key))
    return next(said, "")


def _of_name(name: str) -> Iterator[str]:
    """A name word by word, and its surname written in one go ("vandenberg")."""
    said = words(name)
    for word in said:
        if word not in PARTICLES:
            yield from (f"word:{part}" for part in _beginnings(word))
    for place, word in enumerate(said[:-1]):
        if word in PARTICLES and (place == 0 or said[place - 1] not in PARTICLES):
            yield "word:" + "".join(said[place:])[:LONGEST]


def _beginnings(word: str) -> Iterator[str]:
    if len(word) < SHORTEST:
        yield word
    yield from (word[:length] for length in range(SHORTEST, min(len(word), LONGEST) + 1))


def _telling(text: str) -> list[str]:
    return [word for word in words(text) if word not in _TOLD_LITTLE and len(word) > 1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the typed words ask for: dossiers that have all these ``terms``, or one that is called one of ``numbers``.

    Both empty: they ask for nothing. The rarest word, as far as its length tells, stands first."""

    terms: tuple[str, ...] = field(default=(), repr=False)
    numbers: tuple[str, ...] = field(default=(), repr=False)


def wanted(text: str, year: int) -> Wanted:
    """Read what somebody typed: a number ("K-2026-007", "2026-7", "7"), a phone number or e-mail address, or words.

    Without a year it is any of the last ten, up to ``year``."""
    number = _NUMBER.fullmatch(text.strip())
    if number:
        return Wanted(numbers=tuple(_called(number, year)))
    reached = search_terms({"contact": text})
    if reached:
        return Wanted(terms=tuple(sorted(reached)))
    said = _telling(text) or [word for word in words(text) if len(word) > 1]
    return Wanted(terms=tuple(f"word:{word[:LONGEST]}" for word in _longest_first(said)))


def _longest_first(said: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(said), key=len, reverse=True)[:MOST_WORDS]


MOST_WORDS = 8
"""More words than these are not looked at."""

_SERIES = (*Series, "M", "LM")
_NUMBER = re.compile(
    rf"(?:(?P<series>{'|'.join(_SERIES)})[-\s]?)?(?:(?P<year>20\d\d)[-/\s])?0*(?P<n>[1-9]\d{{0,4}})", re.IGNORECASE
)
_YEARS = 10


def _called(found: re.Match[str], year: int) -> Iterator[str]:
    years = [int(found["year"])] if found["year"] else range(year, year - _YEARS, -1)
    for one in years:
        for series in (found["series"].upper(),) if found["series"] else _SERIES:
            yield f"{series}-{one}-{int(found['n']):03d}"
